/** One job at a time, and an ending that leaves everything consistent whatever happens. */

import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { journal } from '../../src/git/journal.ts';
import { openRepository } from '../../src/git/repository.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const statusOf = async (scene: Scene, at: string) => JSON.parse((await scene.run(at, 'status', '--json')).out);

describe('the lock', () => {
  it('lets one job run at a time: a second one exits with 6 and names the first', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const clock = { now: () => new Date(later) };
    const elsewhere = journal(await openRepository(scene.directory), clock, { holder: 'another machine' });
    const lock = await elsewhere.lock({ job: 'the-first-one', kind: 'recovery' });
    await scene.person.patch(`/v1.0/users/${contosoIds.users['sven.oe']}`, { jobTitle: 'Impostor' });
    for (const words of [['backup'], ['recover', '--from', 'newest', '--yes']]) {
      const { exitCode, errors } = await scene.run(later, ...words);
      expect({ words, exitCode }).toEqual({ words, exitCode: 6 });
      expect(errors).toMatch(/the-first-one/);
      expect(errors).toMatch(/another machine/);
    }
    expect(await statusOf(scene, later)).toMatchObject({ running: { job: 'the-first-one' }, backups: 1 });
    await lock.release(new Map(), 'Done');
    expect(await scene.run(later, 'backup')).toMatchObject({ exitCode: 0 });
  });

  it('falls to the next job when the machine that held it is gone', async () => {
    const scene = await setScene({ seed: contoso() });
    const clock = { now: () => new Date(night) };
    const gone = journal(await openRepository(scene.directory), clock, { holder: 'a dead machine' });
    await gone.lock({ job: 'never-ended', kind: 'backup' });
    expect(await scene.run('2026-11-01T02:04:00Z', 'backup')).toMatchObject({ exitCode: 6 });
    expect(await scene.run('2026-11-01T02:06:00Z', 'backup')).toMatchObject({ exitCode: 0 });
  });
});

describe('Ctrl-C', () => {
  it('ends a backup with 130, without a commit and without a lock', async () => {
    // One request a second to Conditional Access leaves time to interrupt.
    const scene = await setScene({ seed: contoso(), choices: { policiesPerSecond: 1 } });
    const child = scene.start({ ENTRA_REWIND_NOW: night }, 'backup');
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('read users')) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect({ code, said }).toMatchObject({ code: 130, said: expect.stringMatching(/interrupt|stopped/) });
    expect(await statusOf(scene, night)).toMatchObject({ running: null, backups: 0 });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  });
});

describe('Ctrl-C during a recovery', () => {
  it('ends it with 130 and its receipts, without a lock, and --resume does the rest', async () => {
    // One request a second to Conditional Access leaves time to interrupt between two of them.
    const scene = await setScene({ seed: contoso(), choices: { policiesPerSecond: 1 } });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const { mfaForAdministrators, mfaForEveryone, mfaForGuests } = contosoIds.policies;
    const changed = [mfaForAdministrators, mfaForEveryone, mfaForGuests];
    const path = (id: string) => `/beta/identity/conditionalAccess/policies/${id}`;
    for (const id of changed) await scene.person.patch(path(id), { state: 'disabled' });
    const words = ['recover', '--from', 'newest', '--type', 'conditionalAccessPolicy', '--yes'];
    const child = scene.start({ ENTRA_REWIND_NOW: later }, ...words);
    const watch = setInterval(() => {
      const writes = scene.server.tenant.requests.filter(({ method }) => method === 'PATCH').length;
      if (writes > changed.length) child.kill('SIGINT');
    }, 20);
    const [code] = await once(child, 'close');
    clearInterval(watch);
    expect(code).toBe(130);
    expect(await statusOf(scene, later)).toMatchObject({ running: null });
    const [canceled] = JSON.parse((await scene.run(later, 'history', '--json')).out) as Recovery[];
    expect(canceled).toMatchObject({ status: 'canceled', verified: false });
    const done = canceled?.receipts.filter(({ outcome }) => outcome === 'updated').length ?? 0;
    expect(done).toBeGreaterThan(0);
    const resumed = await scene.run(later, 'recover', '--resume', String(canceled?.id), '--json');
    expect(resumed.exitCode).toBe(0);
    expect((JSON.parse(resumed.out) as Recovery).receipts).toHaveLength(changed.length - done);
    for (const id of changed) expect((await scene.person.get(path(id))).state).toBe('enabled');
  });
});

describe('a recovery that left something undone', () => {
  it('goes on with --resume, and does only what is left', async () => {
    const scene = await setScene({
      seed: contoso(),
      choices: { attempts: 1 },
      // One group cannot be restored today.
      weather: { rules: [{ method: 'POST', path: /restore$/, times: 1, fault: { status: 403 } }] },
    });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const groups = [contosoIds.groups['CA-Finance'], contosoIds.groups['SG-VPN-Users']];
    for (const id of groups) await scene.person.delete(`/v1.0/groups/${id}`);
    const first = await scene.run(later, 'recover', '--from', 'newest', '--yes', '--json');
    expect(first.exitCode).toBe(7);
    const { id, ...recovery } = JSON.parse(first.out) as Recovery;
    expect(recovery).toMatchObject({
      status: 'completedWithWarnings',
      verified: false,
      totals: { failed: 1 },
      failures: [{ action: 'restore', requestId: expect.any(String) }],
    });
    const resumed = await scene.run(later, 'recover', '--resume', id, '--json');
    expect(resumed.exitCode).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({
      status: 'completed',
      verified: true,
      // The group brought its app role along: the step that was skipped with it finds it there and sends nothing.
      receipts: [
        { action: 'restore', outcome: 'restored' },
        { action: 'update', id: contosoIds.servicePrincipals.expenses, outcome: 'updated', requestIds: [] },
      ],
    });
    for (const group of groups) expect(await scene.person.get(`/v1.0/groups/${group}`)).toMatchObject({ id: group });
    expect((await scene.run(later, 'recover', '--from', 'newest', '--yes')).out).toMatch(/Nothing to do/);
    const { id: finished } = JSON.parse(resumed.out) as Recovery;
    expect(await scene.run(later, 'recover', '--resume', finished)).toMatchObject({ exitCode: 2 });
  });
});

