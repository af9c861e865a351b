/** Requests that delete and make objects. */
import { ids } from './ids.ts';

/** One of each sort that can be deleted and comes back. */
export const deletions: readonly string[] = [
  `/v1.0/users/${ids.ada}`,
  `/v1.0/users/${ids.agent}`,
  `/v1.0/groups/${ids.team}`,
  `/v1.0/groups/${ids.security}`,
  `/v1.0/applications/${ids.payroll}`,
  `/v1.0/servicePrincipals/${ids.otherPrincipal}`,
  `/beta/identity/conditionalAccess/policies/${ids.policy}`,
  `/beta/identity/conditionalAccess/namedLocations/${ids.countries}`,
];

/** One of each sort that can be made. */
export const additions: readonly (readonly [path: string, body: object])[] = [
  [
    '/v1.0/users',
    {
      displayName: 'Mallory',
      userPrincipalName: 'mallory@contoso.com',
      mailNickname: 'mallory',
      accountEnabled: true,
      passwordProfile: { password: 'not-a-secret-1' },
    },
  ],
  [
    '/v1.0/groups',
    { displayName: 'New', mailNickname: 'new', groupTypes: [], mailEnabled: false, securityEnabled: true },
  ],
  [
    '/v1.0/groups',
    {
      displayName: 'New team',
      mailNickname: 'newteam',
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
    },
  ],
  ['/v1.0/applications', { displayName: 'Evil app', identifierUris: [] }],
  [
    '/beta/identity/conditionalAccess/namedLocations',
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      displayName: 'Evil lair',
      isTrusted: true,
      ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '203.0.113.0/24' }],
    },
  ],
  [
    '/beta/identity/conditionalAccess/policies',
    {
      displayName: 'Block everybody',
      state: 'disabled',
      conditions: {
        clientAppTypes: ['all'],
        users: { includeUsers: ['All'] },
        applications: { includeApplications: ['All'] },
      },
      grantControls: { operator: 'OR', builtInControls: ['block'] },
    },
  ],
];

export const applicationAdded = additions.findIndex(([path]) => path === '/v1.0/applications');
