import type { Body, Value } from '../../model.ts';
import { isBody } from '../../value.ts';
import { clientId, computed, idOf, isOn, lifted, lost, noPlace, parts, same, several, to, words } from '../fate.ts';
import type { Argument, Arguments } from '../model.ts';
import { type Adopted, setByGraph, usual } from './page.ts';

/** Both of a pair, by the two spellings of one idea: Graph's `includeUsers` is `includedUsers` here. */
const both = (name: string, as: (value: Value) => Argument | null) => ({
  [`include${name}`]: to(`included${name}`, as),
  [`exclude${name}`]: to(`excluded${name}`, as),
});

const users = idOf('user', 'objectId');
const groups = idOf('group', 'objectId');
const locations = idOf('namedLocation', 'objectId');
const principals = idOf('servicePrincipal', 'objectId');
const strength = idOf('authenticationStrengthPolicy', 'id', '/policies/authenticationStrengthPolicies/');
const texts = (value: Value): Argument | null =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as readonly string[]) : null;

/** One block at most, in a list. */
function guests(value: Value): Argument | null {
  if (!isBody(value)) return null;
  const { guestOrExternalUserTypes = null, externalTenants = null, ...more } = value;
  const types = words(guestOrExternalUserTypes);
  const tenants = externalTenants === null ? [] : tenantsIn(externalTenants);
  if (types === null || tenants === null || hasMore(more)) return null;
  return [{ guestOrExternalUserTypes: types, ...(tenants.length === 0 ? {} : { externalTenants: tenants }) }];
}

function tenantsIn(value: Value): readonly Argument[] | null {
  if (!isBody(value)) return null;
  const { membershipKind = null, members = [], ...more } = value;
  const named = members === null ? [] : texts(members);
  if (typeof membershipKind !== 'string' || named === null || hasMore(more)) return null;
  return [{ membershipKind, ...(Array.isArray(named) && named.length > 0 ? { members: named } : {}) }];
}

const hasMore = (more: Body): boolean => Object.keys(more).some((name) => !name.includes('@'));

/** A session control that is on becomes arguments; one that is off, or on with more than there are arguments for, does not. */
const control = (names: { readonly [graph: string]: string }) =>
  several((value) => {
    if (isOn(value) !== true || !isBody(value)) return null;
    const { isEnabled: _on, ...said } = value;
    const set = Object.entries(said).filter(([name, one]) => !name.includes('@') && one !== null);
    if (set.length === 0 || set.some(([name, one]) => names[name] === undefined || isBody(one) || Array.isArray(one)))
      return null;
    return Object.fromEntries(set.map(([name, one]) => [names[name], one])) as Arguments;
  });

const filter = parts('filter', same('mode', 'rule'), ['mode', 'rule']);

export const conditionalAccessPolicy: Adopted = {
  ...usual,
  className: 'ConditionalAccessPolicy',
  prefix: 'policy',
  needs: ['displayName', 'state', 'conditions.applications', 'conditions.clientAppTypes', 'conditions.users'],
  importId: (id) => `/identity/conditionalAccess/policies/${id}`,
  fates: {
    ...computed(...setByGraph, 'templateId'),
    ...same('displayName', 'state'),
    ...lost(noPlace, 'description', 'partialEnablementStrategy'),
    conditions: parts('conditions', {
      ...same(
        'clientAppTypes',
        'insiderRiskLevels',
        'servicePrincipalRiskLevels',
        'signInRiskLevels',
        'userRiskLevels',
      ),
      authenticationFlows: lifted({ transferMethods: to('authenticationFlowTransferMethods', words) }),
      applications: parts('applications', {
        ...both('Applications', clientId),
        includeUserActions: to('includedUserActions'),
        ...lost(noPlace, 'includeAuthenticationContextClassReferences', 'applicationFilter'),
        ...lost(noPlace, 'globalSecureAccess', 'networkAccess'),
      }),
      clientApplications: parts('clientApplications', {
        ...both('ServicePrincipals', principals),
        servicePrincipalFilter: filter,
        ...lost(noPlace, 'includeAgentIdServicePrincipals', 'excludeAgentIdServicePrincipals'),
        ...lost(noPlace, 'agentIdServicePrincipalFilter'),
      }),
      devices: parts('devices', {
        deviceFilter: filter,
        ...lost(noPlace, 'includeDevices', 'excludeDevices', 'includeDeviceStates', 'excludeDeviceStates'),
      }),
      locations: parts('locations', both('Locations', locations), ['includedLocations']),
      platforms: parts('platforms', both('Platforms', texts), ['includedPlatforms']),
      users: parts('users', {
        ...both('Users', users),
        ...both('Groups', groups),
        ...both('Roles', texts),
        ...both('GuestsOrExternalUsers', guests),
      }),
      ...lost(noPlace, 'agentIdRiskLevels', 'agents', 'deviceStates', 'times'),
    }),
    grantControls: parts(
      'grantControls',
      {
        ...same('builtInControls', 'customAuthenticationFactors', 'operator'),
        termsOfUse: to('termsOfUses'),
        authenticationStrength: lifted({ id: to('authenticationStrengthPolicyId', strength) }),
      },
      ['operator'],
    ),
    sessionControls: parts('sessionControls', {
      applicationEnforcedRestrictions: lifted({ isEnabled: to('applicationEnforcedRestrictionsEnabled') }),
      cloudAppSecurity: control({ cloudAppSecurityType: 'cloudAppSecurityPolicy' }),
      disableResilienceDefaults: to('disableResilienceDefaults'),
      persistentBrowser: control({ mode: 'persistentBrowserMode' }),
      signInFrequency: control({
        authenticationType: 'signInFrequencyAuthenticationType',
        frequencyInterval: 'signInFrequencyInterval',
        type: 'signInFrequencyPeriod',
        value: 'signInFrequency',
      }),
      ...lost(noPlace, 'blockSensitiveActions', 'continuousAccessEvaluation', 'globalSecureAccessFilteringProfile'),
      ...lost(noPlace, 'secureSignInSession'),
    }),
  },
  whyNot: ({ grantControls, sessionControls }) =>
    isBody(grantControls) || isBody(sessionControls)
      ? null
      : 'azuread takes no policy without grant and session controls',
  // Pulumi writes each of them whole: what it cannot say would be gone with the next change.
  wholes: ['conditions', 'grantControls', 'sessionControls'],
};
