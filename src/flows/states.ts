/** Objects out of the record: blobs → bodies, in as few reads as possible. */
import { foldersOf, manifestPath, type ObjectPlace, parsePath } from '../core/canonical/path.ts';
import type { Body, Coverage, Manifest, ObjectKey, ObjectType, Presence } from '../core/model.ts';
import type { PathChange, SnapshotStore } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { parseManifest, parseObject } from '../core/record.ts';

const snapshots = 'snapshots/';

/** What a path change says about an object; null for paths that are no object's. Unknown paths fail with `unknownPath`. */
export function placeOf(path: string): ObjectPlace | null {
  const place = parsePath(path);
  if (place !== null) return place;
  if (path === manifestPath || path === 'README.md') return null;
  return fail('unknownPath', 'no object of a backup can lie here', {
    place: { file: `${snapshots}${path}` },
    remedy: 'Files below snapshots/ are written by entra-rewind alone.',
  });
}

/** An object on the two sides of a comparison of commits. */
export interface RecordedPair {
  readonly key: ObjectKey;
  readonly before: Presence;
  readonly after: Presence;
}

/** One side of a comparison: its manifest says whether a missing file may still be a soft-deleted object. */
export interface Sides {
  readonly before: Manifest;
  readonly after: Manifest;
}

/**
 * The objects whose live or soft-deleted files differ between two commits. An object that moved between the two folders has
 * two path changes and becomes one pair.
 */
export async function pairsOf(
  store: SnapshotStore,
  changes: readonly PathChange[],
  sides: Sides,
): Promise<readonly RecordedPair[]> {
  const places = changes.flatMap((change) => {
    const place = placeOf(change.path);
    return place === null ? [] : [{ change, place }];
  });
  const blobs = places.flatMap(({ change }) => [change.before, change.after]).filter((blob) => blob !== null);
  const contents = await store.contents([...new Set(blobs)]);
  const bodyIn = (blob: string | null, { change, place }: (typeof places)[number]): Body | null => {
    if (blob === null) return null;
    return parseObject(contents.get(blob) ?? '', `${snapshots}${change.path}`, place.key);
  };

  const byObject = Map.groupBy(places, ({ place }) => `${place.key.type}/${place.key.id}`);
  return [...byObject.values()].map((found): RecordedPair => {
    const live = found.find(({ place }) => place.state === 'live');
    const deleted = found.find(({ place }) => place.state === 'softDeleted');
    const side = (which: 'before' | 'after'): Presence => {
      const body = live === undefined ? null : bodyIn(live.change[which], live);
      if (body !== null) return { is: 'present', body };
      const deletedBody = deleted === undefined ? null : bodyIn(deleted.change[which], deleted);
      if (deletedBody !== null) return { is: 'softDeleted', body: deletedBody };
      return absentIn(sides[which], found[0]!.place.key);
    };
    return { key: found[0]!.place.key, before: side('before'), after: side('after') };
  });
}

export function absentIn(manifest: Manifest, key: ObjectKey): Presence {
  return manifest.coverage[key.type]?.deletedItems === true
    ? { is: 'absent' }
    : { is: 'absent', mayBeSoftDeleted: true };
}

/**
 * What a snapshot really shows. A type that was left out of its backup keeps its older files: they are no state of that
 * moment, so nothing may be compared with them.
 */
export function readCoverage({ coverage, unread }: Manifest): Coverage {
  const read = Object.entries(coverage).filter(([type]) => unread[type as ObjectType] === undefined);
  return Object.fromEntries(read) as Coverage;
}

/** The manifest of a commit; a commit without one holds no backup and fails with `backupNotFound`. */
export async function manifestAt(store: SnapshotStore, commit: string): Promise<Manifest> {
  const path = `${snapshots}${manifestPath}`;
  const text = await store.file(commit, path);
  if (text === null) {
    return fail('backupNotFound', `commit ${commit.slice(0, 12)} holds no snapshot`, {
      remedy: 'Take a backup first with: entra-rewind backup',
    });
  }
  return parseManifest(text, path);
}

/** Number of live objects by type in a commit. Reads the trees of these types, and no file. */
export async function countObjects(
  store: SnapshotStore,
  commit: string,
  types: readonly ObjectType[],
): Promise<{ [type: string]: number }> {
  const counts = await Promise.all(
    types.map(async (type) => [type, await store.count(commit, foldersOf(type).live)] as const),
  );
  return Object.fromEntries(counts);
}
