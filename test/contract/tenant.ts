/** What every `Tenant` must do, whatever it is made of. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keep } from '../../src/core/canonical/keep.ts';
import { printKey } from '../../src/core/canonical/path.ts';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import type { DirectoryObject, ObjectKey, ObjectType } from '../../src/core/model.ts';
import type { Tenant } from '../../src/core/ports.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { ids, seed } from './seed.ts';

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
      ['user', [ids.ada, ids.bob, ids.eve]],
      ['group', [ids.team, ids.dynamic, ids.outer]],
      ['conditionalAccessPolicy', [ids.mfa, ids.draft]],
      ['namedLocation', [ids.office]],
    ] as const)('reads every live %s once', async (type, expected) => {
      const objects = await readAll(tenant, type);
      expect(objects.map(({ key }) => key.id).toSorted()).toEqual([...expected].toSorted());
      expect(objects.every(({ key, body }) => key.type === type && body.id === key.id)).toBe(true);
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

    it('knows which ids are alive', async () => {
      const asked = [ids.ada, ids.team, ids.gone, ids.never, 'All', ids.ada];
      expect(await tenant.existing(asked)).toEqual(new Set([ids.ada, ids.team]));
      expect(await tenant.existing([])).toEqual(new Set());
    });
  });
}
