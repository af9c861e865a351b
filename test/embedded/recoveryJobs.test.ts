import { describe, expect, it } from 'vitest';
import { startTenant } from '../../src/embedded/server.ts';
import type { TenantSettings } from '../../src/embedded/tenant.ts';
import { embeddedToken } from '../../src/embedded/token.ts';

const user = { id: '00000000-0000-4000-8000-000000000001', displayName: 'Ada', userPrincipalName: 'ada@contoso.com' };

async function withTenant(
  settings: TenantSettings,
  work: (get: (path: string, roles?: readonly string[]) => Promise<Response>, tenant: Tenant) => Promise<void>,
): Promise<void> {
  const server = await startTenant({ seed: { users: [user] }, ...settings });
  try {
    await work(
      (path, roles = ['EntraBackup.Read.All', 'User.Read.All']) =>
        fetch(path.startsWith('http') ? path : `${server.url}/v1.0${path}`, {
          headers: { authorization: `Bearer ${embeddedToken({ tenantId: server.tenantId, roles })}` },
        }),
      server.tenant,
    );
  } finally {
    await server.close();
  }
}

type Tenant = Awaited<ReturnType<typeof startTenant>>['tenant'];
// Tests look into whatever came.
// biome-ignore lint/suspicious/noExplicitAny: see above
const bodyOf = async (answer: Promise<Response>): Promise<any> => (await answer).json();

const change = { type: 'user', id: user.id, properties: { city: 'Oslo' } } as const;

describe('jobs of Microsoft’s own service', () => {
  it('are listed in pages, and change objects without a delta record', async () => {
    await withTenant({}, async (get, tenant) => {
      const { '@odata.deltaLink': link } = await bodyOf(get('/users/delta?$select=city&$deltatoken=latest'));
      for (let n = 0; n < 3; n += 1) tenant.recoverNatively([change]);
      const first = await bodyOf(get('/directory/recovery/jobs?$top=2'));
      expect(first.value).toHaveLength(2);
      expect(first.value[0]).toMatchObject({
        '@odata.type': '#microsoft.graph.entraRecoveryServices.recoveryJob',
        status: 'successful',
        totalObjectsModified: 1,
      });
      const second = await bodyOf(get(first['@odata.nextLink']));
      expect(second.value).toHaveLength(1);
      expect(second['@odata.nextLink']).toBeUndefined();
      expect(await bodyOf(get(`/users/${user.id}?$select=city`))).toMatchObject({ city: 'Oslo' });
      expect((await bodyOf(get(link))).value).toEqual([]);
    });
  });

  it('need their permission', async () => {
    await withTenant({}, async (get) => {
      expect((await get('/directory/recovery/jobs', ['Directory.Read.All'])).status).toBe(403);
    });
  });

  it('are unknown in clouds without the service', async () => {
    await withTenant({ cloud: { recoveryService: false } }, async (get) => {
      expect((await get('/directory/recovery/jobs')).status).toBe(400);
      expect((await bodyOf(get('/directory/recovery/jobs'))).error.code).toBe('BadRequest');
    });
  });
});
