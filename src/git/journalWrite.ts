/** One commit on the journal branch and its push, by compare-and-swap. */
import type { Records } from '../core/ports.ts';
import { bytesOf, FastImport } from './fastImport.ts';
import { fetchAll, fetchBranch } from './fetch.ts';
import { journalBranch, journalTip } from './journalTree.ts';
import { type Push, type Pushed, push } from './push.ts';
import type { Repository } from './repository.ts';

export const journalRef = `refs/heads/${journalBranch}`;

export interface JournalCommit {
  /** Tip that the commit builds on, or null for the first one. */
  readonly tip: string | null;
  readonly records: Records;
  readonly message: string;
  readonly at: Date;
}

/** Pushes the commit together with other moves, all or none. */
export async function writeJournal(
  repository: Repository,
  { tip, records, message, at }: JournalCommit,
  moves: readonly Push[],
): Promise<Pushed> {
  const commit = await makeCommit(repository, { tip, records, message, at });
  const all = [{ ref: journalRef, from: tip, to: commit }, ...moves];
  let pushed: Pushed;
  try {
    pushed = await push(repository, all);
  } catch (error) {
    // The answer may have been lost on its way, not the push.
    if (await landed(repository, commit)) return { is: 'pushed', already: [] };
    throw error;
  }
  if (pushed.is === 'stale') await fetchBranch(repository, journalBranch);
  return pushed;
}

async function landed(repository: Repository, commit: string): Promise<boolean> {
  try {
    await fetchAll(repository);
  } catch {
    // Whoever called hears of the failed push, which tells as much.
    return false;
  }
  return (await journalTip(repository)) === commit;
}

async function makeCommit(repository: Repository, details: JournalCommit): Promise<string> {
  const { tip, records, message, at } = details;
  const target = await FastImport.start(repository);
  try {
    for (const [path, text] of records) {
      if (text === null) target.remove(path);
      else await target.put(path, bytesOf(text, path));
    }
  } catch (error) {
    await target.abort();
    throw error;
  }
  const parents = tip === null ? [] : [tip];
  return (await target.commit({ message, at, parents, folder: 'backups' })).commit;
}
