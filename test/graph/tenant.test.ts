import { afterEach, describe, expect, it } from 'vitest';
import type { Body, DirectoryObject, ObjectType, Presence } from '../../src/core/model.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { problemOf } from '../contract/failure.ts';
import { type Asked, type FakeGraph, fakeGraph, graphError, notFound, type Said, testClient } from './fakeGraph.ts';

let graph: FakeGraph | undefined;
afterEach(() => graph?.close());

const tenantOf = async (answer: (asked: Asked, url: string) => Said) => {
  const served = await fakeGraph((asked, url) =>
    asked.path === '/v1.0/$batch' ? batch(asked, url, answer) : answer(asked, url),
  );
  graph = served;
  const client = testClient(served.url);
  return { tenant: graphTenant(client), client, served };
};

/** Answers the parts of a batch as if they had come alone, last one first: Graph promises no order. */
function batch(asked: Asked, url: string, answer: (asked: Asked, url: string) => Said): Said {
  const responses = asked.body.requests.map((part: { id: string; method: string; url: string }) => {
    const said = answer({ ...asked, method: part.method, path: `/v1.0${part.url}`, body: undefined }, url);
    return { id: part.id, status: said.status ?? 200, headers: said.headers ?? {}, body: said.json };
  });
  return { json: { responses: responses.reverse() } };
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const user = (n: number, more: object = {}) => ({ id: id(n), displayName: `User ${n}`, ...more });
const page = (items: readonly object[], nextLink?: string): Said => ({
  json: { value: items, ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }) },
});

async function all(objects: AsyncIterable<DirectoryObject>): Promise<DirectoryObject[]> {
  const list: DirectoryObject[] = [];
  for await (const object of objects) list.push(object);
  return list;
}

const pageNumber = ({ path }: Asked): number => Number(/skiptoken=(\d+)/.exec(path)?.[1] ?? 0);
const next = (url: string, n: number): string => `${url}/v1.0/users?$skiptoken=${n}`;

