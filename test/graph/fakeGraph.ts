/** A server that says what a test tells it to: for the answers that no well-behaved tenant gives. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GraphClient, type GraphEvent, type GraphOptions, graphClient } from '../../src/graph/client.ts';

export interface Asked {
  readonly method: string;
  /** With query, decoded, below the endpoint: `/v1.0/users?$top=999`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // Tests look into bodies that they sent themselves.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
  /** How often this method and path were asked, this one counted. */
  readonly times: number;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  /** Sent instead of `json`. */
  readonly text?: string;
  /** Ends the connection: at once, or when half of the body is out. `never`: says nothing and keeps it open. */
  readonly drop?: 'atOnce' | 'halfWay' | 'never';
}

export interface FakeGraph {
  readonly url: string;
  readonly asked: Asked[];
  /** Requests so far as `METHOD path`. */
  log(): string[];
  close(): Promise<void>;
}

export const graphError = (code: string, message = 'a message', more: object = {}): Said['json'] => ({
  error: { code, message, innerError: { date: '2026-11-23T02:00:00', 'request-id': 'r-inner', ...more } },
});

export const notFound: Said = { status: 404, json: graphError('Request_ResourceNotFound') };

export async function fakeGraph(answer: (asked: Asked, url: string) => Said): Promise<FakeGraph> {
  const asked: Asked[] = [];
  const counts = new Map<string, number>();
  let url = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const path = decodeURIComponent(request.url ?? '');
      const name = `${request.method} ${path}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const one: Asked = {
        method: request.method ?? '',
        path,
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
        times: counts.get(name) ?? 0,
      };
      asked.push(one);
      const said = answer(one, url);
      if (said.drop === 'never') return;
      if (said.drop === 'atOnce') return request.socket.destroy();
      const status = said.status ?? 200;
      const body = status === 204 ? '' : (said.text ?? JSON.stringify(said.json ?? {}));
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'request-id': `r-${asked.length}`,
        ...said.headers,
      });
      if (said.drop !== 'halfWay') return response.end(body);
      response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    log: () => asked.map(({ method, path }) => `${method} ${path}`),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

export interface TestClient extends GraphClient {
  readonly waits: number[];
  readonly events: GraphEvent[];
}

/** A client that waits no real time. */
export function testClient(endpoint: string, options: Partial<GraphOptions> = {}): TestClient {
  const waits: number[] = [];
  const events: GraphEvent[] = [];
  const client = graphClient({
    endpoint,
    credential: { token: async () => 'a-token' },
    sleep: async (ms) => {
      waits.push(ms);
    },
    onEvent: (event) => events.push(event),
    ...options,
    pace: { policiesPerSecond: 5_000, ...options.pace },
  });
  return { ...client, waits, events };
}
