import { hostname, userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { cancel, hasEnded } from '../flows/cancel.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline } from './open.ts';

interface Flags {
  readonly wait?: true;
}

export const addCancel: AddCommand = (program, runs) => {
  program
    .command('cancel')
    .summary('ask a running job to stop')
    .description(
      'Leaves a wish in the journal, from any machine that may write there. The job stops before its next step within seconds, keeps what it has done and says so; a backup or a report that is canceled leaves nothing.',
    )
    .argument('<job>', 'id of the running job, or the beginning of it (status names it)')
    .option('--wait', 'wait until it has ended')
    .addHelpText('after', example('entra-rewind cancel 2026-11-23T03-12-45Z --wait'))
    .action(runs<[string, Flags]>(run));
};

async function run(context: Context, job: string, { wait }: Flags): Promise<Ending> {
  const { store, journal, log } = await openPipeline(context);
  const { clock, signal } = context;
  await store.refresh();
  const by = context.environment.GITHUB_ACTOR ?? userInfo().username;
  const holder = await cancel({ journal, log, clock }, job, { by, host: hostname() });
  print(context, `asked ${holder.kind} ${holder.job} (${holder.holder}) to stop`);
  if (!wait) return 'done';
  const patient = async (waitMs: number): Promise<void> => {
    await pause(waitMs, undefined, { signal });
  };
  const isOver = await hasEnded({ journal, clock, pause: patient }, holder);
  print(context, isOver ? 'it has ended' : 'its lease has run out: it is dead, and holds the lock no more');
  return 'done';
}
