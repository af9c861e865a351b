/** Difference reports in the journal: the job in one file, what it found in another, so that a list reads no differences. */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import type { BackupName, Body, DifferenceReport, JobStatus, ReportTotals, Scope, Value } from './model.ts';
import { Failure, fail } from './problem.ts';
import { isBody } from './value.ts';

/** A difference report as a job that the journal keeps, for as long as the backups that it compares. */
export interface ReportJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly from: BackupName;
  /** Null: the tenant as it was then. */
  readonly to: BackupName | null;
  readonly scope: Scope;
  readonly started: string;
  readonly completed: string | null;
  /** Of a completed one. */
  readonly totals: Pick<ReportTotals, 'objects' | 'attributes' | 'links'> | null;
  /** Why there is no report. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export const reportsFolder = 'reports';
export const reportRecord = (id: string): string => `${reportsFolder}/${id}.yaml`;
export const differencesRecord = (id: string): string => `differences/${id}.yaml`;
/** The whole report for people, where a pull request may show only a part of it. */
export const pageRecord = (id: string): string => `differences/${id}.md`;

/** Members that are not set are left out: what a side does not have at all is not `null`, and stays so. */
const print = (record: ReportJob | DifferenceReport): string =>
  emitCanonical(JSON.parse(JSON.stringify(record)) as Value);

export const printReportJob = (job: ReportJob): string => print(job);

export const printDifferences = (report: DifferenceReport): string => print(report);

export function parseReportJob(text: string, path: string): ReportJob {
  const body = parseMap(text, path);
  const { id, status, from, to, scope, started } = body;
  const isJob = [id, status, from, started].every((value) => typeof value === 'string') && isBody(scope);
  if (isJob && (to === null || typeof to === 'string')) return body as unknown as ReportJob;
  return fail('notCanonical', 'is no record of a difference report', { place: { file: path } });
}

export function parseDifferences(text: string, path: string): DifferenceReport {
  const body = parseMap(text, path);
  const { id, totals, objects, notRead, notCovered, readInFull } = body;
  const lists = [objects, notRead, notCovered, readInFull];
  if (typeof id === 'string' && isBody(totals) && lists.every(Array.isArray)) {
    return body as unknown as DifferenceReport;
  }
  return fail('notCanonical', 'holds no differences', { place: { file: path } });
}

function parseMap(text: string, path: string): Body {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  return isBody(parsed.value) ? parsed.value : fail('notCanonical', 'must hold a map', { place: { file: path } });
}
