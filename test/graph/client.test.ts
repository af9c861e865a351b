import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, GraphError } from '../../src/graph/answer.ts';
import { parseEndpoint } from '../../src/graph/client.ts';
import type { GraphRequest } from '../../src/graph/request.ts';
import { signIn } from '../../src/graph/signIn.ts';
import { problemOf } from '../contract/failure.ts';
import { type Asked, type FakeGraph, fakeGraph, graphError, type Said, testClient } from './fakeGraph.ts';

let graph: FakeGraph;
const open: FakeGraph[] = [];
const serve = async (answer: (asked: Asked, url: string) => Said): Promise<FakeGraph> => {
  graph = await fakeGraph(answer);
  open.push(graph);
  return graph;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const get: GraphRequest = { method: 'GET', version: 'v1.0', path: '/users', lane: 'directory', expects: 'json' };
const post: GraphRequest = { ...get, method: 'POST', path: '/users/1/restore', expects: 'nothing' };
const patch: GraphRequest = { ...get, method: 'PATCH', path: '/users/1', body: { city: 'Oslo' }, expects: 'nothing' };
const errorOf = (answer: Answer): GraphError => {
  if (answer.ok) throw new Error('expected an error');
  return answer.error;
};

/** Answers in turn, the last one for ever. */
const inTurn = (...says: readonly Said[]): ((asked: Asked) => Said) => {
  let next = 0;
  return () => says[Math.min(next++, says.length - 1)] as Said;
};
const good: Said = { json: { value: [] } };

describe('asking again', () => {
  const tooMany = (retryAfter?: string): Said => ({
    status: 429,
    json: graphError('TooManyRequests'),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  });
  const cases: readonly (readonly [string, GraphRequest, readonly Said[], readonly number[]])[] = [
    ['429 with Retry-After', get, [tooMany('7'), good], [7_000]],
    ['429 with Retry-After as a date', get, [dated('02:00:05'), good], [5_000]],
    [
      '429 without, waiting twice as long each time',
      get,
      [tooMany(), tooMany(), tooMany(), good],
      [1_000, 2_000, 4_000],
    ],
    ['429 of something that must not be done twice', post, [tooMany('1'), good], [1_000]],
    ['500', get, [{ status: 500, json: graphError('InternalServerError') }, good], [1_000]],
    ['503 without a body', get, [{ status: 503, text: '' }, good], [1_000]],
    ['504 of a write that can be repeated', patch, [{ status: 504, text: '<html>' }, { status: 204 }], [1_000]],
    [
      'concurrency',
      patch,
      [{ status: 409, json: graphError('Directory_ConcurrencyViolation') }, { status: 204 }],
      [1_000],
    ],
    ['half a JSON text', get, [{ text: '{"value":[{"id' }, good], [1_000]],
    ['a page of HTML', get, [{ text: '<html>captive portal</html>' }, good], [1_000]],
    ['a 404 that is not Graph speaking', get, [{ status: 404, text: 'not found' }, good], [1_000]],
    ['a dropped connection', get, [{ drop: 'atOnce' }, good], [1_000]],
    ['a connection dropped half way', get, [{ json: { value: ['x'.repeat(5_000)] }, drop: 'halfWay' }, good], [1_000]],
    ['a dropped write that can be repeated', patch, [{ drop: 'atOnce' }, { status: 204 }], [1_000]],
  ];
  function dated(time: string): Said {
    const headers = { date: 'Mon, 23 Nov 2026 02:00:00 GMT', 'retry-after': `Mon, 23 Nov 2026 ${time} GMT` };
    return { status: 429, json: graphError('TooManyRequests'), headers };
  }

  it.each(cases)('%s', async (_name, request, says, waits) => {
    const { url } = await serve(inTurn(...says));
    const client = testClient(url);
    expect(await client.ask(request)).toMatchObject({ ok: true });
    expect(client.waits).toEqual(waits);
    expect(graph.asked).toHaveLength(says.length);
  });

  it('stops after as many attempts as it may make, and says how often and how long', async () => {
    const { url } = await serve(inTurn(tooMany()));
    const client = testClient(url);
    const { code, text } = await problemOf(client.read(get));
    expect(code).toBe('tenantUnreadable');
    expect(text).toContain('asked 6 times, waited 31 s');
    expect(graph.asked).toHaveLength(6);
  });

  it('does not wait longer than is sensible', async () => {
    const { url } = await serve(inTurn(tooMany('86400'), good));
    const client = testClient(url);
    expect(errorOf(await client.ask(get))).toMatchObject({ kind: 'unavailable', status: 429, attempts: 1 });
    expect(client.waits).toEqual([]);
  });

  it.each([
    ['a dropped connection', { drop: 'atOnce' }],
    ['500', { status: 500, json: graphError('InternalServerError') }],
    ['503', { status: 503, text: '' }],
  ] as const)('sends nothing twice that may have been done: %s', async (_name, said) => {
    const { url } = await serve(() => said);
    expect(errorOf(await testClient(url).ask(post))).toMatchObject({
      kind: 'lost',
      mayHaveHappened: true,
      attempts: 1,
    });
    expect(graph.asked).toHaveLength(1);
  });

  it('sends again what certainly never left', async () => {
    const { url, close } = await serve(() => good);
    await close();
    const error = errorOf(await testClient(url).ask(post));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveHappened: false, attempts: 6 });
    expect(error.message).toContain('ECONNREFUSED');
  });

  it.each([400, 403, 404, 409, 501])('takes %s for an answer', async (status) => {
    const { url } = await serve(() => ({ status, json: graphError('Request_BadRequest') }));
    expect(errorOf(await testClient(url).ask(get))).toMatchObject({ kind: 'refused', status, attempts: 1 });
  });

  it('gives up on what is never JSON as a lie', async () => {
    const { url } = await serve(() => ({ text: '{"value": [' }));
    expect((await problemOf(testClient(url).read(get))).code).toBe('lyingAnswer');
    expect(graph.asked).toHaveLength(6);
  });

  it('follows no redirect', async () => {
    const elsewhere = await fakeGraph(() => good);
    open.push(elsewhere);
    const { url } = await serve(() => ({ status: 302, headers: { location: `${elsewhere.url}/v1.0/users` } }));
    expect((await problemOf(testClient(url).read(get))).code).toBe('lyingAnswer');
    expect(elsewhere.asked).toEqual([]);
  });

  it('does not wait for ever for an answer', async () => {
    const { url } = await serve(() => ({ drop: 'never' }));
    const client = testClient(url, { pace: { timeoutMs: 50, maxAttempts: 2 } });
    const error = errorOf(await client.ask(patch));
    expect(error).toMatchObject({ kind: 'unavailable', attempts: 2, mayHaveHappened: true });
    expect(error.message).toContain('no answer within 50 ms');
  });
});

