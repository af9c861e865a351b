/**
 * A small repository for the objects of one commit in the making. They join the real one when the commit is complete, so
 * a commit that was given up leaves nothing behind: no ref, no objects, nothing for git gc to find.
 */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { openScratch, removeScratch } from './scratch.ts';

export interface Quarantine {
  /** Goes before the git command that writes here; it still reads from the real repository. */
  readonly options: readonly string[];
  /** Moves what was written into the real repository. */
  admit(): Promise<void>;
  /** Removes what was not admitted; harmless after `admit`. */
  discard(): Promise<void>;
}

export async function openQuarantine(repository: Repository): Promise<Quarantine> {
  const { objects } = repository;
  const folder = await openScratch(repository);
  await writeFile(join(folder, 'objects', 'info', 'alternates'), `${objects}\n`);
  return {
    options: [`--git-dir=${folder}`],
    async admit() {
      await moveAll(join(folder, 'objects'), objects);
      await removeScratch(folder);
    },
    discard: () => removeScratch(folder),
  };
}

/** Packs, or loose objects where they are few. Nobody knows their ids yet, so the order between them is free. */
async function moveAll(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name === 'pack' || /^[0-9a-f]{2}$/.test(name)) await moveFiles(join(from, name), join(to, name));
  }
}

export async function moveFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  // A pack's index goes last: git takes the pack for complete as soon as it sees one.
  const files = (await readdir(from)).toSorted((a, b) => rank(a) - rank(b));
  for (const file of files) await rename(join(from, file), join(to, file));
}

const rank = (name: string): number => (name.endsWith('.idx') ? 1 : 0);
