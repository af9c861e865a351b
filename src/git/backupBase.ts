/** The tree that a backup starts from: everything of one commit, but the objects of another. */
import { manifestPath } from '../core/canonical/path.ts';
import { ask } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';
import { snapshotsFolder } from './tree.ts';

/**
 * Id of a tree that is `outside`'s, with the objects and the manifest that `inside` has. What people keep beside them at the top
 * of `snapshots/` (its README.md) is `outside`'s: else an older backup would take their edits back.
 */
export async function backupBase(repository: Repository, outside: string, inside: string): Promise<string> {
  const [top, theirs, ours] = await Promise.all([
    entries(repository, `${requireId(outside)}^{tree}`),
    entries(repository, `${requireId(outside)}:${snapshotsFolder}`),
    entries(repository, `${requireId(inside)}:${snapshotsFolder}`),
  ]);
  const isBesides = (line: string): boolean => / blob /.test(line) && !line.endsWith(`\t${manifestPath}`);
  const below = [...ours.filter((line) => !isBesides(line)), ...theirs.filter(isBesides)];
  const snapshots = await makeTree(repository, below);
  const beside = top.filter((line) => !line.endsWith(`\t${snapshotsFolder}`));
  return makeTree(repository, [...beside, `040000 tree ${snapshots}\t${snapshotsFolder}`]);
}

/** Lines as `git ls-tree` gives and `git mktree` takes them; none where there is no such folder. */
async function entries(repository: Repository, folder: string): Promise<readonly string[]> {
  const { exitCode, stdout } = await repository.run(['rev-parse', '--verify', '--quiet', folder]);
  if (exitCode !== 0) return [];
  const listed = await ask(repository.dir, ['ls-tree', '-z', '--full-tree', stdout.trim()]);
  return listed.split('\0').filter((line) => line !== '');
}

/** `--missing`: a clone that fetches contents only when they are read has no files here. */
const makeTree = async (repository: Repository, lines: readonly string[]): Promise<string> =>
  (await ask(repository.dir, ['mktree', '-z', '--missing'], lines.map((line) => `${line}\0`).join(''))).trim();
