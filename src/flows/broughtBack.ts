/**
 * What restored objects have brought along at others. Graph gives a restored user back to whatever it was a member or an owner of
 * when it was deleted, also where the backup has no such link. Nobody could see that before, so it is looked for afterwards.
 */
import { printKey } from '../core/canonical/path.ts';
import { parseReference } from '../core/canonical/reference.ts';
import { pageOf } from '../core/catalog/index.ts';
import { differingLeaves, differingLinks } from '../core/diff.ts';
import type { Coverage } from '../core/model.ts';
import type { Doors } from './doors.ts';
import { type Review, type Reviewed, reviewOfBackup } from './review.ts';

/**
 * The review with the objects whose only difference are links to what was restored; null when there are none. Whatever else has
 * changed in the tenant meanwhile was seen by nobody and is left to the next report. A reviewed range says itself what it is about.
 */
export async function withBroughtBack(
  doors: Doors,
  review: Review,
  restored: ReadonlySet<string>,
): Promise<Review | null> {
  const { backup, scope, added, recreate } = review;
  if (backup === null || added === null || restored.size === 0) return null;
  const now = await reviewOfBackup(doors, { backup, scope, added, recreate });
  const known = new Set(review.objects.map(({ key }) => printKey(key)));
  const more = now.objects.filter((one) => !known.has(printKey(one.key)) && isLinkedBy(one, restored, review.coverage));
  return more.length === 0 ? null : { ...review, objects: [...review.objects, ...more] };
}

function isLinkedBy({ key, base, wanted }: Reviewed, restored: ReadonlySet<string>, coverage: Coverage): boolean {
  const covered = coverage[key.type];
  if (covered === undefined || base.is !== 'present' || wanted.is !== 'present') return false;
  const page = pageOf(key.type);
  if (differingLeaves(page, base.body, wanted.body, covered).length > 0) return false;
  const links = differingLinks(page, base.body, wanted.body, covered);
  return links.length > 0 && links.every(({ reference }) => restored.has(parseReference(reference).id));
}
