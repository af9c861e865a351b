import { describe, expect, it } from 'vitest';
import { personAt } from '../../src/commands/demo/graph.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { ids } from '../flow/everyType/ids.ts';
import { everyType } from '../flow/everyType/seed.ts';

const list = `/v1.0/servicePrincipals/${ids.payrollPrincipal}/appRoleAssignedTo`;
const roles = ['AuditLog.Read.All', 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.Read.All'];

async function stage(now: () => Date, auditDelayMs = 0) {
  const server = await startTenant({ seed: everyType, now, auditDelayMs });
  const tokenOf = (granted: readonly string[]): string => embeddedToken({ tenantId: server.tenantId, roles: granted });
  const audits = async (filter: string, granted = roles): Promise<Response> =>
    fetch(`${server.url}/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`, {
      headers: { authorization: `Bearer ${tokenOf(granted)}` },
    });
  const namesOf = async (filter: string): Promise<readonly string[]> => {
    const { value } = (await (await audits(filter)).json()) as { value: { activityDisplayName: string }[] };
    return value.map(({ activityDisplayName }) => activityDisplayName);
  };
  return { server, person: personAt(server.url, tokenOf(roles)), audits, namesOf };
}

describe('the audit log', () => {
  it('names what was done with app role assignments, newest first, by time and by activity', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const { server, person, audits, namesOf } = await stage(() => now);
    const { value } = (await person.get(list)) as { value: { id: string; principalId: string; appRoleId: string }[] };
    const one = value.find(({ principalId }) => principalId === ids.ada) as (typeof value)[number];
    await person.delete(`${list}/${one.id}`);
    now = new Date('2026-11-20T11:00:00Z');
    await person.post(list, { principalId: ids.ada, resourceId: ids.payrollPrincipal, appRoleId: one.appRoleId });
    const all = 'activityDateTime ge 2026-11-20T00:00:00Z';
    const made = 'Add app role assignment grant to user';
    const removed = 'Remove app role assignment from user';
    expect(await namesOf(all)).toEqual([made, removed]);
    expect(await namesOf('activityDateTime ge 2026-11-20T10:30:00Z')).toEqual([made]);
    expect(await namesOf(`${all} and startswith(activityDisplayName,'Remove')`)).toEqual([removed]);
    expect(await namesOf(`activityDisplayName eq '${made}'`)).toEqual([made]);
    const body = (await (await audits(all)).json()) as { value: { targetResources: object[] }[] };
    expect(body.value[0]?.targetResources).toMatchObject([
      { id: ids.payrollPrincipal, type: 'ServicePrincipal' },
      { id: ids.ada, type: 'User' },
    ]);
    await server.close();
  });

  it('is late where it is told to be, guarded, and strict about its filters', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const { server, person, audits, namesOf } = await stage(() => now, 3_600_000);
    const { value } = (await person.get(list)) as { value: { id: string }[] };
    await person.delete(`${list}/${value[0]?.id}`);
    const all = 'activityDateTime ge 2026-11-20T00:00:00Z';
    expect(await namesOf(all)).toEqual([]);
    now = new Date('2026-11-20T11:00:00Z');
    expect(await namesOf(all)).toHaveLength(1);
    expect((await audits(all, ['Directory.Read.All'])).status).toBe(403);
    expect((await audits("result eq 'success'")).status).toBe(400);
    await server.close();
  });
});
