/**
 * App role assignments: made and deleted, never changed. Source: Graph's pages on appRoleAssignment; facts on Graph §1
 * (CSDL, LIMITS). Last verified: 2026-11-23.
 */

import { type Answer, created, type Fault, isFault, noContent, ok } from '../answer.ts';
import { auditOfAssignment } from '../audits.ts';
import { type Call, stamp } from '../call.ts';
import { badRequest, fault, notFound, readOnly } from '../errors.ts';
import { opaqueId } from '../opaqueIds.ts';
import { type Grant, grants } from '../permissions.ts';
import { readQuery } from '../query.ts';
import type { PlacedAssignment } from '../relations.ts';
import { contextOf } from '../render.ts';
import { appRoleFault } from '../rules/appRoles.ts';
import { isPrincipal, showAssignment } from '../showRelations.ts';
import type { Entry } from '../store.ts';
import { checkObject } from '../validate.ts';
import { isGuid } from '../value.ts';
import { listRecords, livingOwnerOf, ownerOf, selected } from './records.ts';
import type { Route } from './route.ts';

type Owner = 'servicePrincipal' | 'user' | 'group';
/** A side of an assignment, as a path names it. */
type Side = 'appRoleAssignments' | 'appRoleAssignedTo';

const type = 'appRoleAssignment';
/** Of one principal, also those whose resource is deleted (LIMITS). */
const mostOfPrincipal = 1500;
const segments: Readonly<Record<Owner, string>> = {
  user: 'users',
  group: 'groups',
  servicePrincipal: 'servicePrincipals',
};

const endOf = (side: Side): 'principal' | 'resource' => (side === 'appRoleAssignments' ? 'principal' : 'resource');
const propertyOf = (side: Side): 'principalId' | 'resourceId' =>
  side === 'appRoleAssignments' ? 'principalId' : 'resourceId';

const contextName = (owner: Owner, side: Side, id: string): string => `${segments[owner]}('${id}')/${side}`;

function list(call: Call, owner: Owner, side: Side): Answer {
  const entry = ownerOf(call, owner);
  if (isFault(entry)) return entry;
  const { relations } = call.tenant;
  return listRecords<PlacedAssignment>(call, {
    type,
    name: contextName(owner, side, entry.id),
    filters: side === 'appRoleAssignments' ? ['id', 'resourceId'] : ['id'],
    source: (_, place) => relations.assignments.listed(place, { end: endOf(side), id: entry.id }),
    isSeen: relations.isAssignmentSeen,
    show: (assignment) => showAssignment(assignment, call),
  });
}

function find(call: Call, entry: Entry, side: Side): PlacedAssignment | undefined {
  const { relations } = call.tenant;
  const found = relations.assignments.one(call.parameters.assignment ?? '');
  const fits = found !== undefined && found[propertyOf(side)] === entry.id && relations.isAssignmentSeen(found);
  return fits ? found : undefined;
}

function one(call: Call, owner: Owner, side: Side): Answer {
  const entry = ownerOf(call, owner);
  if (isFault(entry)) return entry;
  const found = find(call, entry, side);
  if (found === undefined) return notFound(call.parameters.assignment ?? '');
  const query = readQuery(call, { type, options: ['$select'] });
  if (isFault(query)) return query;
  const context = contextOf(call, contextName(owner, side, entry.id), query.select, true);
  return ok({ '@odata.context': context, ...selected(showAssignment(found, call), query.select) });
}

const settable: ReadonlySet<string> = new Set(['principalId', 'resourceId', 'appRoleId', '@odata.type']);

function checkBody(call: Call): Fault | null {
  const misfit = checkObject(type, call.body, '', call.version);
  if (misfit !== null) {
    return misfit.reason === 'unknownProperty'
      ? badRequest(`Invalid property '${misfit.path}'.`)
      : badRequest(`Invalid value specified for property '${misfit.path}' of resource 'AppRoleAssignment'.`);
  }
  const other = Object.keys(call.body).find((property) => !settable.has(property));
  if (other !== undefined) return readOnly(other);
  const { principalId, resourceId, appRoleId } = call.body;
  // As Graph answers where an id is left out (docs-contrib issue 6694).
  return isGuid(principalId) && isGuid(resourceId) && isGuid(appRoleId)
    ? null
    : badRequest('One or more properties are invalid.');
}

