/**
 * Files by path, in little memory: names that are GUIDs are kept as numbers, ids of blobs as bytes. A Map of strings would
 * need 300 bytes for each of a million files; this needs about 50.
 */
import { IdTable } from '../core/idTable.ts';

const extension = '.yaml';
const firstRoom = 1024;

/** Folder with its slash, and name without `.yaml`; a name of another kind keeps a mark that no name of ours has. */
function parted(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf('/') + 1;
  const name = path.slice(slash);
  return [path.slice(0, slash), name.endsWith(extension) ? name.slice(0, -extension.length) : `/${name}`];
}

const joined = (folder: string, name: string): string =>
  folder + (name.startsWith('/') ? name.slice(1) : name + extension);

export class FileTable {
  /** By folder: name → position, from 0 in the order of adding. */
  readonly #folders = new Map<string, IdTable>();
  readonly #idLength: number;
  #ids: Buffer;
  #seen: Uint8Array;
  #count = 0;

  /** `idLength` in bytes: 20 or 32. */
  constructor(idLength: number) {
    this.#idLength = idLength;
    this.#ids = Buffer.alloc(firstRoom * idLength);
    this.#seen = new Uint8Array(firstRoom);
  }

  get size(): number {
    return this.#count;
  }

  /** Gives the position. Throws for a path that is there: nobody may come twice. */
  add(path: string, id: string): number {
    const [folder, name] = parted(path);
    const names = this.#folders.get(folder) ?? new IdTable();
    this.#folders.set(folder, names);
    const position = this.#count;
    if (names.add(name, position) !== undefined) throw new Error(`${path} is there already`);
    if (position === this.#seen.length) this.#makeRoom();
    this.#count += 1;
    this.#ids.write(id, position * this.#idLength, 'hex');
    return position;
  }

  has(path: string): boolean {
    return this.#positionOf(path) !== undefined;
  }

  /** Id of the file's blob. */
  get(path: string): string | undefined {
    const at = this.#positionOf(path);
    if (at === undefined) return undefined;
    return this.#idAt(at);
  }

  #idAt(position: number): string {
    return this.#ids.toString('hex', position * this.#idLength, (position + 1) * this.#idLength);
  }

  /** Marks a file that is there. Throws when it was marked before: each is put or removed once. */
  see(path: string): void {
    const at = this.#positionOf(path);
    if (at === undefined || this.#seen[at] === 1) throw new Error(`${path} was put or removed before`);
    this.#seen[at] = 1;
  }

  /** Files below a folder that were not marked. They may be marked meanwhile. */
  *unseen(below: string): Generator<string> {
    for (const [folder, name, position] of this.#namesBelow(below)) {
      if (this.#seen[position] === 0) yield joined(folder, name);
    }
  }

  /** Folders with a slash at the end, and how many files lie right in them. */
  *folders(): Generator<readonly [folder: string, files: number]> {
    for (const [folder, names] of this.#folders) yield [folder, names.size];
  }

  /** Names and blob ids of the files right in a folder, in no particular order. */
  *filesIn(folder: string): Generator<readonly [name: string, id: string]> {
    const names = this.#folders.get(folder);
    if (names === undefined) return;
    for (const [name, position] of names.entries()) yield [joined('', name), this.#idAt(position)];
  }

  *#namesBelow(below: string): Generator<readonly [folder: string, name: string, position: number]> {
    for (const [folder, names] of this.#folders) {
      if (!folder.startsWith(below)) continue;
      for (const [name, position] of names.entries()) yield [folder, name, position];
    }
  }

  #positionOf(path: string): number | undefined {
    const [folder, name] = parted(path);
    return this.#folders.get(folder)?.get(name);
  }

  #makeRoom(): void {
    const ids = Buffer.alloc(this.#ids.length * 2);
    ids.set(this.#ids);
    this.#ids = ids;
    const seen = new Uint8Array(this.#seen.length * 2);
    seen.set(this.#seen);
    this.#seen = seen;
  }
}
