/** Applications that people at Contoso sign in to. */
import { guidFrom } from '../identity.ts';
import { type Application, appIdOf, credential, lockedAgainstOthers, scopeBody } from './applicationFacts.ts';

const expensesScope = guidFrom('contoso', 'scope', 'expenses');
export const ordersScopes = {
  'Orders.Read': guidFrom('contoso', 'scope', 'orders', 'Orders.Read'),
  'Orders.Approve': guidFrom('contoso', 'scope', 'orders', 'Orders.Approve'),
} as const;

export const businessApplications = {
  expenses: {
    displayName: 'Contoso Expenses',
    description: 'Claims, approvals, and what the accountants need of them',
    owner: 'siobhan.kelly',
    scopes: ['User.Read', 'openid', 'profile'],
    offers: { Claimant: ['User'], Approver: ['User'], Exporter: ['Application'] },
    body: {
      identifierUris: ['api://expenses.contoso.com'],
      groupMembershipClaims: 'ApplicationGroup',
      api: {
        acceptMappedClaims: null,
        knownClientApplications: [],
        preAuthorizedApplications: [],
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          {
            id: expensesScope,
            value: 'Expenses.Read',
            type: 'User',
            isEnabled: true,
            adminConsentDisplayName: 'Read expenses',
            adminConsentDescription: 'Read the expenses of whoever is signed in',
            userConsentDisplayName: 'Read your expenses',
            userConsentDescription: 'Read your expenses',
          },
        ],
      },
      web: {
        homePageUrl: 'https://expenses.contoso.com',
        logoutUrl: 'https://expenses.contoso.com/signout',
        redirectUris: ['https://expenses.contoso.com/signin-oidc'],
        redirectUriSettings: [],
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      },
      optionalClaims: {
        accessToken: [],
        idToken: [{ name: 'email', source: null, essential: false, additionalProperties: [] }],
        saml2Token: [],
      },
      passwordCredentials: [credential('expenses', 'production', '2027-03-31T00:00:00Z', { hint: 'x7Q' })],
      servicePrincipalLockConfiguration: lockedAgainstOthers,
    },
    principal: { appRoleAssignmentRequired: true, notes: 'Ticket queue: FIN-APPS' },
  },
  intranet: {
    displayName: 'Contoso Intranet',
    owner: 'priya.raghunathan',
    scopes: ['User.Read', 'Calendars.Read', 'offline_access'],
    body: { spa: { redirectUris: ['https://intranet.contoso.com', 'https://localhost:5173'] } },
  },
  fieldApp: {
    displayName: 'Field Service App',
    owner: 'hiroshi.sato',
    scopes: ['User.Read', 'offline_access'],
    body: { isFallbackPublicClient: true, publicClient: { redirectUris: ['msauth.com.contoso.field://auth'] } },
  },
  orders: {
    displayName: 'Contoso Orders',
    description: 'Orders and deliveries; other applications come in through its interface',
    owner: 'priya.raghunathan',
    ownedBy: 'deployPipeline',
    scopes: ['User.Read', 'User.ReadBasic.All'],
    offers: { Dispatcher: ['User'], 'Orders.Import.All': ['Application'], Auditor: ['User', 'Application'] },
    body: {
      identifierUris: [`api://${appIdOf('orders')}`, 'https://orders.contoso.com'],
      groupMembershipClaims: 'SecurityGroup',
      serviceManagementReference: 'CMDB-20112',
      api: {
        acceptMappedClaims: true,
        knownClientApplications: [appIdOf('fieldApp')],
        preAuthorizedApplications: [
          { appId: appIdOf('fieldApp'), delegatedPermissionIds: [ordersScopes['Orders.Read']] },
        ],
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          scopeBody(ordersScopes['Orders.Read'], 'Orders.Read', 'User', 'Read orders', 'Read the orders you can see'),
          scopeBody(ordersScopes['Orders.Approve'], 'Orders.Approve', 'Admin', 'Approve orders', 'Approve any order'),
        ],
      },
      optionalClaims: {
        accessToken: [
          { name: 'upn', source: null, essential: true, additionalProperties: [] },
          { name: 'groups', source: null, essential: false, additionalProperties: ['dns_domain_and_sam_account_name'] },
        ],
        idToken: [],
        saml2Token: [],
      },
      passwordCredentials: [
        credential('orders', 'production', '2027-06-30T00:00:00Z', { hint: 'Qm~' }),
        // Nobody has cleared away the old one.
        credential('orders', 'before the move', '2026-02-28T00:00:00Z', { hint: '9vT' }, '2025-02-28T00:00:00Z'),
      ],
    },
  },
  supplierPortal: {
    displayName: 'Contoso Supplier Portal',
    description: 'Suppliers sign in with the accounts of their own companies',
    owner: 'camille.dubois',
    scopes: ['User.Read', 'email', 'openid', 'profile'],
    body: {
      signInAudience: 'AzureADMultipleOrgs',
      identifierUris: ['https://suppliers.contoso.com'],
      notes: 'Onboarding of suppliers: see the runbook.\nAsk Legal before the terms change.',
      serviceManagementReference: 'CMDB-20388',
      info: {
        marketingUrl: 'https://www.contoso.com/suppliers',
        privacyStatementUrl: 'https://www.contoso.com/privacy',
        supportUrl: 'https://suppliers.contoso.com/help',
        termsOfServiceUrl: 'https://suppliers.contoso.com/terms',
      },
      web: {
        homePageUrl: 'https://suppliers.contoso.com',
        redirectUris: ['https://suppliers.contoso.com/signin-oidc', 'https://suppliers-test.contoso.com/signin-oidc'],
      },
      servicePrincipalLockConfiguration: lockedAgainstOthers,
    },
    principal: { notificationEmailAddresses: ['suppliers@contoso.com'] },
  },
  survey: {
    displayName: 'Customer Survey',
    owner: 'chloe.martin',
    scopes: ['User.Read', 'email'],
    consentOf: ['chloe.martin', 'taylor.yes'],
    body: {
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
      api: { requestedAccessTokenVersion: 2 },
      web: { redirectUris: ['https://survey.contoso.com/.auth/login/aad/callback'] },
    },
  },
  // Old enough to take its tokens from the address bar, and switched off until somebody misses it.
  timesheets: {
    displayName: 'Timesheets (retiring)',
    owner: 'astrid.bjornson',
    body: {
      tags: ['HideApp', 'WindowsAzureActiveDirectoryIntegratedApp'],
      web: {
        redirectUris: ['https://timesheets.contoso.com/'],
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
      },
    },
    principal: { accountEnabled: false, tags: ['HideApp', 'WindowsAzureActiveDirectoryIntegratedApp'] },
  },
} as const satisfies { readonly [name: string]: Application };
