/** Nights that read changes alone give the tree that a full reading gives; and when they cannot, they say why. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { readerToken } from '../../src/commands/tenant/identities.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { everything } from '../../src/core/scope.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { makeReport } from '../../src/flows/report.ts';
import { properties } from './everyType/changes.ts';
import { additions, deletions } from './everyType/existence.ts';
import { ids } from './everyType/ids.ts';
import { others } from './everyType/linkChanges.ts';
import { everyType } from './everyType/seed.ts';
import { send } from './everyType/send.ts';
import { live, random } from './histories.ts';
import { backUp, doorsAt, readingOf } from './inProcess.ts';
import { type Scene, type Setting, setScene } from './scene.ts';

const day = (n: number, hour = 2): string => `2026-11-${String(n).padStart(2, '0')}T0${hour}:00:00Z`;

const changes = { user: 'changes', group: 'changes', application: 'changes', servicePrincipal: 'changes' };
const inFull = (why: string) => ({ user: why, group: why, application: why, servicePrincipal: why });

const stage = (settings: Partial<Setting> = {}): Promise<Scene> => setScene({ seed: everyType, ...settings });

/** The nightly backup by changes, and right after it one in full: the same tree. */
async function nightGivesTheSameTree(scene: Scene, n: number) {
  const night = await backUp(scene, { at: day(n) });
  const full = await backUp(scene, { at: day(n, 3) }, { isFull: true });
  expect(readingOf(full)).toEqual(inFull('asked for'));
  const differing = await scene.git('diff', '--stat', `${night.backup.commit}`, `${full.backup.commit}`);
  expect(differing).toBe('');
  expect(night.backup.tree).toBe(full.backup.tree);
  expect(night.backup.objects).toBe(full.backup.objects);
  return night;
}

describe('a night that reads changes', () => {
  it('looks at nothing when nothing changed', async () => {
    const scene = await stage();
    const first = await backUp(scene, { at: day(1) });
    expect(readingOf(first)).toEqual(inFull('there is no backup before'));
    const second = await backUp(scene, { at: day(2) });
    expect(readingOf(second)).toEqual(changes);
    expect(second.reading.every((how) => how.read === 'changes' && how.objects === 0)).toBe(true);
    expect(second.backup).toMatchObject({ tree: first.backup.tree, objects: first.backup.objects, changed: 0 });
  });

  it('finds changes of every property, link and child, what came and what went', async () => {
    const scene = await stage();
    const first = await backUp(scene, { at: day(1) });
    for (const change of properties) {
      // Per-user MFA is not read here.
      if (!change.path.startsWith('/beta/users/')) await send(scene.person, change);
    }
    for (const change of others) await send(scene.person, change);
    const second = await nightGivesTheSameTree(scene, 2);
    expect(readingOf(second)).toEqual(changes);
    for (const path of deletions) await scene.person.delete(path);
    for (const [path, body] of additions) await scene.person.post(path, body);
    const third = await nightGivesTheSameTree(scene, 3);
    expect(readingOf(third)).toEqual(changes);
    expect(third.byType.user).toMatchObject({ added: 1, deleted: 2 });

    const doors = await doorsAt(scene, { at: day(3, 4) });
    const before = await makeReport(doors, { from: first.backup.name, scope: everything });
    const between = await makeReport(doors, { from: first.backup.name, to: third.backup.name, scope: everything });
    expect(before.report.objects).toEqual(between.report.objects);
    expect(before.report.readInFull).toEqual([]);
  });

  it.each([1, 2, 3])('gives the same tree over a random history (seed %i)', async (seed) => {
    const scene = await stage();
    const next = random(seed);
    await backUp(scene, { at: day(1) });
    let done = 0;
    for (let n = 2; n <= 3; n += 1) {
      done += await live(scene.person, next, 40);
      await nightGivesTheSameTree(scene, n);
    }
    expect(done).toBeGreaterThan(30);
    const last = await backUp(scene, { at: day(4) });
    expect(readingOf(last)).toEqual(changes);
    expect(last.backup.changed).toBe(0);
  });

  it.each([4, 5])('does so whatever delta queries repeat, replay, shuffle and split (seed %i)', async (seed) => {
    const scene = await stage({ deltaWeather: seed, pageSizes: { page: 3, deltaLinks: 1 } });
    const next = random(seed);
    await backUp(scene, { at: day(1) });
    for (let n = 2; n <= 4; n += 1) {
      await live(scene.person, next, 30);
      expect(readingOf(await nightGivesTheSameTree(scene, n))).toEqual(changes);
    }
  });

  it.each([7])('does so while replicas lag, once they have caught up (seed %i)', async (seed) => {
    const scene = await stage({ weather: { seed } });
    const next = random(seed);
    await backUp(scene, { at: day(1) });
    for (let n = 2; n <= 3; n += 1) {
      await live(scene.person, next, 40);
      await backUp(scene, { at: day(n) });
    }
    // Nobody writes any more: whatever lagged has caught up after some reads, and what was unsettled is read again.
    for (let n = 4; n <= 6; n += 1) await backUp(scene, { at: day(n) });
    await nightGivesTheSameTree(scene, 7);
  });

  it('takes back what was only wished for: a reviewed revert that nobody recovered', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    await live(scene.person, random(11), 25);
    const second = await backUp(scene, { at: day(2) });
    await scene.git('fetch', '--quiet', 'origin');
    await scene.git('reset', '--quiet', '--hard', 'origin/main');
    await scene.git('revert', '--no-edit', 'HEAD');
    await scene.git('push', '--quiet', 'origin', 'main');
    const third = await backUp(scene, { at: day(3) });
    expect(readingOf(third)).toEqual(changes);
    expect(third.backup).toMatchObject({ tree: second.backup.tree, objects: second.backup.objects });
  });

  it('goes on from the newest backup that counts, also when a full one lies between', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    await live(scene.person, random(12), 20);
    await backUp(scene, { at: day(2) }, { isFull: true });
    await live(scene.person, random(13), 20);
    expect(readingOf(await nightGivesTheSameTree(scene, 3))).toEqual(changes);
  });
});

