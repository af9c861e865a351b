/**
 * Runs a workflow as GitHub would: triggers, conditions, environments, permissions, real clones and real scripts. What it does
 * not know it refuses, so that nothing passes unseen. Concurrency is told, not enforced: one run at a time.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, type Job, parseWorkflow, type Settings, type Workflow } from './model.ts';
import type { Artifact } from './runner/artifacts.ts';
import { tipOf } from './runner/checkout.ts';
import { type Contexts, fill, fillAll, holds, type Status } from './runner/expressions.ts';
import type { GitHubEvent, Host } from './runner/host.ts';
import { type Conclusion, runSteps, type StepRun } from './runner/steps.ts';
import { branchOf, matches, refOf, whyNotStarted } from './runner/triggers.ts';
import { githubContext, idTokenVariables, type Machine, type RunFacts, variablesOf } from './runner/variables.ts';

export type { Artifact } from './runner/artifacts.ts';
export type { EnvironmentRules, GitHubEvent, Host } from './runner/host.ts';
export type { StepRun } from './runner/steps.ts';

export interface JobRun {
  /** `waiting` for reviewers of its environment, `queued` behind such a job. */
  readonly conclusion: Conclusion | 'waiting' | 'queued';
  /** Why it did not run, where it did not. */
  readonly why: string | null;
  readonly steps: readonly StepRun[];
  readonly outputs: { readonly [name: string]: string };
  readonly summary: string;
  readonly environment: string | null;
  /** The group with its expressions filled in. */
  readonly concurrency: string | null;
}

export interface Run {
  readonly status: 'notStarted' | 'waiting' | 'completed';
  /** Why it did not start. */
  readonly why: string | null;
  /** Null unless completed. */
  readonly conclusion: Conclusion | null;
  readonly jobs: { readonly [id: string]: JobRun };
  readonly artifacts: readonly Artifact[];
  /** What all steps said, for tests that look for something anywhere. */
  readonly log: string;
  /** Lets all waiting jobs run, as one of their reviewers. */
  readonly approve: () => Promise<Run>;
  /** Fails them. */
  readonly reject: () => Promise<Run>;
}

const knownJobKeys = [
  'name',
  'if',
  'needs',
  'runs-on',
  'environment',
  'permissions',
  'concurrency',
  'timeout-minutes',
  'env',
  'outputs',
  'steps',
];

let runs = 0;

/** `file` is the workflow's path in its repository. */
export async function runWorkflow(file: string, text: string, event: GitHubEvent, host: Host): Promise<Run> {
  const workflow = parseWorkflow(text);
  const why = whyNotStarted(workflow, event);
  const never = (): Promise<Run> => Promise.reject(new Error('no job waits'));
  if (why !== null) {
    return {
      status: 'notStarted',
      why,
      conclusion: null,
      jobs: {},
      artifacts: [],
      log: '',
      approve: never,
      reject: never,
    };
  }
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const unknown = Object.keys(job).filter((name) => !knownJobKeys.includes(name));
    if (unknown.length > 0) throw new Error(`keys of job ${id} this runner does not know: ${unknown.join(', ')}`);
  }
  const { sha, ...refs } = refOf(event, host.repository.defaultBranch);
  const facts: RunFacts = {
    host,
    event,
    file,
    workflow: workflow.name ?? file,
    runId: ++runs,
    ...refs,
    sha: sha ?? (await tipOf(host, refs.ref, host.token({ contents: 'read' }))),
  };
  const folder = mkdtempSync(join(host.folder, `run-${facts.runId}-`));
  return proceed({ workflow, facts, folder, artifacts: [] }, {}, 'nobody');
}

interface Course {
  readonly workflow: Workflow;
  readonly facts: RunFacts;
  readonly folder: string;
  readonly artifacts: Artifact[];
}

type Jobs = { readonly [id: string]: JobRun };
const isOpen = ({ conclusion }: JobRun): boolean => conclusion === 'waiting' || conclusion === 'queued';
const needsOf = ({ needs = [] }: Job): readonly string[] => (typeof needs === 'string' ? [needs] : needs);

async function proceed(course: Course, before: Jobs, word: 'nobody' | 'approved' | 'rejected'): Promise<Run> {
  const done: { [id: string]: JobRun } = Object.fromEntries(Object.entries(before).filter(([, job]) => !isOpen(job)));
  const open: { [id: string]: JobRun } = {};
  // A job stands after those it needs, here as on GitHub in any order.
  const left = new Map(Object.entries(course.workflow.jobs).filter(([id]) => !(id in done)));
  while (left.size > 0) {
    const next = [...left].find(([, job]) => needsOf(job).every((id) => id in done || id in open));
    if (next === undefined) throw new Error(`jobs that need each other: ${[...left.keys()].join(', ')}`);
    const [id, job] = next;
    left.delete(id);
    const isBlocked = needsOf(job).some((needed) => needed in open);
    const ran = isBlocked
      ? unrun('queued', null, null)
      : await runJob(course, id, job, done, before[id]?.conclusion === 'waiting' ? word : 'nobody');
    (isOpen(ran) ? open : done)[id] = ran;
  }
  const jobs = Object.fromEntries(
    Object.keys(course.workflow.jobs).map((id) => [id, (done[id] ?? open[id]) as JobRun]),
  );
  const all = Object.values(jobs);
  const isWaiting = all.some(isOpen);
  return {
    status: isWaiting ? 'waiting' : 'completed',
    why: null,
    conclusion: isWaiting ? null : conclusionOf(all),
    jobs,
    artifacts: course.artifacts,
    log: all.flatMap(({ steps }) => steps.map(({ log }) => log)).join('\n'),
    approve: () => proceed(course, jobs, 'approved'),
    reject: () => proceed(course, jobs, 'rejected'),
  };
}

