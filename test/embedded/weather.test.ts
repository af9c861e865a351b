import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { ada, grace, openScene, policy, readAll } from './scene.ts';

const struck = (fault: FaultRule['fault'], more: Partial<FaultRule> = {}) =>
  openScene({ weather: { rules: [{ path: /\/users/, fault, ...more }] } });

describe('faults by rule', () => {
  it.each([401, 403, 429, 500, 503, 504] as const)('%i', async (status) => {
    const { ask } = await struck({ status, retryAfter: 2 });
    const reply = await ask('GET', '/users');
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([status, '2']);
    expect(reply.code).toBeDefined();
    expect((await ask('GET', '/groups')).status).toBe(200);
  });

  it('start and stop where the rule says', async () => {
    const { ask } = await struck({ status: 503 }, { after: 1, times: 2, method: 'GET' });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask('GET', '/users')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  it('before a write nothing is done, after it everything', async () => {
    for (const [when, city] of [
      ['before', null],
      ['after', 'London'],
    ] as const) {
      const { ask } = await struck('dropConnection', { method: 'PATCH', when });
      await expect(ask('PATCH', `/users/${ada}`, { city: 'London' })).rejects.toThrow();
      expect((await ask('GET', `/users/${ada}?$select=city`)).body.city).toBe(city);
    }
  });

  it('half a JSON', async () => {
    const { ask } = await struck('halfJson', { times: 1 });
    await expect(ask('GET', '/users')).rejects.toThrow(SyntaxError);
    expect((await ask('GET', '/users')).status).toBe(200);
  });

  it('no JSON', async () => {
    const { ask } = await struck('notJson');
    const reply = await ask('GET', '/users');
    expect([reply.status, reply.headers.get('content-type'), reply.body]).toEqual([200, 'text/html', undefined]);
  });

  it('a page twice', async () => {
    const { ask } = await struck('repeatPage', { times: 1 });
    const { items } = await readAll(ask, '/users?$top=2&$select=id');
    expect(items).toHaveLength(6);
    expect(items.slice(0, 2)).toEqual(items.slice(2, 4));
  });

  it('a page without end, each time under another link', async () => {
    const { ask } = await struck('endlessNextLink');
    const links = new Set<string>();
    let next = '/users?$top=2';
    for (let n = 0; n < 5; n += 1) {
      const { body } = await ask('GET', next);
      expect(body.value.map((item: { id: string }) => item.id)).toEqual([ada, grace]);
      next = body['@odata.nextLink'];
      links.add(next);
    }
    expect(links.size).toBe(5);
  });

  it('a link that leads elsewhere', async () => {
    const { ask, server } = await struck('foreignNextLink');
    const { body } = await ask('GET', '/users');
    expect(new URL(body['@odata.nextLink']).origin).not.toBe(server.url);
  });
});

describe('weather by seed', () => {
  const watch = async (seed: number): Promise<string[]> => {
    const { ask } = await openScene({ weather: { seed } });
    const seen: string[] = [];
    for (let n = 0; n < 150; n += 1) {
      for (const path of ['/users', '/identity/conditionalAccess/policies']) {
        const reply = await ask('GET', path).catch(() => null);
        seen.push(reply === null ? 'dropped' : `${reply.status} ${reply.headers.get('retry-after')}`);
      }
    }
    return seen;
  };

  it('is the same for the same seed and another for another', async () => {
    const [one, again, two] = [await watch(1), await watch(1), await watch(2)];
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
    const kinds = new Set([...one, ...two]);
    for (const kind of ['200 null', '429 0', '429 null', '503 0', 'dropped']) expect(kinds).toContain(kind);
  });

  it('never strikes a request more than twice in a row', async () => {
    for (const seed of [1, 2, 3]) {
      const seen = (await watch(seed))
        .filter((_, index) => index % 2 === 0)
        .map((what) => (what.startsWith('200') ? '.' : 'x'));
      expect(seen.join('')).not.toContain('xxx');
    }
  });

  it('shows some writes late, by list and by id, and all of them in the end', async () => {
    let late = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const { ask } = await openScene({ weather: { seed } });
      const city = async (path: string) => {
        for (;;) {
          const reply = await ask('GET', path).catch(() => null);
          if (reply?.status === 200) return (reply.body.value?.[0] ?? reply.body).city;
        }
      };
      for (let done = false; !done; )
        done = (await ask('PATCH', `/users/${ada}`, { city: 'London' }).catch(() => null))?.status === 204;
      if ((await city('/users?$select=city&$top=1')) === null) late += 1;
      for (let n = 0; n < 12; n += 1) await city('/users?$select=city&$top=1');
      expect(await city('/users?$select=city&$top=1')).toBe('London');
      expect(await city(`/users/${ada}?$select=city`)).toBe('London');
    }
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(12);
  });
});

describe('throttling', () => {
  const throttle = {
    resourceUnits: { limit: 10, windowMs: 10_000 },
    writes: { limit: 2, windowMs: 5000 },
    policies: { limit: 1, windowMs: 1000 },
  };

  it('counts units and writes, and tells how far it is', async () => {
    let now = 0;
    const { ask } = await openScene({ throttle, clock: () => now });
    for (let n = 0; n < 4; n += 1) await ask('GET', '/users');
    const near = await ask('GET', '/groups');
    expect(near.headers.get('x-ms-throttle-limit-percentage')).toBe('0.9');
    expect((await ask('GET', '/users')).status).toBe(429);
    now = 4000;
    const refused = await ask('GET', '/users');
    expect([
      refused.code,
      refused.headers.get('retry-after'),
      refused.headers.get('x-ms-throttle-information'),
    ]).toEqual(['TooManyRequests', '6', 'ResourceUnitLimitExceeded']);
    now = 10_000;
    for (const status of [204, 204, 429])
      expect((await ask('PATCH', `/users/${ada}`, { city: `${status}` })).status).toBe(status);
  });

  it('lets one policy request through a second, without Retry-After', async () => {
    let now = 0;
    const { ask } = await openScene({ throttle, clock: () => now });
    const path = `/identity/conditionalAccess/policies/${policy}`;
    expect((await ask('GET', path)).status).toBe(200);
    const refused = await ask('GET', path);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
    now = 1000;
    expect((await ask('GET', path)).status).toBe(200);
  });
});
