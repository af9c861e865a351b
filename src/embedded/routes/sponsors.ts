/** Sponsors of users: users or groups. Source: Graph's pages "Add sponsor" and "List sponsors". Last verified: 2026-11-23. */
import { type Answer, isFault, noContent } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, denied, notFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import type { Entry } from '../store.ts';
import { listLinks } from './links.ts';
import { livingOwnerOf, ownerOf } from './records.ts';
import { laggingFault, readTarget } from './related.ts';
import type { Route } from './route.ts';

const write = (call: Call, answer: (user: Entry) => Answer): Answer => {
  const user = livingOwnerOf(call, 'user');
  if (isFault(user)) return user;
  return user.body.isManagementRestricted === true ? denied() : answer(user);
};

function list(call: Call): Answer {
  const user = ownerOf(call, 'user');
  return isFault(user) ? user : listLinks(call, user, 'sponsors');
}

/** Sponsors are kept in the cloud for users who are not, too (unverified). */
function add(call: Call, user: Entry): Answer {
  const other = Object.keys(call.body).find((name) => name !== '@odata.id');
  if (other !== undefined) return badRequest(`Invalid property '${other}'.`);
  const target = readTarget(call.body['@odata.id'], call);
  if (isFault(target)) return target;
  if (target.type !== 'user' && target.type !== 'group') return badRequest('A sponsor must be a user or a group.');
  if (user.sponsors?.has(target.id) === true) {
    return badRequest(
      "One or more added object references already exist for the following modified properties: 'sponsors'.",
    );
  }
  const lagging = laggingFault(call, user, target);
  if (lagging !== null) return lagging;
  call.tenant.store.link(user, 'sponsors', [target.id]);
  return noContent;
}

function remove(call: Call, user: Entry): Answer {
  const { store } = call.tenant;
  const target = (call.parameters.target ?? '').toLowerCase();
  if (user.sponsors?.has(target) !== true || !store.isAlive(target)) return notFound(target);
  store.unlink(user, 'sponsors', target);
  return noContent;
}

const path = '/users/{id}/sponsors';

export const sponsorRoutes: readonly Route[] = [
  { method: 'GET', path, grant: grants.readSponsors, handle: list },
  {
    method: 'POST',
    path: `${path}/$ref`,
    grant: grants.writeSponsors,
    handle: (call) => write(call, (user) => add(call, user)),
  },
  {
    method: 'DELETE',
    path: `${path}/{target}/$ref`,
    grant: grants.writeSponsors,
    handle: (call) => write(call, (user) => remove(call, user)),
  },
];
