/**
 * A review → plan → guards → apply → read again → journal. Done means that a second plan is empty; until then the tenant is
 * given time, and what a restore did not bring back is written in another round.
 */

import type { GuardSettings } from '../../policies/settings.ts';
import { backupNameAt } from '../core/backupName.ts';
import { type Allowances, stopsOf } from '../core/guard.ts';
import type { EngineName, Plan, Receipt, Recovery } from '../core/model.ts';
import type { PlanFile } from '../core/planFile.ts';
import type { Engine, Records } from '../core/ports.ts';
import { Failure } from '../core/problem.ts';
import { printRecovery, type RecoveryEnd, type RecoveryFacts, recoveryOf, recoveryRecord } from '../core/recovery.ts';
import { carryOutInRounds, type Work } from './carryOut.ts';
import { creationsOf } from './creations.ts';
import type { Doors } from './doors.ts';
import { type RunningJob, runJob } from './job.ts';
import { planNow, planToKeep } from './planning.ts';
import type { Review } from './review.ts';

export interface RecoverOptions {
  readonly engine: Engine;
  readonly allowances: Allowances;
  /** Refuses any other plan than this one: a person has seen it. */
  readonly planId?: string;
  /** Asked before the first write, where a person is there to answer. */
  readonly confirm?: (plan: Plan) => Promise<boolean>;
  /** The recovery that did not come to its end and is gone on with. */
  readonly resumes?: Recovery;
}

export type RecoverResult =
  | { readonly ended: 'nothingToDo'; readonly plan: Plan }
  | { readonly ended: 'stopped'; readonly plan: Plan }
  | { readonly ended: 'declined' | 'planChanged'; readonly plan: Plan }
  | { readonly ended: 'recovered'; readonly plan: Plan; readonly recovery: Recovery };

export async function recover(doors: Doors, review: Review, options: RecoverOptions): Promise<RecoverResult> {
  const { clock } = doors;
  const id = await freeId(doors, backupNameAt(clock.now()));
  const facts: RecoveryFacts = {
    id,
    review,
    engine: options.engine.name as EngineName,
    started: clock.now().toISOString(),
    findings: [],
    resumes: options.resumes?.id ?? null,
  };
  const loading = recordOf(recoveryOf(facts, [], { status: 'loadingData', heartbeat: facts.started }));
  const work = async (job: RunningJob): Promise<RecoverResult> => {
    const prepared = await prepare(doors, review, options, job, facts);
    if (prepared.ended !== 'ready') {
      await job.release(new Map([[recoveryRecord(id), null]]), `Recovery ${id}: nothing written`);
      return prepared;
    }
    const { file } = prepared;
    return write(doors, review, options, job, { ...facts, findings: file.plan.findings }, file);
  };
  return runJob(doors, { job: id, kind: 'recovery' }, work, new Map([...loading, ...resumedRecord(options)]));
}

/** What only this machine knew of the interrupted one. */
const resumedRecord = ({ resumes }: RecoverOptions): Records =>
  resumes?.status === 'interrupted' ? recordOf(resumes) : new Map();

type Prepared =
  | Exclude<RecoverResult, { ended: 'recovered' }>
  | { readonly ended: 'ready'; readonly file: PlanFile<GuardSettings> };

/** Nothing is written yet, so nothing of a job that ends here stays in the journal but that somebody canceled it. */
async function prepare(
  doors: Doors,
  review: Review,
  options: RecoverOptions,
  job: RunningJob,
  facts: RecoveryFacts,
): Promise<Prepared> {
  try {
    return await planToWrite({ ...doors, signal: job.signal }, review, options);
  } catch (error) {
    const canceledBy = job.canceledBy();
    const now = doors.clock.now().toISOString();
    const canceled = recoveryOf(facts, [], { status: 'canceled', heartbeat: now, completed: now, canceledBy });
    job.keep(() => (canceledBy === null ? new Map([[recoveryRecord(facts.id), null]]) : recordOf(canceled)));
    throw error;
  }
}

