/** Members and owners of groups. Source: facts on Graph §1, §4, §6 (GUPD, DTS). */
import { type Answer, type Fault, isFault, noContent } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, notFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import { groupWriteFault, isDynamic, isUnified } from '../rules/group.ts';
import type { Entry, ManyLink } from '../store.ts';
import type { Body } from '../value.ts';
import { listLinks } from './links.ts';
import { laggingFault, readTarget } from './related.ts';
import type { Route } from './route.ts';

/** `…@odata.bind` takes so many references in one request. */
const mostBound = 20;

/** The objects that `members@odata.bind` or `owners@odata.bind` of a body leads to. */
export function readBound(call: Call, name: ManyLink): readonly Entry[] | Fault {
  const references = call.body[`${name}@odata.bind`];
  if (references === undefined) return [];
  if (!Array.isArray(references) || references.length === 0)
    return badRequest(`Invalid value specified for property '${name}'.`);
  if (references.length > mostBound) {
    return badRequest(`The number of references in '${name}@odata.bind' exceeds the maximum of ${mostBound}.`);
  }
  const targets: Entry[] = [];
  for (const reference of references) {
    const target = readTarget(reference, call);
    if (isFault(target)) return target;
    targets.push(target);
  }
  return targets;
}

/** Why these may not become members or owners of a group with this body, or null. */
export function checkLink(group: Body, name: ManyLink, targets: readonly Entry[], entry?: Entry): Fault | null {
  if (targets.length === 0) return null;
  if (name === 'members' && isDynamic(group)) {
    return badRequest('The members of a dynamic membership group are computed and cannot be changed.');
  }
  if (name === 'owners' && targets.some(({ type }) => type !== 'user' && type !== 'servicePrincipal')) {
    return badRequest('An owner must be a user or a service principal.');
  }
  if (name === 'members' && targets.some(({ type }) => type === 'application')) {
    return badRequest('An application cannot be a member of a group.');
  }
  const nested = name === 'members' && targets.some((target) => target.type === 'group');
  if (nested && (isUnified(group) || group.isAssignableToRole === true)) {
    return badRequest('Groups cannot be members of Microsoft 365 groups or of role-assignable groups.');
  }
  // Microsoft 365 groups have users only (Graph's page "Add members": what each kind of group may hold).
  if (name === 'members' && isUnified(group) && targets.some(({ type }) => type !== 'user')) {
    return badRequest('Only users can be members of a Microsoft 365 group.');
  }
  if (name === 'members' && targets.some((target) => target.type === 'group' && isUnified(target.body))) {
    return badRequest('A Microsoft 365 group cannot be a member of another group.');
  }
  const ids = targets.map((target) => target.id);
  if (entry !== undefined && ids.includes(entry.id)) return badRequest('A group cannot be a member of itself.');
  const existing = new Set(ids).size < ids.length || ids.some((id) => entry?.[name]?.has(id) === true);
  return existing
    ? badRequest(`One or more added object references already exist for the following modified properties: '${name}'.`)
    : null;
}

const group = (call: Call): Entry | undefined => call.tenant.store.alive('group', call.parameters.id ?? '');
const missing = (call: Call): Fault => notFound(call.parameters.id ?? '');

function list(call: Call, name: ManyLink): Answer {
  const entry = call.tenant.store.entry(call.parameters.id ?? '');
  // v1.0 leaves service principals out; beta and `$expand` do not (Graph's pages "List group members" and "List group
  // owners", known issues; that they are not counted either is unverified).
  const isShown = ({ type }: Entry): boolean => call.version === 'beta' || type !== 'servicePrincipal';
  return listLinks(call, entry?.type === 'group' ? entry : undefined, name, isShown);
}

function add(call: Call, name: ManyLink): Answer {
  const entry = group(call);
  if (entry === undefined) return missing(call);
  const refused = groupWriteFault(entry.body, call);
  if (refused !== null) return refused;
  const target = readTarget(call.body['@odata.id'], call);
  if (isFault(target)) return target;
  const unfit = checkLink(entry.body, name, [target], entry) ?? laggingFault(call, entry, target);
  if (unfit !== null) return unfit;
  call.tenant.store.link(entry, name, [target.id]);
  return noContent;
}

function remove(call: Call, name: ManyLink): Answer {
  const { store } = call.tenant;
  const entry = group(call);
  if (entry === undefined) return missing(call);
  const refused = groupWriteFault(entry.body, call);
  if (refused !== null) return refused;
  if (name === 'members' && isDynamic(entry.body)) {
    return badRequest('The members of a dynamic membership group are computed and cannot be changed.');
  }
  const target = (call.parameters.target ?? '').toLowerCase();
  if (entry[name]?.has(target) !== true || !store.isAlive(target)) return notFound(target);
  const living = [...(entry.owners ?? [])].filter((id) => store.isAlive(id));
  if (name === 'owners' && isUnified(entry.body) && living.length === 1) {
    return badRequest('The group must have at least one owner, hence this owner cannot be removed.');
  }
  store.unlink(entry, name, target);
  return noContent;
}

const linkRoutes = (name: ManyLink): readonly Route[] => {
  const grant = name === 'members' ? grants.writeMembers : grants.writeGroups;
  const { readGroups } = grants;
  return [
    {
      method: 'GET',
      path: `/groups/{id}/${name}`,
      grant: readGroups,
      units: name === 'members' ? 3 : 1,
      handle: (call) => list(call, name),
    },
    { method: 'POST', path: `/groups/{id}/${name}/$ref`, grant, handle: (call) => add(call, name) },
    { method: 'DELETE', path: `/groups/{id}/${name}/{target}/$ref`, grant, handle: (call) => remove(call, name) },
  ];
};

export const groupLinkRoutes: readonly Route[] = [...linkRoutes('members'), ...linkRoutes('owners')];
