/** What changed since a mark: delta queries say which objects to look at, sweeps say the rest, reads by id say how they are. */
import { describe, expect, it } from 'vitest';
import type { CatchUp } from '../../src/core/ports.ts';
import { problemOf } from '../contract/failure.ts';
import { type Asked, graphError, notFound, type Said } from './fakeGraph.ts';
import {
  type Answering,
  denied,
  group,
  id,
  isSample,
  isSweep,
  page,
  pathsOf,
  target,
  tenantOf,
  user,
} from './scene.ts';

const isLatest = ({ path }: Asked): boolean => path.includes('/delta?') && path.endsWith('$deltatoken=latest');
const isRound = ({ path }: Asked): boolean => /\/delta\?\$(?:delta|skip)token=/.test(path) && !path.endsWith('latest');

const deltaPage = (items: readonly object[], link: string): Said => {
  const name = link.includes('$skiptoken') ? '@odata.nextLink' : '@odata.deltaLink';
  return { json: { value: items, [name]: link } };
};

/** Users by id as they are now; rounds by token. */
interface Graph {
  readonly rounds: { readonly [token: string]: Said };
  readonly objects?: (path: string, asked: Asked) => Said;
  readonly sample?: object;
  readonly sweep?: readonly object[];
}

const tokenOf = ({ path }: Asked): string => /token=([^&]*)/.exec(path)?.[1] ?? '';

const usersOf =
  ({ rounds, objects = () => notFound, sample, sweep = [] }: Graph): Answering =>
  (asked, url) => {
    if (isSample(asked)) return page(sample === undefined ? [] : [sample]);
    if (isLatest(asked)) return deltaPage([], `${url}/v1.0/users/delta?$deltatoken=first`);
    if (isRound(asked)) return linkedTo(url, rounds[tokenOf(asked)] ?? expired);
    if (isSweep(asked)) return page(sweep);
    return objects(asked.path, asked);
  };

const limits = { taken: new Date('2026-11-20T00:00:00Z'), most: 100, apart: null };

const expired: Said = { status: 410, json: graphError('syncStateNotFound') };

/** Links in rounds are written without the host. */
function linkedTo(url: string, said: Said): Said {
  const json = said.json as { [name: string]: unknown } | undefined;
  if (json === undefined) return said;
  const links = ['@odata.nextLink', '@odata.deltaLink'].filter((name) => typeof json[name] === 'string');
  return { ...said, json: { ...json, ...Object.fromEntries(links.map((name) => [name, `${url}${json[name]}`])) } };
}

const next = (token: string): string => `/v1.0/users/delta?$skiptoken=${token}`;
const end = (token: string): string => `/v1.0/users/delta?$deltatoken=${token}`;

async function caughtUp(graph: Graph, most = 100): Promise<CatchUp> {
  const { tenant } = await tenantOf(usersOf(graph));
  const mark = await tenant.mark('user');
  if (mark === null) throw new Error('no mark');
  const result = await tenant.catchUp('user', mark, { taken: new Date(), most, apart: null });
  if ('lost' in result) throw new Error(`lost: ${result.lost}`);
  return result;
}

async function lostBy(graph: Graph, most = 100): Promise<string> {
  const { tenant } = await tenantOf(usersOf(graph));
  const mark = await tenant.mark('user');
  if (mark === null) throw new Error('no mark');
  const result = await tenant.catchUp('user', mark, { taken: new Date(), most, apart: null });
  if (!('lost' in result)) throw new Error('not lost');
  return result.lost;
}

const isUser = (n: number, path: string): boolean => path.startsWith(`/v1.0/users/${id(n)}?`);

