/** The contracts of Tenant and Engine on the embedded tenant, which is as strict as Graph; also in bad weather. */
import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { furtherPermissions, leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import type { DirectoryObject, LinkWrite, ObjectType } from '../../src/core/model.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { readUntil } from '../../src/graph/settle.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { engineContract } from '../contract/engine.ts';
import { problemOf } from '../contract/failure.ts';
import { ids, roles, seed } from '../contract/seed.ts';
import { tenantContract } from '../contract/tenant.ts';
import { linkTo, planOf, receiptsOf } from '../engines/plan.ts';
import { testClient } from './fakeGraph.ts';

/** No more than the catalog asks for. */
const least = leastPermissions(objectTypes);
const readRoles = least.read;
const writeRoles = [...least.write, ...furtherPermissions(objectTypes)];

const patience = { tries: 8, waitMs: 10 };

const consent: LinkWrite = {
  name: 'oauth2PermissionGrants',
  add: [],
  remove: [{ type: 'servicePrincipal', id: ids.graphPrincipal, permission: 'User.Read' }],
};

async function start(from: Seed, roles: readonly string[], options: Partial<Parameters<typeof startTenant>[0]> = {}) {
  const running = await startTenant({ seed: from, ...options });
  const token = embeddedToken({ tenantId: running.tenant.id, roles });
  const client = testClient(running.url, { credential: { token: async () => token } });
  return { running, client, tenant: graphTenant(client), close: running.close };
}

async function readEverything(read: (type: ObjectType) => AsyncIterable<DirectoryObject>) {
  const all: DirectoryObject[] = [];
  for (const type of objectTypes) for await (const object of read(type)) all.push(object);
  return all.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

describe('on the embedded tenant', () => {
  tenantContract((from) => start(from, readRoles));

  engineContract(async (from) => {
    const { client, tenant, close } = await start(from, [...readRoles, ...writeRoles]);
    return { engine: graphEngine(client, { patience }), tenant, close };
  });
});

describe('in another order, on small pages, in bad weather', () => {
  const pageSizes = { page: 1 };
  it.each([1, 2, 3])('reads the same (seed %i)', async (weather) => {
    const calm = await start(seed, readRoles);
    const rough = await start(seed, readRoles, {
      order: { shuffled: weather },
      weather: { seed: weather },
      pageSizes,
    });
    try {
      const expected = await readEverything((type) => calm.tenant.read(type));
      expect(await readEverything((type) => rough.tenant.read(type))).toEqual(expected);
    } finally {
      await Promise.all([calm.close(), rough.close()]);
    }
  });

  it.each([11, 12, 13])('recovers the same (seed %i)', async (weather) => {
    const { client, tenant, close } = await start(seed, [...readRoles, ...writeRoles], { weather: { seed: weather } });
    try {
      const receipts = await receiptsOf(
        graphEngine(client, { patience }).carryOut(
          planOf(
            { action: 'restore', id: ids.gone, properties: { city: 'Bergen' } },
            { type: 'group', id: ids.team, links: [linkTo('members', [ids.gone, ids.eve], [ids.bob])], after: [1] },
            { type: 'conditionalAccessPolicy', id: ids.mfa, properties: { state: 'disabled' }, after: [2] },
            { action: 'softDelete', type: 'conditionalAccessPolicy', id: ids.draft, after: [3] },
            { action: 'softDelete', id: ids.bob },
          ),
        ),
      );
      expect(receipts.map(({ outcome, message }) => [outcome, message])).toEqual(
        ['restored', 'updated', 'updated', 'softDeleted', 'softDeleted'].map((outcome) => [outcome, undefined]),
      );
      const keys = [
        { type: 'user', id: ids.gone },
        { type: 'group', id: ids.team },
        { type: 'user', id: ids.bob },
      ] as const;
      const settled = await readUntil(
        async () =>
          [...(await tenant.readByKey(keys)).values()].map((presence) =>
            'body' in presence ? [presence.is, presence.body.members] : [presence.is],
          ),
        (now) => JSON.stringify(now).includes('softDeleted') && JSON.stringify(now[1]).includes(ids.eve),
        { ...patience, sleep: async () => {} },
      );
      expect(settled.last).toEqual([
        ['present', undefined],
        ['present', [`user/${ids.ada}`, `user/${ids.eve}`, `user/${ids.gone}`]],
        ['softDeleted', undefined],
      ]);
    } finally {
      await close();
    }
  });
});

describe('relations and children, in bad weather', () => {
  it.each([21, 22, 23])('come out the same (seed %i)', async (weather) => {
    const { client, tenant, close } = await start(seed, [...readRoles, ...writeRoles], { weather: { seed: weather } });
    try {
      const credential = {
        name: 'nightly',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:contoso/nightly',
        audiences: ['api://AzureADTokenExchange'],
        description: null,
      };
      const assigned = { type: 'user', id: ids.bob, permission: roles.reader };
      const receipts = await receiptsOf(
        graphEngine(client, { patience }).carryOut(
          planOf(
            {
              type: 'application',
              id: ids.payroll,
              properties: { federatedIdentityCredentials: { ci: null, nightly: credential } },
            },
            {
              type: 'servicePrincipal',
              id: ids.payrollPrincipal,
              links: [consent, { name: 'appRoleAssignedTo', add: [assigned], remove: [] }],
            },
            { type: 'authenticationStrengthPolicy', id: ids.keys, properties: { allowedCombinations: ['fido2'] } },
          ),
        ),
      );
      expect(receipts.map(({ outcome, message }) => [outcome, message])).toEqual(
        receipts.map(() => ['updated', undefined]),
      );
      const wanted = [
        { federatedIdentityCredentials: { nightly: credential } },
        {
          appRoleAssignedTo: expect.arrayContaining([`user/${ids.bob}/${roles.reader}`]),
          oauth2PermissionGrants: [`servicePrincipal/${ids.graphPrincipal}/Group.Read.All`],
        },
        { allowedCombinations: ['fido2'] },
      ];
      const keys = receipts.map(({ type, id }) => ({ type, id }));
      const settled = await readUntil(
        async () => [...(await tenant.readByKey(keys)).values()].map((one) => ('body' in one ? one.body : {})),
        (bodies) =>
          JSON.stringify(bodies).includes(`${assigned.id}/`) &&
          !JSON.stringify(bodies).includes('User.Read') &&
          !('ci' in ((bodies[0]?.federatedIdentityCredentials ?? {}) as object)),
        { ...patience, sleep: async () => {} },
      );
      expect(settled.last).toMatchObject(wanted);
      expect(settled.last[0]?.federatedIdentityCredentials).toEqual({ nightly: credential });
    } finally {
      await close();
    }
  });
});

describe('what the embedded tenant can do wrong', () => {
  const cases: readonly (readonly [FaultRule['fault'], string])[] = [
    ['halfJson', 'lyingAnswer'],
    ['notJson', 'lyingAnswer'],
    ['endlessNextLink', 'lyingAnswer'],
    ['repeatPage', 'lyingAnswer'],
    ['foreignNextLink', 'lyingAnswer'],
    ['dropConnection', 'tenantUnreadable'],
    [{ status: 401 }, 'signIn'],
    [{ status: 403 }, 'permission'],
    [{ status: 429 }, 'tenantUnreadable'],
    [{ status: 500 }, 'tenantUnreadable'],
  ];
  it.each(cases)('%o', async (fault, code) => {
    const { tenant, close } = await start(seed, readRoles, { weather: { rules: [{ path: /\/users/, fault }] } });
    try {
      const reading = readEverything(() => tenant.read('user'));
      expect((await problemOf(reading)).code).toBe(code);
    } finally {
      await close();
    }
  });

  it.each([
    ['user', ids.ada, { properties: { city: 'Bergen' } }],
    ['user', ids.ada, { links: [linkTo('sponsors', [ids.eve])] }],
    ['group', ids.team, { links: [linkTo('members', [ids.eve])] }],
    ['application', ids.payroll, { properties: { federatedIdentityCredentials: { ci: null } } }],
    ['servicePrincipal', ids.payrollPrincipal, { links: [consent] }],
    ['authenticationStrengthPolicy', ids.keys, { properties: { allowedCombinations: ['fido2'] } }],
    ['authenticationMethodsPolicy', 'Sms', { properties: { state: 'enabled' } }],
    ['authorizationPolicy', 'authorizationPolicy', { properties: { allowInvitesFrom: 'none' } }],
    ['organization', seed.organization?.id as string, { properties: { technicalNotificationMails: [] } }],
    ['conditionalAccessPolicy', ids.mfa, { properties: { state: 'disabled' } }],
    ['namedLocation', ids.office, { properties: { displayName: 'Anywhere' } }],
  ] as const)('lets nobody write a %s with the roles of a backup', async (type, id, writes) => {
    const { client, running, close } = await start(seed, readRoles);
    try {
      const before = JSON.stringify(running.tenant.dump());
      const [receipt] = await receiptsOf(graphEngine(client, { patience }).carryOut(planOf({ type, id, ...writes })));
      expect(receipt).toMatchObject({ outcome: 'failed' });
      expect(receipt?.code).toMatch(/Denied|Forbidden/);
      expect(JSON.stringify(running.tenant.dump())).toBe(before);
    } finally {
      await close();
    }
  });
});
