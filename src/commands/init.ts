import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { fail } from '../core/problem.ts';
import { configurationFile, parseConfiguration } from '../core/settings/configuration.ts';
import { createLocalRepository } from '../git/localRemote.ts';
import { createCheckout } from '../git/newCheckout.ts';
import { localFolder } from '../git/protection.ts';
import { withoutCredentials } from '../git/redact.ts';
import { defaultApiUrl, parseAddress, parseRepositoryName } from '../github/address.ts';
import { hasSignIn } from '../github/signIn.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { githubFiles, guideFile } from './init/githubFiles.ts';
import { knownSubjects } from './init/subjects.ts';
import { toolReference } from './init/tool.ts';
import { openForge } from './open.ts';
import { type PipelineChoices, pipelineFiles } from './pipelineFiles.ts';

interface Flags {
  readonly local?: true;
  readonly github?: string;
  readonly repo?: string;
  readonly remote?: string;
  readonly owners?: readonly string[];
  readonly action?: string;
}

export const addInit: AddCommand = (program, runs) => {
  program
    .command('init')
    .summary('make a pipeline repository')
    .description(
      'Makes a pipeline repository in DIR: configuration, guards and, for GitHub, workflows and a guide with the commands to set them up. With --local also DIR.git, a bare repository whose hooks refuse to rewrite or delete backups and journal. Pushes nowhere else.',
    )
    .argument('[dir]', "new or empty folder (default: the repository's name)")
    .option('--local', 'with a protected bare repository beside it as its remote')
    .option('--github <owner/name>', 'for GitHub: with workflows, and pull requests as difference reports')
    .option('--repo <owner/name>', 'the same')
    .option('--remote <url>', 'address of the remote; alone, any Git remote without pull requests')
    .option('--owners <owner>', 'who must approve changes: @person or @org/team (repeatable)', parseOwner)
    .option('--action <owner/name@commit>', 'where workflows take entra-rewind from (default: this very commit)')
    .addHelpText(
      'after',
      example(
        'entra-rewind init my-tenant --local',
        'entra-rewind init --github contoso/entra-backup --owners @contoso/identity',
      ),
    )
    .action(runs<[string | undefined, Flags]>(init));
};

