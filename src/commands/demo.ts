import { type AddCommand, example } from './command.ts';
import type { Context, Ending } from './context.ts';

export const addDemo: AddCommand = (command, runs) => {
  command
    .command('demo')
    .summary('the whole loop on an embedded tenant, in half a minute')
    .description(
      'Five nights of backups, an attack, the difference report, the revert, a guard that stops, the recovery and its proof. Leaves a folder to look at, and prints the commands to go on by hand.',
    )
    .option('--dir <dir>', 'folder to make; an earlier demo in it is replaced', 'demo')
    .addHelpText('after', example('entra-rewind demo'))
    .action(runs<[{ readonly dir: string }]>(demo));
};

/** The embedded tenant is loaded only here and by `tenant start`: no other command should wait for it. */
async function demo(context: Context, { dir }: { readonly dir: string }): Promise<Ending> {
  const { runDemo } = await import('./demo/run.ts');
  return runDemo(context, dir);
}
