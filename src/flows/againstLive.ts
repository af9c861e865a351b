/**
 * What differs between a backup and the tenant as it is now. With the marks that the backup left, cost grows with what
 * changed since; without them, with the tenant. Reports and recoveries from a backup both start here.
 */
import { deletedItemPath, foldersOf, objectPath, parsePath, printKey } from '../core/canonical/path.ts';
import { objectTypes, pageOf } from '../core/catalog/index.ts';
import { unknownPaths } from '../core/catalog/unknown.ts';
import { commonCoverage, withUnknown } from '../core/coverage.ts';
import { pairsNow } from '../core/identities/pairs.ts';
import type { Identities } from '../core/identities/table.ts';
import type {
  Backup,
  Coverage,
  Manifest,
  NotRead,
  ObjectKey,
  ObjectType,
  Presence,
  Scope,
  TypeCoverage,
} from '../core/model.ts';
import type { PathChange } from '../core/ports.ts';
import { Failure, fail, type ProblemCode, problemLine } from '../core/problem.ts';
import { requireKnownProperties } from '../core/properties.ts';
import { printObject } from '../core/record.ts';
import { objectTypesIn } from '../core/scope.ts';
import { changedSince } from './changed.ts';
import { type Differences, idsIn, requireKnown, unreadOf } from './differences.ts';
import type { Doors } from './doors.ts';
import { identitiesIn, scopeNow } from './identities.ts';
import { type Way, waysToRead } from './past.ts';
import { absentIn, manifestAt, pairsOf, type RecordedPair, readCoverage } from './states.ts';

export interface LiveDifferences extends Differences {
  /** Types whose changes Graph tells and that were read in full all the same, each with the reason. */
  readonly readInFull: readonly NotRead[];
}

/**
 * With ids in the scope only those objects are read. Types that Graph refuses are named in `notRead`: nothing is said of
 * them, and nothing may be done to them.
 */
export async function againstLive(doors: Doors, backup: Backup, given: Scope): Promise<LiveDifferences> {
  const { store } = doors;
  const identities = await identitiesIn(doors.journal);
  const scope = scopeNow(identities, given);
  const { commit } = backup;
  const manifest = await manifestAt(store, commit);
  const tenant = await doors.tenant.describe();
  if (tenant.tenantId !== manifest.tenantId) {
    fail('wrongTenant', `the backup is of tenant ${manifest.tenantId}, but the sign-in is to ${tenant.tenantId}`);
  }
  const covered = readCoverage(manifest);
  const chosen = objectTypesIn(scope);
  const types = objectTypes.filter(
    (type) => covered[type] !== undefined && (chosen.length === 0 || chosen.includes(type)),
  );
  const live = await (scope.ids.length > 0
    ? readChosen(doors, types, commit, { scope, given, identities })
    : readTypes(doors, types, backup, manifest));

  const changes: PathChange[] = [];
  const presences = new Map<string, Presence>();
  for (const { key, presence, recorded } of live.objects) {
    presences.set(printKey(key), presence);
    changes.push({ path: objectPath(key), before: recorded.live, after: null });
    if (recorded.deleted !== null) changes.push({ path: deletedItemPath(key), before: recorded.deleted, after: null });
  }
  const pairs = (await pairsOf(store, changes, { before: manifest, after: manifest })).map(
    ({ key, before }): RecordedPair => ({
      key,
      before,
      after: presences.get(printKey(key)) ?? absentIn(manifest, key),
    }),
  );
  requireKnownProperties(
    scope,
    pairs.flatMap(({ before, after }) => [before, after]),
  );
  return {
    pairs: pairsNow(identities, pairs),
    scope,
    coverage: commonCoverage(covered, live.coverage),
    notRead: [...unreadOf(manifest), ...live.refused].filter(
      ({ type }) => chosen.length === 0 || chosen.includes(type),
    ),
    isIncomplete: live.refused.length > 0,
    readInFull: live.readInFull,
  };
}

/** An object that is not as the backup recorded it, as far as its file tells. */
interface Differing {
  readonly key: ObjectKey;
  readonly presence: Presence;
  /** Ids of the files that the backup has of it. */
  readonly recorded: Recorded;
}

