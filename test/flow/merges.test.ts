/** However a revert reaches `main`, the recovery is the same; and what is no revert of a person's writes nothing. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { type Scene, setScene } from './scene.ts';

const nights = ['2026-11-01T02:00:00Z', '2026-11-02T02:00:00Z', '2026-11-03T02:00:00Z'] as const;
const user = contosoIds.users['sven.oe'];
const group = contosoIds.groups['CA-Finance'];
const policy = contosoIds.policies.mfaForAdministrators;
const policyPath = `/beta/identity/conditionalAccess/policies/${policy}`;

/** Two nights with an attack between them. */
async function attacked(): Promise<Scene> {
  const scene = await setScene({
    seed: contoso(),
    choices: { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } },
  });
  expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
  await scene.person.patch(`/v1.0/users/${user}`, { jobTitle: 'Impostor' });
  await scene.person.delete(`/v1.0/groups/${group}`);
  await scene.person.patch(policyPath, { state: 'disabled' });
  expect(await scene.run(nights[1], 'backup')).toMatchObject({ exitCode: 0 });
  return scene;
}

const proposed = async (scene: Scene): Promise<string> =>
  JSON.parse((await scene.run(nights[1], 'revert', '2026-11-01', '--json')).out).branch;

async function push(scene: Scene): Promise<void> {
  await scene.git('push', '--quiet', 'origin', 'main');
}

/** `HEAD` moves on with the next backup; what it meant does not. */
async function pinned(scene: Scene, range: string): Promise<string> {
  const ids = await Promise.all(range.split('..').map((revision) => scene.git('rev-parse', revision)));
  return ids.join('..');
}

describe('a revert that reached main', () => {
  const ways: readonly {
    readonly by: string;
    readonly range: string;
    readonly merge: (scene: Scene) => Promise<void>;
  }[] = [
    {
      by: 'a merge commit',
      range: 'HEAD',
      merge: async (scene) => {
        await scene.git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${await proposed(scene)}`);
      },
    },
    {
      by: 'squashing',
      range: 'HEAD~1..HEAD',
      merge: async (scene) => {
        await scene.git('merge', '--quiet', '--squash', `origin/${await proposed(scene)}`);
        await scene.git('commit', '--quiet', '-m', 'Squashed (#7)');
      },
    },
    {
      by: 'rebasing on something else that was merged meanwhile',
      range: 'HEAD~2..HEAD',
      merge: async (scene) => {
        const branch = await proposed(scene);
        await scene.git('commit', '--quiet', '--allow-empty', '-m', 'Something else');
        await scene.git('cherry-pick', `origin/${branch}`);
      },
    },
    {
      by: 'git revert of the backup that recorded the attack',
      range: 'HEAD',
      merge: async (scene) => {
        await scene.git('revert', '--no-edit', 'HEAD');
      },
    },
    {
      by: 'a range that begins before the backup of the attack',
      range: 'HEAD~2..HEAD',
      merge: async (scene) => {
        await scene.git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${await proposed(scene)}`);
      },
    },
  ];

  it.each(ways)('by $by leads to the same recovery', async ({ merge, range: written }) => {
    const scene = await attacked();
    await merge(scene);
    await push(scene);
    const range = await pinned(scene, written);
    const plan = JSON.parse((await scene.run(nights[1], 'plan', range, '--json')).out) as Plan;
    expect(plan.steps.map(({ action, id }) => [action, id])).toEqual([
      ['restore', group],
      ['update', user],
      // The group's app role comes back with it; the step then finds it there.
      ['update', contosoIds.servicePrincipals.expenses],
      ['update', policy],
    ]);
    expect(await scene.run(nights[1], 'recover', range)).toMatchObject({ exitCode: 0 });
    expect(await scene.person.get(policyPath)).toMatchObject({ state: 'enabled' });
    expect((await scene.run(nights[1], 'recover', range)).out).toMatch(/Nothing to do/);
    // Also when the next night has recorded what the recovery did.
    expect(await scene.run(nights[2], 'backup')).toMatchObject({ exitCode: 0 });
    expect((await scene.run(nights[2], 'recover', range)).out).toMatch(/Nothing to do/);
  });
});

describe('what is no revert', () => {
  it('a backup that landed asks for nothing, which is not the same as nothing to do', async () => {
    const scene = await attacked();
    for (const range of ['HEAD', 'HEAD~1..HEAD', 'HEAD~2..HEAD']) {
      const { exitCode, errors, out } = await scene.run(nights[1], 'recover', range);
      expect({ range, exitCode, out }).toEqual({ range, exitCode: 2, out: '' });
      expect(errors).toMatch(/holds no reviewed change/);
    }
  });

  it('a squashed report of an attack does not repeat it after somebody undid it by hand', async () => {
    const scene = await attacked();
    // The same tree as the backup's, in a commit that no backup made.
    const tree = await scene.git('rev-parse', 'HEAD^{tree}');
    const before = await scene.git('rev-parse', 'HEAD~1');
    const squashed = await scene.git('commit-tree', '-p', before, '-m', 'Report (#3)', tree);
    const merged = await scene.git('commit-tree', '-p', 'HEAD', '-p', squashed, '-m', 'As GitHub would', tree);
    await scene.git('merge', '--quiet', '--ff-only', merged);
    await push(scene);
    await scene.person.patch(policyPath, { state: 'enabled' });
    const { out, exitCode } = await scene.run(nights[1], 'recover', squashed, '--json');
    expect(exitCode).toBe(0);
    expect((JSON.parse(out) as Plan).steps).toEqual([]);
    expect(await scene.person.get(policyPath)).toMatchObject({ state: 'enabled' });
  });
});
