/**
 * Which of the reviewed states no backup ever recorded. The journal says which commits are backups, whether they still have a
 * branch or not: their commits stay reachable from the newer ones. Most reviews want files that one of the last backups has as
 * they stand; only what is left is compared value by value.
 */

import { parseCanonical } from '../core/canonical/parse.ts';
import { deletedItemPath, objectPath, printKey } from '../core/canonical/path.ts';
import { pageOf } from '../core/catalog/index.ts';
import { differingLeaves, differingLinks, linksOf, same } from '../core/diff.ts';
import type { Unrecorded } from '../core/guard.ts';
import { bodyNow } from '../core/identities/rewrite.ts';
import type { Identities } from '../core/identities/table.ts';
import type { Body, Coverage, ObjectKey, Presence } from '../core/model.ts';
import { Failure } from '../core/problem.ts';
import { parseObject } from '../core/record.ts';
import { at, isBody, printPath } from '../core/value.ts';
import type { Doors } from './doors.ts';

export interface Wanted {
  readonly key: ObjectKey;
  readonly base: Presence;
  readonly wanted: Presence;
  /** Blobs of the files that the object is to have. */
  readonly files: Files;
}

interface Files {
  readonly live: string | null;
  readonly deleted: string | null;
}

/** Of an object under one of the ids that it has had: what was made anew was recorded under the old one. */
interface RecordedFiles extends Files {
  readonly key: ObjectKey;
}

/** Asked together: fewer rounds of git, and rarely more than one round is needed. */
const backupsAtOnce = 8;

/** One value or link that is wanted. */
interface Ask {
  readonly name: string;
  isIn(recorded: RecordedBody): boolean;
}

interface Open extends Wanted {
  /** What no backup asked so far has had. */
  readonly asks: readonly Ask[];
}

export async function unrecordedIn(
  doors: Pick<Doors, 'store' | 'journal'>,
  wanted: readonly Wanted[],
  { coverage, identities }: { readonly coverage: Coverage; readonly identities: Identities },
): Promise<readonly Unrecorded[]> {
  let open: readonly Open[] = wanted
    .map((one) => ({ ...one, asks: asksOf(one, coverage) }))
    .filter(({ asks }) => asks.length > 0);
  const commits = await recordedCommits(doors);
  let lost = 0;
  for (let start = 0; start < commits.length && open.length > 0; start += backupsAtOnce) {
    const some = await Promise.all(
      commits.slice(start, start + backupsAtOnce).map((at) => filesIn(doors, at, open, identities)),
    );
    lost += some.filter((files) => files === null).length;
    const found = some.filter((files) => files !== null);
    open = await strikeOff(doors, open, found, identities);
  }
  return open.map(({ key, asks }) => ({ key, names: asks.map(({ name }) => name).sort(), lost }));
}

/** Newest first. */
async function recordedCommits({ journal }: Pick<Doors, 'journal'>): Promise<readonly string[]> {
  const records = [...(await journal.records('backups'))].toReversed();
  return records.flatMap(([path, text]) => {
    const parsed = parseCanonical(text, `journal:${path}`);
    if ('problems' in parsed) throw new Failure(parsed.problems);
    return isBody(parsed.value) && typeof parsed.value.commit === 'string' ? [parsed.value.commit] : [];
  });
}

/** Nothing of a body answers it: the backup must be without the object. */
const toBeGone: Ask = { name: 'existence', isIn: () => false };

function asksOf({ key, base, wanted }: Wanted, coverage: Coverage): readonly Ask[] {
  const covered = coverage[key.type];
  if (covered === undefined || wanted.is === 'unknown') return [];
  if (wanted.is !== 'present') return base.is === 'present' ? [toBeGone] : [];
  const page = pageOf(key.type);
  const before: Body = base.is === 'present' ? base.body : {};
  return [
    ...differingLeaves(page, before, wanted.body, covered).map(({ path, b }) => ({
      name: printPath(path),
      isIn: ({ body }: RecordedBody) => same(at(body, path), b),
    })),
    ...differingLinks(page, before, wanted.body, covered).map(({ name, reference, b }) => ({
      name: `${name} ${reference}`,
      isIn: (recorded: RecordedBody) => recorded.has(name, reference) === b,
    })),
  ];
}

class RecordedBody {
  readonly body: Body;
  readonly #links = new Map<string, ReadonlySet<string> | null>();

  constructor(body: Body) {
    this.body = body;
  }

  /** Undefined where the backup had not read the link. */
  has(link: string, reference: string): boolean | undefined {
    let references = this.#links.get(link);
    if (references === undefined) {
      const listed = linksOf(this.body, link);
      references = listed === null ? null : new Set(listed);
      this.#links.set(link, references);
    }
    return references?.has(reference);
  }
}

/** By the key that the object has now. */
type FilesOf = ReadonlyMap<string, readonly RecordedFiles[]>;

/** Null when the commit is no longer there to be asked. */
async function filesIn(
  { store }: Pick<Doors, 'store'>,
  commit: string,
  open: readonly Open[],
  identities: Identities,
): Promise<FilesOf | null> {
  const keysOf = ({ type, id }: ObjectKey) => identities.idsOf(id).map((one) => ({ type, id: one }));
  const paths = open.flatMap(({ key }) => keysOf(key)).flatMap((key) => [objectPath(key), deletedItemPath(key)]);
  try {
    const found = await store.locate(commit, paths);
    const filesOf = (key: ObjectKey): RecordedFiles => {
      const [live, deleted] = [found.get(objectPath(key)), found.get(deletedItemPath(key))];
      return { key, live: live ?? null, deleted: deleted ?? null };
    };
    return new Map(open.map(({ key }) => [printKey(key), keysOf(key).map(filesOf)]));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function strikeOff(
  { store }: Pick<Doors, 'store'>,
  open: readonly Open[],
  backups: readonly FilesOf[],
  identities: Identities,
): Promise<readonly Open[]> {
  const filesOf = (key: ObjectKey) => backups.flatMap((files) => files.get(printKey(key)) ?? []);
  const isWhole = ({ key, files }: Open): boolean =>
    filesOf(key).some((one) => one.key.id === key.id && one.live === files.live && one.deleted === files.deleted);
  const wasGone = ({ key }: Open): boolean =>
    backups.some((files) => files.get(printKey(key))?.every(({ live }) => live === null) === true);
  const left = open.filter((one) => !isWhole(one));
  const blobs = left.flatMap(({ key }) => filesOf(key).flatMap(({ live }) => live ?? []));
  const contents = await store.contents([...new Set(blobs)]);
  return left.flatMap((one): readonly Open[] => {
    const isStruck = wasGone(one);
    let asks = one.asks.filter((ask) => !(isStruck && ask === toBeGone));
    const recorded = new Map(filesOf(one.key).flatMap(({ key, live }) => (live === null ? [] : [[live, key]])));
    for (const [blob, key] of recorded) {
      const body = parseObject(contents.get(blob) ?? '', `snapshots/${objectPath(key)}`, key);
      const now = new RecordedBody(bodyNow(identities, pageOf(key.type), body));
      asks = asks.filter((ask) => !ask.isIn(now));
    }
    return asks.length === 0 ? [] : [{ ...one, asks }];
  });
}
