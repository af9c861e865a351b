/**
 * Carries a plan out through Pulumi: previewed first, and only when the preview is the plan; then step by step, each by the same
 * code as in Graph's engine. The stack is of this one recovery and holds only what the plan names.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printKey } from '../../core/canonical/path.ts';
import { assertCarriable } from '../../core/carrying.ts';
import type { Presence, Receipt, Step } from '../../core/model.ts';
import type { CarryOutOptions, CarryPlan, Engine, OpenSteps, Tenant } from '../../core/ports.ts';
import { fail } from '../../core/problem.ts';
import { carryInSegments, type Segment, segmentsOf } from '../../core/segments.ts';
import { foresee } from './preview.ts';
import { programOf } from './program.ts';
import type { Desk } from './provider/desk.ts';
import { serveProvider } from './provider/server.ts';
import { isImported } from './resource.ts';
import { type Run, startRun } from './run.ts';
import { openStack, type RunningPulumi, type StackSettings } from './stack.ts';

export interface PulumiEngineOptions {
  readonly stack: StackSettings;
  /** Looks at the objects of a plan before it is carried out. */
  readonly tenant: Pick<Tenant, 'readByKey'>;
  readonly version: string;
  /** Steps side by side. */
  readonly concurrency?: number;
  /** Pulumi holds a whole stack in memory, and slows down with it: no more resources than this in one. */
  readonly atMost?: number;
}

export function pulumiEngine(open: OpenSteps, options: PulumiEngineOptions): Engine {
  const carryPlan = throughPulumi(options);
  return {
    name: 'pulumi',
    carryOut: (plan, carrying = {}) => carryPlan(plan, open(carrying.creations), carrying),
  };
}

export function throughPulumi(options: PulumiEngineOptions): CarryPlan {
  // A recovery carries out a plan per round.
  let rounds = 0;
  return async function* carryPlan(plan, carry, carrying = {}) {
    assertCarriable(plan);
    const chunks = segmentsOf(plan.steps, () => 'pulumi' as const, options.atMost ?? 1_000);
    const { signal } = carrying;
    if (chunks.length === 0 || signal?.aborted) return;
    rounds += 1;
    const stack = await stackFor(options.stack, rounds);
    const presences = await presencesOf(options, plan.steps);
    let desk: Desk = preview(plan.steps, presences);
    const provider = await serveProvider(options.version, async () => desk);
    const planFile = stack.policyPacks.length === 0 ? null : await writtenIn(stack.folder, carrying);
    try {
      const job: Job = {
        options,
        presences,
        stacks: new Map(),
        isImported: (step) => isImported(step, presences.get(printKey(step))),
      };
      // All of it is previewed before any of it is done.
      for (const [index, { steps }] of chunks.entries()) {
        const opened = await openStack(stack, `${stackName(rounds)}-${index + 1}`, provider.port, planFile);
        if (!(await isForeseen(job, opened, steps, signal))) return;
        job.stacks.set(chunks[index] as Chunk, opened);
      }
      yield* carryInSegments(plan, chunks, carrying, (chunk, part) => {
        const { before } = carrying;
        const run = startRun({
          steps: part.steps,
          presences,
          carry,
          concurrency: options.concurrency ?? 8,
          ...(signal === undefined ? {} : { signal }),
          ...(before === undefined ? {} : { before }),
        });
        desk = run;
        return carryOut(job, job.stacks.get(chunk) as RunningPulumi, run, part.steps, signal);
      });
    } finally {
      await provider.close();
      if (planFile !== null) await rm(planFile);
    }
  };
}

/** For the policy packs, and for its owner alone: it holds personal data. Null when there is none, which packs may refuse. */
async function writtenIn(folder: string, { planFile }: Pick<CarryOutOptions, 'planFile'>): Promise<string | null> {
  if (planFile === undefined) return null;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'plan.json');
  await writeFile(path, planFile(), { mode: 0o600 });
  return path;
}

/** Two recoveries never share a stack: what is in one would not be looked at again. */
const stackName = (round: number): string => `recovery-${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${round}`;

async function stackFor(settings: StackSettings, round: number): Promise<StackSettings> {
  if (round === 1) await rm(settings.folder, { recursive: true, force: true });
  return { ...settings, folder: join(settings.folder, `round-${round}`) };
}

type Chunk = Segment<'pulumi'>;

interface Job {
  readonly options: PulumiEngineOptions;
  readonly presences: ReadonlyMap<string, Presence>;
  readonly stacks: Map<Chunk, RunningPulumi>;
  readonly isImported: (step: Step) => boolean;
}

/** Where the objects that are to be changed stand now: those that are there are imported. */
function presencesOf({ tenant }: PulumiEngineOptions, steps: readonly Step[]): Promise<ReadonlyMap<string, Presence>> {
  const changed = new Map(steps.filter(({ action }) => action === 'update').map((step) => [printKey(step), step]));
  return tenant.readByKey([...changed.values()].map(({ type, id }) => ({ type, id })));
}

const preview = (steps: readonly Step[], presences: ReadonlyMap<string, Presence>): Desk =>
  startRun({
    steps,
    presences,
    concurrency: 1,
    carry: () => Promise.reject(new Error('Pulumi wanted to write in a preview')),
  });

/** False when it was stopped. Fails with `engine` when Pulumi would do anything else than the plan says. */
async function isForeseen(
  job: Job,
  stack: RunningPulumi,
  steps: readonly Step[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const foresight = foresee();
  try {
    await stack.preview(programOf(steps, { isImported: job.isImported }), foresight.hear, signal);
  } catch (error) {
    if (signal?.aborted) return false;
    foresight.mustBeAllowed();
    throw error;
  }
  foresight.mustBeAllowed();
  foresight.mustEqual(steps, job.isImported);
  return true;
}

async function* carryOut(
  job: Job,
  stack: RunningPulumi,
  run: Run,
  steps: readonly Step[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Receipt> {
  const { isImported: imports } = job;
  const up = stack.up(programOf(steps, { isImported: imports, isTurnOf: run.isTurnOf }), signal).then(
    async (said) => {
      await run.close();
      return { said };
    },
    async (error: unknown) => {
      await run.close();
      return { error };
    },
  );
  try {
    yield* run.receipts();
  } finally {
    // Whoever stops listening still must not leave requests under way.
    run.stop();
    await up;
  }
  const ending = await up;
  const broken = run.broken();
  if (broken !== undefined) throw broken.error;
  if ('error' in ending) throw ending.error;
  const [open, ...others] = run.open();
  if (open === undefined || signal?.aborted) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  fail('engine', `Pulumi ended before step ${open.n}${more}: ${ending.said ?? 'it says that all is done'}`);
}