describe('a mark', () => {
  it('asks for all that is read, and for the links that delta tells', async () => {
    const { tenant, served } = await tenantOf(usersOf({ rounds: {} }));
    const mark = await tenant.mark('user');
    expect(mark?.token).toBe('/users/delta?$deltatoken=first');
    expect(mark?.asks).toMatch(/^\/users\/delta\?\$select=id,.*,userPrincipalName,.*manager$/);
    expect(pathsOf(served).some((path) => path.includes('/users/delta?$select=') && path.includes('latest'))).toBe(
      true,
    );
  });

  it('is not there for types that Graph tells no changes of', async () => {
    const { tenant, served } = await tenantOf(() => denied);
    expect(await tenant.mark('conditionalAccessPolicy')).toBeNull();
    expect(await tenant.mark('authorizationPolicy')).toBeNull();
    expect(served.asked).toEqual([]);
  });

  it('is not there when more is read than delta tells', async () => {
    const { tenant } = await tenantOf(usersOf({ rounds: {} }), { perUserMfaState: true });
    expect(await tenant.mark('user')).toBeNull();
  });

  it.each([
    ['no link', () => page([])],
    ['a link to somewhere else', () => deltaPage([], 'https://graph.example/v1.0/users/delta?$deltatoken=x')],
    ['a link to another type', (url: string) => deltaPage([], `${url}/v1.0/groups/delta?$deltatoken=x`)],
  ])('is refused when %s comes', async (_name, said) => {
    const { tenant } = await tenantOf((asked, url) => (isSample(asked) ? page([]) : said(url)));
    expect((await problemOf(tenant.mark('user'))).code).toBe('lyingAnswer');
  });
});

describe('a round', () => {
  it('names each object once, over all pages, in whatever order and however often it is told', async () => {
    const result = await caughtUp({
      rounds: {
        first: deltaPage([user(1), user(2)], next('a')),
        a: deltaPage([], next('b')),
        b: deltaPage([user(2), { id: id(3), '@removed': { reason: 'deleted' } }, user(1)], end('second')),
      },
    });
    expect([...result.ids]).toEqual([id(1), id(2), id(3)]);
    expect(result.mark.token).toBe('/users/delta?$deltatoken=second');
  });

  it.each([
    ['expired', expired],
    ['badly formed', { status: 400, json: graphError('Request_BadRequest') }],
    ['unknown', { status: 404, json: graphError('Request_ResourceNotFound') }],
  ])('is lost when the token is %s', async (_name, said) => {
    expect(await lostBy({ rounds: { first: said } })).toContain('Graph does not take the mark');
  });

  it('is lost when the token expires half-way', async () => {
    expect(await lostBy({ rounds: { first: deltaPage([user(1)], next('a')), a: expired } })).toContain('410');
  });

  it('is lost when more changed than is worth while', async () => {
    expect(await lostBy({ rounds: { first: deltaPage([user(1), user(2), user(3)], end('x')) } }, 2)).toBe(
      'more than 2 objects changed',
    );
  });

  it('is lost when another question would be asked now', async () => {
    let sample: object | undefined;
    const { tenant } = await tenantOf((asked, url) =>
      usersOf({ rounds: {}, ...(sample ? { sample } : {}) })(asked, url),
    );
    const mark = await tenant.mark('user');
    sample = { id: id(1), quantumState: null };
    expect(await tenant.catchUp('user', mark as NonNullable<typeof mark>, limits)).toEqual({
      lost: 'quantumState was not tracked',
    });
  });

  it('is lost when the mark is of another type', async () => {
    const { tenant } = await tenantOf(usersOf({ rounds: {} }));
    const mark = await tenant.mark('user');
    const strange = { token: '/groups/delta?$deltatoken=first', asks: mark?.asks ?? '' };
    expect(await tenant.catchUp('user', strange, limits)).toEqual({ lost: 'the mark is none of this type' });
  });

  it.each([
    ['a permission is missing', denied, 'permission'],
    ['no link comes', page([user(1)]), 'lyingAnswer'],
    ['an item has no id', deltaPage([{ displayName: 'x' }], end('x')), 'lyingAnswer'],
    ['the pages do not end', deltaPage([user(1)], next('first')), 'lyingAnswer'],
  ])('fails when %s', async (_name, said, code) => {
    const { tenant } = await tenantOf(usersOf({ rounds: { first: said } }));
    const mark = await tenant.mark('user');
    expect((await problemOf(tenant.catchUp('user', mark as NonNullable<typeof mark>, limits))).code).toBe(code);
  });
});

