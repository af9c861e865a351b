/**
 * A review → plan → guards → apply → read again → journal. Done means that a second plan is empty; until then the tenant is
 * given time, and what a restore did not bring back is written in another round.
 */
import { backupNameAt } from '../core/backupName.ts';
import { printKey } from '../core/canonical/path.ts';
import { type Allowances, stopsOf } from '../core/guard.ts';
import type { EngineName, Plan, Receipt, Recovery, Untouched } from '../core/model.ts';
import type { Engine, HeldLock } from '../core/ports.ts';
import { Failure } from '../core/problem.ts';
import { printRecovery, type RecoveryFacts, recoveryOf, recoveryRecord } from '../core/recovery.ts';
import { creationsOf, type JobCreations } from './creations.ts';
import type { Doors } from './doors.ts';
import { withLock } from './lock.ts';
import { planNow } from './planning.ts';
import type { Review } from './review.ts';

export interface RecoverOptions {
  readonly engine: Engine;
  readonly allowances: Allowances;
  /** Refuses any other plan than this one: a person has seen it. */
  readonly planId?: string;
  /** Asked before the first write, where a person is there to answer. */
  readonly confirm?: (plan: Plan) => Promise<boolean>;
}

export type RecoverResult =
  | { readonly ended: 'nothingToDo'; readonly plan: Plan }
  | { readonly ended: 'stopped'; readonly plan: Plan }
  | { readonly ended: 'declined' | 'planChanged'; readonly plan: Plan }
  | { readonly ended: 'recovered'; readonly plan: Plan; readonly recovery: Recovery };

/** Reads after writes are repeated this often before what differs counts as left over. Waits grow up to the last one. */
const settleWaitsMs = [0, 500, 1000, 2000, 4000];
const roundsAtMost = 3;

export async function recover(doors: Doors, review: Review, options: RecoverOptions): Promise<RecoverResult> {
  const { clock, signal } = doors;
  const started = clock.now().toISOString();
  const id = await freeId(doors, backupNameAt(clock.now()));
  return withLock(doors, { job: id, kind: 'recovery' }, async (lock): Promise<RecoverResult> => {
    const end = async (ended: Exclude<RecoverResult['ended'], 'recovered'>, plan: Plan): Promise<RecoverResult> => {
      await lock.release(new Map(), `Recovery ${id}: nothing written`);
      return { ended, plan };
    };
    const planning = { engine: options.engine.name as EngineName, allowances: options.allowances };
    const plan = await planNow(doors, review, planning);
    if (options.planId !== undefined && options.planId !== plan.id) return end('planChanged', plan);
    requireReadable(plan);
    if (stopsOf(plan).length > 0) return end('stopped', plan);
    if (plan.steps.length === 0) return end('nothingToDo', plan);
    if (options.confirm !== undefined) {
      if (!(await options.confirm(plan))) return end('declined', plan);
      // People take their time, and whole values are written from what was read before: look again.
      const again = await planNow(doors, review, planning);
      if (again.id !== plan.id || stopsOf(again).length > 0) return end('planChanged', again);
    }

    const facts: RecoveryFacts = { id, review, engine: planning.engine, started, findings: plan.findings };
    const receipts: Receipt[] = [];
    const saveNow = (message: string): Promise<void> =>
      lock.save(recordOf(recoveryOf(facts, receipts, { status: 'inProgress' }), creations), message);
    const creations = await creationsOf(doors, { id, before: review.identities, receipts }, () =>
      saveNow(`Recovery ${id}: about to make an object anew`),
    );
    await saveNow(`Recovery ${id}: started`);
    const work: Work = { doors, review, options, lock, facts, first: plan, receipts, creations };
    const outcome = await outcomeOf(work);
    const recovery = recoveryOf(facts, work.receipts, {
      completed: clock.now().toISOString(),
      verified: outcome.isVerified,
      ...(signal.aborted ? { status: 'canceled' as const } : {}),
    });
    await lock.release(recordOf(recovery, creations), `Recovery ${id}: ${recovery.status}`);
    if (outcome.fault !== null) throw outcome.fault;
    return { ended: 'recovered', plan, recovery };
  });
}

interface Outcome {
  readonly isVerified: boolean;
  /** A mistake of our own that ended the work: thrown once the receipts are on record. */
  readonly fault: unknown;
}

/** Once something was written, every ending carries its receipts: a failure on the way ends the work, not the record. */
async function outcomeOf(work: Work): Promise<Outcome> {
  try {
    return { isVerified: await carryOutInRounds(work, work.first), fault: null };
  } catch (error) {
    if (work.doors.signal.aborted) return { isVerified: false, fault: null };
    if (!(error instanceof Failure)) return { isVerified: false, fault: error };
    work.doors.tell({ on: 'warning', message: `not verified: ${error.message}` });
    return { isVerified: false, fault: null };
  }
}

