/** `demo`: the whole loop on the embedded tenant and a local protected repository, told as it happens. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../core/problem.ts';
import { contoso, contosoIds } from '../embedded/seeds/contoso.ts';
import { startTenant } from '../embedded/server.ts';
import { embeddedToken, readRoles, writeRoles } from '../embedded/token.ts';
import { type AddCommand, example } from './command.ts';
import type { Context, Ending } from './context.ts';
import { personAt } from './demo/graph.ts';
import { handsOn } from './demo/handsOn.ts';
import { narrator } from './demo/narrator.ts';
import { nightsBefore } from './demo/nights.ts';
import { type Stage, tell } from './demo/story.ts';
import { makePipeline } from './init.ts';

const marker = '.entra-rewind-demo';
const program = fileURLToPath(new URL('../../bin/entra-rewind', import.meta.url));

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

async function demo(context: Context, { dir }: { readonly dir: string }): Promise<Ending> {
  const folder = resolve(context.directory, dir);
  await makeFolder(folder);
  const directory = join(folder, 'contoso');
  // The tenant lives through the same nights as the repository.
  let time: Date | null = null;
  const server = await startTenant({
    seed: contoso(),
    order: { shuffled: 1 },
    now: () => time ?? context.clock.now(),
  });
  try {
    const { breakGlassAccounts, breakGlassGroup, tenant } = contosoIds;
    await makePipeline(directory, {
      tenantId: tenant,
      endpoint: server.url,
      policiesPerSecond: 100,
      breakGlass: { accounts: breakGlassAccounts, groups: [breakGlassGroup] },
    });
    const token = (roles: readonly string[]): string => embeddedToken({ tenantId: tenant, roles });
    const stage: Stage = {
      narrator: narrator(context, directory, new Map([['entra-rewind', [process.execPath, program]]])),
      endpoint: server.url,
      person: personAt(server.url, token([...writeRoles, 'Directory.ReadWrite.All'])),
      reader: { ENTRA_REWIND_GRAPH_TOKEN: token(readRoles) },
      writer: { ENTRA_REWIND_GRAPH_TOKEN: token(writeRoles) },
      nights: nightsBefore(context.clock.now(), 5),
      setTime: (at) => {
        time = at === null ? null : new Date(at);
      },
    };
    const last = await tell(stage);
    await writeFile(join(folder, 'tenant.json'), `${JSON.stringify(server.tenant.dump(), null, 1)}\n`);
    handsOn(stage.narrator, {
      program: relative(process.cwd(), dirname(program)) || '.',
      folder: relative(process.cwd(), folder) || '.',
      endpoint: server.url,
      lastBackup: last,
    });
  } finally {
    await server.close();
  }
  return 'done';
}

/** Only a folder that an earlier demo made is replaced. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    if (!existsSync(join(folder, marker))) {
      fail('usage', 'is there already, and no demo made it', {
        place: { file: folder },
        remedy: 'Name another with --dir.',
      });
    }
    await rm(folder, { recursive: true });
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, marker), 'Made by entra-rewind demo, and replaced by the next one.\n');
}
