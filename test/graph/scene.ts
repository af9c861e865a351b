/** A Graph that a test makes up path by path, read as a tenant. */
import { afterEach } from 'vitest';
import type { PropertyChoice } from '../../src/core/catalog/index.ts';
import type { DirectoryObject } from '../../src/core/model.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { type Asked, type FakeGraph, fakeGraph, graphError, type Said, testClient } from './fakeGraph.ts';

const open: FakeGraph[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((graph) => graph.close()));
});

export type Answering = (asked: Asked, url: string) => Said;

export async function serve(answer: Answering): Promise<FakeGraph> {
  const graph = await fakeGraph(answer);
  open.push(graph);
  return graph;
}

/** A tenant whose batches are answered part by part, as if each had come alone. */
export async function tenantOf(answer: Answering, choice: PropertyChoice = {}) {
  const served = await serve((asked, url) =>
    asked.path.endsWith('/$batch') ? batch(asked, url, answer) : answer(asked, url),
  );
  const client = testClient(served.url);
  return { tenant: graphTenant(client, choice), client, served };
}

/** Last one first: Graph promises no order. */
function batch(asked: Asked, url: string, answer: Answering): Said {
  const version = asked.path.replace('/$batch', '');
  const responses = asked.body.requests.map((part: { id: string; method: string; url: string }) => {
    const said = answer({ ...asked, method: part.method, path: `${version}${part.url}`, body: undefined }, url);
    return { id: part.id, status: said.status ?? 200, headers: said.headers ?? {}, body: said.json };
  });
  return { json: { responses: responses.reverse() } };
}

/** Paths that were asked, those inside of batches among them. */
export const pathsOf = ({ asked }: FakeGraph): readonly string[] =>
  asked.flatMap(({ path, body }) =>
    path.endsWith('/$batch') ? body.requests.map(({ url }: { url: string }) => path.replace('/$batch', url)) : [path],
  );

export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const user = (n: number, more: object = {}) => ({ id: id(n), displayName: `User ${n}`, ...more });
export const group = (n: number, more: object = {}) => ({
  id: id(n),
  displayName: `Group ${n}`,
  groupTypes: [],
  ...more,
});
/** What a link leads to. */
export const target = (n: number, type = 'user') => ({ '@odata.type': `#microsoft.graph.${type}`, id: id(n) });
export const targets = (from: number, count: number) => Array.from({ length: count }, (_, n) => target(from + n));
export const references = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `user/${id(from + n)}`);

export const page = (items: readonly object[], nextLink?: string): Said => ({
  json: { value: items, ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }) },
});
export const denied: Said = { status: 403, json: graphError('Authorization_RequestDenied') };
export const unavailable: Said = { status: 503, text: '' };

export async function all(objects: AsyncIterable<DirectoryObject>): Promise<DirectoryObject[]> {
  const list: DirectoryObject[] = [];
  for await (const object of objects) list.push(object);
  return list;
}

/** Of a link to a next page as `next` makes it. */
export const pageNumber = ({ path }: Asked): number => Number(/skiptoken=(\d+)/.exec(path)?.[1] ?? 0);
export const next = (url: string, n: number, collection = 'users', version = 'v1.0'): string =>
  `${url}/${version}/${collection}?$skiptoken=${n}`;

/** One object without `$select`, to see what Graph has by now. */
export const isSample = ({ path }: Asked): boolean => /\?\$top=1$/.test(path);
/** One part of all objects and nothing else. */
export const isSweep = ({ path }: Asked): boolean => path.includes('?$select=id&$expand=');
/** The list itself, its first page. */
export const isList = ({ path }: Asked): boolean => path.includes('?$select=id,');

/** Of users the list alone; the sample shows nothing, the sweep nobody, and nobody has sponsors. */
export const listOfUsers =
  (answer: Answering): Answering =>
  (asked, url) =>
    isSample(asked) || isSweep(asked) || asked.path.includes('/sponsors') ? page([]) : answer(asked, url);
