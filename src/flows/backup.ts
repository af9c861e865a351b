/** The nightly job: read the tenant → canonical → commit → publish → prune. */
import { type BackupSummary, changedIn, printBackupMessage, type TypeCounts } from '../core/backupMessage.ts';
import { backupNameAt, outlived } from '../core/backupName.ts';
import { emitCanonical } from '../core/canonical/emit.ts';
import { deletedItemPath, foldersOf, manifestPath, objectPath, parsePath } from '../core/canonical/path.ts';
import { objectTypes, pageOf } from '../core/catalog/index.ts';
import { unknownPaths } from '../core/catalog/unknown.ts';
import { withUnknown } from '../core/coverage.ts';
import type { Backup, Coverage, Manifest, ObjectType, TenantDescription } from '../core/model.ts';
import type { HeldLock, RefMove, SnapshotWriter } from '../core/ports.ts';
import { Failure, fail, type Problem, problemLine } from '../core/problem.ts';
import { parseManifest, printManifest, printObject } from '../core/record.ts';
import { recordedBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import { heartbeat, withLock } from './lock.ts';

export interface BackupOptions {
  /** Types to read; the others keep their files from the backup before and are marked unread. */
  readonly types: readonly ObjectType[];
  readonly retentionDays: number;
  /** The tenant this repository is configured for. */
  readonly tenantId?: string;
  /** Whether `main` moves to the backup as it lands, as it does where no forge opens a difference report. */
  readonly movesMain: boolean;
  /** Whether outlived branches may be deleted now. */
  readonly prunes: boolean;
}

export interface BackupResult {
  readonly backup: Backup;
  readonly byType: { readonly [type in ObjectType]?: TypeCounts };
  readonly pruned: readonly string[];
  readonly warnings: readonly string[];
  /** Types that were to be read and could not be, for a reason that no second try mends. Their older files stay. */
  readonly notRead: readonly NotRead[];
}

export interface NotRead {
  readonly type: ObjectType;
  readonly reason: string;
}

export async function takeBackup(doors: Doors, options: BackupOptions): Promise<BackupResult> {
  const { store, clock } = doors;
  const name = backupNameAt(clock.now());
  const tenant = await doors.tenant.describe();
  await store.refresh();
  const main = await store.main();
  const before = await manifestOf(doors, main);
  requireTenant(tenant, options.tenantId, before);

  const landed = await withLock(doors, { job: name, kind: 'backup' }, async (lock) => {
    const newest = (await recordedBackups(doors)).at(-1);
    if (newest !== undefined && newest.name >= name) {
      fail('backupExists', `the newest backup is ${newest.name}, which is not before ${name}`, {
        remedy: 'Wait a second, or set the clock right (ENTRA_REWIND_NOW counts as the clock).',
      });
    }
    const start = await store.main();
    if (newest !== undefined) await requireRecorded(doors, newest.commit, start, options.types);
    const writer = await store.write(start);
    try {
      const { summary, warnings, notRead } = await readTenant(doors, writer, {
        name,
        tenant,
        before,
        types: options.types,
        beat: heartbeat(doors, lock),
      });
      const unread = new Set(notRead.map(({ type }) => type));
      if (newest !== undefined && unread.size > 0) {
        const read = options.types.filter((type) => !unread.has(type));
        await requireRecorded(doors, newest.commit, start, read);
      }
      doors.signal.throwIfAborted();
      const { commit, tree } = await writer.commit({
        message: printBackupMessage(summary),
        at: clock.now(),
        ...(newest === undefined ? {} : { parents: [newest.commit] }),
      });
      const { tenantId, objects, byType } = summary;
      const backup: Backup = { name, commit, tree, tenantId, objects, changed: changedIn(summary) };
      await publish(lock, backup, start, options.movesMain);
      return { backup, byType, warnings, notRead };
    } finally {
      await writer.abort();
    }
  });
  return { ...landed, ...(await prune(doors, options, landed.warnings)) };
}

/**
 * A type that is left out keeps the files of the backup before. Where `main` has other ones since, from a reviewed revert, a
 * backup would record a wish as the state of the tenant, and its recovery would find nothing to do.
 */
async function requireRecorded(
  { store }: Doors,
  newest: string,
  main: string,
  types: readonly ObjectType[],
): Promise<void> {
  if (types.length === objectTypes.length) return;
  for (const { path } of await store.compare(newest, main)) {
    const type = parsePath(path)?.key.type;
    if (type === undefined || types.includes(type)) continue;
    fail('usage', `main holds reviewed changes of type ${type}, which this backup would leave out`, {
      place: { file: `snapshots/${path}` },
      remedy: 'Back up every type, or take the reviewed change back first.',
    });
  }
}

export async function manifestOf(doors: Pick<Doors, 'store'>, commit: string): Promise<Manifest | null> {
  const path = `snapshots/${manifestPath}`;
  const text = await doors.store.file(commit, path);
  return text === null ? null : parseManifest(text, path);
}

/** Refuses tenants that the service is not for, and any other tenant than the one this repository belongs to. */
export function requireTenant(
  tenant: TenantDescription,
  configured: string | undefined,
  record: Manifest | null,
): void {
  if (tenant.tenantType !== 'AAD') {
    fail('tenantType', `tenant ${tenant.tenantId} is of type ${tenant.tenantType}`, {
      remedy: 'Only workforce tenants (AAD) are supported; External ID and B2C tenants are not.',
    });
  }
  const expected = configured ?? record?.tenantId;
  for (const id of [expected, record?.tenantId]) {
    if (id === undefined || id.toLowerCase() === tenant.tenantId.toLowerCase()) continue;
    fail('wrongTenant', `this repository belongs to tenant ${id}, but the sign-in is to ${tenant.tenantId}`, {
      remedy: 'Sign in to the right tenant, or make a repository of its own for the other one with: entra-rewind init',
    });
  }
}

interface Reading {
  readonly name: string;
  readonly tenant: TenantDescription;
  readonly before: Manifest | null;
  readonly types: readonly ObjectType[];
  readonly beat: (doing: string) => Promise<void>;
}

async function readTenant(
  doors: Doors,
  writer: SnapshotWriter,
  { name, tenant, before, types, beat }: Reading,
): Promise<{ readonly summary: BackupSummary } & Pick<BackupResult, 'warnings' | 'notRead'>> {
  // Side by side, because Conditional Access is limited to one request a second. When one fails the others stop early.
  let hasFailed = false;
  const refusals: Problem[] = [];
  const notRead: NotRead[] = [];
  const readings = await Promise.allSettled(
    types.map(async (type) => {
      try {
        return await readType(doors, writer, type, { mustStop: () => hasFailed, beat });
      } catch (error) {
        const problems = error instanceof Failure ? error.problems : [];
        if (problems.some(({ code }) => code === 'licence')) {
          notRead.push({ type, reason: problems.map(problemLine).join('; ') });
          return null;
        }
        // All that is missing is said at once: the others are read on, to find out.
        if (problems.length > 0 && problems.every(({ code }) => code === 'permission')) {
          refusals.push(...problems);
          return null;
        }
        hasFailed = true;
        throw error;
      }
    }),
  );
  const failed = readings.find((reading) => reading.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if (refusals.length > 0) throw new Failure(refusals);
  const read = readings.flatMap((reading) => (reading.status === 'fulfilled' && reading.value ? [reading.value] : []));

  const reasons = new Map(notRead.map(({ type, reason }) => [type, reason]));
  const manifest = manifestAfter(tenant, before, read, doors.tenant.coverage, reasons);
  await writer.put(manifestPath, printManifest(manifest));
  return {
    summary: {
      name,
      tenantId: tenant.tenantId,
      objects: read.reduce((sum, { objects }) => sum + objects, 0) + countKept(writer, read),
      byType: Object.fromEntries(read.map(({ type, counts }) => [type, counts])),
    },
    notRead,
    warnings: [
      ...read.filter(({ deletedItems }) => !deletedItems).map(cannotLook),
      ...read.filter(({ unknown }) => unknown.length > 0).map(newInGraph),
      ...leftOutOnPurpose(types),
    ],
  };
}

const cannotLook = ({ type }: TypeReading): string =>
  `deleted items of type ${type} could not be read: this sign-in may not look there`;

function newInGraph({ type, unknown }: TypeReading): string {
  const fate = pageOf(type).properties === 'all' ? 'recovered like the rest' : 'shown, but not written back';
  return `Graph returned what this version does not know of type ${type}: ${unknown.join(', ')} (kept, ${fate})`;
}

function leftOutOnPurpose(types: readonly ObjectType[]): readonly string[] {
  const leftOut = objectTypes.filter((type) => !types.includes(type));
  return leftOut.length === 0 ? [] : [`incomplete by configuration: ${leftOut.join(', ')} not read`];
}

/** Objects of types that were left out: their files stay, so nobody has put them. */
function countKept(writer: SnapshotWriter, read: readonly TypeReading[]): number {
  const kept = objectTypes.filter((type) => !read.some((reading) => reading.type === type));
  return kept.reduce((sum, type) => sum + writer.unseen(foldersOf(type).live).length, 0);
}

interface TypeReading {
  readonly type: ObjectType;
  readonly objects: number;
  readonly deletedItems: boolean;
  readonly counts: TypeCounts;
  /** Paths that no page knows, in order. */
  readonly unknown: readonly string[];
}

async function readType(
  { tenant, tell, signal }: Doors,
  writer: SnapshotWriter,
  type: ObjectType,
  { mustStop, beat }: { readonly mustStop: () => boolean; readonly beat: Reading['beat'] },
): Promise<TypeReading> {
  const folders = foldersOf(type);
  const counts = { added: 0, changed: 0, deleted: 0 };
  const page = pageOf(type);
  const unknown = new Set<string>();
  let objects = 0;
  for await (const { key, body } of tenant.read(type)) {
    signal.throwIfAborted();
    if (mustStop()) break;
    const result = await writer.put(objectPath(key), printObject(body));
    if (result !== 'unchanged') counts[result]++;
    for (const path of unknownPaths(page, body)) unknown.add(path);
    objects++;
    if (objects % 500 !== 0) continue;
    tell({ on: 'reading', type, objects });
    await beat(`Backup: still reading ${type}`);
  }
  const deleted = mustStop() ? null : await tenant.readDeleted(type);
  for (const { key, body } of deleted ?? []) await writer.put(deletedItemPath(key), printObject(body));
  if (!mustStop()) {
    // The type was read to its end, so what was not seen is not there.
    for (const path of writer.unseen(folders.live)) {
      writer.remove(path);
      counts.deleted++;
    }
    if (deleted !== null) for (const path of writer.unseen(folders.deleted)) writer.remove(path);
  }
  if (!mustStop()) tell({ on: 'read', type, objects });
  return { type, objects, deletedItems: deleted !== null, counts, unknown: [...unknown].sort() };
}

/** Types not read now keep their files, and what those cover. */
function manifestAfter(
  tenant: TenantDescription,
  before: Manifest | null,
  read: readonly TypeReading[],
  full: Coverage,
  notRead: ReadonlyMap<ObjectType, string>,
): Manifest {
  const coverage: { [type in ObjectType]?: Coverage[ObjectType] } = { ...before?.coverage };
  const unread: { [type in ObjectType]?: string } = {};
  for (const type of objectTypes) {
    const reading = read.find((one) => one.type === type);
    const covered = full[type];
    if (reading !== undefined && covered !== undefined) {
      coverage[type] = { ...withUnknown(covered, reading.unknown), deletedItems: reading.deletedItems };
    } else unread[type] = notRead.get(type) ?? 'left out of the backup';
  }
  return { tenantId: tenant.tenantId, displayName: tenant.displayName, coverage: coverage as Coverage, unread };
}

/** Everything becomes visible in one atomic push, or nothing does. */
async function publish(lock: HeldLock, backup: Backup, main: string, movesMain: boolean): Promise<void> {
  const moves: RefMove[] = [{ ref: `refs/heads/backup/${backup.name}`, to: backup.commit, from: null }];
  if (movesMain) moves.push({ ref: 'refs/heads/main', to: backup.commit, from: main });
  const record = emitCanonical({ ...backup });
  await lock.release(new Map([[`backups/${backup.name}.yaml`, record]]), `Backup ${backup.name}`, moves);
}

async function prune(
  doors: Doors,
  { retentionDays, prunes }: BackupOptions,
  warnings: readonly string[],
): Promise<Pick<BackupResult, 'pruned' | 'warnings'>> {
  const names = outlived(await recordedBackups(doors), doors.clock.now(), retentionDays);
  if (names.length === 0) return { pruned: [], warnings };
  if (!prunes) {
    return { pruned: [], warnings: [...warnings, `${names.length} outlived backups kept: the clock is set by hand`] };
  }
  try {
    await doors.store.prune(names);
    return { pruned: names, warnings };
  } catch (error) {
    // The backup has landed; a branch too many harms nobody and goes next time.
    const reason = error instanceof Error ? error.message : String(error);
    return { pruned: [], warnings: [...warnings, `outlived backups could not be deleted: ${reason}`] };
  }
}
