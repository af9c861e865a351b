/** Requests that change links, children, and what is written by an action. */
import type { Change } from './changes.ts';
import { idOf, ids, roles } from './ids.ts';
import { accessScope } from './seed.ts';

const object = (id: string): { readonly '@odata.id': string } => ({
  '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
});

/** What is written at addresses of its own: links, children, actions. */
export const others: readonly Change[] = [
  { type: 'user', id: ids.ada, method: 'PUT', path: `/v1.0/users/${ids.ada}/manager/$ref`, body: object(ids.bob) },
  { type: 'user', id: ids.ada, method: 'DELETE', path: `/v1.0/users/${ids.ada}/sponsors/${ids.boss}/$ref` },
  {
    type: 'user',
    id: ids.ada,
    method: 'POST',
    path: `/v1.0/users/${ids.ada}/sponsors/$ref`,
    body: object(ids.security),
  },
  { type: 'group', id: ids.team, method: 'DELETE', path: `/v1.0/groups/${ids.team}/members/${ids.ada}/$ref` },
  { type: 'group', id: ids.team, method: 'POST', path: `/v1.0/groups/${ids.team}/owners/$ref`, body: object(ids.bob) },
  ...[ids.device, ids.payrollPrincipal, ids.dynamic].map((member): Change => {
    const path = `/v1.0/groups/${ids.security}/members/${member}/$ref`;
    return { type: 'group', id: ids.security, method: 'DELETE', path };
  }),
  {
    type: 'application',
    id: ids.payroll,
    method: 'POST',
    path: `/v1.0/applications/${ids.payroll}/owners/$ref`,
    body: object(ids.bob),
  },
  {
    type: 'application',
    id: ids.payroll,
    method: 'PATCH',
    path: `/v1.0/applications/${ids.payroll}/federatedIdentityCredentials/${idOf(130)}`,
    body: { subject: 'repo:evil/payroll:ref:refs/heads/main' },
  },
  {
    type: 'application',
    id: ids.payroll,
    method: 'POST',
    path: `/v1.0/applications/${ids.payroll}/federatedIdentityCredentials`,
    body: { name: 'evil', issuer: 'https://evil.example', subject: 'me', audiences: ['api://AzureADTokenExchange'] },
  },
  {
    type: 'application',
    id: ids.payroll,
    method: 'PATCH',
    path: `/v1.0/applications/${ids.payroll}`,
    body: {
      appRoles: [
        ...[roles.reader, roles.approver, idOf(102)].map((id, index) => ({
          id,
          value: ['Reader', 'Approver', 'Owner'][index],
          displayName: ['Reader', 'Approver', 'Owner'][index],
          description: `May ${['Reader', 'Approver', 'Owner'][index]}`,
          isEnabled: true,
          allowedMemberTypes: index === 1 ? ['User'] : ['User', 'Application'],
        })),
      ],
    },
  },
  {
    type: 'servicePrincipal',
    id: ids.payrollPrincipal,
    method: 'DELETE',
    path: `/v1.0/servicePrincipals/${ids.payrollPrincipal}/owners/${ids.boss}/$ref`,
  },
  {
    type: 'servicePrincipal',
    id: ids.otherPrincipal,
    method: 'POST',
    path: '/v1.0/oauth2PermissionGrants',
    body: {
      clientId: ids.otherPrincipal,
      consentType: 'AllPrincipals',
      resourceId: ids.graphPrincipal,
      scope: 'Mail.ReadWrite Files.ReadWrite.All',
    },
  },
  {
    type: 'servicePrincipal',
    id: ids.payrollPrincipal,
    method: 'POST',
    path: `/v1.0/servicePrincipals/${ids.payrollPrincipal}/appRoleAssignedTo`,
    body: { principalId: ids.bob, resourceId: ids.payrollPrincipal, appRoleId: roles.approver },
  },
  {
    type: 'authenticationStrengthPolicy',
    id: ids.strength,
    method: 'POST',
    path: `/v1.0/policies/authenticationStrengthPolicies/${ids.strength}/updateAllowedCombinations`,
    body: { allowedCombinations: ['password,sms', 'fido2'] },
  },
  {
    type: 'authenticationStrengthPolicy',
    id: ids.strength,
    method: 'PATCH',
    path: `/v1.0/policies/authenticationStrengthPolicies/${ids.strength}/combinationConfigurations/${idOf(61)}`,
    body: {
      '@odata.type': '#microsoft.graph.fido2CombinationConfiguration',
      allowedAAGUIDs: ['73bb0cd4-e502-49b8-9c6f-b59445bf720b'],
    },
  },
];

/** In three requests, as Graph wants it: no pre-authorization, then the scope disabled, then gone. */
export const scopeTaken: readonly Change[] = [
  { preAuthorizedApplications: [] },
  { oauth2PermissionScopes: [{ ...accessScope, isEnabled: false }] },
  { oauth2PermissionScopes: [] },
].map((api): Change => {
  const path = `/v1.0/applications/${ids.payroll}`;
  return { type: 'application', id: ids.payroll, method: 'PATCH', path, body: { api } };
});

/** Found first, because Graph chose their ids. */
export interface Relation {
  readonly list: string;
  readonly which: (item: { readonly [name: string]: unknown }) => boolean;
  readonly method: 'PATCH' | 'DELETE';
  readonly path: (id: string) => string;
  readonly body?: object;
}

export const relations: readonly Relation[] = [
  {
    list: `/v1.0/servicePrincipals/${ids.payrollPrincipal}/oauth2PermissionGrants`,
    which: ({ consentType }) => consentType === 'AllPrincipals',
    method: 'PATCH',
    path: (id) => `/v1.0/oauth2PermissionGrants/${id}`,
    body: { scope: 'User.Read Directory.ReadWrite.All' },
  },
  {
    list: `/v1.0/servicePrincipals/${ids.payrollPrincipal}/appRoleAssignedTo`,
    which: ({ principalId }) => principalId === ids.ada,
    method: 'DELETE',
    path: (id) => `/v1.0/servicePrincipals/${ids.payrollPrincipal}/appRoleAssignedTo/${id}`,
  },
];
