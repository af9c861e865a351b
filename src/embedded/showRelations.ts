/** Grants and assignments as answers show them, by themselves or expanded on one of their ends. */
import type { Call } from './call.ts';
import type { AppRoleAssignment, PermissionGrant } from './relations.ts';
import { bodiesOf } from './rules/entitlements.ts';
import type { Entry } from './store.ts';
import type { Body } from './value.ts';

export const showGrant = (grant: PermissionGrant): Body => ({
  clientId: grant.clientId,
  consentType: grant.consentType,
  id: grant.id,
  principalId: grant.principalId,
  resourceId: grant.resourceId,
  scope: grant.scope,
});

const principalTypes: Readonly<Record<string, string>> = {
  user: 'User',
  group: 'Group',
  servicePrincipal: 'ServicePrincipal',
};

/** Whether objects of the type can be given app roles. */
export const isPrincipal = (type: string): boolean => type in principalTypes;

/** Names are those of now; that Graph keeps them in step with the objects is unverified. */
export function showAssignment(assignment: AppRoleAssignment, call: Call): Body {
  const { store } = call.tenant;
  const principal = store.entry(assignment.principalId);
  const resource = store.entry(assignment.resourceId);
  const nameOf = (entry: Entry | undefined): unknown =>
    entry === undefined ? null : (store.listed(entry).body.displayName ?? null);
  return {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.appRoleId,
    createdDateTime: assignment.createdDateTime,
    principalDisplayName: nameOf(principal),
    principalId: assignment.principalId,
    principalType: principalTypes[principal?.type ?? ''] ?? null,
    resourceDisplayName: nameOf(resource),
    resourceId: assignment.resourceId,
  };
}

type Expander = (entry: Entry, call: Call) => Iterable<Body>;

function* shown<T>(records: Iterable<T>, isSeen: (record: T) => boolean, show: (record: T) => Body): Generator<Body> {
  for (const record of records) if (isSeen(record)) yield show(record);
}

const expandAssignments =
  (end: 'principal' | 'resource'): Expander =>
  (entry, call) => {
    const { assignments, isAssignmentSeen } = call.tenant.relations;
    const records = assignments.listed(null, { end, id: entry.id });
    return shown(records, isAssignmentSeen, (assignment) => showAssignment(assignment, call));
  };

/** What `$expand` can show of an object that is no other object, by name. */
export const expanders: Readonly<Record<string, Expander>> = {
  appRoleAssignedTo: expandAssignments('resource'),
  appRoleAssignments: expandAssignments('principal'),
  federatedIdentityCredentials: ({ body }) => bodiesOf(body.federatedIdentityCredentials),
};