function conclusionOf(jobs: readonly JobRun[]): Conclusion {
  const order = ['failure', 'cancelled', 'success'] as const;
  return order.find((one) => jobs.some(({ conclusion }) => conclusion === one)) ?? 'skipped';
}

const unrun = (conclusion: JobRun['conclusion'], why: string | null, environment: string | null): JobRun => ({
  conclusion,
  why,
  steps: [],
  outputs: {},
  summary: '',
  environment,
  concurrency: null,
});

async function runJob(
  course: Course,
  id: string,
  job: Job,
  done: Jobs,
  word: 'nobody' | 'approved' | 'rejected',
): Promise<JobRun> {
  const { workflow, facts } = course;
  const { host } = facts;
  const permissions: Settings = job.permissions ?? workflow.permissions ?? {};
  if (typeof permissions !== 'object') throw new Error(`permissions this runner does not know: ${permissions}`);
  const token = host.token(permissions);
  const environment = environmentOf(job);
  const inputs = (facts.event.payload.inputs ?? {}) as object;
  const needs = Object.fromEntries(
    needsOf(job).map((needed) => [needed, { result: done[needed]?.conclusion, outputs: done[needed]?.outputs }]),
  );
  // Before a job has its environment, its condition knows the repository's variables alone.
  const early: Contexts = { github: githubContext(facts, id, token, null), needs, vars: host.vars ?? {}, inputs };
  if (!holds(job.if, { contexts: early, status: statusOfNeeds(workflow, job, done) }))
    return unrun('skipped', 'its condition does not hold', environment);

  const rules = environment === null ? {} : (host.environments?.[environment] ?? {});
  const branch = branchOf(facts.ref) ?? facts.ref.replace(/^refs\//, '');
  if (rules.branches !== undefined && !rules.branches.some((one) => matches(one, branch))) {
    return unrun(
      'failure',
      `${branch} is not allowed to deploy to ${environment} due to environment protection rules`,
      environment,
    );
  }
  if (rules.isReviewed && word === 'nobody')
    return unrun('waiting', `waits for a reviewer of ${environment}`, environment);
  if (rules.isReviewed && word === 'rejected')
    return unrun('failure', `a reviewer of ${environment} rejected it`, environment);

  const machine = makeMachine(course, id);
  const github = githubContext(facts, id, token, machine);
  const contexts: Contexts = {
    ...early,
    github,
    vars: { ...host.vars, ...rules.vars },
    secrets: { ...host.secrets, ...rules.secrets, GITHUB_TOKEN: token },
    runner: { os: 'Linux', arch: 'X64', temp: machine.temp, environment: 'github-hosted' },
  };
  const well = { contexts, status: 'success' as const };
  const top = fillAll(workflow.env, well);
  const env = { ...top, ...fillAll(job.env, { ...well, contexts: { ...contexts, env: top } }) };
  const minutes = Number(fill(job['timeout-minutes'] ?? 360, well));
  const summaries: string[] = [];
  let steps = 0;
  const ran = await runSteps(
    {
      host,
      machine,
      artifactFolder: join(course.folder, 'artifacts'),
      token,
      ref: facts.ref,
      sha: facts.sha,
      deadline: Date.now() + minutes * 60_000,
      stepDeadline: Number.POSITIVE_INFINITY,
      base: { PATH: process.env.PATH ?? '', HOME: machine.home, ...host.environment },
      fixed: { ...variablesOf(github, machine), ...idTokenVariables(facts, permissions, environment) },
      artifacts: course.artifacts,
      summaries,
      kept: { environment: {}, paths: [] },
      count: () => ++steps,
    },
    { steps: job.steps, contexts, env, actionPath: null },
  );
  const group = job.concurrency ?? workflow.concurrency;
  return {
    conclusion: ran.status,
    why: null,
    steps: ran.runs,
    outputs: fillAll(job.outputs, { contexts: { ...contexts, steps: ran.steps }, status: ran.status }),
    summary: summaries.join(''),
    environment,
    concurrency: group === undefined ? null : fill(typeof group === 'string' ? group : group.group, well),
  };
}

/** Of all that a job needs, near and far. */
function statusOfNeeds(workflow: Workflow, job: Job, done: Jobs): Status | 'skipped' {
  const all = new Set(needsOf(job));
  for (const id of all) for (const further of needsOf(workflow.jobs[id] as Job)) all.add(further);
  const conclusions = [...all].map((id) => done[id]?.conclusion);
  return (['cancelled', 'failure', 'skipped'] as const).find((one) => conclusions.includes(one)) ?? 'success';
}

function makeMachine({ folder, facts }: Course, job: string): Machine {
  const machine = {
    workspace: join(folder, job, 'work', facts.host.repository.name),
    temp: join(folder, job, 'temp'),
    home: join(folder, job, 'home'),
    eventFile: join(folder, job, 'temp', 'event.json'),
  };
  for (const path of [machine.workspace, machine.temp, machine.home]) mkdirSync(path, { recursive: true });
  writeFileSync(machine.eventFile, JSON.stringify(facts.event.payload, null, 2));
  return machine;
}
