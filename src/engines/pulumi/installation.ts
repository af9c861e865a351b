/** The Pulumi CLI that recoveries run on. It is never fetched on the way: who recovers must not wait for a download. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import automation from '@pulumi/pulumi/automation/index.js';
import { fail } from '../../core/problem.ts';

/** What `npm run pulumi:install` installs; the same as in tools/pulumi/go.mod. */
export const pulumiVersion = '3.259.0';

/** Where the CLI is: `bin/pulumi` below it. `caches`: the folder for what programs keep between runs. */
export const defaultRoot = (caches: string): string => join(caches, 'entra-rewind', `pulumi-${pulumiVersion}`);

export interface PulumiCli {
  readonly root: string;
  readonly command: automation.PulumiCommand;
}

const howToInstall =
  'Install it with: npm run pulumi:install. Or name the folder of another one in ENTRA_REWIND_PULUMI_ROOT.';

/** Fails with `configuration` when it is not there or does not run. */
export async function openCli(root: string): Promise<PulumiCli> {
  const file = join(root, 'bin', 'pulumi');
  if (!existsSync(file) && !existsSync(`${file}.exe`)) {
    fail('configuration', 'the Pulumi CLI is not installed', { place: { file: root }, remedy: howToInstall });
  }
  try {
    return { root, command: await automation.PulumiCommand.get({ root }) };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error);
    return fail('configuration', `the Pulumi CLI does not run: ${why}`, {
      place: { file: root },
      remedy: howToInstall,
    });
  }
}