/** What could not be read must not end as "nothing to do": nothing is written then, not even the rest. */
function requireReadable(plan: Plan): void {
  const unread = plan.untouched.filter(({ code }) => code === 'unreadable');
  if (unread.length === 0) return;
  throw new Failure(
    unread.map(({ type, id, reason }) => ({ code: 'tenantUnreadable', message: `${type}/${id}: ${reason}` })),
  );
}

/** Named by its time like a backup; a second one within the same second gets a number. */
async function freeId({ journal }: Doors, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`;
    if ((await journal.read(recoveryRecord(id))) === null) return id;
  }
}

interface Work {
  readonly doors: Doors;
  readonly review: Review;
  readonly options: RecoverOptions;
  readonly lock: HeldLock;
  readonly facts: RecoveryFacts;
  readonly first: Plan;
  readonly receipts: Receipt[];
  readonly creations: JobCreations;
}

const recordOf = (recovery: Recovery, creations: JobCreations): ReadonlyMap<string, string> =>
  new Map([[recoveryRecord(recovery.id), printRecovery(recovery)], ...creations.records()]);

/** True when the tenant was read again and nothing was left to do. */
async function carryOutInRounds(work: Work, first: Plan): Promise<boolean> {
  let plan = first;
  for (let round = 1; round <= roundsAtMost; round++) {
    await carryOut(work, plan);
    if (work.doors.signal.aborted) return false;
    plan = await readAgain(work);
    if (isDone(plan, work)) return true;
    // What failed once for a reason that Graph named is not tried again blindly; running the command again does that.
    if (!hasNewWork(plan, work) || stopsOf(plan).length > 0) return false;
  }
  return false;
}

async function carryOut({ doors, options, receipts, lock, facts, creations }: Work, plan: Plan): Promise<void> {
  let savedAt = doors.clock.now().getTime();
  // Numbers go on over rounds, so that a receipt names one step of the whole job.
  const before = receipts.length;
  let ended = 0;
  let lost: unknown = null;
  const stop = new AbortController();
  const signal = AbortSignal.any([doors.signal, stop.signal]);
  for await (const receipt of options.engine.carryOut(plan, signal, creations)) {
    receipts.push({ ...receipt, n: receipt.n + before });
    ended++;
    doors.tell({ on: 'applied', steps: ended, of: plan.steps.length });
    if (lost === null && creations.failure() !== null) {
      lost = creations.failure();
      stop.abort();
    }
    const now = doors.clock.now().getTime();
    if (lost !== null || now - savedAt < 60_000) continue;
    savedAt = now;
    try {
      const record = recordOf(recoveryOf(facts, receipts, { status: 'inProgress' }), creations);
      await lock.save(record, `Recovery ${facts.id}: ${ended} steps done`);
    } catch (error) {
      // Without its journal the job stops, but not before every step that is under way has given its receipt.
      lost = error;
      stop.abort();
    }
  }
  if (lost !== null) throw lost;
}

/** Plans again until nothing is left or what is left has stopped getting less: Graph answers late, not wrongly. */
async function readAgain(work: Work): Promise<Plan> {
  const { doors, review, options, receipts } = work;
  const settled = new Set(
    receipts.filter(({ outcome }) => outcome !== 'skipped' && outcome !== 'failed').map(printKey),
  );
  const recreated = work.creations.recreated();
  const planning = { engine: options.engine.name as EngineName, allowances: options.allowances, settled, recreated };
  let plan = await planNow(doors, review, planning);
  for (const [attempt, waitMs] of settleWaitsMs.entries()) {
    if (isDone(plan, work) || (plan.steps.length > 0 && !hasNewWork(plan, work))) return plan;
    if (waitMs > 0) {
      doors.tell({ on: 'settling', attempt });
      await doors.pause(waitMs);
    }
    plan = await planNow(doors, review, planning);
  }
  return plan;
}

/**
 * Nothing is left: no step, and nothing left alone that the first plan did not leave alone. A replica that has not heard of
 * a restore yet shows the object as gone for good, which must not pass for done.
 */
function isDone(plan: Plan, { first, creations }: Work): boolean {
  const identities = creations.identities();
  const known = new Set(first.untouched.map((one) => nameOf({ ...one, id: identities.idNow(one.id) })));
  const made = new Set(identities.recreated.map(({ newId }) => newId));
  // What Graph gave a new object by itself nobody can write.
  const isOwn = ({ id, code }: Untouched): boolean => code === 'readOnly' && made.has(id);
  const isKnown = (one: Untouched): boolean => (one.code !== 'unreadable' && known.has(nameOf(one))) || isOwn(one);
  return plan.steps.length === 0 && plan.untouched.every(isKnown);
}

const nameOf = ({ type, id, code, property = '' }: Untouched): string => `${type}/${id} ${code} ${property}`;

/** Whether a plan has steps beyond those of objects whose steps failed or were skipped. */
function hasNewWork(plan: Plan, { receipts, creations }: Work): boolean {
  const { idNow } = creations.identities();
  const failed = new Set(
    receipts
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped')
      .map(({ type, id }) => printKey({ type, id: idNow(id) })),
  );
  return plan.steps.some((step) => !failed.has(printKey(step)));
}
