/** A plan carried out in rounds, until reading the tenant again leaves nothing to do or nothing that another try would mend. */
import type { GuardSettings } from '../../policies/settings.ts';
import { printKey } from '../core/canonical/path.ts';
import { stopsOf } from '../core/guard.ts';
import type { EngineName, Plan, Progress, Receipt, Step, Untouched } from '../core/model.ts';
import { type PlanFile, printPlanFile } from '../core/planFile.ts';
import type { OpenJobLog } from '../core/ports.ts';
import { withBroughtBack } from './broughtBack.ts';
import type { JobCreations } from './creations.ts';
import type { Doors } from './doors.ts';
import type { RunningJob } from './job.ts';
import { type PlanningOptions, planToKeep } from './planning.ts';
import type { RecoverOptions } from './recover.ts';
import type { Review } from './review.ts';

export interface Work {
  readonly doors: Doors;
  review: Review;
  readonly options: RecoverOptions;
  readonly job: RunningJob;
  readonly log: OpenJobLog;
  readonly first: PlanFile<GuardSettings>;
  readonly receipts: Receipt[];
  readonly creations: JobCreations;
  /** Of the plan under way. */
  progress: Progress;
}

/** Reads after writes are repeated this often before what differs counts as left over. Waits grow up to the last one. */
const settleWaitsMs = [0, 500, 1000, 2000, 4000];
const roundsAtMost = 3;

/** True when the tenant was read again and nothing was left to do. */
export async function carryOutInRounds(work: Work): Promise<boolean> {
  let file = work.first;
  for (let round = 1; round <= roundsAtMost; round++) {
    await carryOut(work, file);
    if (work.job.signal.aborted) return false;
    file = await readAgain(work);
    if (isDone(file.plan, work)) {
      const more = await whatCameAlong(work);
      if (more === null) return true;
      file = more;
    }
    // What failed once for a reason that Graph named is not tried again blindly; running the command again does that.
    if (!hasNewWork(file.plan, work) || stopsOf(file.plan).length > 0) return false;
  }
  return false;
}

async function carryOut(work: Work, file: PlanFile<GuardSettings>): Promise<void> {
  const { plan } = file;
  const { doors, options, receipts, job, log, creations } = work;
  // Numbers go on over rounds, so that a receipt names one step of the whole job.
  const before = receipts.length;
  const of = plan.steps.length;
  work.progress = { steps: 0, of };
  const ahead = async ({ n, type, id, action }: Step): Promise<void> => {
    await job.proveLock();
    log.write({ intends: { n: n + before, type, id, action } });
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const carrying = { signal, before: ahead, creations, planFile: () => printPlanFile(file) };
  for await (const receipt of options.engine.carryOut(plan, carrying)) {
    const numbered = { ...receipt, n: receipt.n + before };
    log.write({ receipt: numbered });
    receipts.push(numbered);
    work.progress = { steps: receipts.length - before, of };
    doors.tell({ on: 'applied', ...work.progress });
    // What cannot be put on record is not made; steps that are under way still give their receipts.
    if (creations.failure() !== null) stop.abort();
  }
  if (creations.failure() !== null) throw creations.failure();
}

/** What is to be done for what came back with this job's restorations; null when nothing did. */
async function whatCameAlong(work: Work): Promise<PlanFile<GuardSettings> | null> {
  const { doors, receipts, creations, job } = work;
  const restored = receipts.filter((one) => one.action === 'restore' && !isUndone(one)).map(({ id }) => id);
  // A review knows what was made anew from the journal.
  if (restored.length > 0 && creations.recreated().length > 0) await job.save('What was made anew');
  const review = await withBroughtBack(doors, work.review, new Set(restored));
  if (review === null) return null;
  work.review = review;
  return planToKeep(doors, review, planningOf(work));
}

/** Plans again until nothing is left or what is left has stopped getting less: Graph answers late, not wrongly. */
async function readAgain(work: Work): Promise<PlanFile<GuardSettings>> {
  const { doors, review, job } = work;
  const planning = planningOf(work);
  let file = await planToKeep(doors, review, planning);
  for (const [attempt, waitMs] of settleWaitsMs.entries()) {
    const { plan } = file;
    if (isDone(plan, work) || (plan.steps.length > 0 && !hasNewWork(plan, work))) return file;
    job.signal.throwIfAborted();
    if (waitMs > 0) {
      doors.tell({ on: 'settling', attempt });
      await doors.pause(waitMs);
    }
    file = await planToKeep(doors, review, planning);
  }
  return file;
}

function planningOf({ options, receipts, creations }: Work): PlanningOptions {
  const settled = new Set(receipts.filter((receipt) => !isUndone(receipt)).map(printKey));
  const engine = options.engine.name as EngineName;
  return { engine, allowances: options.allowances, settled, recreated: creations.recreated() };
}

/**
 * Nothing is left: no step, and nothing left alone that the first plan did not leave alone. A replica that has not heard of
 * a restore yet shows the object as gone for good, which must not pass for done.
 */
function isDone(plan: Plan, { first, creations }: Work): boolean {
  const identities = creations.identities();
  const known = new Set(first.plan.untouched.map((one) => nameOf({ ...one, id: identities.idNow(one.id) })));
  const made = new Set(identities.recreated.map(({ newId }) => newId));
  // What Graph gave a new object by itself nobody can write.
  const isOwn = ({ id, code }: Untouched): boolean => code === 'readOnly' && made.has(id);
  // A restored object may show links to what was known to be gone all along.
  const gone = new Set(first.plan.untouched.filter(({ code }) => code === 'hardDeleted').map(({ id }) => id));
  const isToGone = ({ code, missing = [] }: Untouched): boolean =>
    code === 'referenceGone' && missing.length > 0 && missing.every((id) => gone.has(id));
  const isKnown = (one: Untouched): boolean =>
    (one.code !== 'unreadable' && known.has(nameOf(one))) || isOwn(one) || isToGone(one);
  return plan.steps.length === 0 && plan.untouched.every(isKnown);
}

const nameOf = ({ type, id, code, property = '' }: Untouched): string => `${type}/${id} ${code} ${property}`;

/**
 * Whether a plan has steps beyond those of objects whose steps failed or were skipped. A name that another object had is tried for
 * again when steps have ended well since: the one that sets it free may come after, as all removals do.
 */
function hasNewWork(plan: Plan, { receipts, creations }: Work): boolean {
  if (plan.steps.length === 0) return false;
  const { idNow } = creations.identities();
  const failed = new Set(receipts.filter(isUndone).map(({ type, id }) => printKey({ type, id: idNow(id) })));
  if (plan.steps.some((step) => !failed.has(printKey(step)))) return true;
  const lastTaken = receipts.findLastIndex(({ code }) => code === 'ObjectConflict');
  return lastTaken >= 0 && !receipts.slice(lastTaken + 1).every(isUndone);
}

const isUndone = ({ outcome }: Receipt): boolean => outcome === 'failed' || outcome === 'skipped';
