/**
 * What differs between a backup and the tenant, or another backup: pairs of states, object by object. Reports and recoveries
 * from a backup both start here.
 */
import { deletedItemPath, objectPath, parsePath, printKey } from '../core/canonical/path.ts';
import { coverageOf, objectTypes } from '../core/catalog/index.ts';
import { commonCoverage } from '../core/coverage.ts';
import type { Coverage, Manifest, ObjectKey, ObjectType, Presence, Scope } from '../core/model.ts';
import type { PathChange } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { printObject } from '../core/record.ts';
import { inScope } from '../core/scope.ts';
import type { Doors } from './doors.ts';
import { absentIn, manifestAt, pairsOf, type RecordedPair, readCoverage } from './states.ts';

export interface Differences {
  readonly pairs: readonly RecordedPair[];
  /** What both sides cover. */
  readonly coverage: Coverage;
  readonly notRead: readonly { readonly type: ObjectType; readonly reason: string }[];
}

export async function betweenBackups(
  { store }: Pick<Doors, 'store'>,
  before: string,
  after: string,
  scope: Scope,
): Promise<Differences> {
  const sides = { before: await manifestAt(store, before), after: await manifestAt(store, after) };
  if (scope.ids.length > 0) {
    const there = [...(await store.listing(before)).keys(), ...(await store.listing(after)).keys()];
    requireKnown(scope, new Set(there.map((path) => parsePath(path)?.key.id)));
  }
  const changes = (await store.compare(before, after)).filter((change) => isChosen(scope, change.path));
  return {
    pairs: await pairsOf(store, changes, sides),
    coverage: commonCoverage(readCoverage(sides.before), readCoverage(sides.after)),
    notRead: [...unreadOf(sides.before), ...unreadOf(sides.after)],
  };
}

/** A slip in an id must not read as "no differences". */
function requireKnown({ ids }: Scope, known: ReadonlySet<string | undefined>): void {
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) fail('usage', `there is no object ${unknown.join(', ')} on either side of the comparison`);
}

/** Paths that are no object's pass: `pairsOf` judges them. */
function isChosen(scope: Scope, path: string): boolean {
  const place = parsePath(path);
  return place === null || inScope(scope, place.key);
}

const unreadOf = (manifest: Manifest): Differences['notRead'] =>
  objectTypes.flatMap((type) => {
    const reason = manifest.unread[type];
    return reason === undefined ? [] : [{ type, reason }];
  });

/** Compares with the tenant as it is now. Cost grows with the tenant; with ids in the scope only those are read. */
export async function againstLive(doors: Doors, backup: string, scope: Scope): Promise<Differences> {
  const manifest = await manifestAt(doors.store, backup);
  const tenant = await doors.tenant.describe();
  if (tenant.tenantId !== manifest.tenantId) {
    fail('wrongTenant', `the backup is of tenant ${manifest.tenantId}, but the sign-in is to ${tenant.tenantId}`);
  }
  const covered = readCoverage(manifest);
  const types = objectTypes.filter(
    (type) => covered[type] !== undefined && (scope.types.length === 0 || scope.types.includes(type)),
  );
  const listing = await doors.store.listing(backup);
  const live = scope.ids.length > 0 ? await readChosen(doors, types, scope) : await readAll(doors, types, listing);

  if (scope.ids.length > 0) {
    const there = live.objects.filter(({ presence }) => presence.is !== 'absent').map(({ key }) => key.id);
    requireKnown(scope, new Set([...there, ...[...listing.keys()].map((path) => parsePath(path)?.key.id)]));
  }
  const changes: PathChange[] = [];
  const presences = new Map<string, Presence>();
  for (const { key, presence, blob } of live.objects) {
    const before = listing.get(objectPath(key)) ?? null;
    if (before !== null && before === blob) continue;
    presences.set(printKey(key), presence);
    changes.push({ path: objectPath(key), before, after: null });
    const deletedPath = deletedItemPath(key);
    const deleted = listing.get(deletedPath);
    if (deleted !== undefined) changes.push({ path: deletedPath, before: deleted, after: null });
  }
  const recorded = await pairsOf(doors.store, changes, { before: manifest, after: manifest });
  const pairs = recorded.map(
    ({ key, before }): RecordedPair => ({
      key,
      before,
      after: presences.get(printKey(key)) ?? absentIn(manifest, key),
    }),
  );
  return { pairs, coverage: commonCoverage(covered, live.coverage), notRead: unreadOf(manifest) };
}

interface LiveObject {
  readonly key: ObjectKey;
  readonly presence: Presence;
  /** Id its file would have; null when it has none. */
  readonly blob: string | null;
}

interface LiveReading {
  readonly objects: readonly LiveObject[];
  readonly coverage: Coverage;
}

/** Keeps of the tenant only what differs from the listing, so that memory grows with changes. */
async function readAll(
  { tenant, store, tell, signal }: Doors,
  types: readonly ObjectType[],
  listing: ReadonlyMap<string, string>,
): Promise<LiveReading> {
  const readings = await Promise.all(
    types.map(async (type) => {
      const objects: LiveObject[] = [];
      const seen = new Set<string>();
      for await (const { key, body } of tenant.read(type)) {
        signal.throwIfAborted();
        const path = objectPath(key);
        seen.add(path);
        const blob = store.blobId(printObject(body));
        if (listing.get(path) !== blob) objects.push({ key, presence: { is: 'present', body }, blob });
        if (seen.size % 500 === 0) tell({ on: 'reading', type, objects: seen.size });
      }
      tell({ on: 'read', type, objects: seen.size });
      const deleted = await tenant.readDeleted(type);
      const deletedBodies = new Map(deleted?.map(({ key, body }) => [printKey(key), body]));
      for (const path of listing.keys()) {
        const place = parsePath(path);
        if (place?.key.type !== type) continue;
        const body = deletedBodies.get(printKey(place.key));
        const isLive = seen.has(objectPath(place.key));
        if (isLive || (place.state === 'softDeleted' && body !== undefined)) continue;
        // Either it was live in the backup and is not now, or it has left the deleted items for good.
        const presence: Presence =
          body !== undefined
            ? { is: 'softDeleted', body }
            : deleted === null
              ? { is: 'absent', mayBeSoftDeleted: true }
              : { is: 'absent' };
        objects.push({ key: place.key, presence, blob: null });
      }
      return { type, objects, deletedItems: deleted !== null };
    }),
  );
  const full = coverageOf(types);
  return {
    objects: readings.flatMap((reading) => reading.objects),
    coverage: Object.fromEntries(
      readings.map(({ type, deletedItems }) => [type, { ...full[type], deletedItems }]),
    ) as Coverage,
  };
}

async function readChosen({ tenant, store }: Doors, types: readonly ObjectType[], scope: Scope): Promise<LiveReading> {
  const keys = types.flatMap((type) => scope.ids.map((id) => ({ type, id })));
  const presences = await tenant.readByKey(keys);
  const objects = keys.map((key): LiveObject => {
    const presence = presences.get(printKey(key)) ?? { is: 'unknown', reason: 'no answer' };
    if (presence.is === 'unknown') fail('tenantUnreadable', `${printKey(key)} could not be read: ${presence.reason}`);
    return { key, presence, blob: presence.is === 'present' ? store.blobId(printObject(presence.body)) : null };
  });
  return { objects, coverage: coverageOf(types) };
}
