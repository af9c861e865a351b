/**
 * Which other objects a body refers to, by the catalog's declarations. Needed to put steps in a safe order, and to know
 * before the first write what is gone.
 *
 * A name is `type/id`, or `type(appId='…')` where Graph refers by the application's id instead, as Graph itself writes it.
 */
import type { Reference, TypePage } from '../catalog/page.ts';
import type { Body, ObjectKey, Value } from '../model.ts';
import { isBody } from '../value.ts';

export const nameOf = (type: string, id: string, by?: Reference['by']): string =>
  by === undefined ? `${type}/${id}` : `${type}(${by}='${id}')`;

/** Every name of an object that others may use for it. */
export function namesOf(page: TypePage, { id }: Pick<ObjectKey, 'id'>, body: Body): readonly string[] {
  const others = page.alternateKeys.flatMap((by) => {
    const value = body[by];
    return typeof value === 'string' ? [nameOf(page.type, value, by)] : [];
  });
  return [nameOf(page.type, id), ...others];
}

/** Names of everything the declared reference properties hold; words such as `All` are not references. */
export const referencesOf = (page: TypePage, body: Body): readonly string[] =>
  namesIn(
    page.references.filter(({ within }) => within !== true),
    body,
  );

/** Those that Graph insists on. */
export const requiredBy = (page: TypePage, body: Body): readonly string[] =>
  namesIn(
    page.references.filter(({ mayBeAbsent, within }) => mayBeAbsent !== true && within !== true),
    body,
  );

const namesIn = (references: readonly Reference[], body: Body): readonly string[] =>
  references.flatMap(({ path, type, words, by }) =>
    idsAt(body, path.split('.'))
      .filter((id) => !words.includes(id))
      .map((id) => nameOf(type, id, by)),
  );

/** Strings at a path, through lists of objects on the way. */
export function idsAt(value: Value | undefined, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => idsAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'string' ? [value] : [];
  return isBody(value) && Object.hasOwn(value, name) ? idsAt(value[name], rest) : [];
}

export interface ParsedName {
  readonly type: string;
  readonly id: string;
  readonly by?: 'appId';
}

export function parseName(name: string): ParsedName {
  const match = /^([A-Za-z]+)(?:\/(.*)|\(appId='(.*)'\))$/s.exec(name);
  if (match === null) throw new Error(`not the name of an object: ${name}`);
  const [, type = '', id, appId] = match;
  return appId === undefined ? { type, id: id ?? '' } : { type, id: appId, by: 'appId' };
}
