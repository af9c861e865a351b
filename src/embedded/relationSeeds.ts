/** Grants, assignments and directory roles of a seed: read and checked, and written again. */
import { guidFrom } from './identity.ts';
import { opaqueId } from './opaqueIds.ts';
import type { SeedProblem } from './readSeed.ts';
import {
  type AppRoleAssignment,
  type DirectoryRoleAssignment,
  defaultAccess,
  grantId,
  type LoadedRelations,
  type PermissionGrant,
  type PerUserMfaState,
  type Relations,
  roleAssignmentId,
} from './relations.ts';
import { memberTypeOf } from './rules/appRoles.ts';
import type { SeedBody, SeedRelations } from './seed.ts';
import type { Store } from './store.ts';
import { type Body, type CoveredType, isBody, isGuid, isText, textsOf } from './value.ts';

/** What the records may refer to, living or deleted. */
export interface SeedEnd {
  readonly type: CoveredType;
  readonly body: Body;
}
type Ends = { get(id: string): SeedEnd | undefined };

interface Record {
  readonly id: string;
}

/** One record being read: where it is, and how to say what is wrong with it. */
interface Reading {
  readonly raw: Body;
  readonly ends: Ends;
  /** Notes the problem and gives null, so that a reader can end with it. */
  readonly unfit: (at: string, message: string) => null;
}

const principalTypes: readonly CoveredType[] = ['user', 'group', 'servicePrincipal'];

/** The object at a property, of one of the types. */
function endOf(
  { raw, ends, unfit }: Reading,
  name: string,
  types: readonly CoveredType[],
): { readonly id: string; readonly type: CoveredType; readonly body: Body } | null {
  const value = raw[name];
  if (!isGuid(value)) return unfit(`.${name}`, 'must be a GUID');
  const id = value.toLowerCase();
  const end = ends.get(id);
  if (end === undefined) return unfit(`.${name}`, `refers to nothing: ${id}`);
  return types.includes(end.type) ? { id, ...end } : unfit(`.${name}`, `cannot refer to a ${end.type}`);
}

/** The text at a property, or what it is when left out. */
function textOf({ raw, unfit }: Reading, name: string, otherwise: string): string | null {
  const value = raw[name] ?? otherwise;
  return isText(value) && value !== '' ? value : unfit(`.${name}`, 'must be text');
}

function readGrant(reading: Reading): PermissionGrant | null {
  const { raw, unfit } = reading;
  const client = endOf(reading, 'clientId', ['servicePrincipal']);
  const resource = endOf(reading, 'resourceId', ['servicePrincipal']);
  if (client === null || resource === null) return null;
  const { consentType, scope = null } = raw;
  if (consentType !== 'AllPrincipals' && consentType !== 'Principal')
    return unfit('.consentType', 'is neither AllPrincipals nor Principal');
  const isForOne = consentType === 'Principal';
  if (((raw.principalId ?? null) !== null) !== isForOne)
    return unfit('.principalId', 'is for the consentType Principal, and only for it');
  const principal = isForOne ? endOf(reading, 'principalId', ['user']) : null;
  if (isForOne && principal === null) return null;
  if (scope !== null && !isText(scope)) return unfit('.scope', 'must be text');
  const ties = {
    clientId: client.id,
    resourceId: resource.id,
    consentType,
    principalId: principal?.id ?? null,
  } as const;
  const id = textOf(reading, 'id', grantId(ties));
  return id === null ? null : { ...ties, id, scope };
}

function readAssignment(reading: Reading): AppRoleAssignment | null {
  const { raw, unfit } = reading;
  const principal = endOf(reading, 'principalId', principalTypes);
  const resource = endOf(reading, 'resourceId', ['servicePrincipal']);
  if (principal === null || resource === null) return null;
  if (!isGuid(raw.appRoleId)) return unfit('.appRoleId', 'must be a GUID');
  const appRoleId = raw.appRoleId.toLowerCase();
  // One that has its id was made once, and outlives its role: the dump of a tenant whose applications have changed since holds such.
  if (appRoleId !== defaultAccess && raw.id === undefined) {
    const listed = Array.isArray(resource.body.appRoles) ? resource.body.appRoles.filter(isBody) : [];
    const role = listed.find(({ id }) => isText(id) && id.toLowerCase() === appRoleId);
    if (role === undefined) return unfit('.appRoleId', 'is no role of the resource');
    if (!textsOf(role.allowedMemberTypes).includes(memberTypeOf(principal.type)))
      return unfit('.appRoleId', `is not for a ${principal.type}`);
  }
  const createdDateTime = textOf(reading, 'createdDateTime', '2024-01-01T00:00:00Z');
  if (createdDateTime === null) return null;
  if (Number.isNaN(Date.parse(createdDateTime))) return unfit('.createdDateTime', 'is no time');
  const fresh = guidFrom('seed', 'appRoleAssignment', principal.id, resource.id, appRoleId);
  const id = textOf(reading, 'id', opaqueId(principal.id, fresh));
  return id === null ? null : { id, principalId: principal.id, resourceId: resource.id, appRoleId, createdDateTime };
}

