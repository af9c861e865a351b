import { describe, expect, it } from 'vitest';
import { problemOf } from '../contract/failure.ts';
import {
  type Answering,
  all,
  denied,
  group,
  id,
  isList,
  isSample,
  isSweep,
  listOfUsers,
  next,
  page,
  pageNumber,
  tenantOf,
  unavailable,
  user,
} from './scene.ts';

describe('reading a type', () => {
  it('follows the pages to the end, with all properties and links asked for', async () => {
    const { tenant, served } = await tenantOf(
      listOfUsers((asked, url) => {
        const n = pageNumber(asked);
        const manager = { '@odata.type': '#microsoft.graph.user', id: id(9) };
        return page([user(n * 2, { manager }), user(n * 2 + 1)], n < 2 ? next(url, n + 1) : undefined);
      }),
    );
    const users = await all(tenant.read('user'));
    expect(users.map(({ key }) => key.id)).toEqual([0, 1, 2, 3, 4, 5].map(id));
    expect(users[0]?.body.manager).toBe(`user/${id(9)}`);
    expect(users[1]?.body.manager).toBeNull();
    const [sample, sweep, list, ...others] = served.log();
    expect(new Set([sample, sweep])).toEqual(
      new Set(['GET /v1.0/users?$top=1', 'GET /v1.0/users?$select=id&$expand=sponsors($select=id)&$top=999']),
    );
    expect(list).toMatch(/^GET \/v1\.0\/users\?\$select=id,.*userType&\$expand=manager\(\$select=id\)&\$top=999$/);
    expect(list).not.toContain('perUserMfaState');
    expect(others.filter((line) => line.startsWith('GET'))).toEqual(
      [1, 2].map((n) => `GET /v1.0/users?$skiptoken=${n}`),
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
    const { tenant } = await tenantOf(
      listOfUsers((asked, url) =>
        pageNumber(asked) === 0 ? page([user(1), user(2)], next(url, 1)) : page([user(2), user(3)]),
      ),
    );
    expect((await all(tenant.read('user'))).map(({ key }) => key.id)).toEqual([id(1), id(2), id(3)]);
  });

  it('survives an empty page in the middle', async () => {
    const { tenant } = await tenantOf(
      listOfUsers((asked, url) => {
        const n = pageNumber(asked);
        return page(n === 1 ? [] : [user(n)], n < 2 ? next(url, n + 1) : undefined);
      }),
    );
    expect(await all(tenant.read('user'))).toHaveLength(2);
  });

  const lies: readonly (readonly [string, Answering])[] = [
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
  const once = async (answer: Answering) => {
    const { tenant, served } = await tenantOf(answer);
    expect((await problemOf(all(tenant.read('user')))).code).toBe('lyingAnswer');
    expect(served.asked.length).toBeLessThan(115);
  };
  it.each(lies)('takes no lie: %s', (_name, answer) => once(listOfUsers(answer)));
  it.each(lies)('takes no lie of a sweep: %s', (_name, answer) =>
    once((asked, url) => (isSample(asked) || isList(asked) ? page([user(1)]) : answer(asked, url))),
  );

  it('fails when a later page cannot be read, and says what was asked', async () => {
    const { tenant } = await tenantOf(
      listOfUsers((asked, url) => (pageNumber(asked) === 0 ? page([user(1)], next(url, 1)) : unavailable)),
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
    const { tenant } = await tenantOf(() => denied);
    const { code, text } = await problemOf(all(tenant.read('group')));
    expect(code).toBe('permission');
    expect(text).toContain('Group.Read.All');
  });

  it('leaves nothing unhandled when the reader stops early', async () => {
    const { tenant } = await tenantOf(
      listOfUsers((asked, url) => (pageNumber(asked) === 0 ? page([user(1)], next(url, 1)) : denied)),
    );
    for await (const { key } of tenant.read('user')) {
      expect(key.id).toBe(id(1));
      break;
    }
  });
});

describe('what Graph has gained', () => {
  const grown =
    (...items: readonly object[]): Answering =>
    (asked) =>
      isSample(asked) ? page(items.slice(0, 1)) : isSweep(asked) ? page([]) : page(items);

  it('is found in one object, asked for by name and kept', async () => {
    const { tenant, served } = await tenantOf(
      grown(
        group(1, { petName: 'Rex', uniqueName: 'left-out', members: [] }),
        group(2, { petName: null, members: [] }),
      ),
    );
    const bodies = (await all(tenant.read('group'))).map(({ body }) => body);
    expect(bodies.map((body) => body.petName)).toEqual(['Rex', null]);
    expect(bodies[0]).not.toHaveProperty('uniqueName');
    const list = served.log().find((line) => line.includes('?$select=id,'));
    expect(list).toMatch(/\$select=id,[^&]*,petName&/);
    expect(list).not.toContain('uniqueName');
  });

  it('is not looked for where everything is read anyhow', async () => {
    const { tenant, served } = await tenantOf(() => page([{ id: id(1), petName: 'Rex' }]));
    expect((await all(tenant.read('namedLocation')))[0]?.body.petName).toBe('Rex');
    expect(served.asked).toHaveLength(1);
  });

  it('is nothing in a tenant that has no such objects', async () => {
    const { tenant, served } = await tenantOf(grown());
    expect(await all(tenant.read('application'))).toEqual([]);
    expect(served.log()).toContain('GET /v1.0/applications?$top=1');
  });

  it('fails the type when nobody may look', async () => {
    const { tenant } = await tenantOf((asked) => (isSample(asked) ? denied : page([])));
    expect((await problemOf(all(tenant.read('group')))).code).toBe('permission');
  });

  it.each(['pet&$filter=startswith(id,0)', 'pet,name', 'pet#name', 'pet name', ''])(
    'is no name that would change the question: %j',
    async (name) => {
      const { tenant } = await tenantOf(grown(group(1, { [name]: 1, members: [] })));
      expect((await problemOf(all(tenant.read('group')))).code).toBe('lyingAnswer');
    },
  );
});
