/** The contract of engines, kept through the real Pulumi CLI on the embedded tenant. */
import { objectTypes } from '../../src/core/catalog/index.ts';
import { furtherPermissions, leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { engineContract } from '../contract/engine.ts';
import { testClient } from '../graph/fakeGraph.ts';
import { pulumiEngineFor, withPulumi } from './pulumi.ts';

const least = leastPermissions(objectTypes);
const roles = [...least.read, ...least.write, ...furtherPermissions(objectTypes)];

withPulumi('Pulumi on the embedded tenant', () => {
  engineContract(async (seed) => {
    const running = await startTenant({ seed });
    const token = embeddedToken({ tenantId: running.tenant.id, roles });
    const client = testClient(running.url, { credential: { token: async () => token } });
    const { engine } = await pulumiEngineFor(client, { patience: { tries: 8, waitMs: 10 } });
    return { engine, tenant: graphTenant(client), close: running.close };
  });
});
