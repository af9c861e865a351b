/**
 * The per-user MFA state, in beta only. Source: Graph's pages on authentication states (AUTHUPD); facts on Graph §2.
 * "enabled" turns into "enforced" when the user registers a method; nobody registers one here, so it stays as written.
 * Last verified: 2026-11-23.
 */
import { type Answer, isFault, noContent, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, segmentNotFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import { checkOptions } from '../query.ts';
import { type PerUserMfaState, perUserMfaStates } from '../relations.ts';
import { contextOf } from '../render.ts';
import type { Entry } from '../store.ts';
import { livingOwnerOf, ownerOf } from './records.ts';
import type { Route } from './route.ts';

const path = '/users/{id}/authentication/requirements';

function open(call: Call, find: typeof ownerOf, answer: (user: Entry) => Answer): Answer {
  if (call.version === 'v1.0') return segmentNotFound('requirements');
  const user = find(call, 'user');
  return isFault(user) ? user : answer(user);
}

function read(call: Call, user: Entry): Answer {
  const refused = checkOptions(call, []);
  if (refused !== null) return refused;
  const context = contextOf(call, `users('${user.id}')/authentication/requirements`, null, false);
  return ok({ '@odata.context': context, perUserMfaState: call.tenant.relations.mfaStateOf(user.id) });
}

const isState = (value: unknown): value is PerUserMfaState => (perUserMfaStates as readonly unknown[]).includes(value);

function update(call: Call, user: Entry): Answer {
  const other = Object.keys(call.body).find((name) => name !== 'perUserMfaState' && name !== '@odata.type');
  if (other !== undefined) return badRequest(`Invalid property '${other}'.`);
  const { perUserMfaState } = call.body;
  if (!isState(perUserMfaState)) return badRequest("Invalid value specified for property 'perUserMfaState'.");
  call.tenant.relations.setMfaState(user.id, perUserMfaState);
  return noContent;
}

export const authenticationRequirementRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    grant: grants.readMfaStates,
    handle: (call) => open(call, ownerOf, (user) => read(call, user)),
  },
  {
    method: 'PATCH',
    path,
    grant: grants.writeMfaStates,
    handle: (call) => open(call, livingOwnerOf, (user) => update(call, user)),
  },
];
