/** The range of commits that a person or a push names, and the conditions under which it may be recovered. */
import { fail } from '../core/problem.ts';
import type { Repository } from './repository.ts';
import { findCommit, isAncestor } from './revision.ts';

export interface CommitRange {
  readonly before: string;
  readonly after: string;
}

/** `A..B`, or one revision R for what R brought to its first parent. Fails with `usage`, `rangeNotReviewed`, `repository`. */
export async function resolveRange(repository: Repository, text: string, main: string): Promise<CommitRange> {
  const [from, to] = splitRange(text);
  const after = await findCommit(repository, to);
  if (after === null) notReviewed(text, `git knows no commit ${JSON.stringify(to)}`);
  const before = await findCommit(repository, from ?? `${after}^1`);
  await requireFullHistory(repository);
  if (before === null) {
    notReviewed(text, from === null ? 'it is the first commit' : `git knows no commit ${JSON.stringify(from)}`);
  }
  if (!(await isAncestor(repository, after, main))) {
    notReviewed(text, `${after} is not on the remote's main`, 'Merge or push it to main first; that is the review.');
  }
  if (!(await isAncestor(repository, before, after))) {
    notReviewed(text, `${before} is not in the history of ${after}`, 'Name the older commit first: OLDER..NEWER.');
  }
  return { before, after };
}

function splitRange(text: string): readonly [string | null, string] {
  const at = text.indexOf('..');
  if (at === -1) return [null, text];
  const [from, to] = [text.slice(0, at), text.slice(at + 2)];
  if (from === '' || to === '' || to.startsWith('.') || to.includes('..')) {
    fail('usage', `not a commit range: ${JSON.stringify(text)}`, { remedy: 'Write OLDER..NEWER, or one commit.' });
  }
  return [from, to];
}

function notReviewed(
  range: string,
  why: string,
  remedy = 'Look at git log origin/main and name commits on it.',
): never {
  fail('rangeNotReviewed', `${JSON.stringify(range)} is not a reviewed change: ${why}`, { remedy });
}

/** Where history was cut off, an ancestor looks like a stranger. */
async function requireFullHistory(repository: Repository): Promise<void> {
  if ((await repository.git('rev-parse', '--is-shallow-repository')) === 'false') return;
  fail('repository', 'the checkout has only a part of the history', {
    remedy: 'git fetch --unshallow origin (in GitHub Actions: actions/checkout with fetch-depth: 0)',
  });
}
