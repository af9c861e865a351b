/** A reviewed change that wants back what is gone for good: the tree is the instruction, and no tree can ask for an old id. */
import { expect, it } from 'vitest';
import type { Plan, Recovery } from '../../../src/core/model.ts';
import { ids } from '../everyType/ids.ts';
import type { Scene } from '../scene.ts';
import { backup, end, kitchenPolicy, later, newIdsOf, purge, report, setStage, succeed } from './stage.ts';

async function mergeRevert(scene: Scene, at: string): Promise<string> {
  const proposed = JSON.parse(await succeed(scene, at, 'revert', backup, '--json')) as {
    readonly proposed: string;
    readonly branch: string;
  };
  if (proposed.proposed === 'nothing') return 'nothing';
  await scene.git('fetch', '--quiet', 'origin');
  await scene.git('merge', '--quiet', '--ff-only', 'origin/main');
  await scene.git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${proposed.branch}`);
  await scene.git('push', '--quiet', 'origin', 'main');
  return proposed.branch;
}

it('is carried out once, tells what it leaves behind, and leaves no second one to propose', async () => {
  const scene = await setStage();
  await purge(scene, 'user', ids.ada);
  await purge(scene, 'group', ids.security);
  await succeed(scene, later, 'backup');
  await mergeRevert(scene, later);

  const words = ['HEAD', '--recreate', '--json'] as const;
  const without = JSON.parse(await succeed(scene, later, 'plan', 'HEAD', '--json')) as Plan;
  expect(without.steps.filter(({ action }) => action === 'recreate')).toEqual([]);
  const plan = JSON.parse(await succeed(scene, later, 'plan', ...words)) as Plan;
  const left = plan.untouched.filter(({ code }) => code === 'outOfScope').map(({ id }) => id);
  expect(left.toSorted()).toEqual([ids.policy, kitchenPolicy].toSorted());

  const recovery = JSON.parse(await succeed(scene, later, 'recover', '--no-backup', ...words)) as Recovery;
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const now = newIdsOf(recovery);
  expect([...now.keys()].toSorted()).toEqual([ids.ada, ids.security].toSorted());
  const { value } = (await scene.person.get(`/beta/groups/${now.get(ids.security)}/members`)) as {
    readonly value: readonly { readonly id: string }[];
  };
  expect(value.map(({ id }) => id)).toContain(now.get(ids.ada));
  const again = JSON.parse(await succeed(scene, later, 'recover', '--no-backup', ...words)) as Plan;
  expect(again.steps).toEqual([]);

  await succeed(scene, end, 'backup');
  expect((await report(scene, end, backup)).objects).toEqual([]);
  expect(await mergeRevert(scene, end)).toBe('nothing');
});

it('writes new ids into a revert that is proposed after the re-creation', async () => {
  const scene = await setStage();
  await purge(scene, 'user', ids.ada);
  const first = JSON.parse(
    await succeed(scene, later, 'recover', '--from', backup, '--yes', '--recreate', '--json', '--no-backup'),
  );
  const ada = newIdsOf(first as Recovery).get(ids.ada) as string;
  await scene.person.patch(`/v1.0/users/${ada}`, { city: 'Rome' });
  await scene.person.delete(`/v1.0/groups/${ids.team}/members/${ada}/$ref`);
  await succeed(scene, end, 'backup');
  await mergeRevert(scene, end);
  const diff = await scene.git('diff', '--name-only', 'HEAD^1', 'HEAD');
  expect(diff).not.toContain(ids.ada);
  expect(diff).toContain(ada);
  expect(await scene.git('diff', 'HEAD^1', 'HEAD')).toContain(`+  - user/${ada}`);
  const recovery = JSON.parse(await succeed(scene, end, 'recover', 'HEAD', '--json', '--no-backup')) as Recovery;
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  expect(await scene.person.get(`/v1.0/users/${ada}?$select=city`)).toMatchObject({ city: 'Oslo' });
  expect((await report(scene, end, backup)).objects).toEqual([]);
  expect(JSON.parse(await succeed(scene, end, 'recover', 'HEAD', '--json', '--no-backup')).steps).toEqual([]);
});