describe('the objects of a round', () => {
  it('are read by id, with the parts that were swept', async () => {
    const asked: string[] = [];
    const result = await caughtUp({
      rounds: { first: deltaPage([user(1)], end('second')) },
      sweep: [
        { id: id(1), sponsors: [target(7)] },
        { id: id(2), sponsors: [] },
      ],
      objects: (path) => {
        asked.push(path);
        return isUser(1, path) ? { json: { ...user(1), manager: target(9) } } : notFound;
      },
    });
    expect([...(result.parts.get('sponsors') ?? [])]).toEqual([[id(1), [`user/${id(7)}`]]]);
    const { presences, unsettled } = await result.read([id(1)]);
    expect(presences.get(id(1))).toMatchObject({
      is: 'present',
      body: { displayName: 'User 1', manager: `user/${id(9)}`, sponsors: [`user/${id(7)}`] },
    });
    expect(unsettled).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('are read again until they show what was told', async () => {
    let reads = 0;
    const result = await caughtUp({
      rounds: { first: deltaPage([user(1, { displayName: 'New' })], end('second')) },
      objects: (path) => {
        if (!isUser(1, path)) return page([]);
        reads += 1;
        return { json: user(1, { displayName: reads < 3 ? 'Old' : 'New' }) };
      },
    });
    const { presences, unsettled } = await result.read([id(1)]);
    expect(presences.get(id(1))).toMatchObject({ is: 'present', body: { displayName: 'New' } });
    expect(unsettled).toEqual([]);
    expect(reads).toBe(3);
  });

  it.each([
    ['another value', user(1, { displayName: 'New' }), { json: user(1, { displayName: 'Old' }) }],
    ['an object that was told to be gone', { id: id(1), '@removed': { reason: 'changed' } }, { json: user(1) }],
    ['no manager where one was told', user(1, { 'manager@delta': [target(5)] }), { json: user(1) }],
    [
      'a manager who was told to be gone',
      user(1, { 'manager@delta': [{ ...target(5), '@removed': { reason: 'deleted' } }] }),
      { json: { ...user(1), manager: target(5) } },
    ],
  ])('are left unsettled when reads go on to show %s', async (_name, told, shown) => {
    const result = await caughtUp({
      rounds: { first: deltaPage([told], end('second')) },
      objects: (path) => (isUser(1, path) ? shown : path.includes('/sponsors') ? page([]) : notFound),
    });
    const { presences, unsettled } = await result.read([id(1)]);
    expect(presences.get(id(1))?.is).toBe('present');
    expect(unsettled).toEqual([id(1)]);
  });

  it('may be told in two ways, of which one is old', async () => {
    const result = await caughtUp({
      rounds: {
        first: deltaPage([user(1, { displayName: 'New' }), user(1, { displayName: 'Old' })], end('second')),
      },
      objects: (path) => (isUser(1, path) ? { json: user(1, { displayName: 'New' }) } : page([])),
    });
    expect((await result.read([id(1)])).unsettled).toEqual([]);
  });

  it('that cannot be read are unknown, not gone', async () => {
    const result = await caughtUp({
      rounds: { first: deltaPage([user(1)], end('second')) },
      objects: () => denied,
    });
    const { presences, unsettled } = await result.read([id(1)]);
    expect(presences.get(id(1))?.is).toBe('unknown');
    expect(unsettled).toEqual([id(1)]);
  });
});

describe('a sweep beside a round', () => {
  const capped = Array.from({ length: 20 }, (_, n) => target(100 + n));
  const cut = (isThere: boolean) =>
    caughtUp({
      rounds: { first: deltaPage([], end('second')) },
      sweep: [{ id: id(1), sponsors: capped }],
      objects: (path) => (isThere && !path.includes('/sponsors') ? { json: user(1) } : notFound),
    });

  it.each([
    ['is there', true, 'unknown'],
    ['is gone', false, 'absent'],
  ] as const)(
    'that was cut off and is not found after says nothing of it where the object %s',
    async (_name, isThere, is) => {
      const result = await cut(isThere);
      expect([...result.ids]).toEqual([id(1)]);
      expect([...(result.parts.get('sponsors') ?? [])]).toEqual([]);
      expect((await result.read([id(1)])).presences.get(id(1))?.is).toBe(is);
    },
  );
});

describe('members of groups', () => {
  const groupsOf =
    (told: object, members: readonly object[]): Answering =>
    (asked, url) => {
      if (isSample(asked)) return page([]);
      if (isLatest(asked)) return deltaPage([], `${url}/v1.0/groups/delta?$deltatoken=first`);
      if (isRound(asked)) return deltaPage([told], `${url}/v1.0/groups/delta?$deltatoken=second`);
      if (asked.path.includes('/members')) return page(members);
      if (asked.path.includes('/owners')) return page([]);
      return { json: group(1) };
    };

  it.each([
    ['added and there', [target(2)], [target(2)], 0],
    ['added and not there', [target(2)], [], 1],
    ['removed and not there', [{ ...target(2), '@removed': { reason: 'deleted' } }], [], 0],
    ['removed and there', [{ ...target(2), '@removed': { reason: 'deleted' } }], [target(2)], 1],
    ['added and removed and there', [target(2), { ...target(2), '@removed': { reason: 'deleted' } }], [target(2)], 0],
  ])('that are %s', async (_name, told, members, unsettled) => {
    const { tenant } = await tenantOf(groupsOf(group(1, { 'members@delta': told }), members));
    const mark = await tenant.mark('group');
    const result = await tenant.catchUp('group', mark as NonNullable<typeof mark>, limits);
    if ('lost' in result) throw new Error(result.lost);
    // Owners are told by delta too: nothing is swept.
    expect([...result.parts.keys()]).toEqual([]);
    expect((await result.read([id(1)])).unsettled).toHaveLength(unsettled);
  });
});

describe('recoveries of Microsoft’s own service', () => {
  const since = new Date('2026-11-20T00:00:00Z');
  const job = (more: object) => ({
    id: 'j1',
    '@odata.type': '#microsoft.graph.entraRecoveryServices.recoveryJob',
    ...more,
  });
  it.each([
    ['none', [], false],
    ['one before', [job({ status: 'successful', jobCompletionDateTime: '2026-11-19T00:00:00Z' })], false],
    ['one after', [job({ status: 'successful', jobCompletionDateTime: '2026-11-20T00:00:01Z' })], true],
    ['one that runs', [job({ status: 'running', jobStartDateTime: '2026-11-19T00:00:00Z' })], true],
    [
      'one that was abandoned long ago',
      [job({ status: 'abandoned', jobStartDateTime: '2026-11-01T00:00:00Z' })],
      false,
    ],
    ['one that does not say when', [job({})], true],
    [
      'a preview',
      [{ id: 'p', '@odata.type': '#microsoft.graph.entraRecoveryServices.recoveryPreviewJob', status: 'running' }],
      false,
    ],
  ])('%s', async (_name, jobs, expected) => {
    const { tenant } = await tenantOf(() => page(jobs));
    expect(await tenant.recoveredNatively(since)).toBe(expected);
  });

  it('cannot be seen without the permission', async () => {
    const { tenant } = await tenantOf(() => denied);
    expect(await tenant.recoveredNatively(since)).toBeNull();
  });

  it('do not exist where the service does not', async () => {
    const { tenant } = await tenantOf(() => ({ status: 400, json: graphError('BadRequest') }));
    expect(await tenant.recoveredNatively(since)).toBe(false);
  });

  it('are not "none" when Graph is not there', async () => {
    const { tenant } = await tenantOf(() => ({ status: 503, text: '' }));
    expect((await problemOf(tenant.recoveredNatively(since))).code).toBe('tenantUnreadable');
  });
});
