/** What runs in the process of `startTenantProcess`: a tenant, and a clock at its door. */
import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { generatedCrowd } from '../src/embedded/seeds/generatedCrowd.ts';
import { type EmbeddedServer, startTenant } from '../src/embedded/server.ts';
import type { Span } from './sequence.ts';
import type { Order, Served, Told } from './tenant.ts';

const begun = new WeakMap<object, number>();
let spans: Span[] = [];
let server: EmbeddedServer | undefined;
let before = { calls: 0, requests: 0 };
/** Every request since the start or the last reset: the tenant itself keeps only the newest of all. */
let log: Told['log'][number][] = [];
let logged = 0;

subscribe('http.server.request.start', (message) => {
  begun.set((message as { response: ServerResponse }).response, performance.now());
});
subscribe('http.server.response.finish', (message) => {
  const { response } = message as { response: ServerResponse };
  spans.push({ from: begun.get(response) ?? 0, to: performance.now() });
  if (server !== undefined) takeLog(server);
});

function takeLog({ tenant: { requests, counts } }: EmbeddedServer): void {
  const fresh = counts.requests - logged;
  if (fresh > requests.length) throw new Error(`the tenant forgot ${fresh - requests.length} requests`);
  for (const { method, path, inner } of requests.slice(requests.length - fresh)) log.push({ method, path, inner });
  logged = counts.requests;
}

async function answer(order: Order): Promise<Served | Told | number | null> {
  if (order.do === 'start') {
    const { shape, requestMs } = order;
    const latency = requestMs === 0 ? {} : { latency: { requestMs, objectMs: 0 } };
    server = await startTenant({ ...generatedCrowd(shape), keepsPages: true, ...latency });
    return { url: server.url, tenantId: server.tenantId };
  }
  if (server === undefined) throw new Error('the tenant was not started');
  const { tenant } = server;
  if (order.do === 'touch') return tenant.touch(order.share);
  if (order.do === 'tell') {
    takeLog(server);
    const { calls, requests } = tenant.counts;
    return { calls: calls - before.calls, requests: requests - before.requests, spans, log };
  }
  takeLog(server);
  before = { ...tenant.counts };
  [spans, log] = [[], []];
  return null;
}

process.on('message', (order: Order) => {
  answer(order).then(
    (told) => process.send?.(told),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
