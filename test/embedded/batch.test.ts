import { describe, expect, it } from 'vitest';
import { ada, idOf, openScene, readAll, ref, security } from './scene.ts';

interface Inner {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}
const json = { 'Content-Type': 'application/json' };
const get = (id: string, url: string, more: object = {}): object => ({ id, method: 'GET', url, ...more });
const byId = (responses: Inner[]): Record<string, Inner> =>
  Object.fromEntries(responses.map((inner) => [inner.id, inner]));

describe('a batch', () => {
  it('answers each request on its own, in no order', async () => {
    const { ask, server } = await openScene();
    const { status, body } = await ask('POST', '/$batch', {
      requests: [
        get('a', `/users/${ada}?$select=id`),
        get('b', `/users/${idOf(77)}`),
        { id: 'c', method: 'PATCH', url: `/users/${ada}`, headers: json, body: { city: 'London' } },
        { id: 'd', method: 'POST', url: `groups/${security}/members/$ref`, headers: json, body: ref(idOf(2)) },
        get('e', '/users?$count=true&$top=1', { headers: { ConsistencyLevel: 'eventual' } }),
      ],
    });
    expect(status).toBe(200);
    expect(body.responses.map((inner: Inner) => inner.id)).not.toEqual(['a', 'b', 'c', 'd', 'e']);
    const inner = byId(body.responses);
    expect(Object.fromEntries(Object.entries(inner).map(([id, one]) => [id, one.status]))).toEqual({
      a: 200,
      b: 404,
      c: 204,
      d: 204,
      e: 200,
    });
    expect(inner.a?.headers['x-ms-resource-unit']).toBe('1');
    expect(inner.b?.body.error.innerError['request-id']).toBe(inner.b?.headers['request-id']);
    expect(inner.c).not.toHaveProperty('body');
    expect(inner.e?.body['@odata.count']).toBe(4);
    expect((await readAll(ask, inner.e?.body['@odata.nextLink'])).items).toHaveLength(3);
    expect(server.tenant.requests.filter((request) => request.inner)).toHaveLength(5);
    expect(server.tenant.counts).toMatchObject({ calls: 4, requests: 8 });
  });

  it('fails the dependants of what failed', async () => {
    const { ask } = await openScene();
    const { body } = await ask('POST', '/$batch', {
      requests: [
        get('1', `/users/${idOf(77)}`),
        get('2', '/users', { dependsOn: ['1'] }),
        get('3', '/groups', { dependsOn: ['2'] }),
        get('4', '/groups'),
      ],
    });
    const inner = byId(body.responses);
    expect(['1', '2', '3', '4'].map((id) => inner[id]?.status)).toEqual([404, 424, 424, 200]);
  });

  const bad: [string, unknown][] = [
    ['no requests', { requests: [] }],
    ['no list', {}],
    ['21 requests', { requests: Array.from({ length: 21 }, (_, n) => get(String(n), '/users')) }],
    ['an id twice', { requests: [get('1', '/users'), get('1', '/groups')] }],
    ['no id', { requests: [{ method: 'GET', url: '/users' }] }],
    ['a whole URL', { requests: [get('1', 'https://graph.microsoft.com/v1.0/users')] }],
    ['a version in the URL', { requests: [get('1', '/v1.0/users')] }],
    ['a batch in it', { requests: [{ id: '1', method: 'POST', url: '/$batch', headers: json, body: {} }] }],
    [
      'a body without its type',
      { requests: [{ id: '1', method: 'PATCH', url: `/users/${ada}`, body: { city: 'x' } }] },
    ],
    ['an unknown dependency', { requests: [get('1', '/users', { dependsOn: ['9'] })] }],
    ['an unknown method', { requests: [{ id: '1', method: 'LOOK', url: '/users' }] }],
  ];
  it.each(bad)('with %s is refused whole', async (_, body) => {
    const { ask, server } = await openScene();
    expect((await ask('POST', '/$batch', body)).status).toBe(400);
    expect(server.tenant.counts.requests).toBe(0);
  });

  it('has permissions checked for each request', async () => {
    const { ask } = await openScene({ roles: ['User.Read.All'] });
    const { body } = await ask('POST', '/$batch', { requests: [get('1', '/users'), get('2', '/groups')] });
    const inner = byId(body.responses);
    expect([inner['1']?.status, inner['2']?.status]).toEqual([200, 403]);
  });

  it('feels the weather singly', async () => {
    const rules = [
      { path: /\/groups/, fault: { status: 429, retryAfter: 3 } as const },
      { path: /subscribedSkus/, fault: 'dropConnection' as const },
    ];
    const { ask } = await openScene({ weather: { rules } });
    const { body } = await ask('POST', '/$batch', {
      requests: [get('1', '/users'), get('2', '/groups'), get('3', '/subscribedSkus')],
    });
    const inner = byId(body.responses);
    expect(['1', '2', '3'].map((id) => inner[id]?.status)).toEqual([200, 429, 504]);
    expect(inner['2']?.headers['Retry-After']).toBe('3');
  });
});
