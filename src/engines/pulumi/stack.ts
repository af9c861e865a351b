/** Stacks of one recovery: where Pulumi keeps them, with which settings it runs, and what it says while it does. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import automation, { type EngineEvent, type PulumiFn, type Stack } from '@pulumi/pulumi/automation/index.js';
import { Failure } from '../../core/problem.ts';
import { visible } from '../../core/report/visible.ts';
import type { PulumiCli } from './installation.ts';
import { packageName } from './resource.ts';

export interface StackSettings {
  readonly cli: PulumiCli;
  /** Of recoveries through Pulumi alone: what the one before left there goes when the next one begins. */
  readonly folder: string;
  /** Where stacks are kept instead: what the user's Pulumi.yaml names, reached with the user's own sign-in to Pulumi. */
  readonly backend: string | null;
  readonly project: string;
  /** Folders of CrossGuard policy packs that must agree. They are told of the plan's file in ENTRA_REWIND_PLAN. */
  readonly policyPacks: readonly string[];
  /** Variables that Pulumi has no business with, such as those that hold a token: it is started without them. */
  readonly withheld: readonly string[];
  /** What Pulumi prints, line by line, safe for a terminal. */
  readonly show: (line: string) => void;
}

export interface RunningPulumi {
  preview(program: PulumiFn, hear: (event: EngineEvent) => void, signal?: AbortSignal): Promise<void>;
  /** Null when Pulumi says that all of it was done, else what it says instead. */
  up(program: PulumiFn, signal?: AbortSignal): Promise<string | null>;
}

const noPassphrase = '';

/** A stack on a provider that listens at a port of this process. `planFile` is for the policy packs. */
export async function openStack(
  settings: StackSettings,
  name: string,
  port: number,
  planFile: string | null = null,
): Promise<RunningPulumi> {
  const { cli, folder, backend, project, policyPacks } = settings;
  const kept = join(folder, 'state');
  const workDir = join(folder, name);
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const own: { readonly [name: string]: string } =
    // Ours holds no secret that a passphrase could keep; whoever has a backend has one of their own.
    backend === null ? { PULUMI_CONFIG_PASSPHRASE: noPassphrase, PULUMI_HOME: await homeIn(folder) } : {};
  const stack = await saying(() =>
    automation.LocalWorkspace.createOrSelectStack(
      { stackName: name, projectName: project, program: async () => undefined },
      {
        workDir,
        pulumiCommand: cli.command,
        projectSettings: { name: project, runtime: 'nodejs', backend: { url: backend ?? pathToFileURL(kept).href } },
        envVars: {
          ...Object.fromEntries(settings.withheld.map((variable) => [variable, ''])),
          ...own,
          ENTRA_REWIND_PLAN: planFile ?? '',
          // Where our own language host (tools/pulumi) finds the SDK: the stack's folder has none.
          ...(policyPacks[0] === undefined ? {} : { PULUMI_LANGUAGE_HOST_SDK: policyPacks[0] }),
          PULUMI_DEBUG_PROVIDERS: `${packageName}:${port}`,
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
          // The state is written once, at the end: a recovery that is killed is planned again from what the tenant is then.
          ...(backend === null ? { PULUMI_SKIP_CHECKPOINTS: 'true' } : {}),
        },
      },
    ),
  );
  const common = { color: 'never' as const, policyPacks: [...policyPacks], onOutput: lines(settings.show) };
  const abortable = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    preview: (program, hear, signal) =>
      saying(async () => {
        await stack.preview({ ...common, ...abortable(signal), program, diff: true, onEvent: hear });
      }),
    up: (program, signal) => carryOut(stack, { ...common, ...abortable(signal), program }),
  };
}

/**
 * Pulumi writes all that it does, with every value, into `logs` of its home, which no setting turns off and which is a quarter of
 * its work. A file in the place of that folder does (pkg/logging/encrypted.go of pulumi 3.259; last verified: 2026-11-29).
 */
async function homeIn(folder: string): Promise<string> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(join(home, 'logs'), '');
  return home;
}

async function carryOut(stack: Stack, options: Parameters<Stack['up']>[0]): Promise<string | null> {
  try {
    // Independent steps go on after a failure. Side by side is what the run allows; Pulumi must not wait with asking.
    await stack.up({ ...options, continueOnError: true, parallel: 64 });
    return null;
  } catch (error) {
    // Steps that failed make it fail as a whole. Their receipts tell more.
    if (error instanceof automation.CommandError) return shortened(error.message);
    throw error;
  }
}

/** Pulumi's failures are expected ones, and in its own words. */
async function saying<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof automation.CommandError)) throw error;
    throw new Failure({ code: 'engine', message: `Pulumi failed: ${shortened(error.message)}` });
  }
}

const shortened = (text: string): string => {
  const said = text.split('\n').map((line) => visible(line).trim());
  const errors = said.filter((line) => /error/i.test(line));
  return (errors.length > 0 ? errors : said.filter((line) => line !== '')).slice(0, 8).join('; ');
};

/** Names and values of a tenant are in it: nothing of them may steer the terminal. */
function lines(show: (line: string) => void): (chunk: string) => void {
  let open = '';
  return (chunk) => {
    const parts = `${open}${chunk}`.split('\n');
    open = parts.pop() ?? '';
    for (const part of parts) show(visible(part.replace(/\r$/, '')));
  };
}
