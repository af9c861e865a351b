/**
 * What Graph returns and no page knows. Graph adds properties before its schema says so; they are kept and shown, named in a
 * warning, and written back only within types whose page says `all`.
 */
import type { Body, Value } from '../model.ts';
import { isBody } from '../value.ts';
import type { TypePage } from './page.ts';

interface Knowledge {
  /** Declared or left out: the page has a word about it. */
  readonly known: ReadonlySet<string>;
  readonly leftOut: ReadonlySet<string>;
  /** Paths below which everything is known. */
  readonly open: readonly string[];
}

const byPage = new WeakMap<TypePage, Knowledge>();

function knowledgeOf(page: TypePage): Knowledge {
  let knowledge = byPage.get(page);
  if (knowledge === undefined) {
    const isAll = page.properties === 'all';
    const leftOut = new Set([
      ...page.volatile,
      // On every directory object; where an object stands is known without it.
      'deletedDateTime',
      ...page.leftOut.flatMap(({ properties }) => properties),
      // A page with `all` keeps what Graph returns of it, also what cannot be recovered.
      ...(isAll ? [] : page.notCovered.map(({ property }) => property)),
    ]);
    const declared = page.properties === 'all' ? [] : page.properties.map(({ name }) => name);
    const open = page.known.filter((path) => path.endsWith('.*')).map((path) => path.slice(0, -1));
    const known = new Set([
      'id',
      '@odata.type',
      ...page.known.filter((path) => !path.endsWith('.*')),
      ...open.map((path) => path.slice(0, -1)),
      ...declared,
      ...leftOut,
      ...Object.keys(page.readOnly),
      ...page.links.map(({ name }) => name),
      ...page.children.map(({ property }) => property),
    ]);
    knowledge = { known, leftOut, open };
    byPage.set(page, knowledge);
  }
  return knowledge;
}

export const isLeftOut = (page: TypePage, name: string): boolean => knowledgeOf(page).leftOut.has(name);

/** Names at the top of a Graph body that the page has no word about. Annotations are no properties. */
export function unknownNames(page: TypePage, graph: { readonly [name: string]: unknown }): readonly string[] {
  const { known } = knowledgeOf(page);
  return Object.keys(graph).filter((name) => !known.has(name) && !name.includes('@'));
}

/** Dotted paths in a kept body that the page does not know: at the top, and at any depth where the page says `all`. */
export function unknownPaths(page: TypePage, body: Body): readonly string[] {
  if (page.properties !== 'all') return unknownNames(page, body);
  const knowledge = knowledgeOf(page);
  const found = new Set<string>();
  const children = new Set(page.children.map(({ property }) => property));
  const look = (value: Value, at: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, at);
    if (!isBody(value)) return;
    for (const name of Object.keys(value)) {
      if (name.includes('@')) continue;
      const path = at === '' ? name : `${at}.${name}`;
      if (knowledge.open.some((prefix) => path.startsWith(prefix))) continue;
      if (!knowledge.known.has(path)) found.add(path);
      else if (!children.has(path)) look(value[name] as Value, path);
    }
  };
  look(body, '');
  return [...found];
}
