/** Deleting so that it can be undone: never without having seen that it can (see deletionGate.ts). */
import { pageOf } from '../../core/catalog/index.ts';
import { itemPath } from '../../graph/addresses.ts';
import { isNotFound } from '../../graph/answer.ts';
import { describeError } from '../../graph/problems.ts';
import { readUntil } from '../../graph/settle.ts';
import { send, type Trouble, troubleOf, troublesOf, type Work } from './bench.ts';
import { type Deletion, notReversible } from './deletionGate.ts';
import { writeLinks } from './links.ts';
import { type DeletedLook, lookAmongDeleted } from './look.ts';
import { writeProperties } from './properties.ts';

export function softDelete(work: Work): Promise<Trouble | null> {
  const { deletionKind } = work.step;
  if (deletionKind === undefined)
    throw new Error(`step ${work.step.n} deletes something that Graph would delete for good`);
  return work.bench.deletions.pass(deletionKind, (mustProve) => deleteReversibly(work, mustProve));
}

async function deleteReversibly(work: Work, mustProve: boolean): Promise<Deletion> {
  if (mustProve) {
    // Who may not look among the deleted items could never see the proof: better not to begin.
    const look = await lookAmongDeleted(work.bench.client, work.step);
    if (look.is === 'hidden') {
      const reason = `the deleted items cannot be read: ${describeError(look.error)}`;
      // A refusal holds for all of the kind; a bad moment does not.
      return { trouble: notReversible(reason), proof: look.error.kind === 'refused' ? { refused: reason } : 'open' };
    }
  }
  const prepared = await writeProperties(work);
  // Gone already: then the deletion says so too, and what became of it is looked up there.
  const trouble = troublesOf(
    prepared.filter((error) => !isNotFound(error)),
    'not deleted, because what must be written before was not',
  );
  if (trouble !== null) return { trouble, proof: 'open' };
  const unlinked = await writeLinks(work);
  if (unlinked !== null) return { trouble: unlinked, proof: 'open' };
  return remove(work, mustProve);
}

async function remove(work: Work, mustProve: boolean): Promise<Deletion> {
  const { step } = work;
  const page = pageOf(step.type);
  const answer = await send(work, {
    method: 'DELETE',
    version: page.read.version,
    path: itemPath(page, step.id),
    lane: page.read.pace,
  });
  if (answer.ok && !mustProve) return { trouble: null, proof: 'proven' };

  if (!answer.ok) {
    const { error } = answer;
    const mayBeDone = isNotFound(error) || (error.mayHaveHappened && error.kind !== 'canceled');
    if (!mayBeDone) return { trouble: troubleOf(error), proof: 'open' };
  }
  const look = await settleAmongDeleted(work);
  if (look.is === 'there') return { trouble: null, proof: 'proven' };
  if (!answer.ok) return { trouble: troubleOf(answer.error, whereItIs(look)), proof: 'open' };

  const reason = `${step.type}/${step.id} was deleted and ${whereItIs(look)}`;
  return { trouble: { outcome: 'failed', code: 'notReversible', message: reason }, proof: { refused: reason } };
}

async function settleAmongDeleted(work: Work): Promise<DeletedLook> {
  const { client, patience } = work.bench;
  const settled = await readUntil(
    () => lookAmongDeleted(client, work.step),
    (look) => look.is === 'there',
    { ...patience, inARow: 1, sleep: (ms) => client.sleep(ms) },
  );
  return settled.last;
}

const whereItIs = (look: DeletedLook): string =>
  look.is === 'hidden'
    ? `it could not be looked for among the deleted items (${describeError(look.error)})`
    : 'it is not among the deleted items';