describe('sponsors', () => {
  const sponsorsOf = (id: string): string => `/v1.0/users/${id}/sponsors`;
  const boss = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ids.boss}` };

  it('are swept among guests, and looked up of agents and of others that have them', async () => {
    const scene = await stage();
    await scene.person.patch(`/v1.0/users/${ids.bob}`, { userType: 'Guest' });
    await backUp(scene, { at: day(1) });
    await scene.person.post(`${sponsorsOf(ids.bob)}/$ref`, boss);
    await scene.person.post(`${sponsorsOf(ids.agent)}/$ref`, boss);
    await scene.person.delete(`${sponsorsOf(ids.ada)}/${ids.boss}/$ref`);
    const before = scene.server.tenant.requests.length;
    const second = await backUp(scene, { at: day(2) });
    expect(readingOf(second)).toEqual(changes);
    expect(second.byType.user).toEqual({ added: 0, changed: 3, deleted: 0 });
    const asked = scene.server.tenant.requests.slice(before).map(({ path }) => decodeURIComponent(path));
    expect(asked.filter((path) => path.includes('$expand=sponsors'))).toEqual([
      "/v1.0/users?$select=id&$filter=userType eq 'Guest'&$expand=sponsors($select=id)&$top=999",
    ]);
    await nightGivesTheSameTree(scene, 3);
  });

  it('of a member that nobody knew to have any are found with its next change, or by the next full sweep', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    await scene.person.post(`${sponsorsOf(ids.bob)}/$ref`, boss);
    expect((await backUp(scene, { at: day(2) })).backup.changed).toBe(0);
    await scene.person.patch(`/v1.0/users/${ids.bob}`, { city: 'Tromsø' });
    expect((await backUp(scene, { at: day(3) })).byType.user).toEqual({ added: 0, changed: 1, deleted: 0 });
    // From now on it is known.
    await scene.person.delete(`${sponsorsOf(ids.bob)}/${ids.boss}/$ref`);
    expect((await backUp(scene, { at: day(4) })).byType.user).toEqual({ added: 0, changed: 1, deleted: 0 });
    await scene.person.post(`${sponsorsOf(ids.bob)}/$ref`, boss);
    expect((await backUp(scene, { at: day(5) }, { isFull: true })).byType.user?.changed).toBe(1);
    await nightGivesTheSameTree(scene, 6);
  });
});

describe('app role assignments', () => {
  it('can be read where the audit log names them, with all that came late', async () => {
    let now = new Date(day(1));
    const scene = await stage({ now: () => now, auditDelayMs: 2 * 3_600_000 });
    const roles = [...leastPermissions(objectTypes).read, 'AuditLog.Read.All'];
    const token = embeddedToken({ tenantId: scene.server.tenantId, roles });
    const audited = { token, assignments: 'audited' } as const;
    await backUp(scene, { at: day(1), ...audited });
    const list = `/v1.0/servicePrincipals/${ids.payrollPrincipal}/appRoleAssignedTo`;
    const { value } = (await scene.person.get(list)) as { value: { id: string; principalId: string }[] };
    const [one] = value as [{ id: string; principalId: string }];
    // An hour before the next backup: its entry is not in the log yet, and is there the night after.
    now = new Date('2026-11-02T01:00:00Z');
    await scene.person.delete(`${list}/${one.id}`);
    now = new Date(day(2));
    const before = scene.server.tenant.requests.length;
    const second = await backUp(scene, { at: day(2), ...audited });
    const asked = scene.server.tenant.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('appRoleAssignedTo'))).toEqual([]);
    expect(second.backup.changed).toBe(0);
    now = new Date(day(3));
    const third = await backUp(scene, { at: day(3), ...audited });
    expect(readingOf(third)).toEqual(changes);
    expect(third.byType.servicePrincipal).toEqual({ added: 0, changed: 1, deleted: 0 });
    // Whoever sweeps again has nothing to compare with.
    const fourth = await backUp(scene, { at: day(4) });
    expect(readingOf(fourth)).toEqual({ ...changes, servicePrincipal: 'appRoleAssignedTo was not read then' });
    expect(fourth.backup.tree).toBe(third.backup.tree);
  });
});

describe('a full sweep', () => {
  it.each([
    ['a week has gone by', { at: day(8) }, 'it was last read in full on 2026-11-01'],
    ['another version made the backup', { at: day(2), version: '1.0.1' }, /was made by version 1\.0\.0$/],
  ])('is due when %s', async (_name, hour, why) => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    await live(scene.person, random(14), 20);
    const reading = readingOf(await backUp(scene, hour));
    for (const reason of Object.values(reading)) expect(reason).toMatch(why);
    expect(Object.keys(reading)).toEqual(Object.keys(changes));
  });

  it('is due when Graph does not take the mark any more', async () => {
    let now = new Date(day(1));
    const scene = await stage({ now: () => now });
    await backUp(scene, { at: day(1) });
    await live(scene.person, random(15), 20);
    now = new Date('2026-11-09T02:00:00Z');
    const token = readerToken(scene.server.tenantId, new Date('2026-12-01T00:00:00Z'));
    const reading = readingOf(await backUp(scene, { at: day(2), token }));
    for (const reason of Object.values(reading)) expect(reason).toContain('syncStateNotFound');
  });

  it('is due when the embedded tenant was started anew', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    await scene.person.patch(`/v1.0/users/${ids.ada}`, { city: 'Bodø' });
    const changed = await backUp(scene, { at: day(2) });
    const fresh = await startTenant({ seed: everyType });
    onTestFinished(() => fresh.close());
    const third = await backUp({ ...scene, server: fresh }, { at: day(3) });
    for (const reason of Object.values(readingOf(third))) expect(reason).toContain('syncStateNotFound');
    expect(changed.backup.changed).toBe(1);
    expect(third.backup.changed).toBe(1);
  });

  it('is due when something else is read now', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    const second = await backUp(scene, { at: day(2), choice: { employeeLeaveDateTime: false } });
    expect(readingOf(second)).toEqual({ ...changes, user: 'employeeLeaveDateTime is not read any more' });
    const third = await backUp(scene, { at: day(3), choice: { perUserMfaState: true } });
    expect(third.reading.map(({ type }) => type)).not.toContain('user');
  });

  it('is due where nobody may see whether Microsoft’s own service recovered anything', async () => {
    const scene = await stage();
    const roles = leastPermissions(objectTypes).read.filter((role) => role !== 'EntraBackup.Read.All');
    const token = embeddedToken({ tenantId: scene.server.tenantId, roles });
    await backUp(scene, { at: day(1), token });
    const reading = readingOf(await backUp(scene, { at: day(2), token }));
    for (const reason of Object.values(reading)) expect(reason).toContain('EntraBackup.Read.All');
  });

  it('is due when Microsoft’s own service has recovered something, and finds it', async () => {
    let now = new Date(day(1));
    const scene = await stage({ now: () => now });
    await backUp(scene, { at: day(1) });
    now = new Date(day(1, 5));
    scene.server.tenant.recoverNatively([{ type: 'user', id: ids.ada, properties: { city: 'Tromsø' } }]);
    const second = await backUp(scene, { at: day(2) });
    for (const reason of Object.values(readingOf(second))) expect(reason).toContain('Microsoft’s own service');
    expect(second.byType.user).toEqual({ added: 0, changed: 1, deleted: 0 });
    expect(readingOf(await nightGivesTheSameTree(scene, 3))).toEqual(changes);
  });

  it('is not due for that where the service does not exist', async () => {
    const scene = await stage({ cloud: { recoveryService: false } });
    await backUp(scene, { at: day(1) });
    expect(readingOf(await backUp(scene, { at: day(2) }))).toEqual(changes);
  });

  it('is due for a type that the backup before left out', async () => {
    const scene = await stage();
    await backUp(scene, { at: day(1) });
    const types = objectTypes.filter((type) => type !== 'group');
    await backUp(scene, { at: day(2) }, { types });
    await live(scene.person, random(16), 20);
    const reading = readingOf(await nightGivesTheSameTree(scene, 3));
    expect(reading).toEqual({ ...changes, group: 'backup 2026-11-02T02-00-00Z left no mark of it' });
  });

  it('is due when the marks are gone or spoilt', async () => {
    const scene = await stage();
    const { backup } = await backUp(scene, { at: day(1) });
    const doors = await doorsAt(scene, { at: day(1, 4) });
    const lock = await doors.journal.lock({ job: 'x', kind: 'backup' });
    await lock.release(new Map([[`marks/${backup.name}.yaml`, 'madeBy: 1.0.0\n']]), 'Spoilt');
    const reading = readingOf(await backUp(scene, { at: day(2) }));
    for (const reason of Object.values(reading)) expect(reason).toMatch(/cannot be read$/);
  });
});
