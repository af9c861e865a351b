/**
 * Objects of the tenant that may be what a creation made whose end nobody knows: to a comparison with the backup they are
 * objects that somebody added. They are not to be taken away before it is known whose they are.
 */
import { printKey } from '../canonical/path.ts';
import { pageOf } from '../catalog/index.ts';
import type { Body, ObjectKey, Presence } from '../model.ts';
import type { Identities } from './table.ts';

export interface Recorded {
  readonly key: ObjectKey;
  readonly recorded: Presence;
  readonly live: Presence;
}

/** Clocks differ: ours says when a creation began, Graph's when the object was made. */
export const creationOverlapMs = 5 * 60_000;

/** What does not say when it was made is unique by its key. */
export function isMadeSince({ createdDateTime }: { readonly createdDateTime?: unknown }, since: string): boolean {
  const made = typeof createdDateTime === 'string' ? Date.parse(createdDateTime) : Number.NaN;
  return Number.isNaN(made) || made >= Date.parse(since) - creationOverlapMs;
}

/** `open`: creations that may have happened, by printed key, since when. Gives printed keys. */
export function mayBeLost(
  open: ReadonlyMap<string, string>,
  pairs: readonly Recorded[],
  identities: Identities,
): ReadonlySet<string> {
  const lost = new Set<string>();
  if (open.size === 0) return lost;
  const added = pairs.flatMap(({ key, recorded, live }) =>
    recorded.is !== 'present' && live.is === 'present' ? [{ key, body: live.body }] : [],
  );
  const wanted = pairs.flatMap(({ key, recorded }) => {
    const since = open.get(printKey(key));
    return recorded.is === 'present' && since !== undefined ? [{ key, body: recorded.body, since }] : [];
  });
  // A principal is known by its application, which may be a new one that is lost as well.
  const appIds = new Set<unknown>();
  for (const by of ['userPrincipalName', 'displayName', 'appId'] as const) {
    for (const one of wanted.filter(({ key }) => pageOf(key.type).creation?.foundBy === by)) {
      if (by === 'appId') appIds.add(identities.appIdNow(String(one.body.appId)));
      const isIt = (body: Body): boolean => (by === 'appId' ? appIds.has(body.appId) : body[by] === one.body[by]);
      for (const { key, body } of added) {
        if (key.type !== one.key.type || !isIt(body) || !isMadeSince(body, one.since)) continue;
        lost.add(printKey(key));
        if (key.type === 'application') appIds.add(body.appId);
      }
    }
  }
  return lost;
}
