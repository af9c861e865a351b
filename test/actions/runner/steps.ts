/** The steps of a job or of a composite action, one after the other. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAction, type Step } from '../model.ts';
import { type Artifact, upload } from './artifacts.ts';
import { checkOut } from './checkout.ts';
import { commandFiles, type Told } from './commandFiles.ts';
import { type Contexts, fill, fillAll, holds, type Status } from './expressions.ts';
import type { Host } from './host.ts';
import { run } from './processes.ts';
import type { Machine } from './variables.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface StepRun {
  readonly id: string | null;
  readonly name: string;
  readonly conclusion: Conclusion;
  /** As it was written, secrets and all, so that a test can look for them. */
  readonly log: string;
  readonly outputs: { readonly [name: string]: string };
}

/** What the steps of one job share. */
export interface JobScene {
  readonly host: Host;
  readonly machine: Machine;
  readonly artifactFolder: string;
  readonly token: string;
  readonly ref: string;
  readonly sha: string;
  /** Milliseconds since 1970 when the job's time is up. */
  readonly deadline: number;
  /** The same of the step whose action this is; never in a job itself. */
  readonly stepDeadline: number;
  /** What every process gets, before any `env`. */
  readonly base: { readonly [name: string]: string };
  /** What GitHub sets and no `env` can change. */
  readonly fixed: { readonly [name: string]: string };
  readonly artifacts: Artifact[];
  readonly summaries: string[];
  /** By GITHUB_ENV and GITHUB_PATH, for the steps that follow. */
  readonly kept: { environment: { readonly [name: string]: string }; paths: readonly string[] };
  readonly count: () => number;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** Without `steps`, `env` and `job`, which come about here. */
  readonly contexts: Contexts;
  readonly env: { readonly [name: string]: string };
  /** Of a composite action; null in a job. */
  readonly actionPath: string | null;
}

export interface StepsRun {
  readonly status: Status;
  readonly runs: readonly StepRun[];
  /** The context `steps` at the end. */
  readonly steps: { readonly [id: string]: unknown };
}

interface Ran {
  readonly conclusion: Status;
  readonly log: string;
  readonly outputs: { readonly [name: string]: string };
}

const known = [
  'id',
  'name',
  'if',
  'uses',
  'run',
  'shell',
  'with',
  'env',
  'timeout-minutes',
  'continue-on-error',
  'working-directory',
];

export async function runSteps(scene: JobScene, { steps, contexts, env, actionPath }: Steps): Promise<StepsRun> {
  let status: Status = 'success';
  const runs: StepRun[] = [];
  const byId: { [id: string]: unknown } = {};
  for (const step of steps) {
    const unknown = Object.keys(step).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Error(`keys of a step this runner does not know: ${unknown.join(', ')}`);
    const scope = (environment: object) => ({
      contexts: { ...contexts, steps: byId, job: { status }, env: environment },
      status,
    });
    const outer = { ...env, ...scene.kept.environment };
    const own = { ...outer, ...fillAll(step.env, scope(outer)) };
    const name = step.name ?? step.uses ?? (step.run ?? '').split('\n')[0] ?? '';
    if (!holds(step.if, scope(own))) {
      runs.push({ id: step.id ?? null, name, conclusion: 'skipped', log: '', outputs: {} });
      if (step.id !== undefined) byId[step.id] = { outcome: 'skipped', conclusion: 'skipped', outputs: {} };
      continue;
    }
    const ran = await runStep(scene, step, scope(own).contexts, own, actionPath);
    const isExcused = ran.conclusion !== 'success' && fill(step['continue-on-error'] ?? false, scope(own)) === 'true';
    const conclusion = isExcused ? 'success' : ran.conclusion;
    if (status === 'success') status = conclusion;
    runs.push({ id: step.id ?? null, name, conclusion, log: ran.log, outputs: ran.outputs });
    if (step.id !== undefined) byId[step.id] = { outcome: ran.conclusion, conclusion, outputs: ran.outputs };
  }
  return { status, runs, steps: byId };
}

