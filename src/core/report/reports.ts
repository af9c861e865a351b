/** Difference reports as jobs: the list of them, and one before or without its differences. */
import type { ReportJob } from '../reportRecord.ts';
import { columns } from './columns.ts';
import { printJson } from './json.ts';
import type { Paint } from './paint.ts';
import { statusColours, statusText } from './status.ts';
import { visible } from './visible.ts';
import { scopeText } from './words.ts';

/** In the order given, which is newest first. Ends without a line feed. */
export function reportsTable(jobs: readonly ReportJob[], paint: Paint): string {
  if (jobs.length === 0) return 'No reports yet. entra-rewind diff --keep makes one.';
  const head = ['id', 'status', 'backup', 'compared with', 'started', 'objects', 'attributes', 'links', 'scope'];
  const rows = jobs.map(({ id, status, from, to, started, totals, scope }) => [
    visible(id),
    paint[statusColours[status]](statusText[status]),
    visible(from),
    to === null ? 'the tenant' : visible(to),
    visible(started),
    ...[totals?.objects, totals?.attributes, totals?.links].map((number) => (number === undefined ? '-' : `${number}`)),
    scopeText(scope),
  ]);
  const alignments = head.map((name) => (/objects|attributes|links/.test(name) ? 'right' : 'left'));
  return columns([head.map(paint.dim), ...rows], alignments);
}

/** `reports --json`, as `schemas/report-job.schema.json` describes each of them. */
export const reportsJson = (jobs: readonly ReportJob[]): string =>
  printJson(
    jobs.map(({ id, status, from, to, scope, started, completed, totals, failure }) => {
      const { types, ids, properties } = scope;
      return {
        id,
        status,
        from,
        to,
        scope: { types, ids, properties },
        started,
        completed,
        totals: totals === null ? null : { ...totals },
        failure: failure === null ? null : { ...failure },
      };
    }),
  );
