/**
 * The one table of what counts how much. A rule sees what changed, not the whole object, so it errs on the side of telling.
 * What no rule names is ordinary work: low.
 */
import type { ObjectType } from '../model.ts';
import { accountRules } from './accountRules.ts';
import { applicationRules } from './applicationRules.ts';
import { policyRules } from './policyRules.ts';
import type { SeverityRule } from './severity.ts';

const recoverable: readonly ObjectType[] = ['user', 'group', 'application', 'servicePrincipal', 'namedLocation'];

const existence: readonly SeverityRule[] = [
  {
    severity: 'high',
    types: recoverable,
    because: 'deleted for good: nothing restores it, it can only be made anew under another id',
    finds: ({ change }) => (change === 'hardDeleted' ? [] : null),
  },
  {
    severity: 'medium',
    types: recoverable,
    because: 'deleted',
    finds: ({ change }) => (change === 'softDeleted' ? [] : null),
  },
  {
    severity: 'medium',
    types: ['application', 'servicePrincipal', 'conditionalAccessPolicy', 'authenticationStrengthPolicy'],
    because: 'new',
    finds: ({ change }) => (change === 'added' ? [] : null),
  },
  {
    severity: 'medium',
    types: recoverable,
    because: 'came back from the deleted items',
    finds: ({ change }) => (change === 'restored' ? [] : null),
  },
];

export const severityRules: readonly SeverityRule[] = [
  ...policyRules,
  ...accountRules,
  ...applicationRules,
  ...existence,
];
