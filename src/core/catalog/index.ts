/** The object types, in the order in which a recovery builds on them. */
import type { Body, Coverage, LinkType, ObjectType } from '../model.ts';
import { isNothing } from '../value.ts';
import { application } from './application.ts';
import { authenticationMethodsPolicy } from './authenticationMethodsPolicy.ts';
import { authenticationStrengthPolicy } from './authenticationStrengthPolicy.ts';
import { authorizationPolicy } from './authorizationPolicy.ts';
import { conditionalAccessPolicy } from './conditionalAccessPolicy.ts';
import { group } from './group.ts';
import { namedLocation } from './namedLocation.ts';
import { organization } from './organization.ts';
import type { Link, Property, TypePage } from './page.ts';
import { servicePrincipal } from './servicePrincipal.ts';
import { user } from './user.ts';

export const pages: readonly TypePage[] = [
  user,
  group,
  namedLocation,
  authenticationStrengthPolicy,
  application,
  servicePrincipal,
  authenticationMethodsPolicy,
  authorizationPolicy,
  organization,
  conditionalAccessPolicy,
];

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

/** The links that count as types of their own, with the type that has them. */
export const linkTypes: ReadonlyMap<LinkType, { readonly page: TypePage; readonly link: Link }> = new Map(
  pages.flatMap((page) =>
    page.links.flatMap((link) => (link.countsAs === undefined ? [] : [[link.countsAs, { page, link }] as const])),
  ),
);

/**
 * The name under which a Graph type is known here: `#microsoft.graph.agentUser` is a `user`. Types outside the catalog
 * (`device`, `orgContact`) keep their own name.
 */
export function baseTypeName(odataType: string): string {
  const name = odataType.replace(/^#?microsoft\.graph\./, '');
  return byGraphType.get(name) ?? name;
}

/** Which optional properties are read; what is not named here is as its page says. */
export type PropertyChoice = { readonly [property: string]: boolean };

/** The declared properties that are read under a choice; null for pages that read all there is. */
export function propertiesOf(page: TypePage, choice: PropertyChoice = {}): readonly Property[] | null {
  if (page.properties === 'all') return null;
  return page.properties.filter(({ name }) => isChosen(page, name, choice));
}

/** Whether a property is read: always, unless its page makes it optional. */
export function isChosen(page: TypePage, property: string, choice: PropertyChoice): boolean {
  const optional = page.optional.find((one) => one.property === property);
  return optional === undefined || (choice[property] ?? optional.byDefault);
}

/** What this version of the tool covers of the given types, when Graph lets it look everywhere. */
export function coverageOf(types: readonly ObjectType[], choice: PropertyChoice = {}): Coverage {
  return Object.fromEntries(
    types.map((type) => {
      const page = pageOf(type);
      const declared = propertiesOf(page, choice)?.map((property) => property.name);
      const properties =
        declared === undefined ? 'all' : [...declared, ...page.children.map(({ property }) => property)].toSorted();
      return [type, { properties, links: page.links.map((link) => link.name).toSorted(), deletedItems: true }];
    }),
  );
}

/** The properties to ask Graph for with an object, or null for everything. */
export function selectOf(page: TypePage, choice: PropertyChoice = {}): readonly string[] | null {
  const elsewhere = new Set(page.elsewhere.map(({ property }) => property));
  const chosen = propertiesOf(page, choice);
  return chosen?.map(({ name }) => name).filter((name) => !name.startsWith('@') && !elsewhere.has(name)) ?? null;
}

/** What is read of each object of a type and is not in Graph's delta: to-many links and children, by name. */
export const untrackedParts = (page: TypePage): readonly string[] => [
  ...page.links.filter(({ name, many }) => many && page.delta?.includes(name) !== true).map(({ name }) => name),
  ...page.children.filter(({ reading }) => reading === 'expand').map(({ property }) => property),
];

/** Whether an object has a link, or may get one, that is mostly meant for others: it is looked at by its id then. */
export const isApart = (page: TypePage, body: Body): boolean =>
  page.links.some(
    ({ name, meantFor }) =>
      meantFor !== undefined && !meantFor.includes(body) && (meantFor.also(body) || !isNothing(body[name])),
  );
