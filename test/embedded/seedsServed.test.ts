/** A tenant filled with a seed answers with all that the seed holds. */
import { describe, expect, test } from 'vitest';
import { roles } from '../../src/embedded/directoryRoles.ts';
import type { Seed, SeedBody } from '../../src/embedded/seed.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { isBody, textsOf } from '../../src/embedded/value.ts';
import { applicationRoles } from './applicationScene.ts';
import { type Ask, openScene, readAll } from './scene.ts';
import { idsOf } from './seedWords.ts';

const granted = [
  ...applicationRoles,
  'Directory.Read.All',
  'Policy.ReadWrite.AuthenticationMethod',
  'RoleManagement.Read.Directory',
];
const open = (seed: Seed) => openScene({ seed, roles: granted });
const sorted = (ids: readonly string[]): readonly string[] => ids.toSorted();
const bodies = (value: unknown): readonly SeedBody[] => (Array.isArray(value) ? value.filter(isBody) : []);
const served = async (ask: Ask, path: string): Promise<readonly SeedBody[]> => (await readAll(ask, path)).items;
const tie = ({ principalId, resourceId, appRoleId }: SeedBody): string => `${principalId} ${resourceId} ${appRoleId}`;

describe.each<readonly [string, Seed]>([
  ['contoso', contoso()],
  ['generated 500', generated(500)],
])('%s', (_, seed) => {
  test('is served object by object', async () => {
    const { ask } = await open(seed);
    const lists = {
      users: '/users',
      groups: '/groups',
      applications: '/applications',
      servicePrincipals: '/servicePrincipals',
      namedLocations: '/beta/identity/conditionalAccess/namedLocations',
      conditionalAccessPolicies: '/beta/identity/conditionalAccess/policies',
    } as const;
    for (const [name, path] of Object.entries(lists)) {
      const all = await served(ask, path);
      expect(sorted(idsOf(all)), name).toEqual(sorted(idsOf(seed[name as keyof typeof lists])));
    }
    // Devices have no address of their own here: they are seen in the groups that hold them.
    const devices = new Set(idsOf(seed.devices));
    expect(devices.size).toBeGreaterThan(0);
    const holding = (seed.groups ?? []).filter(({ members = [] }) => members.some((id) => devices.has(id)));
    const members = await Promise.all(holding.map(({ id }) => served(ask, `/beta/groups/${id}/members`)));
    const seen = members.flat().filter((body) => body['@odata.type'] === '#microsoft.graph.device');
    expect(sorted(idsOf(seen))).toEqual(sorted([...devices]));
  });

  test('is served with its grants, assignments and directory roles', async () => {
    const { ask } = await open(seed);
    const grantOf = ({ clientId, resourceId, consentType, principalId, scope }: SeedBody): string =>
      [clientId, resourceId, consentType, principalId ?? null, scope].join(' ');
    const grants = await served(ask, '/oauth2PermissionGrants');
    expect(sorted(grants.map(grantOf))).toEqual(sorted((seed.oauth2PermissionGrants ?? []).map(grantOf)));
    const assigned: SeedBody[] = [];
    for (const { id } of seed.servicePrincipals ?? []) {
      assigned.push(...(await served(ask, `/servicePrincipals/${id}/appRoleAssignedTo`)));
    }
    expect(sorted(assigned.map(tie))).toEqual(sorted((seed.appRoleAssignments ?? []).map(tie)));
    const roleOf = ({ principalId, roleDefinitionId }: SeedBody): string => `${principalId} ${roleDefinitionId}`;
    const held = await served(ask, '/roleManagement/directory/roleAssignments');
    expect(sorted(held.map(roleOf))).toEqual(sorted((seed.directoryRoleAssignments ?? []).map(roleOf)));
  });

  test('is served with owners, sponsors and federated credentials', async () => {
    const { ask } = await open(seed);
    for (const type of ['applications', 'servicePrincipals'] as const) {
      for (const body of seed[type] ?? []) {
        const owners = await served(ask, `/beta/${type}/${body.id}/owners`);
        expect(sorted(idsOf(owners)), String(body.displayName)).toEqual(sorted(textsOf(body.owners)));
      }
    }
    for (const { id, federatedIdentityCredentials } of seed.applications ?? []) {
      const credentials = await served(ask, `/applications/${id}/federatedIdentityCredentials`);
      expect(sorted(idsOf(credentials))).toEqual(sorted(idsOf(bodies(federatedIdentityCredentials))));
    }
    for (const { id, sponsors } of seed.users ?? []) {
      if (sponsors === undefined) continue;
      expect(sorted(idsOf(await served(ask, `/users/${id}/sponsors`)))).toEqual(sorted(sponsors));
    }
  });

  test('makes the same tenant again when it is dumped', async () => {
    const { server } = await open(seed);
    const dumped = server.tenant.dump();
    const again = await startTenant({ seed: JSON.parse(JSON.stringify(dumped)) });
    expect(again.tenant.dump()).toEqual(dumped);
    await again.close();
  });
});

