/** The tenant of `scene.ts` with an application, two APIs, and what people and programs have been given of them. */
import type { Seed } from '../../src/embedded/seed.ts';
import { ada, everyRole, grace, idOf, openScene, security, seed } from './scene.ts';

export const client = idOf(200);
export const api = idOf(201);
export const plain = idOf(202);
export const goneClient = idOf(203);
export const reader = idOf(210);
export const worker = idOf(211);
export const retired = idOf(212);
export const both = idOf(213);
export const zero = '00000000-0000-0000-0000-000000000000';

const role = (id: string, value: string, allowedMemberTypes: readonly string[], isEnabled = true) => ({
  id,
  value,
  displayName: value,
  description: value,
  allowedMemberTypes,
  isEnabled,
});
const principal = (n: number, id: string, displayName: string, more: object = {}) => ({
  id,
  appId: idOf(n),
  displayName,
  servicePrincipalType: 'Application',
  ...more,
});

const appRoles = [
  role(reader, 'Reader', ['User']),
  role(worker, 'Worker', ['Application']),
  role(retired, 'Retired', ['User'], false),
  role(both, 'Both', ['User', 'Application']),
];

export const tied: Seed = {
  ...seed,
  servicePrincipals: [
    principal(300, client, 'Client'),
    principal(301, api, 'API', { appRoles }),
    principal(302, plain, 'Plain API'),
  ],
  oauth2PermissionGrants: [
    { clientId: client, resourceId: api, consentType: 'AllPrincipals', principalId: null, scope: 'Read Write' },
    { clientId: client, resourceId: api, consentType: 'Principal', principalId: ada, scope: 'Read' },
    { clientId: api, resourceId: plain, consentType: 'Principal', principalId: grace, scope: ' odd  text ' },
  ],
  appRoleAssignments: [
    { principalId: ada, resourceId: api, appRoleId: reader },
    { principalId: security, resourceId: api, appRoleId: both },
    { principalId: client, resourceId: api, appRoleId: worker },
    { principalId: ada, resourceId: plain, appRoleId: zero, createdDateTime: '2025-02-03T04:05:06Z' },
  ],
};

export const tieRoles = [
  ...everyRole,
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.Read.All',
];

export const openTied = (
  more: Partial<Parameters<typeof openScene>[0]> & { readonly roles?: readonly string[] } = {},
) => openScene({ seed: tied, roles: tieRoles, ...more });
