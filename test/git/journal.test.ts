import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journal } from '../../src/git/journal.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { journalContract } from '../contract/journal.ts';
import { coveredWriter } from './covered.ts';
import { type Checkout, Scene } from './scene.ts';

const start = Date.UTC(2024, 10, 23, 2);

/** A clock that moves when told. */
class Hand {
  #now = start;
  now(): Date {
    return new Date(this.#now);
  }
  pass(minutes: number): void {
    this.#now += minutes * 60_000;
  }
}

journalContract(async () => {
  const scene = await Scene.start();
  const clock = new Hand();
  let moves = 0;
  // Clones hold what the remote's branches hold, so that is what can be moved.
  const to = scene.commit({ 'x.txt': 'x' });
  scene.git('push', '--quiet', 'origin', 'HEAD:refs/heads/revert/x');
  return {
    open: async (holder) => journal(await scene.clone(`at-${holder.replace(/\W/g, '-')}`).open(), clock, { holder }),
    pass: (minutes) => clock.pass(minutes),
    freshMove: () => {
      moves += 1;
      return { ref: `refs/heads/backup/2024-11-23T02-00-0${moves}Z`, to, from: null };
    },
    tip: async (ref) => scene.bare.git('for-each-ref', '--format=%(objectname)', ref) || null,
    close: async () => scene.remove(),
  };
});

describe('a branch as journal', () => {
  let scene: Scene;
  let clock: Hand;
  beforeEach(async () => {
    scene = await Scene.start();
    clock = new Hand();
  });
  afterEach(() => scene.remove());

  const open = async (checkout: Checkout, holder = 'host 1') => journal(await checkout.open(), clock, { holder });
  const name = '2024-11-23T02-00-00Z';
  const none = new Map<string, string>();

  it('is a history of its own, one commit per write, by the clock that was given', async () => {
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'backup' });
    clock.pass(1);
    await lock.save(new Map([['backups/x.yaml', 'x: 1\n']]), 'Record x');
    clock.pass(1);
    await lock.release(none, 'Done');
    expect(scene.bare.git('log', '--format=%s|%aI|%an', 'journal').split('\n')).toEqual([
      'Done|2024-11-23T02:02:00+00:00|entra-rewind',
      'Record x|2024-11-23T02:01:00+00:00|entra-rewind',
      'Lock for backup j1|2024-11-23T02:00:00+00:00|entra-rewind',
    ]);
    expect(scene.bare.git('ls-tree', '-r', '--name-only', 'journal')).toBe('backups/x.yaml');
    expect(scene.bare.try('merge-base', 'journal', 'main').succeeded).toBe(false);
    expect(scene.refs()).not.toContain('pending');
  });

  it('says in its history who took the lock over from whom', async () => {
    await (await open(scene, 'host-a 1')).lock({ job: 'backup j1', kind: 'backup' });
    clock.pass(5);
    await (await open(scene.clone('b'), 'host-b 2')).lock({ job: 'j2', kind: 'recovery' });
    const message = scene.bare.git('log', '-1', '--format=%B', 'journal');
    expect(message).toContain('Lock for recovery j2');
    expect(message).toContain('Taken over from backup j1 (host-a 1), whose lease ended at 2024-11-23T02:05:00.000Z');
  });

