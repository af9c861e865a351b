/** Serves an embedded tenant until Ctrl-C. */

import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { fail } from '../../core/problem.ts';
import { loadSeed } from '../../embedded/loadSeed.ts';
import type { Seed } from '../../embedded/seed.ts';
import { contoso } from '../../embedded/seeds/contoso.ts';
import { type Crowded, generatedCrowd } from '../../embedded/seeds/generatedCrowd.ts';
import { seedFromScubaGear } from '../../embedded/seeds/scubagear.ts';
import { startTenant } from '../../embedded/server.ts';
import { type Context, type Ending, print } from '../context.ts';
import type { TenantFlags } from '../tenant.ts';
import { readerToken, writerToken } from './identities.ts';

/** People come back to a terminal; a token that is worth nothing elsewhere may last. */
const tokenDays = 30;

export async function serve(context: Context, { port, seed, size }: TenantFlags): Promise<Ending> {
  if (seed !== undefined && size !== undefined) fail('usage', 'give either --seed or --size, not both');
  const filling = size === undefined ? { seed: await seedNamed(seed ?? 'contoso') } : crowdOf(size);
  const server = await listen(filling, port, context);
  const { tenantId } = server;
  const expiresAt = new Date(context.clock.now().getTime() + tokenDays * 86_400_000);
  print(context, `Graph endpoint: ${server.url}`);
  context.errors.write(
    [
      '',
      'To use it, in another terminal:',
      `  export ENTRA_REWIND_GRAPH_URL=${server.url}`,
      `  export ENTRA_REWIND_GRAPH_TOKEN=${writerToken(tenantId, expiresAt)}`,
      'Or, as the nightly job would, with a token that can only read:',
      `  export ENTRA_REWIND_GRAPH_TOKEN=${readerToken(tenantId, expiresAt)}`,
      '',
      'Tokens of an embedded tenant are worth nothing elsewhere. Ctrl-C ends it, and forgets everything.',
      '',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve(), { once: true }));
  await server.close();
  return 'done';
}

/** Made as it is read, so that a million objects are there in seconds. */
function crowdOf(size: number): Crowded {
  try {
    return generatedCrowd(size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail('usage', error.message);
  }
}

async function listen(
  filling: { readonly seed: Seed; readonly crowd?: Crowded['crowd'] },
  port: number,
  { clock }: Context,
): ReturnType<typeof startTenant> {
  try {
    return await startTenant({ ...filling, port, now: () => clock.now() });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return fail('usage', `port ${port} is in use`, { remedy: 'Give another --port, or 0 for a free one.' });
  }
}

async function seedNamed(name: string): Promise<Seed> {
  if (name === 'contoso') return contoso();
  const place = { file: name };
  let document: unknown;
  try {
    // JSON is YAML; one parser reads both and names the line.
    document = parse(await readFile(name, 'utf8'), { maxAliasCount: 0 });
    if (isScubaGear(document)) document = seedFromScubaGear(document);
  } catch (error) {
    return fail('usage', `cannot be read as a seed: ${error instanceof Error ? error.message : String(error)}`, {
      place,
      remedy: 'Give "contoso", or the path of a JSON or YAML file.',
    });
  }
  const loaded = loadSeed(document);
  if ('problems' in loaded) return fail('usage', loaded.problems.join('\n'), { place });
  return loaded.seed;
}

const isScubaGear = (document: unknown): boolean =>
  document !== null && typeof document === 'object' && 'conditional_access_policies' in document;
