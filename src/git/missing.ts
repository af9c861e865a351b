/**
 * Blobs that a partial clone (`git clone --filter=blob:none`) does not hold yet. Left alone, git fetches each with a
 * connection of its own as soon as it is read.
 */
import { ask, texts } from './plumbing.ts';
import type { Repository } from './repository.ts';

/** Fetches those of the blobs that are missing, in one go. Fails with `repository` when the remote does not give them. */
export async function fetchMissing(repository: Repository, blobs: readonly string[]): Promise<void> {
  if (!repository.partial) return;
  const missing = new Set(blobs);
  // The one way to ask what is here that fetches nothing by itself.
  const all = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)%00'];
  for await (const batch of texts(repository.dir, all)) {
    for (const name of batch) missing.delete(name.trim());
  }
  if (missing.size === 0) return;
  // As git does it for itself, see promisor-remote.c: nothing to negotiate, these objects and no more.
  const plain = ['--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--filter=blob:none', '--stdin'];
  const fetch = ['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', 'origin', ...plain];
  await ask(repository.dir, fetch, [...missing].map((id) => `${id}\n`).join(''));
}
