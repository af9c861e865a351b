/** Contents of files by blob id. */
import { fail } from '../core/problem.ts';
import { fetchMissing } from './missing.ts';
import { readObjects } from './objects.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';

/**
 * Fails with `repository` when an id is missing or no blob, with `hostileYaml` when one is too large, and with `notYaml` when
 * one is not UTF-8.
 */
export async function contents(repository: Repository, blobs: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)];
  for (const id of wanted) requireId(id);
  if (wanted.length > 0) await fetchMissing(repository, wanted);
  const found = new Map<string, string>();
  for await (const [id, bytes] of readObjects(repository, wanted, 'blob')) found.set(id, decoded(bytes, id));
  return found;
}

// A byte order mark stays: it is not canonical, and the reader of the YAML should say so.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array, id: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    fail('notYaml', `file ${id} is not UTF-8`, { remedy: `Find its path: git log --all --find-object=${id}` });
  }
}
