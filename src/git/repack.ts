/**
 * Packs so that a repository grows with what changes. Each night's push brings a pack with the new files and, as a pack must
 * stand on its own, the whole of every folder that they lie in: 100 changed files of 100,000 come with 1 MB of trees that are
 * there already. They are small only in the pack that holds the older ones, so trees get a pack of their own, a tenth of all,
 * that can be written anew without the files.
 *
 * Packs of a kind form a series, each several times as large as the next. What is new takes those along that are not much
 * larger, so that a byte is written a few times in its life, and the cost grows with what came since. Nothing is ever
 * dropped: what a deleted branch alone held stays packed as `gc.pruneExpire` wants it.
 *
 * Measured (2 cores; bytes on the remote for one of the changed files, each compressed by itself): 100,000 objects and 100
 * changes a night grow by 1.0 and take 0.1 s, against 15 without this; a million objects and 1,000 changes by 0.4 and take
 * 1.7 s, against 65. The first time, after the first backup, takes 0.7 s and 8 s. `git repack -a -d` would take 0.8 s and more
 * than 8 s each night.
 */
import { link, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { requireSame } from './packIndex.ts';
import {
  type Pack,
  type PackKind,
  packFolder,
  packKinds,
  packsIn,
  readKinds,
  removePack,
  writeKinds,
} from './packs.ts';
import { GitProcess, lines } from './plumbing.ts';
import { moveFiles } from './quarantine.ts';
import { type ObjectFolder, openScratch, removeScratch } from './scratch.ts';

/**
 * How much larger a pack may be to be taken along. A pack of trees saves as many bytes again for each that it takes along, one
 * of files hardly any.
 */
const reach: { readonly [kind in PackKind]: number } = { trees: 16, files: 2 };

/** Gives how many packs were taken up. Fails with `repository` when git does; then everything is as it was. */
export async function repack(folder: ObjectFolder): Promise<number> {
  const { objects } = folder;
  const packs = await packsIn(objects);
  if (packs === null) return 0;
  const kinds = await readKinds(objects);
  const fresh = packs.filter(({ name }) => !kinds.has(name));
  if (fresh.length === 0) return 0;
  const scratch = await openScratch(folder);
  try {
    await linkPacks(objects, scratch, fresh);
    const weights = await weigh(scratch);
    const older = packKinds.flatMap((kind) =>
      takenAlong(
        packs.filter(({ name }) => kinds.get(name) === kind),
        weights[kind],
        reach[kind],
      ),
    );
    await linkPacks(objects, scratch, older);
    await preferPacks(scratch, older);
    const made = await split(scratch);
    const gone = new Set([...fresh, ...older].map(({ name }) => name));
    // Backups must not hang on the rest of this file being right: nothing goes before every object is seen in its new place.
    await requireSame(join(scratch, 'objects', 'pack'), gone, join(scratch, 'made'), made.keys(), folder.objectFormat);
    // What is made may be what was there: packs are named by their content.
    for (const name of made.keys()) gone.delete(name);
    await moveFiles(join(scratch, 'made'), packFolder(objects));
    const kept = packs.flatMap(({ name }) =>
      kinds.has(name) && !gone.has(name) ? [[name, kinds.get(name)!] as const] : [],
    );
    await writeKinds(objects, new Map([...kept, ...made]));
    for (const name of gone) await removePack(objects, name);
    return gone.size;
  } finally {
    await removeScratch(scratch);
  }
}

/** The smallest first. */
function takenAlong(series: readonly Pack[], weight: number, factor: number): readonly Pack[] {
  if (weight === 0) return [];
  const taken: Pack[] = [];
  let sum = weight;
  for (const pack of series) {
    if (pack.bytes > sum * factor) break;
    taken.push(pack);
    sum += pack.bytes;
  }
  return taken;
}

/** Another name for the same bytes: they stay readable here whatever happens to the name that they had. */
async function linkPacks(objects: string, scratch: string, packs: readonly Pack[]): Promise<void> {
  const target = packFolder(join(scratch, 'objects'));
  await mkdir(target, { recursive: true });
  for (const { name } of packs) {
    for (const end of ['.pack', '.idx']) await link(join(packFolder(objects), name + end), join(target, name + end));
  }
}

/**
 * The folders that came along whole are in the older packs as deltas, and git takes an object from the pack that was touched
 * last. It counts whole seconds, and the others may have come in this one. (What is older goes when this is done.)
 */
async function preferPacks(scratch: string, packs: readonly Pack[]): Promise<void> {
  const seconds = Math.floor(Date.now() / 1000) + 1;
  for (const { name } of packs)
    await utimes(join(packFolder(join(scratch, 'objects')), `${name}.pack`), seconds, seconds);
}

interface Found {
  readonly kind: PackKind;
  readonly id: string;
  /** In its pack. */
  readonly bytes: number;
}

/** Every object of the scratch's packs once, in the order of the packs: neighbours stay neighbours. */
async function* objectsIn(scratch: string): AsyncGenerator<readonly Found[]> {
  const format = '--batch-check=%(objecttype) %(objectname) %(objectsize:disk)';
  for await (const batch of lines(scratch, ['cat-file', '--batch-all-objects', '--unordered', '--buffer', format])) {
    yield batch.map((line) => {
      const [type, id, bytes] = line.split(' ');
      if (id === undefined || bytes === undefined) throw new Error(`cat-file gave ${JSON.stringify(line)}`);
      return { kind: type === 'blob' ? 'files' : 'trees', id, bytes: Number(bytes) };
    });
  }
}

async function weigh(scratch: string): Promise<{ readonly [kind in PackKind]: number }> {
  const weights = { trees: 0, files: 0 };
  for await (const some of objectsIn(scratch)) for (const { kind, bytes } of some) weights[kind] += bytes;
  return weights;
}

/** Makes packs of each kind in the folder `made`, and gives their names. */
async function split(scratch: string): Promise<ReadonlyMap<string, PackKind>> {
  const target = join(scratch, 'made');
  await mkdir(target);
  // Some folders arrive whole, because git's push tells folders apart by a hash of their names that takes 41 for 80. Git finds
  // the version before here, by its size: it tries no two objects of one pack, so that only the new ones cost time.
  const args = ['pack-objects', '--quiet', '--non-empty', '--delta-base-offset', join(target, 'pack')];
  const writers = { trees: new GitProcess(scratch, args), files: new GitProcess(scratch, args) };
  const names = Promise.all(packKinds.map(async (kind) => [kind, await told(writers[kind])] as const));
  // Whoever fails first is heard below.
  names.catch(() => undefined);
  try {
    for await (const some of objectsIn(scratch)) {
      for (const kind of packKinds) {
        const ids = some.flatMap((one) => (one.kind === kind ? [`${one.id}\n`] : []));
        if (ids.length > 0) await writers[kind].write(ids.join(''));
      }
    }
    for (const kind of packKinds) writers[kind].endInput();
    const made = await names;
    for (const kind of packKinds) await writers[kind].succeed();
    return new Map(made.flatMap(([kind, hashes]) => hashes.map((hash) => [`pack-${hash}`, kind] as const)));
  } finally {
    for (const kind of packKinds) await writers[kind].kill();
  }
}

/** Lines of the output: a hash for each pack made. */
async function told(git: GitProcess): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of git.output) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '');
}
