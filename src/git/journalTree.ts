/** The journal branch as a folder of records, at one commit. */

import { contents } from './blobs.ts';
import type { Repository } from './repository.ts';
import { findCommit } from './revision.ts';
import { entryAt, files } from './tree.ts';

export const journalBranch = 'journal';
const tracking = `refs/remotes/origin/${journalBranch}`;

/** The journal's last commit as of the last fetch, or null before the first record. */
export function journalTip(repository: Repository): Promise<string | null> {
  return findCommit(repository, tracking);
}

export async function readRecord(repository: Repository, tip: string | null, path: string): Promise<string | null> {
  if (tip === null) return null;
  const entry = await entryAt(repository, tip, path);
  if (entry === null || entry.kind !== 'blob') return null;
  return (await contents(repository, [entry.id])).get(entry.id) ?? null;
}

/** Texts of the records in a folder by path, sorted. Fails when one of them is not a plain file. */
export async function recordsIn(
  repository: Repository,
  tip: string | null,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  if (tip === null) return new Map();
  const name = folder.replace(/\/$/, '');
  const entry = await entryAt(repository, tip, name);
  if (entry === null || entry.kind !== 'tree') return new Map();
  const found = await files(repository, entry.id, `${name}/`);
  const texts = await contents(repository, [...new Set(found.values())]);
  const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Every blob asked for is among the contents, else the reading of them has failed.
  return new Map(sorted.map(([path, id]) => [`${name}/${path}`, texts.get(id) as string]));
}
