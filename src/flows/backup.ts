/** The nightly job: read the tenant → canonical → commit → publish → prune. */
import { changedIn, printBackupMessage, type TypeCounts } from '../core/backupMessage.ts';
import { backupNameAt, outlived } from '../core/backupName.ts';
import { emitCanonical } from '../core/canonical/emit.ts';
import { manifestPath } from '../core/canonical/path.ts';
import { type Marks, marksPath, printMarks } from '../core/marks.ts';
import type { Backup, BackupName, Manifest, NotRead, ObjectType, TenantDescription } from '../core/model.ts';
import type { Advance, Records, RefMove } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { parseManifest } from '../core/record.ts';
import { recordedBackups, requireJournal } from './backups.ts';
import type { Doors } from './doors.ts';
import { type RunningJob, runJob } from './job.ts';
import { waysToRead } from './past.ts';
import { readTenant } from './readTenant.ts';
import type { HowRead } from './readType.ts';
import { reportsOn } from './reports.ts';

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
  /** Backups whose branches stay all the same: those under an open difference report. */
  readonly keeps?: ReadonlySet<BackupName>;
  /** Whether every type is read in full, whatever the backup before left behind. */
  readonly isFull: boolean;
}

export interface BackupResult {
  readonly backup: Backup;
  readonly byType: { readonly [type in ObjectType]?: TypeCounts };
  readonly pruned: readonly string[];
  readonly warnings: readonly string[];
  /** Types that were to be read and could not be, for a reason that no second try mends. Their older files stay. */
  readonly notRead: readonly NotRead[];
  /** How the types that Graph tells changes of were read. */
  readonly reading: readonly HowRead[];
  /** What became of the local `main`. */
  readonly checkout: Advance;
}

export async function takeBackup(doors: Doors, options: BackupOptions): Promise<BackupResult> {
  const { store, clock } = doors;
  const name = backupNameAt(clock.now());
  const [tenant] = await Promise.all([doors.tenant.describe(), store.refresh()]);
  const main = await store.main();
  const before = await manifestOf(doors, main);
  requireTenant(tenant, options.tenantId, before);
  // Before the lock, which would make a journal anew.
  await requireJournal(doors.journal, (await store.backups()).length);

  const landed = await runJob(doors, { job: name, kind: 'backup' }, async (job) => {
    const { signal } = job;
    const recorded = await recordedBackups(doors);
    const newest = recorded.at(-1);
    if (newest !== undefined && newest.name >= name) {
      fail('backupExists', `the newest backup is ${newest.name}, which is not before ${name}`, {
        remedy: 'Wait a second, or set the clock right (ENTRA_REWIND_NOW counts as the clock).',
      });
    }
    const start = await store.main();
    // What people reviewed since is a wish: a backup goes by what the tenant was, and is.
    const writer = await store.write(start, newest?.commit);
    try {
      const { summary, warnings, notRead, marks, reading } = await readTenant({ ...doors, signal }, writer, {
        name,
        tenant,
        before: newest === undefined ? before : await manifestOf(doors, newest.commit),
        types: options.types,
        newest,
        start: newest?.commit ?? start,
        ways: await waysToRead(doors, newest, options.isFull ? 'inFull' : 'changes'),
      });
      signal.throwIfAborted();
      const { commit, tree } = await writer.commit({
        message: printBackupMessage(summary),
        at: clock.now(),
        ...(newest === undefined ? {} : { parents: [newest.commit] }),
      });
      const { tenantId, objects, byType } = summary;
      const backup: Backup = { name, commit, tree, tenantId, objects, changed: changedIn(summary) };
      const going = outlivedOf(doors, options, [...recorded, backup]);
      const records = await reportsOn(doors, options.prunes ? going : []);
      await publish(job, { backup, marks, records, main: start, movesMain: options.movesMain });
      return { backup, going, byType, warnings, notRead, reading };
    } finally {
      await writer.abort();
    }
  });
  const { going, ...result } = landed;
  const pruned = await prune(doors, options, going, result.warnings);
  // One is work at the remote, the other here.
  const [notTidied, checkout] = await Promise.all([tidy(doors), store.advanceCheckout()]);
  return { ...result, ...pruned, warnings: [...pruned.warnings, ...notTidied], checkout };
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

interface Landing {
  readonly backup: Backup;
  readonly marks: Marks;
  /** What else changes in the journal. */
  readonly records: Records;
  /** Where `main` was when the backup began. */
  readonly main: string;
  readonly movesMain: boolean;
}

/** Everything becomes visible in one atomic push, or nothing does. */
async function publish(job: RunningJob, { backup, marks, records: others, main, movesMain }: Landing): Promise<void> {
  const moves: RefMove[] = [{ ref: `refs/heads/backup/${backup.name}`, to: backup.commit, from: null }];
  if (movesMain) moves.push({ ref: 'refs/heads/main', to: backup.commit, from: main });
  const records: Records = new Map([
    ...others,
    [`backups/${backup.name}.yaml`, emitCanonical({ ...backup })],
    [marksPath(backup.name), printMarks(marks)],
  ]);
  await job.release(records, `Backup ${backup.name}`, moves);
}

/** The backup has landed: a repository that is larger than it need be harms nobody, and shrinks next time. */
async function tidy({ store }: Doors): Promise<readonly string[]> {
  try {
    await store.tidy();
    return [];
  } catch (error) {
    return [`the repository could not be packed: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const outlivedOf = ({ clock }: Doors, { retentionDays, keeps }: BackupOptions, recorded: readonly Backup[]) =>
  outlived(recorded, clock.now(), retentionDays).filter((name) => !keeps?.has(name));

async function prune(
  doors: Doors,
  { prunes }: BackupOptions,
  names: readonly BackupName[],
  warnings: readonly string[],
): Promise<Pick<BackupResult, 'pruned' | 'warnings'>> {
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
