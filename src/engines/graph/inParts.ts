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

/** What to PATCH before `own`, or null when nothing stands in its way. Reads the object only where it may have to. */
export async function disabledBefore(work: Work, page: TypePage, own: Body): Promise<Body | null> {
  const paths = page.disabledFirst.map((path) => path.split('.')).filter((path) => Array.isArray(at(own, path)));
  if (paths.length === 0) return null;
  const presence = await lookAt(work.bench.client, work.step);
  if (presence.is !== 'present') return null;
  const first: { [name: string]: Value } = {};
  for (const path of paths) {
    const [top = ''] = path;
    const live = at(presence.body, path);
    const disabled = disabledIn(live, at(own, path));
    if (disabled === null) continue;
    first[top] = replaced(first[top] ?? presence.body[top] ?? null, path.slice(1), disabled);
  }
  return Object.keys(first).length === 0 ? null : first;
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
function disabledIn(live: Value | undefined, wanted: Value | undefined): Value | null {
  if (!Array.isArray(live) || !Array.isArray(wanted)) return null;
  const kept = new Map((wanted as readonly Value[]).filter(isBody).map((element) => [element.id, element]));
  let isAny = false;
  const elements = (live as readonly Value[]).map((element) => {
    if (!isBody(element) || element.isEnabled !== true || equal(kept.get(element.id), element)) return element;
    isAny = true;
    return { ...element, isEnabled: false };
  });
  return isAny ? elements : null;
}

/** A copy of a value with another one at a path below it. */
function replaced(value: Value, path: readonly string[], by: Value): Value {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  const body = isBody(value) ? value : {};
  return { ...body, [name]: replaced(body[name] ?? null, rest, by) };
}
