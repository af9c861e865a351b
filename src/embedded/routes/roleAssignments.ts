/** Directory role assignments, to be read only. Source: Graph's page on unifiedRoleAssignment. Last verified: 2026-11-23. */
import { type Answer, isFault, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { notFound } from '../errors.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { grants } from '../permissions.ts';
import { checkOptions } from '../query.ts';
import type { DirectoryRoleAssignment, PlacedRole } from '../relations.ts';
import { contextOf } from '../render.ts';
import type { Body } from '../value.ts';
import { readEquals } from './records.ts';
import type { Route } from './route.ts';

const path = '/roleManagement/directory/roleAssignments';
const name = path.slice(1);

/** Every role here holds for the whole tenant. */
const show = ({ id, principalId, roleDefinitionId }: DirectoryRoleAssignment): Body => ({
  id,
  principalId,
  directoryScopeId: '/',
  roleDefinitionId,
});

function list(call: Call): Answer {
  const refused = checkOptions(call, ['$filter', '$skiptoken']);
  if (refused !== null) return refused;
  const wanted = readEquals(call.query.get('$filter'), ['principalId', 'roleDefinitionId']);
  if (isFault(wanted)) return wanted;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const { relations, pageSizes } = call.tenant;
  const principal = wanted.get('principalId');
  const role = wanted.get('roleDefinitionId');
  const of = principal === undefined ? null : ({ end: 'principal', id: principal } as const);
  const found = function* (): Generator<PlacedRole> {
    for (const assignment of relations.roleAssignments.listed(place, of)) {
      const fits = role === undefined || assignment.roleDefinitionId === role;
      if (fits && relations.isRoleAssignmentSeen(assignment)) yield assignment;
    }
  };
  const page = pageOf(found(), pageSizes.page);
  return ok(listBody(call, contextOf(call, name, null, false), page.items.map(show), { next: page.next }));
}

function one(call: Call): Answer {
  const { relations } = call.tenant;
  const found = relations.roleAssignments.one(call.parameters.id ?? '');
  if (found === undefined || !relations.isRoleAssignmentSeen(found)) return notFound(call.parameters.id ?? '');
  return ok({ '@odata.context': contextOf(call, name, null, true), ...show(found) });
}

export const roleAssignmentRoutes: readonly Route[] = [
  { method: 'GET', path, grant: grants.readRoleAssignments, handle: list },
  { method: 'GET', path: `${path}/{id}`, grant: grants.readRoleAssignments, handle: one },
];
