/**
 * What differs between a backup and the tenant, or another backup: pairs of states, object by object. Reports and recoveries
 * from a backup both start here.
 */
import { deletedItemPath, objectPath, parsePath, printKey } from '../core/canonical/path.ts';
import { objectTypes, pageOf } from '../core/catalog/index.ts';
import { unknownPaths } from '../core/catalog/unknown.ts';
import { commonCoverage, withUnknown } from '../core/coverage.ts';
import type { Coverage, Manifest, ObjectKey, ObjectType, Presence, Scope, TypeCoverage } from '../core/model.ts';
import type { PathChange } from '../core/ports.ts';
import { Failure, fail, type ProblemCode, problemLine } from '../core/problem.ts';
import { printObject } from '../core/record.ts';
import { inScope, objectTypesIn } from '../core/scope.ts';
import type { Doors } from './doors.ts';
import { absentIn, manifestAt, pairsOf, type RecordedPair, readCoverage } from './states.ts';

export interface Differences {
  readonly pairs: readonly RecordedPair[];
  /** What both sides cover. */
  readonly coverage: Coverage;
  readonly notRead: readonly NotRead[];
  /** Whether Graph refused something that was asked for just now. */
  readonly isIncomplete: boolean;
}

interface NotRead {
  readonly type: ObjectType;
  readonly reason: string;
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
    isIncomplete: false,
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

const unreadOf = (manifest: Manifest): readonly NotRead[] =>
  objectTypes.flatMap((type) => {
    const unknown = manifest.coverage[type] === undefined ? 'the backup has nothing of this type' : undefined;
    const reason = manifest.unread[type] ?? unknown;
    return reason === undefined ? [] : [{ type, reason }];
  });

/**
 * Compares with the tenant as it is now. Cost grows with the tenant; with ids in the scope only those are read. Types that
 * Graph refuses are named in `notRead`: nothing is said of them, and nothing may be done to them.
 */
export async function againstLive(doors: Doors, backup: string, scope: Scope): Promise<Differences> {
  const manifest = await manifestAt(doors.store, backup);
  const tenant = await doors.tenant.describe();
  if (tenant.tenantId !== manifest.tenantId) {
    fail('wrongTenant', `the backup is of tenant ${manifest.tenantId}, but the sign-in is to ${tenant.tenantId}`);
  }
  const covered = readCoverage(manifest);
  const chosen = objectTypesIn(scope);
  const types = objectTypes.filter(
    (type) => covered[type] !== undefined && (chosen.length === 0 || chosen.includes(type)),
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
  return {
    pairs,
    coverage: commonCoverage(covered, live.coverage),
    notRead: [...unreadOf(manifest), ...live.refused].filter(
      ({ type }) => chosen.length === 0 || chosen.includes(type),
    ),
    isIncomplete: live.refused.length > 0,
  };
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
  readonly refused: readonly NotRead[];
}

interface TypeReading {
  readonly objects: readonly LiveObject[];
  readonly coverage: TypeCoverage;
}

/** Keeps of the tenant only what differs from the listing, so that memory grows with changes. */
async function readAll(
  doors: Doors,
  types: readonly ObjectType[],
  listing: ReadonlyMap<string, string>,
): Promise<LiveReading> {
  const refused: NotRead[] = [];
  const readings = await Promise.all(
    types.map(async (type) => {
      try {
        return [type, await readType(doors, type, listing)] as const;
      } catch (error) {
        if (!(error instanceof Failure) || !error.problems.every(({ code }) => isRefusal(code))) throw error;
        refused.push({ type, reason: error.problems.map(problemLine).join('; ') });
        return null;
      }
    }),
  );
  const read = readings.filter((reading) => reading !== null);
  return {
    objects: read.flatMap(([, { objects }]) => objects),
    coverage: Object.fromEntries(read.map(([type, { coverage }]) => [type, coverage])) as Coverage,
    refused,
  };
}

const isRefusal = (code: ProblemCode): boolean => code === 'permission' || code === 'licence';

async function readType(
  { tenant, store, tell, signal }: Doors,
  type: ObjectType,
  listing: ReadonlyMap<string, string>,
): Promise<TypeReading> {
  const page = pageOf(type);
  const objects: LiveObject[] = [];
  const seen = new Set<string>();
  const unknown = new Set<string>();
  for await (const { key, body } of tenant.read(type)) {
    signal.throwIfAborted();
    const path = objectPath(key);
    seen.add(path);
    for (const name of unknownPaths(page, body)) unknown.add(name);
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
  const coverage = withUnknown(coverageFor(tenant, type), [...unknown]);
  return { objects, coverage: { ...coverage, deletedItems: deleted !== null } };
}

function coverageFor({ coverage }: Doors['tenant'], type: ObjectType): TypeCoverage {
  const covered = coverage[type];
  if (covered === undefined) throw new Error(`nobody covers ${type}`);
  return covered;
}

async function readChosen({ tenant, store }: Doors, types: readonly ObjectType[], scope: Scope): Promise<LiveReading> {
  const keys = types.flatMap((type) => scope.ids.map((id) => ({ type, id })));
  const presences = await tenant.readByKey(keys);
  const objects = keys.map((key): LiveObject => {
    const presence = presences.get(printKey(key)) ?? { is: 'unknown', reason: 'no answer' };
    if (presence.is === 'unknown') fail('tenantUnreadable', `${printKey(key)} could not be read: ${presence.reason}`);
    return { key, presence, blob: presence.is === 'present' ? store.blobId(printObject(presence.body)) : null };
  });
  return { objects, coverage: tenant.coverage, refused: [] };
}