function parseOwner(text: string, before: readonly string[] = []): readonly string[] {
  const isOwner = /^(?:@[A-Za-z0-9-]+(?:\/[\w.-]+)?|[^\s@#]+@[^\s@#]+)$/.test(text);
  if (!isOwner) throw new InvalidArgumentError('It is @person, @org/team or an address.');
  return [...before, text];
}

async function init(context: Context, dir: string | undefined, flags: Flags): Promise<Ending> {
  const { local, github, repo, remote, owners, action } = flags;
  if (github !== undefined && repo !== undefined) fail('usage', '--github and --repo are the same: give one of them');
  const repository = github ?? repo;
  if (local && (repository !== undefined || remote !== undefined)) {
    fail('usage', '--local makes its own remote', {
      remedy: 'Give --local alone, or --github and --remote without it.',
    });
  }
  if (repository === undefined && (owners !== undefined || action !== undefined)) {
    fail('usage', '--owners and --action are for a repository on GitHub', { remedy: 'Add --github OWNER/NAME.' });
  }
  if (repository !== undefined) return initGithub(context, dir, repository, flags);
  const name = dir ?? fail('usage', 'say which folder', { remedy: 'entra-rewind init DIR --local' });
  if (local) return initLocal(context, name);
  if (remote !== undefined) return initRemote(context, name, remote);
  return fail('usage', 'say where the repository has its remote', {
    remedy: 'entra-rewind init DIR --local, --github OWNER/NAME or --remote URL',
  });
}

async function initLocal(context: Context, dir: string): Promise<Ending> {
  await makePipeline(resolve(context.directory, dir), {});
  print(context, `Made ${dir} and its protected remote ${dir}.git.\n\n${firstSteps(dir, [])}`);
  return 'done';
}

async function initRemote(context: Context, dir: string, remote: string): Promise<Ending> {
  const origin = await remoteFor(context, remote);
  await createCheckout(resolve(context.directory, dir), { origin, files: pipelineFiles({}) });
  const notes = [
    'What protects the record there is for you to see to: nobody may rewrite or delete backup/** and journal.',
    `main moves to each backup; people merge reverts with git.`,
  ];
  print(
    context,
    `Made ${dir}, with ${origin} as its remote. Nothing was pushed.\n\n${notes.join('\n')}\n\n${firstSteps(dir, [push])}`,
  );
  return 'done';
}

const push = '  git push --set-upstream origin main';

const firstSteps = (dir: string, pushing: readonly string[]): string =>
  [
    `Name your emergency accounts and their group in ${dir}/policies/guards.yaml, commit and push.`,
    'Sign in to Graph (Azure CLI, AZURE_* variables, or ENTRA_REWIND_GRAPH_TOKEN), then:',
    `  cd ${dir}`,
    ...pushing,
    '  entra-rewind backup',
  ].join('\n');

async function initGithub(
  context: Context,
  dir: string | undefined,
  repository: string,
  flags: Flags,
): Promise<Ending> {
  const { owner, repo: name } = parseRepositoryName(repository);
  const { environment } = context;
  const { origin: site } = parseAddress(environment.GITHUB_API_URL || defaultApiUrl);
  const origin = flags.remote === undefined ? `${site}/${repository}.git` : await remoteFor(context, flags.remote);
  const tool = await toolReference({ action: flags.action, owner, version: context.version });
  const files = pipelineFiles({ repository });
  const configuration = parseConfiguration(files.get(configurationFile) ?? '');
  const mayAsk = hasSignIn({ appId: environment.GITHUB_APP_ID, token: environment.GITHUB_TOKEN });
  const subjects = await knownSubjects(mayAsk ? openForge(context, configuration) : null, owner, name);
  const more = await githubFiles({ repository, owners: flags.owners ?? [], tool, subjects });
  const folder = dir ?? name;
  await createCheckout(resolve(context.directory, folder), { origin, files: new Map([...files, ...more]) });
  const noOwners = flags.owners === undefined ? ['Say in .github/CODEOWNERS who must approve changes.'] : [];
  print(
    context,
    [
      `Made ${folder}, with ${origin} as its remote. Nothing was pushed.`,
      `Its workflows run ${tool.uses}: that commit must be there, in a repository that ${repository} may use actions of.`,
      ...noOwners,
      `What follows is ${folder}/${guideFile}.`,
      '',
      more.get(guideFile) ?? '',
    ].join('\n'),
  );
  return 'done';
}

/** A folder on this machine is meant from here, not from the new checkout. Fails with `usage` on what git must not be given. */
async function remoteFor(context: Context, remote: string): Promise<string> {
  if (remote === '' || remote.startsWith('-')) fail('usage', `not an address of a remote: ${JSON.stringify(remote)}`);
  if (/^https?:\/\/[^/@]*@/i.test(remote)) {
    fail('usage', `credentials do not belong into an address: ${withoutCredentials(remote)}`, {
      remedy: 'Leave them out; git asks its credential helper, and in workflows the tool signs in itself.',
    });
  }
  const folder = localFolder(resolve(context.directory), remote);
  if (folder === null) return remote;
  // Whatever keeps it from being looked at keeps it from being a remote, and is said.
  const found = await stat(folder).catch(() => null);
  if (found === null)
    fail('usage', 'there is no such remote', { place: { file: folder }, remedy: 'Make it first: git init --bare' });
  return folder;
}

/** Makes the repository that `init --local` makes; the demo makes the same one. */
export async function makePipeline(directory: string, choices: PipelineChoices): Promise<void> {
  await createLocalRepository(directory, {
    retentionDays: choices.retentionDays ?? 5,
    files: pipelineFiles(choices),
  });
}
