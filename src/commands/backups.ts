import { backupsJson, backupsTable } from '../core/report/backups.ts';
import { listBackups } from '../flows/backups.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline } from './open.ts';
import { jsonOption } from './options.ts';

export const addBackups: AddCommand = (program, runs) => {
  program
    .command('backups')
    .summary('list the backups')
    .description(
      'Lists the backups that have a branch: name, time, objects, changes since the one before, and whether each still is what the journal recorded.',
    )
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind backups'))
    .action(
      runs<[{ readonly json?: true }]>(async (context: Context, { json }): Promise<Ending> => {
        const backups = await listBackups(await openPipeline(context));
        print(context, json ? backupsJson(backups) : backupsTable(backups, context.paint));
        return 'done';
      }),
    );
};
