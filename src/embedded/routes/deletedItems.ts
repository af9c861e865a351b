/**
 * Deleted users, groups, applications and service principals: listed by type only, restored with id, links and properties,
 * gone for good when deleted again or after 30 days. Agents are in the lists of their base types. A restored application
 * comes back without its service principal, which is restored by itself. Source: facts on Graph §1 (DILIST, DIREST, CSDL
 * action), §4 (RFD, APPRST, AGDELC), §5.
 */
import { type Answer, type Fault, isFault, noContent, ok } from '../answer.ts';
import { agentTypeOf, agentTypes, mayRemove, readAgents, removeApplications } from '../applicationAccess.ts';
import { withAppId } from '../backing.ts';
import type { Call } from '../call.ts';
import { addressOf } from '../claims.ts';
import { mayActOn, mayRestoreRoleAssignable } from '../directoryRoles.ts';
import { badRequest, conflict, denied, fault, notFound } from '../errors.ts';
import type { Place } from '../ordered.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { allows, type Grant, grants, readGrantOf } from '../permissions.ts';
import { type Option, readQuery } from '../query.ts';
import { contextOf, graphTypeOf, showBody } from '../render.ts';
import { groupWriteFault } from '../rules/group.ts';
import { rulesOf } from '../rules/index.ts';
import { isManagedIdentity } from '../rules/servicePrincipal.ts';
import type { Entry } from '../store.ts';
import { type Body, isText, textsOf } from '../value.ts';
import { clash } from '../write.ts';
import { matches, selectFault } from './collection.ts';
import type { Route } from './route.ts';

const keptMs = 30 * 24 * 3_600_000;

/** Whether a deleted object has outlived its 30 days; whoever looks for it does not find it. */
export function isOverdue(call: Call, entry: Entry): boolean {
  const at = entry.body.deletedDateTime;
  return isText(at) && Date.parse(at) + keptMs < call.tenant.now().getTime();
}

type BinType = 'user' | 'group' | 'application' | 'servicePrincipal';
const binTypes: readonly string[] = ['user', 'group', 'application', 'servicePrincipal'];

function find(call: Call): Entry | undefined {
  const entry = call.tenant.store.entry(call.parameters.id ?? '');
  if (entry === undefined || entry.alive || isOverdue(call, entry)) return undefined;
  return binTypes.includes(entry.type) ? entry : undefined;
}

function readGrant(entry: Entry): Grant {
  const agent = agentTypeOf(entry);
  return agent === undefined ? readGrantOf(entry.type) : [...readGrantOf(entry.type), ...readAgents(agent)];
}

function mayWrite(call: Call, entry: Entry): boolean {
  if (entry.type === 'application' || entry.type === 'servicePrincipal') return mayRemove(call, entry);
  return allows(writeGrant(entry), call.roles);
}

function writeGrant(entry: Entry): Grant {
  if (entry.type === 'group') return [['Group.ReadWrite.All']];
  return graphTypeOf('user', entry.body) === 'agentUser'
    ? [['AgentIdUser.ReadWrite.All']]
    : [['User.DeleteRestore.All'], ['User.ReadWrite.All']];
}

const show = (call: Call, entry: Entry, select: readonly string[] | null): Body =>
  showBody(entry.type, entry.id, entry.body, call, {
    select,
    typed: true,
    also: select === null ? ['deletedDateTime'] : [],
  });

function list(call: Call, type: BinType): Answer {
  const { store, pageSizes } = call.tenant;
  const options: readonly Option[] = ['$select', '$top', '$count', '$skiptoken'];
  // Microsoft's page on restoring applications looks for them by appId; of the others it is unverified (facts §1, APPRST).
  const isFiltered = type === 'application' || type === 'servicePrincipal';
  const query = readQuery(call, { type, options: isFiltered ? [...options, '$filter'] : options });
  if (isFault(query)) return query;
  const refused = selectFault(call, query.select, false);
  if (refused !== null) return refused;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const kept = function* (from: Place | null): Generator<Entry> {
    for (const entry of store.deleted(type).after(from)) {
      if (!isOverdue(call, entry) && matches(query.filter, entry.body)) yield entry;
    }
  };
  const page = pageOf(kept(place), query.top ?? pageSizes.page);
  const value = page.items.map((entry) => {
    const { '@odata.type': odataType, ...shown } = show(call, entry, query.select) as Record<string, unknown>;
    return graphTypeOf(type, entry.body) === type ? shown : { '@odata.type': odataType, ...shown };
  });
  const count = query.count && place === null ? [...kept(null)].length : undefined;
  return ok(
    listBody(call, contextOf(call, `${type}s`, query.select, false), value, {
      next: page.next,
      ...(count === undefined ? {} : { count }),
    }),
  );
}

function one(call: Call): Answer {
  const entry = find(call);
  if (entry === undefined) return notFound(call.parameters.id ?? '');
  if (!allows(readGrant(entry), call.roles)) return denied();
  const query = readQuery(call, { type: graphTypeOf(entry.type, entry.body), options: ['$select'] });
  if (isFault(query)) return query;
  const refused = selectFault(call, query.select, true);
  if (refused !== null) return refused;
  return ok({
    '@odata.context': contextOf(call, 'directoryObjects', query.select, true),
    ...show(call, entry, query.select),
  });
}

const restoreOptions: ReadonlySet<string> = new Set(['autoReconcileProxyConflict', 'newUserPrincipalName']);

