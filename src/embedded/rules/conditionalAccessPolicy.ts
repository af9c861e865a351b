/**
 * Conditional Access policies. Source: facts on Graph §1, §4, §5 (CSDL, CAUPD, LIMITS). `conditions`, `grantControls` and
 * `sessionControls` are replaced whole by an update: what is left out of them is gone. Last verified: 2026-11-23.
 */
import { malformedPolicy } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { complete } from '../shape.ts';
import { type Body, isBody, isText, textsOf } from '../value.ts';
import { builtInStrengths } from './authenticationStrengths.ts';
import { checkReferences } from './policyReferences.ts';
import type { TypeRules, Write } from './rule.ts';

/** A tenant holds no more (LIMITS). */
const mostPolicies = 240;

const some = (value: unknown): boolean => textsOf(value).length > 0;

/** Whom and what it is about: users or workload identities, and applications, actions or contexts. */
function hasAssignments(conditions: Body): boolean {
  const users = isBody(conditions.users) ? conditions.users : {};
  const clients = isBody(conditions.clientApplications) ? conditions.clientApplications : {};
  const applications = isBody(conditions.applications) ? conditions.applications : {};
  const someone =
    [users.includeUsers, users.includeGroups, users.includeRoles, clients.includeServicePrincipals].some(some) ||
    isBody(users.includeGuestsOrExternalUsers) ||
    // Beta names agents in properties of which only the name is known: any of them will do.
    Object.entries(clients).some(([name, value]) => name.startsWith('includeAgent') && some(value));
  const something =
    [
      applications.includeApplications,
      applications.includeUserActions,
      applications.includeAuthenticationContextClassReferences,
    ].some(some) ||
    isBody(applications.applicationFilter) ||
    isBody(applications.globalSecureAccess) ||
    isBody(applications.networkAccess);
  return someone && something;
}

function controlsFit({ grantControls, sessionControls }: Body): boolean {
  if (!isBody(grantControls) && !isBody(sessionControls)) return false;
  if (!isBody(grantControls)) return true;
  const controls = textsOf(grantControls.builtInControls);
  const strength = isBody(grantControls.authenticationStrength);
  if (grantControls.operator !== 'AND' && grantControls.operator !== 'OR') return false;
  // A strength is a stricter MFA: Graph refuses both together. Blocking goes with nothing else.
  if (strength && controls.includes('mfa')) return false;
  if (controls.includes('block') && (controls.length > 1 || strength)) return false;
  return (
    controls.length > 0 || strength || some(grantControls.customAuthenticationFactors) || some(grantControls.termsOfUse)
  );
}

/** The strength is written by its id and shown in full. */
function withStrength(policy: Body): Body {
  const { grantControls } = policy;
  if (!isBody(grantControls)) return policy;
  const given = grantControls.authenticationStrength;
  const authenticationStrength = isBody(given) ? (builtInStrengths.get(String(given.id)) ?? given) : null;
  return { ...policy, grantControls: { ...grantControls, authenticationStrength } };
}

/** A policy as the store keeps it. */
export const fullPolicy = (policy: Body): Body => withStrength(complete('conditionalAccessPolicy', policy));

export const conditionalAccessPolicyRules: TypeRules = {
  type: 'conditionalAccessPolicy',
  area: 'policies',
  readOnly: new Set(['id', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime', 'partialEnablementStrategy']),
  createOnly: new Set(['templateId']),
  notUpdatable: new Set(),
  notClearable: new Set(),
  required: ['displayName', 'state', 'conditions'],
  longest: { displayName: 256 },
  apart: new Set(),
  returnedByDefault: () => [...propertiesOf('conditionalAccessPolicy').keys()],
  defaults(body) {
    const { conditions } = body;
    return isBody(conditions) ? { ...body, conditions: { clientAppTypes: ['all'], ...conditions } } : body;
  },
  check({ kind, body, after, call }: Write) {
    if (kind === 'create' && call.tenant.store.living('conditionalAccessPolicy').items.length >= mostPolicies) {
      return malformedPolicy();
    }
    const { conditions } = after;
    if (!isText(after.displayName) || after.displayName === '' || !isBody(conditions)) return malformedPolicy();
    // Only what is written is looked at: a policy may hold the id of a user who is long gone and still be switched off.
    if ('conditions' in body && !(some(conditions.clientAppTypes) && hasAssignments(conditions)))
      return malformedPolicy();
    if (('grantControls' in body || 'sessionControls' in body) && !controlsFit(after)) return malformedPolicy();
    if (kind === 'create' && !controlsFit(after)) return malformedPolicy();
    return checkReferences(body, call);
  },
  settle: ({ after }) => fullPolicy(after),
};
