/** No object is made twice: whatever happens to the answer, to the process, or to the journal. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Recovery } from '../../../src/core/model.ts';
import { ids } from '../everyType/ids.ts';
import type { Scene } from '../scene.ts';
import {
  backup,
  later,
  newIdsOf,
  proveDone,
  purge,
  purgePolicy,
  recover,
  recoverWords,
  setStage,
  succeed,
} from './stage.ts';

/** How many living objects of a list have this display name. */
async function countOf({ person }: Scene, path: string, displayName: string): Promise<number> {
  const { value } = (await person.get(path)) as unknown as { readonly value: readonly { displayName: string }[] };
  return value.filter((one) => one.displayName === displayName).length;
}

const creationsOf = ({ server }: Scene, path: string): number =>
  server.tenant.requests.filter((request) => request.method === 'POST' && request.path.split('?')[0] === path).length;

describe('an answer that is lost', () => {
  it.each([
    { what: 'user', path: '/v1.0/users', name: 'Ada', gone: (scene: Scene) => purge(scene, 'user', ids.ada) },
    { what: 'group', path: '/v1.0/groups', name: 'Team', gone: (scene: Scene) => purge(scene, 'group', ids.team) },
    {
      what: 'policy',
      path: '/beta/identity/conditionalAccess/policies',
      name: 'Keys for payroll',
      gone: (scene: Scene) => purgePolicy(scene, 'policies', ids.policy),
    },
  ])('of a new $what is found where it was made', async ({ path, name, gone }) => {
    const scene = await setStage({
      weather: {
        rules: [{ method: 'POST', path: new RegExp(`^${path}$`), times: 1, when: 'after', fault: 'dropConnection' }],
      },
    });
    await gone(scene);
    expect(await recover(scene)).toMatchObject({ verified: true, failures: [] });
    expect(await countOf(scene, path, name)).toBe(1);
    await proveDone(scene);
  });
});

describe('a process that dies between a creation and its receipt', () => {
  it('leaves a mark by which the next one finds the new object', async () => {
    const scene = await setStage();
    await purge(scene, 'group', ids.security);
    const child = scene.start({ ENTRA_REWIND_NOW: later }, ...recoverWords);
    const watch = setInterval(() => {
      if (creationsOf(scene, '/v1.0/groups') > 0) child.kill('SIGKILL');
    }, 1);
    await once(child, 'close');
    clearInterval(watch);
    expect(creationsOf(scene, '/v1.0/groups')).toBe(1);

    // Its lease has to run out first: nobody can know that it is dead.
    const afterLease = '2026-11-02T02:20:00Z';
    const recovery = JSON.parse(await succeed(scene, afterLease, ...recoverWords)) as Recovery;
    expect(recovery).toMatchObject({ verified: true, failures: [] });
    expect(creationsOf(scene, '/v1.0/groups')).toBe(1);
    expect(await countOf(scene, '/v1.0/groups', 'Security')).toBe(1);
    const history = JSON.parse(await succeed(scene, afterLease, 'history', '--json')) as Recovery[];
    expect(history.map(({ status }) => status)).toEqual(['completed', 'interrupted']);
    const resumed = await scene.run(afterLease, 'recover', '--resume', recovery.id);
    expect(resumed.exitCode, resumed.errors).toBe(2);
    await proveDone(scene);
  });
});

describe('an object that is gone for good twice', () => {
  it('is made anew twice, and all its ids lead to the last one', async () => {
    const scene = await setStage();
    await purge(scene, 'user', ids.ada);
    const first = newIdsOf(await recover(scene)).get(ids.ada) as string;
    await purge(scene, 'user', first);
    const recovery = await recover(scene);
    expect(recovery).toMatchObject({ verified: true, failures: [] });
    const second = newIdsOf(recovery).get(first);
    expect(second).toEqual(expect.any(String));
    for (const id of [ids.ada, first, second as string]) {
      const plan = JSON.parse(await succeed(scene, later, 'plan', '--from', backup, '--json', '--id', id));
      expect(plan.steps).toEqual([]);
      const report = JSON.parse(await succeed(scene, later, 'diff', backup, '--json', '--id', id));
      expect(report.objects).toEqual([]);
    }
    await proveDone(scene);
  });
});
