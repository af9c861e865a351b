/** The overview: how old the newest backup is, what protects the backups, what runs, what was recovered last. */
import { timeOfBackup } from '../core/backupName.ts';
import { isOpen } from '../core/jobs.ts';
import type { Backup, BackupName, Recovery } from '../core/model.ts';
import type { LockHolder } from '../core/ports.ts';
import { listBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import { recoveriesIn } from './history.ts';

export interface Overview {
  readonly tenantId: string | null;
  readonly backups: number;
  /** Branches below `backup/` that are not what a job recorded: somebody else's work. */
  readonly foreign: readonly BackupName[];
  readonly newest: (Backup & { readonly ageHours: number }) | null;
  /** True when a night was missed: the newest backup is older than a day and a quarter. */
  readonly isLate: boolean;
  /** Of a recovery also how far it has come, and when it was last heard of. */
  readonly running: (LockHolder & { readonly isExpired: boolean } & Partial<Heard>) | null;
  readonly lastRecovery: Recovery | null;
}

type Heard = Pick<Recovery, 'status' | 'progress' | 'heartbeat'>;

export const lateAfterHours = 30;

export async function makeOverview({
  store,
  journal,
  log,
  clock,
}: Pick<Doors, 'store' | 'journal' | 'log' | 'clock'>): Promise<Overview> {
  const listed = await listBackups({ store, journal });
  const backups = listed.filter(({ integrity }) => integrity === 'recorded');
  const newest = backups.at(-1);
  const now = clock.now().getTime();
  const time = newest === undefined ? null : timeOfBackup(newest.name);
  const ageHours = time === null ? null : (now - time.getTime()) / 3_600_000;
  const holder = await journal.holder();
  const recoveries = await recoveriesIn({ journal, log, clock });
  // One that runs has its own line.
  const lastRecovery = recoveries.find(({ status }) => !isOpen(status)) ?? null;
  return {
    tenantId: newest?.tenantId ?? null,
    backups: backups.length,
    foreign: listed.filter((backup) => !backups.includes(backup)).map(({ name }) => name),
    newest: newest === undefined || ageHours === null ? null : { ...newest, ageHours },
    isLate: ageHours === null || ageHours > lateAfterHours,
    running:
      holder === null
        ? null
        : { ...holder, isExpired: Date.parse(holder.expires) < now, ...heardOf(recoveries, holder.job) },
    lastRecovery,
  };
}

function heardOf(recoveries: readonly Recovery[], job: string): Partial<Heard> {
  const found = recoveries.find(({ id }) => id === job);
  return found === undefined ? {} : { status: found.status, progress: found.progress, heartbeat: found.heartbeat };
}
