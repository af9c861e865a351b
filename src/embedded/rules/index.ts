/** The rules by type. */
import type { CoveredType } from '../value.ts';
import { conditionalAccessPolicyRules } from './conditionalAccessPolicy.ts';
import { groupRules } from './group.ts';
import { namedLocationRules } from './namedLocation.ts';
import type { TypeRules } from './rule.ts';
import { userRules } from './user.ts';

const rules: Readonly<Record<CoveredType, TypeRules>> = {
  user: userRules,
  group: groupRules,
  conditionalAccessPolicy: conditionalAccessPolicyRules,
  namedLocation: namedLocationRules,
};

export const rulesOf = (type: CoveredType): TypeRules => rules[type];
