/** The backups that have a branch, and whether each is what the journal recorded when it was made. */
import { parseCanonical } from '../core/canonical/parse.ts';
import type { Backup, Body, Integrity, ListedBackup } from '../core/model.ts';
import { describeProblem, Failure, fail } from '../core/problem.ts';
import { isBody } from '../core/value.ts';
import type { Doors } from './doors.ts';

export async function listBackups({
  store,
  journal,
}: Pick<Doors, 'store' | 'journal'>): Promise<readonly ListedBackup[]> {
  await store.refresh();
  const [records, backups] = await Promise.all([journal.records('backups'), store.backups()]);
  await requireJournal(journal, backups.length);
  return backups.map((backup) => ({ ...backup, integrity: integrityOf(records, backup) }));
}

/**
 * The backups that count: those whose branch is what a job recorded, oldest first. A branch that somebody else made or moved
 * must neither pass for the newest state of the tenant nor be recovered from.
 */
export async function recordedBackups(doors: Pick<Doors, 'store' | 'journal' | 'tell'>): Promise<readonly Backup[]> {
  const listed = await listBackups(doors);
  for (const stranger of await doors.store.strangers()) {
    doors.tell({ on: 'warning', message: `${describeProblem(stranger)}\n  It does not count.` });
  }
  for (const { name, integrity } of listed) {
    if (integrity === 'recorded') continue;
    const what = integrity === 'altered' ? 'is not what the journal recorded' : 'is not in the journal';
    doors.tell({ on: 'warning', message: `backup/${name} ${what}: it does not count` });
  }
  return listed.filter(({ integrity }) => integrity === 'recorded');
}

/** Beginning a new one would make every backup that is there count for nothing, and nobody would hear of it. */
export async function requireJournal(journal: Doors['journal'], backups: number): Promise<void> {
  if (backups === 0 || (await journal.exists())) return;
  fail('repository', `the branch journal is gone, although ${backups} backups are there`, {
    place: { file: 'journal' },
    remedy:
      'Somebody deleted it, and what it knows is needed to trust a backup. Push it again from a clone that still has it: git push origin origin/journal:refs/heads/journal',
  });
}

export type RecordedBackup = Pick<Backup, 'name' | 'commit' | 'tree'>;

/** Every backup that a job recorded, its branch pruned or not, oldest first. */
export async function everyBackup(journal: Doors['journal']): Promise<readonly RecordedBackup[]> {
  return [...(await journal.records('backups'))].flatMap(([path, text]) => {
    const { name, commit, tree } = recordIn(path, text);
    const isWhole = [name, commit, tree].every((word) => typeof word === 'string');
    return isWhole ? [{ name, commit, tree } as RecordedBackup] : [];
  });
}

/** The branch could be made by anyone with push rights, or moved on: the journal says what the job wrote. */
function integrityOf(records: ReadonlyMap<string, string>, backup: Backup): Integrity {
  const path = `backups/${backup.name}.yaml`;
  const text = records.get(path);
  if (text === undefined) return 'notRecorded';
  const record = recordIn(path, text);
  return record.commit === backup.commit && record.tree === backup.tree ? 'recorded' : 'altered';
}

function recordIn(path: string, text: string): Body {
  const parsed = parseCanonical(text, `journal:${path}`);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  return isBody(parsed.value) ? parsed.value : {};
}
