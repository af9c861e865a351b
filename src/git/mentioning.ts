/** Which files of a commit hold one of some texts: one search over all of them, for what no tree can tell. */
import { fail } from '../core/problem.ts';
import { fetchMissing } from './missing.ts';
import { failedGit, GitProcess } from './plumbing.ts';
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
  const git = new GitProcess(repository.dir, [...args, '--', snapshots]);
  const chunks: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of git.output) chunks.push(chunk);
  })();
  // A git that died before it read its input is reported by the write.
  reading.catch(() => undefined);
  await git.write(asked.map((text) => `${text}\n`).join(''));
  git.endInput();
  await reading;
  const { exitCode, stderr } = await git.exit();
  // 1 is git's word for "nowhere".
  if (exitCode !== 0 && exitCode !== 1) failedGit('grep', stderr);
  const prefix = `${id}:${snapshots}`;
  const found = Buffer.concat(chunks).toString('utf8').split('\0');
  return found.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}
