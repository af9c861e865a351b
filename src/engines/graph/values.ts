/** One write of values of an object, and whether it has happened when no answer came. */
import type { TypePage } from '../../core/catalog/page.ts';
import type { Body } from '../../core/model.ts';
import { equal } from '../../core/value.ts';
import { itemPath } from '../../graph/addresses.ts';
import type { GraphError } from '../../graph/answer.ts';
import type { GraphRequest } from '../../graph/request.ts';
import type { Work } from './bench.ts';
import { lookAt } from './look.ts';
import { sendPatiently } from './patience.ts';

export type WriteRequest = Omit<GraphRequest, 'expects'>;

export const addressed = (work: Work, page: TypePage): Pick<WriteRequest, 'version' | 'path' | 'lane'> => ({
  version: page.read.version,
  path: itemPath(page, work.step.id),
  lane: page.read.pace,
});

/** Nothing that follows would fare better. A missing permission may be missing for this value alone. */
export const isFinal = (error: GraphError): boolean =>
  error.kind === 'canceled' || error.kind === 'signIn' || error.status === 404;

export async function writeValues(work: Work, written: Body, request: WriteRequest): Promise<GraphError | null> {
  const answer = await sendPatiently(work, request);
  return answer.ok || (await isWritten(work, written, answer.error)) ? null : answer.error;
}

/** After a lost answer: whether the tenant has the values all the same. */
async function isWritten(work: Work, written: Body, error: GraphError): Promise<boolean> {
  if (!error.mayHaveHappened || error.kind === 'canceled' || error.kind === 'signIn') return false;
  // What is optional to read is looked at all the same when it was written.
  const choice = Object.fromEntries(Object.keys(written).map((name) => [name, true]));
  const presence = await lookAt(work.bench.client, work.step, choice);
  if (presence.is !== 'present') return false;
  const { body } = presence;
  return Object.keys(written).every((name) => equal(body[name], written[name]));
}
