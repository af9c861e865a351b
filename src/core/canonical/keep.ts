/**
 * Graph body → kept body: the one function that both the tenant's and the record's side pass through before they meet.
 *
 * Annotations go (`@odata.context`, `x@odata.bind`), but `@odata.type` stays because it is part of the state. Volatile
 * properties go. Sets are sorted and freed of repetitions. Everything else stays as Graph gave it, `null` and empty too.
 */
import type { TypePage } from '../catalog/page.ts';
import type { Body, Value } from '../model.ts';
import { fail } from '../problem.ts';
import { referenceFromGraph } from './reference.ts';

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function keep(
  page: TypePage,
  graph: { readonly [name: string]: unknown },
  // A soft-deleted object is read without its links: they are not known then, which is not the same as none.
  linksWere: 'read' | 'notRead' = 'read',
): Body {
  const sets = setsOf(page);
  const names = page.properties === 'all' ? Object.keys(graph) : page.properties.map((property) => property.name);
  const links = new Map(page.links.map((link) => [link.name, link]));
  const kept: { [name: string]: Value } = {};
  for (const name of names) {
    if (links.has(name) || page.volatile.includes(name)) continue;
    const value = graph[name];
    if (value === undefined || isAnnotation(name)) continue;
    kept[name] = keepValue(value, name, sets, page.idOnly);
  }
  if (linksWere === 'notRead') return kept;
  for (const [name, link] of links) {
    const value = graph[name];
    if (value === undefined) {
      // Graph leaves an expanded to-one link out when it is not set; a to-many link is always read on its own.
      if (!link.many && page.read.expand !== null) kept[name] = null;
    } else kept[name] = link.many ? keepReferences(value) : keepReference(value);
  }
  return kept;
}

/** `__proto__` is no property of anything in Graph; assigning to it would not even make one. */
const isAnnotation = (name: string): boolean =>
  (name.includes('@odata.') && name !== '@odata.type') || name === '__proto__';

const setsByPage = new WeakMap<TypePage, ReadonlySet<string>>();

export function setsOf(page: TypePage): ReadonlySet<string> {
  let sets = setsByPage.get(page);
  if (sets === undefined) {
    const declared = page.properties === 'all' ? [] : page.properties.filter((p) => p.set === true).map((p) => p.name);
    sets = new Set([...page.sets, ...declared]);
    setsByPage.set(page, sets);
  }
  return sets;
}

function keepValue(value: unknown, path: string, sets: ReadonlySet<string>, idOnly: readonly string[]): Value {
  if (Array.isArray(value)) {
    const items = value.map((item) => keepValue(item, path, sets, idOnly));
    return sets.has(path) ? sortedSet(items) : items;
  }
  if (value !== null && typeof value === 'object') {
    const source = value as { readonly [name: string]: unknown };
    if (idOnly.includes(path) && typeof source.id === 'string') return { id: source.id };
    const kept: { [name: string]: Value } = {};
    for (const name of Object.keys(source)) {
      if (isAnnotation(name)) continue;
      kept[name] = keepValue(source[name], `${path}.${name}`, sets, idOnly);
    }
    return kept;
  }
  return value as Value;
}

/** Elements by the code units of their text, each once: a set has one order, whichever way Graph listed it. */
function sortedSet(items: readonly Value[]): readonly Value[] {
  const byText = new Map(items.map((item) => [typeof item === 'string' ? item : stableText(item), item]));
  return [...byText].sort(([a], [b]) => byCodeUnit(a, b)).map(([, item]) => item);
}

function stableText(value: Value): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  const body = value as Body;
  const parts = Object.keys(body)
    .sort(byCodeUnit)
    .map((name) => `${JSON.stringify(name)}:${stableText(body[name] as Value)}`);
  return `{${parts.join(',')}}`;
}

function keepReference(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  const reference = referenceFromGraph(value as { id?: unknown });
  return reference ?? fail('lyingAnswer', 'Graph returned a link without the id of its target');
}

function keepReferences(value: unknown): Value {
  if (!Array.isArray(value)) return fail('lyingAnswer', 'Graph returned links that are not a list');
  const references = value.map(keepReference).filter((reference) => reference !== null);
  return [...new Set(references)].sort(byCodeUnit);
}
