/** One type of the tenant into the commit of a backup: in full, or what changed since the backup before. */
import type { TypeCounts } from '../core/backupMessage.ts';
import { deletedItemPath, foldersOf, objectPath } from '../core/canonical/path.ts';
import { isApart, pageOf, untrackedParts } from '../core/catalog/index.ts';
import { unknownPaths } from '../core/catalog/unknown.ts';
import type { TypeMark } from '../core/marks.ts';
import type { Backup, Body, ObjectKey, ObjectType } from '../core/model.ts';
import { PartDigest } from '../core/partDigests.ts';
import type { SnapshotWriter } from '../core/ports.ts';
import { printObject } from '../core/record.ts';
import { changedSince } from './changed.ts';
import type { Doors } from './doors.ts';
import type { Way } from './past.ts';

export type HowRead =
  | { readonly type: ObjectType; readonly read: 'inFull'; readonly why: string }
  /** `objects`: how many were looked at again. */
  | { readonly type: ObjectType; readonly read: 'changes'; readonly since: string; readonly objects: number };

export interface TypeReading {
  readonly type: ObjectType;
  /** Living objects in the backup. */
  readonly objects: number;
  readonly deletedItems: boolean;
  readonly counts: TypeCounts;
  /** Paths that no page knows among what was read, in order. */
  readonly unknown: readonly string[];
  /** Whether every object was read. */
  readonly isWhole: boolean;
  /** Null where Graph tells no changes. */
  readonly mark: TypeMark | null;
  readonly how: HowRead | null;
}

export interface TypeToRead {
  readonly way: Way;
  readonly newest: Backup | undefined;
  readonly mustStop: () => boolean;
}

export async function readType(
  doors: Doors,
  writer: SnapshotWriter,
  type: ObjectType,
  asked: TypeToRead,
): Promise<TypeReading> {
  const { way, newest } = asked;
  if (way.read === 'inFull' || newest === undefined) {
    return readInFull(doors, writer, type, asked, way.read === 'inFull' ? way.why : null);
  }
  const reading = await readChanges(doors, writer, type, asked, { since: way.since, newest });
  return 'lost' in reading ? readInFull(doors, writer, type, asked, reading.lost) : reading;
}

async function readInFull(
  doors: Doors,
  writer: SnapshotWriter,
  type: ObjectType,
  { mustStop }: TypeToRead,
  why: string | null,
): Promise<TypeReading> {
  const { tenant, clock, tell, signal } = doors;
  const page = pageOf(type);
  const folders = foldersOf(type);
  const taken = clock.now().toISOString();
  // Before the type is read: what changes in the meantime is told next time.
  const mark = await tenant.mark(type);
  const of = await writer.cover(folders.live);
  const gathered = gatherer(writer, type);
  const parts = new Map(mark === null ? [] : untrackedParts(page).map((part) => [part, new PartDigest()]));
  const apart: string[] = [];
  let objects = 0;
  for await (const { key, body } of tenant.read(type)) {
    signal.throwIfAborted();
    if (mustStop()) break;
    await gathered.put(key, body);
    for (const [part, digest] of parts) digest.add(key.id, body[part]);
    if (isApart(page, body)) apart.push(key.id);
    objects++;
    if (objects % 500 === 0) tell({ on: 'reading', type, objects, of });
  }
  if (!mustStop()) {
    // The type was read to its end, so what was not seen is not there.
    for (const path of writer.unseen(folders.live)) gathered.remove(path);
  }
  const deletedItems = mustStop() ? false : await putDeletedItems(doors, writer, type, mustStop);
  if (!mustStop()) tell({ on: 'read', type, objects });
  const digests = Object.fromEntries([...parts].map(([part, digest]) => [part, digest.digests()]));
  return {
    type,
    objects,
    deletedItems,
    counts: gathered.counts,
    unknown: gathered.unknown(),
    isWhole: true,
    mark:
      mark === null
        ? null
        : { mark, taken, swept: taken, objects, parts: digests, apart: apart.toSorted(), unsettled: [] },
    how: mark === null || why === null ? null : { type, read: 'inFull', why },
  };
}

async function readChanges(
  doors: Doors,
  writer: SnapshotWriter,
  type: ObjectType,
  { mustStop }: TypeToRead,
  { since, newest }: { readonly since: TypeMark; readonly newest: Backup },
): Promise<TypeReading | { readonly lost: string }> {
  const { clock, tell, signal } = doors;
  const taken = clock.now().toISOString();
  const changed = await changedSince(doors, type, { commit: newest.commit, mark: since });
  if ('lost' in changed) return changed;

  const gathered = gatherer(writer, type);
  let looked = 0;
  for await (const states of changed.states()) {
    signal.throwIfAborted();
    if (mustStop()) break;
    const paths = states.map(({ key }) => objectPath(key));
    await writer.look(paths);
    for (const { key, presence } of states) {
      if (presence.is === 'present') await gathered.put(key, presence.body);
      else if (writer.has(objectPath(key))) gathered.remove(objectPath(key));
    }
    looked += states.length;
    tell({ on: 'reading', type, objects: looked, of: changed.count });
  }
  const deletedItems = mustStop() ? false : await putDeletedItems(doors, writer, type, mustStop);
  const { counts } = gathered;
  const objects = since.objects + counts.added - counts.deleted;
  if (!mustStop()) tell({ on: 'read', type, objects: looked, changes: true });
  return {
    type,
    objects,
    deletedItems,
    counts,
    unknown: gathered.unknown(),
    isWhole: false,
    mark: changed.next({ taken, objects }),
    how: { type, read: 'changes', since: newest.name, objects: changed.count },
  };
}

/** Puts and removes files of living objects, and counts what that changed. */
function gatherer(writer: SnapshotWriter, type: ObjectType) {
  const page = pageOf(type);
  const counts = { added: 0, changed: 0, deleted: 0 };
  const unknown = new Set<string>();
  return {
    counts,
    unknown: (): readonly string[] => [...unknown].sort(),
    async put(key: ObjectKey, body: Body): Promise<void> {
      const result = await writer.put(objectPath(key), printObject(body));
      if (result !== 'unchanged') counts[result]++;
      for (const path of unknownPaths(page, body)) unknown.add(path);
    },
    remove(path: string): void {
      writer.remove(path);
      counts.deleted++;
    },
  };
}

/** Into the covered folder of deleted items: all that are there now; false where nobody may look, and then the older files stay. */
async function putDeletedItems(
  { tenant }: Doors,
  writer: SnapshotWriter,
  type: ObjectType,
  mustStop: () => boolean,
): Promise<boolean> {
  const deleted = await tenant.readDeleted(type);
  if (deleted === null || mustStop()) return false;
  const folder = foldersOf(type).deleted;
  for (const { key, body } of deleted) await writer.put(deletedItemPath(key), printObject(body));
  for (const path of writer.unseen(folder)) writer.remove(path);
  return true;
}
