/** A review told by the newest ids: what a job, or one before it, has made anew stands where the old object stood. */
import type { GuardSettings } from '../../policies/settings.ts';
import { printKey } from '../core/canonical/path.ts';
import { pageOf } from '../core/catalog/index.ts';
import { filledFrom, keyNow, stateNow } from '../core/identities/rewrite.ts';
import type { Identities } from '../core/identities/table.ts';
import type { ObjectType, Plan, Presence, Untouched } from '../core/model.ts';
import { linkedAmong, namesAny } from '../core/plan/recreate.ts';
import type { Triple } from '../core/plan/triple.ts';
import type { Doors } from './doors.ts';
import { outOfScope } from './mentions.ts';
import type { Review, Reviewed } from './review.ts';

export function reviewNow(review: Review, identities: Identities): Review {
  if (identities.isEmpty) return review;
  return {
    ...review,
    objects: review.objects.map(({ key, base, wanted, newest }): Reviewed => {
      const now = (state: Presence): Presence => stateNow(identities, key, state);
      return {
        key: keyNow(identities, key),
        base: now(base),
        wanted: now(wanted),
        ...(newest === undefined ? {} : { newest: now(newest) }),
      };
    }),
    settled: new Set([...review.settled].map((key) => printedNow(identities, key))),
  };
}

/** A printed key, `user/0a1b…`. */
export function printedNow(identities: Identities, key: string): string {
  const slash = key.indexOf('/');
  const type = key.slice(0, slash) as ObjectType;
  return printKey(keyNow(identities, { type, id: key.slice(slash + 1) }));
}

/** What only the new object can say of itself is as it is there. */
export function withOwn(triple: Triple): Triple {
  const page = pageOf(triple.key.type);
  if (page.creation === null) return triple;
  const { base, wanted, newest, live } = triple;
  return {
    ...triple,
    base: filledFrom(page, base, live),
    wanted: filledFrom(page, wanted, live),
    ...(newest === undefined ? {} : { newest: filledFrom(page, newest, live) }),
  };
}

/** Objects that go on naming an old id, because nobody chose them. As the tenant has them: somebody may have mended them. */
export async function namingOutside(
  { tenant }: Pick<Doors, 'tenant'>,
  { naming }: Review,
  plan: Plan,
  identities: Identities,
): Promise<readonly Untouched[]> {
  const made = plan.steps.filter(({ action }) => action === 'recreate');
  const before = identities.recreated.flatMap(({ oldId, appId }) => [oldId, ...(appId ? [appId.before] : [])]);
  const ids = new Set([...made.flatMap(({ id, appId }) => [id, ...(appId ? [appId] : [])]), ...before]);
  if (ids.size === 0 || naming.length === 0) return [];
  const live = await tenant.readByKey(naming.map(({ key }) => key));
  return naming.flatMap((one) => {
    const presence = live.get(printKey(one.key));
    if (presence?.is !== 'present') return [];
    const page = pageOf(one.key.type);
    if (namesAny(page, presence.body, ids)) return [outOfScope({ ...one, byName: true })];
    const wanted = new Set(linkedAmong(page, one.body, ids).map(identities.idNow));
    const isLinked = new Set(linkedAmong(page, presence.body, wanted));
    return [...wanted].every((id) => isLinked.has(id)) ? [] : [outOfScope({ ...one, byName: false })];
  });
}

/** A guard goes on guarding what was made anew. */
export const settingsNow = (identities: Identities, settings: GuardSettings): GuardSettings => ({
  ...settings,
  breakGlass: {
    accounts: settings.breakGlass.accounts.map(identities.idNow),
    groups: settings.breakGlass.groups.map(identities.idNow),
  },
});