describe('reading a type', () => {
  it('follows the pages to the end, with all properties and links asked for', async () => {
    const { tenant, served } = await tenantOf((asked, url) => {
      const n = pageNumber(asked);
      const manager = { '@odata.type': '#microsoft.graph.user', id: id(9) };
      return page([user(n * 2, { manager }), user(n * 2 + 1)], n < 2 ? next(url, n + 1) : undefined);
    });
    const users = await all(tenant.read('user'));
    expect(users.map(({ key }) => key.id)).toEqual([0, 1, 2, 3, 4, 5].map(id));
    expect(users[0]?.body.manager).toBe(`user/${id(9)}`);
    expect(users[1]?.body.manager).toBeNull();
    expect(served.log()[0]).toMatch(
      /^GET \/v1\.0\/users\?\$select=id,.*userType&\$expand=manager\(\$select=id\)&\$top=999$/,
    );
  });

  it('asks policies of beta, without $select and $top', async () => {
    const { tenant, served } = await tenantOf(() =>
      page([{ id: id(1), displayName: 'Policy', deletedDateTime: null }]),
    );
    expect(await all(tenant.read('conditionalAccessPolicy'))).toEqual([
      { key: { type: 'conditionalAccessPolicy', id: id(1) }, body: { id: id(1), displayName: 'Policy' } },
    ]);
    expect(served.log()).toEqual(['GET /beta/identity/conditionalAccess/policies']);
  });

  it('asks for values of enums that are newer than Graph’s first', async () => {
    const { tenant, served } = await tenantOf(() => page([]));
    await all(tenant.read('conditionalAccessPolicy'));
    expect(served.asked[0]?.headers.prefer).toBe('include-unknown-enum-members');
  });

  it('drops an object that a page repeats unchanged, once', async () => {
    const { tenant } = await tenantOf((asked, url) =>
      pageNumber(asked) === 0 ? page([user(1), user(2)], next(url, 1)) : page([user(2), user(3)]),
    );
    expect((await all(tenant.read('user'))).map(({ key }) => key.id)).toEqual([id(1), id(2), id(3)]);
  });

  it('survives an empty page in the middle', async () => {
    const { tenant } = await tenantOf((asked, url) => {
      const n = pageNumber(asked);
      return page(n === 1 ? [] : [user(n)], n < 2 ? next(url, n + 1) : undefined);
    });
    expect(await all(tenant.read('user'))).toHaveLength(2);
  });

  const lies: readonly (readonly [string, (asked: Asked, url: string) => Said])[] = [
    ['no list at all', () => ({ json: { id: id(1) } })],
    ['a list of other things', () => ({ json: { value: ['text'] } })],
    ['an object without an id', () => page([{ displayName: 'Nobody' }])],
    ['an id that climbs', () => page([{ id: '../../etc/passwd' }])],
    ['a deleted object in the list of live ones', () => page([user(1, { deletedDateTime: '2026-11-20T02:00:00Z' })])],
    ['a removed object', () => page([user(1, { '@removed': { reason: 'changed' } })])],
    ['a link to another origin', () => page([user(1)], 'https://evil.example/v1.0/users?$skiptoken=1')],
    ['a link that hides the origin', (_, url) => page([user(1)], `${url}@evil.example/v1.0/users`)],
    ['a link to another version', (_, url) => page([user(1)], `${url}/beta/users?$skiptoken=1`)],
    ['a link that is none', () => page([user(1)], 'next')],
    ['the same link again', (asked, url) => page([user(asked.times)], next(url, 1))],
    ['links without end', (asked, url) => page([user(1)], next(url, pageNumber(asked) + 1))],
    ['empty pages without end', (asked, url) => page([], next(url, pageNumber(asked) + 1))],
    [
      'an object twice with different content',
      (asked, url) =>
        pageNumber(asked) === 0 ? page([user(1), user(2)], next(url, 1)) : page([user(2, { city: 'Oslo' }), user(3)]),
    ],
    [
      'an object again and again',
      (asked, url) => page([user(1), user(pageNumber(asked) + 2)], next(url, pageNumber(asked) + 1)),
    ],
  ];
  it.each(lies)('takes no lie: %s', async (_name, answer) => {
    const { tenant, served } = await tenantOf(answer);
    expect((await problemOf(all(tenant.read('user')))).code).toBe('lyingAnswer');
    expect(served.asked.length).toBeLessThan(110);
  });

  it('fails when a later page cannot be read, and says what was asked', async () => {
    const { tenant } = await tenantOf((asked, url) =>
      pageNumber(asked) === 0 ? page([user(1)], next(url, 1)) : { status: 503, text: '' },
    );
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { key } of tenant.read('user')) seen.push(key.id);
    })();
    const { code, text } = await problemOf(reading);
    expect(code).toBe('tenantUnreadable');
    expect(text).toContain('GET /users?$skiptoken=…');
    expect(seen).toEqual([id(1)]);
  });

  it('names the permission that is missing', async () => {
    const { tenant } = await tenantOf(() => ({ status: 403, json: graphError('Authorization_RequestDenied') }));
    const { code, text } = await problemOf(all(tenant.read('group')));
    expect(code).toBe('permission');
    expect(text).toContain('Group.Read.All');
  });

  it('leaves nothing unhandled when the reader stops early', async () => {
    const { tenant } = await tenantOf((asked, url) =>
      pageNumber(asked) === 0 ? page([user(1)], next(url, 1)) : { status: 403, json: graphError('Denied') },
    );
    for await (const { key } of tenant.read('user')) {
      expect(key.id).toBe(id(1));
      break;
    }
  });
});