describe('errors', () => {
  it('name the permission, the codes and the request ids', async () => {
    const { url } = await serve(() => ({
      status: 403,
      json: {
        error: {
          code: 'Authorization_RequestDenied',
          message: 'Insufficient privileges to complete the operation.',
          innererror: { code: 'Outer', 'client-request-id': 'c-1', innererror: { code: 'Deepest' } },
        },
      },
    }));
    const client = testClient(url);
    const { code, text } = await problemOf(client.read(get, 'User.Read.All'));
    expect(code).toBe('permission');
    expect(text).toContain('Authorization_RequestDenied: Insufficient privileges');
    expect(text).toContain('User.Read.All');
    expect(text).toContain('request-id r-1');
    expect(text).toContain('client-request-id c-1');
    expect(errorOf(await client.ask(get)).codes).toEqual(['Authorization_RequestDenied', 'Deepest']);
  });

  it('tell what clashes', async () => {
    const details = [{ code: 'ObjectConflict', message: 'clash', target: 'userPrincipalName' }];
    const { url } = await serve(() => ({
      status: 400,
      json: { error: { code: 'Request_BadRequest', message: 'Another object exists.', details } },
    }));
    const error = errorOf(await testClient(url).ask(patch));
    expect(error.codes).toContain('ObjectConflict');
    expect(error.message).toContain('ObjectConflict: userPrincipalName');
  });

  it('never show a token, whoever repeats it', async () => {
    const token = 'opaque-secret-token';
    const webToken = 'eyJhbGciOiJub25lIn0.eyJ0aWQiOiIxIn0.c2ln';
    const { url } = await serve(() => ({
      status: 400,
      json: graphError(`Bad_${token}`, `Bearer ${token} is no good; nor is ${webToken}`),
    }));
    const client = testClient(url, { credential: { token: async () => token } });
    const told = JSON.stringify([await client.ask(get), (await problemOf(client.read(get))).text, client.events]);
    expect(told).not.toContain(token);
    expect(told).not.toContain(webToken);
    expect(told).toContain('[redacted]');
  });
});

