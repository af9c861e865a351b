/** What every `Tenant` must do, whatever it is made of. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keep } from '../../src/core/canonical/keep.ts';
import { printKey } from '../../src/core/canonical/path.ts';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import type { DirectoryObject, ObjectKey, ObjectType } from '../../src/core/model.ts';
import type { Tenant } from '../../src/core/ports.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { appIds, ids, roles, seed } from './seed.ts';

export interface TenantUnderTest {
  readonly tenant: Tenant;
  close(): Promise<void>;
}

async function readAll(tenant: Tenant, type: ObjectType): Promise<DirectoryObject[]> {
  const objects: DirectoryObject[] = [];
  for await (const object of tenant.read(type)) objects.push(object);
  return objects;
}

/** `make` gives a tenant with what the seed holds. */
export function tenantContract(make: (seed: Seed) => Promise<TenantUnderTest>): void {
  describe('as a tenant', () => {
    let under: TenantUnderTest;
    let tenant: Tenant;
    beforeAll(async () => {
      under = await make(seed);
      tenant = under.tenant;
    });
    afterAll(() => under.close());

    it('says who it is', async () => {
      expect(await tenant.describe()).toMatchObject({ displayName: 'Contoso', tenantType: 'AAD' });
    });

    it.each([
      ['user', [ids.ada, ids.bob, ids.eve, ...ids.people]],
      ['group', [ids.team, ids.dynamic, ids.outer, ids.crowd]],
      ['application', [ids.payroll]],
      ['servicePrincipal', [ids.payrollPrincipal, ids.graphPrincipal]],
      ['authorizationPolicy', ['authorizationPolicy']],
      ['organization', [seed.organization?.id as string]],
      ['conditionalAccessPolicy', [ids.mfa, ids.draft]],
      ['namedLocation', [ids.office]],
    ] as const)('reads every live %s once', async (type, expected) => {
      const objects = await readAll(tenant, type);
      expect(objects.map(({ key }) => key.id).toSorted()).toEqual([...expected].toSorted());
      expect(objects.every(({ key, body }) => key.type === type && body.id === key.id)).toBe(true);
    });

    // Those of Microsoft and of the tenant's own making are there too.
    it.each([
      ['authenticationStrengthPolicy', [ids.keys]],
      ['authenticationMethodsPolicy', ['authenticationMethodsPolicy', 'Sms', 'Fido2']],
    ] as const)('reads every %s once, those among them that a seed names', async (type, expected) => {
      const read = (await readAll(tenant, type)).map(({ key }) => key.id);
      expect(read).toEqual(expect.arrayContaining([...expected]));
      expect(new Set(read).size).toBe(read.length);
    });

    it('says what reading covers', () => {
      expect(Object.keys(tenant.coverage).toSorted()).toEqual([...objectTypes].toSorted());
      expect(tenant.coverage.group).toMatchObject({ links: ['members', 'owners'] });
      expect(tenant.coverage.user?.properties).not.toContain('perUserMfaState');
    });

    it('gives canonical bodies, which being canonical again does not change', async () => {
      for (const type of objectTypes) {
        for (const { body } of await readAll(tenant, type)) expect(keep(pageOf(type), body)).toEqual(body);
      }
    });

    it('gives links as sorted references with their types', async () => {
      const groups = new Map((await readAll(tenant, 'group')).map(({ key, body }) => [key.id, body]));
      expect(groups.get(ids.team)).toMatchObject({
        members: [`user/${ids.ada}`, `user/${ids.bob}`],
        owners: [`user/${ids.ada}`],
      });
      expect(groups.get(ids.outer)?.members).toEqual([`group/${ids.team}`]);
      const users = new Map((await readAll(tenant, 'user')).map(({ key, body }) => [key.id, body]));
      expect(users.get(ids.bob)?.manager).toBe(`user/${ids.ada}`);
      expect(users.get(ids.ada)?.manager).toBeNull();
      expect(users.get(ids.ada)?.sponsors).toEqual([`user/${ids.bob}`]);
      expect(users.get(ids.bob)?.sponsors).toEqual([]);
    });

    it('gives all links, however many', async () => {
      const groups = new Map((await readAll(tenant, 'group')).map(({ key, body }) => [key.id, body]));
      const people = ids.people.map((id) => `user/${id}`).toSorted();
      expect(groups.get(ids.crowd)).toMatchObject({ members: people, owners: people });
    });

    it('gives grants and assignments by what they connect, without what people consented to for themselves', async () => {
      const principals = new Map((await readAll(tenant, 'servicePrincipal')).map(({ key, body }) => [key.id, body]));
      expect(principals.get(ids.payrollPrincipal)).toMatchObject({
        owners: [`user/${ids.bob}`],
        oauth2PermissionGrants: [
          `servicePrincipal/${ids.graphPrincipal}/Group.Read.All`,
          `servicePrincipal/${ids.graphPrincipal}/User.Read`,
        ],
        appRoleAssignedTo: [`group/${ids.team}/${roles.approver}`, `user/${ids.ada}/${roles.reader}`],
      });
      expect(principals.get(ids.graphPrincipal)).toMatchObject({ oauth2PermissionGrants: [], appRoleAssignedTo: [] });
    });

    it('gives children by their names', async () => {
      const [payroll] = await readAll(tenant, 'application');
      expect(payroll?.body).toMatchObject({
        owners: [`user/${ids.ada}`],
        federatedIdentityCredentials: { ci: { name: 'ci', description: 'The build' } },
      });
      const strengths = new Map(
        (await readAll(tenant, 'authenticationStrengthPolicy')).map(({ key, body }) => [key.id, body]),
      );
      expect(strengths.get(ids.keys)?.combinationConfigurations).toEqual({
        fido2: {
          '@odata.type': '#microsoft.graph.fido2CombinationConfiguration',
          appliesToCombinations: ['fido2'],
          allowedAAGUIDs: ['de1e552d-db1d-4423-a619-566b625cdc84'],
        },
      });
    });

    it('does not know the members that Entra computes', async () => {
      const groups = await readAll(tenant, 'group');
      expect(groups.find(({ key }) => key.id === ids.dynamic)?.body).not.toHaveProperty('members');
    });

    it('keeps the derived type, and only that', async () => {
      const users = new Map((await readAll(tenant, 'user')).map(({ key, body }) => [key.id, body]));
      expect(users.get(ids.eve)?.['@odata.type']).toBe('#microsoft.graph.agentUser');
      expect(users.get(ids.ada)).not.toHaveProperty('@odata.type');
    });

    it('reads the deleted without links', async () => {
      const deleted = await tenant.readDeleted('user');
      expect(deleted?.map(({ key }) => key.id)).toEqual([ids.gone]);
      expect(deleted?.[0]?.body).not.toHaveProperty('manager');
      expect(deleted?.[0]?.body).not.toHaveProperty('deletedDateTime');
    });

    it('tells by key what reading the type tells', async () => {
      for (const type of objectTypes) {
        const objects = await readAll(tenant, type);
        const presences = await tenant.readByKey(objects.map(({ key }) => key));
        for (const { key, body } of objects) expect(presences.get(printKey(key))).toEqual({ is: 'present', body });
      }
    });

    it('answers for every key', async () => {
      const keys: ObjectKey[] = [
        { type: 'user', id: ids.gone },
        { type: 'user', id: ids.never },
        { type: 'group', id: ids.never },
        { type: 'user', id: ids.ada },
      ];
      const presences = await tenant.readByKey(keys);
      expect(keys.map((key) => presences.get(printKey(key))?.is)).toEqual([
        'softDeleted',
        'absent',
        'absent',
        'present',
      ]);
      const [deleted] = (await tenant.readDeleted('user')) ?? [];
      expect(presences.get(`user/${ids.gone}`)).toEqual({ is: 'softDeleted', body: deleted?.body });
      expect(await tenant.readByKey([])).toEqual(new Map());
    });

    it('knows which names nothing alive bears', async () => {
      const there = [
        `user/${ids.ada}`,
        `group/${ids.team}`,
        `application/${ids.payroll}`,
        `namedLocation/${ids.office}`,
        `authenticationStrengthPolicy/${ids.keys}`,
        `application(appId='${appIds.payroll}')`,
        `servicePrincipal(appId='${appIds.payroll}')`,
      ];
      const missing = [
        `user/${ids.gone}`,
        `user/${ids.never}`,
        `namedLocation/${ids.never}`,
        `authenticationStrengthPolicy/${ids.never}`,
        `servicePrincipal(appId='${appIds.never}')`,
      ];
      // Nobody can look these up with the permissions of a backup.
      const beyond = [`directoryRole/${ids.never}`, `agreement/${ids.never}`];
      expect(await tenant.missing([...there, ...missing, ...beyond, ...missing])).toEqual(new Set(missing));
      expect(await tenant.missing([])).toEqual(new Set());
    });
  });
}
