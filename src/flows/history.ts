/** Recoveries as the journal keeps them. */
import { isOpen, jobNamed } from '../core/jobs.ts';
import type { Recovery } from '../core/model.ts';
import type { LockHolder } from '../core/ports.ts';
import { interrupted, parseRecovery, recoveriesFolder } from '../core/recovery.ts';
import type { Doors } from './doors.ts';

/** Where recoveries are on record. The log of this machine may know more of one that was interrupted here. */
export type OnRecord = Pick<Doors, 'journal' | 'log' | 'clock'>;

/** Newest first. One whose job no longer holds the lock and did not end was interrupted. */
export async function recoveriesIn({ journal, log, clock }: OnRecord): Promise<readonly Recovery[]> {
  const records = await journal.records(recoveriesFolder);
  const running = runningJob(await journal.holder(), clock.now());
  return [...records].toReversed().map(([path, text]): Recovery => {
    const recovery = parseRecovery(text, `journal:${path}`);
    return isOpen(recovery.status) && running !== recovery.id ? interrupted(recovery, log.read(recovery.id)) : recovery;
  });
}

/** Fails with `jobNotFound` unless exactly one id begins like this. */
export const recoveryNamed = async (records: OnRecord, id: string): Promise<Recovery> =>
  jobNamed(await recoveriesIn(records), id, { kind: 'recovery', remedy: 'entra-rewind history lists them.' });

/** Whose lease has run out is dead, or as good as. */
export const runningJob = (holder: LockHolder | null, now: Date): string | null =>
  holder === null || Date.parse(holder.expires) <= now.getTime() ? null : holder.job;
