/**
 * Carries a plan out through Graph. The plan is taken as it stands: what to do was decided and reviewed before; here it is
 * only done, in safe order, and every step leaves a receipt.
 */
import { attemptedBy } from '../../core/attempted.ts';
import { printKey } from '../../core/canonical/path.ts';
import { stepNow } from '../../core/identities/rewrite.ts';
import { noIdentities } from '../../core/identities/table.ts';
import type { Plan, Receipt, Step } from '../../core/model.ts';
import { withoutFailed } from '../../core/plan/withoutFailed.ts';
import type { Creations, Engine } from '../../core/ports.ts';
import { describeProblem, Failure } from '../../core/problem.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { Patience } from '../../graph/settle.ts';
import { type Bench, receiptOf as sentReceipt, startWork, type Trouble, type Work } from './bench.ts';
import { openDeletionGate } from './deletionGate.ts';
import { recreate } from './recreate.ts';
import { restore } from './restore.ts';
import { inOrder } from './schedule.ts';
import { softDelete } from './softDelete.ts';
import { update } from './update.ts';

export interface GraphEngineOptions {
  /** Steps side by side; the client's lanes hold back further. */
  readonly concurrency?: number;
  /** How long to wait for Graph's replicas: after a restore, and for a deleted object to appear among the deleted. */
  readonly patience?: Patience;
}

const actions: { readonly [action in Step['action']]: (work: Work) => Promise<Trouble | null> } = {
  update,
  restore,
  recreate,
  softDelete,
};

/** For a plan that makes nothing anew, or where nobody keeps a record. */
const unrecorded: Creations = { before: async () => undefined, begun: () => new Map(), taken: () => new Set() };

export function graphEngine(client: GraphClient, options: GraphEngineOptions = {}): Engine {
  return {
    name: 'graph',
    carryOut(plan, { signal, before, creations = unrecorded } = {}) {
      assertCarriable(plan);
      const bench: Bench = {
        client,
        patience: options.patience ?? { tries: 10, waitMs: 3_000 },
        restored: new Set(),
        deletions: openDeletionGate(),
        identities: noIdentities,
        creations,
      };
      return inOrder(plan.steps, {
        concurrency: options.concurrency ?? 8,
        signal,
        carryOut: async (step, failed) => {
          const left = failed.length === 0 ? step : withoutFailed(step, failed);
          if (left === null) return skipped(step, failed);
          await before?.(left);
          const receipt = await carryOutStep(bench, left);
          return left === step ? receipt : skippedInPart(step, receipt, failed);
        },
      });
    },
  };
}

/** Before the first request: a deletion that Graph would make final is our own mistake, wherever it stands in the plan. */
function assertCarriable(plan: Plan): void {
  for (const step of plan.steps) {
    if (step.action === 'softDelete' && step.deletionKind === undefined) {
      throw new Error(`step ${step.n} would delete ${printKey(step)} for good`);
    }
  }
}

async function carryOutStep(bench: Bench, step: Step): Promise<Receipt> {
  // What earlier steps have made anew is named by its new id from here on; the receipt is that of the plan's step.
  const work = startWork(bench, stepNow(bench.identities, step));
  const receiptOf = (trouble: Trouble | null): Receipt => ({ ...sentReceipt(work, trouble), id: step.id });
  try {
    return receiptOf(await actions[step.action](work));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Stopped on the way, or Graph lied to a look: something may have been written, and only reading again tells what.
    const code = error.problems[0]?.code ?? 'failed';
    const message = error.problems.map(describeProblem).join('; ');
    return receiptOf({ outcome: 'unknown', code, message });
  }
}

function skipped(step: Step, failed: readonly Receipt[]): Receipt {
  const { n, type, id, action } = step;
  const common = { n, type, id, action, links: 0, requestIds: [], attempted: attemptedBy(step) };
  return { ...common, outcome: 'skipped', code: 'dependencyFailed', message: neededOf(failed) };
}

/** What was left of the step was done, well or not. */
function skippedInPart(step: Step, receipt: Receipt, failed: readonly Receipt[]): Receipt {
  const isWritten = receipt.outcome === 'updated';
  const message = `${neededOf(failed)}; ${isWritten ? 'the rest of it was written' : receipt.message}`;
  const attempted = attemptedBy(step);
  return isWritten
    ? { ...receipt, outcome: 'skipped', isPartly: true, code: 'dependencyFailed', message, attempted }
    : { ...receipt, message, attempted };
}

/** A group may have needed thousands. */
const mostNamed = 5;

function neededOf(failed: readonly Receipt[]): string {
  const named = failed
    .slice(0, mostNamed)
    .map((one) => `step ${one.n} (${one.action} ${printKey(one)}) was needed first and is ${one.outcome}`);
  const more = failed.length - named.length;
  return [...named, ...(more > 0 ? [`and so are ${more} more`] : [])].join('; ');
}
