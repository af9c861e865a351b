/** Writes one commit whose `snapshots/` differs from that of its start; see `SnapshotWriter` for the contract. */
import type { SnapshotWriter } from '../core/ports.ts';
import { blobId } from './blobId.ts';
import { bytesOf, FastImport } from './fastImport.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';
import { requireSafePath } from './safePath.ts';
import { emptyTree, listing, snapshotsFolder } from './tree.ts';

export async function writeFrom(repository: Repository, from: string): Promise<SnapshotWriter> {
  return new Writer(repository, requireId(from), await listing(repository, from));
}

class Writer implements SnapshotWriter {
  readonly #repository: Repository;
  readonly #from: string;
  readonly #start: ReadonlyMap<string, string>;
  readonly #seen = new Set<string>();
  readonly #removed: string[] = [];
  #import: Promise<FastImport> | null = null;
  #changed = 0;
  #ended = false;

  constructor(repository: Repository, from: string, start: ReadonlyMap<string, string>) {
    this.#repository = repository;
    this.#from = from;
    this.#start = start;
  }

  async put(path: string, text: string): Promise<'added' | 'changed' | 'unchanged'> {
    this.#see(path);
    const bytes = bytesOf(text, path);
    const before = this.#start.get(path);
    if (before === blobId(bytes, this.#repository.objectFormat)) return 'unchanged';
    this.#changed += 1;
    const target = await this.#started();
    await target.put(`${snapshotsFolder}/${path}`, bytes);
    return before === undefined ? 'added' : 'changed';
  }

  remove(path: string): void {
    if (!this.#start.has(path)) throw new Error(`cannot remove ${path}: the start commit has no such file`);
    this.#see(path);
    this.#changed += 1;
    this.#removed.push(path);
  }

  unseen(folder: string): readonly string[] {
    const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    return [...this.#start.keys()].filter((path) => path.startsWith(prefix) && !this.#seen.has(path));
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
   * The commits to name as parents: none that another one contains. Where the start commit is contained in another, that one
   * comes first and the tree is the start's nevertheless.
   */
  async #ancestry(others: readonly string[]): Promise<{ parents: string[]; tree: { tree?: string } }> {
    const all = [...new Set([this.#from, ...others.map(requireId)])];
    const needed = (await this.#repository.git('merge-base', '--independent', ...all)).split('\n');
    const parents = all.filter((commit) => needed.includes(commit));
    if (parents[0] === this.#from) return { parents, tree: {} };
    return { parents, tree: { tree: await this.#repository.git('rev-parse', `${this.#from}^{tree}`) } };
  }

  #see(path: string): void {
    this.#requireOpen();
    requireSafePath(path);
    if (this.#seen.has(path)) throw new Error(`${path} was put or removed before`);
    this.#seen.add(path);
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
