/** Names beside ids: people know `CA-Exclude-BreakGlass`, not the id by which a policy excludes it. */
import { pageOf } from '../catalog/index.ts';
import type { LinkTarget, ObjectType } from '../model.ts';
import { shortened, visible } from './visible.ts';

/** The display name of an object, where somebody knows it. */
export type NameOf = (type: string, id: string) => string | undefined;

export const noNames: NameOf = () => undefined;

const nameCharacters = 80;
/** Beside an id, so that name and id together are never cut as a value, which would cut off the id. */
const nameBesideIdCharacters = 60;

/** A display name or another single word from the tenant, safe to print. */
export const nameText = (name: string, characters: number = nameCharacters): string =>
  shortened(visible(name), characters);

/** First the names that the data itself gives, so that an object is called the same throughout, then what others know. */
export function namesFrom(known: Iterable<LinkTarget>, nameOf: NameOf = noNames): NameOf {
  const names = new Map<string, string>();
  for (const { type, id, displayName } of known) {
    if (displayName !== undefined) names.set(`${type}/${id}`, displayName);
  }
  return (type, id) => names.get(`${type}/${id}`) ?? nameOf(type, id);
}

/** `CA-Exclude-BreakGlass (1b2c…)`, with the whole id: it is what a person copies, and what nobody can choose. */
export function idText(id: string, name: string | undefined): string {
  return name === undefined || name === id ? visible(id) : `${nameText(name, nameBesideIdCharacters)} (${visible(id)})`;
}

/** `user/0a1b… (Ada)`; of a grant or an assignment also what it gives: `user/0a1b… (Ada): Approver (62a8…)`. */
export function linkText(target: LinkTarget, nameOf: NameOf, holder?: string): string {
  const { type, id, permission } = target;
  const name = target.displayName ?? nameOf(type, id);
  const reference = visible(`${type}/${id}`);
  const object =
    name === undefined || name === id ? reference : `${reference} (${nameText(name, nameBesideIdCharacters)})`;
  if (permission === undefined) return object;
  return `${object}: ${idText(permission, permissionName(permission, holder, nameOf))}`;
}

/** What people call a permission: a scope is its own name, an app role has one where its service principal is known. */
export function permissionName(permission: string, holder: string | undefined, nameOf: NameOf): string | undefined {
  if (permission === defaultAccess) return 'default access';
  return holder === undefined ? undefined : nameOf('appRole', `${holder}/${permission}`);
}

/** The app role of assignments to an application that has none. */
const defaultAccess = '00000000-0000-0000-0000-000000000000';

const reference = /\b([A-Za-z]+)\/([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\b/g;

/** A sentence of ours, safe to print, with names beside the references in it. */
export const sentenceText = (sentence: string, nameOf: NameOf): string =>
  visible(sentence).replace(reference, (_, type: string, id: string) => linkText({ type, id }, nameOf));

/** The name of what an id at a dotted path means, by the catalog's declarations; words such as `All` have none. */
export function nameAt(type: ObjectType, path: string, id: string, nameOf: NameOf): string | undefined {
  const references = pageOf(type).references.filter((one) => one.path === path && !one.words.includes(id));
  // A path may lead to objects of more than one type.
  for (const reference of references) {
    const name = nameOf(reference.type, id);
    if (name !== undefined) return name;
  }
  return undefined;
}
