import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adoptionJson, adoptionText } from '../core/adopt/report.ts';
import { Failure, fail } from '../core/problem.ts';
import { type AdoptRequest, adopt as adoptObjects } from '../flows/adopt.ts';
import { lookUpImportIds } from '../graph/importIds.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors, openPipeline } from './open.ts';
import { jsonOption, type ScopeFlags, scopeFrom, scopeOptions, typeOption } from './options.ts';
import { progressOn } from './progress.ts';

interface Flags extends ScopeFlags {
  readonly backup?: string;
  readonly out: string;
  readonly lookUp?: true;
  readonly json?: true;
}

export const addAdopt: AddCommand = (program, runs) => {
  const command = program
    .command('adopt')
    .summary('go on with objects as a Pulumi program')
    .description(
      'Writes a TypeScript program with typed @pulumi/azuread resources and their import file, from a backup. What @pulumi/azuread has no place for is listed and left out. Writes nothing to the tenant.',
    )
    .requiredOption('--out <dir>', 'new or empty folder for the project')
    .option('--backup <name>', 'from this backup (default: the newest)')
    .option(
      '--look-up',
      'sign in and look up the ids of consents, app role assignments and federated credentials, which no backup holds',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      example(
        'entra-rewind adopt --type conditionalAccessPolicy --type namedLocation --out policies-as-code',
        'entra-rewind adopt --type application --type servicePrincipal --look-up --out applications',
      ),
    );
  // An object is adopted whole, with the links that are its own.
  const byId = scopeOptions('adopt').filter(({ long }) => long === '--id');
  for (const option of [typeOption('adopt only objects of this type'), ...byId]) command.addOption(option);
  command.action(runs<[Flags]>(adopt));
};

async function adopt(context: Context, flags: Flags): Promise<Ending> {
  const directory = resolve(context.directory, flags.out);
  await requireEmpty(directory, flags.out);
  const request: AdoptRequest = {
    scope: scopeFrom(flags),
    ...(flags.backup === undefined ? {} : { backup: flags.backup }),
  };
  const made = flags.lookUp ? await adoptLive(context, request) : await adoptOffline(context, request);
  await writeFiles(directory, flags.out, made.files);
  print(context, flags.json ? adoptionJson(made) : adoptionText(made, flags.out));
  return 'done';
}

async function adoptOffline(context: Context, request: AdoptRequest) {
  const { tell, stop } = progressOn(context);
  return adoptObjects({ ...(await openPipeline(context)), tell }, request).finally(stop);
}

async function adoptLive(context: Context, request: AdoptRequest) {
  const doors = await openDoors(context);
  const { client, tenant } = doors;
  const live = { tenant, lookUp: lookUpImportIds.bind(null, client) };
  return adoptObjects(doors, { ...request, live }).finally(doors.quiet);
}

/** Before anything is read: what somebody has made of an earlier program must not be written over. */
async function requireEmpty(directory: string, out: string): Promise<void> {
  const there = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // It is made when there is something to put into it.
    if (error.code === 'ENOENT') return [];
    throw new Failure({ code: 'usage', message: error.message, place: { file: out } });
  });
  if (there.length > 0) {
    fail('usage', 'the folder is not empty', { place: { file: out }, remedy: 'Name a new one with --out.' });
  }
}

async function writeFiles(directory: string, out: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [path, text] of files) await writeFile(resolve(directory, path), text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Failure({ code: 'usage', message: error.message, place: { file: out } });
  }
}