function readRoleAssignment(reading: Reading): DirectoryRoleAssignment | null {
  const { raw, unfit } = reading;
  const principal = endOf(reading, 'principalId', principalTypes);
  if (principal === null) return null;
  if (!isGuid(raw.roleDefinitionId)) return unfit('.roleDefinitionId', 'must be a GUID');
  if (principal.type === 'group' && principal.body.isAssignableToRole !== true)
    return unfit('.principalId', 'must be a role-assignable group');
  const roleDefinitionId = raw.roleDefinitionId.toLowerCase();
  const id = textOf(reading, 'id', roleAssignmentId(roleDefinitionId, principal.id));
  return id === null ? null : { id, principalId: principal.id, roleDefinitionId };
}

const parts = {
  oauth2PermissionGrants: ['id', 'clientId', 'resourceId', 'consentType', 'principalId', 'scope'],
  appRoleAssignments: ['id', 'principalId', 'resourceId', 'appRoleId', 'createdDateTime'],
  directoryRoleAssignments: ['id', 'principalId', 'roleDefinitionId'],
} as const;
/** What Graph shows beside a record, and makes by itself. */
const shown: ReadonlySet<string> = new Set([
  'deletedDateTime',
  'directoryScopeId',
  'principalDisplayName',
  'principalType',
  'resourceDisplayName',
]);

export const relationNames: readonly string[] = Object.keys(parts);

function readList<T extends Record>(
  seed: Body,
  name: keyof typeof parts,
  ends: Ends,
  problems: SeedProblem[],
  read: (reading: Reading) => T | null,
  keyOf: (record: T) => string,
): readonly T[] {
  const list = seed[name] ?? [];
  if (!Array.isArray(list)) {
    problems.push({ place: name, message: 'must be a list' });
    return [];
  }
  const records: T[] = [];
  const taken = new Map<string, string>();
  const known: readonly string[] = parts[name];
  for (const [index, raw] of list.entries()) {
    const place = `${name}[${index}]`;
    const unfit = (at: string, message: string): null => {
      problems.push({ place: `${place}${at}`, message });
      return null;
    };
    if (!isBody(raw)) {
      unfit('', 'must be an object');
      continue;
    }
    const unknown = Object.keys(raw).filter((key) => !key.includes('@') && !known.includes(key) && !shown.has(key));
    for (const key of unknown) unfit(`.${key}`, 'is no part of it');
    const record = read({ raw, ends, unfit });
    if (record === null) continue;
    const twin = taken.get(`id ${record.id}`) ?? taken.get(keyOf(record));
    if (twin !== undefined) unfit('', `is the same as ${twin}`);
    taken.set(`id ${record.id}`, place).set(keyOf(record), place);
    records.push(record);
  }
  return records;
}

/** The records of a seed; what is wrong with them is added to the problems. */
export function readRelations(
  seed: Body,
  ends: Ends,
  mfaStates: ReadonlyMap<string, PerUserMfaState>,
  problems: SeedProblem[],
): LoadedRelations {
  const keyOf = (...ids: readonly (string | null)[]): string => ids.join(' ');
  return {
    grants: readList(seed, 'oauth2PermissionGrants', ends, problems, readGrant, (grant) =>
      keyOf(grant.clientId, grant.resourceId, grant.principalId),
    ),
    assignments: readList(seed, 'appRoleAssignments', ends, problems, readAssignment, (assignment) =>
      keyOf(assignment.principalId, assignment.resourceId, assignment.appRoleId),
    ),
    roleAssignments: readList(seed, 'directoryRoleAssignments', ends, problems, readRoleAssignment, (assignment) =>
      keyOf(assignment.principalId, assignment.roleDefinitionId),
    ),
    mfaStates,
  };
}

/** The records as a seed has them, sorted by id; also those that are unseen because an end of theirs is deleted. */
export function dumpRelations(relations: Relations, store: Store): SeedRelations {
  const known = (id: string | null): boolean => id === null || store.entry(id) !== undefined;
  const list = (name: keyof typeof parts, records: readonly Record[]): SeedBody[] =>
    records
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((record) => {
        const body = record as unknown as Body;
        return Object.fromEntries(parts[name].toSorted().map((part) => [part, body[part]]));
      });
  const { grants, assignments, roleAssignments } = relations;
  return {
    oauth2PermissionGrants: list(
      'oauth2PermissionGrants',
      [...grants.all()].filter((grant) => known(grant.clientId) && known(grant.resourceId) && known(grant.principalId)),
    ),
    appRoleAssignments: list(
      'appRoleAssignments',
      [...assignments.all()].filter(({ principalId, resourceId }) => known(principalId) && known(resourceId)),
    ),
    directoryRoleAssignments: list(
      'directoryRoleAssignments',
      [...roleAssignments.all()].filter(({ principalId }) => known(principalId)),
    ),
  };
}
