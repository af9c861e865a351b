/**
 * What ties the objects of a tenant together beyond their links: delegated permission grants, app role assignments and
 * directory role assignments; and the per-user MFA state, which Graph serves beside the user.
 *
 * None of them has deleted items. A record stays, unseen, while one of its ends is deleted, and is back when that end is
 * (facts on Graph §4: a restored service principal has all it had; unverified for each kind of end). When an end is gone
 * for good the record is never seen again, because ids are not used twice.
 */
import { shareFrom } from './identity.ts';
import { opaqueId } from './opaqueIds.ts';
import type { Placed } from './ordered.ts';
import { Relation } from './relation.ts';
import type { Delay, Store } from './store.ts';

export type ConsentType = 'AllPrincipals' | 'Principal';

export interface PermissionGrant {
  readonly id: string;
  readonly clientId: string;
  readonly resourceId: string;
  readonly consentType: ConsentType;
  readonly principalId: string | null;
  /** As it was written: names with spaces between them. */
  readonly scope: string | null;
}

export interface AppRoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
}

export interface DirectoryRoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
}

export const perUserMfaStates = ['disabled', 'enabled', 'enforced'] as const;
export type PerUserMfaState = (typeof perUserMfaStates)[number];

/** The part of a seed that is no object: checked, ids in lower case. */
export interface LoadedRelations {
  readonly grants: readonly PermissionGrant[];
  readonly assignments: readonly AppRoleAssignment[];
  readonly roleAssignments: readonly DirectoryRoleAssignment[];
  /** By user; users that are not here are `disabled`. */
  readonly mfaStates: ReadonlyMap<string, PerUserMfaState>;
}

export interface RelationOptions {
  /** Seed of the order of lists, or null for the order of insertion. */
  readonly shuffle: number | null;
  readonly delayOf: (id: string, sequence: number) => Delay | null;
}

/** Access to an application that asks for no role. */
export const defaultAccess = '00000000-0000-0000-0000-000000000000';

/** The same four ends are the same grant, whatever its scope. */
export const grantId = (grant: Omit<PermissionGrant, 'id' | 'scope'>): string =>
  opaqueId(grant.clientId, grant.resourceId, ...(grant.principalId === null ? [] : [grant.principalId]));

export const roleAssignmentId = (roleDefinitionId: string, principalId: string): string =>
  `${opaqueId(roleDefinitionId, principalId)}-1`;

export type PlacedGrant = PermissionGrant & Placed;
export type PlacedAssignment = AppRoleAssignment & Placed;
export type PlacedRole = DirectoryRoleAssignment & Placed;

export class Relations {
  readonly grants = new Relation<PlacedGrant, 'client' | 'resource' | 'principal'>({
    client: (grant) => grant.clientId,
    resource: (grant) => grant.resourceId,
    principal: (grant) => grant.principalId,
  });
  readonly assignments = new Relation<PlacedAssignment, 'principal' | 'resource'>({
    principal: (assignment) => assignment.principalId,
    resource: (assignment) => assignment.resourceId,
  });
  readonly roleAssignments = new Relation<PlacedRole, 'principal'>({
    principal: (assignment) => assignment.principalId,
  });
  readonly #mfaStates: Map<string, PerUserMfaState>;
  readonly #store: Store;
  readonly #options: RelationOptions;
  #inserted = 0;
  #written = 0;
  #request = 0;

  constructor(store: Store, options: RelationOptions, loaded: LoadedRelations) {
    this.#store = store;
    this.#options = options;
    this.grants.fill(loaded.grants.map((grant) => this.#placed(grant)));
    this.assignments.fill(loaded.assignments.map((assignment) => this.#placed(assignment)));
    this.roleAssignments.fill(loaded.roleAssignments.map((assignment) => this.#placed(assignment)));
    this.#mfaStates = new Map(loaded.mfaStates);
  }

  #placed<T extends { readonly id: string }>(record: T): T & Placed {
    this.#inserted += 1;
    const { shuffle } = this.#options;
    return { ...record, position: shuffle === null ? this.#inserted : shareFrom(shuffle, record.id) };
  }

  /** Counts a request, and lets delays run out. */
  tick(): void {
    this.#request += 1;
    this.grants.catchUp(this.#request);
    this.assignments.catchUp(this.#request);
  }

  /** Up to which request lists show what was before a write. */
  #seenUntil(id: string): number | null {
    this.#written += 1;
    const delay = this.#options.delayOf(id, this.#written);
    return delay === null ? null : this.#request + delay.requests;
  }

  addGrant(grant: PermissionGrant): PlacedGrant {
    const placed = this.#placed(grant);
    this.grants.set(placed.id, placed, this.#seenUntil(placed.id));
    return placed;
  }

  removeGrant(grant: PlacedGrant): void {
    this.grants.set(grant.id, null, this.#seenUntil(grant.id));
  }

  /** The scope is all that ever changes of a grant; it keeps its id and its place. */
  setScope(grant: PlacedGrant, scope: string | null): void {
    this.grants.set(grant.id, { ...grant, scope }, this.#seenUntil(grant.id));
  }

  addAssignment(assignment: AppRoleAssignment): PlacedAssignment {
    const placed = this.#placed(assignment);
    this.assignments.set(placed.id, placed, this.#seenUntil(placed.id));
    return placed;
  }

  removeAssignment(assignment: PlacedAssignment): void {
    this.assignments.set(assignment.id, null, this.#seenUntil(assignment.id));
  }

  isGrantSeen = (grant: PermissionGrant): boolean =>
    this.#store.isAlive(grant.clientId) &&
    this.#store.isAlive(grant.resourceId) &&
    (grant.principalId === null || this.#store.isAlive(grant.principalId));

  isAssignmentSeen = (assignment: AppRoleAssignment): boolean =>
    this.#store.isAlive(assignment.principalId) && this.#store.isAlive(assignment.resourceId);

  isRoleAssignmentSeen = (assignment: DirectoryRoleAssignment): boolean => this.#store.isAlive(assignment.principalId);

  /** Directory roles given to this object itself, also while it is deleted. */
  rolesOf = (principalId: string): readonly string[] =>
    Array.from(this.roleAssignments.of('principal', principalId), (assignment) => assignment.roleDefinitionId);

  mfaStateOf = (userId: string): PerUserMfaState => this.#mfaStates.get(userId) ?? 'disabled';

  setMfaState(userId: string, state: PerUserMfaState): void {
    this.#mfaStates.set(userId, state);
  }
}
