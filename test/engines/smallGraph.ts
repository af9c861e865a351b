/**
 * A tenant in a few maps, for the engine: users and policies that can be patched, deleted and restored, groups with members.
 * `before` may answer in its place, which is how a test makes trouble; `after` may spoil an answer when the work is done.
 */
import type { Seed, SeedBody } from '../../src/embedded/seed.ts';
import { type Asked, type FakeGraph, fakeGraph, graphError, notFound, type Said } from '../graph/fakeGraph.ts';

type Stored = Record<string, unknown> & { id: string };

export interface SmallGraph extends FakeGraph {
  readonly live: Map<string, Stored>;
  readonly deleted: Map<string, Stored>;
  readonly members: Map<string, Set<string>>;
  before?: ((asked: Asked) => Said | undefined) | undefined;
  after?: ((asked: Asked) => Said | undefined) | undefined;
  /** Requests that write, as `METHOD path`. */
  writes(): string[];
}

const done: Said = { status: 204 };
const refused = (message: string): Said => ({ status: 400, json: graphError('Request_BadRequest', message) });

export async function smallGraph(seed: {
  readonly live?: readonly Stored[];
  readonly deleted?: readonly Stored[];
  readonly members?: Record<string, readonly string[]>;
  readonly owners?: Record<string, readonly string[]>;
  /** Which collection an object belongs to, for lists: `users`, `groups`, `policies`, `namedLocations`. */
  readonly collections?: ReadonlyMap<string, string>;
}): Promise<SmallGraph> {
  const live = new Map((seed.live ?? []).map((one) => [one.id, { ...one }]));
  const deleted = new Map((seed.deleted ?? []).map((one) => [one.id, { ...one }]));
  const members = new Map(Object.entries(seed.members ?? {}).map(([id, ids]) => [id, new Set(ids)]));
  const owners = new Map(Object.entries(seed.owners ?? {}));
  const collectionOf = (id: string): string => seed.collections?.get(id) ?? 'users';
  const inCollection = (from: ReadonlyMap<string, Stored>, name: string): Said => ({
    json: { value: [...from.values()].filter((one) => collectionOf(one.id) === name).map(shown) },
  });
  /** As Graph shows it: the manager expanded, links of groups left out. */
  const shown = ({ manager, ...one }: Stored): object =>
    manager === undefined ? one : { ...one, manager: { '@odata.type': '#microsoft.graph.user', id: manager } };
  const membersOf = (id: string): Set<string> => {
    const set = members.get(id) ?? new Set<string>();
    members.set(id, set);
    return set;
  };
  const idIn = (url: unknown): string => String(url).split('/').at(-1) as string;

  function addMembers(id: string, targets: readonly string[]): Said {
    if (targets.some((target) => !live.has(target))) return refused('one of the objects being referenced do not exist');
    if (targets.some((target) => membersOf(id).has(target))) return refused('references already exist');
    for (const target of targets) membersOf(id).add(target);
    return done;
  }

  function answer(asked: Asked): Said {
    const path = (asked.path.split('?')[0] as string).replace(/^\/(?:v1\.0|beta)/, '');
    if (path === '/$batch') {
      const parts = asked.body.requests as { id: string; method: string; url: string }[];
      const responses = parts.map((part) => {
        const said = handle({ ...asked, method: part.method, path: `/v1.0${part.url}`, body: undefined });
        return { id: part.id, status: said.status ?? 200, body: said.json };
      });
      return { json: { responses } };
    }
    if (path === '/organization')
      return { json: { value: [{ id: 'tenant', displayName: 'Contoso', tenantType: 'AAD' }] } };
    if (path === '/directoryObjects/getByIds') {
      return { json: { value: asked.body.ids.filter((id: string) => live.has(id)).map((id: string) => ({ id })) } };
    }
    const collection = /^(?:\/identity\/conditionalAccess)?\/(users|groups|policies|namedLocations)$/.exec(path);
    if (collection) return inCollection(live, collection[1] as string);
    const bin = /\/deletedItems\/(?:microsoft\.graph\.(user|group)|(policies|namedLocations))$/.exec(path);
    if (bin) return inCollection(deleted, bin[2] ?? `${bin[1]}s`);
    const restore = /\/deletedItems\/(?:\w+\/)?([^/]+)\/restore$/.exec(path);
    const among = /\/deletedItems\/(?:\w+\/)?([^/]+)$/.exec(path);
    const reference = /^\/groups\/([^/]+)\/members\/(?:([^/]+)\/)?\$ref$/.exec(path);
    const list = /^\/groups\/([^/]+)\/(members|owners)$/.exec(path);
    const manager = /^\/users\/([^/]+)\/manager(\/\$ref)?$/.exec(path);
    if (restore) {
      const one = deleted.get(restore[1] as string);
      if (one === undefined) return notFound;
      deleted.delete(one.id);
      delete one.deletedDateTime;
      live.set(one.id, one);
      return { json: one };
    }
    if (among) {
      const one = deleted.get(among[1] as string);
      return one === undefined ? notFound : { json: one };
    }
    if (reference) {
      const [, group, target] = reference as unknown as [string, string, string | undefined];
      if (asked.method === 'POST') return addMembers(group, [idIn(asked.body['@odata.id'])]);
      return membersOf(group).delete(target as string) ? done : notFound;
    }
    if (list) {
      const ids = list[2] === 'members' ? [...membersOf(list[1] as string)] : (owners.get(list[1] as string) ?? []);
      const typeOf = (id: string): string => (collectionOf(id) === 'groups' ? 'group' : 'user');
      const targets = ids
        .filter((id) => live.has(id))
        .map((id) => ({ '@odata.type': `#microsoft.graph.${typeOf(id)}`, id }));
      return { json: { value: targets } };
    }
    const one = live.get(idIn(manager ? `/${manager[1]}` : path));
    if (one === undefined) return notFound;
    if (manager) {
      if (asked.method === 'GET') return one.manager === undefined ? notFound : { json: { id: one.manager } };
      if (asked.method === 'PUT') one.manager = idIn(asked.body['@odata.id']);
      else delete one.manager;
      return done;
    }
    if (asked.method === 'GET') return { json: shown(one) };
    if (asked.method === 'DELETE') {
      live.delete(one.id);
      deleted.set(one.id, { ...one, deletedDateTime: '2026-11-23T02:00:00Z' });
      return done;
    }
    const { 'members@odata.bind': bound, ...properties } = asked.body;
    if (bound !== undefined) return addMembers(one.id, bound.map(idIn));
    Object.assign(one, properties);
    return done;
  }

  const handle = (asked: Asked): Said => small.before?.(asked) ?? spoil(asked, answer(asked));
  const spoil = (asked: Asked, said: Said): Said => small.after?.(asked) ?? said;
  const server = await fakeGraph((asked) => (asked.path.endsWith('$batch') ? answer(asked) : handle(asked)));
  const small: SmallGraph = {
    ...server,
    live,
    deleted,
    members,
    writes: () => server.log().filter((line) => !line.startsWith('GET') && !line.includes('$batch')),
  };
  return small;
}

/** The same, filled as any tenant is. */
export function smallGraphOf(seed: Seed): Promise<SmallGraph> {
  const collections = new Map<string, string>();
  const members: Record<string, readonly string[]> = {};
  const owners: Record<string, readonly string[]> = {};
  const stored = (name: string, bodies: readonly SeedBody[] = []): Stored[] =>
    bodies.map(({ members: toMembers, owners: toOwners, ...body }) => {
      const id = body.id as string;
      collections.set(id, name);
      if (Array.isArray(toMembers)) members[id] = toMembers;
      if (Array.isArray(toOwners)) owners[id] = toOwners;
      return { ...body, id };
    });
  const all = (from: Seed['deleted'] = {}): Stored[] => [
    ...stored('users', from.users),
    ...stored('groups', from.groups),
    ...stored('policies', from.conditionalAccessPolicies),
    ...stored('namedLocations', from.namedLocations),
  ];
  return smallGraph({ live: all(seed), deleted: all(seed.deleted), members, owners, collections });
}
