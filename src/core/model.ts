/**
 * The nouns. Plain data that every room shares; nothing here reads a clock, a disk or a network.
 */
import type { Cancellation } from './cancellation.ts';
import type { AttributeChange, LinkChange, LinkTarget } from './differenceModel.ts';

export type * from './differenceModel.ts';

/** A JSON value, as Graph sends it and canonical YAML keeps it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
export type Body = { readonly [name: string]: Value };

export type ObjectType =
  | 'user'
  | 'group'
  | 'application'
  | 'servicePrincipal'
  | 'conditionalAccessPolicy'
  | 'namedLocation'
  | 'authenticationStrengthPolicy'
  | 'authenticationMethodsPolicy'
  | 'authorizationPolicy'
  | 'organization';

/** Links that have a name as a type of their own: in scopes, totals and Microsoft's own service. */
export type LinkType = 'oauth2PermissionGrant' | 'appRoleAssignment';

/** One directory object, identified by type + id. Derived types (agentUser) are known by their base type. */
export interface ObjectKey {
  readonly type: ObjectType;
  readonly id: string;
}

/** An object in canonical form: kept properties and links only, sets sorted. */
export interface DirectoryObject {
  readonly key: ObjectKey;
  readonly body: Body;
}

/**
 * Where an object stands in one state. `unknown` is an honest answer: nobody looked, or it could not be read; it never
 * becomes a difference or a step.
 */
export type Presence =
  | { readonly is: 'present'; readonly body: Body }
  | { readonly is: 'softDeleted'; readonly body: Body }
  /** Nowhere. `mayBeSoftDeleted` when nobody could look among the deleted items. */
  | { readonly is: 'absent'; readonly mayBeSoftDeleted?: true }
  | { readonly is: 'unknown'; readonly reason: string };

/** What a snapshot covers of one type. `all`: every property Graph returns, bar the volatile ones. */
export interface TypeCoverage {
  readonly properties: 'all' | readonly string[];
  readonly links: readonly string[];
  /** Whether the soft-deleted objects of the type were read too. */
  readonly deletedItems: boolean;
}

export type Coverage = { readonly [type in ObjectType]?: TypeCoverage };

/** `snapshots/tenant.yaml`: which tenant, and what of it the snapshot holds. */
export interface Manifest {
  readonly tenantId: string;
  readonly displayName: string;
  readonly coverage: Coverage;
  /** Types whose files are from an earlier backup, with the reason. */
  readonly unread: { readonly [type in ObjectType]?: string };
}

/** A type that was to be read and could not be, or that an earlier backup left out. */
export interface NotRead {
  readonly type: ObjectType;
  readonly reason: string;
}

export interface TenantDescription {
  readonly tenantId: string;
  readonly displayName: string;
  readonly tenantType: string;
}

/** Names a backup: its UTC time with dashes, `2026-11-23T02-00-00Z`. Sorts by time as text. */
export type BackupName = string;

export interface Backup {
  readonly name: BackupName;
  readonly commit: string;
  /** Id of the `snapshots/` tree: two backups are the same when these are equal. */
  readonly tree: string;
  readonly tenantId: string;
  readonly objects: number;
  readonly changed: number;
}

/**
 * Whether a backup's branch is what the journal says was made: `recorded` as it stands, `altered` since, or `notRecorded` at
 * all.
 */
export type Integrity = 'recorded' | 'altered' | 'notRecorded';
export type ListedBackup = Backup & { readonly integrity: Integrity };

/** What to look at or to recover. Empty lists mean everything. Properties are Graph names, nested ones by dots, or links. */
export interface Scope {
  readonly types: readonly (ObjectType | LinkType)[];
  readonly ids: readonly string[];
  readonly properties: readonly string[];
}

/** What to do with objects that the chosen backup does not have. */
export type Added = 'keep' | 'softDelete';

/** One word for everything, or for single types others. */
export type AddedByType =
  | Added
  | { readonly default: Added; readonly byType: { readonly [type in ObjectType | LinkType]?: Added } };

// --- Plans -----------------------------------------------------------------------------------------------------------

export type StepAction = 'update' | 'restore' | 'recreate' | 'softDelete';

export interface LinkWrite {
  readonly name: string;
  readonly add: readonly LinkTarget[];
  readonly remove: readonly LinkTarget[];
}

/**
 * What a step sends. `properties` are whole top-level properties: where only a part of a complex value was reviewed, the
 * rest is as just read from live, because Graph replaces such values whole.
 */
export interface Writes {
  readonly properties: Body;
  readonly links: readonly LinkWrite[];
}

/** One reviewed value and where the tenant stands, for people and guards. */
export interface Move {
  readonly name: string;
  readonly from: Value | undefined;
  readonly to: Value | undefined;
  /** Set when live is neither base nor wanted: somebody moved it after the review. Holds the base value. */
  readonly movedFrom?: { readonly base: Value | undefined };
  /** Ids in it of objects that this plan makes anew: each is written as the id that the new object gets. */
  readonly renewed?: readonly string[];
}

