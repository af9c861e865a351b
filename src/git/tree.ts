/** The `snapshots/` tree of a commit: its files, and how two of them differ. Costs grow with what is read. */
import type { PathChange } from '../core/ports.ts';
import { Failure, fail } from '../core/problem.ts';
import { Gathered, modeProblem } from './modes.ts';
import { ask, texts } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { requireId } from './revision.ts';
import { requireSafePath } from './safePath.ts';

export const snapshotsFolder = 'snapshots';

export interface TreeEntry {
  readonly mode: string;
  readonly kind: string;
  readonly id: string;
}

/** What a commit has at a path, or null. */
export async function entryAt(repository: Repository, commit: string, path: string): Promise<TreeEntry | null> {
  return (await entriesAt(repository, commit, [path])).get(path) ?? null;
}

/** How many paths one ls-tree looks up: far below any limit of a command line. */
const pathsAtOnce = 200;

/** What a commit has at each of the paths; those it does not have are left out. Costs grow with the paths asked for. */
export async function entriesAt(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, TreeEntry>> {
  const found = new Map<string, TreeEntry>();
  for (let start = 0; start < paths.length; start += pathsAtOnce) {
    const asked = paths.slice(start, start + pathsAtOnce);
    const args = ['ls-tree', '-z', '--full-tree', requireId(commit), '--', ...asked];
    for await (const batch of texts(repository.dir, args)) {
      for (const line of batch) {
        const { path, ...entry } = parseEntry(line);
        found.set(path, entry);
      }
    }
  }
  return found;
}

function parseEntry(line: string): TreeEntry & { readonly path: string } {
  const tab = line.indexOf('\t');
  const [mode, kind, id] = line.slice(0, tab).split(' ');
  if (tab === -1 || mode === undefined || kind === undefined || id === undefined) {
    throw new Error(`ls-tree gave ${JSON.stringify(line)}`);
  }
  return { mode, kind, id, path: line.slice(tab + 1) };
}

/** A commit never changes, and one run asks for the same few again and again. */
const known = new WeakMap<Repository, Map<string, string | null>>();

/** Id of the `snapshots/` tree, or null when the commit has none. Fails with `hostileYaml` when it is no folder. */
export async function snapshotsTree(repository: Repository, commit: string): Promise<string | null> {
  const trees = known.get(repository) ?? new Map<string, string | null>();
  known.set(repository, trees);
  const found = trees.get(commit);
  if (found !== undefined) return found;
  const entry = await entryAt(repository, commit, snapshotsFolder);
  if (entry !== null && entry.kind !== 'tree') {
    fail('hostileYaml', `is a ${entry.kind} of mode ${entry.mode}, not a folder`, {
      place: { file: snapshotsFolder },
      remedy: `Look at commit ${commit} with git show; a backup has a folder there.`,
    });
  }
  trees.set(commit, entry?.id ?? null);
  return entry?.id ?? null;
}

/** Paths below `snapshots/` with their blob ids, all or those of a folder. Fails when one of them is not a plain file. */
export async function listing(repository: Repository, commit: string, folder = ''): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const some of filesBelow(repository, commit, folder)) for (const { path, id } of some) found.set(path, id);
  return found;
}

export interface FileAt {
  /** Below `snapshots/`. */
  readonly path: string;
  readonly id: string;
}

/** The files below a folder of `snapshots/` as git tells them. Fails at the end when one of them was not a plain file. */
export async function* filesBelow(
  repository: Repository,
  commit: string,
  folder: string,
): AsyncGenerator<readonly FileAt[]> {
  const tree = await snapshotsTree(repository, commit);
  if (tree === null) return;
  const name = folder.replace(/\/$/, '');
  const below = name === '' ? [] : ['--', `${requireSafePath(name)}/`];
  yield* filesOf(repository, tree, `${snapshotsFolder}/`, below);
}

export async function count(repository: Repository, commit: string, folder: string): Promise<number> {
  let files = 0;
  for await (const some of filesBelow(repository, commit, folder)) files += some.length;
  return files;
}

/** Every file of a tree with its blob id; `prefix` is only for messages. */
export async function files(repository: Repository, tree: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const some of filesOf(repository, tree, prefix)) for (const { path, id } of some) found.set(path, id);
  return found;
}

async function* filesOf(
  repository: Repository,
  tree: string,
  prefix: string,
  below: readonly string[] = [],
): AsyncGenerator<readonly FileAt[]> {
  const problems = new Gathered();
  for await (const batch of texts(repository.dir, ['ls-tree', '-r', '-z', '--full-tree', requireId(tree), ...below])) {
    yield batch.map((line) => {
      const { mode, id, path } = parseEntry(line);
      problems.add(modeProblem(mode, prefix + path));
      return { path, id };
    });
  }
  if (problems.list().length > 0) throw new Failure(problems.list());
}

/** What differs below `snapshots/` between two commits; a missing folder counts as empty. Same failures as `listing`. */
export async function compare(repository: Repository, before: string, after: string): Promise<PathChange[]> {
  const [from, to] = await Promise.all([snapshotsTree(repository, before), snapshotsTree(repository, after)]);
  if (from === to) return [];
  const empty = await emptyTree(repository);
  const changes: PathChange[] = [];
  const problems = new Gathered();
  // Plumbing obeys no diff settings of the person's; --no-relative and the like are for the porcelain.
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from ?? empty, to ?? empty];
  let entry: RawEntry | null = null;
  for await (const batch of texts(repository.dir, args)) {
    for (const text of batch) {
      if (entry === null) {
        entry = parseRaw(text);
        continue;
      }
      const place = `${snapshotsFolder}/${text}`;
      for (const mode of entry.modes) problems.add(modeProblem(mode, place));
      changes.push({ path: text, before: entry.ids[0] ?? null, after: entry.ids.at(-1) ?? null });
      entry = null;
    }
  }
  if (problems.list().length > 0) throw new Failure(problems.list());
  return changes;
}

/** One line of `--raw`: modes and ids of each parent, then of the result; `null` where a side has no such file. */
export interface RawEntry {
  readonly modes: readonly string[];
  readonly ids: readonly (string | null)[];
}

/**
 * `:100644 100644 ID ID M`, or from a merge of n parents n colons, n+1 modes and n+1 ids. Format: git-diff-tree(1), "Raw output
 * format" and "Diff format for merges".
 */
export function parseRaw(text: string): RawEntry {
  const colons = text.length - text.replace(/^:+/, '').length;
  const words = text.slice(colons).split(' ');
  const sides = colons + 1;
  const ids = words.slice(sides, 2 * sides);
  if (colons === 0 || words.length !== 2 * sides + 1) throw new Error(`diff-tree gave ${JSON.stringify(text)}`);
  return { modes: words.slice(0, sides), ids: ids.map((id) => (/^0+$/.test(id) ? null : id)) };
}

/** Id of the tree without files, written so that diff-tree finds it in every git. */
export async function emptyTree(repository: Repository): Promise<string> {
  return (await ask(repository.dir, ['hash-object', '-t', 'tree', '-w', '--stdin'])).trim();
}
