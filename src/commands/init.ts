import { resolve } from 'node:path';
import { fail } from '../core/problem.ts';
import { createLocalRepository } from '../git/localRemote.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { type PipelineChoices, pipelineFiles } from './pipelineFiles.ts';

interface Flags {
  readonly local?: true;
}

export const addInit: AddCommand = (program, runs) => {
  program
    .command('init')
    .summary('make a pipeline repository')
    .description(
      'Makes a pipeline repository in DIR with configuration and guards, and beside it DIR.git, a bare repository whose hooks refuse to rewrite or delete backups and journal.',
    )
    .argument('<dir>', 'new or empty folder')
    .option('--local', 'with a protected bare repository beside it as its remote')
    .addHelpText('after', example('entra-rewind init my-tenant --local'))
    .action(runs<[string, Flags]>(init));
};

async function init(context: Context, dir: string, { local }: Flags): Promise<Ending> {
  if (!local) fail('usage', 'say where the repository has its remote', { remedy: 'entra-rewind init DIR --local' });
  const directory = resolve(context.directory, dir);
  await makePipeline(directory, {});
  print(
    context,
    [
      `Made ${dir} and its protected remote ${dir}.git.`,
      '',
      `Name your emergency accounts and their group in ${dir}/policies/guards.yaml, commit and push.`,
      'Sign in to Graph (Azure CLI, AZURE_* variables, or ENTRA_REWIND_GRAPH_TOKEN), then:',
      `  cd ${dir}`,
      '  entra-rewind backup',
    ].join('\n'),
  );
  return 'done';
}

/** Makes the repository that `init --local` makes; the demo makes the same one. */
export async function makePipeline(directory: string, choices: PipelineChoices): Promise<void> {
  await createLocalRepository(directory, {
    retentionDays: choices.retentionDays ?? 5,
    files: pipelineFiles(choices),
  });
}
