/** What somebody chooses to go back to, by seed: some of what differs, in one of the ways that people have to choose. */
import { addedOf, isLinkKept } from '../../src/core/added.ts';
import { linkTypes, objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import type { Added, AddedByType, DifferenceReport, LinkType, ObjectChange, Scope } from '../../src/core/model.ts';
import { everything, inScope } from '../../src/core/scope.ts';

export interface Wish {
  readonly scope: Scope;
  readonly added: AddedByType;
}

/** Everything half of the time; else types, ids of what differs, or properties. The seeds kept first were found with it. */
export function narrowWish(next: () => number, differing: DifferenceReport): Wish {
  const added = next() < 0.7 ? 'softDelete' : 'keep';
  const some = <Item>(items: readonly Item[]) => items.filter(() => next() < 0.4);
  const kind = next();
  if (kind < 0.5) return { scope: everything, added };
  if (kind < 0.7) return { scope: { ...everything, types: some(objectTypes) }, added };
  if (kind < 0.9) return { scope: { ...everything, ids: some(differing.objects.map(({ id }) => id)) }, added };
  const names = differing.objects.flatMap(({ attributes, links }) => [...attributes, ...links].map(({ name }) => name));
  return { scope: { ...everything, properties: [...new Set(some(names))] }, added };
}

const typesOfAll = [...objectTypes, ...linkTypes.keys()];

/** Types (consent and assignments among them), ids, properties and links, alone and together; and what is kept, type by type. */
export function wideWish(next: () => number, { objects }: DifferenceReport): Wish {
  const some = <Item>(items: readonly Item[], share = 0.4) => items.filter(() => next() < share);
  const added = addedBy(next);
  if (next() < 0.35) return { scope: everything, added };
  const types = next() < 0.4 ? some(typesOfAll) : [];
  // An id of another type is refused, and so is a name that nothing of what is chosen has: each may be a slip.
  const among = objects.filter((object) => inScope({ ...everything, types }, object));
  const ids = next() < 0.4 ? some(among.map(({ id }) => id)) : [];
  const chosen = among.filter((object) => inScope({ ...everything, ids }, object));
  const names = chosen.flatMap(({ attributes, links }) => [...attributes, ...links].map(({ name }) => name));
  const properties = next() < 0.4 ? some([...new Set(names)]).map((name) => shortened(next, name)) : [];
  return { scope: { types, ids, properties: [...new Set(properties)] }, added };
}

/** `conditions.users` is a choice like `conditions.users.excludeGroups` and `conditions`. */
function shortened(next: () => number, name: string): string {
  const parts = name.split('.');
  return next() < 0.6 || name.includes('@') ? name : parts.slice(0, 1 + Math.floor(next() * parts.length)).join('.');
}

function addedBy(next: () => number): AddedByType {
  const word = (): Added => (next() < 0.6 ? 'softDelete' : 'keep');
  if (next() < 0.6) return word();
  const byType = typesOfAll.filter(() => next() < 0.3).map((type) => [type, word()] as const);
  return { default: word(), byType: Object.fromEntries(byType) };
}

/** A difference without what was to be kept; null when nothing else is in it. */
export function withoutKept({ scope, added }: Wish, change: ObjectChange): ObjectChange | null {
  if (change.change === 'added') return addedOf(added, change.type) === 'keep' ? null : change;
  const links = change.links.filter(({ name, backup }) => {
    const countsAs = linkTypeOf(change, name);
    return countsAs === undefined || backup === 'present' || !isLinkKept(added, countsAs, scope);
  });
  return change.change === 'changed' && change.attributes.length + links.length === 0 ? null : { ...change, links };
}

export const linkTypeOf = ({ type }: Pick<ObjectChange, 'type'>, name: string): LinkType | undefined =>
  pageOf(type).links.find((link) => link.name === name)?.countsAs;
