/**
 * Trees of our own making, on their way into a repository. Git takes no trees by the thousand but in a pack, whose format is
 * gitformat-pack(5).
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { ask } from './plumbing.ts';
import type { ObjectFormat, Repository } from './repository.ts';

/** Bytes of a pack that are held before git gets them. */
const mostHeld = 32 * 1024 * 1024;
/** Fewer are unpacked, as git does with a fetch: a commit of a few files shall not leave a pack. */
const unpackLimit = 100;
/** Half of a tree is ids, which no level makes smaller; and what is pushed becomes deltas. */
const level = 1;
const treeType = 2;

export class TreePack {
  readonly #repository: Pick<Repository, 'dir' | 'objectFormat'>;
  readonly #options: readonly string[];
  #parts: Buffer[] = [];
  #bytes = 0;
  #trees = 0;

  /** `options` lead git to the repository where the trees go. */
  constructor(repository: Pick<Repository, 'dir' | 'objectFormat'>, options: readonly string[]) {
    this.#repository = repository;
    this.#options = options;
  }

  /** Gives the tree's id. */
  async add(tree: Buffer): Promise<string> {
    const packed = deflateSync(tree, { level });
    this.#parts.push(header(treeType, tree.length), packed);
    this.#bytes += packed.length;
    this.#trees += 1;
    if (this.#bytes > mostHeld) await this.flush();
    return treeId(tree, this.#repository.objectFormat);
  }

  /** Until then, the trees may be nowhere. */
  async flush(): Promise<void> {
    if (this.#trees === 0) return;
    const start = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
    start.writeUInt32BE(this.#trees, 8);
    const parts = [start, ...this.#parts];
    const command = this.#trees < unpackLimit ? ['unpack-objects', '-q'] : ['index-pack', '--stdin'];
    this.#parts = [];
    this.#bytes = 0;
    this.#trees = 0;
    const sum = createHash(this.#repository.objectFormat);
    for (const part of parts) sum.update(part);
    parts.push(sum.digest());
    await ask(this.#repository.dir, [...this.#options, ...command], parts);
  }
}

/** Type and size of an object: four bits of the size, then seven at a time. */
function header(type: number, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (type << 4) | (size & 0x0f);
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

const treeId = (tree: Buffer, format: ObjectFormat): string =>
  createHash(format).update(`tree ${tree.length}\0`).update(tree).digest('hex');
