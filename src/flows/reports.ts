/** Difference reports as jobs: made under the lock, kept in the journal, gone with the backups that they compare. */
import { findBackup } from '../core/backupName.ts';
import { isOpen, jobNamed } from '../core/jobs.ts';
import type { BackupName, DifferenceReport } from '../core/model.ts';
import type { Records } from '../core/ports.ts';
import { Failure, fail } from '../core/problem.ts';
import {
  differencesRecord,
  pageRecord,
  parseDifferences,
  parseReportJob,
  printDifferences,
  printReportJob,
  type ReportJob,
  reportRecord,
  reportsFolder,
} from '../core/reportRecord.ts';
import { recordedBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import { runningJob } from './history.ts';
import { type RunningJob, runJob } from './job.ts';
import { type MadeReport, makeReport, type ReportRequest, reportIdAt } from './report.ts';

/**
 * Makes a report as a job that others see and can cancel. One that failed or was canceled keeps no differences. What could not
 * be read is named in the report, as in any other.
 */
export async function keepReport(
  doors: Doors,
  request: ReportRequest & { readonly from?: string },
): Promise<MadeReport> {
  const { clock } = doors;
  const backups = await recordedBackups(doors);
  const from = findBackup(backups, request.from ?? 'newest').name;
  const to = request.to === undefined ? null : findBackup(backups, request.to).name;
  const id = reportIdAt(clock.now());
  const begun: ReportJob = {
    id,
    status: 'loadingData',
    from,
    to,
    scope: request.scope,
    started: clock.now().toISOString(),
    completed: null,
    totals: null,
    failure: null,
  };
  const work = async (job: RunningJob): Promise<MadeReport> => {
    const read = () => {
      job.keep(() => recordOf({ ...begun, status: 'inProgress' }));
      return job.save(`Report ${id}: in progress`);
    };
    try {
      const made = await makeReport({ ...doors, signal: job.signal }, { ...request, from }, { id, read });
      job.signal.throwIfAborted();
      const { objects, attributes, links } = made.report.totals;
      const completed = clock.now().toISOString();
      const ended: ReportJob = { ...begun, status: 'completed', completed, totals: { objects, attributes, links } };
      const records = new Map([...recordOf(ended), [differencesRecord(id), printDifferences(made.report)]]);
      await job.release(records, `Report ${id}: completed`);
      return made;
    } catch (error) {
      const ended = endedEarly(job, begun, clock.now(), error);
      // Given back with this as its last record.
      job.keep(() => recordOf(ended));
      throw error;
    }
  };
  return runJob(doors, { job: id, kind: 'report' }, work, recordOf(begun));
}

const recordOf = (job: ReportJob): ReadonlyMap<string, string> =>
  new Map([[reportRecord(job.id), printReportJob(job)]]);

function endedEarly({ signal }: RunningJob, begun: ReportJob, now: Date, error: unknown): ReportJob {
  const completed = now.toISOString();
  if (signal.aborted) return { ...begun, status: 'canceled', completed };
  const code = error instanceof Failure ? (error.problems[0]?.code ?? 'failed') : 'failed';
  const message = error instanceof Error ? error.message : String(error);
  return { ...begun, status: 'failed', completed, failure: { code, message } };
}

type Kept = Pick<Doors, 'journal' | 'clock'>;

/** Newest first. One whose job no longer holds the lock and did not end was interrupted. */
export async function reportsIn({ journal, clock }: Kept): Promise<readonly ReportJob[]> {
  const records = await journal.records(reportsFolder);
  const running = runningJob(await journal.holder(), clock.now());
  return [...records].toReversed().map(([path, text]): ReportJob => {
    const job = parseReportJob(text, `journal:${path}`);
    return isOpen(job.status) && running !== job.id ? { ...job, status: 'interrupted' } : job;
  });
}

/** Fails with `jobNotFound` unless exactly one id is this or begins like this, with or without `report-`. */
export const reportNamed = async (kept: Kept, id: string): Promise<ReportJob> =>
  jobNamed(await reportsIn(kept), id, {
    kind: 'report',
    remedy: 'entra-rewind reports lists them. A report goes with the backups that it compares.',
  });

/** What a completed report found. Fails with `jobRunning` before it is completed, with `jobNotFound` when it never will be. */
export async function differencesOf({ journal }: Kept, job: ReportJob): Promise<DifferenceReport> {
  if (isOpen(job.status)) {
    return fail('jobRunning', `report ${job.id} is not completed yet`, {
      remedy: 'entra-rewind reports shows when it is.',
    });
  }
  const path = differencesRecord(job.id);
  const text = job.status === 'completed' ? await journal.read(path) : null;
  if (text !== null) return parseDifferences(text, `journal:${path}`);
  const why = job.failure === null ? `is ${job.status}` : `has failed: ${job.failure.message}`;
  return fail('jobNotFound', `report ${job.id} ${why}`, { remedy: 'Make it again with: entra-rewind diff --keep' });
}

/** The records of reports on backups that are about to go. */
export async function reportsOn(kept: Kept, backups: readonly BackupName[]): Promise<Records> {
  if (backups.length === 0) return new Map();
  const gone = new Set(backups);
  const jobs = (await reportsIn(kept)).filter(({ from, to }) => gone.has(from) || (to !== null && gone.has(to)));
  const paths = await Promise.all(
    jobs.map(async ({ id, status }) => {
      const page = pageRecord(id);
      const found = status === 'completed' ? [differencesRecord(id)] : [];
      return [reportRecord(id), ...found, ...((await kept.journal.read(page)) === null ? [] : [page])];
    }),
  );
  return new Map(paths.flat().map((path) => [path, null]));
}
