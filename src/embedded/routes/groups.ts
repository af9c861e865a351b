/** Groups. Source: facts on Graph §1, §2, §4 (GUPD, RFD, GRPDEL). */
import { type Answer, created, isFault, noContent } from '../answer.ts';
import { type Call, stamp } from '../call.ts';
import { badRequest, denied, notFound } from '../errors.ts';
import { grants, mayUpdateGroup } from '../permissions.ts';
import { contextOf, showBody } from '../render.ts';
import { groupWriteFault, isUnified } from '../rules/group.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry, ManyLink } from '../store.ts';
import type { Body } from '../value.ts';
import { prepareWrite } from '../write.ts';
import { type Collection, countOf, listOf, oneOf } from './collection.ts';
import { checkLink, readBound } from './groupLinks.ts';
import type { Route } from './route.ts';

const groups: Collection = { type: 'group', name: 'groups', links: ['members', 'owners'] };
const bound: readonly ManyLink[] = ['members', 'owners'];

/** The body without `members@odata.bind` and `owners@odata.bind`. */
const withoutLinks = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !bound.some((link) => name === `${link}@odata.bind`)));

function create(call: Call): Answer {
  const sent = withoutLinks(call.body);
  if (!mayUpdateGroup(sent, call.roles)) return denied();
  const links = bound.map((name) => [name, readBound(call, name)] as const);
  for (const [, targets] of links) if (isFault(targets)) return targets;
  const prepared = prepareWrite(call, rulesOf('group'), null, sent);
  if (isFault(prepared)) return prepared;
  const id = call.tenant.newId('group');
  const createdDateTime = stamp(call);
  const body = { ...prepared.body, id, createdDateTime, renewedDateTime: createdDateTime };
  for (const [name, targets] of links) {
    const refused = checkLink(body, name, isFault(targets) ? [] : targets);
    if (refused !== null) return refused;
  }
  const entry = call.tenant.store.create('group', body);
  for (const [name, targets] of links) {
    const ids = isFault(targets) ? [] : targets.map((target) => target.id);
    if (ids.length > 0) call.tenant.store.link(entry, name, ids);
  }
  const shown = showBody('group', id, body, call, { select: null });
  const context = contextOf(call, 'groups', null, true);
  return created({ '@odata.context': context, ...shown }, `${call.tenant.origin}/${call.version}/groups/${id}`);
}

function update(call: Call): Answer {
  const { store } = call.tenant;
  const entry = store.alive('group', call.parameters.id ?? '');
  if (entry === undefined) return notFound(call.parameters.id ?? '');
  const sent = withoutLinks(call.body);
  if (!mayUpdateGroup(sent, call.roles)) return denied();
  if (entry.body.mailEnabled === true || entry.body.onPremisesSyncEnabled === true) {
    const refused = groupWriteFault(entry.body, call);
    if (refused !== null) return refused;
  }
  const targets = readBound(call, 'members');
  if (isFault(targets)) return targets;
  if ('owners@odata.bind' in call.body) return badRequest('Owners are added one by one.');
  const prepared = prepareWrite(call, rulesOf('group'), entry, sent);
  if (isFault(prepared)) return prepared;
  if (targets.length > 0) {
    const refused = checkLink(entry.body, 'members', targets, entry);
    if (refused !== null) return refused;
    store.link(
      entry,
      'members',
      targets.map((target) => target.id),
    );
  }
  if (prepared.changed.length > 0) store.change(entry, prepared.body, prepared.changed);
  return noContent;
}

export function removeGroup(call: Call, entry: Entry): Answer {
  const { store, cloud } = call.tenant;
  const refused = groupWriteFault(entry.body, call);
  if (refused !== null) return refused;
  // Whether cloud security groups come back depends on the cloud, and Graph's own pages say that they do not (facts §1).
  if (isUnified(entry.body) || cloud.securityGroupsRestorable) {
    store.softDelete(entry, { ...entry.body, deletedDateTime: stamp(call) });
  } else {
    store.purge(entry);
  }
  return noContent;
}

function one(call: Call): Answer {
  const id = call.parameters.id ?? '';
  const entry = call.tenant.store.entry(id);
  if (entry?.type !== 'group') return notFound(id);
  const view = call.tenant.store.read(entry);
  return view.alive ? oneOf(call, groups, entry, view) : notFound(id);
}

function remove(call: Call): Answer {
  const entry = call.tenant.store.alive('group', call.parameters.id ?? '');
  return entry === undefined ? notFound(call.parameters.id ?? '') : removeGroup(call, entry);
}

const { readGroups, createGroups, writeGroups } = grants;

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/groups', grant: readGroups, handle: (call) => listOf(call, groups) },
  { method: 'GET', path: '/groups/$count', grant: readGroups, handle: (call) => countOf(call, groups) },
  { method: 'POST', path: '/groups', grant: createGroups, handle: create },
  { method: 'GET', path: '/groups/{id}', grant: readGroups, handle: one },
  { method: 'PATCH', path: '/groups/{id}', grant: writeGroups, handle: update },
  { method: 'DELETE', path: '/groups/{id}', grant: writeGroups, handle: remove },
];