interface Recorded {
  readonly live: string | null;
  readonly deleted: string | null;
}

interface LiveReading {
  readonly objects: readonly Differing[];
  readonly coverage: Coverage;
  readonly refused: readonly NotRead[];
  readonly readInFull: readonly NotRead[];
}

interface TypeReading {
  readonly objects: readonly Differing[];
  readonly coverage: TypeCoverage;
  readonly why: string | null;
}

async function readTypes(
  doors: Doors,
  types: readonly ObjectType[],
  backup: Backup,
  manifest: Manifest,
): Promise<LiveReading> {
  const ways = await waysToRead(doors, backup);
  const refused: NotRead[] = [];
  const readings = await Promise.all(
    types.map(async (type) => {
      try {
        const way = ways.get(type) ?? { read: 'inFull', why: null };
        return [type, await readType(doors, type, { way, backup, manifest })] as const;
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
    readInFull: read.flatMap(([type, { why }]) => (why === null ? [] : [{ type, reason: why }])),
  };
}

const isRefusal = (code: ProblemCode): boolean => code === 'permission' || code === 'licence';

interface TypeToRead {
  readonly way: Way;
  readonly backup: Backup;
  readonly manifest: Manifest;
}

async function readType(doors: Doors, type: ObjectType, asked: TypeToRead): Promise<TypeReading> {
  const { way } = asked;
  if (way.read === 'inFull') return readInFull(doors, type, asked, way.why);
  const { backup } = asked;
  const changed = await changedSince(doors, type, { commit: backup.commit, mark: way.since });
  if ('lost' in changed) return readInFull(doors, type, asked, changed.lost);

  const states = new Map<string, { readonly key: ObjectKey; readonly presence: Presence }>();
  for await (const some of changed.states()) {
    for (const state of some) states.set(state.key.id, state);
    doors.tell({ on: 'reading', type, objects: states.size, of: changed.count });
  }
  // What left the deleted items for good, or came back from them.
  const deleted = await deletedBodies(doors, type);
  const recordedDeleted = await doors.store.listing(backup.commit, foldersOf(type).deleted);
  for (const key of keysOf(recordedDeleted)) {
    if (!states.has(key.id)) states.set(key.id, { key, presence: absentOr(deleted, key) });
  }
  const paths = [...states.values()].map(({ key }) => objectPath(key));
  const recordedLive = await doors.store.locate(backup.commit, paths);
  doors.tell({ on: 'read', type, objects: states.size, changes: true });
  return {
    objects: [...states.values()].flatMap(({ key, presence }) => {
      return differing(doors, key, presence, {
        live: recordedLive.get(objectPath(key)) ?? null,
        deleted: recordedDeleted.get(deletedItemPath(key)) ?? null,
      });
    }),
    coverage: { ...(asked.manifest.coverage[type] as TypeCoverage), deletedItems: deleted !== null },
    why: null,
  };
}

const keysOf = (listing: ReadonlyMap<string, string>): readonly ObjectKey[] =>
  [...listing.keys()].flatMap((path) => parsePath(path)?.key ?? []);

/**
 * None for an object whose file is the one that the backup has, for what was soft-deleted then and is now, and for what is on
 * neither side: an id that was given without its type is that of no object of the other types.
 */
function differing({ store }: Doors, key: ObjectKey, presence: Presence, recorded: Recorded): readonly Differing[] {
  if (presence.is === 'absent' && recorded.live === null && recorded.deleted === null) return [];
  const isRecorded =
    presence.is === 'present'
      ? recorded.live === store.blobId(printObject(presence.body))
      : presence.is === 'softDeleted' && recorded.live === null && recorded.deleted !== null;
  return isRecorded ? [] : [{ key, presence, recorded }];
}

/** Null where nobody may look. */
async function deletedBodies({ tenant }: Doors, type: ObjectType): Promise<ReadonlyMap<string, Presence> | null> {
  const deleted = await tenant.readDeleted(type);
  return deleted === null ? null : new Map(deleted.map(({ key, body }) => [key.id, { is: 'softDeleted', body }]));
}

/** Where an object stands that is not among the living. */
const absentOr = (deleted: ReadonlyMap<string, Presence> | null, { id }: ObjectKey): Presence =>
  deleted === null ? { is: 'absent', mayBeSoftDeleted: true } : (deleted.get(id) ?? { is: 'absent' });

/** Keeps of the tenant only what differs from the backup, so that memory grows with changes. */
async function readInFull(
  doors: Doors,
  type: ObjectType,
  { backup }: TypeToRead,
  why: string | null,
): Promise<TypeReading> {
  const { tenant, store, tell, signal } = doors;
  const page = pageOf(type);
  const folders = foldersOf(type);
  const recordedLive = new Map(await store.listing(backup.commit, folders.live));
  const recordedDeleted = await store.listing(backup.commit, folders.deleted);
  const of = recordedLive.size;
  const objects: Differing[] = [];
  const unknown = new Set<string>();
  let read = 0;
  for await (const { key, body } of tenant.read(type)) {
    signal.throwIfAborted();
    for (const name of unknownPaths(page, body)) unknown.add(name);
    const path = objectPath(key);
    const recorded = {
      live: recordedLive.get(path) ?? null,
      deleted: recordedDeleted.get(deletedItemPath(key)) ?? null,
    };
    objects.push(...differing(doors, key, { is: 'present', body }, recorded));
    recordedLive.delete(path);
    read += 1;
    if (read % 500 === 0) tell({ on: 'reading', type, objects: read, of });
  }
  tell({ on: 'read', type, objects: read });
  const deleted = await deletedBodies(doors, type);
  const seen = new Set(objects.map(({ key }) => key.id));
  // What is left was live in the backup and is not now; beside it, what was soft-deleted then.
  const isMissing = (key: ObjectKey): boolean => !seen.has(key.id) && !recordedLive.has(objectPath(key));
  for (const key of [...keysOf(recordedLive), ...keysOf(recordedDeleted).filter(isMissing)]) {
    const recorded = {
      live: recordedLive.get(objectPath(key)) ?? null,
      deleted: recordedDeleted.get(deletedItemPath(key)) ?? null,
    };
    objects.push(...differing(doors, key, absentOr(deleted, key), recorded));
  }
  const coverage = withUnknown(coverageFor(tenant, type), [...unknown]);
  return { objects, coverage: { ...coverage, deletedItems: deleted !== null }, why };
}

function coverageFor({ coverage }: Doors['tenant'], type: ObjectType): TypeCoverage {
  const covered = coverage[type];
  if (covered === undefined) throw new Error(`nobody covers ${type}`);
  return covered;
}

async function readChosen(
  doors: Doors,
  types: readonly ObjectType[],
  commit: string,
  { scope, given, identities }: { readonly scope: Scope; readonly given: Scope; readonly identities: Identities },
): Promise<LiveReading> {
  const { tenant, store } = doors;
  const keys = types.flatMap((type) => scope.ids.map((id) => ({ type, id })));
  const presences = await tenant.readByKey(keys);
  const paths = keys.flatMap((key) => [objectPath(key), deletedItemPath(key)]);
  const recorded = await store.locate(commit, paths);
  const objects = keys.flatMap((key): readonly Differing[] => {
    const presence = presences.get(printKey(key)) ?? { is: 'unknown', reason: 'no answer' };
    if (presence.is === 'unknown') fail('tenantUnreadable', `${printKey(key)} could not be read: ${presence.reason}`);
    const files = {
      live: recorded.get(objectPath(key)) ?? null,
      deleted: recorded.get(deletedItemPath(key)) ?? null,
    };
    return differing(doors, key, presence, files);
  });
  const there = keys.filter((key) => presences.get(printKey(key))?.is !== 'absent').map(({ id }) => id);
  const known = [...there, ...(await idsIn(store, commit, scope.ids, types))];
  requireKnown(given, new Set(known.flatMap(identities.idsOf)));
  return { objects, coverage: tenant.coverage, refused: [], readInFull: [] };
}
