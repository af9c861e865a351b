/** Small repositories inside the folder of a repository's objects, for what is in the making. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from './plumbing.ts';
import type { ObjectFormat } from './repository.ts';

/** Where objects are, and how they are named: of a checkout or of a bare repository. */
export interface ObjectFolder {
  /** Where git may be run. */
  readonly dir: string;
  readonly objects: string;
  readonly objectFormat: ObjectFormat;
}

const prefix = 'entra-rewind-';
/** Nothing is in the making for so long: what is older was left by a process that died. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** Gives the folder of an empty bare repository, on the same file system as the objects: a rename or a link will do. */
export async function openScratch({ dir, objects, objectFormat }: ObjectFolder): Promise<string> {
  // Git ignores names in `objects` that it does not know.
  const folder = join(objects, `${prefix}${randomUUID()}`);
  await mkdir(folder);
  await sweep(objects, folder);
  await ask(dir, ['init', '--quiet', '--bare', '--template=', `--object-format=${objectFormat}`, folder]);
  await mkdir(join(folder, 'objects', 'info'), { recursive: true });
  return folder;
}

export const removeScratch = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/** Removes what died long ago. Ages are told by the file system's clock alone. */
async function sweep(objects: string, own: string): Promise<void> {
  const now = (await stat(own)).mtimeMs;
  for (const name of await readdir(objects)) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(objects, name);
    // It may be gone already: another process sweeps or admits at the same time.
    const made = await stat(folder).catch(() => null);
    if (made !== null && now - made.mtimeMs > abandonedMs) await removeScratch(folder);
  }
}