  it('publishes a backup, its record and main in one push', async () => {
    const store = snapshotStore(await scene.open());
    await store.refresh();
    const main = await store.main();
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'backup' });
    const writer = await coveredWriter(store, main);
    await writer.put('users/aa/one.yaml', 'one: 2\n');
    const { commit } = await writer.commit({ message: 'Backup', at: clock.now() });
    await lock.release(new Map([[`backups/${name}.yaml`, `commit: "${commit}"\n`]]), `Backup ${name}`, [
      { ref: `refs/heads/backup/${name}`, from: null, to: commit },
      { ref: 'refs/heads/main', from: main, to: commit },
    ]);
    expect(scene.bare.tip(`backup/${name}`)).toBe(commit);
    expect(scene.bare.tip('main')).toBe(commit);
    // Known here without another look at the remote.
    expect(await store.main()).toBe(commit);
    expect(await store.advanceCheckout()).toEqual({ moved: true });
  });

  it('writes again when somebody else wrote meanwhile', async () => {
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'recovery' });
    const other = scene.clone('other');
    other.git('checkout', '--quiet', 'journal');
    other.commit({ 'cancels/j1.yaml': 'by: Ada\n' }, 'Cancel j1');
    other.git('push', '--quiet', 'origin', 'journal');
    await lock.save(new Map([['recoveries/j1.yaml', 'x: 1\n']]), 'Progress');
    const reader = await open(scene.clone('reader'));
    expect(await reader.read('cancels/j1.yaml')).toBe('by: Ada\n');
    expect(await reader.read('recoveries/j1.yaml')).toBe('x: 1\n');
    // The job sees the request as soon as it has written.
    expect([...(await (await open(scene)).records('cancels')).keys()]).toEqual(['cancels/j1.yaml']);
  });

  it('gives up in words when others always come first', async () => {
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'recovery' });
    // A remote at which every push finds the journal moved: the hook moves it itself.
    writeFileSync(
      `${scene.bare.dir}/hooks/update`,
      '#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/journal $(git -c user.name=x -c user.email=x@y commit-tree -p refs/heads/journal -m moved "refs/heads/journal^{tree}") >&2\n',
      { mode: 0o755 },
    );
    const problem = await problemOf(lock.save(none, 'Never'));
    expect(problem.code).toBe('repository');
    expect(problem.text).toContain('5 times');
  });

  it('passes on why the remote said no, and moves nothing', async () => {
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'backup' });
    const before = scene.bare.tip('journal');
    const good = { ref: `refs/heads/backup/${name}`, from: null, to: scene.tip() };
    const problem = await problemOf(lock.release(none, 'x', [good, { ...good, ref: 'refs/heads/backup/tonight' }]));
    expect(problem.code).toBe('protectedRef');
    expect(problem.text).toContain('a backup is named by its UTC time');
    expect(scene.bare.tip('journal')).toBe(before);
    expect(scene.bare.try('rev-parse', '--verify', `backup/${name}`).succeeded).toBe(false);
  });

  it('rewrites no branch, even one whose tip it knows', async () => {
    const old = scene.tip();
    const main = scene.commit({ 'x.txt': 'x' });
    scene.pushMain();
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'backup' });
    const back = { ref: 'refs/heads/main', from: main, to: old };
    expect((await problemOf(lock.release(none, 'x', [back]))).code).toBe('divergedBranch');
    expect(scene.bare.tip('main')).toBe(main);
  });

  it('takes a push whose answer was lost for what it was', async () => {
    const lock = await (await open(scene)).lock({ job: 'j1', kind: 'backup' });
    // The server dies after it has moved the branches, and before it says so.
    const hook = '#!/bin/sh\nif [ "$1" = committed ]; then kill -9 $PPID; fi\n';
    writeFileSync(`${scene.bare.dir}/hooks/reference-transaction`, hook, { mode: 0o755 });
    await lock.save(new Map([['x.yaml', 'x: 1\n']]), 'Lost');
    expect(scene.bare.git('show', 'journal:x.yaml')).toBe('x: 1');
  });

  it.each([
    ['no YAML', '{'],
    ['no lock', 'job: j1\n'],
  ])('holds a lock that is %s for held', async (_, text) => {
    scene.git('checkout', '--quiet', '--orphan', 'journal');
    scene.git('rm', '-r', '--quiet', '--force', '.');
    scene.commit({ 'lock.yaml': text });
    scene.git('push', '--quiet', 'origin', 'journal');
    const mine = await open(scene);
    await problemOf(mine.lock({ job: 'j2', kind: 'backup' }));
    await problemOf(mine.holder());
    expect(scene.bare.git('show', 'journal:lock.yaml')).toBe(text.trim());
  });

  it('does not look empty when the remote is away', async () => {
    const mine = await open(scene);
    scene.git('remote', 'set-url', 'origin', '../nowhere.git');
    expect((await problemOf(mine.read('x.yaml'))).code).toBe('repository');
    expect((await problemOf(mine.records('backups'))).code).toBe('repository');
    expect((await problemOf(mine.lock({ job: 'j', kind: 'backup' }))).code).toBe('repository');
  });
});
