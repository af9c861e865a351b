import { reportsJson, reportsTable } from '../core/report/reports.ts';
import { differencesOf, reportNamed, reportsIn } from '../flows/reports.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline } from './open.ts';
import { jsonOption } from './options.ts';
import { type Format, formatOption, renderReport } from './rendering.ts';

export const addReports: AddCommand = (program, runs) => {
  program
    .command('reports')
    .summary('the difference reports kept in the journal')
    .description(
      'Lists the difference reports that were made with diff --keep, newest first. A report is kept as long as the backups that it compares.',
    )
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind reports'))
    .action(
      runs<[{ readonly json?: true }]>(async (context: Context, { json }): Promise<Ending> => {
        const { store, journal } = await openPipeline(context);
        await store.refresh();
        const jobs = await reportsIn({ journal, clock: context.clock });
        print(context, json ? reportsJson(jobs) : reportsTable(jobs, context.paint));
        return 'done';
      }),
    );
};

interface Flags {
  readonly format: Format;
  readonly json?: true;
}

export const addReport: AddCommand = (program, runs) => {
  program
    .command('report')
    .summary('a difference report kept in the journal')
    .description('Shows what a kept difference report found when it was made. The tenant is not read.')
    .argument('<id>', 'id of a report, or the beginning of it')
    .addOption(formatOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      example('entra-rewind report report-2026-11-23', 'entra-rewind recover --report report-2026-11-23'),
    )
    .action(runs<[string, Flags]>(report));
};

async function report(context: Context, id: string, { format, json }: Flags): Promise<Ending> {
  const { store, journal } = await openPipeline(context);
  const kept = { journal, clock: context.clock };
  await store.refresh();
  const found = await differencesOf(kept, await reportNamed(kept, id));
  print(context, await renderReport(found, json ? 'json' : format, context, store));
  return 'done';
}
