import { conditionalAccessPaths, conditionalAccessSets } from './conditionalAccessPaths.ts';
import type { Reference, TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { conditionalAccess, premium } from './permissions.ts';

const userWords = ['All', 'None', 'GuestsOrExternalUsers'];
const locationWords = ['All', 'AllTrusted', '00000000-0000-0000-0000-000000000000'];
/** Besides these, `includeApplications` names applications by their appId. */
const applicationWords = ['All', 'None', 'Office365', 'MicrosoftAdminPortals', 'AllAgentIdResources'];
const servicePrincipalWords = ['ServicePrincipalsInMyTenant', 'All', 'None'];

/** The same reference in the list that includes and in the one that excludes. */
const both = (parent: string, name: string, rest: Omit<Reference, 'path'>): readonly Reference[] =>
  ['include', 'exclude'].map((way) => ({ path: `conditions.${parent}.${way}${name}`, ...rest }));

/**
 * Conditional Access policies, with everything Graph returns. Read from beta because v1.0 leaves out parts (agents, network
 * access, continuous access evaluation) that a write through v1.0 would lose.
 * Source: facts on Graph §1, §4 (CSDL, BMAP, THR). Last verified: 2026-11-23.
 */
export const conditionalAccessPolicy: TypePage = {
  ...ordinary,
  type: 'conditionalAccessPolicy',
  collection: 'conditionalAccessPolicies',
  native: 'all properties',
  read: {
    version: 'beta',
    path: '/identity/conditionalAccess/policies',
    shape: 'list',
    expand: null,
    pace: 'policies',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  permissions: conditionalAccess,
  licence: premium,
  deletedItems: {
    version: 'beta',
    list: '/identity/conditionalAccess/deletedItems/policies',
    item: '/identity/conditionalAccess/deletedItems/policies',
    documented: false,
  },
  properties: 'all',
  known: conditionalAccessPaths,
  volatile: ['modifiedDateTime', 'deletedDateTime'],
  readOnly: {
    id: 'the identity of the object',
    createdDateTime: 'set by Graph',
    templateId: 'set by Graph when a policy is made from a template',
  },
  sets: conditionalAccessSets,
  // Without the strength that is gone the rest may be no control at all, which Graph refuses, or a weaker one.
  wholes: ['grantControls'],
  idOnly: ['grantControls.authenticationStrength'],
  references: [
    ...both('users', 'Users', { type: 'user', words: userWords }),
    ...both('users', 'Groups', { type: 'group', words: [] }),
    ...both('users', 'Roles', { type: 'directoryRole', words: [] }),
    ...both('locations', 'Locations', { type: 'namedLocation', words: locationWords }),
    ...both('applications', 'Applications', { type: 'servicePrincipal', words: applicationWords, by: 'appId' }),
    ...both('clientApplications', 'ServicePrincipals', { type: 'servicePrincipal', words: servicePrincipalWords }),
    ...both('clientApplications', 'AgentIdServicePrincipals', {
      type: 'servicePrincipal',
      words: servicePrincipalWords,
    }),
    { path: 'grantControls.authenticationStrength.id', type: 'authenticationStrengthPolicy', words: [] },
    { path: 'grantControls.termsOfUse', type: 'agreement', words: [] },
  ],
  // Made whole, in its final state, when all that it names is in place.
  creation: {
    takes: 'all',
    initially: () => ({}),
    foundBy: 'displayName',
    anew: ['createdDateTime', 'templateId'],
    whyNot: () => null,
    lost: () => [],
  },
  waitsForReferences: true,
  order: 60,
  deletionKind: () => 'conditionalAccessPolicy',
  // Comes back in its old state, possibly on (RFD): the step that restores it also puts it to its final state, so there is
  // nothing to say of the body here.
};
