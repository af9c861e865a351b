/**
 * Graph with its limits, in scaled time: a tenant whose clock runs so many times faster, and a client whose waits are so many
 * times shorter. Only waiting is scaled; what the program computes takes as long as it takes, and counts so many times over.
 * So the times told here are too long rather than too short.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { writerToken } from '../src/commands/tenant/identities.ts';
import { generatedCrowd } from '../src/embedded/seeds/generatedCrowd.ts';
import { startTenant } from '../src/embedded/server.ts';
import { graphLimitsOf, type TenantClass } from '../src/embedded/throttle.ts';
import { type GraphClient, graphClient } from '../src/graph/client.ts';

export interface Simulation {
  readonly client: GraphClient;
  /** Simulated seconds since the start. */
  seconds(): number;
  /** Requests that Graph turned away. */
  refused(): number;
  /** Changes a share of the objects. */
  touch(share: number): void;
  close(): Promise<void>;
}

export interface Simulated {
  readonly size: number;
  readonly limits: TenantClass;
  /** Simulated seconds in a real one. */
  readonly scale: number;
  readonly requestMs: number;
}

export async function simulate({ size, limits, scale, requestMs }: Simulated): Promise<Simulation> {
  const begun = performance.now();
  const clock = (): number => (performance.now() - begun) * scale;
  const server = await startTenant({
    ...generatedCrowd(size),
    throttle: graphLimitsOf(limits),
    clock,
    latency: { requestMs, objectMs: 0, scale },
  });
  const token = writerToken(server.tenantId);
  let start = clock();
  let refused = 0;
  const client = graphClient({
    endpoint: server.url,
    credential: { token: async () => token },
    pace: { policiesPerSecond: scale },
    sleep: async (ms) => {
      await wait(ms / scale);
    },
    onEvent: (event) => {
      if (event.kind === 'answered' && event.status === 429) refused += 1;
    },
  });
  start = clock();
  return {
    client,
    seconds: () => (clock() - start) / 1000,
    refused: () => refused,
    touch: (share) => server.tenant.touch(share),
    close: () => server.close(),
  };
}
