/**
 * What a Conditional Access policy points at. Source: facts on Graph §5: a missing user, group or strength gives the
 * generic 400, a missing named location a 404. Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import { malformedPolicy, policyNotFound } from '../errors.ts';
import { type Body, isBody, isGuid, textsOf } from '../value.ts';
import { strengthOf } from './authenticationStrengthPolicy.ts';

/** Stands in policies for the MFA trusted IPs of per-user MFA; it is no location of its own. */
const mfaTrustedIps = '00000000-0000-0000-0000-000000000000';

const userWords: ReadonlySet<string> = new Set(['All', 'None', 'GuestsOrExternalUsers']);
const locationWords: ReadonlySet<string> = new Set(['All', 'AllTrusted', mfaTrustedIps]);
const applicationWords: ReadonlySet<string> = new Set(['All', 'None', 'Office365', 'MicrosoftAdminPortals']);
const clientApplicationWords: ReadonlySet<string> = new Set(['ServicePrincipalsInMyTenant', 'All', 'None']);

const part = (body: unknown, name: string): Body => {
  const value = isBody(body) ? body[name] : undefined;
  return isBody(value) ? value : {};
};
const bothOf = (body: Body, name: string): readonly string[] => [
  ...textsOf(body[`include${name}`]),
  ...textsOf(body[`exclude${name}`]),
];

/** Ids of the named locations that a policy names. */
export function locationsOf(policy: Body): readonly string[] {
  const locations = part(policy.conditions, 'locations');
  return bothOf(locations, 'Locations')
    .filter((id) => !locationWords.has(id))
    .map((id) => id.toLowerCase());
}

export function checkReferences(policy: Body, call: Call): Fault | null {
  const { store } = call.tenant;
  const { conditions } = policy;
  const users = part(conditions, 'users');
  const everyone = bothOf(users, 'Users').every((id) => userWords.has(id) || store.alive('user', id) !== undefined);
  const groups = bothOf(users, 'Groups').every((id) => store.alive('group', id) !== undefined);
  const roles = bothOf(users, 'Roles').every(isGuid);
  const applications = bothOf(part(conditions, 'applications'), 'Applications').every(
    (id) => applicationWords.has(id) || isGuid(id),
  );
  const clients = bothOf(part(conditions, 'clientApplications'), 'ServicePrincipals').every(
    (id) => clientApplicationWords.has(id) || isGuid(id),
  );
  if (!(everyone && groups && roles && applications && clients)) return malformedPolicy();

  const strength = part(policy.grantControls, 'authenticationStrength').id;
  if (strength !== undefined && strengthOf(call, String(strength)) === undefined) return malformedPolicy();

  const missing = locationsOf(policy).find((id) => store.alive('namedLocation', id) === undefined);
  return missing === undefined ? null : policyNotFound('namedLocation', missing);
}
