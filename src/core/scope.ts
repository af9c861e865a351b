/**
 * What a person chose to look at or to recover: everything, object types, object ids, or single properties and links.
 */

import { pageOf } from './catalog/index.ts';
import type { TypePage } from './catalog/page.ts';
import type { Added, Body, ObjectChange, ObjectKey, Presence, Scope } from './model.ts';
import { at, isBody, type Path, withPartFrom } from './value.ts';

export const everything: Scope = { types: [], ids: [], properties: [] };

export const isEverything = (scope: Scope): boolean =>
  scope.types.length === 0 && scope.ids.length === 0 && scope.properties.length === 0;

export function inScope(scope: Scope, key: ObjectKey): boolean {
  return (
    (scope.types.length === 0 || scope.types.includes(key.type)) &&
    (scope.ids.length === 0 || scope.ids.includes(key.id))
  );
}

/** Whether a dotted name lies at or below one of the chosen properties, or is a value that one of them is a part of. */
export function nameInScope(scope: Scope, name: string): boolean {
  const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
  return (
    scope.properties.length === 0 || scope.properties.some((chosen) => isWithin(name, chosen) || isWithin(chosen, name))
  );
}

/** A change reduced to the chosen properties and links, or null when nothing of it was chosen. */
export function scopeChange(scope: Scope, change: ObjectChange): ObjectChange | null {
  if (!inScope(scope, change)) return null;
  if (scope.properties.length === 0) return change;
  // Whether an object exists is not a property: a scope of properties leaves it out.
  if (change.change !== 'changed') return null;
  const attributes = change.attributes.filter((attribute) => nameInScope(scope, attribute.name));
  const links = change.links.filter((link) => nameInScope(scope, link.name));
  return attributes.length + links.length === 0 ? null : { ...change, attributes, links };
}

/**
 * The state to go to when only the scope is to become what the backup holds and everything else is to stay as it is.
 * `added: 'keep'` leaves alone what the backup does not have.
 */
export function chosenState(scope: Scope, added: Added, key: ObjectKey, current: Presence, backup: Presence): Presence {
  if (!inScope(scope, key)) return current;
  if (scope.properties.length > 0) {
    if (current.is !== 'present' || backup.is !== 'present') return current;
    return { is: 'present', body: chosenBody(pageOf(key.type), scope, current.body, backup.body) };
  }
  if (added === 'keep' && current.is === 'present' && backup.is !== 'present') return current;
  return backup;
}

function chosenBody(page: TypePage, scope: Scope, current: Body, backup: Body): Body {
  let body = current;
  for (const name of scope.properties) {
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
