/** Backups whose difference report people approved, as the journal remembers it. */
import { parseReviewed, reviewedFolder } from '../core/forge/reviewedRecord.ts';
import { fail } from '../core/problem.ts';
import { everyBackup, recordedBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import type { RecordedState } from './revert.ts';

/**
 * The newest backup that was reviewed. Its branch may be gone by now; then its commit must still be part of the history. Fails
 * with `backupNotFound`.
 */
export async function newestReviewed(doors: Pick<Doors, 'store' | 'journal' | 'tell'>): Promise<RecordedState> {
  const { store, journal } = doors;
  const backups = await recordedBackups(doors);
  const records = [...(await journal.records(reviewedFolder))].toReversed();
  const reviewed = records.map(([path, text]) => parseReviewed(text, `journal:${path}`).backup);
  const known = new Map((await everyBackup(journal)).map(({ name, commit }) => [name, commit]));
  const main = await store.main();
  for (const name of reviewed) {
    const branch = backups.find((backup) => backup.name === name);
    if (branch !== undefined) return { name, commit: branch.commit };
    const commit = known.get(name);
    if (commit !== undefined && (await isInHistory(store, main, commit))) return { name, commit };
  }
  return fail('backupNotFound', 'no backup that was reviewed is still there', {
    remedy: 'Approving a difference report marks its backup. Name another one: entra-rewind backups.',
  });
}

async function isInHistory(store: Doors['store'], main: string, commit: string): Promise<boolean> {
  const found = await store.find(commit);
  return found !== null && store.contains(main, found);
}
