/** The whole loop, by the real program over HTTP with real git. */
import { describe, expect, it } from 'vitest';
import { attack, workMonday } from '../../src/commands/demo/people.ts';
import { readerToken } from '../../src/commands/tenant/identities.ts';
import type { DifferenceReport, Plan, Recovery } from '../../src/core/model.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { type Scene, setScene } from './scene.ts';

const nights = [
  '2026-11-01T02:00:00Z',
  '2026-11-02T02:00:00Z',
  '2026-11-03T02:00:00Z',
  '2026-11-04T02:00:00Z',
] as const;
const nameOf = (night: string): string => night.replaceAll(':', '-');

async function succeed(scene: Scene, at: string, ...words: readonly string[]): Promise<string> {
  const { exitCode, out, errors } = await scene.run(at, ...words);
  expect(errors + out, words.join(' ')).not.toMatch(/fault of entra-rewind/);
  expect(exitCode, `${words.join(' ')}\n${errors}`).toBe(0);
  return out;
}

async function merge(scene: Scene, branch: string): Promise<void> {
  await scene.git('merge', '--no-ff', '--no-edit', '--quiet', `origin/${branch}`);
  await scene.git('push', '--quiet', 'origin', 'main');
}

const treeOf = (scene: Scene, night: string): Promise<string> =>
  scene.git('rev-parse', `origin/backup/${nameOf(night)}:snapshots`);

/** What of a tenant a recovery answers for: everything but what was deleted, and the stamps that every write renews. */
function living({ users = [], groups = [], conditionalAccessPolicies = [], namedLocations = [] }: Seed): unknown {
  const stamps = new Set(['modifiedDateTime', 'renewedDateTime', 'lastPasswordChangeDateTime']);
  const still = (bodies: readonly object[]): unknown[] =>
    bodies.map((body) =>
      Object.fromEntries(Object.entries(body).filter(([name, value]) => !stamps.has(name) && says(value))),
    );
  return [users, groups, conditionalAccessPolicies, namedLocations].map(still);
}

/** A dump leaves out of users and groups what is not set. */
const says = (value: unknown): boolean => value !== null && !(Array.isArray(value) && value.length === 0);

/** The attack touched a role-assignable group and a privileged application. */
const approved = ['--allow', 'second-approval', '--reason', 'Approved by Ingrid'];