describe('members and owners', () => {
  const group = (n: number, more: object = {}) => ({ id: id(n), displayName: `Group ${n}`, groupTypes: [], ...more });
  const target = (n: number, type = 'user') => ({ '@odata.type': `#microsoft.graph.${type}`, id: id(n) });
  const groups = (list: readonly object[], links: (path: string, url: string) => Said) => (asked: Asked, url: string) =>
    asked.path.startsWith('/v1.0/groups?') ? page(list) : links(asked.path, url);

  it('are read to their end', async () => {
    const { tenant, served } = await tenantOf(
      groups([group(1), group(2)], (path, url) => {
        if (path.includes(`${id(1)}/members?$select`)) {
          return page([target(11), target(12, 'device')], `${url}/v1.0/groups/${id(1)}/members?$skiptoken=x`);
        }
        if (path.includes('skiptoken=x')) return page([target(13, 'group'), target(14, 'agentUser')]);
        return path.includes('/owners') ? page([target(21)]) : page([]);
      }),
    );
    const [first, second] = await all(tenant.read('group'));
    expect(first?.body.members).toEqual([`device/${id(12)}`, `group/${id(13)}`, `user/${id(11)}`, `user/${id(14)}`]);
    expect(first?.body.owners).toEqual([`user/${id(21)}`]);
    expect(second?.body.members).toEqual([]);
    expect(served.log().filter((line) => line.includes('$batch'))).toHaveLength(1);
  });

  it('of a dynamic group are not asked for', async () => {
    const { tenant } = await tenantOf(
      groups([group(1, { groupTypes: ['DynamicMembership'] })], (path) =>
        path.includes('/members') ? { status: 500, json: graphError('ShouldNotBeAsked') } : page([target(21)]),
      ),
    );
    const [only] = await all(tenant.read('group'));
    expect(only?.body).not.toHaveProperty('members');
    expect(only?.body.owners).toEqual([`user/${id(21)}`]);
  });

  it('fail the type when they cannot be read', async () => {
    const { tenant } = await tenantOf(
      groups([group(1)], (path) =>
        path.includes('/owners') ? { status: 403, json: graphError('Authorization_RequestDenied') } : page([]),
      ),
    );
    expect((await problemOf(all(tenant.read('group')))).code).toBe('permission');
  });

  it('of a group that went away meanwhile leave it out, if Graph confirms that it did', async () => {
    const { tenant } = await tenantOf(
      groups([group(1), group(2)], (path) => (path.includes(id(1)) ? notFound : page([]))),
    );
    expect((await all(tenant.read('group'))).map(({ key }) => key.id)).toEqual([id(2)]);
  });

  it('of a group that is still there fail the type', async () => {
    const { tenant } = await tenantOf(
      groups([group(1)], (path) => (path === `/v1.0/groups/${id(1)}?$select=id` ? { json: group(1) } : notFound)),
    );
    expect((await problemOf(all(tenant.read('group')))).code).toBe('tenantUnreadable');
  });
});

describe('batches', () => {
  const group = { id: id(1), displayName: 'Group', groupTypes: [] };
  const withBatch = (answer: (asked: Asked) => object): ((asked: Asked) => Said) => {
    return (asked) => (asked.path.includes('$batch') ? { json: answer(asked) } : page([group]));
  };
  const read = async (answer: (asked: Asked) => object) => {
    graph = await fakeGraph(withBatch(answer));
    const client = testClient(graph.url);
    return { outcome: all(graphTenant(client).read('group')), client };
  };
  const part = (partId: string, said: Said = page([])) => ({
    id: partId,
    status: said.status ?? 200,
    headers: said.headers ?? {},
    body: said.json,
  });

  it('ask the parts that were throttled again, and only those', async () => {
    const asked: string[][] = [];
    const { outcome, client } = await read(({ body }) => {
      const ids: string[] = body.requests.map((request: { id: string }) => request.id);
      asked.push(ids);
      const throttled = { status: 429, headers: { 'Retry-After': '3' }, json: graphError('TooManyRequests') };
      return { responses: ids.map((one) => (one === '1' && asked.length < 3 ? part(one, throttled) : part(one))) };
    });
    expect(await outcome).toHaveLength(1);
    expect(asked).toEqual([['0', '1'], ['1'], ['1']]);
    expect(client.waits).toEqual([3_000, 3_000]);
  });

  it.each([
    ['an answer missing', { responses: [part('0')] }],
    ['an answer twice', { responses: [part('0'), part('0'), part('1')] }],
    ['an answer nobody asked for', { responses: [part('0'), part('1'), part('2')] }],
    ['no answers', {}],
    ['an answer that is no list', { responses: [part('0', { json: 'text' }), part('1')] }],
  ])('take no lie: %s', async (_name, body) => {
    const { outcome } = await read(() => body);
    expect((await problemOf(outcome)).code).toBe('lyingAnswer');
  });

  it('give up on a part that stays throttled', async () => {
    const throttled: Said = { status: 429, json: graphError('TooManyRequests') };
    const { outcome } = await read(({ body }) => ({
      responses: body.requests.map(({ id: one }: { id: string }) => (one === '1' ? part(one, throttled) : part(one))),
    }));
    const { code, text } = await problemOf(outcome);
    expect(code).toBe('tenantUnreadable');
    expect(text).toContain('asked 6 times');
  });
});