/** The body a user comes back with: its own name again, or the new one. */
function restoredUser(call: Call, entry: Entry): Body | Fault {
  const { newUserPrincipalName, autoReconcileProxyConflict } = call.body;
  const prefix = entry.id.replaceAll('-', '');
  const name = isText(entry.body.userPrincipalName) ? entry.body.userPrincipalName : '';
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const userPrincipalName = newUserPrincipalName ?? own;
  const { store } = call.tenant;
  if (!isText(userPrincipalName) || !userPrincipalName.includes('@'))
    return badRequest('Property userPrincipalName is invalid.');
  const restored: Body = { ...entry.body, userPrincipalName };
  if (store.claims.holderOf('userPrincipalName', userPrincipalName) !== undefined) return conflict('userPrincipalName');
  if (autoReconcileProxyConflict !== true) return restored;
  // What another object has taken meanwhile is left to it.
  const taken = (address: string): boolean => store.claims.holderOf('proxyAddresses', addressOf(address)) !== undefined;
  return {
    ...restored,
    ...(isText(restored.mail) && taken(restored.mail) ? { mail: null } : {}),
    proxyAddresses: textsOf(restored.proxyAddresses).filter((address) => !taken(address)),
  };
}

/** Whether the caller's directory roles let it bring the object back. */
function reaches(call: Call, entry: Entry): boolean {
  if (entry.type === 'user') return mayActOn(call, entry);
  return entry.type !== 'group' || entry.body.isAssignableToRole !== true || mayRestoreRoleAssignable(call);
}

/**
 * Of an application of this tenant that is not there: "cannot be restored without having an active corresponding application"
 * (MicrosoftDocs/azure-docs pull 110002); the answer's text is unverified. Agent identities have a blueprint instead.
 */
function isWithoutApplication(call: Call, { body }: Entry): boolean {
  const isOwn = body.appOwnerOrganizationId === call.tenant.id && agentTypeOf({ body }) !== 'agentIdentity';
  return isOwn && withAppId(call, 'application', body.appId) === undefined;
}

function restore(call: Call): Answer {
  const entry = find(call);
  if (entry === undefined) return notFound(call.parameters.id ?? '');
  if (!mayWrite(call, entry)) return denied();
  for (const [name, value] of Object.entries(call.body)) {
    const fits = name === 'autoReconcileProxyConflict' ? typeof value === 'boolean' : isText(value);
    if (!restoreOptions.has(name) || !fits)
      return fault(400, 'BadRequest', `The parameter '${name}' is not valid for 'restore'.`);
    if (entry.type !== 'user') return badRequest(`The parameter '${name}' applies to users only.`);
  }
  const refused = entry.type === 'group' ? groupWriteFault(entry.body, call) : null;
  if (refused !== null) return refused;
  if (!reaches(call, entry)) return denied();
  // A managed identity belongs to its Azure resource and does not come back (APPFAQ).
  if (entry.type === 'servicePrincipal' && isManagedIdentity(entry.body)) return denied();
  if (entry.type === 'servicePrincipal' && isWithoutApplication(call, entry)) {
    return badRequest('The service principal cannot be restored without its application.');
  }
  const body = entry.type === 'user' ? restoredUser(call, entry) : entry.body;
  if (isFault(body)) return body;
  const clashing = clash(rulesOf(entry.type), entry.id, {}, body, call);
  if (clashing !== null) return clashing;
  const { deletedDateTime: _, ...restored } = body;
  call.tenant.store.restore(entry, restored);
  return ok({ '@odata.context': contextOf(call, 'directoryObjects', null, true), ...show(call, entry, null) });
}

/** For good. Attackers do it; this tool never does. */
function purge(call: Call): Answer {
  const entry = find(call);
  if (entry === undefined) return notFound(call.parameters.id ?? '');
  if (!mayWrite(call, entry)) return denied();
  const refused = entry.type === 'group' ? groupWriteFault(entry.body, call) : null;
  if (refused !== null) return refused;
  if (entry.type === 'user' && !mayActOn(call, entry)) return denied();
  // Blocked in Graph (facts §1); with which answer is unverified.
  if (agentTypeOf(entry) === 'agentIdentityBlueprintPrincipal') return denied();
  call.tenant.store.purge(entry);
  return noContent;
}

const castNeeded = (): Answer =>
  fault(
    400,
    'Request_BadRequest',
    'Listing deleted items needs a type: /directory/deletedItems/microsoft.graph.{type}.',
  );

const anyRead: Grant = [
  ...grants.readUsers,
  ...grants.readGroups,
  ...grants.readApplications,
  ...agentTypes.flatMap(readAgents),
];
const anyWrite: Grant = [
  ['User.DeleteRestore.All'],
  ['User.ReadWrite.All'],
  ['Group.ReadWrite.All'],
  ['AgentIdUser.ReadWrite.All'],
  ...removeApplications,
];
const bin = '/directory/deletedItems';

export const deletedItemRoutes: readonly Route[] = [
  { method: 'GET', path: bin, grant: anyRead, handle: castNeeded },
  { method: 'GET', path: `${bin}/microsoft.graph.user`, grant: grants.readUsers, handle: (call) => list(call, 'user') },
  {
    method: 'GET',
    path: `${bin}/microsoft.graph.group`,
    grant: grants.readGroups,
    handle: (call) => list(call, 'group'),
  },
  ...(['application', 'servicePrincipal'] as const).map(
    (type): Route => ({
      method: 'GET',
      path: `${bin}/microsoft.graph.${type}`,
      grant: grants.readApplications,
      handle: (call) => list(call, type),
    }),
  ),
  { method: 'GET', path: `${bin}/{id}`, grant: anyRead, handle: one },
  { method: 'POST', path: `${bin}/{id}/restore`, grant: anyWrite, handle: restore },
  { method: 'DELETE', path: `${bin}/{id}`, grant: anyWrite, handle: purge },
];
