/** Service principals of Microsoft's own applications, which every tenant has. */
import type { SeedBody } from '../seed.ts';
import { principalId } from './applicationFacts.ts';
import { furtherRoles, graphAppId, graphRoles, graphScopes } from './graphPermissions.ts';

/** The tenant that Microsoft's own applications belong to. */
const microsoft = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/** The most common ones first. Source: merill/microsoft-info (MIT), facts. Last verified: 2026-11-23. */
const known = {
  graph: [graphAppId, 'Microsoft Graph'],
  exchange: ['00000002-0000-0ff1-ce00-000000000000', 'Office 365 Exchange Online'],
  sharePoint: ['00000003-0000-0ff1-ce00-000000000000', 'Office 365 SharePoint Online'],
  azurePortal: ['c44b4083-3bb0-49c1-b47d-974e53cbdf3c', 'Azure Portal'],
  azureActiveDirectory: ['00000002-0000-0000-c000-000000000000', 'Windows Azure Active Directory'],
  teamsServices: ['cc15fd57-2c6c-4117-a88c-83b1d56b4bbe', 'Microsoft Teams Services'],
  intuneEnrollment: ['d4ebce55-015a-49b5-a083-c84d1797ae8c', 'Microsoft Intune Enrollment'],
  azureCli: ['04b07795-8ddb-461a-bbee-02f9e1bf7b46', 'Microsoft Azure CLI'],
  azureDevOps: ['499b84ac-1321-427f-aa17-267ca6975798', 'Azure DevOps'],
  azureKeyVault: ['cfa8b339-82a2-471a-a3c9-0fc0be7a4093', 'Azure Key Vault'],
  azureStorage: ['e406a681-f3d4-42a8-90b6-c2b029497af1', 'Azure Storage'],
  azurePowerShell: ['1950a258-227b-4e31-a9cf-717495945fc2', 'Microsoft Azure PowerShell'],
  deviceRegistration: ['01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9', 'Device Registration Service'],
  forms: ['c9a559d2-7aab-4f13-a6ed-e7e9c52aec87', 'Microsoft Forms'],
  informationProtection: ['40775b29-2688-46b6-a3b5-b256bd04df9f', 'Microsoft Information Protection API'],
  intune: ['0000000a-0000-0000-c000-000000000000', 'Microsoft Intune'],
  management: ['c5393580-f805-4401-95e8-94b7a6ef2fc2', 'Office 365 Management APIs'],
  myApps: ['2793995e-0a7d-40d7-bd35-6968ba142197', 'My Apps'],
  myProfile: ['8c59ead7-d703-4a27-9e55-c96a0054c8d2', 'My Profile'],
  oneDrive: ['ab9b8c07-8f02-4f72-87fa-80105867a763', 'OneDrive SyncEngine'],
  planner: ['b737dad2-2f6c-4c65-90e3-ca563267e8b9', 'Microsoft Planner'],
  powerBi: ['00000009-0000-0000-c000-000000000000', 'Power BI Service'],
  skype: ['00000004-0000-0ff1-ce00-000000000000', 'Skype for Business Online'],
  teams: ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', 'Microsoft Teams'],
} as const satisfies { readonly [name: string]: readonly [appId: string, displayName: string] };

export type FirstPartyName = keyof typeof known;
export const firstPartyNames = Object.keys(known) as readonly FirstPartyName[];
export const firstPartyAppId = (name: FirstPartyName): string => known[name][0];

const roleBodies = (roles: Readonly<Record<string, string>>): readonly SeedBody[] =>
  Object.entries(roles).map(([value, id]) => ({
    id,
    value,
    displayName: value,
    description: value,
    isEnabled: true,
    origin: 'Application',
    allowedMemberTypes: ['Application'],
  }));

const graphScopeBodies = (): readonly SeedBody[] =>
  Object.entries(graphScopes).map(([value, id]) => ({
    id,
    value,
    // Users may consent to each of these.
    type: 'User',
    isEnabled: true,
    adminConsentDisplayName: value,
    adminConsentDescription: value,
    userConsentDisplayName: value,
    userConsentDescription: value,
  }));

function offered(name: FirstPartyName): SeedBody {
  if (name === 'graph') return { appRoles: roleBodies(graphRoles), oauth2PermissionScopes: graphScopeBodies() };
  return name === 'exchange' || name === 'sharePoint' ? { appRoles: roleBodies(furtherRoles[name]) } : {};
}

export function firstPartyPrincipal(name: FirstPartyName): SeedBody {
  const [appId, displayName] = known[name];
  return {
    id: principalId(name),
    appId,
    displayName,
    appDisplayName: displayName,
    appOwnerOrganizationId: microsoft,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [appId],
    signInAudience: 'AzureADMultipleOrgs',
    ...offered(name),
  };
}
