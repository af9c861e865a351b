/** Names that another object has by now: they are free once that one is gone, or has its own name back. */
import { describe, expect, it } from 'vitest';
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
  const doors = { ...(await doorsAt(scene, { at: later })), pause: async () => undefined };
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

it('keeps one deleted and not the rest: whoever else was a member is one again', async () => {
  const scene = await setScene({ seed: everyType });
  const { person } = scene;
  await backUp(scene, { at: night });
  await person.patch(`/v1.0/groups/${ids.team}`, { description: 'Nobody' });
  for (const id of [ids.ada, ids.bob]) await person.delete(`/v1.0/groups/${ids.team}/members/${id}/$ref`);
  await person.delete(`/v1.0/users/${ids.ada}`);
  await person.delete(`/v1.0/users/${ids.bob}`);
  // One who is in the backup, and stays, has the name by now.
  await person.patch(`/v1.0/users/${ids.agent}`, {
    ...{ '@odata.type': '#microsoft.graph.agentUser', userPrincipalName: 'ada@contoso.com' },
  });
  const doors = { ...(await doorsAt(scene, { at: later })), pause: async () => undefined };
  const scope = { ...everything, ids: [ids.team, ids.ada, ids.bob] };
  const result = await recover(doors, await reviewOfBackup(doors, { backup: '2026-11-01', scope, added: 'keep' }), {
    engine: graphEngine(doors.client, { patience: { tries: 3, waitMs: 0 } }),
    allowances: new Map(),
  });
  expect(result).toMatchObject({ recovery: { status: 'completedWithWarnings', totals: { failed: 1, skipped: 1 } } });
  if (result.ended !== 'recovered') return;
  expect(result.recovery.failures).toMatchObject([{ id: ids.ada, code: 'ObjectConflict' }]);
  const { value } = await person.get(`/v1.0/groups/${ids.team}/members?$select=id`);
  expect(value).toMatchObject([{ id: ids.bob }]);
  expect((await person.get(`/v1.0/groups/${ids.team}`)).description).toBe('Everybody');
});

describe('an address that another object has by now', () => {
  const addressesOf = async ({ person }: Scene, id: string) =>
    (await person.get(`/v1.0/users/${id}?$select=proxyAddresses`)).proxyAddresses;

  it('comes back with its user once the impostor is gone, in the same recovery', async () => {
    const scene = await backedUp();
    const { person } = scene;
    const before = await addressesOf(scene, ids.ada);
    await person.delete(`/v1.0/users/${ids.ada}`);
    const { id } = await person.post('/v1.0/users', {
      ...{ displayName: 'Eve', userPrincipalName: 'eve@contoso.com', mailNickname: 'eve', accountEnabled: true },
      ...{ mail: 'ada@contoso.com', passwordProfile: { password: 'not-a-secret-1' } },
    });
    expect(await recovered(scene)).toMatchObject(completed);
    expect(await addressesOf(scene, ids.ada)).toEqual(before);
    expect(await person.get(`/v1.0/directory/deletedItems/${id}`)).toMatchObject({ id });
    expect((await recovered(scene)).ended).toBe('nothingToDo');
  });

  it('comes back with its group once the impostor is gone, in the same recovery', async () => {
    const scene = await backedUp();
    const { person } = scene;
    const { mail } = await person.get(`/v1.0/groups/${ids.team}`);
    await person.delete(`/v1.0/groups/${ids.team}`);
    const team = { displayName: 'Team?', mailNickname: 'team', groupTypes: ['Unified'] };
    const { id } = await person.post('/v1.0/groups', { ...team, mailEnabled: true, securityEnabled: false });
    expect(await recovered(scene)).toMatchObject(completed);
    expect((await person.get(`/v1.0/groups/${ids.team}`)).mail).toBe(mail);
    expect(await person.get(`/v1.0/directory/deletedItems/${id}`)).toMatchObject({ id });
    expect((await recovered(scene)).ended).toBe('nothingToDo');
  });

  it('keeps its user deleted, which is said, and is left behind by nobody but a person', async () => {
    const scene = await setScene({ seed: everyType });
    const { person } = scene;
    const mail = (id: string, name: string) => person.patch(`/v1.0/users/${id}`, { mail: `${name}@contoso.com` });
    await mail(ids.ada, 'countess');
    await mail(ids.ada, 'ada');
    await mail(ids.bob, 'bob');
    await backUp(scene, { at: night });
    await person.delete(`/v1.0/users/${ids.ada}`);
    // A mail address that was taken back is kept as an alias, so the alias of the one is not free again.
    await mail(ids.bob, 'countess');
    const result = await recovered(scene);
    expect(result).toMatchObject({ recovery: { status: 'completedWithWarnings', verified: false } });
    if (result.ended !== 'recovered') return;
    const refused = result.recovery.failures.filter(({ id }) => id === ids.ada);
    expect(refused).toMatchObject([{ action: 'restore', code: 'ObjectConflict' }]);
    expect(refused[0]?.message).toMatch(/proxyAddresses.*once it is free/);
    expect((await person.get(`/v1.0/users/${ids.bob}`)).mail).toBe('bob@contoso.com');
    await person.get(`/v1.0/directory/deletedItems/${ids.ada}`);

    await person.post(`/v1.0/directory/deletedItems/${ids.ada}/restore`, { autoReconcileProxyConflict: true });
    expect(await addressesOf(scene, ids.ada)).toEqual(['SMTP:ada@contoso.com']);
    expect((await recovered(scene)).ended).toBe('nothingToDo');
  });
});
