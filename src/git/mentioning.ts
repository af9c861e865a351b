/** Which files of a commit hold one of some texts: one search over all of them, for what no tree can tell. */
import { fail } from '../core/problem.ts';
import { fetchMissing } from './missing.ts';
import { ask } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';
import { listing } from './tree.ts';

const snapshots = 'snapshots/';

/** Paths below `snapshots/`, in no order. Reads every file of the commit. */
export async function mentioning(
  repository: Repository,
  commit: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const asked = [...new Set(texts)];
  if (asked.length === 0) return [];
  // A line feed would be two texts to git, and an empty one would be in every file.
  if (asked.some((text) => text === '' || /[\r\n\0]/.test(text))) fail('usage', 'a text to look for must be one line');
  const id = requireId(commit);
  if (repository.partial) await fetchMissing(repository, [...(await listing(repository, id)).values()]);
  const args = ['grep', '--files-with-matches', '--null', '--fixed-strings', '--text', '--full-name', '-f', '-', id];
  const input = asked.map((text) => `${text}\n`).join('');
  // 1 is git's word for "nowhere".
  const output = await ask(repository.dir, [...args, '--', snapshots], input, [0, 1]);
  const prefix = `${id}:${snapshots}`;
  return output
    .split('\0')
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
}