export interface Step {
  /** Position in the plan, from 1. */
  readonly n: number;
  readonly action: StepAction;
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly writes: Writes;
  /** Steps that must have succeeded before; their failure skips this one. */
  readonly after: readonly number[];
  /** Steps that must have ended before, however they ended: they write what this one refers to. */
  readonly behind?: readonly number[];
  readonly why: string;
  readonly moves: readonly Move[];
  /** Set when the whole object moved since the review (changed after it was reviewed for deletion). */
  readonly moved?: string;
  /** Of a `recreate`: the application id that the object had, where the new one gets its own. */
  readonly appId?: string;
  /** Sort of soft delete that must prove reversible once per job: `user`, `group/unified`, `group/security`, … */
  readonly deletionKind?: string;
}

export type UntouchedReason =
  | 'onPremisesSynced'
  | 'hardDeleted'
  | 'readOnly'
  | 'notCovered'
  | 'referenceGone'
  | 'notReversible'
  | 'unreadable'
  | 'membershipIsComputed'
  | 'neverWritten'
  /** Names an object that is made anew by its old id, and is not part of what is recovered. */
  | 'outOfScope';

export interface Untouched {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly code: UntouchedReason;
  /** A sentence for people. */
  readonly reason: string;
  /** Only this property or link is left alone; the whole object when absent. */
  readonly property?: string;
  /** Ids that are referred to and are gone. */
  readonly missing?: readonly string[];
}

export type FindingLevel = 'stop' | 'warn' | 'note';

export interface Finding {
  readonly guard: string;
  readonly level: FindingLevel;
  readonly message: string;
  readonly objects: readonly { readonly type: ObjectType; readonly id: string; readonly displayName: string }[];
  /** Set when a stop was lifted by `--allow`. */
  readonly allowed?: { readonly reason: string };
}

/** `auto`: policies through Pulumi, everything else through Graph. */
export type EngineName = 'graph' | 'pulumi' | 'auto';

export interface Plan {
  /** Digest of base, wanted and steps: the same work has the same id. */
  readonly id: string;
  readonly base: string;
  readonly wanted: string;
  readonly engine: EngineName;
  readonly steps: readonly Step[];
  readonly untouched: readonly Untouched[];
  readonly findings: readonly Finding[];
}

// --- Carrying out ----------------------------------------------------------------------------------------------------

export type Outcome = 'updated' | 'restored' | 'recreated' | 'softDeleted' | 'failed' | 'skipped' | 'unknown';

/** What became of one step. `unknown`: the request left, no answer came; only reading again tells. */
export interface Receipt {
  readonly n: number;
  readonly type: ObjectType;
  readonly id: string;
  readonly action: StepAction;
  readonly outcome: Outcome;
  readonly links: number;
  readonly requestIds: readonly string[];
  readonly code?: string;
  readonly message?: string;
  /** Of a step that did not succeed. */
  readonly attempted?: Attempted;
  /** Of a skipped step: what did not need the failed ones was written. */
  readonly isPartly?: true;
  /** Of a `recreate`: the id of the new object, also where not all of it could be written. */
  readonly newId?: string;
  /** The same of an application's or a service principal's `appId`, where it is another one. */
  readonly appId?: { readonly before: string; readonly now: string };
}

/** What a step was to change. Some of it may be written all the same. */
export interface Attempted {
  readonly displayName: string;
  readonly attributes: readonly AttributeChange[];
  readonly links: readonly LinkChange[];
}

export type JobStatus =
  | 'loadingData'
  | 'inProgress'
  | 'completed'
  | 'completedWithWarnings'
  | 'failed'
  | 'canceled'
  | 'interrupted';

export interface JobFailure extends Attempted {
  readonly type: ObjectType;
  readonly id: string;
  readonly action: StepAction;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** A recovery as the journal keeps it and `history --json` prints it. */
export interface Recovery {
  readonly id: string;
  readonly status: JobStatus;
  /** Backup whose state is wanted, where the wanted state is exactly one; else null and `wanted` tells. */
  readonly backup: BackupName | null;
  readonly base: string;
  readonly wanted: string;
  readonly scope: Scope;
  /** With a backup: what was to become of objects that it does not have. */
  readonly added: AddedByType | null;
  /** Whether objects that are gone for good were to be made anew. Absent in records of older versions. */
  readonly recreate?: boolean;
  readonly engine: EngineName;
  readonly started: string;
  readonly completed: string | null;
  readonly totals: {
    readonly objectsModified: number;
    readonly linksModified: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly failures: readonly JobFailure[];
  /** True when the tenant was read again and a second plan was empty. */
  readonly verified: boolean;
  readonly findings: readonly Finding[];
  readonly receipts: readonly Receipt[];
  /** When the job was last heard of; RFC 3339. */
  readonly heartbeat: string | null;
  /** Steps that have ended, of those of the plan under way. */
  readonly progress: Progress | null;
  /** The interrupted recovery that this one goes on with. */
  readonly resumes: string | null;
  /** Who stopped it from elsewhere. */
  readonly canceledBy: Pick<Cancellation, 'by' | 'host' | 'at'> | null;
}

export interface Progress {
  readonly steps: number;
  readonly of: number;
}
