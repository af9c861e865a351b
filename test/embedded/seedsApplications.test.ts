/** Applications, service principals, and what lies between them and the rest: in the seeds, and in a tenant filled with them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { claimsOf } from '../../src/embedded/claims.ts';
import type { Seed, SeedBody } from '../../src/embedded/seed.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { checkObject } from '../../src/embedded/validate.ts';
import { isBody, isGuid, textsOf } from '../../src/embedded/value.ts';
import { idOf, idsOf, problemsOf, twice, usersOf } from './seedWords.ts';

const seeds: readonly (readonly [string, Seed])[] = [
  ['contoso', contoso()],
  ...[100, 500, 2000].map((size): readonly [string, Seed] => [`generated ${size}`, generated(size)]),
];

const bodies = (value: unknown): readonly SeedBody[] => (Array.isArray(value) ? value.filter(isBody) : []);
const part = (body: SeedBody | undefined, name: string): SeedBody => {
  const value = body?.[name];
  return isBody(value) ? value : {};
};
const typeOf = (body: SeedBody, otherwise: string): string =>
  typeof body['@odata.type'] === 'string' ? body['@odata.type'].replace('#microsoft.graph.', '') : otherwise;
const defaultAccess = '00000000-0000-0000-0000-000000000000';
const nobody = defaultAccess;

describe.each(seeds)('%s', (_, seed) => {
  const applications = seed.applications ?? [];
  const principals = seed.servicePrincipals ?? [];
  const grants = seed.oauth2PermissionGrants ?? [];
  const assignments = seed.appRoleAssignments ?? [];
  const users = new Set(idsOf(seed.users));
  const groups = new Set(idsOf(seed.groups));
  const byId = new Map(principals.map((body) => [idOf(body), body]));
  const byAppId = new Map(principals.map((body) => [String(body.appId), body]));
  const applicationOf = new Map(applications.map((body) => [String(body.appId), body]));
  /** A service principal's own, or those of the application it stands for. */
  const scopesOf = (principal: SeedBody | undefined): readonly SeedBody[] => [
    ...bodies(principal?.oauth2PermissionScopes),
    ...bodies(part(applicationOf.get(String(principal?.appId)), 'api').oauth2PermissionScopes),
  ];

  test('is taken by the embedded tenant, and has some of each', () => {
    expect(problemsOf(seed)).toEqual([]);
    for (const list of [applications, principals, grants, assignments]) expect(list.length).toBeGreaterThan(0);
  });

  test('has no appId, name of an application or credential twice', () => {
    const claims = [
      ...applications.flatMap((body) => claimsOf('application', body).map((claim) => ['application', claim] as const)),
      ...principals.flatMap((body) => claimsOf('servicePrincipal', body).map((claim) => ['principal', claim] as const)),
    ];
    expect(twice(claims.map(([type, { property, value }]) => `${type} ${property} ${value}`))).toEqual([]);
    const credentials = [...applications, ...principals].flatMap((body) => [
      ...bodies(body.keyCredentials),
      ...bodies(body.passwordCredentials),
      ...bodies(body.federatedIdentityCredentials).map(({ id }) => ({ keyId: id })),
    ]);
    expect(twice(credentials.map(({ keyId }) => String(keyId)))).toEqual([]);
    expect(credentials.every(({ keyId }) => isGuid(keyId))).toBe(true);
  });

  test('shows no secret', () => {
    for (const body of [...applications, ...principals]) {
      for (const one of [...bodies(body.keyCredentials), ...bodies(body.passwordCredentials)]) {
        expect(Object.keys(one), String(body.displayName)).not.toContain('key');
        expect(Object.keys(one), String(body.displayName)).not.toContain('secretText');
      }
    }
  });

  test('has owners and sponsors that are there', () => {
    const owners = [...applications, ...principals].flatMap((body) => textsOf(body.owners));
    expect(owners.filter((id) => !users.has(id) && !byId.has(id))).toEqual([]);
    const sponsors = [...usersOf(seed), ...applications, ...principals].flatMap((body) => textsOf(body.sponsors));
    expect(sponsors.filter((id) => !users.has(id) && !groups.has(id))).toEqual([]);
  });

  test('has a service principal of its own kind for every application', () => {
    for (const body of applications) {
      const principal = byAppId.get(String(body.appId));
      expect(principal, String(body.displayName)).toMatchObject({
        displayName: body.displayName,
        appOwnerOrganizationId: contosoIds.tenant,
      });
      const isBlueprint = typeOf(body, 'application') === 'agentIdentityBlueprint';
      expect(typeOf(principal ?? {}, 'servicePrincipal')).toBe(
        isBlueprint ? 'agentIdentityBlueprintPrincipal' : 'servicePrincipal',
      );
    }
  });

  test('has agents below a blueprint, and agent users below agents', () => {
    const blueprints = applications.filter((body) => typeOf(body, '') === 'agentIdentityBlueprint');
    const agents = principals.filter((body) => typeOf(body, '') === 'agentIdentity');
    const blueprintIds = blueprints.map(({ appId }) => appId);
    for (const agent of agents) {
      expect(blueprintIds).toContain(agent.agentIdentityBlueprintId);
      expect(textsOf(agent.sponsors).length).toBeGreaterThan(0);
    }
    const parents = usersOf(seed).flatMap(({ identityParentId }) => identityParentId ?? []);
    expect(parents.toSorted()).toEqual(agents.map(idOf).toSorted());
  });

  test('asks only for what there is', () => {
    for (const body of applications) {
      for (const { resourceAppId, resourceAccess } of bodies(body.requiredResourceAccess)) {
        const resource = byAppId.get(String(resourceAppId));
        for (const { id, type } of bodies(resourceAccess)) {
          const offered = type === 'Role' ? bodies(resource?.appRoles) : scopesOf(resource);
          expect(offered.map(idOf), `${body.displayName} asks for a ${type}`).toContain(id);
        }
      }
      const own = bodies(part(body, 'api').oauth2PermissionScopes).map(idOf);
      for (const { appId, delegatedPermissionIds } of bodies(part(body, 'api').preAuthorizedApplications)) {
        expect(applicationOf.has(String(appId))).toBe(true);
        expect(textsOf(delegatedPermissionIds).filter((id) => !own.includes(id))).toEqual([]);
      }
    }
  });

  test('grants only what there is, once', () => {
    for (const { clientId, resourceId, consentType, principalId, scope } of grants) {
      expect(byId.has(String(clientId))).toBe(true);
      expect(consentType === 'Principal').toBe(users.has(String(principalId)));
      const offered = scopesOf(byId.get(String(resourceId))).map(({ value }) => value);
      expect(String(scope).split(' ')).not.toContain('');
      expect(
        String(scope)
          .split(' ')
          .filter((value) => !offered.includes(value)),
      ).toEqual([]);
    }
    expect(
      twice(grants.map(({ clientId, resourceId, principalId }) => [clientId, resourceId, principalId].join(' '))),
    ).toEqual([]);
  });

  test('assigns only roles that there are, to whom may hold them, once', () => {
    for (const { principalId, resourceId, appRoleId } of assignments) {
      const holder = String(principalId);
      expect(users.has(holder) || groups.has(holder) || byId.has(holder)).toBe(true);
      const role = bodies(byId.get(String(resourceId))?.appRoles).find(({ id }) => id === appRoleId);
      if (appRoleId === defaultAccess) expect(byId.has(String(resourceId))).toBe(true);
      else expect(textsOf(role?.allowedMemberTypes)).toContain(byId.has(holder) ? 'Application' : 'User');
    }
    const keys = assignments.map(({ principalId, resourceId, appRoleId }) =>
      [principalId, resourceId, appRoleId].join(' '),
    );
    expect(twice(keys)).toEqual([]);
  });

  test('has policies of the types in the schema that aim at groups and users that are there', () => {
    const { authenticationMethodConfigurations, ...policy } = seed.authenticationMethodsPolicy ?? {};
    const misfits = [
      checkObject('authenticationMethodsPolicy', policy, '', 'beta'),
      checkObject('authorizationPolicy', seed.authorizationPolicy ?? {}, '', 'beta'),
      ...bodies(authenticationMethodConfigurations).map((body) =>
        checkObject(typeOf(body, 'authenticationMethodConfiguration'), body, '', 'beta'),
      ),
    ];
    expect(misfits.filter((misfit) => misfit !== null)).toEqual([]);
    for (const { id, targetType } of targetsIn(seed.authenticationMethodsPolicy))
      expect(targetType === 'user' ? users.has(String(id)) : groups.has(String(id)), String(id)).toBe(true);
  });
});

