import { fail } from '../core/problem.ts';
import { ended } from './plumbing.ts';
import { saidBy } from './redact.ts';
import { type Repository, remoteAddress } from './repository.ts';

const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--prune'];

/** Brings our picture of the remote's branches up to date, whatever the checkout is set up to fetch. */
export function fetchAll(repository: Repository): Promise<void> {
  return fetch(repository, '+refs/heads/*:refs/remotes/origin/*');
}

/** One branch only. The pattern matches the name itself too; a plain name would fail where the branch is missing. */
export function fetchBranch(repository: Repository, branch: string): Promise<void> {
  return fetch(repository, `+refs/heads/${branch}*:refs/remotes/origin/${branch}*`);
}

async function fetch(repository: Repository, refspec: string): Promise<void> {
  const variables = await repository.contact();
  const { exitCode, stderr } = await ended(repository.dir, ['fetch', ...quiet, 'origin', refspec], variables);
  if (exitCode === 0) return;
  fail('repository', `the remote cannot be read: ${saidBy(stderr)}`, {
    place: { file: await remoteAddress(repository) },
    remedy: 'Check the network, the address (git remote -v) and the right to read.',
  });
}