/** What Graph says of ends that are not there, or not yet (Microsoft's pages on troubleshooting; terraform-provider-azuread). */
const badReference = (): Fault => badRequest('Not a valid reference update.');

function create(call: Call, owner: Owner, side: Side): Answer {
  const entry = livingOwnerOf(call, owner);
  if (isFault(entry)) return entry;
  const refused = checkBody(call);
  if (refused !== null) return refused;
  const { store, relations, origin } = call.tenant;
  const { principalId, resourceId, appRoleId } = call.body as Readonly<Record<string, string>>;
  const principal = store.entry(principalId ?? '');
  const resource = store.alive('servicePrincipal', resourceId ?? '');
  if (principal?.alive !== true || !isPrincipal(principal.type) || resource === undefined) return badReference();
  // The object in the path is one end of what is made; that Graph insists on it is unverified.
  if ((side === 'appRoleAssignments' ? principal : resource) !== entry) return badReference();
  // A link right after its ends were made may reach a replica that does not know them.
  if (![principal, resource].every((end) => store.read(end).alive)) return badReference();
  const role = (appRoleId ?? '').toLowerCase();
  const unfit = appRoleFault(resource, principal, role);
  if (unfit !== null) return unfit;

  const own = [...relations.assignments.of('principal', principal.id)];
  if (own.some((other) => other.resourceId === resource.id && other.appRoleId === role))
    return badRequest('Permission being assigned already exists on the object');
  // Status and text of this quota are unverified.
  if (own.filter((other) => store.entry(other.resourceId) !== undefined).length >= mostOfPrincipal)
    return fault(
      403,
      'Directory_QuotaExceeded',
      'The directory object quota limit for the Principal has been exceeded.',
    );
  const made = relations.addAssignment({
    id: opaqueId(principal.id, call.tenant.newId('appRoleAssignment')),
    principalId: principal.id,
    resourceId: resource.id,
    appRoleId: role,
    createdDateTime: stamp(call),
  });
  call.tenant.audits.add(call.tenant.now().toISOString(), auditOfAssignment('made', resource.id, principal));
  const name = contextName(owner, side, entry.id);
  const location = `${origin}/${call.version}/${segments[owner]}/${entry.id}/${side}/${made.id}`;
  return created({ '@odata.context': contextOf(call, name, null, true), ...showAssignment(made, call) }, location);
}

function remove(call: Call, owner: Owner, side: Side): Answer {
  const entry = livingOwnerOf(call, owner);
  if (isFault(entry)) return entry;
  const found = find(call, entry, side);
  if (found === undefined) return notFound(call.parameters.assignment ?? '');
  const { relations, audits, store, now } = call.tenant;
  const principal = store.entry(found.principalId);
  relations.removeAssignment(found);
  if (principal !== undefined)
    audits.add(now().toISOString(), auditOfAssignment('removed', found.resourceId, principal));
  return noContent;
}

function routesOf(owner: Owner, side: Side): readonly Route[] {
  const path = `/${segments[owner]}/{id}/${side}`;
  const single = `${path}/{assignment}`;
  const read: Grant = owner === 'servicePrincipal' ? grants.readAppRoleAssignments : grants.readOwnAppRoleAssignments;
  const { writeAppRoleAssignments, deleteAppRoleAssignments } = grants;
  const units = owner === 'servicePrincipal' ? 2 : 1;
  return [
    { method: 'GET', path, grant: read, units, handle: (call) => list(call, owner, side) },
    { method: 'POST', path, grant: writeAppRoleAssignments, handle: (call) => create(call, owner, side) },
    { method: 'GET', path: single, grant: read, handle: (call) => one(call, owner, side) },
    { method: 'DELETE', path: single, grant: deleteAppRoleAssignments, handle: (call) => remove(call, owner, side) },
  ];
}

export const appRoleAssignmentRoutes: readonly Route[] = [
  ...routesOf('servicePrincipal', 'appRoleAssignedTo'),
  ...routesOf('servicePrincipal', 'appRoleAssignments'),
  ...routesOf('user', 'appRoleAssignments'),
  ...routesOf('group', 'appRoleAssignments'),
];
