/** The packs in a repository's folder of objects, and which of them hold what. */
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Pack {
  /** `pack-` and a hash. */
  readonly name: string;
  readonly bytes: number;
}

/** `trees`: trees and commits. */
export type PackKind = 'trees' | 'files';
export const packKinds: readonly PackKind[] = ['trees', 'files'];

export const packFolder = (objects: string): string => join(objects, 'pack');

/** Packs with one of these beside them are cared for by somebody else. Format: gitrepository-layout(5), git-repack(1). */
const cared = ['.keep', '.promisor', '.mtimes'];

/**
 * The packs that may be rewritten, the smallest first; null where the owner has a multi-pack index, which would go on naming
 * packs that are gone.
 */
export async function packsIn(objects: string): Promise<readonly Pack[] | null> {
  const folder = packFolder(objects);
  const files = new Set(await readdir(folder));
  if (files.has('multi-pack-index')) return null;
  const packs: Pack[] = [];
  for (const file of files) {
    const name = /^(pack-[0-9a-f]+)\.idx$/.exec(file)?.[1];
    if (name === undefined || !files.has(`${name}.pack`) || cared.some((end) => files.has(name + end))) continue;
    packs.push({ name, bytes: (await stat(join(folder, `${name}.pack`))).size });
  }
  return packs.toSorted((a, b) => a.bytes - b.bytes);
}

/** The index goes first: without it, git sees no pack. */
export async function removePack(objects: string, name: string): Promise<void> {
  for (const end of ['.idx', '.rev', '.bitmap', '.pack']) {
    await rm(join(packFolder(objects), name + end), { force: true });
  }
}

/** Which packs hold only trees, and which only files. Git does not tell without reading them; so it is written down. */
export async function readKinds(objects: string): Promise<ReadonlyMap<string, PackKind>> {
  const text = await readFile(kindsFile(objects), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const kinds = new Map<string, PackKind>();
  for (const line of text.split('\n')) {
    const [name = '', kind = ''] = line.split(' ');
    // A line of another kind is none of ours: its pack counts as one that nobody has looked at.
    if (packKinds.includes(kind as PackKind)) kinds.set(name, kind as PackKind);
  }
  return kinds;
}

export async function writeKinds(objects: string, kinds: ReadonlyMap<string, PackKind>): Promise<void> {
  const file = kindsFile(objects);
  await writeFile(`${file}.new`, [...kinds].map(([name, kind]) => `${name} ${kind}\n`).join(''));
  await rename(`${file}.new`, file);
}

/** Beside git's own `packs` and `alternates`; git leaves alone what it does not know there. */
const kindsFile = (objects: string): string => join(objects, 'info', 'entra-rewind-packs');
