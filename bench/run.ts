/**
 * `npm run bench`: every line of what the program is to reach, measured in one run. Quick form by default; `--full` measures at
 * the sizes that the goals name; `--only <part>` one part alone. Writes `bench/results.json` and the table in docs/scale.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { machine, type Results, terminalTable, withTable } from './report.ts';
import type { Row } from './row.ts';
import { canonical } from './rows/canonical.ts';
import { engines } from './rows/engines.ts';
import { limits } from './rows/limits.ts';
import { memory } from './rows/memory.ts';
import { nights } from './rows/nights.ts';
import { recovery } from './rows/recovery.ts';
import { requests } from './rows/requests.ts';

const parts = { requests, nights, memory, recovery, engines, canonical, limits } as const;
type Part = keyof typeof parts;

const { full, only, write } = new Command('bench')
  .option('--full', 'at the sizes that the goals name: up to 20 minutes')
  .addOption(new Option('--only <part>', 'one part alone').choices(Object.keys(parts)))
  .option('--no-write', 'leave bench/results.json and docs/scale.md as they are')
  .parse()
  .opts<{ full?: true; only?: Part; write: boolean }>();

const begun = performance.now();
const rows: Row[] = [];
for (const part of only === undefined ? (Object.keys(parts) as Part[]) : [only]) {
  process.stderr.write(`measuring ${part}…\n`);
  try {
    const measured = await parts[part]({ isFull: full === true, isAlone: only !== undefined });
    rows.push(...measured.map((row) => ({ ...row, part })));
  } catch (error) {
    // A part that cannot be measured has not reached its goal; the others are measured all the same.
    const note = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${error instanceof Error ? error.stack : note}\n`);
    rows.push({
      id: part,
      what: `${part}: could not be measured`,
      measured: Number.NaN,
      floor: null,
      ratio: null,
      unit: '',
      reach: '',
      pass: false,
      note: note.slice(0, 300),
    });
  }
}
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const form = full === true ? 'full' : 'quick';
const seconds = Math.round((performance.now() - begun) / 1000);
process.stdout.write(`${terminalTable(rows)}\n${seconds} s\n`);
if (write) {
  const last = only === undefined ? null : await lastRun();
  const results: Results = {
    form,
    date: new Date().toISOString(),
    machine: machine(),
    seconds: last === null ? seconds : last.seconds,
    rows: last === null ? rows : replaced(last.rows, rows),
  };
  await writeFile(at('results.json'), `${JSON.stringify(results, null, 2)}\n`);
  const document = at('../docs/scale.md');
  await writeFile(document, withTable(await readFile(document, 'utf8'), results));
}
process.exitCode = rows.every(({ pass }) => pass !== false) ? 0 : 1;

/** One part alone takes the place of the same part of the last run of this form; without one it is no picture of the whole. */
async function lastRun(): Promise<Results> {
  const results = JSON.parse(await readFile(at('results.json'), 'utf8')) as Results;
  if (results.form !== form) throw new Error(`the last run was of the ${results.form} form; give --no-write`);
  return results;
}

function replaced(before: readonly Row[], now: readonly Row[]): readonly Row[] {
  const first = before.findIndex(({ part }) => part === only);
  const others = before.filter(({ part }) => part !== only);
  return first < 0 ? [...others, ...now] : others.toSpliced(first, 0, ...now);
}
