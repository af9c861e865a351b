import { computed, lost, noPlace, same } from '../fate.ts';
import { type Adopted, setByGraph, usual } from './page.ts';

export const authenticationStrengthPolicy: Adopted = {
  ...usual,
  className: 'AuthenticationStrengthPolicy',
  prefix: 'strength',
  needs: ['allowedCombinations', 'displayName'],
  importId: (id) => `/policies/authenticationStrengthPolicies/${id}`,
  fates: {
    ...computed(...setByGraph, 'policyType', 'requirementsSatisfied'),
    ...same('allowedCombinations', 'description', 'displayName'),
    ...lost(noPlace, 'combinationConfigurations'),
  },
};
