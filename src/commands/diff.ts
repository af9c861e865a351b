import { makeReport } from '../flows/report.ts';
import { keepReport } from '../flows/reports.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { jsonOption, type ScopeFlags, scopeFrom, scopeOptions } from './options.ts';
import { type Format, formatOption, renderReport } from './rendering.ts';

interface Flags extends ScopeFlags {
  readonly format: Format;
  readonly json?: true;
  readonly keep?: true;
  readonly exitCode?: true;
}

export const addDiff: AddCommand = (program, runs) => {
  const command = program
    .command('diff')
    .summary('difference report between a backup and now, or another backup')
    .description(
      'Shows what changed since a backup: objects, attributes, links, and the recovery action for each. Reads, never writes to the tenant.',
    )
    .argument('[from]', 'backup to start from (default: the newest)')
    .argument('[to]', 'backup to compare with (default: the live tenant)')
    .addOption(formatOption())
    .addOption(jsonOption())
    .option('--keep', 'keep the report in the journal, for reports, report and recover --report')
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
  const make = flags.keep ? keepReport : makeReport;
  const { report, isIncomplete } = await make(doors, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    scope: scopeFrom(flags),
  }).finally(doors.quiet);
  print(context, await renderReport(report, flags.json ? 'json' : flags.format, context, doors.store));
  if (flags.keep) context.errors.write(`kept as ${report.id}\n`);
  if (isIncomplete) return 'incomplete';
  return flags.exitCode && report.totals.objects > 0 ? 'differences' : 'done';
}
