/** One job per tenant: work that holds the journal's lock, and gives it back however it ends. */
import type { HeldLock, LockHolder, Records } from '../core/ports.ts';
import type { Doors } from './doors.ts';

const renewAfterMs = 5 * 60_000;

/** Keeps the lease of a long job alive: to be called often, renews seldom. */
export function heartbeat({ clock }: Pick<Doors, 'clock'>, lock: HeldLock): (doing: string) => Promise<void> {
  let renewedAt = clock.now().getTime();
  return async (doing) => {
    const now = clock.now().getTime();
    if (now - renewedAt < renewAfterMs) return;
    renewedAt = now;
    await lock.save(new Map(), doing);
  };
}

/**
 * Runs `work` under the lock. `work` releases it with its last records; when it fails before that, the lock is given back
 * here and the failure goes on.
 */
export async function withLock<Result>(
  { journal, tell }: Pick<Doors, 'journal' | 'tell'>,
  job: Pick<LockHolder, 'job' | 'kind'>,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const lock = await journal.lock(job);
  let isReleased = false;
  let last: Records = new Map();
  try {
    return await work({
      save: (records, message) => {
        last = records;
        return lock.save(records, message);
      },
      release: async (records, message, moves) => {
        last = moves === undefined ? records : last;
        await lock.release(records, message, moves);
        isReleased = true;
      },
    });
  } catch (error) {
    if (!isReleased) {
      try {
        // What was to be recorded last is tried once more; records of refs that did not move are not among it.
        await lock.release(last, `The ${job.kind} ${job.job} ended early`);
      } catch (secondError) {
        // The first failure is the one to mend; the lock's lease runs out by itself.
        const reason = secondError instanceof Error ? secondError.message : String(secondError);
        tell({ on: 'warning', message: `the lock could not be given back: ${reason}` });
      }
    }
    throw error;
  }
}
