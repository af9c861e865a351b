/**
 * What a Conditional Access policy can hold: Graph's v1.0 schema, the names of beta, and what exports of real tenants show
 * and no schema says (`conditions.agents`, `conditions.times`, `partialEnablementStrategy`, `blockSensitiveActions`).
 * Source: CSDL, BMAP, cisagov/ScubaGear's sample report. Last verified: 2026-11-23.
 */
import { below } from './paths.ts';

const users = 'conditions.users';
const applications = 'conditions.applications';
const clientApplications = 'conditions.clientApplications';
const filter = ['mode', 'rule'];

const guests = (path: string): readonly string[] => [
  ...below(path, 'guestOrExternalUserTypes'),
  ...below(`${path}.externalTenants`, 'membershipKind', 'members'),
];

export const conditionalAccessPaths: readonly string[] = [
  'displayName',
  'description',
  'state',
  'partialEnablementStrategy',
  'conditions',
  'conditions.agentIdRiskLevels',
  // Beta shows these without a schema: whatever is in them is known, so to say.
  'conditions.agents.*',
  'conditions.times.*',
  'conditions.clientAppTypes',
  'conditions.insiderRiskLevels',
  'conditions.servicePrincipalRiskLevels',
  'conditions.signInRiskLevels',
  'conditions.userRiskLevels',
  ...below('conditions.authenticationFlows', 'transferMethods'),
  ...below('conditions.deviceStates', 'includeStates', 'excludeStates'),
  ...below('conditions.devices', 'includeDevices', 'excludeDevices', 'includeDeviceStates', 'excludeDeviceStates'),
  ...below('conditions.devices.deviceFilter', ...filter),
  ...below('conditions.locations', 'includeLocations', 'excludeLocations'),
  ...below('conditions.platforms', 'includePlatforms', 'excludePlatforms'),
  ...below(users, 'includeUsers', 'excludeUsers', 'includeGroups', 'excludeGroups', 'includeRoles', 'excludeRoles'),
  ...guests(`${users}.includeGuestsOrExternalUsers`),
  ...guests(`${users}.excludeGuestsOrExternalUsers`),
  ...below(
    applications,
    'includeApplications',
    'excludeApplications',
    'includeUserActions',
    'includeAuthenticationContextClassReferences',
  ),
  ...below(`${applications}.applicationFilter`, ...filter),
  `${applications}.globalSecureAccess.*`,
  `${applications}.networkAccess.*`,
  ...below(
    clientApplications,
    'includeServicePrincipals',
    'excludeServicePrincipals',
    'includeAgentIdServicePrincipals',
    'excludeAgentIdServicePrincipals',
  ),
  ...below(`${clientApplications}.servicePrincipalFilter`, ...filter),
  ...below(`${clientApplications}.agentIdServicePrincipalFilter`, ...filter),
  ...below(
    'grantControls',
    'operator',
    'builtInControls',
    'customAuthenticationFactors',
    'termsOfUse',
    'authenticationStrength',
  ),
  'grantControls.authenticationStrength.id',
  'sessionControls',
  'sessionControls.blockSensitiveActions',
  'sessionControls.disableResilienceDefaults',
  ...below('sessionControls.applicationEnforcedRestrictions', 'isEnabled'),
  ...below('sessionControls.cloudAppSecurity', 'isEnabled', 'cloudAppSecurityType'),
  ...below('sessionControls.continuousAccessEvaluation', 'mode'),
  ...below('sessionControls.globalSecureAccessFilteringProfile', 'isEnabled', 'profileId'),
  ...below('sessionControls.persistentBrowser', 'isEnabled', 'mode'),
  ...below('sessionControls.secureSignInSession', 'isEnabled'),
  ...below('sessionControls.signInFrequency', 'isEnabled', 'type', 'value', 'authenticationType', 'frequencyInterval'),
];

/** Lists whose order says nothing. */
export const conditionalAccessSets: readonly string[] = [
  'conditions.agentIdRiskLevels',
  'conditions.clientAppTypes',
  'conditions.servicePrincipalRiskLevels',
  'conditions.signInRiskLevels',
  'conditions.userRiskLevels',
  'conditions.deviceStates.includeStates',
  'conditions.deviceStates.excludeStates',
  'conditions.devices.includeDevices',
  'conditions.devices.excludeDevices',
  'conditions.devices.includeDeviceStates',
  'conditions.devices.excludeDeviceStates',
  'conditions.locations.includeLocations',
  'conditions.locations.excludeLocations',
  'conditions.platforms.includePlatforms',
  'conditions.platforms.excludePlatforms',
  `${users}.includeUsers`,
  `${users}.excludeUsers`,
  `${users}.includeGroups`,
  `${users}.excludeGroups`,
  `${users}.includeRoles`,
  `${users}.excludeRoles`,
  `${users}.includeGuestsOrExternalUsers.externalTenants.members`,
  `${users}.excludeGuestsOrExternalUsers.externalTenants.members`,
  `${applications}.includeApplications`,
  `${applications}.excludeApplications`,
  `${applications}.includeUserActions`,
  `${applications}.includeAuthenticationContextClassReferences`,
  `${clientApplications}.includeServicePrincipals`,
  `${clientApplications}.excludeServicePrincipals`,
  `${clientApplications}.includeAgentIdServicePrincipals`,
  `${clientApplications}.excludeAgentIdServicePrincipals`,
  'grantControls.builtInControls',
  'grantControls.customAuthenticationFactors',
  'grantControls.termsOfUse',
];
