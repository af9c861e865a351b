import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../src/core/ports.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { snapshotStoreContract } from '../contract/snapshotStore.ts';
import { coveredWriter } from './covered.ts';
import { backupMessage, Checkout, Scene } from './scene.ts';

snapshotStoreContract(async (files) => {
  const below = Object.entries(files).map(([path, text]) => [`snapshots/${path}`, text] as const);
  const scene = await Scene.start(Object.fromEntries(below));
  return {
    store: snapshotStore(await scene.open()),
    publish: async (branch, commit) => {
      if (branch.startsWith('backup/')) scene.publishBackup(branch.slice('backup/'.length), commit);
      else scene.git('push', '--quiet', 'origin', `${commit}:refs/heads/${branch}`);
    },
    message: backupMessage,
    close: async () => scene.remove(),
  };
});

describe('a git repository as snapshot store', () => {
  let scene: Scene;
  let store: SnapshotStore;
  beforeEach(async () => {
    scene = await Scene.start();
    store = snapshotStore(await scene.open());
  });
  afterEach(() => scene.remove());

  /** A commit with one odd entry below snapshots/, without a work tree. */
  const commitWith = (mode: string, id: string, path = 'snapshots/users/odd.yaml') => {
    const script = `commit refs/heads/odd\ncommitter a <a@b> 1 +0000\ndata 1\nx\nfrom refs/heads/main\nM ${mode} ${id} ${path}\n`;
    scene.feed(script, 'fast-import', '--quiet', '--force');
    return scene.tip('odd');
  };
  const blob = () => scene.feed('../../../etc/passwd', 'hash-object', '-w', '--stdin');

  it.each([
    ['120000', 'hostileYaml', 'symbolic link'],
    ['100755', 'unknownPath', 'executable'],
    ['160000', 'hostileYaml', 'submodule'],
  ])('refuses mode %s below snapshots/', async (mode, code, word) => {
    const commit = commitWith(mode, mode === '160000' ? scene.tip() : blob());
    const looks = [
      () => store.listing(commit),
      () => store.compare(scene.tip(), commit),
      () => coveredWriter(store, commit),
      () => store.locate(commit, ['users/odd.yaml']),
    ];
    for (const look of looks) {
      const problem = await problemOf(look());
      expect(problem.code).toBe(code);
      expect(problem.text).toContain('snapshots/users/odd.yaml');
      expect(problem.text).toContain(word);
    }
  });

  it('refuses a snapshots that is a symbolic link', async () => {
    const commit = commitWith('120000', blob(), 'snapshots');
    expect((await problemOf(store.listing(commit))).code).toBe('hostileYaml');
    expect((await problemOf(store.file(commit, 'snapshots'))).code).toBe('hostileYaml');
  });

  it('refuses a path that is not UTF-8', async () => {
    const id = scene.tip('HEAD:snapshots/users/aa/one.yaml');
    const entry = Buffer.concat([Buffer.from(`100644 blob ${id}\t`), Buffer.from([0x66, 0xff]), Buffer.from([0])]);
    const tree = scene.feed(entry, 'mktree', '-z');
    const top = scene.feed(`040000 tree ${tree}\tsnapshots\n`, 'mktree');
    const commit = scene.git('commit-tree', '-m', 'x', top);
    expect((await problemOf(store.listing(commit))).code).toBe('unknownPath');
  });

  it('refuses content that is not UTF-8, and keeps a byte order mark', async () => {
    const bad = scene.feed(Buffer.from([0x61, 0xff]), 'hash-object', '-w', '--stdin');
    const problem = await problemOf(store.contents([bad]));
    expect(problem.code).toBe('notYaml');
    expect(problem.text).toContain(bad);
    const marked = scene.feed('\uFEFFa: 1\n', 'hash-object', '-w', '--stdin');
    expect((await store.contents([marked])).get(marked)).toBe('\uFEFFa: 1\n');
  });

  it('asks for nothing but blobs by id', async () => {
    expect((await problemOf(store.contents([scene.tip()]))).text).toContain('commit');
    await expect(store.contents(['HEAD:x\nHEAD'])).rejects.toThrow('not an object id');
    await expect(store.listing('main')).rejects.toThrow('not an object id');
  });

  it('counts a commit without snapshots as empty', async () => {
    const before = scene.tip();
    const after = scene.commit({ 'snapshots/users/aa/one.yaml': null });
    expect(await store.listing(after)).toEqual(new Map());
    expect(await store.compare(before, after)).toMatchObject([{ path: 'users/aa/one.yaml', after: null }]);
    expect(await store.compare(after, before)).toMatchObject([{ path: 'users/aa/one.yaml', before: null }]);
  });

  it('shows objects as they are, whatever refs/replace says', async () => {
    const original = scene.tip('HEAD:snapshots/users/aa/one.yaml');
    scene.git('replace', original, scene.feed('one: forged\n', 'hash-object', '-w', '--stdin'));
    expect((await store.contents([original])).get(original)).toBe('one: 1\n');
  });

  it('reads many files in one go', async () => {
    const files = Array.from({ length: 3000 }, (_, n) => [`snapshots/users/${n % 7}/u${n}.yaml`, `n: ${n}\n`]);
    const commit = scene.commit(Object.fromEntries(files));
    const listed = await store.listing(commit);
    const texts = await store.contents([...listed.values()]);
    expect(listed.size).toBe(3001);
    expect(texts.get(listed.get('users/3/u2999.yaml')!)).toBe('n: 2999\n');
  });

  it('reads a partial clone in one go, and only what is missing', async () => {
    const files = Array.from({ length: 50 }, (_, n) => [`snapshots/users/u${n}.yaml`, `n: ${n}\n`]);
    scene.commit(Object.fromEntries(files));
    scene.pushMain();
    scene.git(
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--no-checkout',
      `file://${scene.bare.dir}`,
      `${scene.root}/part`,
    );
    const part = new Checkout(`${scene.root}/part`);
    const partial = snapshotStore(await part.open());
    const listed = await partial.listing(await partial.main());
    const packs = () => readdirSync(`${part.dir}/.git/objects/pack`).filter((name) => name.endsWith('.pack')).length;
    const before = packs();
    const ids = [...listed.values()];
    expect(await partial.contents(ids)).toEqual(await store.contents(ids));
    expect(packs()).toBe(before + 1);
    await partial.contents(ids);
    expect(packs()).toBe(before + 1);
    expect(await partial.mentioning(await partial.main(), ['n: 49'])).toEqual(['users/u49.yaml']);
    expect(packs()).toBe(before + 1);
    const writer = await coveredWriter(partial, await partial.main());
    expect(await writer.put('users/u7.yaml', 'n: 7\n')).toBe('unchanged');
  });

  it.each([
    ['lacks trailers', 'By hand'],
    ['carries the name of another', backupMessage('2024-11-19T02-00-00Z')],
    ['has a trailer twice', `${backupMessage('2024-11-20T02-00-00Z')}Objects: 4\n`],
    ['counts with words', backupMessage('2024-11-20T02-00-00Z').replace('Objects: 3', 'Objects: many')],
  ])('counts no branch that %s, and says so', async (_, message) => {
    scene.commit({}, message);
    scene.git('push', '--quiet', 'origin', 'HEAD:refs/heads/backup/2024-11-20T02-00-00Z');
    await store.refresh();
    expect(await store.backups()).toEqual([]);
    expect(await store.strangers()).toMatchObject([
      { code: 'repository', place: { file: 'backup/2024-11-20T02-00-00Z' } },
    ]);
  });

  it('forgets branches that are gone from the remote', async () => {
    scene.backup('2024-11-01T02-00-00Z', {});
    scene.backup('2024-11-20T02-00-00Z', {});
    await store.refresh();
    expect(await store.backups()).toHaveLength(2);
    scene.clone('other').git('push', '--quiet', 'origin', ':refs/heads/backup/2024-11-01T02-00-00Z');
    await store.refresh();
    expect((await store.backups()).map(({ name }) => name)).toEqual(['2024-11-20T02-00-00Z']);
  });

  it('prunes what the remote lets go, and passes on its refusal', async () => {
    for (const name of ['2024-11-01T02-00-00Z', '2024-11-18T02-00-00Z', '2024-11-20T02-00-00Z']) scene.backup(name, {});
    await store.refresh();
    const young = await problemOf(store.prune(['2024-11-01T02-00-00Z', '2024-11-18T02-00-00Z']));
    expect(young.code).toBe('protectedRef');
    expect(young.text).toContain('not older than 5 days');
    expect(scene.bare.git('for-each-ref', 'refs/heads/backup').split('\n')).toHaveLength(3);
    await store.prune(['2024-11-01T02-00-00Z']);
    expect((await store.backups()).map(({ name }) => name)).toEqual(['2024-11-18T02-00-00Z', '2024-11-20T02-00-00Z']);
  });

  it('works in a checkout that is set up to fetch one branch only', async () => {
    scene.git('config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main');
    scene.clone('other').backup('2024-11-20T02-00-00Z', {});
    await store.refresh();
    expect(await store.backups()).toHaveLength(1);
  });

  it('says that the remote is away, without the password', async () => {
    scene.git('remote', 'set-url', 'origin', 'http://ada:s3cret@127.0.0.1:9/tenant.git');
    const problem = await problemOf(store.refresh());
    expect(problem.code).toBe('repository');
    expect(problem.text).toContain('127.0.0.1:9');
    expect(problem.text).not.toContain('s3cret');
    const pushing = await problemOf(store.propose('revert/1', scene.tip()));
    expect(pushing.text).toContain('127.0.0.1:9');
    expect(pushing.text).not.toContain('s3cret');
  });
});

