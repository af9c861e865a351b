import { describe, expect, it } from 'vitest';
import { ada, agent, grace, openScene, readAll, security, team } from './scene.ts';

describe('deleted items', () => {
  it('are listed by type only', async () => {
    const { ask } = await openScene();
    await ask('DELETE', `/users/${ada}`);
    await ask('DELETE', `/users/${agent}`);
    expect((await ask('GET', '/directory/deletedItems')).status).toBe(400);
    const { body } = await ask(
      'GET',
      '/directory/deletedItems/microsoft.graph.user?$select=id,displayName,deletedDateTime',
    );
    expect(body.value.map((item: Record<string, unknown>) => [item.id, item['@odata.type']])).toEqual([
      [ada, undefined],
      [agent, '#microsoft.graph.agentUser'],
    ]);
    expect((await ask('GET', '/directory/deletedItems/microsoft.graph.group')).body.value).toEqual([]);
  });

  it('page like other lists', async () => {
    const { ask } = await openScene();
    for (const id of [ada, grace, agent]) await ask('DELETE', `/users/${id}`);
    const { items, pages } = await readAll(ask, '/directory/deletedItems/microsoft.graph.user?$top=2');
    expect([items.length, pages]).toEqual([3, 2]);
  });

  it('deleted again they are gone, with their memberships', async () => {
    const { ask, server } = await openScene();
    await ask('DELETE', `/users/${ada}`);
    expect((await ask('DELETE', `/directory/deletedItems/${ada}`)).status).toBe(204);
    for (const [method, path] of [
      ['GET', `/directory/deletedItems/${ada}`],
      ['POST', `/directory/deletedItems/${ada}/restore`],
      ['DELETE', `/directory/deletedItems/${ada}`],
    ] as const) {
      expect((await ask(method, path)).status).toBe(404);
    }
    expect(JSON.stringify(server.tenant.dump())).not.toContain(ada);
  });

  it('a living object is none', async () => {
    const { ask } = await openScene();
    expect((await ask('POST', `/directory/deletedItems/${team}/restore`)).status).toBe(404);
    expect((await ask('DELETE', `/directory/deletedItems/${security}`)).status).toBe(404);
    expect((await ask('GET', `/groups/${security}`)).status).toBe(200);
  });

  it('are gone after 30 days', async () => {
    let now = new Date('2026-11-01T00:00:00Z');
    const { embeddedToken } = await import('../../src/embedded/token.ts');
    const { everyRole, tenantId } = await import('./scene.ts');
    const token = embeddedToken({ tenantId, roles: everyRole, expiresAt: new Date('2027-01-01T00:00:00Z') });
    const { ask } = await openScene({ now: () => now });
    await ask('DELETE', `/users/${ada}`, undefined, { token });
    now = new Date('2026-11-30T23:59:59Z');
    expect((await ask('GET', `/directory/deletedItems/${ada}`, undefined, { token })).status).toBe(200);
    now = new Date('2026-12-01T00:00:01Z');
    expect((await ask('GET', `/directory/deletedItems/${ada}`, undefined, { token })).status).toBe(404);
    expect((await ask('GET', '/directory/deletedItems/microsoft.graph.user', undefined, { token })).body.value).toEqual(
      [],
    );
  });
});
