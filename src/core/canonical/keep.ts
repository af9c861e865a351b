/**
 * Graph body → kept body: the one function that both the tenant's and the record's side pass through before they meet.
 *
 * Annotations go (`@odata.context`, `x@odata.bind`), but `@odata.type` stays because it is part of the state. Volatile
 * properties, secrets and what the page leaves out by name go. Sets are sorted and freed of repetitions. Everything else
 * stays as Graph gave it, `null` and empty too, also what no page knows yet.
 */
import type { Children, Property, TypePage } from '../catalog/page.ts';
import { isLeftOut } from '../catalog/unknown.ts';
import type { Body, Value } from '../model.ts';
import { fail } from '../problem.ts';
import { isBody } from '../value.ts';
import { keepLink } from './links.ts';
import { byCodeUnit } from './order.ts';

type GraphBody = { readonly [name: string]: unknown };

export function keep(
  page: TypePage,
  graph: GraphBody,
  // A soft-deleted object is read without its links: they are not known then, which is not the same as none.
  linksWere: 'read' | 'notRead' = 'read',
): Body {
  const rules = rulesOf(page);
  const kept: { [name: string]: Value } = {};
  for (const name of Object.keys(graph)) {
    if (rules.apart.has(name) || isAnnotation(name) || isLeftOut(page, name)) continue;
    const value = graph[name];
    if (value === undefined) continue;
    const only = rules.declared.get(name)?.only;
    kept[name] = keepValue(only === undefined ? value : partsOf(value, only), name, rules);
  }
  for (const children of page.children) {
    const value = graph[children.property];
    if (value !== undefined) kept[children.property] = keepChildren(children, value, rules);
  }
  if (linksWere === 'notRead') return kept;
  for (const link of page.links) {
    const value = graph[link.name];
    if (value !== undefined) kept[link.name] = keepLink(link, value);
    // Graph leaves an expanded to-one link out when it is not set; a to-many link is always read on its own.
    else if (!link.many && page.read.expand !== null) kept[link.name] = null;
  }
  return kept;
}

/** `__proto__` is no property of anything in Graph; assigning to it would not even make one. */
const isAnnotation = (name: string): boolean =>
  (name.includes('@odata.') && name !== '@odata.type') || name === '__proto__';

interface Rules {
  readonly declared: ReadonlyMap<string, Property>;
  readonly sets: ReadonlySet<string>;
  readonly without: ReadonlySet<string>;
  readonly idOnly: ReadonlySet<string>;
  /** Links and children, which are kept in their own way. */
  readonly apart: ReadonlySet<string>;
}

const rulesByPage = new WeakMap<TypePage, Rules>();

function rulesOf(page: TypePage): Rules {
  let rules = rulesByPage.get(page);
  if (rules === undefined) {
    const declared = page.properties === 'all' ? [] : page.properties;
    rules = {
      declared: new Map(declared.map((property) => [property.name, property])),
      sets: new Set([...page.sets, ...declared.filter(({ set }) => set === true).map(({ name }) => name)]),
      without: new Set(page.without),
      idOnly: new Set(page.idOnly),
      apart: new Set([...page.links.map(({ name }) => name), ...page.children.map(({ property }) => property)]),
    };
    rulesByPage.set(page, rules);
  }
  return rules;
}

function keepValue(value: unknown, path: string, rules: Rules): Value {
  if (Array.isArray(value)) {
    const items = value.map((item) => keepValue(item, path, rules));
    return rules.sets.has(path) ? sortedSet(items) : items;
  }
  if (value !== null && typeof value === 'object') {
    const source = value as GraphBody;
    if (rules.idOnly.has(path) && typeof source.id === 'string') return { id: source.id };
    const kept: { [name: string]: Value } = {};
    for (const name of Object.keys(source)) {
      const at = `${path}.${name}`;
      if (isAnnotation(name) || rules.without.has(at)) continue;
      kept[name] = keepValue(source[name], at, rules);
    }
    return kept;
  }
  return value as Value;
}

/** The named parts of a value, or of each element of a list: what is not named never gets in. */
function partsOf(value: unknown, only: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => partsOf(item, only));
  if (value === null || typeof value !== 'object') return value;
  const source = value as GraphBody;
  return Object.fromEntries(only.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])));
}

/** Children by their natural key, from Graph's list of them or as kept already. Fails with `lyingAnswer` for one without a key, and for two that share one. */
function keepChildren({ property, keeps, keyOf }: Children, value: unknown, rules: Rules): Value {
  const kept: { [key: string]: Value } = {};
  if (isBody(value as Value)) {
    for (const [key, child] of Object.entries(value as Body)) kept[key] = keepValue(child, property, rules);
    return kept;
  }
  if (!Array.isArray(value)) return fail('lyingAnswer', `Graph returned ${property} that are not a list`);
  for (const child of value as readonly Body[]) {
    const key = keyOf(child);
    if (key === null || key === '' || key === '__proto__' || Object.hasOwn(kept, key)) {
      return fail(
        'lyingAnswer',
        `Graph returned ${property} of which two are called ${JSON.stringify(key)}, or one nothing`,
      );
    }
    const { id: _, ...rest } = child;
    kept[key] = keepValue(keeps === 'all' ? rest : partsOf(child, keeps), property, rules);
  }
  return kept;
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