describe('a process that dies', () => {
  it('leaves a recovery that shows as interrupted and that another run completes', async () => {
    // Seven policies at one request per second leave time to die between two of them.
    const scene = await setScene({ seed: contoso(), choices: { policiesPerSecond: 1 } });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const { mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk } = contosoIds.policies;
    const changed = [mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk];
    const path = (id: string) => `/beta/identity/conditionalAccess/policies/${id}`;
    for (const id of changed) await scene.person.patch(path(id), { state: 'disabled' });
    const states = () => Promise.all(changed.map(async (id) => (await scene.person.get(path(id))).state));

    const words = ['recover', '--from', 'newest', '--type', 'conditionalAccessPolicy', '--yes'];
    const child = scene.start({ ENTRA_REWIND_NOW: later }, ...words);
    const watch = setInterval(() => {
      const writes = scene.server.tenant.requests.filter(({ method }) => method === 'PATCH').length;
      if (writes > changed.length) child.kill('SIGKILL');
    }, 20);
    await once(child, 'close');
    clearInterval(watch);
    const half = await states();
    expect(half).toContain('enabled');
    expect(half).toContain('disabled');

    // Its lease has to run out first: nobody can know that it is dead.
    expect(await scene.run(later, ...words)).toMatchObject({ exitCode: 6 });
    const afterLease = '2026-11-02T02:20:00Z';
    expect(await scene.run(afterLease, ...words)).toMatchObject({ exitCode: 0 });
    expect(await states()).toEqual(changed.map(() => 'enabled'));
    const history = JSON.parse((await scene.run(afterLease, 'history', '--json')).out) as Recovery[];
    expect(history.map(({ status }) => status)).toEqual(['completed', 'interrupted']);
    expect((await scene.run(afterLease, ...words)).out).toMatch(/Nothing to do/);
  });
});

describe('backups', () => {
  it('says of each whether it still is what the journal recorded', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const listed = async () =>
      (JSON.parse((await scene.run(later, 'backups', '--json')).out) as { integrity: string }[]).map(
        ({ integrity }) => integrity,
      );
    expect(await listed()).toEqual(['recorded']);
    // Somebody with push rights makes a branch that looks like a backup.
    const forged = (await scene.git('log', '-1', '--format=%B')).replaceAll(
      '2026-11-01T02-00-00Z',
      '2026-11-01T03-00-00Z',
    );
    const commit = await scene.git('commit-tree', '-p', 'HEAD', '-m', forged, 'HEAD^{tree}');
    await scene.git('push', '--quiet', 'origin', `${commit}:refs/heads/backup/2026-11-01T03-00-00Z`);
    expect(await listed()).toEqual(['recorded', 'notRecorded']);
    // It counts for nothing: neither as the newest state of the tenant nor as one to go back to.
    const [before] = (await scene.git('log', '-1', '--format=%H', 'origin/backup/2026-11-01T02-00-00Z')).split('\n');
    const report = await scene.run(later, 'diff', '--json');
    expect(JSON.parse(report.out)).toMatchObject({ from: { commit: before } });
    expect(report.errors).toMatch(/backup\/2026-11-01T03-00-00Z is not in the journal/);
    expect(await scene.run(later, 'recover', '--from', '2026-11-01T03', '--yes')).toMatchObject({ exitCode: 8 });
    expect(JSON.parse((await scene.run(later, 'status', '--json')).out)).toMatchObject({
      backups: 1,
      foreign: ['2026-11-01T03-00-00Z'],
    });
    expect(await scene.run('2026-11-01T02:30:00Z', 'backup')).toMatchObject({ exitCode: 0 });
  });
});

describe('retention', () => {
  it('prunes outlived branches after a newer backup has landed, and main keeps their history', async () => {
    const scene = await setScene({ seed: contoso(), choices: { retentionDays: 2 } });
    const days = ['01', '02', '03', '04', '05'].map((day) => `2026-11-${day}T02:00:00Z`);
    for (const day of days) expect(await scene.run(day, 'backup')).toMatchObject({ exitCode: 0 });
    const backups = JSON.parse((await scene.run(days[4] as string, 'backups', '--json')).out) as { name: string }[];
    expect(backups.map(({ name }) => name)).toEqual([
      '2026-11-03T02-00-00Z',
      '2026-11-04T02-00-00Z',
      '2026-11-05T02-00-00Z',
    ]);
    expect(await scene.git('log', '--format=%s', 'origin/main')).toMatch(/Backup 2026-11-01T02-00-00Z/);
    expect(await scene.run(days[4] as string, 'diff', '2026-11-01')).toMatchObject({ exitCode: 8 });
  });
});
