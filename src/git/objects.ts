/** Objects by id, through one `git cat-file --batch`. Binary-safe: sizes rule, not separators. */
import { fail } from '../core/problem.ts';
import { GitProcess } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';

/** No object's YAML comes near, nor a folder of any; more is a trap for whoever reads it. In bytes. */
const largest = 64 * 1024 * 1024;

/**
 * Each object as it comes, in the order asked. Fails with `repository` when an id is missing or of another kind, and with
 * `hostileYaml` when one is too large.
 */
export async function* readObjects(
  repository: Repository,
  ids: readonly string[],
  kind: 'blob' | 'tree',
): AsyncGenerator<readonly [id: string, bytes: Buffer]> {
  if (ids.length === 0) return;
  for (const id of ids) requireId(id);
  const git = new GitProcess(repository.dir, ['cat-file', '--batch', '--buffer']);
  const feeding = (async () => {
    for (let start = 0; start < ids.length; start += 512) {
      await git.write(`${ids.slice(start, start + 512).join('\n')}\n`);
    }
    git.endInput();
  })();
  // Whoever stops reading early does not wait for it.
  feeding.catch(() => undefined);
  let read = 0;
  try {
    const reader = new ByteReader(git.output);
    for (const id of ids) {
      const header = await reader.line();
      // Git's own end tells more than a missing line.
      if (header === null) break;
      const size = sizeOf(header, id, kind);
      const bytes = await reader.exactly(size + 1);
      if (bytes === null) break;
      read += 1;
      yield [id, bytes.subarray(0, size)];
    }
    await feeding;
    if (read < ids.length) {
      await git.succeed();
      fail('repository', `git cat-file ended after ${read} of ${ids.length} objects`);
    }
  } finally {
    await git.kill();
  }
}

function sizeOf(header: string, id: string, wanted: 'blob' | 'tree'): number {
  const [name, kind, size] = header.split(' ');
  if (name !== id || kind === 'missing' || size === undefined) {
    fail('repository', `object ${id} is missing`, {
      remedy: 'The checkout is incomplete: git fetch origin, then git fsck.',
    });
  }
  if (kind !== wanted) fail('repository', `object ${id} is a ${kind}, not a ${wanted === 'blob' ? 'file' : 'folder'}`);
  const bytes = Number(size);
  if (bytes > largest) {
    fail('hostileYaml', `file ${id} has ${bytes} bytes; no object comes near`, {
      remedy: `Find its path: git log --all --find-object=${id}`,
    });
  }
  return bytes;
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
