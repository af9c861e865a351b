/** What every `Journal` must do, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal, RefMove } from '../../src/core/ports.ts';
import { problemOf } from './failure.ts';

export interface JournalUnderTest {
  /** The journal as one process of one machine sees it. */
  open(holder: string): Promise<Journal>;
  /** Lets time pass for all of them. */
  pass(minutes: number): void;
  /** A move of a branch that does not exist yet, which the remote would allow. */
  freshMove(): RefMove;
  /** Commit of a branch at the remote, or null. */
  tip(ref: string): Promise<string | null>;
  close(): Promise<void>;
}

const records = (entries: Record<string, string>) => new Map(Object.entries(entries));

export function journalContract(make: () => Promise<JournalUnderTest>): void {
  describe('as a journal', () => {
    let under: JournalUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    it('is empty at first, and free', async () => {
      const journal = await under.open('a');
      expect(await journal.read('backups/x.yaml')).toBeNull();
      expect([...(await journal.records('backups')).keys()]).toEqual([]);
      expect(await journal.holder()).toBeNull();
    });

    it('keeps records, and shows them to others', async () => {
      const lock = await (await under.open('a')).lock({ job: 'j1', kind: 'backup' });
      await lock.save(records({ 'reports/b.yaml': 'b: 1\n', 'reports/a.yaml': 'a: 1\n' }), 'Two reports');
      await lock.save(records({ 'reports/a.yaml': 'a: 2\n', 'recoveries/r.yaml': 'r: 1\n' }), 'One more');
      const other = await under.open('b');
      expect([...(await other.records('reports')).keys()]).toEqual(['reports/a.yaml', 'reports/b.yaml']);
      expect([...(await other.records('reports/')).keys()]).toEqual(['reports/a.yaml', 'reports/b.yaml']);
      expect(await other.read('reports/a.yaml')).toBe('a: 2\n');
      expect(await other.read('reports')).toBeNull();
      await lock.release(records({}), 'Done');
      expect((await (await under.open('c')).records('reports')).size).toBe(2);
    });

    it('takes records away, of which the others stay', async () => {
      const lock = await (await under.open('a')).lock({ job: 'j1', kind: 'report' });
      await lock.save(records({ 'reports/a.yaml': 'a: 1\n', 'reports/b.yaml': 'b: 1\n' }), 'Two reports');
      await lock.release(new Map([['reports/a.yaml', null]]), 'One outlived');
      const other = await under.open('b');
      expect([...(await other.records('reports')).keys()]).toEqual(['reports/b.yaml']);
      expect(await other.read('reports/a.yaml')).toBeNull();
    });

    it('takes a record from whoever has no lock, beside the job that has it', async () => {
      const [a, b] = [await under.open('host-a 1'), await under.open('host-b 2')];
      const lock = await a.lock({ job: 'j1', kind: 'recovery' });
      await b.append(records({ 'cancellations/j1.yaml': 'by: b\n' }), 'Cancel j1');
      expect(await a.read('cancellations/j1.yaml')).toBeNull();
      a.refresh();
      expect(await a.read('cancellations/j1.yaml')).toBe('by: b\n');
      await lock.save(records({ 'recoveries/j1.yaml': 'r: 1\n' }), 'Goes on');
      expect(await a.holder()).toMatchObject({ job: 'j1' });
      await lock.release(new Map([['cancellations/j1.yaml', null]]), 'Done');
      b.refresh();
      expect(await b.read('cancellations/j1.yaml')).toBeNull();
      expect(await b.read('recoveries/j1.yaml')).toBe('r: 1\n');
      await expect(b.append(records({ 'lock.yaml': 'job: me\n' }), 'Mine')).rejects.toThrow('no record');
    });

    it('lets one job run, and names it to the others', async () => {
      const a = await under.open('host-a 1');
      const b = await under.open('host-b 2');
      const lock = await a.lock({ job: 'j1', kind: 'recovery' });
      const problem = await problemOf(b.lock({ job: 'j2', kind: 'backup' }));
      expect(problem.code).toBe('jobRunning');
      for (const word of ['recovery', 'j1', 'host-a 1', 'since']) expect(problem.text).toContain(word);
      expect(await b.holder()).toMatchObject({ job: 'j1', kind: 'recovery', holder: 'host-a 1' });
      await lock.release(records({}), 'Done');
      expect(await b.holder()).toBeNull();
      await (await b.lock({ job: 'j2', kind: 'backup' })).release(records({}), 'Done');
    });

    it('gives the lock to exactly one of two that ask at once', async () => {
      const journals = await Promise.all(['a', 'b'].map((name) => under.open(name)));
      const asked = await Promise.allSettled(
        journals.map((journal, n) => journal.lock({ job: `j${n}`, kind: 'backup' })),
      );
      expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const loser = asked.find((outcome) => outcome.status === 'rejected');
      expect((await problemOf(Promise.reject(loser!.reason))).code).toBe('jobRunning');
    });

    it('renews the lease with every record', async () => {
      const lock = await (await under.open('a')).lock({ job: 'j1', kind: 'backup' });
      const b = await under.open('b');
      under.pass(4);
      await lock.save(records({ 'x.yaml': 'x: 1\n' }), 'Still here');
      under.pass(4);
      expect((await problemOf(b.lock({ job: 'j2', kind: 'backup' }))).code).toBe('jobRunning');
    });

    it('passes the lock on when the lease has ended, and then stops the job before', async () => {
      const lost = await (await under.open('a')).lock({ job: 'j1', kind: 'backup' });
      under.pass(5);
      const taken = await (await under.open('b')).lock({ job: 'j2', kind: 'backup' });
      expect((await problemOf(lost.save(records({ 'x.yaml': 'x: 1\n' }), 'Late'))).code).toBe('jobRunning');
      const move = under.freshMove();
      expect((await problemOf(lost.release(records({}), 'Late', [move]))).code).toBe('jobRunning');
      expect(await under.tip(move.ref)).toBeNull();
      expect(await (await under.open('c')).read('x.yaml')).toBeNull();
      await taken.release(records({}), 'Done');
      expect((await problemOf(lost.save(records({}), 'Later'))).code).toBe('jobRunning');
    });

    it('goes on after a lease that ended unnoticed', async () => {
      const lock = await (await under.open('a')).lock({ job: 'j1', kind: 'backup' });
      under.pass(60);
      await lock.save(records({ 'x.yaml': 'x: 1\n' }), 'Slow');
      await lock.release(records({}), 'Done');
      expect(await (await under.open('b')).holder()).toBeNull();
    });

    it('moves branches together with the last records, or not at all', async () => {
      const journal = await under.open('a');
      const lock = await journal.lock({ job: 'j1', kind: 'backup' });
      const move = under.freshMove();
      const wrong = { ...under.freshMove(), ref: 'refs/heads/main', from: null };
      const stale = await problemOf(lock.release(records({ 'x.yaml': 'x: 1\n' }), 'Both', [move, wrong]));
      expect(stale.code).toBe('divergedBranch');
      expect(stale.text).toContain('refs/heads/main');
      expect(await under.tip(move.ref)).toBeNull();
      expect(await journal.read('x.yaml')).toBeNull();
      expect(await journal.holder()).toMatchObject({ job: 'j1' });

      await lock.release(records({ 'x.yaml': 'x: 1\n' }), 'One', [move]);
      expect(await under.tip(move.ref)).toBe(move.to);
      expect(await journal.read('x.yaml')).toBe('x: 1\n');
      expect(await journal.holder()).toBeNull();
      await expect(lock.save(records({}), 'After')).rejects.toThrow('released');
    });

    it.each(['lock.yaml', '../x.yaml', '.git/x', 'a b'])('takes no record called %j', async (path) => {
      const lock = await (await under.open('a')).lock({ job: 'j1', kind: 'backup' });
      await expect(lock.save(records({ [path]: 'x: 1\n' }), 'Trick')).rejects.toThrow(/unsafe path|is no record/);
    });
  });
}
