import type { TypePage } from './page.ts';

const userWords = ['All', 'None', 'GuestsOrExternalUsers'];
const locationWords = ['All', 'AllTrusted', '00000000-0000-0000-0000-000000000000'];

/**
 * Conditional Access policies, with everything Graph returns. Read from beta because v1.0 leaves out parts (agents, network
 * access, continuous access evaluation) that a write through v1.0 would lose.
 * Source: facts on Graph §1, §4 (CSDL, BMAP, THR). Last verified: 2026-11-23.
 */
export const conditionalAccessPolicy: TypePage = {
  type: 'conditionalAccessPolicy',
  collection: 'conditionalAccessPolicies',
  sharded: false,
  aliases: [],
  derived: [],
  read: {
    version: 'beta',
    path: '/identity/conditionalAccess/policies',
    expand: null,
    pace: 'policies',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  deletedItems: {
    version: 'beta',
    list: '/identity/conditionalAccess/deletedItems/policies',
    item: '/identity/conditionalAccess/deletedItems/policies',
    documented: false,
  },
  properties: 'all',
  volatile: ['modifiedDateTime', 'deletedDateTime'],
  readOnly: {
    id: 'the identity of the object',
    createdDateTime: 'set by Graph',
    templateId: 'set by Graph when a policy is made from a template',
  },
  sets: [
    'conditions.clientAppTypes',
    'conditions.userRiskLevels',
    'conditions.signInRiskLevels',
    'conditions.servicePrincipalRiskLevels',
    'conditions.users.includeUsers',
    'conditions.users.excludeUsers',
    'conditions.users.includeGroups',
    'conditions.users.excludeGroups',
    'conditions.users.includeRoles',
    'conditions.users.excludeRoles',
    'conditions.users.includeGuestsOrExternalUsers.externalTenants.members',
    'conditions.users.excludeGuestsOrExternalUsers.externalTenants.members',
    'conditions.applications.includeApplications',
    'conditions.applications.excludeApplications',
    'conditions.applications.includeUserActions',
    'conditions.applications.includeAuthenticationContextClassReferences',
    'conditions.clientApplications.includeServicePrincipals',
    'conditions.clientApplications.excludeServicePrincipals',
    'conditions.locations.includeLocations',
    'conditions.locations.excludeLocations',
    'conditions.platforms.includePlatforms',
    'conditions.platforms.excludePlatforms',
    'grantControls.builtInControls',
    'grantControls.customAuthenticationFactors',
    'grantControls.termsOfUse',
  ],
  idOnly: ['grantControls.authenticationStrength'],
  links: [],
  references: [
    { path: 'conditions.users.includeUsers', type: 'user', words: userWords },
    { path: 'conditions.users.excludeUsers', type: 'user', words: userWords },
    { path: 'conditions.users.includeGroups', type: 'group', words: [] },
    { path: 'conditions.users.excludeGroups', type: 'group', words: [] },
    { path: 'conditions.locations.includeLocations', type: 'namedLocation', words: locationWords },
    { path: 'conditions.locations.excludeLocations', type: 'namedLocation', words: locationWords },
  ],
  notCovered: [],
  order: 60,
  isSynced: () => false,
  hasComputedMembers: () => false,
  deletionKind: () => 'conditionalAccessPolicy',
  // Comes back in its old state, possibly on (RFD): the step that restores it also puts it to its final state.
  afterRestore: (body) => body,
  beforeDelete: () => ({}),
  writtenLast: [],
};
