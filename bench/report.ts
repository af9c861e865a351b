/** The table of a run: for the terminal, for the data, and for the document that shows the last one. */
import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { type Row, text } from './row.ts';

export interface Results {
  readonly form: 'quick' | 'full';
  readonly date: string;
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string };
  readonly seconds: number;
  readonly rows: readonly Row[];
}

export const machine = (): Results['machine'] => ({
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  node: process.version,
});

const value = (number: number | null, unit = ''): string => (number === null ? '' : `${text(number)} ${unit}`.trim());

export function terminalTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['', 'measure', 'measured', 'floor', 'ratio', 'reach'],
    style: { head: [], border: [] },
    colWidths: [4, 50, 20, 16, 8, 30],
    wordWrap: true,
  });
  for (const { what, measured, unit, floor, ratio, reach, pass, note } of rows) {
    table.push([
      pass === null ? '–' : pass ? 'ok' : 'NO',
      note === '' ? what : `${what}\n${note}`,
      value(measured, unit),
      value(floor, unit),
      value(ratio),
      reach,
    ]);
  }
  return table.toString();
}

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

/** The document with the table of these results between its two marks. Throws when it has none. */
export function withTable(document: string, results: Results): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no place for the table: ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n${markdownTable(results)}\n${document.slice(to)}`;
}

const cell = (words: string): string => words.replaceAll('|', '\\|');

function markdownTable({ form, date, machine: at, seconds, rows }: Results): string {
  const head = `The ${form} form of ${date.slice(0, 10)}, ${text(seconds)} s on ${at.cores} shared cores with Node ${at.node}.`;
  const lines = rows.map(({ what, measured, unit, floor, ratio, reach, pass, note }) =>
    [
      what,
      value(measured, unit),
      value(floor, unit),
      value(ratio),
      reach,
      pass === null ? 'not at this size' : pass ? 'yes' : '**no**',
      note,
    ]
      .map(cell)
      .join(' | '),
  );
  const columns = ['measure', 'measured', 'floor', 'ratio', 'reach', 'reached', 'remark'];
  const table = [columns.join(' | '), columns.map(() => '---').join(' | '), ...lines].map((line) => `| ${line} |`);
  return [head, '', ...table].join('\n');
}
