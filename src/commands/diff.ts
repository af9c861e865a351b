import { Option } from 'commander';
import type { DifferenceReport } from '../core/model.ts';
import { reportJson } from '../core/report/json.ts';
import { reportMarkdown } from '../core/report/markdown.ts';
import type { NameOf } from '../core/report/names.ts';
import { reportTable } from '../core/report/table.ts';
import { reportYaml } from '../core/report/yaml.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { makeReport } from '../flows/report.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { jsonOption, type ScopeFlags, scopeFrom, scopeOptions } from './options.ts';

const formats = ['table', 'markdown', 'json', 'yaml'] as const;
type Format = (typeof formats)[number];

interface Flags extends ScopeFlags {
  readonly format: Format;
  readonly json?: true;
  readonly exitCode?: true;
}

export const addDiff: AddCommand = (program, runs) => {
  const command = program
    .command('diff')
    .summary('difference report between a backup and now, or another backup')
    .description(
      'Shows what changed since a backup: objects, attributes, links, and the recovery action for each. Reads, never writes.',
    )
    .argument('[from]', 'backup to start from (default: the newest)')
    .argument('[to]', 'backup to compare with (default: the live tenant)')
    .addOption(new Option('--format <format>', 'how to print it').choices(formats).default('table'))
    .addOption(jsonOption())
    .option('--exit-code', 'exit with 3 when there are differences')
    .addHelpText(
      'after',
      example('entra-rewind diff', 'entra-rewind diff 2026-11-22 2026-11-23 --type conditionalAccessPolicy'),
    );
  for (const option of scopeOptions('compare')) command.addOption(option);
  command.action(runs<[string | undefined, string | undefined, Flags]>(diff));
};

async function diff(context: Context, from: string | undefined, to: string | undefined, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const { report, isIncomplete } = await makeReport(doors, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    scope: scopeFrom(flags),
  }).finally(doors.quiet);
  const nameOf = await namesIn(doors.store, await doors.store.main(), mentionedIn(report.objects));
  print(context, render(report, flags.json ? 'json' : flags.format, context, nameOf));
  if (isIncomplete) return 'incomplete';
  return flags.exitCode && report.totals.objects > 0 ? 'differences' : 'done';
}

function render(report: DifferenceReport, format: Format, { paint }: Context, nameOf: NameOf): string {
  switch (format) {
    case 'table':
      return reportTable(report, paint, nameOf);
    case 'markdown':
      return reportMarkdown(report, nameOf);
    case 'json':
      return reportJson(report, nameOf);
    case 'yaml':
      return reportYaml(report, nameOf);
  }
}
