/** Service principals of applications that are not Contoso's: Microsoft's, a gallery application, managed identities, agents. */
import { guidFrom } from '../identity.ts';
import type { SeedBody } from '../seed.ts';
import { agentAliases, agentIdentityId, agentManagers } from './accounts.ts';
import { appIdOf, applicationId, credential, principalId } from './applicationFacts.ts';
import { firstPartyNames, firstPartyPrincipal } from './firstParty.ts';
import { groupId, madeAt, tenantId, userId } from './names.ts';

/** Those that Contoso has had to do with. */
export const microsoftNames = firstPartyNames.slice(0, 8);

export const galleryNames = ['ticketing', 'whiteboard'] as const;

const signingKey: Readonly<Record<string, string>> = { Sign: 'X509CertAndPassword', Verify: 'AsymmetricX509Cert' };

const ticketing = (): SeedBody => ({
  id: principalId('ticketing'),
  appId: appIdOf('ticketing'),
  displayName: 'Ticketing',
  appDisplayName: 'Ticketing',
  appOwnerOrganizationId: guidFrom('ticketing', 'tenant'),
  servicePrincipalType: 'Application',
  servicePrincipalNames: [appIdOf('ticketing'), 'https://contoso.ticketing.example/saml'],
  signInAudience: 'AzureADMultipleOrgs',
  appRoleAssignmentRequired: true,
  loginUrl: 'https://contoso.ticketing.example/login',
  logoutUrl: 'https://contoso.ticketing.example/logout',
  homepage: 'https://contoso.ticketing.example',
  notes: 'The certificate is renewed together with the vendor',
  replyUrls: ['https://contoso.ticketing.example/saml/acs'],
  preferredSingleSignOnMode: 'saml',
  samlSingleSignOnSettings: { relayState: null },
  notificationEmailAddresses: ['identity@contoso.com'],
  preferredTokenSigningKeyThumbprint: '7C1A9F3B52E04D68A0B1C2D3E4F5061728394A5B',
  // A signing certificate is a private key, its public half and the password between them.
  keyCredentials: ['Sign', 'Verify'].map((usage) => ({
    ...credential('ticketing', `CN=Ticketing ${usage}`, '2028-03-01T00:00:00Z', { type: signingKey[usage], usage }),
  })),
  passwordCredentials: [credential('ticketing', 'CN=Ticketing password', '2028-03-01T00:00:00Z', { hint: null })],
  tags: ['WindowsAzureActiveDirectoryIntegratedApp', 'WindowsAzureActiveDirectoryCustomSingleSignOnApplication'],
  owners: [userId('katarzyna.lis')],
});

/** From the gallery, too, but with OpenID Connect; everybody may use it. */
const whiteboard = (): SeedBody => ({
  id: principalId('whiteboard'),
  appId: appIdOf('whiteboard'),
  displayName: 'Whiteboard',
  appDisplayName: 'Whiteboard',
  appOwnerOrganizationId: guidFrom('whiteboard', 'tenant'),
  servicePrincipalType: 'Application',
  servicePrincipalNames: [appIdOf('whiteboard')],
  signInAudience: 'AzureADMultipleOrgs',
  homepage: 'https://whiteboard.example',
  replyUrls: ['https://whiteboard.example/oidc'],
  tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
});

const managedIdentities = ['vm-build-01', 'func-invoices'] as const;

const managed = (): readonly SeedBody[] =>
  managedIdentities.map((name) => ({
    id: principalId(name),
    appId: appIdOf(name),
    displayName: name,
    servicePrincipalType: 'ManagedIdentity',
    servicePrincipalNames: [appIdOf(name)],
    alternativeNames: [
      'isExplicit=False',
      `/subscriptions/${guidFrom('contoso', 'subscription')}/resourcegroups/apps/providers/${name}`,
    ],
  }));

export const blueprint = 'agentBlueprint';

export const agentBlueprint = (): SeedBody => ({
  '@odata.type': '#microsoft.graph.agentIdentityBlueprint',
  id: applicationId(blueprint),
  appId: appIdOf(blueprint),
  displayName: 'Contoso Agents',
  description: 'What the agents of all departments have in common',
  createdDateTime: madeAt('application', blueprint),
  signInAudience: 'AzureADMyOrg',
  federatedIdentityCredentials: [
    {
      id: guidFrom('contoso', 'federated', blueprint),
      name: 'agents-platform',
      description: null,
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      subject: principalId('func-invoices'),
      audiences: ['api://AzureADTokenExchange'],
    },
  ],
  owners: [userId('priya.raghunathan')],
  sponsors: [groupId('SG-Engineering-Leads')],
});

const agentNames: { readonly [alias in (typeof agentAliases)[number]]: string } = {
  'agent.expenses': 'Expenses Agent',
  'agent.servicedesk': 'Service Desk Agent',
  'agent.onboarding': 'Onboarding Agent',
};

/** The identities that the agent users sign in as, and the principal of their blueprint. */
const agents = (): readonly SeedBody[] => [
  {
    '@odata.type': '#microsoft.graph.agentIdentityBlueprintPrincipal',
    id: principalId(blueprint),
    appId: appIdOf(blueprint),
    displayName: 'Contoso Agents',
    appOwnerOrganizationId: tenantId,
    servicePrincipalType: 'Application',
    owners: [userId('priya.raghunathan')],
    sponsors: [userId('priya.raghunathan')],
  },
  ...agentAliases.map((alias) => ({
    '@odata.type': '#microsoft.graph.agentIdentity',
    id: agentIdentityId(alias),
    // The client id of an agent identity is its own id, as this tenant makes them.
    appId: agentIdentityId(alias),
    displayName: agentNames[alias],
    servicePrincipalType: 'ServiceIdentity',
    agentIdentityBlueprintId: appIdOf(blueprint),
    createdDateTime: madeAt('agent', alias),
    owners: [userId('priya.raghunathan')],
    sponsors: [userId('priya.raghunathan'), userId(agentManagers[alias])],
  })),
];

export const otherPrincipals = (): readonly SeedBody[] => [
  ...microsoftNames.map(firstPartyPrincipal),
  ticketing(),
  whiteboard(),
  ...managed(),
  ...agents(),
];

export const otherPrincipalNames = [...microsoftNames, ...galleryNames, ...managedIdentities, blueprint] as const;

/** An application that was retired with its service principal, and can still come back. */
export const deletedApplication = (): SeedBody => ({
  id: applicationId('oldWiki'),
  appId: appIdOf('oldWiki'),
  displayName: 'Old Wiki',
  createdDateTime: madeAt('application', 'oldWiki'),
  deletedDateTime: '2026-11-11T09:41:07Z',
  signInAudience: 'AzureADMyOrg',
});

export const deletedPrincipal = (): SeedBody => ({
  id: principalId('oldWiki'),
  appId: appIdOf('oldWiki'),
  displayName: 'Old Wiki',
  deletedDateTime: '2026-11-11T09:41:07Z',
  appOwnerOrganizationId: tenantId,
  servicePrincipalType: 'Application',
});
