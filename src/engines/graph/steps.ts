/** Single steps through Graph, whoever says when: this engine, or Pulumi's. */
import { stepNow } from '../../core/identities/rewrite.ts';
import { noIdentities } from '../../core/identities/table.ts';
import type { Receipt, Step } from '../../core/model.ts';
import type { Creations, OpenSteps } from '../../core/ports.ts';
import { describeProblem, Failure } from '../../core/problem.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { Patience } from '../../graph/settle.ts';
import { type Bench, receiptOf as sentReceipt, startWork, type Trouble, type Work } from './bench.ts';
import { openDeletionGate } from './deletionGate.ts';
import { recreate } from './recreate.ts';
import { restore } from './restore.ts';
import { softDelete } from './softDelete.ts';
import { update } from './update.ts';

export interface GraphStepsOptions {
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

export function graphSteps(client: GraphClient, options: GraphStepsOptions = {}): OpenSteps {
  return (creations = unrecorded) => {
    const bench: Bench = {
      client,
      patience: options.patience ?? { tries: 10, waitMs: 3_000 },
      restored: new Set(),
      deletions: openDeletionGate(),
      identities: noIdentities,
      creations,
    };
    return (step) => carryOutStep(bench, step);
  };
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
