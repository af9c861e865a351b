/** Microsoft Graph on loopback: one embedded tenant behind node:http. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { finderIn } from './crowd.ts';
import { isRead, readSeed } from './readSeed.ts';
import type { Seed } from './seed.ts';
import { type EmbeddedTenant, type Latency, type Outbound, openTenant, type TenantSettings } from './tenant.ts';

export interface TenantOptions extends TenantSettings {
  /** Checked again here; a seed with problems throws. Use `loadSeed` first to tell a person what is wrong. */
  readonly seed: Seed;
  /** Default: any free port. */
  readonly port?: number;
}

export interface EmbeddedServer {
  /** `http://127.0.0.1:PORT`; `/v1.0` and `/beta` are below it. */
  readonly url: string;
  readonly tenantId: string;
  readonly tenant: EmbeddedTenant;
  close(): Promise<void>;
}

/** Graph takes no more than this in one request. */
const mostBytes = 4 * 1024 * 1024;

/** The body of a request, or null when it is too long. */
async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  return bytes > mostBytes ? null : Buffer.concat(chunks).toString('utf8');
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));

/** How long an answer takes in real time. */
const answerMs = ({ requestMs, objectMs, scale = 1 }: Latency, outbound: Outbound): number => {
  const objects = outbound === 'drop' || objectMs === 0 ? 0 : (outbound.text.match(/"id":/g)?.length ?? 0);
  return (requestMs + objects * objectMs) / scale;
};

export async function startTenant(options: TenantOptions): Promise<EmbeddedServer> {
  const seed = readSeed(options.seed, options.crowd === undefined ? undefined : finderIn(options.crowd));
  if (!isRead(seed)) {
    throw new Error(`the seed has problems: ${seed.map(({ place, message }) => `${place} ${message}`).join('; ')}`);
  }
  let origin = '';
  const { tenant, exchange } = openTenant(seed, () => origin, options);

  const server = createServer((request, response) => {
    read(request)
      .then((text) => {
        if (text === null) {
          response.writeHead(413).end();
          return null;
        }
        const { method = 'GET', url = '/' } = request;
        const outbound = exchange({ method, url, headers: headersOf(request), text });
        return options.latency === undefined ? outbound : wait(answerMs(options.latency, outbound), outbound);
      })
      .then((outbound) => {
        if (outbound === null) return;
        if (outbound === 'drop') {
          request.socket.destroy();
          return;
        }
        const hasBody = outbound.status !== 204;
        const length = hasBody ? { 'Content-Length': Buffer.byteLength(outbound.text) } : {};
        response.writeHead(outbound.status, { ...outbound.headers, ...length });
        response.end(hasBody ? outbound.text : undefined);
      })
      .catch((error: unknown) => {
        // A mistake of this tenant's own, or a client that hung up: the connection ends, the mistake is shown.
        if (!request.destroyed || !response.destroyed)
          process.stderr.write(`embedded tenant: ${String(error instanceof Error ? error.stack : error)}\n`);
        response.destroy();
      });
  });
  // Clients keep connections open between stages of a job; a restart of one costs more than it saves.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    tenantId: tenant.id,
    tenant,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
