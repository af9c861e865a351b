/** A backup's name is its UTC time to the second, safe for branches and files: `2026-11-23T02-00-00Z`. */
import type { Backup, BackupName } from './model.ts';
import { fail } from './problem.ts';

const pattern = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z$/;

export const backupNameAt = (time: Date): BackupName => `${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** The time a name says, or null when it is no name of a backup. */
export function timeOfBackup(name: BackupName): Date | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  const [, date, hour, minute, second] = match;
  const time = new Date(`${date}T${hour}:${minute}:${second}Z`);
  // The 30th of February would roll over into March: a name must be the one its own time has.
  return !Number.isNaN(time.getTime()) && backupNameAt(time) === name ? time : null;
}

/** Names of the backups whose branches have outlived the retention; never the newest. */
export function outlived(backups: readonly Backup[], now: Date, retentionDays: number): readonly BackupName[] {
  const oldest = now.getTime() - retentionDays * 86_400_000;
  const names = backups.map((backup) => backup.name).toSorted();
  return names.slice(0, -1).filter((name) => (timeOfBackup(name)?.getTime() ?? Number.POSITIVE_INFINITY) < oldest);
}

/** The backup a person means: a name, the beginning of exactly one name, or `newest`. Fails with `backupNotFound`. */
export function findBackup(backups: readonly Backup[], wanted: string): Backup {
  const newest = backups.at(-1);
  if (newest === undefined) {
    return fail('backupNotFound', 'there is no backup yet', { remedy: 'Take one with: entra-rewind backup' });
  }
  if (wanted === 'newest') return newest;
  const exact = backups.find((backup) => backup.name === wanted);
  if (exact !== undefined) return exact;
  const matching = wanted === '' ? [] : backups.filter((backup) => backup.name.startsWith(wanted));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const problem =
    matching.length > 1 ? `"${wanted}" fits ${matching.length} backups` : `there is no backup "${wanted}"`;
  return fail('backupNotFound', problem, {
    remedy: `Backups that have a branch: ${backups.map((backup) => backup.name).join(', ')}.`,
  });
}
