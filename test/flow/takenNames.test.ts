/** Names that another object has by now: they are free once that one is gone, or has its own name back. */
import { expect, it } from 'vitest';
import { everything } from '../../src/core/scope.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { type RecoverResult, recover } from '../../src/flows/recover.ts';
import { reviewOfBackup } from '../../src/flows/review.ts';
import { ids } from './everyType/ids.ts';
import { everyType } from './everyType/seed.ts';
import { backUp, doorsAt } from './inProcess.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';

async function backedUp(): Promise<Scene> {
  const scene = await setScene({ seed: everyType });
  await backUp(scene, { at: night });
  return scene;
}

/** One step at a time, in the order of the plan: of the two, the one that must wait is tried first. */
async function recovered(scene: Scene): Promise<RecoverResult> {
  const doors = await doorsAt(scene, { at: later });
  const request = { backup: '2026-11-01', scope: everything, added: 'softDelete' } as const;
  return recover(doors, await reviewOfBackup(doors, request), {
    engine: graphEngine(doors.client, { concurrency: 1, patience: { tries: 3, waitMs: 0 } }),
    allowances: new Map(),
  });
}

const completed = { ended: 'recovered', recovery: { status: 'completed', verified: true, failures: [] } };

it('comes back under its name although somebody else was made under it', async () => {
  const scene = await backedUp();
  const { person } = scene;
  await person.delete(`/v1.0/users/${ids.bob}`);
  const { id } = await person.post('/v1.0/users', {
    ...{ displayName: 'Bob', userPrincipalName: 'bob@contoso.com', mailNickname: 'bob', accountEnabled: true },
    passwordProfile: { password: 'not-a-secret-1' },
  });
  expect(await recovered(scene)).toMatchObject(completed);
  expect(await person.get(`/v1.0/users/${ids.bob}`)).toMatchObject({ userPrincipalName: 'bob@contoso.com' });
  expect(await person.get(`/v1.0/directory/deletedItems/${id}`)).toMatchObject({ id });
  expect((await recovered(scene)).ended).toBe('nothingToDo');
});

it('gets its name back from one that was renamed to it', async () => {
  const scene = await backedUp();
  const { person } = scene;
  await person.patch(`/v1.0/users/${ids.ada}`, { userPrincipalName: 'free@contoso.com' });
  await person.patch(`/v1.0/users/${ids.bob}`, { userPrincipalName: 'ada@contoso.com' });
  expect(await recovered(scene)).toMatchObject(completed);
  expect(await person.get(`/v1.0/users/${ids.ada}`)).toMatchObject({ userPrincipalName: 'ada@contoso.com' });
  expect(await person.get(`/v1.0/users/${ids.bob}`)).toMatchObject({ userPrincipalName: 'bob@contoso.com' });
  expect((await recovered(scene)).ended).toBe('nothingToDo');
});

it('does not try for ever: two that have each other’s names are a failure that names the name', async () => {
  const scene = await backedUp();
  const { person } = scene;
  const rename = (id: string, name: string) =>
    person.patch(`/v1.0/users/${id}`, { userPrincipalName: `${name}@contoso.com` });
  await rename(ids.ada, 'aside');
  await rename(ids.bob, 'ada');
  await rename(ids.ada, 'bob');
  const result = await recovered(scene);
  expect(result).toMatchObject({ ended: 'recovered', recovery: { status: 'failed', verified: false } });
  if (result.ended !== 'recovered') return;
  expect(result.recovery.failures.map(({ code }) => code)).toEqual(['ObjectConflict', 'ObjectConflict']);
});
