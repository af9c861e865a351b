/**
 * What restored objects have brought along at others. Graph gives a restored user back to whatever it was a member or an owner of
 * when it was deleted, also where the backup has no such link. Nobody could see that before, so it is looked for afterwards.
 */
import { printKey } from '../core/canonical/path.ts';
import { parseReference } from '../core/canonical/reference.ts';
import { pageOf } from '../core/catalog/index.ts';
import { differingLinks, type LinkLeaf, linksOf } from '../core/diff.ts';
import type { Body, Coverage, ObjectType } from '../core/model.ts';
import type { Doors } from './doors.ts';
import { type Review, type Reviewed, reviewOfBackup } from './review.ts';

/** Graph's lists are later than its reads by id, and nothing tells what will come back: it gets time to show before it is looked for. */
const beforeLookMs = 1000;

/**
 * The review with links to what was restored that the backup does not have; null when there are none. An object that the review
 * knows gets them too: it was seen without them, and a link that is on neither side of a review is nobody's to take out. Whatever else
 * has changed in the tenant meanwhile is left to the next report. A reviewed range says itself what it is about.
 */
export async function withBroughtBack(
  doors: Doors,
  review: Review,
  restored: ReadonlySet<string>,
): Promise<Review | null> {
  const { backup, scope, added, recreate, coverage } = review;
  if (backup === null || added === null || restored.size === 0) return null;
  await doors.pause(beforeLookMs);
  const now = await reviewOfBackup(doors, { backup, scope, added, recreate });
  const objects = new Map(review.objects.map((one) => [printKey(one.key), one]));
  let isMore = false;
  for (const one of now.objects) {
    const name = printKey(one.key);
    // What the review does not know was as it was wanted.
    const known = objects.get(name) ?? { ...one, base: one.wanted };
    const base = known.base.is === 'present' ? known.base.body : null;
    const links = linksTo(restored, one, coverage).filter((link) => base === null || !hasLink(base, link));
    if (links.length === 0) continue;
    isMore = true;
    // What was restored itself is compared as it is live.
    if (base === null) continue;
    objects.set(name, { ...known, base: { is: 'present', body: withLinks(one.key.type, base, links) } });
  }
  return isMore ? { ...review, objects: [...objects.values()] } : null;
}

/** Links that the object has and is not to have, as far as anybody may write them. */
function linksTo(restored: ReadonlySet<string>, { key, base, wanted }: Reviewed, coverage: Coverage): LinkLeaf[] {
  const covered = coverage[key.type];
  if (covered === undefined || base.is !== 'present' || wanted.is !== 'present') return [];
  const page = pageOf(key.type);
  if (page.isSynced(base.body) || page.whyNeverWritten(base.body) !== null) return [];
  const isComputed = page.hasComputedMembers(base.body);
  return differingLinks(page, base.body, wanted.body, covered).filter(
    ({ name, reference, a }) => a && restored.has(parseReference(reference).id) && !(isComputed && name === 'members'),
  );
}

const hasLink = (body: Body, { name, reference }: LinkLeaf): boolean =>
  linksOf(body, name)?.includes(reference) === true;

function withLinks(type: ObjectType, body: Body, links: readonly LinkLeaf[]): Body {
  const given = pageOf(type).links.flatMap(({ name, many }) => {
    const references = links.filter((link) => link.name === name).map(({ reference }) => reference);
    const [only] = references;
    if (only === undefined) return [];
    return [[name, many ? [...(linksOf(body, name) ?? []), ...references] : only]];
  });
  return { ...body, ...Object.fromEntries(given) };
}
