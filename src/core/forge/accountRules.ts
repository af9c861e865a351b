/** What gives people and groups more power, or takes the last way in. */

import { isOneOf } from './policyRules.ts';
import type { SeverityRule } from './severity.ts';
import { attributesThat, became, grew, leftValue, linksThat, some } from './weakening.ts';

const everyName = (change: Parameters<SeverityRule['finds']>[0]): readonly string[] => [
  ...change.attributes.map(({ name }) => name),
  ...change.links.map(({ name }) => name),
];

export const accountRules: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: ['user'],
    because: 'changed, and it is an emergency account, which nobody should touch',
    finds: (change, { breakGlass }) => (isOneOf(breakGlass.accounts, change.id) ? everyName(change) : null),
  },
  {
    severity: 'critical',
    types: ['group'],
    because: 'changed, and it keeps the emergency accounts out of Conditional Access',
    finds: (change, { breakGlass }) => (isOneOf(breakGlass.groups, change.id) ? everyName(change) : null),
  },
  {
    severity: 'critical',
    types: ['group'],
    because: 'can be assigned to roles: who is in it, or owns it, has other rights than before',
    finds: (change, { roleAssignable }) =>
      roleAssignable.has(change.id)
        ? some([
            ...(linksThat(change, ['members', 'owners']) ?? []),
            ...(attributesThat(change, /^membershipRule/) ?? []),
          ])
        : null,
  },
  {
    severity: 'critical',
    types: ['group'],
    because: 'excluded from Conditional Access: who came in is asked for less',
    finds: (change, { excludedGroups }) =>
      excludedGroups.has(change.id)
        ? (linksThat(change, ['members'], 'present') ?? attributesThat(change, /^membershipRule/))
        : null,
  },
  {
    severity: 'high',
    types: ['group'],
    because: 'can be assigned to roles, and is new, renamed or gone',
    finds: (change, { roleAssignable }) =>
      roleAssignable.has(change.id) && (change.change !== 'changed' || change.attributes.length > 0) ? [] : null,
  },
  {
    severity: 'high',
    types: ['group'],
    because: 'excluded from Conditional Access, and owned by somebody else: an owner adds members',
    finds: (change, { excludedGroups }) =>
      excludedGroups.has(change.id) ? linksThat(change, ['owners'], 'present') : null,
  },
  {
    severity: 'high',
    types: ['user'],
    because: 'may sign in again',
    finds: (change) => attributesThat(change, 'accountEnabled', became(true)),
  },
  {
    severity: 'high',
    types: ['user'],
    because: 'no longer asked for a second factor of its own',
    finds: (change) => attributesThat(change, 'perUserMfaState', became('disabled')),
  },
  {
    severity: 'high',
    types: ['user'],
    because: 'was a guest, and is a member now',
    finds: (change) => attributesThat(change, 'userType', became('Member')),
  },
  {
    severity: 'medium',
    types: ['user'],
    because: 'may no longer sign in',
    finds: (change) => attributesThat(change, 'accountEnabled', became(false)),
  },
  {
    severity: 'medium',
    types: ['user'],
    because: 'signs in by another name or under other password rules',
    finds: (change) => attributesThat(change, /^(?:userPrincipalName|passwordPolicies)$/),
  },
  {
    severity: 'medium',
    types: ['group'],
    because: 'who gets in is decided otherwise than before',
    finds: (change) =>
      attributesThat(change, /^membershipRule/) ??
      linksThat(change, ['owners'], 'present') ??
      attributesThat(change, 'visibility', leftValue('Private', 'HiddenMembership')) ??
      attributesThat(change, 'groupTypes', grew),
  },
];
