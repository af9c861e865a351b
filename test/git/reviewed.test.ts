import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emitCanonical } from '../../src/core/canonical/emit.ts';
import type { SnapshotStore } from '../../src/core/ports.ts';
import { journal } from '../../src/git/journal.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { Scene } from './scene.ts';

const one = 'snapshots/users/aa/one.yaml';
const two = 'snapshots/users/aa/two.yaml';

/** Text by path instead of blob ids, so that a test can say what it means. */
async function sum(store: SnapshotStore, range: string) {
  await store.refresh();
  const { changes, outside } = await store.reviewed(range);
  const ids = changes.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null);
  const texts = await store.contents(ids);
  const textOf = (id: string | null) => (id === null ? null : (texts.get(id) ?? '').trim());
  const told = changes.map(({ path, before, after }) => [path, [textOf(before), textOf(after)]] as const);
  return { changes: Object.fromEntries(told), outside };
}

describe('the reviewed change of a range', () => {
  let scene: Scene;
  let store: SnapshotStore;
  let start: string;
  beforeEach(async () => {
    scene = await Scene.start({ [one]: 'one\n', [two]: 'two\n', 'policies/guards.yaml': 'x: 1\n' });
    store = snapshotStore(await scene.open());
    start = scene.tip();
  });
  afterEach(() => scene.remove());

  /** A night that found an attack; its report was merged, and main is where the revert begins. */
  const attackMerged = () => {
    scene.git('checkout', '--quiet', '-b', 'report');
    const attack = scene.backup('2024-11-20T02-00-00Z', { [one]: 'ATTACK\n' });
    scene.git('checkout', '--quiet', 'main');
    scene.git('merge', '--quiet', '--no-ff', '-m', 'Merge report', attack);
    scene.pushMain();
    return { attack, merge: scene.tip() };
  };
  const undone = { changes: { 'users/aa/one.yaml': ['ATTACK', 'one'] }, outside: [] };

  it('is the revert of a merge', async () => {
    const { merge } = attackMerged();
    scene.git('revert', '--no-edit', '-m', '1', merge);
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual(undone);
  });

  it('is the same merged, squashed or rebased', async () => {
    const { merge } = attackMerged();
    scene.git('checkout', '--quiet', '-b', 'revert/1');
    scene.commit({ [one]: 'half\n' });
    scene.commit({ [one]: 'one\n' });
    const branch = scene.tip();
    for (const how of ['merge', 'squash', 'rebase']) {
      scene.git('checkout', '--quiet', '--detach', merge);
      if (how === 'merge') scene.git('merge', '--quiet', '--no-ff', '-m', 'Merge revert', branch);
      if (how === 'squash') {
        scene.git('merge', '--squash', branch);
        scene.git('commit', '--quiet', '-m', 'Revert (#2)');
      }
      if (how === 'rebase') scene.git('cherry-pick', '--no-ff', `${merge}..${branch}`);
      // The bare repository is written to directly: the hook would refuse to rewrite main.
      scene.git('push', '--quiet', 'origin', 'HEAD:refs/heads/scratch', '--force');
      scene.bare.git('update-ref', 'refs/heads/main', scene.tip());
      expect(await sum(store, `${merge}..HEAD`), how).toEqual(undone);
    }
  });

  it('leaves out what backups brought in the same range', async () => {
    const { merge } = attackMerged();
    scene.git('revert', '--no-edit', '-m', '1', merge);
    const undo = scene.tip();
    scene.backup('2024-11-21T02-00-00Z', { [two]: 'seen in the tenant\n' });
    scene.pushMain();
    expect(await sum(store, `${start}..HEAD`)).toEqual(undone);
    expect(await sum(store, `${undo}..HEAD`)).toEqual({ changes: {}, outside: [] });
  });

  it('knows the commits of backups whose branch is gone from the journal', async () => {
    const { attack } = attackMerged();
    const lock = await journal(await scene.open(), { now: () => new Date() }, { holder: 'test' }).lock({
      job: 'j',
      kind: 'backup',
    });
    const record = emitCanonical({ commit: attack });
    await lock.release(new Map([['backups/2024-11-20T02-00-00Z.yaml', record]]), 'Backup');
    scene.backup('2024-11-29T02-00-00Z', {});
    scene.git('push', '--quiet', 'origin', ':refs/heads/backup/2024-11-20T02-00-00Z');
    expect(await sum(store, `${start}..origin/main`)).toEqual({ changes: {}, outside: [] });
  });

  it('takes no branch for a backup that is not in the journal', async () => {
    const { merge } = attackMerged();
    scene.git('revert', '--no-edit', '-m', '1', merge);
    scene.pushMain();
    // Somebody names the reviewed revert a backup, so that no recovery follows.
    scene.git('push', '--quiet', 'origin', 'HEAD:refs/heads/backup/2024-11-22T02-00-00Z');
    expect(await sum(store, `${merge}..HEAD`)).toEqual(undone);
  });

  it('does not guess when the record of a backup names no commit', async () => {
    const mine = journal(await scene.open(), { now: () => new Date() }, { holder: 'test' });
    const lock = await mine.lock({ job: 'j', kind: 'backup' });
    await lock.release(new Map([['backups/2024-11-20T02-00-00Z.yaml', 'objects: 3\n']]), 'Backup');
    scene.commit({ [one]: 'x\n' });
    scene.pushMain();
    const problem = await problemOf(sum(store, 'HEAD'));
    expect(problem.code).toBe('repository');
    expect(problem.text).toContain('journal:backups/2024-11-20T02-00-00Z.yaml');
  });

  it('counts a squashed report, which no backup made', async () => {
    scene.git('checkout', '--quiet', '-b', 'report');
    scene.backup('2024-11-20T02-00-00Z', { [one]: 'ATTACK\n' });
    scene.git('checkout', '--quiet', 'main');
    scene.git('merge', '--squash', 'report');
    scene.git('commit', '--quiet', '-m', 'Report (#1)');
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual({ changes: { 'users/aa/one.yaml': ['one', 'ATTACK'] }, outside: [] });
  });

  it('sees what an evil merge added, and only that', async () => {
    scene.git('checkout', '--quiet', '-b', 'side');
    scene.backup('2024-11-20T02-00-00Z', { [one]: 'seen\n' });
    scene.git('checkout', '--quiet', 'main');
    scene.git('merge', '--no-ff', '--no-commit', 'side');
    scene.commit({ [two]: 'slipped in\n', [one]: 'neither\n', 'snapshots/users/aa/three.yaml': 'new\n' }, 'Merge side');
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual({
      changes: {
        'users/aa/one.yaml': ['one', 'neither'],
        'users/aa/two.yaml': ['two', 'slipped in'],
        'users/aa/three.yaml': [null, 'new'],
      },
      outside: [],
    });
  });

  it('takes nothing from a merge that kept one side', async () => {
    scene.git('checkout', '--quiet', '-b', 'side');
    scene.commit({ [one]: 'other\n' });
    scene.git('checkout', '--quiet', 'main');
    scene.git('merge', '--quiet', '--no-ff', '-s', 'ours', '-m', 'Keep ours', 'side');
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual({ changes: {}, outside: [] });
  });

  it('drops what came back to where it was', async () => {
    scene.commit({ [one]: 'x\n', [two]: 'y\n' });
    scene.commit({ [one]: 'one\n' });
    scene.pushMain();
    expect(await sum(store, `${start}..HEAD`)).toEqual({ changes: { 'users/aa/two.yaml': ['two', 'y'] }, outside: [] });
  });

  it('follows a file that was removed, and one that was added', async () => {
    scene.commit({ [one]: null, 'snapshots/groups/bb/g.yaml': 'g\n' });
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual({
      changes: { 'groups/bb/g.yaml': [null, 'g'], 'users/aa/one.yaml': ['one', null] },
      outside: [],
    });
  });

  it('names what is touched outside snapshots/, also when it came back', async () => {
    scene.commit({ 'policies/guards.yaml': 'x: 2\n', [one]: 'x\n' });
    scene.commit({ 'policies/guards.yaml': 'x: 1\n', 'snapshots.yaml': 'x\n' });
    scene.pushMain();
    expect((await sum(store, `${start}..HEAD`)).outside).toEqual(['policies/guards.yaml', 'snapshots.yaml']);
  });

  it('does not depend on the settings of whoever runs it', async () => {
    for (const setting of ['diff.renames', 'diff.relative', 'diff.noprefix', 'log.showSignature', 'core.quotePath']) {
      scene.git('config', setting, 'true');
    }
    scene.git('config', 'color.ui', 'always');
    scene.commit({ [one]: null, 'snapshots/users/aa/é moved.yaml': 'one\n' });
    scene.pushMain();
    expect(await sum(store, 'HEAD')).toEqual({
      changes: { 'users/aa/one.yaml': ['one', null], 'users/aa/é moved.yaml': [null, 'one'] },
      outside: [],
    });
  });

  it('refuses a symbolic link, even one that was taken out again', async () => {
    const { symlinkSync, rmSync } = await import('node:fs');
    symlinkSync('/etc/passwd', `${scene.dir}/snapshots/users/link.yaml`);
    scene.commit({});
    rmSync(`${scene.dir}/snapshots/users/link.yaml`);
    scene.commit({});
    scene.pushMain();
    const problem = await problemOf(sum(store, `${start}..HEAD`));
    expect(problem.code).toBe('hostileYaml');
    expect(problem.text).toContain('link.yaml');
  });

  it.each([
    ['what is not on main', 'rangeNotReviewed', 'push it to main'],
    ['HEAD..origin/main', 'rangeNotReviewed', 'history'],
    ['origin/main', 'rangeNotReviewed', 'first commit'],
    ['nosuch..HEAD', 'rangeNotReviewed', 'nosuch'],
    ['HEAD...origin/main', 'usage', 'OLDER..NEWER'],
    ['..HEAD', 'usage', 'OLDER..NEWER'],
    ['', 'rangeNotReviewed', 'knows no commit'],
    ['--all', 'rangeNotReviewed', '--all'],
  ])('refuses %j', async (range, code, word) => {
    await store.refresh();
    scene.commit({ [one]: 'x\n' });
    const problem = await problemOf(store.reviewed(range === 'what is not on main' ? 'HEAD' : range));
    expect(problem).toMatchObject({ code });
    expect(problem.text).toContain(word);
  });

  it('refuses to judge a history that was cut off', async () => {
    scene.commit({ [one]: 'x\n' });
    scene.pushMain();
    scene.git('clone', '--quiet', '--depth', '1', `file://${scene.bare.dir}`, `${scene.root}/shallow`);
    const { openRepository } = await import('../../src/git/repository.ts');
    const shallow = snapshotStore(await openRepository(`${scene.root}/shallow`));
    const problem = await problemOf(shallow.reviewed('HEAD'));
    expect(problem.text).toContain('--unshallow');
  });
});
