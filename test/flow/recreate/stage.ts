/** A backed-up tenant out of which objects go for good, and the words of the stories about it. */
import { expect } from 'vitest';
import type { DifferenceReport, Plan, Recovery } from '../../../src/core/model.ts';
import type { Seed } from '../../../src/embedded/seed.ts';
import { ids } from '../everyType/ids.ts';
import { everyType } from '../everyType/seed.ts';
import { type Ran, type Scene, type Setting, setScene } from '../scene.ts';

export const night = '2026-11-01T02:00:00Z';
export const later = '2026-11-02T02:00:00Z';
export const end = '2026-11-03T02:00:00Z';
export const backup = night.replaceAll(':', '-');

const [policy] = everyType.conditionalAccessPolicies as readonly { readonly [name: string]: unknown }[];

/** Beside the objects of every type: an address, as every team has one, and a policy that names people and groups. */
export const seed: Seed = {
  ...everyType,
  groups: everyType.groups?.map((group) => (group.id === ids.team ? { ...group, mail: 'team@contoso.com' } : group)),
  conditionalAccessPolicies: [
    policy,
    {
      id: '00000000-0000-4000-8000-000000000071',
      displayName: 'Block the kitchen',
      state: 'enabled',
      conditions: {
        clientAppTypes: ['all'],
        users: {
          includeUsers: [ids.ada, ids.bob],
          excludeUsers: [ids.boss],
          includeGroups: [ids.team],
          excludeGroups: [],
          includeRoles: [],
          excludeRoles: [],
        },
        applications: { includeApplications: ['All'], excludeApplications: [], includeUserActions: [] },
      },
      grantControls: { operator: 'OR', builtInControls: ['block'] },
      sessionControls: null,
    },
  ],
} as Seed;

export const kitchenPolicy = '00000000-0000-4000-8000-000000000071';

export async function setStage(setting: Partial<Setting> = {}): Promise<Scene> {
  const scene = await setScene({ seed, ...setting });
  await succeed(scene, night, 'backup');
  return scene;
}

export async function succeed(scene: Scene, at: string, ...words: readonly string[]): Promise<string> {
  return told(await scene.run(at, ...words), words);
}

function told({ exitCode, out, errors }: Ran, words: readonly string[]): string {
  expect(exitCode, `${words.join(' ')}\n${out}\n${errors}`).toBe(0);
  return out;
}

const collections = {
  user: 'users',
  group: 'groups',
  application: 'applications',
  servicePrincipal: 'servicePrincipals',
};

/** Out of the tenant and out of its deleted items. */
export async function purge({ person }: Scene, type: keyof typeof collections, id: string): Promise<void> {
  await person.delete(`/v1.0/${collections[type]}/${id}`);
  await person.delete(`/v1.0/directory/deletedItems/${id}`);
}

export async function purgePolicy({ person }: Scene, segment: string, id: string): Promise<void> {
  await person.delete(`/beta/identity/conditionalAccess/${segment}/${id}`);
  await person.delete(`/beta/identity/conditionalAccess/deletedItems/${segment}/${id}`);
}

export const recoverWords = ['recover', '--from', backup, '--yes', '--json', '--recreate', '--no-backup'] as const;

export async function recover(scene: Scene, ...flags: readonly string[]): Promise<Recovery> {
  return JSON.parse(await succeed(scene, later, ...recoverWords, ...flags)) as Recovery;
}

/** New ids by old ones. */
export const newIdsOf = ({ receipts }: Recovery): ReadonlyMap<string, string> =>
  new Map(receipts.flatMap(({ id, newId }) => (newId === undefined ? [] : [[id, newId] as const])));

export async function report(scene: Scene, at: string, ...words: readonly string[]): Promise<DifferenceReport> {
  return JSON.parse(await succeed(scene, at, 'diff', '--json', ...words)) as DifferenceReport;
}

/** Nothing is left: not by running it again, not against the old backup, live or in the next one, not by a revert to it. */
export async function proveDone(scene: Scene, expected: readonly string[] = []): Promise<void> {
  const again = JSON.parse(await succeed(scene, later, ...recoverWords)) as Plan;
  expect(again.steps).toEqual([]);
  const described = ({ objects }: DifferenceReport): readonly string[] =>
    objects.map(({ type, change, recoveryAction, attributes, links }) =>
      [type, change, recoveryAction, ...attributes.map(({ name }) => name), ...links.map(({ name }) => name)].join(' '),
    );
  expect(described(await report(scene, later, backup))).toEqual(expected);
  await succeed(scene, end, 'backup');
  expect(described(await report(scene, end, backup, end.replaceAll(':', '-')))).toEqual(expected);
  expect(described(await report(scene, end))).toEqual([]);
  const plan = JSON.parse(await succeed(scene, end, 'plan', '--from', backup, '--json')) as Plan;
  expect(plan.steps).toEqual([]);
}
