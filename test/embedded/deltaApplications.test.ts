import { describe, expect, it } from 'vitest';
import {
  foreign,
  helper,
  laptop,
  mixed,
  openApplications,
  shop,
  shopAppId,
  shopPrincipal,
} from './applicationScene.ts';
import { type Ask, readAll } from './scene.ts';

const start = async (ask: Ask, path: string): Promise<{ items: Record<string, unknown>[]; link: string }> => {
  const items: Record<string, unknown>[] = [];
  for (let next = path; ; ) {
    const { body } = await ask('GET', next);
    items.push(...body.value);
    if (body['@odata.deltaLink'] !== undefined) return { items, link: body['@odata.deltaLink'] };
    next = body['@odata.nextLink'];
  }
};

describe.each(['applications', 'servicePrincipals'])('delta of %s', (collection) => {
  const id = collection === 'applications' ? shop : shopPrincipal;

  it('tells everything, on pages, and then nothing', async () => {
    const { ask } = await openApplications({ pageSizes: { page: 1, deltaLinks: 5 } });
    const all = (await readAll(ask, `/${collection}`)).items;
    const { items, link } = await start(ask, `/${collection}/delta`);
    expect(items.map((item) => item.id)).toEqual(all.map((item) => item.id));
    expect((await start(ask, link)).items).toEqual([]);
  });

  it('tells a change, a delete and a restore', async () => {
    const { ask } = await openApplications();
    const first = await start(ask, `/${collection}/delta?$select=notes`);
    expect((await ask('PATCH', `/${collection}/${id}`, { notes: 'New' })).status).toBe(204);
    const second = await start(ask, first.link);
    expect(second.items).toEqual([{ id, notes: 'New' }]);
    await ask('DELETE', `/${collection}/${id}`);
    const third = await start(ask, second.link);
    expect(third.items).toEqual([{ id, '@removed': { reason: 'changed' } }]);
    await ask('POST', `/directory/deletedItems/${id}/restore`);
    const fourth = await start(ask, third.link);
    expect(fourth.items).toEqual([{ id, notes: 'New' }]);
    await ask('DELETE', `/${collection}/${id}`);
    await ask('DELETE', `/directory/deletedItems/${id}`);
    expect((await start(ask, fourth.link)).items).toEqual([{ id, '@removed': { reason: 'deleted' } }]);
  });

  it('does not track owners', async () => {
    const { ask } = await openApplications();
    expect((await ask('GET', `/${collection}/delta?$select=owners`)).status).toBe(400);
    const { link } = await start(ask, `/${collection}/delta`);
    const owner = { '@odata.id': `https://graph.microsoft.com/v1.0/servicePrincipals/${foreign}` };
    expect((await ask('POST', `/${collection}/${id}/owners/$ref`, owner)).status).toBe(204);
    expect((await start(ask, link)).items).toEqual([]);
  });

  it('needs the right to read them', async () => {
    const { ask } = await openApplications({ roles: ['User.Read.All', 'Group.Read.All'] });
    expect((await ask('GET', `/${collection}/delta`)).status).toBe(403);
  });
});

it('agents say what they are', async () => {
  const { ask } = await openApplications();
  const { items } = await start(ask, `/servicePrincipals/delta?$filter=id eq '${helper}'&$select=appId`);
  expect(items).toEqual([{ '@odata.type': '#microsoft.graph.agentIdentity', id: helper, appId: helper }]);
});

it('an application tells on its service principal when it goes', async () => {
  const { ask } = await openApplications();
  const { link } = await start(ask, '/servicePrincipals/delta?$select=appId');
  await ask('DELETE', `/applications/${shop}`);
  const { items, link: next } = await start(ask, link);
  expect(items).toEqual([{ id: shopPrincipal, '@removed': { reason: 'changed' } }]);
  // It comes back only to its application.
  expect((await ask('POST', `/directory/deletedItems/${shopPrincipal}/restore`)).status).toBe(400);
  await ask('POST', `/directory/deletedItems/${shop}/restore`);
  await ask('POST', `/directory/deletedItems/${shopPrincipal}/restore`);
  expect((await start(ask, next)).items).toEqual([{ id: shopPrincipal, appId: shopAppId }]);
});

it('a group tells of service principals and devices among its members', async () => {
  const { ask } = await openApplications();
  const { items, link } = await start(ask, `/groups/delta?$select=members&$filter=id eq '${mixed}'`);
  const told = items[0]?.['members@delta'] as { id: string; '@odata.type': string }[];
  expect(told.slice(1)).toEqual([
    { '@odata.type': '#microsoft.graph.servicePrincipal', id: foreign },
    { '@odata.type': '#microsoft.graph.device', id: laptop },
  ]);
  await ask('DELETE', `/servicePrincipals/${foreign}`);
  expect((await start(ask, link)).items[0]?.['members@delta']).toEqual([
    { '@odata.type': '#microsoft.graph.servicePrincipal', id: foreign, '@removed': { reason: 'deleted' } },
  ]);
});