/** What a policy aims at by id, at any depth. */
function targetsIn(value: unknown): readonly SeedBody[] {
  if (Array.isArray(value)) return value.flatMap(targetsIn);
  if (!isBody(value)) return [];
  const own = isGuid(value.id) && value.id !== nobody && 'targetType' in value ? [value] : [];
  return [...own, ...Object.values(value).flatMap(targetsIn)];
}

describe('contoso', () => {
  const seed = contoso();
  const principals = seed.servicePrincipals ?? [];
  const countedBy = (list: readonly SeedBody[] | undefined, keyOf: (body: SeedBody) => unknown) =>
    Object.fromEntries([...Map.groupBy(list ?? [], keyOf)].map(([key, bodiesOfKey]) => [key, bodiesOfKey.length]));

  test('holds as many of each kind as it says', () => {
    expect({
      devices: seed.devices?.length,
      applications: countedBy(seed.applications, (body) => typeOf(body, 'application')),
      audiences: countedBy(seed.applications, ({ signInAudience }) => signInAudience),
      principals: countedBy(principals, (body) => `${typeOf(body, '')}${body.servicePrincipalType}`),
      owners: countedBy(principals, ({ appOwnerOrganizationId: owner }) =>
        owner === contosoIds.tenant ? 'own' : owner === 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' ? 'Microsoft' : 'other',
      ),
      grants: countedBy(seed.oauth2PermissionGrants, ({ consentType }) => consentType),
      assignments: seed.appRoleAssignments?.length,
      directoryRoles: seed.directoryRoleAssignments?.length,
      strengths: seed.authenticationStrengthPolicies?.length,
      mfaStates: countedBy(
        seed.users?.filter(({ perUserMfaState }) => perUserMfaState !== undefined),
        ({ perUserMfaState }) => perUserMfaState,
      ),
    }).toEqual({
      devices: 3,
      applications: { application: 12, agentIdentityBlueprint: 1 },
      audiences: { AzureADMyOrg: 11, AzureADMultipleOrgs: 1, AzureADandPersonalMicrosoftAccount: 1 },
      principals: {
        Application: 22,
        ManagedIdentity: 2,
        agentIdentityBlueprintPrincipalApplication: 1,
        agentIdentityServiceIdentity: 3,
      },
      owners: { own: 13, Microsoft: 8, other: 7 },
      grants: { AllPrincipals: 8, Principal: 6 },
      assignments: 42,
      directoryRoles: 9,
      strengths: 1,
      mfaStates: { enforced: 1, enabled: 1, disabled: 1 },
    });
  });

  test('names its own objects by its well-known ids', () => {
    const { agentIdentities, applications, devices, servicePrincipals, strengths } = contosoIds;
    expect(Object.values(applications)).toEqual(idsOf(seed.applications));
    expect(Object.values({ ...servicePrincipals, ...agentIdentities }).toSorted()).toEqual(
      idsOf(principals).toSorted(),
    );
    expect(Object.values(devices)).toEqual(idsOf(seed.devices));
    expect(Object.values(strengths)).toEqual(idsOf(seed.authenticationStrengthPolicies));
    const appIds = [...(seed.applications ?? []), ...principals].map(({ appId }) => appId);
    expect(Object.values(contosoIds.appIds).filter((appId) => !appIds.includes(appId))).toEqual([]);
    const roles = principals.flatMap(({ appRoles }) => bodies(appRoles)).map(idOf);
    const named = Object.values(contosoIds.appRoles).flatMap((ids) => Object.values(ids));
    expect(named.filter((id) => !roles.includes(id))).toEqual([]);
  });

  test('gives directory roles to the emergency accounts, administrators, groups made for it, and to the tool', () => {
    const groups = new Map((seed.groups ?? []).map((group) => [idOf(group), group]));
    const rolesOf = (id: string) =>
      seed.directoryRoleAssignments
        ?.filter(({ principalId }) => principalId === id)
        .map(({ roleDefinitionId }) => roleDefinitionId);
    for (const id of contosoIds.breakGlassAccounts) expect(rolesOf(id)).toEqual([contosoIds.roles.globalAdministrator]);
    expect(rolesOf(contosoIds.servicePrincipals.rewindReader)).toEqual([contosoIds.roles.directoryReaders]);
    expect(rolesOf(contosoIds.servicePrincipals.rewindWriter)).toHaveLength(2);
    for (const { principalId } of seed.directoryRoleAssignments ?? []) {
      const group = groups.get(String(principalId));
      expect(group === undefined || group.isAssignableToRole === true).toBe(true);
    }
  });

  const data = new URL('../../../shared/data/', import.meta.url);
  test('speaks of permissions, applications of Microsoft and roles by their true ids', (context) => {
    if (!existsSync(data)) {
      if (process.env.CI !== undefined) throw new Error('../shared/data is needed in CI');
      context.skip('../shared/data is absent');
    }
    const rows = (name: string): readonly string[] =>
      readFileSync(new URL(name, data), 'utf8')
        .split('\n')
        .map((line) => line.split('\t').slice(0, 3).join(' '));
    const permissions = rows('graph-permissions.tsv');
    const graph = principals.find(({ id }) => id === contosoIds.servicePrincipals.graph);
    const spoken = [
      ...bodies(graph?.appRoles).map(({ id, value }) => `application ${id} ${value}`),
      ...bodies(graph?.oauth2PermissionScopes).map(({ id, value }) => `delegated ${id} ${value}`),
    ];
    expect(spoken.length).toBeGreaterThan(30);
    expect(spoken.filter((row) => !permissions.includes(row))).toEqual([]);

    const known = new Set(rows('microsoft-apps.tsv').map((row) => row.toLowerCase()));
    const microsoft = [...principals, ...(generated(5000).servicePrincipals ?? [])].filter(
      ({ appOwnerOrganizationId }) => appOwnerOrganizationId === graph?.appOwnerOrganizationId,
    );
    expect(new Set(microsoft.map(idOf)).size).toBe(24);
    const named = microsoft.map(({ appId, displayName }) => `${appId} ${displayName}`.toLowerCase());
    expect(named.filter((row) => !known.has(row))).toEqual([]);

    const roles = new Set(rows('directory-roles.tsv').map((row) => row.split(' ', 1)[0]));
    expect(Object.values(contosoIds.roles).filter((id) => !roles.has(id))).toEqual([]);
  });
});

describe('generated', () => {
  test('has the shares of a large tenant, most service principals being others’', () => {
    const seed = generated(20_000);
    const own = seed.servicePrincipals?.filter(
      ({ appOwnerOrganizationId }) => appOwnerOrganizationId === contosoIds.tenant,
    );
    expect([seed.applications?.length, seed.servicePrincipals?.length, own?.length]).toEqual([200, 800, 200]);
    const devices = new Set(idsOf(seed.devices));
    expect(devices.size).toBe(40);
    const placed = (seed.groups ?? []).flatMap(({ members = [] }) => members.filter((id) => devices.has(id)));
    expect(placed).toEqual([...devices]);
    expect(seed.oauth2PermissionGrants?.length).toBeGreaterThan(200);
    expect(seed.appRoleAssignments?.length).toBeGreaterThan(400);
  });

  test('has no applications below a hundred objects', () => {
    expect(generated(99)).toMatchObject({ applications: [], servicePrincipals: [], appRoleAssignments: [] });
    expect(idsOf(generated(100).servicePrincipals)).toContain(contosoIds.servicePrincipals.graph);
  });
});
