import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../src/core/ports.ts';
import { requireSame } from '../../src/git/packIndex.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { coveredWriter } from './covered.ts';
import { Scene } from './scene.ts';

const guid = (n: number): string => {
  const text = createHash('sha1').update(`${n}`).digest('hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`;
};
const pathOf = (n: number): string => `users/0${n % 4}/${guid(n)}.yaml`;
/** As long, compressed, as a user is. */
const textOf = (n: number, night: number): string =>
  Array.from({ length: 24 }, (_, line) => `line${line}: ${guid(n * 100 + line + 7 * night)}\n`).join('');

describe('packing the remote', () => {
  let scene: Scene;
  let store: SnapshotStore;
  let objects: string;
  beforeEach(async () => {
    scene = await Scene.start();
    store = snapshotStore(await scene.open());
    objects = join(scene.bare.dir, 'objects');
  });
  afterEach(() => scene.remove());

  /** A commit on `main` of these users, pushed. Gives the size of what was put, compressed. */
  async function night(number: number, users: readonly number[]): Promise<number> {
    await store.refresh();
    const writer = await coveredWriter(store, await store.main());
    let compressed = 0;
    for (const user of users) {
      await writer.put(pathOf(user), textOf(user, number));
      compressed += deflateSync(textOf(user, number)).length;
    }
    const { commit } = await writer.commit({ message: `Night ${number}`, at: new Date(number * 86_400_000) });
    scene.git('push', '--quiet', 'origin', `${commit}:refs/heads/main`);
    return compressed;
  }

  const all = Array.from({ length: 2000 }, (_, n) => n);
  const packs = () => readdirSync(join(objects, 'pack')).filter((name) => name.endsWith('.pack'));
  const bytes = () =>
    readdirSync(objects, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  const ids = () => {
    const args = ['cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)'];
    return scene.bare.git(...args);
  };

  it('makes it grow with what changes, and keeps every object', async () => {
    await night(0, all);
    await store.tidy();
    for (let number = 1; number <= 5; number += 1) {
      const before = bytes();
      const compressed = await night(number, all.slice(40 * number, 40 * number + 40));
      const whole = ids();
      const untidy = bytes() - before;
      await store.tidy();
      // Without it, the folders of these files come along whole.
      expect(untidy).toBeGreaterThan(4 * compressed);
      expect(bytes() - before).toBeLessThan(3 * compressed);
      expect(ids()).toBe(whole);
    }
    expect(packs().length).toBeLessThan(7);
    expect(scene.bare.git('fsck', '--strict')).toBe('');
    expect((await store.listing(await store.main())).size).toBe(2001);
  });

  it('keeps what no branch holds any more', async () => {
    await night(0, all.slice(0, 200));
    const lost = scene.tip('origin/main');
    scene.bare.git('update-ref', 'refs/heads/main', scene.tip());
    await store.tidy();
    expect(scene.bare.git('cat-file', '-t', lost)).toBe('commit');
    expect(scene.bare.git('ls-tree', '-r', '--name-only', lost).split('\n')).toHaveLength(201);
  });

  it('does nothing the second time', async () => {
    await night(0, all.slice(0, 50));
    await store.tidy();
    const before = packs();
    await store.tidy();
    expect(packs()).toEqual(before);
  });

  it('starts anew after git gc', async () => {
    await night(0, all);
    await store.tidy();
    scene.bare.git('gc', '--quiet');
    const whole = ids();
    await night(1, [1]);
    await store.tidy();
    expect(ids().split('\n')).toEqual(expect.arrayContaining(whole.split('\n')));
    expect(packs()).toHaveLength(2);
  });

  it('may run twice at a time', async () => {
    await night(0, all);
    const whole = ids();
    await Promise.allSettled([store.tidy(), store.tidy(), snapshotStore(await scene.open()).tidy()]);
    expect(ids()).toBe(whole);
    await store.tidy();
    expect(ids()).toBe(whole);
    expect(readdirSync(objects).filter((name) => name.startsWith('entra-rewind-'))).toEqual([]);
  });

  it.each([
    [
      'packs that are to be kept',
      (packed: readonly string[]) => {
        for (const pack of packed) writeFileSync(pack.replace(/pack$/, 'keep'), '');
      },
    ],
    ['a repository with a multi-pack index', () => scene.bare.git('multi-pack-index', 'write')],
    ['a repository that init did not make', () => scene.bare.git('config', '--unset', 'entra-rewind.retentionDays')],
  ])('leaves alone %s', async (_, own) => {
    await night(0, all.slice(0, 50));
    const before = packs();
    own(before.map((name) => join(objects, 'pack', name)));
    await store.tidy();
    expect(packs()).toEqual(before);
  });

  it('changes nothing where a pack is damaged', async () => {
    await night(0, all);
    const before = packs();
    const [largest = ''] = before.toSorted(
      (a, b) => statSync(join(objects, 'pack', b)).size - statSync(join(objects, 'pack', a)).size,
    );
    const damaged = join(objects, 'pack', largest);
    const content = readFileSync(damaged);
    rmSync(damaged);
    writeFileSync(damaged, content);
    truncateSync(damaged, Math.floor(content.length / 2));
    expect((await problemOf(store.tidy())).code).toBe('repository');
    expect(packs()).toEqual(before);
    writeFileSync(damaged, content);
    await store.tidy();
    expect(scene.bare.git('fsck', '--strict')).toBe('');
  });

  it('sees that an object would be lost', async () => {
    await night(0, all.slice(0, 50));
    const folder = join(objects, 'pack');
    const names = packs().map((name) => name.slice(0, -'.pack'.length));
    await requireSame(folder, names, folder, names, 'sha1');
    const made = join(scene.root, 'made');
    const list = execFileSync('git', ['rev-list', '--objects', 'main~1'], { cwd: scene.bare.dir, encoding: 'utf8' });
    const input = list.replace(/ .*$/gm, '');
    const hash = scene.bare.feed(input, 'pack-objects', '--quiet', made);
    const lacking = requireSame(folder, names, scene.root, [`made-${hash}`], 'sha1');
    expect((await problemOf(lacking)).text).toContain('would be lost');
  });
});
