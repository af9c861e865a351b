/** The tenant, type by type, into the commit of a backup; and what there is to say of it. */
import type { BackupSummary } from '../core/backupMessage.ts';
import { deletedItemsFolder, foldersOf, manifestPath } from '../core/canonical/path.ts';
import { objectTypes, pageOf } from '../core/catalog/index.ts';
import { coversProperty, withUnknown } from '../core/coverage.ts';
import type { Marks } from '../core/marks.ts';
import type { Backup, Coverage, Manifest, NotRead, ObjectType, TenantDescription } from '../core/model.ts';
import type { SnapshotWriter } from '../core/ports.ts';
import { Failure, type Problem, problemLine } from '../core/problem.ts';
import { printManifest } from '../core/record.ts';
import type { Doors } from './doors.ts';
import type { Ways } from './past.ts';
import { type HowRead, readType, type TypeReading } from './readType.ts';

export interface Reading {
  readonly name: string;
  readonly tenant: TenantDescription;
  /** The manifest that the backup builds on. */
  readonly before: Manifest | null;
  readonly types: readonly ObjectType[];
  readonly newest: Backup | undefined;
  /** Commit whose objects the backup starts from: the newest backup, or `main` before there is one. */
  readonly start: string;
  readonly ways: Ways;
}

export interface TenantReading {
  readonly summary: BackupSummary;
  readonly warnings: readonly string[];
  readonly notRead: readonly NotRead[];
  readonly reading: readonly HowRead[];
  readonly marks: Marks;
}

export async function readTenant(doors: Doors, writer: SnapshotWriter, asked: Reading): Promise<TenantReading> {
  const { name, tenant, before, types } = asked;
  const { read, notRead } = await readTypes(doors, writer, asked);
  const reasons = new Map(notRead.map(({ type, reason }) => [type, reason]));
  const manifest = manifestAfter(tenant, before, read, doors.tenant.coverage, reasons);
  await writer.look([manifestPath]);
  await writer.put(manifestPath, printManifest(manifest));
  const kept = objectTypes.filter((type) => !read.some((reading) => reading.type === type));
  const counts = await Promise.all(kept.map((type) => doors.store.count(asked.start, foldersOf(type).live)));
  return {
    summary: {
      name,
      tenantId: tenant.tenantId,
      objects: [...read.map(({ objects }) => objects), ...counts].reduce((sum, count) => sum + count, 0),
      byType: Object.fromEntries(read.map(({ type, counts: changed }) => [type, changed])),
    },
    notRead,
    reading: read.flatMap(({ how }) => (how === null ? [] : [how])),
    marks: {
      madeBy: doors.version,
      types: Object.fromEntries(read.flatMap(({ type, mark }) => (mark === null ? [] : [[type, mark]]))),
    },
    warnings: [
      ...read.filter(({ deletedItems }) => !deletedItems).map(cannotLook),
      ...read.filter(({ unknown }) => unknown.length > 0).map(newInGraph),
      ...leftOutOnPurpose(types),
    ],
  };
}

/** Side by side, because Conditional Access is limited to one request a second. When one fails the others stop early. */
async function readTypes(
  doors: Doors,
  writer: SnapshotWriter,
  { types, newest, ways }: Reading,
): Promise<{ readonly read: readonly TypeReading[]; readonly notRead: readonly NotRead[] }> {
  let hasFailed = false;
  const refusals: Problem[] = [];
  const notRead: NotRead[] = [];
  // Of all types at once: most have none, and asking git ten times takes longer.
  await writer.cover(`${deletedItemsFolder}/`);
  const readings = await Promise.allSettled(
    types.map(async (type) => {
      try {
        const way = ways.get(type) ?? { read: 'inFull', why: null };
        return await readType(doors, writer, type, { way, newest, mustStop: () => hasFailed });
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
  return { read, notRead };
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
    if (reading === undefined || covered === undefined) unread[type] = notRead.get(type) ?? 'left out of the backup';
    else {
      const unknown = new Set([
        ...reading.unknown,
        ...(reading.isWhole ? [] : beyond(covered, before?.coverage[type])),
      ]);
      coverage[type] = { ...withUnknown(covered, [...unknown]), deletedItems: reading.deletedItems };
    }
  }
  return { tenantId: tenant.tenantId, displayName: tenant.displayName, coverage: coverage as Coverage, unread };
}

/** What Graph returned of a type beside what the catalog knows, when it was last read in full: the files still hold it. */
function beyond(covered: NonNullable<Coverage[ObjectType]>, before: Coverage[ObjectType]): readonly string[] {
  if (before === undefined || before.properties === 'all') return [];
  return before.properties.filter((name) => !coversProperty(covered, name));
}
