/**
 * Bringing a soft-deleted object back, then to its final state in the same step: a Conditional Access policy comes back as
 * it was, maybe on (facts on Graph §4, RFD), and must not stay so while other steps run.
 */
import { pageOf } from '../../core/catalog/index.ts';
import { deletedItemPath } from '../../graph/addresses.ts';
import { isNotFound } from '../../graph/answer.ts';
import { send, type Trouble, troubleOf, type Work } from './bench.ts';
import { lookAt } from './look.ts';
import { update } from './update.ts';

export async function restore(work: Work): Promise<Trouble | null> {
  const trouble = await bringBack(work);
  if (trouble !== null) return trouble;
  work.bench.restored.add(work.step.id);
  return update(work, 'it was restored');
}

async function bringBack(work: Work): Promise<Trouble | null> {
  const { bench, step } = work;
  const page = pageOf(step.type);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(work, {
      method: 'POST',
      version: page.deletedItems?.version ?? page.read.version,
      path: `${deletedItemPath(page, step.id)}/restore`,
      lane: page.read.pace,
    });
    if (answer.ok) return null;
    const { error } = answer;
    const mayBeBack = isNotFound(error) || (error.mayHaveHappened && error.kind !== 'refused');
    if (!mayBeBack || error.kind === 'canceled') return troubleOf(error);
    // Not among the deleted, or no answer: whether it is back is seen by looking.
    const presence = await lookAt(bench.client, step);
    if (presence.is === 'present') return null;
    if (presence.is === 'unknown') return { ...troubleOf(error, presence.reason), outcome: 'unknown' };
    if (presence.is === 'absent') return troubleOf(error, 'it is neither there nor among the deleted items');
    if (attempt >= bench.patience.tries) return troubleOf(error);
    await bench.client.sleep(bench.patience.waitMs);
  }
}
