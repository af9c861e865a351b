/**
 * Blobs that a partial clone (`git clone --filter=blob:none`) does not hold yet. Left alone, git fetches each with a
 * connection of its own as soon as it is read.
 */
import { ask, lines } from './plumbing.ts';
import type { Repository } from './repository.ts';

/** Fetches those of the blobs that are missing, in one go. Fails with `repository` when the remote does not give them. */
export async function fetchMissing(repository: Repository, blobs: readonly string[]): Promise<void> {
  if (!repository.partial) return;
  const missing = new Set(blobs);
  // Lists those that are here. `--missing` keeps git from fetching the others by itself, as cat-file would;
  // GIT_NO_LAZY_FETCH would do so too, but makes the first missing one an error.
  const here = ['rev-list', '--objects', '--no-walk', '--ignore-missing', '--missing=allow-any', '--stdin'];
  for await (const batch of lines(repository.dir, here, linesOf(blobs))) {
    for (const line of batch) missing.delete(line.trimEnd());
  }
  if (missing.size === 0) return;
  // As git does it for itself, see promisor-remote.c: nothing to negotiate, these objects and no more.
  const plain = ['--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--filter=blob:none', '--stdin'];
  const fetch = ['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', 'origin', ...plain];
  const ids = [...missing].map((id) => `${id}\n`).join('');
  await ask(repository.dir, fetch, ids, [0], await repository.contact());
}

function* linesOf(ids: readonly string[]): Generator<string> {
  for (let start = 0; start < ids.length; start += 512) yield `${ids.slice(start, start + 512).join('\n')}\n`;
}
