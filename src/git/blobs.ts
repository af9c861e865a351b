/** Contents by blob id, through one `git cat-file --batch`. Binary-safe: sizes rule, not separators. */
import { fail } from '../core/problem.ts';
import { fetchMissing } from './missing.ts';
import { GitProcess } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';

/** No object's YAML comes near; more is a trap for whoever reads it. In bytes. */
const largestBlob = 64 * 1024 * 1024;

/**
 * Fails with `repository` when an id is missing or no blob, with `hostileYaml` when one is too large, and with `notYaml` when
 * one is not UTF-8.
 */
export async function contents(repository: Repository, blobs: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)];
  const found = new Map<string, string>();
  if (wanted.length === 0) return found;
  for (const id of wanted) requireId(id);
  await fetchMissing(repository, wanted);

  const git = new GitProcess(repository.dir, ['cat-file', '--batch', '--buffer']);
  const feeding = (async () => {
    for (let start = 0; start < wanted.length; start += 512) {
      await git.write(`${wanted.slice(start, start + 512).join('\n')}\n`);
    }
    git.endInput();
  })();
  // Whoever stops reading early does not wait for it.
  feeding.catch(() => undefined);
  try {
    const reader = new ByteReader(git.output);
    for (const id of wanted) {
      const header = await reader.line();
      // Git's own end tells more than a missing line.
      if (header === null) break;
      const size = sizeOf(header, id);
      const bytes = await reader.exactly(size + 1);
      if (bytes === null) break;
      found.set(id, decoded(bytes.subarray(0, size), id));
    }
    await feeding;
    if (found.size < wanted.length) {
      await git.succeed();
      fail('repository', `git cat-file ended after ${found.size} of ${wanted.length} files`);
    }
    return found;
  } finally {
    await git.kill();
  }
}

function sizeOf(header: string, id: string): number {
  const [name, kind, size] = header.split(' ');
  if (name !== id || kind === 'missing' || size === undefined) {
    fail('repository', `object ${id} is missing`, {
      remedy: 'The checkout is incomplete: git fetch origin, then git fsck.',
    });
  }
  if (kind !== 'blob') fail('repository', `object ${id} is a ${kind}, not a file`);
  const bytes = Number(size);
  if (bytes > largestBlob) {
    fail('hostileYaml', `file ${id} has ${bytes} bytes; no object comes near`, {
      remedy: `Find its path: git log --all --find-object=${id}`,
    });
  }
  return bytes;
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

/** Lines and counted bytes from a stream of chunks. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end, or null at the end of the stream. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      if (end !== -1) {
        const text = this.#held.toString('latin1', 0, end);
        this.#held = this.#held.subarray(end + 1);
        return text;
      }
      const { value, done } = await this.#chunks.next();
      if (done === true) return null;
      this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    }
  }

  /** So many bytes, or null when the stream ends before. */
  async exactly(count: number): Promise<Buffer | null> {
    const parts = [this.#held];
    let have = this.#held.length;
    while (have < count) {
      const { value, done } = await this.#chunks.next();
      if (done === true) return null;
      parts.push(value);
      have += value.length;
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts, have);
    this.#held = all.subarray(count);
    return all.subarray(0, count);
  }
}
