/**
 * Only what all sides cover is compared. What one side does not cover is unknown there: never a difference, never a step. So
 * a newer version of the tool cannot delete a property that older backups did not have.
 */
import type { Coverage, ObjectType, TypeCoverage } from './model.ts';

const both = (a: TypeCoverage, b: TypeCoverage): TypeCoverage => ({
  properties:
    a.properties === 'all'
      ? b.properties
      : b.properties === 'all'
        ? a.properties
        : a.properties.filter((name) => b.properties.includes(name)),
  links: a.links.filter((name) => b.links.includes(name)),
  deletedItems: a.deletedItems && b.deletedItems,
});

/** What all of the sides cover. A type that one of them lacks is not in it. */
export function commonCoverage(first: Coverage, ...others: readonly Coverage[]): Coverage {
  let common = first;
  for (const other of others) {
    common = Object.fromEntries(
      Object.entries(common).flatMap(([type, mine]) => {
        const theirs = other[type as ObjectType];
        return theirs === undefined ? [] : [[type, both(mine, theirs)]];
      }),
    );
  }
  return common;
}

/** A coverage that has what Graph returned beside it too. */
export const withUnknown = (coverage: TypeCoverage, names: readonly string[]): TypeCoverage =>
  coverage.properties === 'all' || names.length === 0
    ? coverage
    : { ...coverage, properties: [...coverage.properties, ...names].toSorted() };

export const coversProperty = (coverage: TypeCoverage, name: string): boolean =>
  coverage.properties === 'all' ? !coverage.links.includes(name) : coverage.properties.includes(name);