describe('signing in', () => {
  const guarded =
    (accepted: () => string) =>
    (asked: Asked): Said =>
      asked.headers.authorization === `Bearer ${accepted()}`
        ? good
        : { status: 401, json: graphError('InvalidAuthenticationToken') };

  it('reads the token file again when Graph turns the token away, once for many requests', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'token-'));
    try {
      const file = join(folder, 'token');
      await writeFile(file, 'second\n');
      const { url } = await serve(guarded(() => 'second'));
      const credential = signIn({ endpoint: url, token: 'first', tokenFile: file });
      let renewals = 0;
      const counted = {
        token: (options: { renew: boolean }) => {
          if (options.renew) renewals += 1;
          return credential.token(options);
        },
      };
      const client = testClient(url, { credential: counted });
      const answers = await Promise.all([1, 2, 3, 4].map(() => client.ask(get)));
      expect(answers.every((answer) => answer.ok)).toBe(true);
      expect(renewals).toBe(1);

      await writeFile(file, 'third');
      const later = await serve(guarded(() => 'third'));
      const next = testClient(later.url, { credential: counted });
      expect(await next.ask(get)).toMatchObject({ ok: true });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends when there is no other token', async () => {
    const { url } = await serve(guarded(() => 'another'));
    const given = testClient(url, { credential: signIn({ endpoint: url, token: 'stale' }) });
    const problem = await problemOf(given.read(get));
    expect(problem.code).toBe('signIn');
    expect(problem.text).toContain('ENTRA_REWIND_GRAPH_TOKEN_FILE');
    expect(problem.text).not.toContain('stale');

    const stubborn = testClient(url, { credential: { token: async () => 'stale' } });
    expect((await problemOf(stubborn.read(get))).code).toBe('signIn');
    expect(graph.asked).toHaveLength(2);
  });

  it('takes no text for a token that could break a header', async () => {
    expect(() => signIn({ endpoint: 'https://graph.microsoft.com', token: 'two\nlines' })).toThrow(/holds no token/);
  });
});

describe('what is never sent', () => {
  it.each([
    ['DELETE', '/directory/deletedItems/1'],
    ['DELETE', '/directory/deleteditems/microsoft.graph.user/1'],
    ['DELETE', '/identity/conditionalAccess/deletedItems/policies/1'],
    ['DELETE', '/directory/x/../deleted%49tems/1'],
    ['POST', '/users/1/permanentDelete'],
    ['POST', '/users/1/microsoft.graph.permanentDelete'],
  ] as const)('%s %s', async (method, path) => {
    const { url } = await serve(() => good);
    await expect(testClient(url).ask({ ...get, method, path })).rejects.toThrow(/for good/);
    expect(graph.asked).toEqual([]);
  });

  it('a token to another origin', async () => {
    const { url } = await serve(() => good);
    await expect(testClient(url).ask({ ...get, path: 'https://evil.example/v1.0/users' })).rejects.toThrow(
      /only go to/,
    );
  });

  it.each([
    ['http://graph.microsoft.com', /https/],
    ['ftp://127.0.0.1', /https/],
    ['not a url', /not a URL/],
    ['https://user:secret@graph.microsoft.com', /only a root/],
  ])('to %s', (endpoint, message) => {
    expect(() => parseEndpoint(endpoint)).toThrow(message);
  });

  it.each([
    ['https://graph.microsoft.us/', 'https://graph.microsoft.us'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/graph/', 'http://localhost:8080/graph'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('but well to %s', (endpoint, parsed) => {
    expect(parseEndpoint(endpoint)).toBe(parsed);
  });
});

describe('pace', () => {
  it('keeps the policies lane serial and the directory lane within its width', async () => {
    let under = 0;
    let most = 0;
    const { url } = await serve(() => good);
    const client = testClient(url, {
      credential: {
        token: async () => {
          under += 1;
          most = Math.max(most, under);
          await new Promise((done) => setTimeout(done, 5));
          under -= 1;
          return 'a-token';
        },
      },
      pace: { concurrency: 3 },
    });
    await Promise.all(Array.from({ length: 8 }, () => client.ask({ ...get, lane: 'policies' })));
    expect(most).toBe(1);
    await Promise.all(Array.from({ length: 12 }, () => client.ask(get)));
    expect(most).toBe(3);
  });

  it('spreads policy requests over time', async () => {
    const { url } = await serve(() => good);
    const starts: number[] = [];
    const client = testClient(url, {
      pace: { policiesPerSecond: 20 },
      credential: {
        token: async () => {
          starts.push(performance.now());
          return 'a-token';
        },
      },
    });
    await Promise.all(Array.from({ length: 4 }, () => client.ask({ ...get, lane: 'policies' })));
    // Three gaps of 50 ms; a busy machine may shorten a single one by starting late, not all of them together.
    expect((starts[3] as number) - (starts[0] as number)).toBeGreaterThan(100);
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const { url } = await serve(() => {
      stop.abort();
      return { status: 503, text: '' };
    });
    const client = testClient(url, { signal: stop.signal });
    expect(errorOf(await client.ask(get)).kind).toBe('canceled');
    expect((await problemOf(client.read(get))).code).toBe('canceled');
    expect(graph.asked).toHaveLength(1);
  });
});