describe('the local main', () => {
  let scene: Scene;
  let store: SnapshotStore;
  beforeEach(async () => {
    scene = await Scene.start();
    store = snapshotStore(await scene.open());
    const other = scene.clone('other');
    other.commit({ 'snapshots/users/aa/one.yaml': 'one: 2\n' });
    other.pushMain();
    await store.refresh();
  });
  afterEach(() => scene.remove());

  it('moves when it is clean and behind', async () => {
    expect(await store.advanceCheckout()).toEqual({ moved: true });
    expect(scene.tip()).toBe(await store.main());
    expect(scene.git('status', '--porcelain')).toBe('');
    expect(await store.advanceCheckout()).toEqual({ moved: false, reason: 'main is up to date' });
  });

  it('stays when more files would be written than anybody waits for', async () => {
    const files = Array.from({ length: 20_001 }, (_, n) => `M 100644 :1 snapshots/users/u${n}.yaml\n`).join('');
    const from = await store.main();
    const script = `blob\nmark :1\ndata 5\nn: 1\n\ncommit refs/heads/many\ncommitter x <x@y> 0 +0000\ndata 0\nfrom ${from}\n${files}\n`;
    scene.feed(script, 'fast-import', '--quiet', '--force');
    scene.git('push', '--quiet', 'origin', 'many:main');
    await store.refresh();
    const before = scene.tip();
    expect((await store.advanceCheckout()).reason).toMatch(/more than 20000 files/);
    expect(scene.tip()).toBe(before);
  });

  it.each<[string, (scene: Scene) => void, RegExp]>([
    ['another branch is checked out', (s) => s.git('checkout', '--quiet', '-b', 'work'), /work is checked out/],
    ['no branch is checked out', (s) => s.git('checkout', '--quiet', '--detach'), /no branch/],
    ['it has commits of its own', (s) => s.commit({ 'x.txt': 'x' }), /commits/],
    ['a file was changed', (s) => s.git('rm', '--quiet', '--cached', 'snapshots/users/aa/one.yaml'), /not committed/],
  ])('stays when %s', async (_, prepare, reason) => {
    prepare(scene);
    const before = scene.tip();
    const advance = await store.advanceCheckout();
    expect(advance.moved).toBe(false);
    expect(advance.reason).toMatch(reason);
    expect(scene.tip()).toBe(before);
  });
});
