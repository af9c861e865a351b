/** The contracts of Tenant and Engine, kept by the Graph room on a tenant of a few maps. */
import { describe } from 'vitest';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { engineContract } from '../contract/engine.ts';
import { tenantContract } from '../contract/tenant.ts';
import { smallGraphOf } from '../engines/smallGraphOf.ts';
import { testClient } from './fakeGraph.ts';

describe('Graph', () => {
  tenantContract(async (seed) => {
    const graph = await smallGraphOf(seed);
    return { tenant: graphTenant(testClient(graph.url)), close: graph.close };
  });

  engineContract(async (seed) => {
    const graph = await smallGraphOf(seed);
    const client = testClient(graph.url);
    const engine = graphEngine(client, { patience: { tries: 4, waitMs: 10 } });
    return { engine, tenant: graphTenant(client), close: graph.close };
  });
});
