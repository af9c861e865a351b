/**
 * The reviewed change of a range: the sum of its commits that no backup made, whether merged, squashed or rebased. What a
 * backup brought to `main` in the same range was seen in the tenant, not asked for, and is no instruction.
 */
import type { PathChange, ReviewedChange } from '../core/ports.ts';
import { Failure } from '../core/problem.ts';
import { Gathered, modeProblem } from './modes.ts';
import { texts } from './plumbing.ts';
import { type CommitRange, resolveRange } from './range.ts';
import type { Repository } from './repository.ts';
import { entriesAt, parseRaw, type RawEntry, snapshotsFolder, type TreeEntry } from './tree.ts';

/**
 * `made` holds the commits that backups made. Fails like `resolveRange`, and with `hostileYaml` or `unknownPath` when one of
 * the commits touches something below `snapshots/` that is not a plain file.
 */
export async function reviewed(
  repository: Repository,
  range: string,
  main: string,
  made: ReadonlySet<string>,
): Promise<ReviewedChange> {
  return sumOf(repository, await resolveRange(repository, range, main), made);
}

/** The same of what merging a proposal would bring: `range` is from `main` to the commit that merging it would make. */
export async function sumOf(
  repository: Repository,
  { before, after }: CommitRange,
  made: ReadonlySet<string>,
): Promise<ReviewedChange> {
  const problems = new Gathered();
  const first = new Map<string, string | null>();
  const outside = new Set<string>();

  for await (const { path, entry } of touched(repository, { before, after }, made)) {
    if (!path.startsWith(`${snapshotsFolder}/`)) {
      outside.add(path);
      continue;
    }
    for (const mode of entry.modes) problems.add(modeProblem(mode, path));
    const name = path.slice(snapshotsFolder.length + 1);
    if (!first.has(name)) first.set(name, entry.ids[0] ?? null);
  }
  if (problems.list().length > 0) throw new Failure(problems.list());

  // The tree is the instruction: what a path holds in the end, whichever of the commits put it there.
  const last = await entriesAt(
    repository,
    after,
    [...first.keys()].map((path) => `${snapshotsFolder}/${path}`),
  );
  const changes: PathChange[] = [...first]
    .map(([path, start]) => ({ path, before: start, after: blobOf(last.get(`${snapshotsFolder}/${path}`)) }))
    .filter((change) => change.before !== change.after)
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { before, after, changes, outside: [...outside].toSorted() };
}

/** A folder where a file was is no file: its own files are touched paths of their own. */
const blobOf = (entry: TreeEntry | undefined): string | null => (entry?.kind === 'blob' ? entry.id : null);

interface Touch {
  readonly path: string;
  readonly entry: RawEntry;
}

/**
 * Every path that a counted commit of the range touches, older commits first. A merge touches only what it holds differently
 * from all its parents (`-c`): the rest it took from one of them, and the commits on that side tell.
 */
async function* touched(
  repository: Repository,
  { before, after }: CommitRange,
  made: ReadonlySet<string>,
): AsyncGenerator<Touch> {
  const order = ['rev-list', '--topo-order', '--reverse', `${before}..${after}`];
  const commits = (await repository.git(...order)).split('\n').filter((id) => id !== '' && !made.has(id));
  if (commits.length === 0) return;
  const args = ['diff-tree', '--stdin', '-r', '-c', '-z', '--raw', '--root', '--no-renames', '--no-abbrev'];
  let entry: RawEntry | null = null;
  for await (const batch of texts(
    repository.dir,
    args,
    commits.map((id) => `${id}\n`),
  )) {
    for (const text of batch) {
      if (entry !== null) {
        yield { path: text, entry };
        entry = null;
      } else if (text.startsWith(':')) {
        entry = parseRaw(text);
      }
      // Else the id of the commit whose entries follow.
    }
  }
}