async function planToWrite(doors: Doors, review: Review, options: RecoverOptions): Promise<Prepared> {
  const planning = { engine: options.engine.name as EngineName, allowances: options.allowances };
  const file = await planToKeep(doors, review, planning);
  const { plan } = file;
  doors.signal.throwIfAborted();
  if (options.planId !== undefined && options.planId !== plan.id) return { ended: 'planChanged', plan };
  requireReadable(plan);
  if (stopsOf(plan).length > 0) return { ended: 'stopped', plan };
  if (plan.steps.length === 0) return { ended: 'nothingToDo', plan };
  if (options.confirm !== undefined) {
    if (!(await options.confirm(plan))) return { ended: 'declined', plan };
    // People take their time, and whole values are written from what was read before: look again.
    const again = await planNow(doors, review, planning);
    doors.signal.throwIfAborted();
    if (again.id !== plan.id || stopsOf(again).length > 0) return { ended: 'planChanged', plan: again };
  }
  return { ended: 'ready', file };
}

/** What could not be read must not end as "nothing to do": nothing is written then, not even the rest. */
function requireReadable(plan: Plan): void {
  const unread = plan.untouched.filter(({ code }) => code === 'unreadable');
  if (unread.length === 0) return;
  throw new Failure(
    unread.map(({ type, id, reason }) => ({ code: 'tenantUnreadable', message: `${type}/${id}: ${reason}` })),
  );
}

/** From here on every ending carries its receipts. */
async function write(
  doors: Doors,
  review: Review,
  options: RecoverOptions,
  job: RunningJob,
  facts: RecoveryFacts,
  first: PlanFile<GuardSettings>,
): Promise<RecoverResult> {
  const { clock, log } = doors;
  const { id } = facts;
  const { plan } = first;
  const progress = { steps: 0, of: plan.steps.length };
  const receipts: Receipt[] = [];
  const made = { id, before: review.identities, receipts };
  const creations = await creationsOf(doors, made, () => job.save(`Recovery ${id}: about to make an object anew`));
  const work: Work = { doors, review, options, job, log: log.open(id), first, receipts, creations, progress };
  const recordsNow = (recovery: Recovery): Records => new Map([...recordOf(recovery), ...creations.records()]);
  const now = (end: Partial<RecoveryEnd>): Recovery =>
    recoveryOf(facts, work.receipts, {
      heartbeat: clock.now().toISOString(),
      progress: work.progress,
      ...end,
    });
  try {
    job.keep(() => recordsNow(now({ status: 'inProgress' })));
    await job.save(`Recovery ${id}: started`);
    const outcome = await outcomeOf(work);
    const recovery = now({
      completed: clock.now().toISOString(),
      verified: outcome.isVerified,
      ...(job.signal.aborted ? { status: 'canceled', canceledBy: job.canceledBy() } : {}),
    });
    await job.release(recordsNow(recovery), `Recovery ${id}: ${recovery.status}`);
    log.forget(id);
    if (options.resumes !== undefined) log.forget(options.resumes.id);
    if (outcome.fault !== null) throw outcome.fault;
    return { ended: 'recovered', plan, recovery };
  } finally {
    work.log.close();
  }
}

interface Outcome {
  readonly isVerified: boolean;
  /** A mistake of our own that ended the work: thrown once the receipts are on record. */
  readonly fault: unknown;
}

/** Once something was written, every ending carries its receipts: a failure on the way ends the work, not the record. */
async function outcomeOf(work: Work): Promise<Outcome> {
  try {
    return { isVerified: await carryOutInRounds(work), fault: null };
  } catch (error) {
    if (work.job.signal.aborted) return { isVerified: false, fault: null };
    if (!(error instanceof Failure)) return { isVerified: false, fault: error };
    work.doors.tell({ on: 'warning', message: `not verified: ${error.message}` });
    return { isVerified: false, fault: null };
  }
}

/** Named by its time like a backup; a second one within the same second gets a number. */
async function freeId({ journal }: Doors, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`;
    if ((await journal.read(recoveryRecord(id))) === null) return id;
  }
}

const recordOf = (recovery: Recovery): ReadonlyMap<string, string> =>
  new Map([[recoveryRecord(recovery.id), printRecovery(recovery)]]);
