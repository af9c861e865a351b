/** What must be true of the tenant afterwards, told by a difference report and not by the planner. */
import { pageOf } from '../../src/core/catalog/index.ts';
import { whyReadOnly } from '../../src/core/diff.ts';
import type { DifferenceReport, LinkType, ObjectChange, ObjectType, Scope, Untouched } from '../../src/core/model.ts';
import { linkTypeOf } from './wish.ts';

/** What differs and nobody said would, as `user/0a1b… city`. */
export function unexplained(objects: readonly ObjectChange[], untouched: readonly Untouched[]): readonly string[] {
  return objects.flatMap(({ type, id, attributes, links, change }) => {
    const said = untouched.filter((one) => one.type === type && one.id === id);
    if (said.some(({ property }) => property === undefined)) return [];
    const isSaid = (name: string) =>
      said.some(({ property = '' }) => name === property || name.startsWith(`${property}.`));
    const names = [...attributes, ...links].map(({ name }) => name).filter((name) => !isSaid(name));
    return change === 'changed' ? names.map((name) => `${type}/${id} ${name}`) : [`${type}/${id} is ${change}`];
  });
}

/** A difference without what follows from objects that could not come back. */
export function withoutLinksTo(ids: ReadonlySet<string>, change: ObjectChange): ObjectChange {
  const named = (value: unknown): boolean => [...ids].some((id) => JSON.stringify(value ?? null).includes(id));
  return {
    ...change,
    attributes: change.attributes.filter(({ backup }) => !named(backup)),
    links: change.links.filter(({ target }) => !ids.has(target.id)),
  };
}

/**
 * What differs outside of the scope, to be compared with what differed there before. Links to what is in it come and go with that:
 * Graph brings the memberships of a restored user back.
 */
export function outside({ objects }: DifferenceReport, { types, ids }: Scope): readonly unknown[] {
  const isIn = (type: string): boolean => types.length === 0 || types.includes(type as ObjectType);
  const isChosen = ({ type, id }: { readonly type: string; readonly id: string }): boolean =>
    isIn(type) && (ids.length === 0 || ids.includes(id));
  const isChosenLink = (change: ObjectChange, name: string): boolean => {
    const countsAs: LinkType | undefined = linkTypeOf(change, name);
    return countsAs !== undefined && types.includes(countsAs) && (ids.length === 0 || ids.includes(change.id));
  };
  return objects
    .filter((object) => !isChosen(object))
    .map((object) => {
      const { type, id, change, attributes, links } = object;
      // What nobody can write follows something else, as a principal's app roles follow its application's.
      const own = attributes.filter(({ name }) => whyReadOnly(pageOf(type), name.split('.')) === undefined);
      const others = links.filter(({ name, target }) => !isChosen(target) && !isChosenLink(object, name));
      return { type, id, change, attributes: own, links: others };
    })
    .filter(({ change, attributes, links }) => change !== 'changed' || attributes.length + links.length > 0);
}