describe('the whole loop', () => {
  it('backs up, shows, reverts, recovers, and has nothing to do the second time', async () => {
    const scene = await setScene({ seed: contoso(), choices: { breakGlass: breakGlass() } });
    await succeed(scene, nights[0], 'backup');
    await workMonday(scene.person, scene.server.url);
    await succeed(scene, nights[1], 'backup');
    const before = scene.server.tenant.dump();
    await attack(scene.person, scene.server.url);
    await succeed(scene, nights[2], 'backup');

    const report = JSON.parse(
      await succeed(scene, nights[2], 'diff', nameOf(nights[1]), nameOf(nights[2]), '--json'),
    ) as DifferenceReport;
    const changeOf = (id: string) => report.objects.find((object) => object.id === id);
    expect(changeOf(contosoIds.users['lars.hansen'])).toMatchObject({
      change: 'softDeleted',
      recoveryAction: 'restore',
    });
    expect(changeOf(contosoIds.users['emeka.okafor'])).toMatchObject({ change: 'hardDeleted', recoveryAction: 'none' });
    expect(changeOf(contosoIds.policies.mfaForAdministrators)?.attributes).toEqual([
      { name: 'state', backup: 'enabled', current: 'disabled' },
    ]);
    expect(changeOf(contosoIds.breakGlassGroup)?.links).toMatchObject([
      { name: 'members', target: { type: 'user' }, backup: 'present', current: 'absent' },
    ]);

    const reverted = JSON.parse(await succeed(scene, nights[2], 'revert', nameOf(nights[1]), '--json'));
    await merge(scene, reverted.branch);
    const planned = JSON.parse(await succeed(scene, nights[2], 'plan', 'HEAD', '--json', ...approved)) as Plan;
    expect(planned.untouched).toContainEqual(
      expect.objectContaining({ id: contosoIds.users['emeka.okafor'], code: 'hardDeleted' }),
    );
    const recovered = JSON.parse(await succeed(scene, nights[2], 'recover', 'HEAD', '--json', ...approved)) as Recovery;
    expect(recovered).toMatchObject({ status: 'completed', verified: true, failures: [] });

    const [users, ...others] = living(scene.server.tenant.dump()) as object[][];
    const [usersBefore, ...othersBefore] = living(withoutEmeka(before)) as object[][];
    expect(users).toEqual(usersBefore);
    expect(others).toEqual(othersBefore);

    const again = JSON.parse(await succeed(scene, nights[2], 'recover', 'HEAD', '--json')) as Plan;
    expect(again.steps).toEqual([]);
    const history = JSON.parse(await succeed(scene, nights[2], 'history', '--json')) as Recovery[];
    expect(history.map(({ id }) => id)).toEqual([recovered.id]);

    await succeed(scene, nights[3], 'backup');
    const left = JSON.parse(
      await succeed(scene, nights[3], 'diff', nameOf(nights[1]), nameOf(nights[3]), '--json'),
    ) as DifferenceReport;
    const emeka = contosoIds.users['emeka.okafor'];
    expect(left.objects.filter(({ change }) => change === 'hardDeleted').map(({ id }) => id)).toEqual([emeka]);
    for (const { change, attributes, links } of left.objects) {
      if (change === 'hardDeleted') continue;
      // Whoever was in a group with him, or reported to him, lost him for good.
      expect(attributes).toEqual([]);
      expect(links.map(({ target }) => target.id)).toEqual(links.map(() => emeka));
    }
  });

  it('gives the same tree for an unchanged tenant that Graph lists in another order', async () => {
    const scenes = await Promise.all([1, 2].map((shuffled) => setScene({ seed: contoso(), order: { shuffled } })));
    const trees = await Promise.all(
      scenes.map(async (scene) => {
        await succeed(scene, nights[0], 'backup');
        await succeed(scene, nights[1], 'backup');
        expect(await treeOf(scene, nights[0])).toBe(await treeOf(scene, nights[1]));
        await scene.git('fetch', '--quiet');
        return treeOf(scene, nights[0]);
      }),
    );
    expect(trees[0]).toBe(trees[1]);
  });

  it('recovers a single property and leaves everything else as it is', async () => {
    const scene = await setScene({ seed: contoso(), choices: { breakGlass: breakGlass() } });
    await succeed(scene, nights[0], 'backup');
    const { mfaForAdministrators: id } = contosoIds.policies;
    const path = `/beta/identity/conditionalAccess/policies/${id}`;
    await scene.person.patch(path, { state: 'disabled', displayName: 'Renamed on purpose' });
    await succeed(scene, nights[1], 'backup');
    const { branch } = JSON.parse(
      await succeed(scene, nights[1], 'revert', nameOf(nights[0]), '--property', 'state', '--json'),
    );
    expect(await scene.git('diff', '--numstat', `main...origin/${branch}`)).toBe(
      `1\t1\tsnapshots/conditionalAccessPolicies/${id}.yaml`,
    );
    await merge(scene, branch);
    await succeed(scene, nights[1], 'recover', 'HEAD');
    expect(await scene.person.get(path)).toMatchObject({ state: 'enabled', displayName: 'Renamed on purpose' });
    expect(await succeed(scene, nights[1], 'recover', 'HEAD')).toMatch(/Nothing to do/);
  });

  it('recovers straight from a backup, without a review, when told to', async () => {
    const scene = await setScene({ seed: contoso(), choices: { breakGlass: breakGlass() } });
    await succeed(scene, nights[0], 'backup');
    const id = contosoIds.groups['CA-Finance'];
    await scene.person.delete(`/v1.0/groups/${id}`);
    const refused = await scene.run(nights[1], 'recover', '--from', 'newest', '--type', 'group');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.errors).toMatch(/--yes or --plan/);
    const { id: planId } = JSON.parse(
      await succeed(scene, nights[1], 'plan', '--from', 'newest', '--type', 'group', '--json'),
    ) as Plan;
    const words = ['recover', '--from', 'newest', '--type', 'group', '--plan', planId];
    expect(await succeed(scene, nights[1], ...words)).toMatch(
      /recovered: 1 objects, \d+ links; a second plan is empty/,
    );
    expect(await scene.person.get(`/v1.0/groups/${id}`)).toMatchObject({ displayName: 'CA-Finance' });
    // The plan that was seen is not the plan any more.
    expect(await scene.run(nights[1], ...words)).toMatchObject({ exitCode: 2 });
    expect(await succeed(scene, nights[1], 'recover', '--from', 'newest', '--yes')).toMatch(/Nothing to do/);
  });

  it('shows what is synced from on-premises, and never writes it', async () => {
    const scene = await setScene({ seed: contoso(), choices: { breakGlass: breakGlass() } });
    await succeed(scene, nights[0], 'backup');
    // On-premises somebody got another title, and somebody left: the cloud follows by itself.
    const seed = contoso();
    const synced = (seed.users ?? []).filter((user) => user.onPremisesSyncEnabled === true);
    const [promoted, left] = synced.map(({ id }) => String(id));
    const after = await startTenant({
      seed: {
        ...seed,
        users: (seed.users ?? [])
          .filter(({ id }) => id !== left)
          .map((user) => (user.id === promoted ? { ...user, jobTitle: 'Head of Stores' } : user))
          .map((user) => (user.manager === left ? { ...user, manager: promoted as string } : user)),
        groups: (seed.groups ?? []).map((group) => ({
          ...group,
          members: (group.members ?? []).filter((id) => id !== left),
          owners: (group.owners ?? []).filter((id) => id !== left),
        })),
      },
    });
    try {
      const environment = { ENTRA_REWIND_NOW: nights[1], ENTRA_REWIND_GRAPH_URL: after.url };
      const words = ['--id', promoted as string, '--id', left as string];
      const report = JSON.parse((await scene.runWith(environment, 'diff', ...words, '--json')).out) as DifferenceReport;
      expect(report.objects).toMatchObject([
        { recoveryAction: 'none', reason: expect.stringMatching(/synced/) },
        { recoveryAction: 'none', reason: expect.stringMatching(/synced/) },
      ]);
      const { out } = await scene.runWith(environment, 'recover', '--from', 'newest', ...words, '--yes', '--json');
      const plan = JSON.parse(out) as Plan;
      expect(plan.steps).toEqual([]);
      expect(plan.untouched.map(({ code }) => code)).toEqual(['onPremisesSynced', 'onPremisesSynced']);
      expect(
        after.tenant.requests.filter(({ method, path }) => method !== 'GET' && !/batch|getByIds/.test(path)),
      ).toEqual([]);
    } finally {
      await after.close();
    }
  });

  it('backs up with an identity that cannot write, and fails changes with it one by one', async () => {
    const scene = await setScene({ seed: contoso(), choices: { breakGlass: breakGlass() } });
    const reader = { ENTRA_REWIND_GRAPH_TOKEN: readerToken(scene.server.tenantId) };
    expect(await scene.runWith({ ...reader, ENTRA_REWIND_NOW: nights[0] }, 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(`/v1.0/users/${contosoIds.users['sven.oe']}`, { jobTitle: 'Impostor' });
    const tried = await scene.runWith(
      { ...reader, ENTRA_REWIND_NOW: nights[1] },
      ...['recover', '--from', 'newest', '--yes', '--json'],
    );
    expect(tried.exitCode).toBe(7);
    expect(JSON.parse(tried.out)).toMatchObject({
      status: 'failed',
      verified: false,
      totals: { objectsModified: 0, failed: 1 },
      failures: [
        { id: contosoIds.users['sven.oe'], code: 'Authorization_RequestDenied', requestId: expect.any(String) },
      ],
    });
    // With the right identity it does what is left.
    expect(await succeed(scene, nights[1], 'recover', '--from', 'newest', '--yes')).toMatch(/recovered: 1 objects/);
    expect(await succeed(scene, nights[1], 'recover', '--from', 'newest', '--yes')).toMatch(/Nothing to do/);
  });
});

const breakGlass = () => ({ accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] });

/** He was deleted for good, and with him every link to him. */
function withoutEmeka(seed: Seed): Seed {
  const id = contosoIds.users['emeka.okafor'];
  const without = (ids: readonly string[]): readonly string[] => ids.filter((one) => one !== id);
  return {
    ...seed,
    users: (seed.users ?? [])
      .filter((user) => user.id !== id)
      .map((user) => {
        const { manager, ...rest } = user;
        return manager === id || manager === undefined ? rest : { ...rest, manager };
      }),
    groups: (seed.groups ?? []).map(({ members, owners, ...group }) => ({
      ...group,
      ...(members === undefined ? {} : { members: without(members) }),
      ...(owners === undefined ? {} : { owners: without(owners) }),
    })),
  };
}
