/** What a small tenant holds: objects by id, links by name and owner, children by owner, grants. And how Graph shows them. */
import type { Said } from '../graph/fakeGraph.ts';

export type Stored = Record<string, unknown> & { id: string };
export type LinkName = 'members' | 'owners' | 'sponsors';
/** Objects of their own below another one. */
export type ChildName = 'federatedIdentityCredentials' | 'combinationConfigurations' | 'appRoleAssignedTo';
type ByOwner = Record<string, readonly string[]>;

export interface SmallSeed {
  readonly live?: readonly Stored[];
  readonly deleted?: readonly Stored[];
  readonly members?: ByOwner;
  readonly owners?: ByOwner;
  readonly sponsors?: ByOwner;
  readonly children?: { readonly [name in ChildName]?: Record<string, readonly Stored[]> };
  readonly grants?: readonly Stored[];
  readonly skus?: readonly Stored[];
  /** Which collection an object belongs to, as its folder in a snapshot is called; `users` unless told. */
  readonly collections?: ReadonlyMap<string, string>;
  /** Objects to a page; a request may ask for fewer. */
  readonly pageSize?: number;
}

export interface SmallStore {
  readonly live: Map<string, Stored>;
  readonly deleted: Map<string, Stored>;
  readonly links: { readonly [name in LinkName]: Map<string, Set<string>> };
  readonly children: { readonly [name in ChildName]: Map<string, Map<string, Stored>> };
  readonly grants: Map<string, Stored>;
  readonly skus: readonly Stored[];
  collectionOf(id: string): string;
  /** A new object of a collection. */
  add(collection: string, body: Record<string, unknown>): Stored;
  linksOf(name: LinkName, id: string): Set<string>;
  childrenOf(name: ChildName, id: string): Map<string, Stored>;
  /** A new id for what has one of Graph's own making. */
  newId(): string;
}

const byId = (all: readonly Stored[] = []): Map<string, Stored> => new Map(all.map((one) => [one.id, { ...one }]));
const setsOf = (all: ByOwner = {}): Map<string, Set<string>> =>
  new Map(Object.entries(all).map(([id, ids]) => [id, new Set(ids)]));

export function smallStore(seed: SmallSeed): SmallStore {
  const { children: given = {} } = seed;
  const childMap = (name: ChildName): Map<string, Map<string, Stored>> =>
    new Map(Object.entries(given[name] ?? {}).map(([id, all]) => [id, byId(all)]));
  const links = { members: setsOf(seed.members), owners: setsOf(seed.owners), sponsors: setsOf(seed.sponsors) };
  const children = {
    federatedIdentityCredentials: childMap('federatedIdentityCredentials'),
    combinationConfigurations: childMap('combinationConfigurations'),
    appRoleAssignedTo: childMap('appRoleAssignedTo'),
  };
  let last = 0;
  const live = byId(seed.live);
  const added = new Map<string, string>();
  return {
    live,
    deleted: byId(seed.deleted),
    links,
    children,
    grants: byId(seed.grants),
    skus: seed.skus ?? [],
    collectionOf: (id) => added.get(id) ?? seed.collections?.get(id) ?? 'users',
    add: (collection, body) => {
      last += 1;
      const id = `f0000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
      // Only an application gets an id that nobody can choose; a principal is told whose it is.
      const own = collection === 'applications' ? { appId: `e${id.slice(1)}` } : {};
      const one = { ...body, ...own, id, createdDateTime: '2026-11-23T02:00:00Z' };
      added.set(id, collection);
      live.set(id, one);
      return one;
    },
    linksOf: (name, id) => entryOf(links[name], id, () => new Set()),
    childrenOf: (name, id) => entryOf(children[name], id, () => new Map()),
    newId: () => {
      last += 1;
      return `new_${last}`;
    },
  };
}

function entryOf<T>(map: Map<string, T>, id: string, empty: () => T): T {
  const entry = map.get(id) ?? empty();
  map.set(id, entry);
  return entry;
}

/** Graph's name of the type of each collection's objects. */
const typeNames: Record<string, string> = {
  users: 'user',
  groups: 'group',
  devices: 'device',
  applications: 'application',
  servicePrincipals: 'servicePrincipal',
};

export const isDirectoryObject = (store: SmallStore, id: string): boolean =>
  store.live.has(id) && store.collectionOf(id) in typeNames;

/** The full name of an object's type, a derived one where it has one. */
export const typeOf = (store: SmallStore, id: string): unknown =>
  (store.live.get(id) ?? store.deleted.get(id))?.['@odata.type'] ??
  `#microsoft.graph.${typeNames[store.collectionOf(id)] ?? 'directoryObject'}`;

/** `$expand` gives so many and says nothing of the rest. */
const mostExpanded = 20;

export const targetsOf = (store: SmallStore, name: LinkName, id: string): readonly Stored[] =>
  [...store.linksOf(name, id)]
    .filter((target) => store.live.has(target))
    .map((target) => ({ '@odata.type': typeOf(store, target), id: target }));

/** What has an address of its own and is not shown with the object. */
const hidden = ['manager', 'perUserMfaState'];

/** An object as Graph shows it: what `$select` names, or all; one thing expanded. */
export function shown(store: SmallStore, one: Stored, query: string): object {
  const select = /[?&]\$select=([^&]*)/.exec(query)?.[1]?.split(',');
  const isAsked = (name: string): boolean =>
    name === 'id' || name === '@odata.type' || (!hidden.includes(name) && (select?.includes(name) ?? true));
  const properties = Object.fromEntries(Object.entries(one).filter(([name]) => isAsked(name)));
  const inBody =
    store.collectionOf(one.id) === 'authenticationStrengthPolicies'
      ? { combinationConfigurations: [...store.childrenOf('combinationConfigurations', one.id).values()] }
      : {};
  return { ...properties, ...inBody, ...expanded(store, one, /[?&]\$expand=(\w+)/.exec(query)?.[1]) };
}

function expanded(store: SmallStore, { id, manager }: Stored, name: string | undefined): object {
  if (name === undefined) return {};
  if (name === 'manager')
    return manager === undefined ? {} : { manager: { '@odata.type': typeNamed('user'), id: manager } };
  const all =
    name in store.links
      ? targetsOf(store, name as LinkName, id)
      : [...store.childrenOf(name as ChildName, id).values()];
  return { [name]: all.slice(0, mostExpanded) };
}

const typeNamed = (name: string): string => `#microsoft.graph.${name}`;

/** One page of a list, with a link to the next. */
export function pageOf(
  items: readonly object[],
  at: { readonly path: string; readonly url: string },
  most: number,
): Said {
  const top = Number(/[?&]\$top=(\d+)/.exec(at.path)?.[1] ?? Number.POSITIVE_INFINITY);
  const start = Number(/[?&]\$skiptoken=(\d+)/.exec(at.path)?.[1] ?? 0);
  const end = start + Math.min(top, most);
  const value = items.slice(start, end);
  if (end >= items.length) return { json: { value } };
  const rest = at.path.replace(/[?&]\$skiptoken=\d+/, '');
  const next = `${at.url}${rest}${rest.includes('?') ? '&' : '?'}$skiptoken=${end}`;
  return { json: { value, '@odata.nextLink': next } };
}
