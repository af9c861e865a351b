import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { fail } from '../core/problem.ts';
import { loadSeed } from '../embedded/loadSeed.ts';
import type { Seed } from '../embedded/seed.ts';
import { contoso } from '../embedded/seeds/contoso.ts';
import { generated } from '../embedded/seeds/generated.ts';
import { seedFromScubaGear } from '../embedded/seeds/scubagear.ts';
import { startTenant } from '../embedded/server.ts';
import { embeddedToken, readRoles, writeRoles } from '../embedded/token.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';

interface Flags {
  readonly port: number;
  readonly seed?: string;
  readonly size?: number;
}

/** People come back to a terminal; a token that is worth nothing elsewhere may last. */
const tokenDays = 30;

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };

export const addTenant: AddCommand = (program, runs) => {
  const tenant: Command = program
    .command('tenant')
    .summary('an embedded tenant to try things on')
    .description(
      'A tenant you can hold in your hand: Microsoft Graph over HTTP on this machine, as strict as the real one.',
    );
  tenant
    .command('start')
    .summary('serve an embedded tenant as a Graph endpoint')
    .description(
      'Prints the endpoint on standard output, and what to set to use it on standard error. Serves until Ctrl-C.',
    )
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--seed <seed>', 'contoso, a JSON or YAML file, or a ScubaGear report (default: contoso)')
    .option('--size <n>', 'generate a tenant of this many objects instead', wholeNumber(1, 10_000_000))
    .addHelpText('after', example('entra-rewind tenant start --port 4510 --seed contoso'))
    .action(runs<[Flags]>(start));
};

async function start(context: Context, { port, seed, size }: Flags): Promise<Ending> {
  if (seed !== undefined && size !== undefined) fail('usage', 'give either --seed or --size, not both');
  const filling = size === undefined ? await seedNamed(seed ?? 'contoso') : generated(size);
  const server = await startTenant({ seed: filling, port, now: () => context.clock.now() });
  print(context, `Graph endpoint: ${server.url}`);
  const { tenantId } = server;
  const expiresAt = new Date(context.clock.now().getTime() + tokenDays * 86_400_000);
  context.errors.write(
    [
      '',
      'To use it, in another terminal:',
      `  export ENTRA_REWIND_GRAPH_URL=${server.url}`,
      `  export ENTRA_REWIND_GRAPH_TOKEN=${embeddedToken({ tenantId, roles: writeRoles, expiresAt })}`,
      'A token that can only read, as the nightly job would have:',
      `  export ENTRA_REWIND_GRAPH_TOKEN=${embeddedToken({ tenantId, roles: readRoles, expiresAt })}`,
      '',
      'Tokens of an embedded tenant are worth nothing elsewhere. Ctrl-C ends it, and forgets everything.',
      '',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve(), { once: true }));
  await server.close();
  return 'done';
}

async function seedNamed(name: string): Promise<Seed> {
  if (name === 'contoso') return contoso();
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail('usage', `the seed cannot be read: ${reason}`, {
      remedy: 'Give "contoso" or the path of a JSON or YAML file.',
    });
  }
  let document: unknown;
  try {
    // JSON is YAML; one parser reads both and names the line.
    document = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return fail('usage', error instanceof Error ? error.message : String(error), { place: { file: name } });
  }
  const isScubaGear = document !== null && typeof document === 'object' && 'conditional_access_policies' in document;
  const loaded = loadSeed(isScubaGear ? seedFromScubaGear(document) : document);
  if ('problems' in loaded) {
    return fail('usage', loaded.problems.join('\n'), { place: { file: name } });
  }
  return loaded.seed;
}
