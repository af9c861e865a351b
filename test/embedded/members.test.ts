import { describe, expect, it } from 'vitest';
import { foreign, helper, laptop, mixed, openApplications, shop, shopPrincipal } from './applicationScene.ts';
import { ada, everyRole, grace, idOf, policy, type Reply, ref, security, team } from './scene.ts';

const typesOf = (reply: Reply) =>
  reply.body.value.map((item: Record<string, string>) => [
    item['@odata.type']?.replace('#microsoft.graph.', ''),
    item.id,
  ]);

describe('members of a group', () => {
  it('are users, service principals and devices; v1.0 lists no service principals', async () => {
    const { ask } = await openApplications();
    const user = ['user', ada];
    const device = ['device', laptop];
    expect(typesOf(await ask('GET', `/v1.0/groups/${mixed}/members`))).toEqual([user, device]);
    const all = [user, ['servicePrincipal', foreign], device];
    expect(typesOf(await ask('GET', `/beta/groups/${mixed}/members`))).toEqual(all);
    const { body } = await ask('GET', `/v1.0/groups/${mixed}?$expand=members($select=id)`);
    expect(body.members.map((item: { id: string }) => item.id)).toEqual([ada, foreign, laptop]);
  });

  it('page by what is listed', async () => {
    const { ask } = await openApplications();
    const first = await ask('GET', `/v1.0/groups/${mixed}/members?$top=1`);
    const second = await ask('GET', first.body['@odata.nextLink']);
    expect([typesOf(first), typesOf(second)]).toEqual([[['user', ada]], [['device', laptop]]]);
    expect(second.body['@odata.nextLink']).toBeUndefined();
  });

  it.each([
    ['a service principal', security, shopPrincipal, 204],
    ['an agent', security, helper, 204],
    ['a device', security, laptop, 204],
    ['an application', security, shop, 400],
    ['a policy', security, policy, 404],
    ['nobody', security, idOf(998), 404],
    ['a service principal, of a Microsoft 365 group', team, shopPrincipal, 400],
    ['a device, of a Microsoft 365 group', team, laptop, 400],
    ['one that is there', mixed, foreign, 400],
  ])('%s', async (_, group, target, status) => {
    const { ask } = await openApplications();
    expect((await ask('POST', `/groups/${group}/members/$ref`, ref(target))).status).toBe(status);
    const ids = typesOf(await ask('GET', `/beta/groups/${group}/members`)).map(([, id]: string[]) => id);
    expect(ids.includes(target)).toBe(status === 204 || group === mixed);
  });

  it('are added many at once, and taken out again, also where v1.0 does not list them', async () => {
    const { ask } = await openApplications();
    const bound = [shopPrincipal, laptop].map((id) => ref(id)['@odata.id']);
    expect((await ask('PATCH', `/groups/${security}`, { 'members@odata.bind': bound })).status).toBe(204);
    expect((await ask('DELETE', `/groups/${security}/members/${shopPrincipal}/$ref`)).status).toBe(204);
    expect(typesOf(await ask('GET', `/beta/groups/${security}/members`))).toEqual([
      ['user', ada],
      ['device', laptop],
    ]);
  });

  it('are no more than an id to whoever may not read their type', async () => {
    const { ask } = await openApplications({ roles: ['GroupMember.Read.All', 'User.Read.All'] });
    const { body } = await ask('GET', `/beta/groups/${mixed}/members`);
    expect(body.value.slice(1)).toEqual([
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: foreign },
      { '@odata.type': '#microsoft.graph.device', id: laptop },
    ]);
  });

  it('take the names of one of their types in $select', async () => {
    const { ask } = await openApplications();
    const { body } = await ask('GET', `/beta/groups/${mixed}/members?$select=id,appId`);
    expect(body.value.map((item: Record<string, unknown>) => 'appId' in item)).toEqual([false, true, false]);
    expect((await ask('GET', `/beta/groups/${mixed}/members?$select=nonsense`)).status).toBe(400);
  });
});

describe('owners of a group', () => {
  it.each([
    ['a service principal', foreign, 204],
    ['a user', grace, 204],
    ['a device', laptop, 400],
    ['a group', security, 400],
    ['an application', shop, 400],
  ])('%s', async (_, target, status) => {
    const { ask } = await openApplications();
    expect((await ask('POST', `/groups/${mixed}/owners/$ref`, ref(target))).status).toBe(status);
    const owners = typesOf(await ask('GET', `/beta/groups/${mixed}/owners`)).map(([, id]: string[]) => id);
    expect(owners).toEqual(status === 204 ? [shopPrincipal, target] : [shopPrincipal]);
    const listed = typesOf(await ask('GET', `/v1.0/groups/${mixed}/owners`));
    expect(listed.filter(([type]: string[]) => type === 'servicePrincipal')).toEqual([]);
  });
});

describe('directory objects', () => {
  it.each([
    ['user', ada],
    ['group', mixed],
    ['application', shop],
    ['servicePrincipal', foreign],
    ['agentIdentity', helper],
    ['device', laptop],
  ])('%s, by id', async (type, id) => {
    const { ask } = await openApplications();
    const one = await ask('GET', `/directoryObjects/${id}`);
    expect([one.status, one.body['@odata.type'], one.body.id]).toEqual([200, `#microsoft.graph.${type}`, id]);
    expect(typesOf(await ask('POST', '/directoryObjects/getByIds', { ids: [id] }))).toEqual([[type, id]]);
  });

  it('are no policies', async () => {
    const { ask } = await openApplications();
    expect((await ask('GET', `/directoryObjects/${policy}`)).status).toBe(404);
    expect(typesOf(await ask('POST', '/directoryObjects/getByIds', { ids: [policy, shop] }))).toEqual([
      ['application', shop],
    ]);
  });

  it('are asked for by type, with the names of these types', async () => {
    const { ask } = await openApplications();
    const ids = [ada, shop, foreign, laptop, idOf(998)];
    const only = await ask('POST', '/directoryObjects/getByIds', { ids, types: ['servicePrincipal', 'device'] });
    expect(typesOf(only).map(([, id]: string[]) => id)).toEqual([foreign, laptop]);
    const selected = await ask('POST', '/directoryObjects/getByIds?$select=id,appId', { ids: [shop] });
    expect(selected.body.value[0].appId).toBeDefined();
    expect((await ask('POST', '/directoryObjects/getByIds?$select=nonsense', { ids: [shop] })).status).toBe(400);
  });

  it('need some right to read directory objects', async () => {
    const { ask } = await openApplications({ roles: ['Policy.Read.All'] });
    expect((await ask('GET', `/directoryObjects/${shop}`)).status).toBe(403);
    expect(everyRole).not.toContain('Application.Read.All');
  });
});
