import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { coveredWriter } from './covered.ts';
import { Checkout, Scene, temporaryFolder } from './scene.ts';

const at = new Date('2024-11-20T02:00:00.999Z');

/** Everything below objects/, so that a leftover of any kind shows. */
const objects = (checkout: Checkout) =>
  readdirSync(join(checkout.dir, '.git', 'objects'), { recursive: true })
    .map(String)
    .toSorted();

describe('writing a commit', () => {
  let scene: Scene;
  afterEach(() => scene.remove());

  it('leaves no ref, and a sound repository', async () => {
    scene = await Scene.start();
    const refs = scene.refs();
    const store = snapshotStore(await scene.open());
    const writer = await coveredWriter(store, scene.tip());
    for (let n = 0; n < 500; n += 1) await writer.put(`users/${n % 10}/u${n}.yaml`, `n: ${n}\n`);
    const { commit, tree } = await writer.commit({ message: 'Many', at });
    expect(scene.refs()).toBe(refs);
    expect(scene.git('rev-parse', `${commit}:snapshots`)).toBe(tree);
    expect(scene.git('log', '-1', '--format=%an <%ae> %cn %aI %ct %B', commit)).toBe(
      `entra-rewind <entra-rewind@users.noreply.github.com> entra-rewind 2024-11-20T02:00:00+00:00 ${Date.UTC(2024, 10, 20, 2) / 1000} Many`,
    );
    expect(scene.try('fsck', '--strict', '--no-dangling')).toEqual({ succeeded: true, said: '' });
    expect(objects(scene).some((name) => name.includes('entra-rewind-'))).toBe(false);
  });

  it('leaves nothing at all when it is given up', async () => {
    scene = await Scene.start();
    const before = objects(scene);
    const refs = scene.refs();
    const store = snapshotStore(await scene.open());
    const writer = await coveredWriter(store, scene.tip());
    for (let n = 0; n < 200; n += 1) await writer.put(`users/${n}.yaml`, 'x'.repeat(5000));
    await writer.abort();
    await writer.abort();
    expect(objects(scene)).toEqual(before);
    expect(scene.refs()).toBe(refs);
  });

  it('fails in words when git dies, and the next one is not hindered', async () => {
    scene = await Scene.start();
    const store = snapshotStore(await scene.open());
    const writer = await coveredWriter(store, scene.tip());
    await writer.put('users/x.yaml', 'x: 1\n');
    const nobody = '0'.repeat(39).concat('1');
    const problem = await problemOf(writer.commit({ message: 'x', at, parents: [nobody] }));
    expect(problem.code).toBe('repository');
    const next = await coveredWriter(store, scene.tip());
    await next.put('users/x.yaml', 'x: 1\n');
    expect((await next.commit({ message: 'x', at })).changed).toBe(1);
  });

  it('names as parents only what no other parent contains, and keeps what is outside', async () => {
    scene = await Scene.start({ 'snapshots/a.yaml': 'a: 1\n', 'README.md': 'main\n' });
    const main = scene.tip();
    const store = snapshotStore(await scene.open());
    const make = async (from: string, parents: string[], text: string) => {
      const writer = await coveredWriter(store, from);
      await writer.put('a.yaml', text);
      const { commit } = await writer.commit({ message: text, at, parents });
      return { commit, parents: scene.git('log', '-1', '--format=%P', commit).split(' ') };
    };
    const first = await make(main, [], 'a: 2\n');
    expect(first.parents).toEqual([main]);
    // main has not moved: the backup before contains it, and is the only parent.
    const second = await make(main, [first.commit], 'a: 3\n');
    expect(second.parents).toEqual([first.commit]);
    expect(scene.git('diff', '--name-status', main, second.commit)).toBe('M\tsnapshots/a.yaml');
    // main has moved on: both.
    const moved = scene.commit({ 'README.md': 'moved\n' });
    const third = await make(moved, [second.commit, second.commit, main], 'a: 4\n');
    expect(third.parents).toEqual([moved, second.commit]);
    expect(scene.git('show', `${third.commit}:README.md`)).toBe('moved');
    // main contains the backup before.
    scene.git('merge', '--quiet', '--no-edit', third.commit);
    const fourth = await make(scene.tip(), [third.commit], 'a: 5\n');
    expect(fourth.parents).toEqual([scene.tip()]);
  });

  it('makes an empty folder of a snapshot without files', async () => {
    scene = await Scene.start();
    const store = snapshotStore(await scene.open());
    const writer = await coveredWriter(store, scene.tip());
    writer.remove('users/aa/one.yaml');
    const { commit, tree } = await writer.commit({ message: 'None', at });
    expect(await store.listing(commit)).toEqual(new Map());
    expect(tree).toBe(scene.feed('', 'mktree'));
  });

  it('refuses half a surrogate pair', async () => {
    scene = await Scene.start();
    const writer = await coveredWriter(snapshotStore(await scene.open()), scene.tip());
    await expect(writer.put('x.yaml', 'x: "\uD83D"\n')).rejects.toThrow('surrogate');
    await writer.abort();
  });

  it('knows repositories that name objects by SHA-256', async () => {
    scene = await Scene.start();
    const dir = temporaryFolder();
    try {
      execFileSync('git', ['init', '--quiet', '--object-format=sha256', '-b', 'main', dir]);
      const checkout = new Checkout(dir);
      checkout.git('remote', 'add', 'origin', '../nowhere.git');
      const start = checkout.commit({ 'snapshots/a.yaml': 'a: 1\n' });
      const store = snapshotStore(await openRepository(dir));
      const writer = await coveredWriter(store, start);
      expect(await writer.put('a.yaml', 'a: 1\n')).toBe('unchanged');
      expect(await writer.put('b.yaml', 'b: 1\n')).toBe('added');
      const { commit } = await writer.commit({ message: 'x', at });
      expect(commit).toHaveLength(64);
      expect((await store.listing(commit)).get('b.yaml')).toBe(store.blobId('b: 1\n'));
    } finally {
      execFileSync('rm', ['-rf', dir]);
    }
  });
});