describe('deleted items', () => {
  it('come without links and without their date', async () => {
    const { tenant, served } = await tenantOf(() => page([user(1, { deletedDateTime: '2026-11-20T02:00:00Z' })]));
    expect(await tenant.readDeleted('user')).toEqual([
      { key: { type: 'user', id: id(1) }, body: { id: id(1), displayName: 'User 1' } },
    ]);
    expect(served.log()[0]).toMatch(/deletedItems\/microsoft\.graph\.user\?\$select=id,.*,deletedDateTime&\$top=999$/);
  });

  it.each([
    ['conditionalAccessPolicy', 403, 'null'],
    ['namedLocation', 403, 'null'],
    ['namedLocation', 404, 'null'],
    ['user', 403, 'permission'],
    ['group', 404, 'tenantUnreadable'],
    ['conditionalAccessPolicy', 503, 'tenantUnreadable'],
  ] as const)('of %s with %i are %s', async (type, status, expected) => {
    const { tenant } = await tenantOf(() => ({ status, json: graphError('Denied') }));
    if (expected === 'null') expect(await tenant.readDeleted(type)).toBeNull();
    else expect((await problemOf(tenant.readDeleted(type))).code).toBe(expected);
  });
});

describe('reading by key', () => {
  const where = async (
    type: ObjectType,
    numbers: readonly number[],
    answer: (asked: Asked) => Said,
  ): Promise<{ found: Presence[]; log: string[] }> => {
    const { tenant, served } = await tenantOf(answer);
    const presences = await tenant.readByKey(numbers.map((n) => ({ type, id: id(n) })));
    expect(presences.size).toBe(new Set(numbers).size);
    return { found: numbers.map((n) => presences.get(`${type}/${id(n)}`) as Presence), log: served.log() };
  };
  const denied: Said = { status: 403, json: graphError('Denied') };

  it('tells present, soft-deleted, gone and unreadable apart', async () => {
    const { found } = await where('user', [1, 2, 3, 4, 5], ({ path }) => {
      if (path.includes(`users/${id(1)}`)) return { json: user(1) };
      if (path.includes(`deletedItems/${id(2)}`)) {
        return {
          json: { '@odata.type': '#microsoft.graph.user', ...user(2), deletedDateTime: '2026-11-20T02:00:00Z' },
        };
      }
      if (path.includes(`users/${id(4)}`)) return denied;
      return path.includes(`deletedItems/${id(5)}`) ? denied : notFound;
    });
    expect(found.map(({ is }) => is)).toEqual(['present', 'softDeleted', 'absent', 'unknown', 'unknown']);
    expect((found[1] as { body: Body }).body).toEqual({ id: id(2), displayName: 'User 2' });
    expect((found[3] as { reason: string }).reason).toContain('User.Read.All');
  });

  it('believes only Graph that something is not there', async () => {
    for (const json of [{ message: 'no route' }, graphError('BadGateway')]) {
      const { found } = await where('user', [1], () => ({ status: 404, json }));
      expect(found[0]?.is).toBe('unknown');
      await graph?.close();
    }
  });

  it('takes no other object for the one asked for', async () => {
    const { found } = await where('user', [1], () => ({ json: user(2) }));
    expect(found[0]).toMatchObject({ is: 'unknown' });
  });

  it('keeps the type of an agent user', async () => {
    const agent = { '@odata.type': '#microsoft.graph.agentUser', ...user(1) };
    const { found } = await where('user', [1], () => ({ json: agent }));
    expect((found[0] as { body: Body }).body['@odata.type']).toBe('#microsoft.graph.agentUser');
  });

  it('asks for a few policies one by one and for many as a list', async () => {
    const policies = '/beta/identity/conditionalAccess';
    const few = await where('conditionalAccessPolicy', [1, 2], ({ path }) =>
      path === `${policies}/policies/${id(1)}`
        ? { json: user(1) }
        : { status: 404, json: graphError('ResourceNotFound') },
    );
    expect(few.found.map(({ is }) => is)).toEqual(['present', 'absent']);
    expect(few.log).toHaveLength(3);
    await graph?.close();

    const many = await where('conditionalAccessPolicy', [1, 2, 3, 4, 5], ({ path }) =>
      page(path.includes('deletedItems') ? [user(2)] : [user(1), user(9)]),
    );
    expect(many.found.map(({ is }) => is)).toEqual(['present', 'softDeleted', 'absent', 'absent', 'absent']);
    expect(many.log).toEqual([`GET ${policies}/policies`, `GET ${policies}/deletedItems/policies`]);
    await graph?.close();

    const hidden = await where('conditionalAccessPolicy', [1, 2, 3, 4], ({ path }) =>
      path.includes('deletedItems') ? denied : page([user(1)]),
    );
    expect(hidden.found.map(({ is }) => is)).toEqual(['present', 'unknown', 'unknown', 'unknown']);
  });

  it('answers for every key when nothing can be read', async () => {
    const { found } = await where('group', [1, 2], () => ({ status: 503, text: '' }));
    expect(found.map(({ is }) => is)).toEqual(['unknown', 'unknown']);
  });
});

