/** What every step of one job works with, and what it leaves behind. */

import { attemptedBy } from '../../core/attempted.ts';
import type { Identities } from '../../core/identities/table.ts';
import type { Outcome, Receipt, Step } from '../../core/model.ts';
import type { Creations } from '../../core/ports.ts';
import type { Answer, GraphError } from '../../graph/answer.ts';
import type { GraphClient } from '../../graph/client.ts';
import { describeError } from '../../graph/problems.ts';
import type { GraphRequest } from '../../graph/request.ts';
import type { Patience } from '../../graph/settle.ts';
import type { DeletionGate } from './deletionGate.ts';

export interface Bench {
  readonly client: GraphClient;
  readonly patience: Patience;
  /** Ids of objects that this job brought back: Graph may not know them everywhere yet. */
  readonly restored: Set<string>;
  readonly deletions: DeletionGate;
  /** What this job has made anew so far. */
  identities: Identities;
  readonly creations: Creations;
}

/** A step while it is carried out. Its request ids end in the receipt, whatever becomes of it. */
export interface Work {
  readonly bench: Bench;
  readonly step: Step;
  readonly requestIds: string[];
  /** Links written so far. */
  links: number;
  /** Of a `recreate`, once the object is there. */
  made?: Pick<Receipt, 'newId' | 'appId'>;
}

export const startWork = (bench: Bench, step: Step): Work => ({ bench, step, requestIds: [], links: 0 });

/** Sends a write and notes its request id. */
export async function send(
  work: Work,
  request: Omit<GraphRequest, 'expects'>,
  expects: GraphRequest['expects'] = 'nothing',
): Promise<Answer> {
  const answer = await work.bench.client.ask({ ...request, expects });
  const requestId = answer.ok ? answer.requestId : answer.error.requestId;
  if (requestId !== null) work.requestIds.push(requestId);
  return answer;
}

/** How a step went wrong: Graph's word for it, or ours. */
export interface Trouble {
  readonly outcome: Extract<Outcome, 'failed' | 'skipped' | 'unknown'>;
  readonly code: string;
  readonly message: string;
}

/**
 * A refusal is a failure. Where no answer came to something that may have been done, only reading again can tell: `unknown`.
 */
export function troubleOf(error: GraphError, context?: string): Trouble {
  const isOpen = error.mayHaveHappened && error.kind !== 'refused';
  const message = isTaken(error) ? `${describeError(error)}; ${takenByAnother}` : describeError(error);
  return {
    outcome: isOpen ? 'unknown' : 'failed',
    code: isTaken(error) ? 'ObjectConflict' : error.code,
    message: context === undefined ? message : `${context}: ${message}`,
  };
}

/**
 * `autoReconcileProxyConflict`, which Graph offers for a restore, is for people: it drops addresses that no backup has, and nobody
 * reviewed that.
 */
const takenByAnother =
  'another object has that name or address by now; once it is free, running the same command again goes on from here';

/** Another object has a name that is unique: Graph says so in the details of a plain bad request. */
const isTaken = ({ codes }: GraphError): boolean => codes.includes('ObjectConflict');

/** Of several errors: the first one's code, and what all of them say. Null for none. `unknown` when one of them is. */
export function troublesOf(errors: readonly GraphError[], context?: string): Trouble | null {
  const troubles = errors.map((error) => troubleOf(error));
  const worst = troubles.find(({ outcome }) => outcome === 'unknown') ?? troubles[0];
  if (worst === undefined) return null;
  const said = [...new Set(troubles.map(({ message }) => message))].join('; ');
  return { ...worst, message: context === undefined ? said : `${context}: ${said}` };
}

const pastTense = { update: 'updated', restore: 'restored', recreate: 'recreated', softDelete: 'softDeleted' } as const;

export function receiptOf(work: Work, trouble: Trouble | null): Receipt {
  const { n, type, id, action } = work.step;
  const common = { n, type, id, action, links: work.links, requestIds: work.requestIds, ...work.made };
  if (trouble === null) return { ...common, outcome: pastTense[action] };
  const { outcome, code, message } = trouble;
  return { ...common, outcome, code, message, attempted: attemptedBy(work.step) };
}
