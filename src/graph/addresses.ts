/** Where the objects of a type, their links and their deleted ones are found: the catalog's words as Graph's paths. */
import { selectOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { List } from './pages.ts';

const query = (...parts: readonly (string | null)[]): string => {
  const given = parts.filter((part) => part !== null);
  return given.length === 0 ? '' : `?${given.join('&')}`;
};

const select = (page: TypePage, ...more: readonly string[]): string | null => {
  const names = selectOf(page);
  return names === null ? null : `$select=${[...names, ...more].join(',')}`;
};

const expand = (page: TypePage): string | null => (page.read.expand === null ? null : `$expand=${page.read.expand}`);
const top = (size: number | null): string | null => (size === null ? null : `$top=${size}`);

/** Ids come from snapshots and from Graph; whatever they hold, they stay one segment of the path. */
const segment = (id: string): string => encodeURIComponent(id);

export const listOf = (page: TypePage): List => ({
  version: page.read.version,
  path: `${page.read.path}${query(select(page), expand(page), top(page.read.pageSize))}`,
  lane: page.read.pace,
  permission: page.read.permission,
});

export const deletedListOf = (page: TypePage): List => ({
  version: page.deletedItems.version,
  path: `${page.deletedItems.list}${query(select(page, 'deletedDateTime'), top(page.read.pageSize))}`,
  lane: page.read.pace,
  permission: page.read.permission,
  deleted: true,
});

export const itemPath = (page: TypePage, id: string): string => `${page.read.path}/${segment(id)}`;

/** The object with everything that the catalog names, to be read by id. */
export const wholeItemPath = (page: TypePage, id: string): string =>
  `${itemPath(page, id)}${query(select(page), expand(page))}`;

export const deletedItemPath = (page: TypePage, id: string): string => `${page.deletedItems.item}/${segment(id)}`;

export const wholeDeletedItemPath = (page: TypePage, id: string): string =>
  `${deletedItemPath(page, id)}${query(select(page, 'deletedDateTime'))}`;

export const linkPath = (page: TypePage, id: string, link: string): string => `${itemPath(page, id)}/${link}`;

/** The targets of a to-many link: their ids, and their types by annotation. */
export const linkListOf = (page: TypePage, id: string, link: string): List => ({
  version: page.read.version,
  path: `${linkPath(page, id, link)}?$select=id&$top=999`,
  lane: page.read.pace,
  permission: page.read.permission,
});
