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
import { limits } from './rows/limits.ts';
import { memory } from './rows/memory.ts';
import { nights } from './rows/nights.ts';
import { recovery } from './rows/recovery.ts';
import { requests } from './rows/requests.ts';

const parts = { requests, nights, memory, recovery, canonical, limits } as const;
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
    rows.push(...(await parts[part]({ isFull: full === true })));
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
const results: Results = {
  form: full === true ? 'full' : 'quick',
  date: new Date().toISOString(),
  machine: machine(),
  seconds: Math.round((performance.now() - begun) / 1000),
  rows,
};
process.stdout.write(`${terminalTable(rows)}\n${results.seconds} s\n`);
// One part alone is no picture of the whole.
if (write && only === undefined) {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  await writeFile(at('results.json'), `${JSON.stringify(results, null, 2)}\n`);
  const document = at('../docs/scale.md');
  await writeFile(document, withTable(await readFile(document, 'utf8'), results));
}
process.exitCode = rows.every(({ pass }) => pass) ? 0 : 1;
