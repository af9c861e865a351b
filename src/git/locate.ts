/**
 * What a commit has at given paths. A few are asked of `git ls-tree`; for many the trees on the way are read, each once and
 * those of one depth together, because a process for every 200 paths would cost more than all of them.
 */
import { Failure } from '../core/problem.ts';
import { Gathered, modeProblem } from './modes.ts';
import { readObjects } from './objects.ts';
import { idLengthOf, type Repository } from './repository.ts';
import { requireSafePath } from './safePath.ts';
import { entriesAt, snapshotsFolder, snapshotsTree } from './tree.ts';
import { folderMode, itemsOf } from './treeBytes.ts';

/** One `ls-tree` takes as many. */
const few = 200;

/** Blob ids of those of the paths below `snapshots/` that a commit has. Fails when one of them is not a plain file. */
export async function locate(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const asked = [...new Set(paths.map(requireSafePath))];
  const entries = await (asked.length <= few
    ? byListing(repository, commit, asked)
    : byTrees(repository, commit, asked));
  const found = new Map<string, string>();
  const problems = new Gathered();
  for (const [path, { mode, id }] of entries) {
    problems.add(modeProblem(mode, `${snapshotsFolder}/${path}`));
    found.set(path, id);
  }
  if (problems.list().length > 0) throw new Failure(problems.list());
  return found;
}

interface Entry {
  readonly mode: string;
  readonly id: string;
}

async function byListing(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Entry>> {
  const prefix = `${snapshotsFolder}/`;
  const entries = await entriesAt(
    repository,
    commit,
    paths.map((path) => prefix + path),
  );
  return new Map([...entries].map(([path, entry]) => [path.slice(prefix.length), entry]));
}

/** What is looked for in one tree: the parts of paths below it, by the path of the tree. */
type Open = Map<string, { readonly tree: string; readonly names: Map<string, readonly string[]> }>;

async function byTrees(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const top = await snapshotsTree(repository, commit);
  let open: Open = new Map(top === null ? [] : [['', { tree: top, names: byFirstPart(paths) }]]);
  while (open.size > 0) {
    const trees = new Map<string, Buffer>();
    const wanted = new Set([...open.values()].map(({ tree }) => tree));
    for await (const [id, bytes] of readObjects(repository, [...wanted], 'tree')) trees.set(id, bytes);
    const below: Open = new Map();
    for (const [prefix, { tree, names }] of open) {
      for (const { name, mode, id } of itemsOf(trees.get(tree) as Buffer, idLengthOf(repository.objectFormat))) {
        const rests = names.get(name);
        if (rests === undefined) continue;
        if (mode === folderMode) below.set(`${prefix}${name}/`, { tree: id, names: byFirstPart(rests) });
        else if (rests.includes('')) found.set(prefix + name, { mode, id });
      }
    }
    open = below;
  }
  return found;
}

/** `a/b`, `a/c` → a: b, c. The rest of a last part is empty. */
function byFirstPart(paths: readonly string[]): Map<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  for (const path of paths) {
    if (path === '') continue;
    const slash = path.indexOf('/');
    const [first, rest] = slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
    const rests = parts.get(first);
    if (rests === undefined) parts.set(first, [rest]);
    else rests.push(rest);
  }
  return parts;
}