describe('existing', () => {
  it('asks a thousand at a time and never for what is no directory object', async () => {
    const { tenant, served } = await tenantOf(({ body }) =>
      page(body.ids.filter((one: string) => Number(one.slice(-4)) % 2 === 0).map((one: string) => ({ id: one }))),
    );
    const ids = Array.from({ length: 1_500 }, (_, n) => id(n));
    const there = await tenant.existing([...ids, 'fido2', 'All']);
    expect(there.size).toBe(750);
    expect(served.asked.map(({ body }) => body.ids.length)).toEqual([1_000, 500]);
  });

  it('fails when it cannot tell', async () => {
    const { tenant } = await tenantOf(() => ({ status: 403, json: graphError('Denied') }));
    expect((await problemOf(tenant.existing([id(1)]))).code).toBe('permission');
  });

  it('takes no object that it did not ask for', async () => {
    const { tenant } = await tenantOf(() => page([{ id: id(2) }]));
    expect((await problemOf(tenant.existing([id(1)]))).code).toBe('lyingAnswer');
  });
});

describe('describing', () => {
  it('is one organization', async () => {
    const { tenant } = await tenantOf(() => page([{ id: id(7), displayName: 'Contoso', tenantType: 'AAD' }]));
    expect(await tenant.describe()).toEqual({ tenantId: id(7), displayName: 'Contoso', tenantType: 'AAD' });
  });

  it.each([
    ['none', []],
    [
      'two',
      [
        { id: id(1), tenantType: 'AAD' },
        { id: id(2), tenantType: 'AAD' },
      ],
    ],
    ['one of no kind', [{ id: id(1) }]],
  ])('is not %s', async (_name, organizations) => {
    const { tenant } = await tenantOf(() => page(organizations));
    expect((await problemOf(tenant.describe())).code).toBe('lyingAnswer');
  });
});
