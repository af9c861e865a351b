/** Where the objects of a type, their links and their deleted ones are found: the catalog's words as Graph's paths. */
import { type PropertyChoice, selectOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { List } from './pages.ts';
import { type Part, partsOf } from './parts.ts';

const query = (...parts: readonly (string | null)[]): string => {
  const given = parts.filter((part) => part !== null);
  return given.length === 0 ? '' : `?${given.join('&')}`;
};

function select(page: TypePage, choice: PropertyChoice, more: readonly string[] = []): string | null {
  const names = selectOf(page, choice);
  return names === null ? null : `$select=${[...names, ...more].join(',')}`;
}

const expand = (clause: string | null): string | null => (clause === null ? null : `$expand=${clause}`);
const top = (size: number | null): string | null => (size === null ? null : `$top=${size}`);

/** Ids come from snapshots and from Graph; whatever they hold, they stay one segment of the path. */
const segment = (id: string): string => encodeURIComponent(id);

export const expandClause = ({ name, select: names }: Part): string =>
  names === null ? name : `${name}($select=${names})`;

/** What Graph is asked for beside what the catalog names. */
export interface Asking {
  readonly choice: PropertyChoice;
  /** Properties that the catalog does not know and Graph has. */
  readonly more?: readonly string[];
  /** A part to bring along; Graph expands one thing at a time. */
  readonly part?: Part | null;
}

const listAt = (page: TypePage, path: string): List => ({
  version: page.read.version,
  path,
  lane: page.read.pace,
  permission: page.read.permission,
});

export function listOf(page: TypePage, { choice, more = [], part = null }: Asking): List {
  const clause = page.read.expand ?? (part === null ? null : expandClause(part));
  return listAt(page, `${page.read.path}${query(select(page, choice, more), expand(clause), top(page.read.pageSize))}`);
}

/** One part of every object, or of those in a circle: the same list, with nothing else in it. */
export function partSweepOf(page: TypePage, part: Part, circle: string | null): List {
  const filter = circle === null ? null : `$filter=${encodeURIComponent(circle)}`;
  return listAt(
    page,
    `${page.read.path}${query('$select=id', filter, expand(expandClause(part)), top(page.read.pageSize))}`,
  );
}

/** The first object of a type with all that Graph gives without being asked for it by name. */
export const sampleOf = (page: TypePage): List =>
  listAt(page, `${page.read.path}${query(page.read.pageSize === null ? null : top(1))}`);

/** A list of the whole tenant, whose items name the objects they belong to. */
export const tenantListOf = (page: TypePage, path: string): List => ({
  ...listAt(page, `${path}${query(top(page.read.pageSize))}`),
  opaqueIds: true,
});

export function deletedListOf(page: TypePage, choice: PropertyChoice): List {
  if (page.deletedItems === null) throw new Error(`Graph keeps no deleted items of ${page.type}`);
  const { version, list } = page.deletedItems;
  const path = `${list}${query(select(page, choice, ['deletedDateTime']), top(page.read.pageSize))}`;
  return { ...listAt(page, path), version, deleted: true };
}

/** The one object of a page that has one, or a part of it, or one of many. */
export function itemPath(page: TypePage, id: string): string {
  const { path, shape } = page.read;
  if (shape === 'list') return `${path}/${segment(id)}`;
  return isItself(page, id) ? path : `${path}/${page.parts}/${segment(id)}`;
}

/** Of a page that has one object: whether the id is that object's own, which Graph makes of its path. */
export const isItself = (page: TypePage, id: string): boolean => page.read.path.endsWith(`/${id}`);

/** The object with everything that the catalog names, to be read by id. */
export const wholeItemPath = (page: TypePage, id: string, choice: PropertyChoice): string =>
  `${itemPath(page, id)}${query(select(page, choice), expand(page.read.expand))}`;

/** As little as can be asked of an object, to learn whether it is there. */
export const bareItemPath = (page: TypePage, id: string): string => `${itemPath(page, id)}?$select=id`;

export function deletedItemPath(page: TypePage, id: string): string {
  if (page.deletedItems === null) throw new Error(`Graph keeps no deleted items of ${page.type}`);
  return `${page.deletedItems.item}/${segment(id)}`;
}

export const wholeDeletedItemPath = (page: TypePage, id: string, choice: PropertyChoice): string =>
  `${deletedItemPath(page, id)}${query(select(page, choice, ['deletedDateTime']))}`;

export const bareDeletedItemPath = (page: TypePage, id: string): string => `${deletedItemPath(page, id)}?$select=id`;

export const linkPath = (page: TypePage, id: string, link: string): string => `${itemPath(page, id)}/${link}`;

/** All targets of a part of one object, in pages: of a reference the ids, and the types by annotation. */
export function partListOf(page: TypePage, id: string, part: Part): List {
  const size = part.opaqueIds && part.reading === 'expand' && !isLink(page, part) ? null : page.read.pageSize;
  const names = part.select === null ? null : `$select=${part.select}`;
  return {
    ...listAt(page, `${linkPath(page, id, part.name)}${query(names, top(size))}`),
    ...(part.version === null ? {} : { version: part.version }),
    ...(part.opaqueIds ? { opaqueIds: true } : {}),
  };
}

const isLink = (page: TypePage, { name }: Part): boolean => page.links.some((link) => link.name === name);

/** The part of a page by its name. */
export function partNamed(page: TypePage, name: string): Part {
  const part = partsOf(page).find((one) => one.name === name);
  if (part === undefined) throw new Error(`${page.type} has no ${name} to read`);
  return part;
}

export const elsewherePath = (page: TypePage, id: string, path: string): string => `${itemPath(page, id)}/${path}`;
