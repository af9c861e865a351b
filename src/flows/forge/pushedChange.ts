/** What a push to `main` asks for: nothing, or a recovery of the reviewed change in its range. Looks at the record alone. */
import { fail } from '../../core/problem.ts';
import { reviewOfRange } from '../review.ts';
import type { RecordDoors } from './doors.ts';

/** As GitHub's event of a push tells it. */
export interface Push {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
}

export interface PushedChange {
  /** `before..after`; null when there is nothing before it. */
  readonly range: string | null;
  /** Objects that people want otherwise than the newest backup has them. */
  readonly objects: number;
  readonly why: string;
}

/** Git's word for a ref that is not there. */
const nowhere = /^0+$/;

export async function pushedChange(doors: Omit<RecordDoors, 'forge'>, push: Push): Promise<PushedChange> {
  const { ref, before, after, forced } = push;
  if (ref !== 'refs/heads/main') fail('usage', `the push is to ${ref}, not to main`);
  if (nowhere.test(after)) fail('rangeNotReviewed', 'main was deleted');
  if (nowhere.test(before))
    return { range: null, objects: 0, why: 'main was made by this push: nobody reviewed anything' };
  if (forced) {
    fail('rangeNotReviewed', 'main was rewritten by this push', {
      remedy: 'Find out who may do that: entra-rewind doctor. What is wanted must be proposed again.',
    });
  }
  const range = `${before}..${after}`;
  await doors.store.refresh();
  const { changes } = await doors.store.reviewed(range);
  if (changes.length === 0) return { range, objects: 0, why: 'only backups came to main' };
  const { objects } = await reviewOfRange(doors, range);
  const why = objects.length === 0 ? 'it is what the newest backup holds' : 'people reviewed what they want otherwise';
  return { range, objects: objects.length, why };
}
