/** What every `SnapshotStore` must do, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../src/core/ports.ts';
import { coveredWriter } from '../git/covered.ts';
import { problemOf } from './failure.ts';

export interface StoreUnderTest {
  readonly store: SnapshotStore;
  /** Gives a branch of the remote this commit, as a job's last push does. */
  publish(branch: string, commit: string): Promise<void>;
  /** Message of a backup's commit. */
  message(backup: string): string;
  close(): Promise<void>;
}

const first = '2024-11-20T02-00-00Z';
const second = '2024-11-21T02-00-00Z';

/** `make` gives a store whose remote has a `main` with the snapshot files given, and no backup. */
export function snapshotStoreContract(make: (files: Record<string, string>) => Promise<StoreUnderTest>): void {
  describe('as a snapshot store', () => {
    let under: StoreUnderTest;
    let store: SnapshotStore;
    const at = new Date('2024-11-20T02:00:00Z');

    beforeEach(async () => {
      under = await make({ 'users/aa/one.yaml': 'one: 1\n', 'users/bb/two.yaml': 'two: 2\n' });
      store = under.store;
      await store.refresh();
    });
    afterEach(() => under.close());

    const backUp = async (name: string, from: string, files: Record<string, string | null>, parents: string[] = []) => {
      const writer = await coveredWriter(store, from);
      for (const [path, text] of Object.entries(files)) {
        if (text === null) writer.remove(path);
        else await writer.put(path, text);
      }
      const made = await writer.commit({ message: under.message(name), at, parents });
      await under.publish(`backup/${name}`, made.commit);
      await store.refresh();
      return made;
    };

    it('writes what was put, keeps what was not, and tells which is which', async () => {
      const main = await store.main();
      const writer = await coveredWriter(store, main);
      expect(await writer.put('users/aa/one.yaml', 'one: 1\n')).toBe('unchanged');
      expect(await writer.put('users/bb/two.yaml', 'two: 3\n')).toBe('changed');
      expect(await writer.put('groups/cc/three.yaml', 'three: "naïve 😀"\n')).toBe('added');
      const { commit, changed } = await writer.commit({ message: 'Third', at });
      expect(changed).toBe(2);

      const files = await store.listing(commit);
      expect([...files.keys()].toSorted()).toEqual(['groups/cc/three.yaml', 'users/aa/one.yaml', 'users/bb/two.yaml']);
      const texts = await store.contents([...files.values()]);
      expect(texts.get(files.get('groups/cc/three.yaml')!)).toBe('three: "naïve 😀"\n');
      expect(files.get('groups/cc/three.yaml')).toBe(store.blobId('three: "naïve 😀"\n'));
      expect(texts.get(files.get('users/bb/two.yaml')!)).toBe('two: 3\n');
      expect(await store.compare(main, commit)).toEqual([
        { path: 'groups/cc/three.yaml', before: null, after: files.get('groups/cc/three.yaml') },
        {
          path: 'users/bb/two.yaml',
          before: (await store.listing(main)).get('users/bb/two.yaml'),
          after: files.get('users/bb/two.yaml'),
        },
      ]);
    });

    it('makes the same commit of the same things twice', async () => {
      const main = await store.main();
      const made = await Promise.all(
        [1, 2].map(async () => {
          const writer = await coveredWriter(store, main);
          await writer.put('users/cc/x.yaml', 'x: 1\n');
          return writer.commit({ message: 'Same', at });
        }),
      );
      expect(made[0]).toEqual(made[1]);
    });

    it('names the files of the start that nobody saw', async () => {
      const writer = await coveredWriter(store, await store.main());
      await writer.put('users/aa/one.yaml', 'one: 1\n');
      expect([...writer.unseen('users/')]).toEqual(['users/bb/two.yaml']);
      expect([...writer.unseen('groups/')]).toEqual([]);
      for (const path of writer.unseen('users')) writer.remove(path);
      const { commit } = await writer.commit({ message: 'Two left', at });
      expect([...(await store.listing(commit)).keys()]).toEqual(['users/aa/one.yaml']);
    });

    it('takes in a folder, or single files, and nothing that nobody asked about', async () => {
      const writer = await store.write(await store.main());
      await expect(writer.put('users/aa/one.yaml', 'one: 1\n')).rejects.toThrow('neither covered nor looked up');
      expect(() => writer.remove('users/aa/one.yaml')).toThrow('neither covered nor looked up');
      expect(() => [...writer.unseen('users/')]).toThrow('was not covered');
      await writer.look(['users/aa/one.yaml', 'users/zz/none.yaml']);
      expect([writer.has('users/aa/one.yaml'), writer.has('users/zz/none.yaml')]).toEqual([true, false]);
      await writer.look(['users/aa/one.yaml']);
      expect(await writer.put('users/zz/none.yaml', 'z: 1\n')).toBe('added');
      writer.remove('users/aa/one.yaml');
      await writer.cover('users');
      expect([...writer.unseen('users')]).toEqual(['users/bb/two.yaml']);
      await expect(writer.cover('users/')).rejects.toThrow('before');
      const { commit } = await writer.commit({ message: 'Looked', at });
      expect([...(await store.listing(commit)).keys()].toSorted()).toEqual(['users/bb/two.yaml', 'users/zz/none.yaml']);
    });

    it('lists, locates and counts what lies below a folder', async () => {
      const main = await store.main();
      const all = await store.listing(main);
      expect(await store.listing(main, 'users/')).toEqual(all);
      expect([...(await store.listing(main, 'users/aa')).keys()]).toEqual(['users/aa/one.yaml']);
      expect(await store.listing(main, 'groups/')).toEqual(new Map());
      expect(await store.count(main, 'users/')).toBe(2);
      expect(await store.count(main, 'groups/')).toBe(0);
      const asked = ['users/bb/two.yaml', 'users/bb/none.yaml'];
      expect(await store.locate(main, asked)).toEqual(new Map([['users/bb/two.yaml', all.get('users/bb/two.yaml')]]));
      expect(await store.locate(main, [])).toEqual(new Map());
      const many = Array.from({ length: 1000 }, (_, n) => `users/${n % 7}/none${n}.yaml`);
      expect(await store.locate(main, [...many, 'none.yaml', ...all.keys(), ...many])).toEqual(all);
    });

    it('finds the files that hold one of some texts, as they stand and nowhere else', async () => {
      const main = await store.main();
      const made = await backUp(first, main, {
        'groups/aa/some.yaml': 'members:\n  - user/a.b*c\n',
        'users/cc/three.yaml': 'x: "ä😀"\nid: aXb*c\n',
      });
      const found = async (...texts: string[]) => [...(await store.mentioning(made.commit, texts))].toSorted();
      expect(await found('a.b*c')).toEqual(['groups/aa/some.yaml']);
      expect(await found('😀', 'one: 1', 'nowhere')).toEqual(['users/aa/one.yaml', 'users/cc/three.yaml']);
      expect(await found('nowhere')).toEqual([]);
      expect(await found()).toEqual([]);
      expect(await store.mentioning(main, ['user/a.b*c'])).toEqual([]);
      for (const bad of ['', 'two\nlines']) expect((await problemOf(store.mentioning(main, [bad]))).code).toBe('usage');
    });

    it('makes a commit of an unchanged night too', async () => {
      const main = await store.main();
      const before = await backUp(first, main, {});
      const after = await backUp(second, main, {}, [before.commit]);
      expect(after.commit).not.toBe(before.commit);
      expect(after.tree).toBe(before.tree);
      expect(await store.compare(before.commit, after.commit)).toEqual([]);
    });

    it('lists backups, oldest first, with what their commits say', async () => {
      const main = await store.main();
      expect(await store.backups()).toEqual([]);
      const newer = await backUp(second, main, { 'users/aa/one.yaml': 'one: 2\n' });
      const older = await backUp(first, main, {});
      const listed = await store.backups();
      expect(listed.map(({ name, commit, tree }) => ({ name, commit, tree }))).toEqual([
        { name: first, commit: older.commit, tree: older.tree },
        { name: second, commit: newer.commit, tree: newer.tree },
      ]);
    });

    it('tells what is in the history of what', async () => {
      const main = await store.main();
      const { commit } = await backUp(first, main, {});
      expect(await store.contains(commit, main)).toBe(true);
      expect(await store.contains(main, main)).toBe(true);
      expect(await store.contains(main, commit)).toBe(false);
    });

    it('writes nothing when told to stop', async () => {
      const writer = await coveredWriter(store, await store.main());
      await writer.put('users/aa/one.yaml', 'one: 2\n');
      await writer.abort();
      await expect(writer.put('users/cc/x.yaml', '')).rejects.toThrow('ended');
      await store.refresh();
      expect(await store.backups()).toEqual([]);
    });

    it('refuses to write outside its folder, or where a reader could stumble', async () => {
      const writer = await coveredWriter(store, await store.main());
      const tricks = [
        '',
        '/x',
        '../x',
        'a/../b',
        'a//b',
        '.git/config',
        'a/.hidden',
        'a\\b',
        'a\nb',
        '"a"',
        'a b',
        'a/',
        ':1',
      ];
      for (const path of tricks) {
        await expect(writer.put(path, 'x: 1\n'), path).rejects.toThrow('unsafe path');
      }
      await writer.abort();
    });

    it('refuses to write a path twice or to remove what is not there', async () => {
      const writer = await coveredWriter(store, await store.main());
      await writer.put('users/aa/one.yaml', 'one: 1\n');
      await expect(writer.put('users/aa/one.yaml', 'one: 2\n')).rejects.toThrow('before');
      expect(() => writer.remove('users/aa/one.yaml')).toThrow('before');
      expect(() => writer.remove('users/zz/none.yaml')).toThrow('no such file');
      await writer.abort();
    });

    it('reads any file of a commit, and tells that there is none', async () => {
      const main = await store.main();
      expect(await store.file(main, 'snapshots/users/aa/one.yaml')).toBe('one: 1\n');
      expect(await store.file(main, 'snapshots/users/aa/none.yaml')).toBeNull();
      expect(await store.file(main, 'snapshots/users')).toBeNull();
    });

    it('proposes a branch once', async () => {
      const writer = await coveredWriter(store, await store.main());
      await writer.put('users/aa/one.yaml', 'one: 0\n');
      const { commit } = await writer.commit({ message: 'Undo', at });
      expect(await store.propose('revert/1', commit)).toBe('created');
      const again = await coveredWriter(store, await store.main());
      await again.put('users/aa/one.yaml', 'one: 0\n');
      const same = await again.commit({ message: 'Undo', at: new Date('2024-11-21T02:00:00Z') });
      expect(same.commit).not.toBe(commit);
      expect(await store.propose('revert/1', same.commit)).toBe('unchanged');
      expect((await problemOf(store.propose('revert/1', await store.main()))).code).toBe('divergedBranch');
    });

    it('says what it does not find', async () => {
      expect((await problemOf(store.commit('nosuch'))).code).toBe('repository');
      expect((await problemOf(store.commit('--all'))).code).toBe('repository');
      expect((await problemOf(store.prune([first]))).code).toBe('backupNotFound');
      const missing = store.blobId('never written\n');
      expect((await problemOf(store.contents([missing]))).text).toContain(missing);
      expect((await problemOf(store.reviewed('nosuch'))).code).toBe('rangeNotReviewed');
    });

    it('takes a merged change for reviewed, and a backup for none', async () => {
      const main = await store.main();
      const attack = await backUp(first, main, { 'users/aa/one.yaml': 'one: 666\n' });
      const writer = await coveredWriter(store, attack.commit);
      await writer.put('users/aa/one.yaml', 'one: 1\n');
      const undo = await writer.commit({ message: 'Undo', at });
      expect((await problemOf(store.reviewed(`${main}..${undo.commit}`))).code).toBe('rangeNotReviewed');
      await under.publish('main', undo.commit);
      await store.refresh();
      expect(await store.reviewed(`${main}..${undo.commit}`)).toEqual({
        before: main,
        after: undo.commit,
        outside: [],
        changes: [{ path: 'users/aa/one.yaml', before: store.blobId('one: 666\n'), after: store.blobId('one: 1\n') }],
      });
      expect((await store.reviewed(undo.commit)).before).toBe(attack.commit);
    });
  });
}
