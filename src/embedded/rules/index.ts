/** The rules by type. */
import type { CoveredType } from '../value.ts';
import { applicationRules } from './application.ts';
import { authenticationStrengthPolicyRules } from './authenticationStrengthPolicy.ts';
import { conditionalAccessPolicyRules } from './conditionalAccessPolicy.ts';
import { deviceRules } from './device.ts';
import { groupRules } from './group.ts';
import { namedLocationRules } from './namedLocation.ts';
import type { TypeRules } from './rule.ts';
import { servicePrincipalRules } from './servicePrincipal.ts';
import { userRules } from './user.ts';

const rules: Readonly<Record<CoveredType, TypeRules>> = {
  user: userRules,
  group: groupRules,
  device: deviceRules,
  application: applicationRules,
  servicePrincipal: servicePrincipalRules,
  conditionalAccessPolicy: conditionalAccessPolicyRules,
  namedLocation: namedLocationRules,
  authenticationStrengthPolicy: authenticationStrengthPolicyRules,
};

export const rulesOf = (type: CoveredType): TypeRules => rules[type];
