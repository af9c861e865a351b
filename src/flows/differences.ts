/** What differs between two backups: pairs of states, object by object. */
import { deletedItemPath, objectPath, parsePath } from '../core/canonical/path.ts';
import { objectTypes } from '../core/catalog/index.ts';
import { commonCoverage } from '../core/coverage.ts';
import { pairsNow } from '../core/identities/pairs.ts';
import type { Coverage, Manifest, NotRead, ObjectType, Scope } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { requireKnownProperties } from '../core/properties.ts';
import { inScope, objectTypesIn } from '../core/scope.ts';
import type { Doors } from './doors.ts';
import { identitiesIn, scopeNow } from './identities.ts';
import { manifestAt, pairsOf, type RecordedPair, readCoverage } from './states.ts';

export interface Differences {
  /** Objects that were made anew in between under their newest id, on both sides. */
  readonly pairs: readonly RecordedPair[];
  /** As given, with every id that the chosen objects have had. */
  readonly scope: Scope;
  /** What both sides cover. */
  readonly coverage: Coverage;
  readonly notRead: readonly NotRead[];
  /** Whether Graph refused something that was asked for just now. */
  readonly isIncomplete: boolean;
}

export async function betweenBackups(
  { store, journal }: Pick<Doors, 'store' | 'journal'>,
  before: string,
  after: string,
  given: Scope,
): Promise<Differences> {
  const sides = { before: await manifestAt(store, before), after: await manifestAt(store, after) };
  const identities = await identitiesIn(journal);
  const scope = scopeNow(identities, given);
  const chosen = objectTypesIn(scope);
  const types = chosen.length === 0 ? objectTypes : chosen;
  const there = [...(await idsIn(store, before, scope.ids, types)), ...(await idsIn(store, after, scope.ids, types))];
  requireKnown(given, new Set(there.flatMap(identities.idsOf)));
  const changes = (await store.compare(before, after)).filter((change) => isChosen(scope, change.path));
  const pairs = await pairsOf(store, changes, sides);
  requireKnownProperties(
    scope,
    pairs.flatMap((pair) => [pair.before, pair.after]),
  );
  return {
    pairs: pairsNow(identities, pairs),
    scope,
    coverage: commonCoverage(readCoverage(sides.before), readCoverage(sides.after)),
    notRead: [...unreadOf(sides.before), ...unreadOf(sides.after)],
    isIncomplete: false,
  };
}

/** Those of the ids that a commit has, living or soft-deleted, of one of the types. */
export async function idsIn(
  store: Pick<Doors['store'], 'locate'>,
  commit: string,
  ids: readonly string[],
  types: readonly ObjectType[] = objectTypes,
): Promise<readonly string[]> {
  const paths = ids.flatMap((id) => types.flatMap((type) => [objectPath({ type, id }), deletedItemPath({ type, id })]));
  return [...(await store.locate(commit, paths)).keys()].flatMap((path) => parsePath(path)?.key.id ?? []);
}

/** A slip in an id must not read as "no differences". */
export function requireKnown({ ids }: Scope, known: ReadonlySet<string | undefined>): void {
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    fail('usage', `there is no object ${unknown.join(', ')} of what was chosen on either side of the comparison`);
}

/** Paths that are no object's pass: `pairsOf` judges them. */
function isChosen(scope: Scope, path: string): boolean {
  const place = parsePath(path);
  return place === null || inScope(scope, place.key);
}

export const unreadOf = (manifest: Manifest): readonly NotRead[] =>
  objectTypes.flatMap((type) => {
    const unknown = manifest.coverage[type] === undefined ? 'the backup has nothing of this type' : undefined;
    const reason = manifest.unread[type] ?? unknown;
    return reason === undefined ? [] : [{ type, reason }];
  });
