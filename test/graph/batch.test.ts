import { describe, expect, it } from 'vitest';
import { graphTenant } from '../../src/graph/tenant.ts';
import { problemOf } from '../contract/failure.ts';
import { type Asked, graphError, type Said, testClient } from './fakeGraph.ts';
import { all, id, page, serve } from './scene.ts';

describe('batches', () => {
  // Of an application that came without its parts two are read on their own: its owners and its federated credentials.
  const application = { id: id(1), displayName: 'Application' };
  const withBatch = (answer: (asked: Asked) => object): ((asked: Asked) => Said) => {
    return (asked) => (asked.path.includes('$batch') ? { json: answer(asked) } : page([application]));
  };
  const read = async (answer: (asked: Asked) => object) => {
    const { url } = await serve(withBatch(answer));
    const client = testClient(url);
    return { outcome: all(graphTenant(client).read('application')), client };
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
