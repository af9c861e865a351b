/** Pulumi's engine for tests, with the real CLI. Where it is not installed, what did not run is said. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { type GraphStepsOptions, graphSteps } from '../../src/engines/graph/steps.ts';
import { pulumiEngine } from '../../src/engines/pulumi/engine.ts';
import { defaultRoot, openCli } from '../../src/engines/pulumi/installation.ts';
import type { StackSettings } from '../../src/engines/pulumi/stack.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { graphTenant } from '../../src/graph/tenant.ts';

export const pulumiRoot =
  process.env.ENTRA_REWIND_PULUMI_ROOT ?? defaultRoot(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
export const hasPulumi = existsSync(join(pulumiRoot, 'bin', 'pulumi'));

/** In CI a missing CLI is a failure; elsewhere it is said which tests did not run, and why. */
export function withPulumi(name: string, tests: () => void): void {
  if (hasPulumi || process.env.ENTRA_REWIND_NEEDS_PULUMI === 'true') {
    // Each run starts the CLI twice; a busy machine must not fail it.
    describe(name, { timeout: 900_000 }, tests);
    return;
  }
  process.stderr.write(`NOT RUN, because the Pulumi CLI is not installed (npm run pulumi:install): ${name}\n`);
  describe.skip(`${name} (not run: the Pulumi CLI is not installed; npm run pulumi:install)`, tests);
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-rewind-pulumi-'));
  folders.push(folder);
  return folder;
}

export async function settingsIn(folder: string, more: Partial<StackSettings> = {}): Promise<StackSettings> {
  return {
    cli: await openCli(pulumiRoot),
    folder,
    backend: null,
    project: 'entra-rewind',
    policyPacks: [],
    withheld: [],
    show: () => undefined,
    ...more,
  };
}

export async function pulumiEngineFor(
  client: GraphClient,
  options: GraphStepsOptions,
  more: Partial<StackSettings> = {},
) {
  const folder = newFolder();
  const stack = await settingsIn(folder, more);
  const engine = pulumiEngine(graphSteps(client, options), { stack, tenant: graphTenant(client), version: '0.0.0' });
  return { engine, folder };
}