async function runStep(
  scene: JobScene,
  step: Step,
  contexts: Contexts,
  env: { readonly [name: string]: string },
  actionPath: string | null,
): Promise<Ran> {
  const status = (contexts.job as { status: Status }).status;
  const scope = { contexts, status };
  if (step.run !== undefined) return runScript(scene, step, fill(step.run, scope), env, actionPath, scope);
  const settings = fillAll(step.with, scope);
  const uses = step.uses ?? '';
  const named = uses.split('@')[0] ?? '';
  switch (named) {
    case 'actions/checkout': {
      const { host, token, machine, ref, sha } = scene;
      const { workspace, home } = machine;
      const { isDone, log } = await checkOut({ host, token, workspace, home, ref, sha, settings });
      return { conclusion: isDone ? 'success' : 'failure', log, outputs: {} };
    }
    case 'actions/setup-node':
      return { conclusion: 'success', log: 'The Node that is here.', outputs: {} };
    case 'actions/upload-artifact': {
      const { artifact, isDone } = upload({
        settings,
        workspace: scene.machine.workspace,
        folder: scene.artifactFolder,
      });
      if (artifact !== null) scene.artifacts.push(artifact);
      return { conclusion: isDone ? 'success' : 'failure', log: artifact?.name ?? 'nothing to upload', outputs: {} };
    }
    default: {
      const folder = named.startsWith('./') ? resolve(scene.machine.workspace, named) : scene.host.actions?.[named];
      if (folder === undefined) throw new Error(`an action this runner does not know: ${uses}`);
      const stepDeadline = Date.now() + timeLeftMs(scene, step, scope);
      return runAction({ ...scene, stepDeadline }, folder, settings, contexts, env);
    }
  }
}

async function runAction(
  scene: JobScene,
  folder: string,
  settings: { readonly [name: string]: string },
  { github, runner }: Contexts,
  env: { readonly [name: string]: string },
): Promise<Ran> {
  const file = join(folder, 'action.yml');
  if (!existsSync(file)) return { conclusion: 'failure', log: `there is no ${file}`, outputs: {} };
  const { inputs = {}, outputs = {}, runs } = parseAction(readFileSync(file, 'utf8'));
  if (runs.using !== 'composite') throw new Error(`an action of a kind this runner does not know: ${runs.using}`);
  const contexts: Contexts = {
    github: { ...(github as object), action_path: folder },
    runner,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        settings[name] ?? fill(input.default ?? '', { contexts: { github }, status: 'success' }),
      ]),
    ),
  };
  // Secrets, needs and the caller's steps are not known inside.
  const {
    status,
    runs: inner,
    steps,
  } = await runSteps(scene, { steps: runs.steps, contexts, env, actionPath: folder });
  const scope = { contexts: { ...contexts, steps }, status };
  const values = Object.entries(outputs).map(([name, { value }]) => [name, fill(value, scope)]);
  return { conclusion: status, log: inner.map(({ log }) => log).join('\n'), outputs: Object.fromEntries(values) };
}

async function runScript(
  scene: JobScene,
  step: Step,
  script: string,
  env: { readonly [name: string]: string },
  actionPath: string | null,
  scope: { readonly contexts: Contexts; readonly status: Status },
): Promise<Ran> {
  const { machine, kept } = scene;
  const folder = join(machine.temp, '_runner', String(scene.count()));
  const files = commandFiles(folder);
  const file = join(folder, 'script.sh');
  writeFileSync(file, script);
  if (step.shell !== undefined && step.shell !== 'bash')
    throw new Error(`a shell this runner does not know: ${step.shell}`);
  const strict = step.shell === undefined ? ['-e'] : ['--noprofile', '--norc', '-e', '-o', 'pipefail'];
  const { PATH = '' } = scene.base;
  mkdirSync(machine.workspace, { recursive: true });
  const ended = await run('bash', [...strict, file], {
    cwd: resolve(machine.workspace, fill(step['working-directory'] ?? '.', scope)),
    env: {
      ...scene.base,
      ...env,
      ...scene.fixed,
      ...files.variables,
      ...(actionPath === null ? {} : { GITHUB_ACTION_PATH: actionPath }),
      PATH: [...kept.paths, PATH].join(':'),
    },
    timeLeftMs: timeLeftMs(scene, step, scope),
  });
  const told: Told = files.read();
  scene.summaries.push(told.summary);
  kept.environment = { ...kept.environment, ...told.environment };
  kept.paths = [...told.paths.toReversed(), ...kept.paths];
  const isJobOver = Date.now() >= scene.deadline;
  const conclusion = ended.exitCode === 0 ? 'success' : ended.exitCode === null && isJobOver ? 'cancelled' : 'failure';
  return { conclusion, log: ended.said, outputs: told.outputs };
}

/** After the job's time GitHub leaves five more minutes for steps that always run. */
function timeLeftMs(
  scene: JobScene,
  step: Step,
  scope: { readonly contexts: Contexts; readonly status: Status },
): number {
  const left = scene.deadline - Date.now();
  const ofJob = Math.min(left > 0 ? left : 5 * 60_000, Math.max(0, scene.stepDeadline - Date.now()));
  const minutes = step['timeout-minutes'];
  return minutes === undefined ? ofJob : Math.min(ofJob, Number(fill(minutes, scope)) * 60_000);
}
