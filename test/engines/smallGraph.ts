/**
 * A tenant in a few maps, for the engine and for the contracts: it believes whatever it is told and does what it is asked.
 * `before` may answer in its place, which is how a test makes trouble; `after` may spoil an answer when the work is done.
 */
import { type Asked, type FakeGraph, fakeGraph, graphError, notFound, type Said } from '../graph/fakeGraph.ts';
import {
  type ChildName,
  isDirectoryObject,
  type LinkName,
  pageOf,
  type SmallSeed,
  type SmallStore,
  shown,
  smallStore,
  targetsOf,
  typeOf,
} from './smallStore.ts';

export interface SmallGraph extends FakeGraph, SmallStore {
  /** Links `members`, by group. */
  readonly members: Map<string, Set<string>>;
  before?: ((asked: Asked) => Said | undefined) | undefined;
  after?: ((asked: Asked) => Said | undefined) | undefined;
  /** Requests that write, as `METHOD path`. */
  writes(): string[];
}

const done: Said = { status: 204 };
const refused = (message: string): Said => ({ status: 400, json: graphError('Request_BadRequest', message) });
const notAllowed: Said = { status: 405, json: graphError('MethodNotAllowed') };
const existsAlready = (): Said => refused('one or more added references or entries exist already');

/** Where each collection is. */
const collections: readonly (readonly [path: string, collection: string])[] = [
  ['/users', 'users'],
  ['/groups', 'groups'],
  ['/applications', 'applications'],
  ['/servicePrincipals', 'servicePrincipals'],
  ['/organization', 'organization'],
  ['/identity/conditionalAccess/policies', 'conditionalAccessPolicies'],
  ['/identity/conditionalAccess/namedLocations', 'namedLocations'],
  ['/policies/authenticationStrengthPolicies', 'authenticationStrengthPolicies'],
  ['/policies/authenticationMethodsPolicy/authenticationMethodConfigurations', 'authenticationMethodConfigurations'],
];

/** Where the deleted of each collection are listed. */
const bins: readonly (readonly [path: string, collection: string])[] = [
  ['/directory/deletedItems/microsoft.graph.user', 'users'],
  ['/directory/deletedItems/microsoft.graph.group', 'groups'],
  ['/directory/deletedItems/microsoft.graph.application', 'applications'],
  ['/directory/deletedItems/microsoft.graph.servicePrincipal', 'servicePrincipals'],
  ['/identity/conditionalAccess/deletedItems/policies', 'conditionalAccessPolicies'],
  ['/identity/conditionalAccess/deletedItems/namedLocations', 'namedLocations'],
];

/** Objects of which there is one, by the end of their path. */
const singles: readonly string[] = ['authorizationPolicy', 'authenticationMethodsPolicy'];

const idIn = (url: unknown): string => String(url).split('/').at(-1) as string;

