/** What carries a plan out: opened by its name. Pulumi is loaded only where it is asked for, as it takes a second to load. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { EngineName } from '../core/model.ts';
import type { Engine } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { graphEngine, sideBySide } from '../engines/graph/engine.ts';
import { graphSteps } from '../engines/graph/steps.ts';
import type { PulumiEngineOptions } from '../engines/pulumi/engine.ts';
import type { Context } from './context.ts';
import type { OpenDoors } from './open.ts';

/** Fails with `configuration` when it takes Pulumi and that is not installed, before anything was planned. */
export async function openEngine(context: Context, doors: OpenDoors, name: EngineName): Promise<Engine> {
  if (name === 'graph') return graphEngine(doors.client);
  const { pulumiEngine, throughPulumi } = await import('../engines/pulumi/engine.ts');
  const options = await pulumiOptions(context, doors);
  const steps = graphSteps(doors.client);
  if (name === 'pulumi') return pulumiEngine(steps, options);
  const { autoEngine } = await import('../engines/pulumi/auto.ts');
  return autoEngine(steps, { pulumi: throughPulumi(options), graph: sideBySide() });
}

/** Sign-ins of ours, which Pulumi is started without. */
const ours = [
  'ENTRA_REWIND_GRAPH_TOKEN',
  'ENTRA_REWIND_GRAPH_TOKEN_FILE',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
];
/** A backend of the user's own may be reached with these. */
const maybeTheirs = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_PASSWORD'];

async function pulumiOptions(context: Context, doors: OpenDoors): Promise<PulumiEngineOptions> {
  const { openCli } = await import('../engines/pulumi/installation.ts');
  const cli = await openCli(await pulumiRoot(context));
  const { project, backend } = await projectIn(doors.pipeline.directory);
  return {
    stack: {
      cli,
      project,
      backend,
      folder: join(dirname(doors.pipeline.repository.objects), 'entra-rewind', 'pulumi'),
      policyPacks: [guardsPack(cli.root)],
      withheld: backend === null ? [...ours, ...maybeTheirs] : ours,
      show: (line) => {
        doors.quiet();
        context.errors.write(`${line}\n`);
      },
    },
    tenant: doors.tenant,
    version: context.version,
  };
}

/** The guards once more, by what Pulumi is about to do. Without them nothing goes through Pulumi. */
function guardsPack(root: string): string {
  const pack = fileURLToPath(new URL('../../policies/pulumi', import.meta.url));
  const remedy = 'Recover with --engine graph, which needs none of this.';
  if (!existsSync(join(pack, 'PulumiPolicy.yaml'))) {
    fail('configuration', "the guards' policy pack is not part of this installation", {
      place: { file: pack },
      remedy,
    });
  }
  const host = join(root, 'bin', 'pulumi-language-nodejs');
  if (!existsSync(host) && !existsSync(`${host}.exe`)) {
    fail('configuration', "Pulumi's Node language host, which the guards' policy pack runs on, is not installed", {
      place: { file: root },
      remedy: `Install it with: npm run pulumi:install. ${remedy}`,
    });
  }
  return pack;
}

export async function pulumiRoot({ environment }: Context): Promise<string> {
  const { defaultRoot } = await import('../engines/pulumi/installation.ts');
  const { ENTRA_REWIND_PULUMI_ROOT, XDG_CACHE_HOME } = environment;
  return ENTRA_REWIND_PULUMI_ROOT ?? defaultRoot(XDG_CACHE_HOME ?? join(homedir(), '.cache'));
}

/** What the pipeline repository's Pulumi.yaml says of where stacks are kept. */
async function projectIn(directory: string): Promise<{ readonly project: string; readonly backend: string | null }> {
  const file = join(directory, 'Pulumi.yaml');
  const own = { project: 'entra-rewind', backend: null };
  if (!existsSync(file)) return own;
  const read = parse(await readFile(file, 'utf8')) as {
    readonly name?: unknown;
    readonly backend?: { readonly url?: unknown };
  };
  const { name, backend } = read ?? {};
  if (backend?.url === undefined) return own;
  if (typeof backend.url !== 'string' || typeof name !== 'string') {
    return fail('configuration', 'name and backend.url must be texts', { place: { file } });
  }
  return { project: name, backend: backend.url };
}
