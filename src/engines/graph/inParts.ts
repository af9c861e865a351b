/**
 * What cannot be written in one request. App roles and permission scopes of an application go, or change, only once they are
 * disabled: what the step takes away is disabled in a write of its own before. And an application is pre-authorized only for
 * scopes that were there before the request.
 */
import type { TypePage } from '../../core/catalog/page.ts';
import type { Body, Value } from '../../core/model.ts';
import { at, equal, isBody } from '../../core/value.ts';
import type { Work } from './bench.ts';
import { lookAt } from './look.ts';

export interface DisabledBefore {
  /** To PATCH before. */
  readonly first: Body;
  /** The same properties as they were. */
  readonly live: Body;
}

/** Null when nothing stands in the way of `own`. Reads the object only where it may have to. */
export async function disabledBefore(work: Work, page: TypePage, own: Body): Promise<DisabledBefore | null> {
  const paths = page.disabledFirst.map((path) => path.split('.')).filter((path) => Array.isArray(at(own, path)));
  if (paths.length === 0) return null;
  const presence = await lookAt(work.bench.client, work.step);
  if (presence.is !== 'present') return null;
  const first: { [name: string]: Value } = {};
  const live: { [name: string]: Value } = {};
  for (const path of paths) {
    const [top = ''] = path;
    const disabled = disabledIn(at(presence.body, path), at(own, path));
    if (disabled === null) continue;
    live[top] = presence.body[top] ?? null;
    first[top] = replaced(first[top] ?? live[top] ?? null, path.slice(1), disabled.elements);
    for (const later of page.sentLater.map((one) => one.split('.')).filter(([name]) => name === top)) {
      const naming = at(first, later);
      if (naming !== undefined)
        first[top] = replaced(first[top] ?? null, later.slice(1), without(naming, disabled.ids));
    }
  }
  return Object.keys(first).length === 0 ? null : { first, live };
}

/** Elements that name what goes do so no more: Graph would not let it go. Those that name nothing else go with it. */
function without(elements: Value, ids: ReadonlySet<Value>): Value {
  if (!Array.isArray(elements)) return elements;
  return (elements as readonly Value[]).flatMap((element): readonly Value[] => {
    if (!isBody(element)) return [element];
    const lists = Object.entries(element).filter(([, value]) => Array.isArray(value)) as [string, readonly Value[]][];
    const kept = lists.map(([name, list]) => [name, list.filter((one) => !ids.has(one))] as const);
    const isLeft = lists.length === 0 || kept.some(([, list]) => list.length > 0);
    return isLeft ? [{ ...element, ...Object.fromEntries(kept) }] : [];
  });
}

/** `own` without what has to be sent later, or null where all can go at once. */
export function sentBefore(page: TypePage, own: Body): Body | null {
  const later = page.sentLater
    .map((path) => path.split('.'))
    .filter((path) => {
      const value = at(own, path);
      return Array.isArray(value) && value.length > 0;
    });
  return later.length === 0 ? null : later.reduce<Body>((body, path) => lacking(body, path), own);
}

function lacking(body: Body, [name = '', ...rest]: readonly string[]): Body {
  const { [name]: value, ...others } = body;
  return rest.length === 0 || !isBody(value) ? others : { ...others, [name]: lacking(value, rest) };
}

/** The live elements with those disabled that the wanted list lacks or has otherwise; null when there are none. */
function disabledIn(
  live: Value | undefined,
  wanted: Value | undefined,
): { readonly elements: Value; readonly ids: ReadonlySet<Value> } | null {
  if (!Array.isArray(live) || !Array.isArray(wanted)) return null;
  const kept = new Map((wanted as readonly Value[]).filter(isBody).map((element) => [element.id, element]));
  const ids = new Set<Value>();
  const elements = (live as readonly Value[]).map((element) => {
    if (!isBody(element) || element.isEnabled === false || equal(kept.get(element.id), element)) return element;
    ids.add(element.id ?? null);
    return { ...element, isEnabled: false };
  });
  return ids.size === 0 ? null : { elements, ids };
}

/** A copy of a value with another one at a path below it. */
function replaced(value: Value, path: readonly string[], by: Value): Value {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  const body = isBody(value) ? value : {};
  return { ...body, [name]: replaced(body[name] ?? null, rest, by) };
}