export async function smallGraph(seed: SmallSeed): Promise<SmallGraph> {
  const store = smallStore(seed);
  const { live, deleted } = store;

  const list = (asked: Asked, items: readonly object[]): Said =>
    pageOf(items, { path: asked.path, url: server.url }, seed.pageSize ?? 100);
  const inCollection = (asked: Asked, from: SmallStore['live'], name: string): Said =>
    list(
      asked,
      [...from.values()]
        .filter(({ id }) => store.collectionOf(id) === name)
        .map((one) => shown(store, one, asked.path)),
    );

  function addLinks(name: LinkName, id: string, targets: readonly string[]): Said {
    if (targets.some((target) => !live.has(target))) return refused('one of the objects being referenced do not exist');
    const there = store.linksOf(name, id);
    if (targets.some((target) => there.has(target))) return existsAlready();
    for (const target of targets) there.add(target);
    return done;
  }

  function link(asked: Asked, name: LinkName, id: string, rest: readonly string[]): Said {
    if (rest.length === 0) return list(asked, targetsOf(store, name, id));
    if (asked.method === 'POST') return addLinks(name, id, [idIn(asked.body['@odata.id'])]);
    return store.linksOf(name, id).delete(rest[0] as string) ? done : notFound;
  }

  function manager(asked: Asked, id: string): Said {
    const one = live.get(id);
    if (one === undefined) return notFound;
    if (asked.method === 'GET') return one.manager === undefined ? notFound : { json: { id: one.manager } };
    if (asked.method === 'PUT') one.manager = idIn(asked.body['@odata.id']);
    else delete one.manager;
    return done;
  }

  function child(asked: Asked, name: ChildName, id: string, childId: string | undefined): Said {
    const all = store.childrenOf(name, id);
    if (childId === undefined && asked.method === 'GET') return list(asked, [...all.values()]);
    if (childId === undefined) {
      const key = (one: object): string => JSON.stringify(keysOf(name).map((part) => (one as Asked['body'])[part]));
      if ([...all.values()].some((one) => key(one) === key(asked.body))) return existsAlready();
      const more = name === 'appRoleAssignedTo' ? { principalType: principalType(asked.body.principalId) } : {};
      const one = { ...asked.body, ...more, id: store.newId() };
      all.set(one.id, one);
      return { status: 201, json: one };
    }
    const one = all.get(childId);
    if (one === undefined) return notFound;
    if (asked.method === 'DELETE') all.delete(childId);
    else Object.assign(one, asked.body);
    return done;
  }

  /** `#microsoft.graph.user` → `User`. */
  const principalType = (id: string): string => {
    const name = String(typeOf(store, id)).replace('#microsoft.graph.', '');
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  };

  function grant(asked: Asked, id: string | undefined): Said {
    const { grants } = store;
    if (id === undefined && asked.method === 'GET') return list(asked, [...grants.values()]);
    if (id === undefined) {
      const { clientId, resourceId, consentType } = asked.body;
      const isSame = (one: Asked['body']): boolean =>
        one.clientId === clientId && one.resourceId === resourceId && one.consentType === consentType;
      if ([...grants.values()].some(isSame)) return existsAlready();
      const one = { ...asked.body, id: store.newId() };
      grants.set(one.id, one);
      return { status: 201, json: one };
    }
    const one = grants.get(id);
    if (one === undefined) return notFound;
    if (asked.method === 'DELETE') grants.delete(id);
    else Object.assign(one, asked.body);
    return done;
  }

  function object(asked: Asked, id: string): Said {
    const one = live.get(id);
    if (one === undefined) return notFound;
    if (asked.method === 'GET') return { json: { ...shown(store, one, asked.path), ...configurations(id) } };
    if (asked.method === 'DELETE') {
      live.delete(id);
      deleted.set(id, { ...one, deletedDateTime: '2026-11-23T02:00:00Z' });
      return done;
    }
    if (asked.method !== 'PATCH') return notAllowed;
    const { 'members@odata.bind': bound, ...properties } = asked.body;
    if (bound !== undefined) return addLinks('members', id, bound.map(idIn));
    Object.assign(one, properties);
    return done;
  }

  function create(asked: Asked, collection: string): Said {
    const { passwordProfile, ...body } = asked.body;
    if (collection === 'users' && typeof passwordProfile?.password !== 'string') return refused('a password is needed');
    const { userPrincipalName: name } = body;
    if (name !== undefined && [...live.values()].some((one) => one.userPrincipalName === name)) return existsAlready();
    return { status: 201, json: store.add(collection, body) };
  }

  const configurations = (id: string): object => {
    if (id !== 'authenticationMethodsPolicy') return {};
    const all = [...live.values()].filter((one) => store.collectionOf(one.id) === 'authenticationMethodConfigurations');
    return { authenticationMethodConfigurations: all };
  };

  function among(asked: Asked, id: string): Said {
    const one = deleted.get(id);
    if (asked.method === 'POST') {
      if (one === undefined) return notFound;
      const { deletedDateTime: _, ...restored } = one;
      deleted.delete(id);
      live.set(id, restored as typeof one);
      return { json: restored };
    }
    return one === undefined ? notFound : { json: { '@odata.type': typeOf(store, id), ...one } };
  }

  function below(asked: Asked, id: string, [name = '', ...rest]: readonly string[]): Said {
    if (name === '') return object(asked, id);
    if (name === 'manager') return manager(asked, id);
    if (!live.has(id)) return notFound;
    if (name in store.links) return link(asked, name as LinkName, id, rest);
    if (name in store.children) return child(asked, name as ChildName, id, rest[0]);
    if (name === 'oauth2PermissionGrants') {
      return list(
        asked,
        [...store.grants.values()].filter(({ clientId }) => clientId === id),
      );
    }
    if (name === 'updateAllowedCombinations') return object({ ...asked, method: 'PATCH' }, id);
    if (name === 'authentication') {
      if (asked.method === 'PATCH') return object(asked, id);
      return { json: { perUserMfaState: live.get(id)?.perUserMfaState ?? 'disabled' } };
    }
    return notFound;
  }

  function answer(asked: Asked): Said {
    const path = (asked.path.split('?')[0] as string).replace(/^\/(?:v1\.0|beta)/, '');
    if (path === '/$batch') return batch(asked);
    if (path === '/subscribedSkus') return list(asked, store.skus);
    if (path === '/directoryObjects/getByIds') {
      const there = asked.body.ids.filter((id: string) => isDirectoryObject(store, id));
      return { json: { value: there.map((id: string) => ({ '@odata.type': typeOf(store, id), id })) } };
    }
    const grants = /^\/oauth2PermissionGrants(?:\/([^/]+))?$/.exec(path);
    if (grants) return grant(asked, grants[1]);
    const bin = bins.find(([at]) => at === path);
    if (bin) return inCollection(asked, deleted, bin[1]);
    const item = /\/deletedItems\/(?:(?:policies|namedLocations)\/)?([^/]+)(?:\/restore)?$/.exec(path);
    if (item) return among(asked, item[1] as string);
    const byAppId = /^\/(applications|servicePrincipals)\(appId='([^']*)'\)$/.exec(path);
    if (byAppId) {
      const [, collection, appId] = byAppId;
      const one = [...live.values()].find((one) => one.appId === appId && store.collectionOf(one.id) === collection);
      return one === undefined ? notFound : { json: shown(store, one, asked.path) };
    }
    const single = /^\/policies\/(\w+)$/.exec(path)?.[1] ?? '';
    if (singles.includes(single)) return object(asked, single);
    const collection = collections.find(([at]) => path === at || path.startsWith(`${at}/`));
    if (collection === undefined) return notFound;
    const [at, name] = collection;
    if (path === at) return asked.method === 'POST' ? create(asked, name) : inCollection(asked, live, name);
    const [key = '', ...rest] = path.slice(at.length + 1).split('/');
    // A user goes by its name too.
    const named = [...live.values()].find(({ userPrincipalName }) => userPrincipalName === key);
    return below(asked, named?.id ?? key, rest);
  }

  function batch(asked: Asked): Said {
    const version = asked.path.slice(0, asked.path.indexOf('/$batch'));
    const parts = asked.body.requests as { id: string; method: string; url: string; body?: unknown }[];
    const responses = parts.map((part) => {
      const said = handle({ ...asked, method: part.method, path: `${version}${part.url}`, body: part.body });
      return { id: part.id, status: said.status ?? 200, body: said.json };
    });
    return { json: { responses } };
  }

  const handle = (asked: Asked): Said => small.before?.(asked) ?? spoil(asked, answer(asked));
  const spoil = (asked: Asked, said: Said): Said => small.after?.(asked) ?? said;
  const server = await fakeGraph((asked) => (asked.path.endsWith('$batch') ? answer(asked) : handle(asked)));
  const small: SmallGraph = {
    ...server,
    ...store,
    members: store.links.members,
    writes: () => server.log().filter((line) => !/^GET |\$batch|getByIds/.test(line)),
  };
  return small;
}

/** By what two children of one object must not be the same. */
const keysOf = (name: ChildName): readonly string[] =>
  ({
    federatedIdentityCredentials: ['name'],
    combinationConfigurations: ['appliesToCombinations'],
    appRoleAssignedTo: ['principalId', 'appRoleId'],
  })[name];
