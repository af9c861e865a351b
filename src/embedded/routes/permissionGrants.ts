/**
 * Delegated permission grants: one per client, resource and principal, with all scopes in one text. Source: Graph's pages on
 * oAuth2PermissionGrant; facts on Graph §1. Last verified: 2026-11-23.
 */
import { type Answer, created, type Fault, isFault, noContent, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, fault, notFound, readOnly } from '../errors.ts';
import { grants } from '../permissions.ts';
import { readQuery } from '../query.ts';
import { grantId, type PlacedGrant } from '../relations.ts';
import { contextOf } from '../render.ts';
import { showGrant } from '../showRelations.ts';
import { checkObject } from '../validate.ts';
import { type CoveredType, isGuid, isText } from '../value.ts';
import { listRecords, ownerOf, type RecordList, selected } from './records.ts';
import type { Route } from './route.ts';

const type = 'oAuth2PermissionGrant';
const name = 'oauth2PermissionGrants';
const longestScope = 3850;

const listing = (call: Call): RecordList<PlacedGrant> => ({
  type,
  name,
  filters: ['id', 'clientId', 'consentType', 'principalId', 'resourceId'],
  source: (wanted, place) => {
    const end = (['client', 'principal', 'resource'] as const).find((name) => wanted.has(`${name}Id`));
    const of = end === undefined ? null : { end, id: wanted.get(`${end}Id`) ?? '' };
    return call.tenant.relations.grants.listed(place, of);
  },
  isSeen: call.tenant.relations.isGrantSeen,
  show: showGrant,
});

/** Those a service principal has been given as a client, or that were given on behalf of a user. */
function listOf(call: Call, owner: 'servicePrincipal' | 'user'): Answer {
  const entry = ownerOf(call, owner);
  if (isFault(entry)) return entry;
  const end = owner === 'user' ? 'principal' : 'client';
  const { grants: all } = call.tenant.relations;
  return listRecords(call, { ...listing(call), source: (_, place) => all.listed(place, { end, id: entry.id }) });
}

function find(call: Call): PlacedGrant | undefined {
  const { relations } = call.tenant;
  const grant = relations.grants.one(call.parameters.id ?? '');
  return grant !== undefined && relations.isGrantSeen(grant) ? grant : undefined;
}

function one(call: Call): Answer {
  const grant = find(call);
  if (grant === undefined) return notFound(call.parameters.id ?? '');
  const query = readQuery(call, { type, options: ['$select'] });
  if (isFault(query)) return query;
  const context = contextOf(call, name, query.select, true);
  return ok({ '@odata.context': context, ...selected(showGrant(grant), query.select) });
}

const invalid = (property: string): Fault =>
  badRequest(`Invalid value specified for property '${property}' of resource '${type}'.`);

function checkBody(call: Call): Fault | null {
  const misfit = checkObject(type, call.body, '', call.version);
  if (misfit !== null) {
    return misfit.reason === 'unknownProperty'
      ? badRequest(`Invalid property '${misfit.path}'.`)
      : invalid(misfit.path);
  }
  if ('id' in call.body) return readOnly('id');
  const { scope } = call.body;
  return isText(scope) && scope.length > longestScope ? invalid('scope') : null;
}

/** The id of a living object at a property of the body. */
function endOf(call: Call, property: string, wanted: CoveredType): string | Fault {
  const value = call.body[property];
  if (!isGuid(value)) return invalid(property);
  return call.tenant.store.alive(wanted, value)?.id ?? notFound(value);
}

function create(call: Call): Answer {
  const refused = checkBody(call);
  if (refused !== null) return refused;
  const { consentType, scope, principalId: given = null } = call.body;
  const missing = ['clientId', 'consentType', 'resourceId'].find((property) => (call.body[property] ?? null) === null);
  if (missing !== undefined) return badRequest(`A value is required for property '${missing}' of resource '${type}'.`);
  if (consentType !== 'AllPrincipals' && consentType !== 'Principal') return invalid('consentType');
  if ((given === null) !== (consentType === 'AllPrincipals')) return invalid('principalId');
  const clientId = endOf(call, 'clientId', 'servicePrincipal');
  if (isFault(clientId)) return clientId;
  const resourceId = endOf(call, 'resourceId', 'servicePrincipal');
  if (isFault(resourceId)) return resourceId;
  const principalId = given === null ? null : endOf(call, 'principalId', 'user');
  if (isFault(principalId)) return principalId;

  const ties = { clientId, resourceId, consentType, principalId } as const;
  const { relations, origin } = call.tenant;
  const same = [...relations.grants.of('client', clientId)].some(
    (grant) => grant.resourceId === resourceId && grant.principalId === principalId,
  );
  // Status and code as clients report them (terraform-provider-azuread issue 690).
  if (same) return fault(409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.');
  const grant = relations.addGrant({ ...ties, id: grantId(ties), scope: isText(scope) ? scope : null });
  const location = `${origin}/${call.version}/${name}/${grant.id}`;
  return created({ '@odata.context': contextOf(call, name, null, true), ...showGrant(grant) }, location);
}

function update(call: Call): Answer {
  const grant = find(call);
  if (grant === undefined) return notFound(call.parameters.id ?? '');
  const refused = checkBody(call);
  if (refused !== null) return refused;
  // The scope is the only row in the update table; how Graph words the refusal of the others is unverified.
  const other = Object.keys(call.body).find((property) => property !== 'scope' && !property.includes('@'));
  if (other !== undefined) return readOnly(other);
  const { scope } = call.body;
  if (scope !== undefined) call.tenant.relations.setScope(grant, isText(scope) ? scope : null);
  return noContent;
}

/** For good: there are no deleted items of grants. */
function remove(call: Call): Answer {
  const grant = find(call);
  if (grant === undefined) return notFound(call.parameters.id ?? '');
  call.tenant.relations.removeGrant(grant);
  return noContent;
}

const { readGrants, readGrantsOfUser, writeGrants } = grants;

export const permissionGrantRoutes: readonly Route[] = [
  { method: 'GET', path: `/${name}`, grant: readGrants, units: 2, handle: (call) => listRecords(call, listing(call)) },
  { method: 'POST', path: `/${name}`, grant: writeGrants, handle: create },
  { method: 'GET', path: `/${name}/{id}`, grant: readGrants, handle: one },
  { method: 'PATCH', path: `/${name}/{id}`, grant: writeGrants, handle: update },
  { method: 'DELETE', path: `/${name}/{id}`, grant: writeGrants, handle: remove },
  {
    method: 'GET',
    path: `/servicePrincipals/{id}/${name}`,
    grant: readGrants,
    handle: (call) => listOf(call, 'servicePrincipal'),
  },
  { method: 'GET', path: `/users/{id}/${name}`, grant: readGrantsOfUser, handle: (call) => listOf(call, 'user') },
];
