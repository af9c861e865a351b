/** The whole loop on the embedded tenant and a local protected repository, told as it happens. */

import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../core/problem.ts';
import { contoso, contosoIds } from '../../embedded/seeds/contoso.ts';
import { startTenant } from '../../embedded/server.ts';
import type { Context, Ending } from '../context.ts';
import { makePipeline } from '../init.ts';
import { administratorToken, readerToken, writerToken } from '../tenant/identities.ts';
import { personAt } from './graph.ts';
import { handsOn } from './handsOn.ts';
import { narrator } from './narrator.ts';
import { nightsBefore } from './nights.ts';
import { type Stage, tell } from './story.ts';

const marker = '.entra-rewind-demo';
const program = fileURLToPath(new URL('../../../bin/entra-rewind', import.meta.url));

export async function runDemo(context: Context, dir: string): Promise<Ending> {
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
    const stage: Stage = {
      narrator: narrator(context, directory, new Map([['entra-rewind', [process.execPath, program]]])),
      endpoint: server.url,
      person: personAt(server.url, administratorToken(tenant)),
      reader: { ENTRA_REWIND_GRAPH_TOKEN: readerToken(tenant) },
      writer: { ENTRA_REWIND_GRAPH_TOKEN: writerToken(tenant) },
      nights: nightsBefore(context.clock.now(), 5),
      setTime: (at) => {
        time = at === null ? null : new Date(at);
      },
    };
    const last = await tell(stage);
    await writeFile(join(folder, 'tenant.json'), `${JSON.stringify(server.tenant.dump(), null, 1)}\n`);
    await writeFile(join(folder, 'sign-in.sh'), signIn(tenant));
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

/** Signs in to the tenant of the demo, and to nothing else: it lies beside the repository, never in it. */
function signIn(tenantId: string): string {
  const expiresAt = new Date(Date.now() + 30 * 86_400_000);
  return `export ENTRA_REWIND_GRAPH_TOKEN=${writerToken(tenantId, expiresAt)}\n`;
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
