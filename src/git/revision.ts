/** Revisions that people type, and the ids that we pass on. */
import { fail } from '../core/problem.ts';
import { ended } from './plumbing.ts';
import { saidBy } from './redact.ts';
import type { Repository } from './repository.ts';

const idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isObjectId = (text: string): boolean => idPattern.test(text);

/** Only ids reach git's command line: a name could be an option, or move between two calls. */
export function requireId(text: string): string {
  if (!isObjectId(text)) throw new Error(`not an object id: ${JSON.stringify(text)}; resolve it with commit() first`);
  return text;
}

export async function resolveCommit(repository: Repository, revision: string): Promise<string> {
  const found = await findCommit(repository, revision);
  if (found !== null) return found;
  fail('repository', `git knows no commit ${JSON.stringify(revision)}`, {
    remedy: 'List the backups with entra-rewind backups, or the commits with git log origin/main.',
  });
}

export async function findCommit(repository: Repository, revision: string): Promise<string | null> {
  if (revision === '' || /[\0\r\n]/.test(revision)) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { exitCode, stdout } = await repository.run(args);
  const id = stdout.trim();
  return exitCode === 0 && isObjectId(id) ? id : null;
}

/** True when the first commit is in the history of the second, or is the second. */
export async function isAncestor(repository: Repository, ancestor: string, commit: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', requireId(ancestor), requireId(commit)];
  const { exitCode, stderr } = await ended(repository.dir, args);
  if (exitCode !== 0 && exitCode !== 1)
    fail('repository', `git cannot compare ${ancestor} with ${commit}: ${saidBy(stderr)}`);
  return exitCode === 0;
}
