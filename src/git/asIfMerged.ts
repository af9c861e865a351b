/** What merging a proposal would make of `main` right now, without moving anything. */
import { fail } from '../core/problem.ts';
import { ask, said } from './plumbing.ts';
import { saidBy } from './redact.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';

export type AsIfMerged =
  | { readonly is: 'merged'; readonly commit: string }
  /** Paths that both sides changed in different ways. */
  | { readonly is: 'conflict'; readonly paths: readonly string[] };

/**
 * The commit of a merge that no branch knows, made by git's own merge of trees. Fails with `repository` when git cannot merge at
 * all, as with unrelated histories.
 */
export async function asIfMerged(repository: Repository, main: string, head: string): Promise<AsIfMerged> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', requireId(main), requireId(head)];
  // Where both sides changed a file, git reads it, and a clone without contents fetches it.
  const { exitCode, stdout, stderr } = await said(repository.dir, args, await repository.contact());
  const [tree = '', ...paths] = stdout.split('\0').filter((part) => part !== '');
  // Exit code 1 means conflicts; all others are failures. Source: git-merge-tree(1), "Exit status".
  if (exitCode === 1 && tree !== '') return { is: 'conflict', paths };
  if (exitCode !== 0) fail('repository', `git cannot merge ${head} into ${main}: ${saidBy(stderr)}`);
  return { is: 'merged', commit: await commit(repository, requireId(tree), [main, head]) };
}

/** Who made it and when does not matter, but the same merge must have the same id. */
async function commit(repository: Repository, tree: string, parents: readonly string[]): Promise<string> {
  const nobody = 'entra-rewind <entra-rewind@localhost> 0 +0000';
  const ancestry = parents.map((parent) => `parent ${parent}\n`).join('');
  const text = `tree ${tree}\n${ancestry}author ${nobody}\ncommitter ${nobody}\n\nAs if merged\n`;
  return (await ask(repository.dir, ['hash-object', '-t', 'commit', '-w', '--stdin'], text)).trim();
}
