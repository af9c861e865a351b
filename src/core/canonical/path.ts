/**
 * Where an object's file lies below `snapshots/`, and back. The inverse is strict: a path that no object of ours could
 * have is not an object, whatever it holds.
 */
import { pageOf, pageOfCollection, pages } from '../catalog/index.ts';
import type { ObjectKey } from '../model.ts';

export const manifestPath = 'tenant.yaml';
export const deletedItemsFolder = 'deletedItems';

/** Letters, digits, dash and dot inside; so no path tricks, and the same on every file system. */
const idPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,126}[A-Za-z0-9])?$/;

export const isObjectId = (text: string): boolean => idPattern.test(text);

export const printKey = (key: ObjectKey): string => `${key.type}/${key.id}`;

export function objectPath(key: ObjectKey): string {
  const page = pageOf(key.type);
  const shard = page.sharded ? `${key.id.slice(0, 2).toLowerCase()}/` : '';
  return `${page.collection}/${shard}${key.id}.yaml`;
}

export const deletedItemPath = (key: ObjectKey): string => `${deletedItemsFolder}/${objectPath(key)}`;

/** Folders that hold all objects of a type: live, then soft-deleted. */
export function foldersOf(type: ObjectKey['type']): { readonly live: string; readonly deleted: string } {
  const { collection } = pageOf(type);
  return { live: `${collection}/`, deleted: `${deletedItemsFolder}/${collection}/` };
}

export interface ObjectPlace {
  readonly key: ObjectKey;
  readonly state: 'live' | 'softDeleted';
}

/** The object a path below `snapshots/` belongs to, or null when it is no object's path. */
export function parsePath(path: string): ObjectPlace | null {
  const isDeleted = path.startsWith(`${deletedItemsFolder}/`);
  const rest = isDeleted ? path.slice(deletedItemsFolder.length + 1) : path;
  const parts = rest.split('/');
  const page = pageOfCollection(parts[0] ?? '');
  const file = parts.at(-1) ?? '';
  if (page === undefined || !file.endsWith('.yaml')) return null;
  const id = file.slice(0, -'.yaml'.length);
  if (!isObjectId(id)) return null;
  const key = { type: page.type, id };
  return objectPath(key) === rest ? { key, state: isDeleted ? 'softDeleted' : 'live' } : null;
}

/** Collections in the order of the catalog, for listings and counts. */
export const collections: readonly string[] = pages.map((page) => page.collection);
