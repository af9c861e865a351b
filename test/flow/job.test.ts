/** What every job under the lock has in common, with a timer and a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { cancellationRecord, printCancellation } from '../../src/core/cancellation.ts';
import type { HeldLock, Journal, Records } from '../../src/core/ports.ts';
import { Failure } from '../../src/core/problem.ts';
import type { Doors } from '../../src/flows/doors.ts';
import { type RunningJob, recordEveryMs, runJob } from '../../src/flows/job.ts';

const leaseMs = 5 * 60_000;

/** A journal in memory, of which `broken` says how writing goes. */
function stage() {
  const records = new Map<string, string>();
  const written: string[] = [];
  const told: string[] = [];
  const stage = { now: 0, broken: null as Error | null, tick: async (): Promise<void> => undefined };
  const put = (changes: Records): void => {
    if (stage.broken !== null) throw stage.broken;
    for (const [path, text] of changes) {
      if (text === null) records.delete(path);
      else records.set(path, text);
    }
  };
  const lock: HeldLock = {
    leaseMs,
    save: async (changes, message) => {
      put(changes);
      written.push(message);
    },
    release: async (changes, message) => {
      put(changes);
      written.push(message);
    },
  };
  const journal: Journal = {
    exists: async () => true,
    read: async (path) => {
      if (stage.broken !== null) throw stage.broken;
      return records.get(path) ?? null;
    },
    records: async () => new Map(),
    refresh: () => undefined,
    holder: async () => null,
    append: async (changes) => put(changes),
    lock: async (_, first = new Map()) => {
      put(first);
      return lock;
    },
  };
  const doors: Pick<Doors, 'journal' | 'tell' | 'clock' | 'signal' | 'every'> = {
    journal,
    tell: (progress) => {
      if (progress.on === 'warning') told.push(progress.message);
    },
    clock: { now: () => new Date(stage.now) },
    signal: new AbortController().signal,
    every: (_, work) => {
      stage.tick = work;
      return () => {
        stage.tick = async () => undefined;
      };
    },
  };
  const run = <Result>(work: (job: RunningJob) => Promise<Result>) =>
    runJob(doors, { job: 'j', kind: 'recovery' }, work, new Map([['recoveries/j.yaml', 'loading']]));
  return { ...{ records, written, told, run }, at: stage };
}

const lost = () => new Failure({ code: 'jobRunning', message: 'somebody else’s' });
const unreachable = () => new Failure({ code: 'repository', message: 'no route' });

describe('a job', () => {
  it('saves its record once a minute, as it is by then', async () => {
    const { at, records, written, run } = stage();
    await run(async (job) => {
      expect(records.get('recoveries/j.yaml')).toBe('loading');
      let steps = 0;
      job.keep(() => new Map([['recoveries/j.yaml', `${steps} steps`]]));
      for (let minute = 0; minute < 3; minute++) {
        steps += 10;
        for (let tick = 0; tick < 6; tick++) {
          at.now += recordEveryMs / 6;
          await at.tick();
        }
        expect(records.get('recoveries/j.yaml')).toBe(`${steps} steps`);
      }
      expect(written).toHaveLength(3);
      await job.release(new Map([['recoveries/j.yaml', 'done']]), 'Done');
    });
    expect(records).toEqual(new Map([['recoveries/j.yaml', 'done']]));
    await at.tick();
    expect(written).toHaveLength(4);
  });

  it('stops when somebody wishes so, and takes the wish away with its last record', async () => {
    const { at, records, run } = stage();
    const wish = { job: 'j', by: 'mallory', host: 'elsewhere', at: '2026-11-23T03:00:00Z' };
    await run(async (job) => {
      await at.tick();
      expect(job.signal.aborted).toBe(false);
      records.set(cancellationRecord('j'), printCancellation(wish));
      await at.tick();
      expect(job.signal.aborted).toBe(true);
      expect(job.canceledBy()).toEqual(wish);
      await job.release(new Map([['recoveries/j.yaml', 'canceled']]), 'Canceled');
    });
    expect(records).toEqual(new Map([['recoveries/j.yaml', 'canceled']]));
  });

  it('outlives a journal that cannot be reached for a moment, and not for a lease', async () => {
    const { at, told, run } = stage();
    await run(async (job) => {
      at.broken = unreachable();
      at.now += recordEveryMs;
      await at.tick();
      expect(job.signal.aborted).toBe(false);
      expect(told).toEqual([expect.stringContaining('no route')]);
      at.now += leaseMs;
      await at.tick();
      expect(job.signal.aborted).toBe(true);
      at.broken = null;
      await job.release(new Map(), 'Done');
    });
  });

  it('stops at once when the lock is another’s', async () => {
    const { at, told, run } = stage();
    const work = run(async (job) => {
      at.broken = lost();
      at.now += recordEveryMs;
      await at.tick();
      expect(job.signal.aborted).toBe(true);
      await job.release(new Map(), 'Done');
    });
    await expect(work).rejects.toThrow('somebody else’s');
    expect(told).toEqual([expect.stringContaining('could not be given back')]);
  });

  it('proves its lock before a write that comes after a sleep', async () => {
    const { at, written, run } = stage();
    const work = run(async (job) => {
      at.now += leaseMs - 1;
      await job.proveLock();
      expect(written).toEqual([]);
      at.now += 1;
      await job.proveLock();
      expect(written).toHaveLength(1);
      at.now += leaseMs;
      at.broken = lost();
      await job.proveLock();
    });
    await expect(work).rejects.toThrow('somebody else’s');
  });

  it('gives the lock back with what it kept last when it fails', async () => {
    const { records, run } = stage();
    const work = run(async (job) => {
      job.keep(() => new Map([['recoveries/j.yaml', null]]));
      throw new Error('ours');
    });
    await expect(work).rejects.toThrow('ours');
    expect(records.size).toBe(0);
  });
});
