/**
 * A small repository for the objects of one commit in the making. They join the real one when the commit is complete, so
 * a commit that was given up leaves nothing behind: no ref, no objects, nothing for git gc to find.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from './plumbing.ts';
import type { Repository } from './repository.ts';

export interface Quarantine {
  /** Goes before the git command that writes here; it still reads from the real repository. */
  readonly options: readonly string[];
  /** Moves what was written into the real repository. */
  admit(): Promise<void>;
  /** Removes what was not admitted; harmless after `admit`. */
  discard(): Promise<void>;
}

const prefix = 'entra-rewind-';
/** No commit is in the making for so long: what is older was left by a process that died. */
const abandonedMs = 24 * 60 * 60 * 1000;

export async function openQuarantine(repository: Repository): Promise<Quarantine> {
  const { objects } = repository;
  // Inside `objects`, so that a rename stays on one file system. Git ignores names there that it does not know.
  const folder = join(objects, `${prefix}${randomUUID()}`);
  await mkdir(folder);
  await sweep(objects, folder);
  const format = `--object-format=${repository.objectFormat}`;
  await ask(repository.dir, ['init', '--quiet', '--bare', '--template=', format, folder]);
  await mkdir(join(folder, 'objects', 'info'), { recursive: true });
  await writeFile(join(folder, 'objects', 'info', 'alternates'), `${objects}\n`);
  return {
    options: [`--git-dir=${folder}`],
    async admit() {
      await moveAll(join(folder, 'objects'), objects);
      await rm(folder, { recursive: true, force: true });
    },
    async discard() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Packs, or loose objects where they are few. Nobody knows their ids yet, so the order between them is free. */
async function moveAll(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name !== 'pack' && !/^[0-9a-f]{2}$/.test(name)) continue;
    await mkdir(join(to, name), { recursive: true });
    // A pack's index goes last: git takes the pack for complete as soon as it sees one.
    const files = (await readdir(join(from, name))).toSorted((a, b) => rank(a) - rank(b));
    for (const file of files) await rename(join(from, name, file), join(to, name, file));
  }
}

const rank = (name: string): number => (name.endsWith('.idx') ? 1 : 0);

/** Removes what died long ago. Ages are told by the file system's clock alone. */
async function sweep(objects: string, own: string): Promise<void> {
  const now = (await stat(own)).mtimeMs;
  for (const name of await readdir(objects)) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(objects, name);
    // It may be gone already: another process sweeps or admits at the same time.
    const made = await stat(folder).catch(() => null);
    if (made !== null && now - made.mtimeMs > abandonedMs) await rm(folder, { recursive: true, force: true });
  }
}
