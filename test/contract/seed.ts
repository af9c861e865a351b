/** A tenant with one of everything that the contracts of Tenant and Engine speak of. */
import type { Seed } from '../../src/embedded/seed.ts';

const id = (kind: number, n: number): string => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const ids = {
  ada: id(1, 1),
  bob: id(1, 2),
  eve: id(1, 3),
  gone: id(1, 4),
  never: id(1, 99),
  team: id(2, 1),
  dynamic: id(2, 2),
  outer: id(2, 3),
  mfa: id(3, 1),
  draft: id(3, 2),
  office: id(4, 1),
} as const;

const user = (userId: string, name: string, more: object = {}) => ({
  id: userId,
  displayName: name,
  userPrincipalName: `${name.toLowerCase()}@contoso.onmicrosoft.com`,
  mailNickname: name.toLowerCase(),
  accountEnabled: true,
  city: 'Oslo',
  userType: 'Member',
  ...more,
});

const group = (groupId: string, name: string, more: object = {}) => ({
  id: groupId,
  displayName: name,
  mailNickname: name.toLowerCase(),
  mailEnabled: false,
  securityEnabled: true,
  groupTypes: [] as string[],
  ...more,
});

const policy = (policyId: string, name: string, state: string) => ({
  id: policyId,
  displayName: name,
  state,
  conditions: {
    clientAppTypes: ['all'],
    applications: { includeApplications: ['All'] },
    users: { includeUsers: ['All'], excludeGroups: [ids.team] },
    locations: { includeLocations: ['All'], excludeLocations: [ids.office] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
});

export const seed: Seed = {
  organization: { id: id(9, 1), displayName: 'Contoso', tenantType: 'AAD' },
  users: [
    user(ids.ada, 'Ada'),
    user(ids.bob, 'Bob', { manager: ids.ada }),
    user(ids.eve, 'Eve', { '@odata.type': '#microsoft.graph.agentUser' }),
  ],
  groups: [
    group(ids.team, 'Team', { members: [ids.bob, ids.ada], owners: [ids.ada] }),
    group(ids.outer, 'Outer', { members: [ids.team] }),
    group(ids.dynamic, 'Dynamic', {
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.city -eq "Oslo"',
      membershipRuleProcessingState: 'On',
      members: [ids.ada],
    }),
  ],
  conditionalAccessPolicies: [policy(ids.mfa, 'Require MFA', 'enabled'), policy(ids.draft, 'Draft', 'disabled')],
  namedLocations: [
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id: ids.office,
      displayName: 'Office',
      isTrusted: true,
      ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' }],
    },
  ],
  deleted: { users: [user(ids.gone, 'Gone', { deletedDateTime: '2026-11-20T02:00:00Z' })] },
};
