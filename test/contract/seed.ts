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
  payroll: id(5, 1),
  payrollPrincipal: id(6, 1),
  graphPrincipal: id(6, 2),
  keys: id(7, 1),
  /** More people than `$expand` gives at once. */
  crowd: id(2, 4),
  people: Array.from({ length: 21 }, (_, n) => id(1, 100 + n)),
} as const;

export const appIds = { payroll: id(8, 1), graph: '00000003-0000-0000-c000-000000000000', never: id(8, 99) } as const;
export const roles = { reader: id(8, 10), approver: id(8, 11) } as const;

const role = (roleId: string, value: string, allowedMemberTypes: readonly string[]) => ({
  id: roleId,
  value,
  displayName: value,
  description: `May be a ${value.toLowerCase()}`,
  isEnabled: true,
  allowedMemberTypes,
});
const payrollRoles = [role(roles.reader, 'Reader', ['User']), role(roles.approver, 'Approver', ['User'])];

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

const grant = (more: object) => ({ clientId: ids.payrollPrincipal, resourceId: ids.graphPrincipal, ...more });

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

export const seed = {
  organization: {
    id: id(9, 1),
    displayName: 'Contoso',
    tenantType: 'AAD',
    technicalNotificationMails: ['it@contoso.onmicrosoft.com'],
  },
  users: [
    user(ids.ada, 'Ada', { sponsors: [ids.bob] }),
    user(ids.bob, 'Bob', { manager: ids.ada }),
    user(ids.eve, 'Eve', { '@odata.type': '#microsoft.graph.agentUser' }),
    ...ids.people.map((personId, n) => user(personId, `Person${n}`)),
  ],
  groups: [
    group(ids.team, 'Team', { members: [ids.bob, ids.ada], owners: [ids.ada] }),
    group(ids.outer, 'Outer', { members: [ids.team] }),
    group(ids.crowd, 'Crowd', { members: ids.people, owners: ids.people }),
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
  applications: [
    {
      id: ids.payroll,
      appId: appIds.payroll,
      displayName: 'Payroll',
      signInAudience: 'AzureADMyOrg',
      appRoles: payrollRoles,
      owners: [ids.ada],
      federatedIdentityCredentials: [
        {
          id: id(8, 20),
          name: 'ci',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:contoso/payroll:ref:refs/heads/main',
          audiences: ['api://AzureADTokenExchange'],
          description: 'The build',
        },
      ],
    },
  ],
  servicePrincipals: [
    {
      id: ids.payrollPrincipal,
      appId: appIds.payroll,
      displayName: 'Payroll',
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoles: payrollRoles,
      owners: [ids.bob],
    },
    {
      id: ids.graphPrincipal,
      appId: appIds.graph,
      displayName: 'Microsoft Graph',
      servicePrincipalType: 'Application',
      accountEnabled: true,
    },
  ],
  oauth2PermissionGrants: [
    grant({ consentType: 'AllPrincipals', principalId: null, scope: 'User.Read Group.Read.All' }),
    grant({ consentType: 'Principal', principalId: ids.ada, scope: 'Files.Read' }),
  ],
  appRoleAssignments: [
    { principalId: ids.ada, resourceId: ids.payrollPrincipal, appRoleId: roles.reader },
    { principalId: ids.team, resourceId: ids.payrollPrincipal, appRoleId: roles.approver },
  ],
  authenticationStrengthPolicies: [
    {
      id: ids.keys,
      displayName: 'Keys',
      description: 'Keys that we bought',
      policyType: 'custom',
      requirementsSatisfied: 'mfa',
      allowedCombinations: ['fido2', 'windowsHelloForBusiness'],
      combinationConfigurations: [
        {
          '@odata.type': '#microsoft.graph.fido2CombinationConfiguration',
          id: id(8, 30),
          appliesToCombinations: ['fido2'],
          allowedAAGUIDs: ['de1e552d-db1d-4423-a619-566b625cdc84'],
        },
      ],
    },
  ],
  deleted: { users: [user(ids.gone, 'Gone', { deletedDateTime: '2026-11-20T02:00:00Z' })] },
} as Seed;
