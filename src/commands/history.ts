import { recoveryData } from '../core/report/data.ts';
import { printJson } from '../core/report/json.ts';
import { recoveriesTable, recoveryJson, recoveryText } from '../core/report/recovery.ts';
import { recoveriesIn, recoveryNamed } from '../flows/history.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline } from './open.ts';
import { jsonOption } from './options.ts';

export const addHistory: AddCommand = (program, runs) => {
  program
    .command('history')
    .summary('recoveries with their status and failed changes')
    .description('Lists the recoveries in the journal, newest first; with an id, everything about that one.')
    .argument('[job]', 'id of a recovery, or the beginning of it')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind history'))
    .action(runs<[string | undefined, { readonly json?: true }]>(history));
};

async function history(context: Context, job: string | undefined, { json }: { readonly json?: true }): Promise<Ending> {
  const pipeline = await openPipeline(context);
  const { store } = pipeline;
  const onRecord = { ...pipeline, clock: context.clock };
  await store.refresh();
  if (job === undefined) {
    const recoveries = await recoveriesIn(onRecord);
    print(context, json ? printJson(recoveries.map(recoveryData)) : recoveriesTable(recoveries, context.paint));
    return 'done';
  }
  const recovery = await recoveryNamed(onRecord, job);
  if (json) print(context, recoveryJson(recovery));
  else {
    const skipped = recovery.receipts.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id);
    const nameOf = await namesIn(store, await store.main(), mentionedIn([recovery.failures, skipped]));
    print(context, recoveryText(recovery, context.paint, nameOf));
  }
  return 'done';
}
