/** Asks a running job to stop, from wherever the journal can be written. */
import { type Cancellation, cancellationRecord, printCancellation } from '../core/cancellation.ts';
import { isNamed } from '../core/jobs.ts';
import type { LockHolder } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import type { Doors } from './doors.ts';
import { recoveriesIn, runningJob } from './history.ts';
import { reportsIn } from './reports.ts';

/** Fails with `jobNotFound` for a job that nobody knows, with `usage` for one that has ended. */
export async function cancel(
  doors: Pick<Doors, 'journal' | 'log' | 'clock'>,
  job: string,
  who: Pick<Cancellation, 'by' | 'host'>,
): Promise<LockHolder> {
  const holder = await doors.journal.holder();
  if (holder === null || runningJob(holder, doors.clock.now()) === null || !isNamed(holder.job, job))
    return notRunning(doors, job);
  const wish = { job: holder.job, ...who, at: doors.clock.now().toISOString() };
  const records = new Map([[cancellationRecord(holder.job), printCancellation(wish)]]);
  await doors.journal.append(records, `Cancel ${holder.kind} ${holder.job}`);
  return holder;
}

async function notRunning(doors: Pick<Doors, 'journal' | 'log' | 'clock'>, job: string): Promise<never> {
  const jobs = [...(await recoveriesIn(doors)), ...(await reportsIn(doors))];
  const known = jobs.find(({ id }) => isNamed(id, job));
  if (known === undefined) {
    return fail('jobNotFound', `no job "${job}" is running`, { remedy: 'entra-rewind status names the one that is.' });
  }
  return fail('usage', `${known.id} is not running: it is ${known.status}`, {
    remedy: 'What it has done stays done. To go back, make a difference report and recover from that.',
  });
}

/** Waits until the job has given its lock back, or its lease has run out. True when it has. */
export async function hasEnded(
  doors: Pick<Doors, 'journal' | 'clock' | 'pause'>,
  holder: LockHolder,
): Promise<boolean> {
  for (;;) {
    const now = await doors.journal.holder();
    if (now?.job !== holder.job) return true;
    if (Date.parse(now.expires) <= doors.clock.now().getTime()) return false;
    await doors.pause(2_000);
  }
}
