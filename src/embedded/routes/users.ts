/** Users, their manager. Source: facts on Graph §1, §2, §4. */
import { type Answer, created, isFault, noContent, ok } from '../answer.ts';
import { type Call, stamp } from '../call.ts';
import { isSensitive, mayActOn } from '../directoryRoles.ts';
import { badRequest, denied, notFound, onPremisesMastered } from '../errors.ts';
import { allows, grants, mayUpdateUser } from '../permissions.ts';
import { readSelect } from '../query.ts';
import { contextOf, graphTypeOf, showBody, showRelated } from '../render.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry } from '../store.ts';
import { prepareWrite } from '../write.ts';
import { type Collection, countOf, guardedFault, listOf, oneOf } from './collection.ts';
import { laggingFault, readTarget } from './related.ts';
import type { Route } from './route.ts';

const users: Collection = { type: 'user', name: 'users', links: ['manager', 'sponsors'] };

/** A living user by id or user principal name. */
function find(call: Call): Entry | undefined {
  const { store } = call.tenant;
  const key = call.parameters.id ?? '';
  return store.alive('user', key) ?? store.alive('user', store.claims.holderOf('userPrincipalName', key) ?? '');
}

/** The user as a read by id sees it: not yet there, or still there, while a write is under way to the replicas. */
function read(call: Call, answer: (entry: Entry) => Answer): Answer {
  const key = call.parameters.id ?? '';
  const entry = find(call) ?? call.tenant.store.entry(key);
  return entry === undefined || entry.type !== 'user' ? notFound(key) : answer(entry);
}

const write = (call: Call, answer: (entry: Entry) => Answer): Answer => {
  const entry = find(call);
  return entry === undefined ? notFound(call.parameters.id ?? '') : answer(entry);
};

const isAgent = (entry: Entry): boolean => graphTypeOf('user', entry.body) === 'agentUser';

function create(call: Call): Answer {
  const agent = graphTypeOf('user', call.body) === 'agentUser';
  if (!allows(agent ? grants.writeAgentUsers : grants.writeUsers, call.roles)) return denied();
  const prepared = prepareWrite(call, rulesOf('user'), null, call.body);
  if (isFault(prepared)) return prepared;
  const id = call.tenant.newId('user');
  const body = { ...prepared.body, id, createdDateTime: stamp(call) };
  const entry = call.tenant.store.create('user', body);
  const shown = showBody('user', id, entry.body, call, { select: null });
  const context = contextOf(call, 'users', null, true);
  return created({ '@odata.context': context, ...shown }, `${call.tenant.origin}/${call.version}/users/${id}`);
}

function update(call: Call, entry: Entry): Answer {
  if (!mayUpdateUser(call.body, isAgent(entry), call.roles)) return denied();
  if (isSensitive(call.body) && !mayActOn(call, entry)) return denied();
  const prepared = prepareWrite(call, rulesOf('user'), entry, call.body);
  if (isFault(prepared)) return prepared;
  if (prepared.changed.length > 0) call.tenant.store.change(entry, prepared.body, prepared.changed);
  return noContent;
}

/** Soft delete. The user principal name is freed by the id in front of it (facts §4, RFD). */
export function removeUser(call: Call, entry: Entry): Answer {
  const grant = isAgent(entry) ? grants.writeAgentUsers : grants.deleteUsers;
  if (!allows(grant, call.roles) || !mayActOn(call, entry)) return denied();
  if (entry.body.onPremisesSyncEnabled === true) return onPremisesMastered();
  if (entry.body.isManagementRestricted === true) return denied();
  const userPrincipalName = `${entry.id.replaceAll('-', '')}${entry.body.userPrincipalName}`;
  call.tenant.store.softDelete(entry, { ...entry.body, userPrincipalName, deletedDateTime: stamp(call) });
  return noContent;
}

const noManager = (): Answer => notFound('manager');

function readManager(call: Call, entry: Entry, asReference: boolean): Answer {
  const { store } = call.tenant;
  const view = store.read(entry);
  const manager = view.manager === null ? undefined : store.entry(view.manager);
  if (!view.alive || manager === undefined || !manager.alive) return noManager();
  if (asReference) {
    const link = `${call.tenant.origin}/${call.version}/directoryObjects/${manager.id}/Microsoft.DirectoryServices.User`;
    return ok({ '@odata.context': contextOf(call, '$ref', null, false), '@odata.id': link });
  }
  const select = readSelect(call.query.get('$select'), 'user', call);
  if (isFault(select)) return select;
  const guarded = guardedFault(call, select);
  if (guarded !== null) return guarded;
  const context = contextOf(call, 'directoryObjects', select, true);
  return ok({ '@odata.context': context, ...showRelated(manager, store.read(manager), call, select) });
}

function setManager(call: Call, entry: Entry): Answer {
  if (entry.body.onPremisesSyncEnabled === true) return onPremisesMastered();
  const target = readTarget(call.body['@odata.id'], call);
  if (isFault(target)) return target;
  if (target.type !== 'user') return badRequest('A manager must be a user.');
  const lagging = laggingFault(call, entry, target);
  if (lagging !== null) return lagging;
  call.tenant.store.setManager(entry, target.id);
  return noContent;
}

function removeManager(call: Call, entry: Entry): Answer {
  if (entry.body.onPremisesSyncEnabled === true) return onPremisesMastered();
  if (entry.manager === null || !call.tenant.store.isAlive(entry.manager)) return noManager();
  call.tenant.store.setManager(entry, null);
  return noContent;
}

function one(call: Call, entry: Entry): Answer {
  const view = call.tenant.store.read(entry);
  return view.alive ? oneOf(call, users, entry, view) : notFound(call.parameters.id ?? '');
}

const { readUsers, writeUsers, writeAgentUsers, updateUsers, deleteUsers } = grants;

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', grant: readUsers, units: 2, handle: (call) => listOf(call, users) },
  { method: 'GET', path: '/users/$count', grant: readUsers, units: 2, handle: (call) => countOf(call, users) },
  { method: 'POST', path: '/users', grant: [...writeUsers, ...writeAgentUsers], handle: create },
  { method: 'GET', path: '/users/{id}', grant: readUsers, handle: (call) => read(call, (entry) => one(call, entry)) },
  {
    method: 'PATCH',
    path: '/users/{id}',
    grant: [...updateUsers, ...writeAgentUsers],
    handle: (call) => write(call, (entry) => update(call, entry)),
  },
  {
    method: 'DELETE',
    path: '/users/{id}',
    grant: deleteUsers,
    handle: (call) => write(call, (entry) => removeUser(call, entry)),
  },
  {
    method: 'GET',
    path: '/users/{id}/manager',
    grant: readUsers,
    handle: (call) => read(call, (entry) => readManager(call, entry, false)),
  },
  {
    method: 'GET',
    path: '/users/{id}/manager/$ref',
    grant: readUsers,
    handle: (call) => read(call, (entry) => readManager(call, entry, true)),
  },
  {
    method: 'PUT',
    path: '/users/{id}/manager/$ref',
    grant: writeUsers,
    handle: (call) => write(call, (entry) => setManager(call, entry)),
  },
  {
    method: 'DELETE',
    path: '/users/{id}/manager/$ref',
    grant: writeUsers,
    handle: (call) => write(call, (entry) => removeManager(call, entry)),
  },
];
