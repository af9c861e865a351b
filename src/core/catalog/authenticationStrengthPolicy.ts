import type { TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { conditionalAccess, premium } from './permissions.ts';

/**
 * Authentication strengths, which Conditional Access policies ask for, with everything Graph returns. Combinations are
 * written by an action of their own.
 * Source: facts on Graph §1 (CSDL, PERM, ERS-O). Last verified: 2026-11-23.
 */
export const authenticationStrengthPolicy: TypePage = {
  ...ordinary,
  type: 'authenticationStrengthPolicy',
  collection: 'authenticationStrengthPolicies',
  // Its API has a name for the type, its documentation's list of covered types does not (facts §1).
  native: null,
  read: {
    version: 'v1.0',
    path: '/policies/authenticationStrengthPolicies',
    shape: 'list',
    expand: null,
    pace: 'policies',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  permissions: { read: conditionalAccess.read, write: ['Policy.ReadWrite.ConditionalAccess'] },
  licence: premium,
  deletedItems: null,
  properties: 'all',
  known: ['displayName', 'description', 'allowedCombinations'],
  volatile: ['modifiedDateTime'],
  readOnly: {
    id: 'the identity of the object',
    createdDateTime: 'set by Graph',
    policyType: 'set by Graph: built in or made here',
    requirementsSatisfied: 'follows from allowedCombinations',
  },
  sets: [
    'allowedCombinations',
    'combinationConfigurations.appliesToCombinations',
    'combinationConfigurations.allowedAAGUIDs',
    'combinationConfigurations.allowedIssuerSkis',
    'combinationConfigurations.allowedPolicyOIDs',
  ],
  children: [
    {
      property: 'combinationConfigurations',
      keeps: 'all',
      keyOf: ({ appliesToCombinations }) =>
        Array.isArray(appliesToCombinations) ? [...new Set(appliesToCombinations)].toSorted().join('+') : null,
      reading: 'inBody',
      fixed: ['@odata.type', 'appliesToCombinations'],
    },
  ],
  actions: { allowedCombinations: 'updateAllowedCombinations' },
  // Graph keeps no deleted ones: to be made anew is their only way back.
  creation: {
    takes: ['displayName', 'description', 'allowedCombinations'],
    initially: () => ({}),
    foundBy: 'displayName',
    anew: ['createdDateTime', 'policyType', 'requirementsSatisfied'],
    whyNot: () => null,
    lost: () => [],
  },
  order: 35,
  whyNeverWritten: (body) =>
    body.policyType === 'builtIn' ? 'a built-in authentication strength is Microsoft’s and cannot be changed' : null,
};
