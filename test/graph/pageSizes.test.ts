/** However Graph cuts its lists into pages, the same objects come out, with all their links. By seed, never by chance. */
import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../src/core/catalog/index.ts';
import type { DirectoryObject } from '../../src/core/model.ts';
import type { Tenant } from '../../src/core/ports.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { smallGraphOf } from '../engines/smallGraphOf.ts';
import { testClient } from './fakeGraph.ts';
import { all, id } from './scene.ts';

type Dice = (below: number) => number;

/** Park and Miller's generator: the same numbers for the same seed. */
function diceOf(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const numbers = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => from + n);

/** Counts on both sides of what `$expand` gives at most, and of a page. */
const counts = [0, 1, 2, 19, 20, 21, 40, 45];

function tenantFrom(seed: number): Seed {
  const dice = diceOf(seed);
  const people = numbers(1, 50).map(id);
  const some = (): readonly string[] => {
    const start = dice(people.length);
    const count = counts[dice(counts.length)] as number;
    return numbers(start, count).map((n) => people[n % people.length] as string);
  };
  const principals = numbers(400, 23).map(id);
  const pick = (from: readonly string[]): string => from[dice(from.length)] as string;
  const pairs = new Set<string>();
  const fresh = (key: string): boolean => !pairs.has(key) && pairs.add(key) !== undefined;
  return {
    users: people.map((personId, n) => ({
      id: personId,
      displayName: `Person ${n}`,
      ...(dice(2) === 0 ? { manager: pick(people) } : {}),
      sponsors: dice(9) === 0 ? some() : [],
    })),
    groups: numbers(200, 12).map((n) => ({
      id: id(n),
      displayName: `Group ${n}`,
      groupTypes: dice(5) === 0 ? ['DynamicMembership'] : [],
      members: some(),
      owners: some(),
    })),
    applications: numbers(300, 8).map((n) => ({
      id: id(n),
      appId: id(n + 5_000),
      displayName: `Application ${n}`,
      owners: some(),
      federatedIdentityCredentials: numbers(0, counts[dice(5)] as number).map((at) => ({
        id: `fic_${n}_${at}`,
        name: `ci-${at}`,
        issuer: 'https://issuer.example',
        subject: `subject-${at}`,
        audiences: ['audience'],
      })),
    })),
    servicePrincipals: principals.map((principalId, n) => ({
      id: principalId,
      appId: id(n + 6_000),
      displayName: `Principal ${n}`,
      owners: some(),
    })),
    oauth2PermissionGrants: numbers(0, 60).flatMap((n) => {
      const [clientId, resourceId] = [pick(principals), pick(principals)];
      const grant = { clientId, resourceId, consentType: 'AllPrincipals', principalId: null, scope: `A.${n} B.${n}` };
      return fresh(`${clientId} ${resourceId}`) ? [grant] : [];
    }),
    appRoleAssignments: numbers(0, 60).map((n) => ({
      principalId: pick(people),
      // One resource has most of them.
      resourceId: dice(2) === 0 ? (principals[0] as string) : pick(principals),
      appRoleId: id(7_000 + n),
    })),
    namedLocations: numbers(500, 9).map((n) => ({
      '@odata.type': '#microsoft.graph.countryNamedLocation',
      id: id(n),
      displayName: `Location ${n}`,
      countriesAndRegions: ['NO', 'SE'],
    })),
  };
}

async function everything(tenant: Tenant): Promise<readonly DirectoryObject[]> {
  const objects: DirectoryObject[] = [];
  for (const type of objectTypes) objects.push(...(await all(tenant.read(type))));
  return objects.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

describe.each([1, 2, 3])('tenant %i', (seed) => {
  const from = tenantFrom(seed);
  const read = async (pageSize: number) => {
    const graph = await smallGraphOf(from, { pageSize });
    try {
      return await everything(graphTenant(testClient(graph.url)));
    } finally {
      await graph.close();
    }
  };

  it('has every object and every link that it was made with', async () => {
    const bodies = new Map((await read(7)).map(({ key, body }) => [key.id, body]));
    const sorted = (type: string, ids: readonly string[]) =>
      [...new Set(ids)].map((one) => `${type}/${one}`).toSorted();
    for (const { id: userId, sponsors = [], manager } of from.users ?? []) {
      expect(bodies.get(userId as string)).toMatchObject({
        sponsors: sorted('user', sponsors),
        manager: manager === undefined ? null : `user/${manager}`,
      });
    }
    for (const { id: groupId, members = [], owners = [], groupTypes } of from.groups ?? []) {
      const body = bodies.get(groupId as string);
      expect(body?.owners).toEqual(sorted('user', owners));
      const isDynamic = (groupTypes as readonly string[]).length > 0;
      expect(body?.members).toEqual(isDynamic ? undefined : sorted('user', members));
    }
    const links = (name: string): number =>
      (from.servicePrincipals ?? []).flatMap((one) => bodies.get(one.id as string)?.[name] as readonly string[]).length;
    expect(links('appRoleAssignedTo')).toBe(60);
    expect(links('oauth2PermissionGrants')).toBe(2 * (from.oauth2PermissionGrants?.length ?? 0));
    for (const { id: applicationId, federatedIdentityCredentials } of from.applications ?? []) {
      const children = bodies.get(applicationId as string)?.federatedIdentityCredentials as object;
      expect(Object.keys(children)).toHaveLength((federatedIdentityCredentials as readonly object[]).length);
    }
  });

  it('is the same on pages of 1, 2, 7, 20 and 999', async () => {
    const whole = await read(999);
    for (const pageSize of [1, 2, 7, 20]) expect(await read(pageSize)).toEqual(whole);
  });
});
