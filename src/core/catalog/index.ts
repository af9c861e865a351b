/** The object types, in the order in which a recovery builds on them. */
import type { Coverage, ObjectType } from '../model.ts';
import { conditionalAccessPolicy } from './conditionalAccessPolicy.ts';
import { group } from './group.ts';
import { namedLocation } from './namedLocation.ts';
import type { TypePage } from './page.ts';
import { user } from './user.ts';

export const pages: readonly TypePage[] = [user, group, namedLocation, conditionalAccessPolicy];

export const objectTypes: readonly ObjectType[] = pages.map((page) => page.type);

const byType = new Map(pages.map((page) => [page.type as string, page]));
const byAnyName = new Map(pages.flatMap((page) => [page.type, ...page.aliases].map((name) => [name, page])));
const byGraphType = new Map(pages.flatMap((page) => [page.type, ...page.derived].map((name) => [name, page.type])));
const byCollection = new Map(pages.map((page) => [page.collection, page]));

export function pageOf(type: ObjectType): TypePage {
  const page = byType.get(type);
  if (page === undefined) throw new Error(`no catalog page for ${type}`);
  return page;
}

/** The page that a person means by a type name or an alias of it. */
export const pageNamed = (name: string): TypePage | undefined => byAnyName.get(name);

export const pageOfCollection = (collection: string): TypePage | undefined => byCollection.get(collection);

/**
 * The name under which a Graph type is known here: `#microsoft.graph.agentUser` is a `user`. Types outside the catalog
 * (`device`, `orgContact`) keep their own name.
 */
export function baseTypeName(odataType: string): string {
  const name = odataType.replace(/^#?microsoft\.graph\./, '');
  return byGraphType.get(name) ?? name;
}

/** What this version of the tool covers of the given types, when Graph lets it look everywhere. */
export function coverageOf(types: readonly ObjectType[]): Coverage {
  return Object.fromEntries(
    types.map((type) => {
      const page = pageOf(type);
      const properties =
        page.properties === 'all' ? 'all' : page.properties.map((property) => property.name).toSorted();
      return [type, { properties, links: page.links.map((link) => link.name).toSorted(), deletedItems: true }];
    }),
  );
}

/** The properties to ask Graph for, or null for everything. */
export function selectOf(page: TypePage): readonly string[] | null {
  if (page.properties === 'all') return null;
  return page.properties.map((property) => property.name).filter((name) => !name.startsWith('@'));
}
