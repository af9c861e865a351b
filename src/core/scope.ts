/**
 * What a person chose to look at or to recover: everything, object types, object ids, or single properties and links. A
 * link that counts as a type (`appRoleAssignment`) chooses that link of every object that has it.
 */

import { addedOf, isLinkKept } from './added.ts';
import { linkTypes, pageOf } from './catalog/index.ts';
import type { TypePage } from './catalog/page.ts';
import type {
  AddedByType,
  Body,
  LinkType,
  ObjectChange,
  ObjectKey,
  ObjectType,
  Presence,
  Scope,
  Value,
} from './model.ts';
import { at, isBody, type Path, withPartFrom } from './value.ts';

export const everything: Scope = { types: [], ids: [], properties: [] };

export const isEverything = (scope: Scope): boolean =>
  scope.types.length === 0 && scope.ids.length === 0 && scope.properties.length === 0;

/** The object types that must be looked at; empty means all. */
export function objectTypesIn(scope: Scope): readonly ObjectType[] {
  return [...new Set(scope.types.map((type) => linkTypes.get(type as LinkType)?.page.type ?? (type as ObjectType)))];
}

export function inScope(scope: Scope, key: ObjectKey): boolean {
  const types = objectTypesIn(scope);
  return (types.length === 0 || types.includes(key.type)) && (scope.ids.length === 0 || scope.ids.includes(key.id));
}

/** Whether it chooses, of objects of a type, links that count as a type of their own and nothing else. */
const isOfLinks = ({ types }: Scope, type: ObjectType): boolean => types.length > 0 && !types.includes(type);

/** The properties and links that were chosen of an object in scope, or null for the object as a whole. */
export function chosenNames(scope: Scope, type: ObjectType): readonly string[] | null {
  if (!isOfLinks(scope, type)) {
    return scope.properties.length === 0 ? null : scope.properties;
  }
  const links = scope.types.flatMap((one) => {
    const found = linkTypes.get(one as LinkType);
    return found?.page.type === type ? [found.link.name] : [];
  });
  return scope.properties.length === 0 ? links : links.filter((name) => scope.properties.includes(name));
}

/** Whether a dotted name lies at or below one of the chosen names, or is a value that one of them is a part of. */
function isAmong(names: readonly string[], name: string): boolean {
  const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
  return names.some((chosen) => isWithin(name, chosen) || isWithin(chosen, name));
}

/** A change reduced to the chosen properties and links, or null when nothing of it was chosen. */
export function scopeChange(scope: Scope, change: ObjectChange): ObjectChange | null {
  if (!inScope(scope, change)) return null;
  const names = chosenNames(scope, change.type);
  if (names === null) return change;
  const attributes = change.attributes.filter((attribute) => isAmong(names, attribute.name));
  const links = change.links.filter((link) => isAmong(names, link.name));
  if (attributes.length + links.length === 0) return null;
  if (change.change === 'changed') return { ...change, attributes, links };
  // Whether an object exists is not a property: a scope of properties leaves it out. Consent and assignments are objects of
  // Graph's own, and one that a new principal brought along is as new as any.
  if (change.change !== 'added' || !isOfLinks(scope, change.type)) return null;
  const { reason: _, ...rest } = change;
  return { ...rest, change: 'changed', recoveryAction: 'update', attributes: [], links };
}

/**
 * The state to go to when only the scope is to become what the backup holds and everything else is to stay as it is.
 * `keep` leaves alone what the backup does not have: objects, and links that count as a type where it is said of that type.
 */
export function chosenState(
  scope: Scope,
  added: AddedByType,
  key: ObjectKey,
  current: Presence,
  backup: Presence,
): Presence {
  if (!inScope(scope, key)) return current;
  const names = chosenNames(scope, key.type);
  if (names !== null) {
    if (current.is !== 'present') return current;
    if (isOfLinks(scope, key.type) && isKnownAbsent(backup)) {
      const going = names.filter((name) => {
        const countsAs = typeOfLink(key.type, name);
        return countsAs === undefined || !isLinkKept(added, countsAs, scope);
      });
      return { is: 'present', body: withoutLinks(going, current.body) };
    }
    if (backup.is !== 'present') return current;
    const chosen = chosenBody(pageOf(key.type), names, current.body, backup.body);
    return { is: 'present', body: withKeptLinks(scope, added, key.type, current.body, chosen) };
  }
  if (current.is !== 'present') return backup;
  if (backup.is !== 'present') return addedOf(added, key.type) === 'keep' ? current : backup;
  const body = withKeptLinks(scope, added, key.type, current.body, backup.body);
  return body === backup.body ? backup : { is: 'present', body };
}

const typeOfLink = (type: ObjectType, name: string): LinkType | undefined =>
  pageOf(type).links.find((link) => link.name === name)?.countsAs;

/** The wanted body, with the links that are there now and that the backup does not have, where such are kept. */
function withKeptLinks(scope: Scope, added: AddedByType, type: ObjectType, current: Body, wanted: Body): Body {
  const kept = pageOf(type).links.filter(
    ({ countsAs }) => countsAs !== undefined && isLinkKept(added, countsAs, scope),
  );
  const more = kept.flatMap(({ name }): readonly (readonly [string, Value])[] => {
    const [now, then] = [current[name], wanted[name]];
    if (!Array.isArray(now) || !Array.isArray(then)) return [];
    const all = new Set<Value>([...(then as readonly Value[]), ...(now as readonly Value[])]);
    return all.size === then.length ? [] : [[name, [...all].toSorted()]];
  });
  return more.length === 0 ? wanted : { ...wanted, ...Object.fromEntries(more) };
}

const isKnownAbsent = (presence: Presence): boolean => presence.is === 'absent' && presence.mayBeSoftDeleted !== true;

const withoutLinks = (names: readonly string[], body: Body): Body => ({
  ...body,
  ...Object.fromEntries(names.filter((name) => Object.hasOwn(body, name)).map((name) => [name, []])),
});

function chosenBody(page: TypePage, names: readonly string[], current: Body, backup: Body): Body {
  let body = current;
  for (const name of names) {
    const path = pathNamed(page, name, backup) ?? pathNamed(page, name, current);
    if (path !== null && isRecorded(page, backup, path)) body = withPartFrom(body, backup, path);
  }
  return body;
}

/** A declared property or a link that the backup lacks was not covered by it: nothing to go back to. */
function isRecorded(page: TypePage, backup: Body, [top = '']: Path): boolean {
  const isOpen = page.properties === 'all' && !page.links.some((link) => link.name === top);
  return isOpen || Object.hasOwn(backup, top);
}

/** Finds the path a dotted name means; a name in a body may itself hold dots (`@odata.type`). */
function pathNamed(page: TypePage, name: string, body: Body): Path | null {
  if (page.links.some((link) => link.name === name) || Object.hasOwn(body, name)) return [name];
  const search = (here: Body, rest: string): Path | null => {
    for (const part of Object.keys(here)) {
      if (rest === part) return [part];
      const below = at(here, [part]);
      if (rest.startsWith(`${part}.`) && isBody(below)) {
        const found = search(below, rest.slice(part.length + 1));
        if (found !== null) return [part, ...found];
      }
    }
    return null;
  };
  return search(body, name);
}
