/** Writes one commit whose `snapshots/` differs from that of its start; see `SnapshotWriter` for the contract. */
import type { SnapshotWriter } from '../core/ports.ts';
import { blobId } from './blobId.ts';
import { bytesOf, FastImport } from './fastImport.ts';
import { FileTable } from './fileTable.ts';
import { locate } from './locate.ts';
import { idLengthOf, type Repository } from './repository.ts';
import { requireId } from './revision.ts';
import { requireSafePath } from './safePath.ts';
import { emptyTree, filesBelow, snapshotsFolder } from './tree.ts';

/** `base` is the tree that the commit starts from: that of `from`, or another one. */
export const writeFrom = (repository: Repository, from: string, base: string = from): SnapshotWriter =>
  new Writer(repository, requireId(from), requireId(base));

const asFolder = (folder: string): string => (folder === '' || folder.endsWith('/') ? folder : `${folder}/`);

class Writer implements SnapshotWriter {
  readonly #repository: Repository;
  readonly #from: string;
  /** A commit or a tree. */
  readonly #base: string;
  /** What the start has, as far as it was taken in. */
  readonly #start: FileTable;
  readonly #covered: string[] = [];
  /** Single paths that were looked up, whether or not they are there. */
  readonly #looked = new Set<string>();
  readonly #removed: string[] = [];
  #import: Promise<FastImport> | null = null;
  #changed = 0;
  #ended = false;

  constructor(repository: Repository, from: string, base: string) {
    this.#repository = repository;
    this.#from = from;
    this.#base = base;
    this.#start = new FileTable(idLengthOf(repository.objectFormat));
  }

  async cover(folder: string): Promise<number> {
    this.#requireOpen();
    const below = asFolder(folder);
    if (this.#isCovered(below)) throw new Error(`${folder} was covered before`);
    let files = 0;
    for await (const some of filesBelow(this.#repository, this.#base, folder)) {
      for (const { path, id } of some) if (!this.#looked.has(path)) this.#start.add(path, id);
      files += some.length;
    }
    this.#covered.push(below);
    return files;
  }

  async look(paths: readonly string[]): Promise<void> {
    this.#requireOpen();
    const fresh = paths.filter((path) => !this.#looked.has(path) && !this.#isCovered(path));
    for (const [path, id] of await locate(this.#repository, this.#base, fresh)) this.#start.add(path, id);
    for (const path of fresh) this.#looked.add(path);
  }

  has(path: string): boolean {
    this.#requireKnown(path);
    return this.#start.has(path);
  }

  async put(path: string, text: string): Promise<'added' | 'changed' | 'unchanged'> {
    this.#see(path);
    const bytes = bytesOf(text, path);
    const before = this.#start.get(path);
    const id = blobId(bytes, this.#repository.objectFormat);
    if (before === id) return 'unchanged';
    this.#changed += 1;
    const target = await this.#started();
    await target.put(`${snapshotsFolder}/${path}`, bytes, id);
    return before === undefined ? 'added' : 'changed';
  }

  remove(path: string): void {
    if (!this.has(path)) throw new Error(`cannot remove ${path}: the start commit has no such file`);
    this.#see(path);
    this.#changed += 1;
    this.#removed.push(path);
  }

  unseen(folder: string): Iterable<string> {
    const below = asFolder(folder);
    if (!this.#isCovered(below)) throw new Error(`${folder} was not covered`);
    return this.#start.unseen(below);
  }

  async commit(details: Parameters<SnapshotWriter['commit']>[0]): ReturnType<SnapshotWriter['commit']> {
    this.#requireOpen();
    const target = await this.#started();
    this.#ended = true;
    for (const path of this.#removed) target.remove(`${snapshotsFolder}/${path}`);
    const { parents, tree } = await this.#ancestry(details.parents ?? []);
    const { message, at } = details;
    const made = await target.commit({ message, at, parents, folder: snapshotsFolder, ...tree });
    // Git keeps no empty folders: without a file left there is no tree to name but the empty one.
    return { commit: made.commit, tree: made.tree ?? (await emptyTree(this.#repository)), changed: this.#changed };
  }

  async abort(): Promise<void> {
    this.#ended = true;
    await (await this.#import)?.abort();
  }

  /**
   * The commits to name as parents: none that another one contains. The tree is the start's, whichever of them comes first.
   */
  async #ancestry(others: readonly string[]): Promise<{ parents: string[]; tree: { tree?: string } }> {
    const all = [...new Set([this.#from, ...others.map(requireId)])];
    const needed =
      all.length === 1 ? all : (await this.#repository.git('merge-base', '--independent', ...all)).split('\n');
    const parents = all.filter((commit) => needed.includes(commit));
    if (parents[0] === this.#base) return { parents, tree: {} };
    return { parents, tree: { tree: await this.#repository.git('rev-parse', `${this.#base}^{tree}`) } };
  }

  #see(path: string): void {
    this.#requireOpen();
    requireSafePath(path);
    this.#requireKnown(path);
    // A path that the start does not have comes new each time, and the import takes none twice.
    if (this.#start.has(path)) this.#start.see(path);
  }

  /** A path that nobody looked up would pass for new. */
  #requireKnown(path: string): void {
    if (!this.#looked.has(path) && !this.#isCovered(path)) throw new Error(`${path} was neither covered nor looked up`);
  }

  #isCovered(path: string): boolean {
    return this.#covered.some((folder) => path.startsWith(folder));
  }

  #requireOpen(): void {
    if (this.#ended) throw new Error('the commit has ended');
  }

  /** Started by the first file that needs it: an unchanged night reads and hashes only. */
  #started(): Promise<FastImport> {
    this.#import ??= FastImport.start(this.#repository);
    return this.#import;
  }
}