describe('contoso', () => {
  const seed = contoso();
  const { groups, servicePrincipals, agentIdentities, applications, deleted, users } = contosoIds;

  test('has groups of devices and of applications', async () => {
    const { ask } = await open(seed);
    const membersOf = async (id: string) => sorted(idsOf(await served(ask, `/beta/groups/${id}/members`)));
    expect(await membersOf(groups['SG-Kiosks'])).toEqual(sorted(Object.values(contosoIds.devices)));
    expect(await membersOf(groups['SG-Automation'])).toEqual(
      sorted([servicePrincipals.nightlyExport, servicePrincipals['vm-build-01']]),
    );
  });

  test('has agents with sponsors, and agent users below them', async () => {
    const { ask } = await open(seed);
    for (const [alias, id] of Object.entries(agentIdentities)) {
      const { body } = await ask('GET', `/beta/servicePrincipals/${id}`);
      expect(body).toMatchObject({
        '@odata.type': '#microsoft.graph.agentIdentity',
        agentIdentityBlueprintId: contosoIds.appIds.agentBlueprint,
      });
      const user = await ask('GET', `/beta/users/${users[alias as keyof typeof agentIdentities]}`);
      expect(user.body.identityParentId).toBe(id);
      const sponsors = `/beta/servicePrincipals/${id}/microsoft.graph.agentIdentity/sponsors`;
      expect((await served(ask, sponsors)).length).toBeGreaterThan(0);
    }
  });

  test('has states of per-user MFA', async () => {
    const { ask } = await open(seed);
    const stateOf = async (id: string) =>
      (await ask('GET', `/beta/users/${id}/authentication/requirements`)).body.perUserMfaState;
    expect(await stateOf(users['tuva.dahl'])).toBe('enforced');
    expect(await stateOf(users['omar.khalil'])).toBe('enabled');
    expect(await stateOf(users['ingrid.solberg'])).toBe('disabled');
  });

  test('has a way to sign in of its own, and says which methods there are', async () => {
    const { ask } = await open(seed);
    const strength = `/policies/authenticationStrengthPolicies/${contosoIds.strengths.keys}`;
    const { body } = await ask('GET', strength);
    expect(body).toMatchObject({ policyType: 'custom', allowedCombinations: ['fido2'] });
    const [configuration] = await served(ask, `${strength}/combinationConfigurations`);
    expect(configuration).toMatchObject({ appliesToCombinations: ['fido2'], allowedAAGUIDs: expect.any(Array) });
    const methods = (await ask('GET', '/beta/policies/authenticationMethodsPolicy')).body;
    const states = Object.fromEntries(
      bodies(methods.authenticationMethodConfigurations).map(({ id, state }) => [id, state]),
    );
    expect(states).toMatchObject({
      Fido2: 'enabled',
      MicrosoftAuthenticator: 'enabled',
      TemporaryAccessPass: 'enabled',
      HardwareOath: 'enabled',
      Sms: 'disabled',
      Voice: 'disabled',
      Email: 'disabled',
    });
    expect((await ask('GET', '/policies/authorizationPolicy')).body).toMatchObject({
      allowInvitesFrom: 'adminsAndGuestInviters',
      blockMsolPowerShell: true,
      defaultUserRolePermissions: { allowedToCreateApps: false },
    });
    const [organization] = await served(ask, '/organization');
    expect(organization).toMatchObject({ technicalNotificationMails: ['identity@contoso.com'] });
  });

  test('shows of credentials what Graph shows', async () => {
    const { ask } = await open(seed);
    const { body } = await ask('GET', `/applications/${applications.orders}`);
    expect(body.passwordCredentials).toHaveLength(2);
    for (const one of body.passwordCredentials)
      expect(one).toMatchObject({ secretText: null, hint: expect.any(String) });
    const daemon = (await ask('GET', `/applications/${applications.nightlyExport}`)).body;
    expect(daemon.keyCredentials).toEqual([expect.objectContaining({ usage: 'Verify', key: null })]);
    const saml = (await ask('GET', `/servicePrincipals/${servicePrincipals.ticketing}`)).body;
    expect(saml).toMatchObject({ preferredSingleSignOnMode: 'saml', samlSingleSignOnSettings: { relayState: null } });
  });

  test('lets a deleted application come back, and then its service principal', async () => {
    const { ask } = await open(seed);
    const list = async (type: string) => idsOf(await served(ask, `/directory/deletedItems/microsoft.graph.${type}`));
    expect(await list('application')).toEqual([deleted.applications.oldWiki]);
    expect(await list('servicePrincipal')).toEqual([deleted.servicePrincipals.oldWiki]);
    const restore = async (id: string) => (await ask('POST', `/directory/deletedItems/${id}/restore`, {})).status;
    expect(await restore(deleted.servicePrincipals.oldWiki)).toBe(400);
    expect(await restore(deleted.applications.oldWiki)).toBe(200);
    expect(await restore(deleted.servicePrincipals.oldWiki)).toBe(200);
    const { body } = await ask('GET', `/servicePrincipals/${deleted.servicePrincipals.oldWiki}`);
    expect(body).toMatchObject({ id: deleted.servicePrincipals.oldWiki, displayName: 'Old Wiki' });
  });

  test('guards its administrators', () => {
    const holders = (role: string) =>
      seed.directoryRoleAssignments
        ?.filter(({ roleDefinitionId }) => roleDefinitionId === role)
        .map(({ principalId }) => principalId);
    expect(holders(roles.globalAdministrator)).toEqual([...contosoIds.breakGlassAccounts, users['sunniva.berg']]);
  });
});
