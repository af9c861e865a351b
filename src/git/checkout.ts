/** The local `main`: a convenience for people, never read by a job. */
import type { Advance } from '../core/ports.ts';
import { ask, ended, texts } from './plumbing.ts';
import { saidBy } from './redact.ts';
import type { Repository } from './repository.ts';
import { isAncestor, requireId } from './revision.ts';

/** So many files are written into a work tree within seconds; a large tenant's would take minutes, each night anew. */
const mostFiles = 20_000;

const left = (reason: string): Advance => ({ moved: false, reason });

/** Moves a clean, checked-out `main` forward to the remote's `main`; see `SnapshotStore.advanceCheckout`. */
export async function advanceCheckout(repository: Repository, main: string): Promise<Advance> {
  const head = await repository.run(['symbolic-ref', '--quiet', 'HEAD']);
  if (head.exitCode !== 0) return left('no branch is checked out');
  const branch = head.stdout.trim().replace(/^refs\/heads\//, '');
  if (branch !== 'main') return left(`${branch} is checked out, not main`);

  const at = await repository.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (at.exitCode === 0) {
    const here = at.stdout.trim();
    if (here === main) return left('main is up to date');
    if (!(await isAncestor(repository, here, main))) {
      return left("main has commits that the remote's main does not have");
    }
    if (await differInMore(repository, here, main, mostFiles)) {
      return left(
        `more than ${mostFiles} files would be written; git merge --ff-only brings them when they are wanted`,
      );
    }
  }
  // Files that git does not know are in nobody's way, or the merge says so itself.
  const changed = await ask(repository.dir, ['status', '--porcelain', '--untracked-files=no']);
  if (changed !== '') return left('the work tree has changes that are not committed');

  // A partial clone fetches what it lacks meanwhile.
  const variables = repository.partial ? await repository.contact() : {};
  const merged = await ended(repository.dir, ['merge', '--ff-only', '--quiet', '--no-autostash', main], variables);
  return merged.exitCode === 0 ? { moved: true } : left(saidBy(merged.stderr));
}

/** Whether two commits differ in more than so many files. Reads no further than that. */
async function differInMore(repository: Repository, before: string, after: string, most: number): Promise<boolean> {
  let files = 0;
  const words = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', requireId(before), requireId(after)];
  for await (const names of texts(repository.dir, words)) {
    files += names.length;
    if (files > most) return true;
  }
  return false;
}
