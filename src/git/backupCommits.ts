/**
 * Which commits backups made: those the journal lists, pruned or not. A branch below `backup/` proves nothing: somebody with
 * push rights could name a reviewed revert so, and no recovery would follow.
 */
import { parseCanonical } from '../core/canonical/parse.ts';
import { Failure, type Problem } from '../core/problem.ts';
import { journalTip, recordsIn } from './journalTree.ts';
import type { Repository } from './repository.ts';
import { isObjectId } from './revision.ts';

/** Folder of the journal with one record per backup, which names its `commit`. */
const recordsFolder = 'backups';

/**
 * As of the last refresh. Fails when a record cannot be read: a backup's commit taken for a person's would become an
 * instruction.
 */
export async function backupCommits(repository: Repository): Promise<ReadonlySet<string>> {
  const commits = new Set<string>();
  const records = await recordsIn(repository, await journalTip(repository), recordsFolder);
  const problems: Problem[] = [];
  for (const [path, text] of records) {
    const commit = commitOf(text, path);
    if (typeof commit === 'string') commits.add(commit);
    else problems.push(...commit);
  }
  if (problems.length > 0) throw new Failure(problems);
  return commits;
}

function commitOf(text: string, path: string): string | readonly Problem[] {
  const place = `journal:${path}`;
  const read = parseCanonical(text, place);
  if ('problems' in read) return read.problems;
  const { value } = read;
  const commit = value !== null && typeof value === 'object' && 'commit' in value ? value.commit : undefined;
  if (typeof commit === 'string' && isObjectId(commit)) return commit;
  return [
    {
      code: 'repository',
      message: 'the record of a backup names no commit',
      place: { file: place },
      remedy: 'The journal was altered: git log origin/journal shows by whom.',
    },
  ];
}
