/** The nouns of comparing: what differs between two states of a tenant, and the report that says so. */
import type { BackupName, LinkType, ObjectType, Scope, Value } from './model.ts';

export type ChangeKind = 'added' | 'changed' | 'softDeleted' | 'restored' | 'hardDeleted';
export type RecoveryAction = 'update' | 'restore' | 'softDelete' | 'recreate' | 'none';

export interface AttributeChange {
  /** Graph property, nested ones by dots: `conditions.users.excludeGroups`. */
  readonly name: string;
  /** `undefined` when the side does not have the property at all, which Graph tells from `null` only in open types. */
  readonly backup: Value | undefined;
  readonly current: Value | undefined;
}

export interface LinkTarget {
  /** A covered type, or the Graph type of something outside (`device`, `orgContact`). */
  readonly type: string;
  readonly id: string;
  readonly displayName?: string;
  /** What a grant or an assignment gives: a scope, or the id of an app role of the resource. */
  readonly permission?: string;
}

export interface LinkChange {
  readonly name: string;
  readonly target: LinkTarget;
  readonly backup: 'present' | 'absent';
  readonly current: 'present' | 'absent';
}

export interface ObjectChange {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly change: ChangeKind;
  readonly recoveryAction: RecoveryAction;
  /** Why the recovery action is `none`. */
  readonly reason?: string;
  readonly attributes: readonly AttributeChange[];
  readonly links: readonly LinkChange[];
}

/** One side of a report: a backup's commit, or the tenant as it is now. */
export type ReportSide = { readonly backup: BackupName | null; readonly commit: string } | { readonly live: true };

export interface DifferenceReport {
  readonly id: string;
  readonly createdDateTime: string;
  readonly tenantId: string;
  readonly from: ReportSide;
  readonly to: ReportSide;
  readonly scope: Scope;
  readonly totals: ReportTotals;
  /** In the order of the catalog, then by display name and id. */
  readonly objects: readonly ObjectChange[];
  readonly notRead: readonly { readonly type: ObjectType; readonly reason: string }[];
  readonly notCovered: readonly { readonly type: ObjectType; readonly property: string; readonly reason: string }[];
  /** Against live: types that could not be read by their changes since the backup, so that every object was read. */
  readonly readInFull: readonly { readonly type: ObjectType; readonly reason: string }[];
}

export interface ReportTotals {
  readonly objects: number;
  readonly attributes: number;
  readonly links: number;
  readonly byType: { readonly [type in ObjectType | LinkType]?: { readonly [kind in ChangeKind]: number } };
}
