/**
 * Looking into JSON values by path. A path is a list of names, because a name may hold a dot (`@odata.type`); people see it
 * joined by dots.
 */
import type { Body, Value } from './model.ts';

export type Path = readonly string[];

export const printPath = (path: Path): string => path.join('.');

export const isBody = (value: Value | undefined): value is Body =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isBody(a) || !isBody(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && equal(a[name], b[name]));
}

export function at(value: Value | undefined, path: Path): Value | undefined {
  let here = value;
  for (const name of path) {
    if (!isBody(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

/** A copy of `body` that has at `path` what `source` has there; where a parent is missing, the whole parent comes along. */
export function withPartFrom(body: Body, source: Body, path: Path): Body {
  const [name, ...rest] = path;
  if (name === undefined) return source;
  const mine = body[name];
  const theirs = source[name];
  if (theirs === undefined) {
    // Graph cannot unset a property, only null it.
    return name in body ? { ...body, [name]: null } : body;
  }
  if (rest.length > 0 && isBody(mine) && isBody(theirs)) {
    return { ...body, [name]: withPartFrom(mine, theirs, rest) };
  }
  return { ...body, [name]: theirs };
}

/** To have nothing of a part is as if nobody had asked about it: an empty list, an empty map, null, or not there. */
export const isNothing = (value: Value | undefined): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);
