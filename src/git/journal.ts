/** A branch of the remote as `Journal`: see core/ports.ts for the contract, docs/design.md for the branch's layout. */
import type { Clock, HeldLock, Journal, LockHolder, Records } from '../core/ports.ts';
import { Failure, fail } from '../core/problem.ts';
import { fetchBranch } from './fetch.ts';
import { Held } from './heldLock.ts';
import { journalBranch, journalTip, readRecord, recordsIn } from './journalTree.ts';
import { writeJournal } from './journalWrite.ts';
import { isExpired, leaseEnd, lockAt, lockPath, nameOf, printLock, running } from './lockFile.ts';
import { attempts, pause } from './patience.ts';
import type { Repository } from './repository.ts';

export interface JournalOptions {
  /** Host and process, for people, and to tell two runs of one job apart. */
  readonly holder: string;
}

export function journal(repository: Repository, clock: Clock, { holder }: JournalOptions): Journal {
  let fetched: Promise<void> | null = null;
  /** A journal that was never fetched must not look empty. Later reads see what writes and refreshes brought. */
  const tip = async () => {
    fetched ??= fetchBranch(repository, journalBranch);
    await fetched.catch((error: unknown) => {
      fetched = null;
      throw error;
    });
    return journalTip(repository);
  };
  const current = async () => {
    fetched = null;
    return lockAt(repository, await tip());
  };
  return {
    exists: async () => (await tip()) !== null,
    read: async (path) => readRecord(repository, await tip(), path),
    records: async (folder) => recordsIn(repository, await tip(), folder),
    refresh: () => {
      fetched = null;
    },
    holder: current,
    append: async (written, message) => {
      await tip();
      await append(repository, clock, written, message);
    },
    lock: async (job, records = new Map()) => {
      await current();
      return takeLock(repository, clock, { ...job, holder }, records);
    },
  };
}

async function append(repository: Repository, clock: Clock, records: Records, message: string): Promise<void> {
  if (records.has(lockPath)) throw new Error(`${lockPath} is no record`);
  let reason = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await pause(attempt);
    const tip = await journalTip(repository);
    const pushed = await writeJournal(repository, { tip, records, message, at: clock.now() }, []);
    if (pushed.is === 'pushed') return;
    if (pushed.is === 'declined') declined(pushed.reason);
    reason = pushed.reason;
  }
  overtaken(reason);
}

function declined(reason: string): never {
  fail('protectedRef', `the remote refused the journal: ${reason}`, {
    remedy: 'The sign-in of this job must be allowed to append to the branch journal: entra-rewind doctor.',
  });
}

function overtaken(reason: string): never {
  fail('repository', `the journal was moved by others ${attempts} times in a row: ${reason}`, { remedy: 'Try again.' });
}

type Applicant = Pick<LockHolder, 'job' | 'kind' | 'holder'>;

async function takeLock(repository: Repository, clock: Clock, applicant: Applicant, first: Records): Promise<HeldLock> {
  let reason = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await pause(attempt);
    const tip = await journalTip(repository);
    const held = await lockAt(repository, tip);
    const now = clock.now();
    if (held !== null && !isExpired(held, now)) throw new Failure(running(held));

    const lock = { ...applicant, acquired: now.toISOString(), expires: leaseEnd(now) };
    const records: Records = new Map([...first, [lockPath, printLock(lock)]]);
    const message = lockMessage(lock, held);
    const pushed = await writeJournal(repository, { tip, records, message, at: now }, []);
    if (pushed.is === 'pushed') return new Held(repository, clock, lock);
    if (pushed.is === 'declined') declined(pushed.reason);
    reason = pushed.reason;
  }
  overtaken(reason);
}

function lockMessage(lock: LockHolder, before: LockHolder | null): string {
  const subject = `Lock for ${nameOf(lock)}`;
  if (before === null) return subject;
  return `${subject}\n\nTaken over from ${nameOf(before)} (${before.holder}), whose lease ended at ${before.expires}.`;
}
