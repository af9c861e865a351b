/**
 * What goes on naming an object that is gone for good. Graph takes a deleted object out of groups by itself, but leaves its id
 * in policies and settings: those are the same in the backup and in the tenant, so that no comparison finds them.
 */
import { parsePath, printKey } from '../core/canonical/path.ts';
import { pageOf } from '../core/catalog/index.ts';
import { displayNameOf } from '../core/diff.ts';
import type { Identities } from '../core/identities/table.ts';
import type { Body, ObjectKey, Presence, Scope, Untouched } from '../core/model.ts';
import { linkedAmong, namesAny } from '../core/plan/recreate.ts';
import { parseObject } from '../core/record.ts';
import { inScope } from '../core/scope.ts';
import type { Doors } from './doors.ts';

export interface Naming {
  readonly key: ObjectKey;
  readonly body: Body;
  /** Whether its properties name the id, where Graph leaves it; else only its links led there. */
  readonly byName: boolean;
}

/**
 * Ids by which others may name the objects that are there in the wanted state and nowhere in the tenant, or were made anew
 * before: a job that ended early may have left names behind.
 */
export function idsOfGone(
  pairs: readonly { readonly key: ObjectKey; readonly wanted: Presence; readonly live: Presence }[],
  identities: Identities,
): ReadonlySet<string> {
  const before = identities.recreated.flatMap(({ oldId, appId }) => [oldId, ...(appId ? [appId.before] : [])]);
  const gone = pairs
    .filter(({ key, wanted, live }) => {
      const isCreatable = wanted.is === 'present' && pageOf(key.type).creation?.whyNot(wanted.body) === null;
      return isCreatable && live.is !== 'present' && live.is !== 'unknown';
    })
    .flatMap(({ key, wanted }) => {
      const appId = 'body' in wanted ? wanted.body.appId : undefined;
      return typeof appId === 'string' && appId !== '' ? [key.id, appId] : [key.id];
    });
  return new Set([...before, ...gone]);
}

/** The living objects of a commit, beside those that are `known`, that name one of the ids. */
export async function namingIn(
  { store }: Pick<Doors, 'store'>,
  commit: string,
  ids: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Promise<readonly Naming[]> {
  if (ids.size === 0) return [];
  const places = (await store.mentioning(commit, [...ids])).flatMap((path) => {
    const place = parsePath(path);
    return place === null || place.state !== 'live' || known.has(printKey(place.key)) ? [] : [{ path, key: place.key }];
  });
  const blobs = await store.locate(
    commit,
    places.map(({ path }) => path),
  );
  const contents = await store.contents([...new Set(blobs.values())]);
  return places.flatMap(({ path, key }) => {
    const text = contents.get(blobs.get(path) ?? '');
    if (text === undefined) return [];
    const body = parseObject(text, `snapshots/${path}`, key);
    const byName = namesAny(pageOf(key.type), body, ids);
    return byName || linkedAmong(pageOf(key.type), body, ids).length > 0 ? [{ key, body, byName }] : [];
  });
}

/** Those to write, being in scope, whole: a choice of single properties is a choice of what may be written. */
export const isChosen = (scope: Scope, { key, byName }: Naming): boolean =>
  byName &&
  inScope(scope, key) &&
  scope.properties.length === 0 &&
  (scope.types.length === 0 || scope.types.includes(key.type));

export const outOfScope = ({ key, body, byName }: Naming): Untouched => ({
  ...key,
  displayName: displayNameOf(body, key.id),
  code: 'outOfScope',
  reason: byName
    ? 'names an object that is made anew by its old id, and is not part of what is recovered'
    : 'had a link to an object that is made anew, and is not part of what is recovered',
});
