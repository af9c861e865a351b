import { describe, expect, it } from 'vitest';
import {
  blueprint,
  blueprintPrincipal,
  foreign,
  helper,
  helperUser,
  managed,
  mixed,
  openApplications,
  shop,
  shopAppId,
  shopPrincipal,
  tokenOf,
  uri,
} from './applicationScene.ts';
import { ada, idOf, type Reply } from './scene.ts';

const bin = '/directory/deletedItems';
const applications = `${bin}/microsoft.graph.application`;
const principals = `${bin}/microsoft.graph.servicePrincipal`;
const idsOf = (reply: Reply): string[] => reply.body.value.map((item: { id: string }) => item.id);
const restore = (id: string): [string, string] => ['POST', `${bin}/${id}/restore`];

describe('a deleted application', () => {
  it('takes its service principal along; Graph restores them one by one', async () => {
    const { ask } = await openApplications();
    expect((await ask('DELETE', `/applications/${shop}`)).status).toBe(204);
    expect([idsOf(await ask('GET', applications)), idsOf(await ask('GET', principals))]).toEqual([
      [shop],
      [shopPrincipal],
    ]);
    for (const path of [`/applications/${shop}`, `/servicePrincipals/${shopPrincipal}`, `/directoryObjects/${shop}`]) {
      expect((await ask('GET', path)).status).toBe(404);
    }
    const back = await ask(...restore(shop));
    expect([back.status, back.body['@odata.type'], back.body.deletedDateTime]).toEqual([
      200,
      '#microsoft.graph.application',
      null,
    ]);
    expect((await ask('GET', `/servicePrincipals/${shopPrincipal}`)).status).toBe(404);
    expect((await ask(...restore(shopPrincipal))).status).toBe(200);
    expect((await ask('GET', `/servicePrincipals/${shopPrincipal}`)).body.appId).toBe(shopAppId);
  });

  it('comes back with everything it had', async () => {
    const { ask, server } = await openApplications();
    const before = server.tenant.dump();
    await ask('DELETE', `/applications/${shop}`);
    expect(server.tenant.dump()).not.toEqual(before);
    await ask(...restore(shop));
    await ask(...restore(shopPrincipal));
    expect(server.tenant.dump()).toEqual(before);
  });

  it('stays behind when only its service principal is deleted', async () => {
    const { ask } = await openApplications();
    expect((await ask('DELETE', `/servicePrincipals/${shopPrincipal}`)).status).toBe(204);
    expect((await ask('GET', `/applications/${shop}`)).status).toBe(200);
    expect(idsOf(await ask('GET', applications))).toEqual([]);
  });

  it('is found by its appId, selected and counted', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    await ask('DELETE', `/servicePrincipals/${foreign}`);
    const found = await ask('GET', `${principals}?$filter=appId eq '${shopAppId}'&$select=id,appId,deletedDateTime`);
    expect(found.body.value).toEqual([
      { id: shopPrincipal, appId: shopAppId, deletedDateTime: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect(idsOf(await ask('GET', `${principals}?$top=1`))).toHaveLength(1);
    const counted = `${principals}?$count=true&$filter=appId eq '${shopAppId}'`;
    const { body } = await ask('GET', counted, undefined, { headers: { ConsistencyLevel: 'eventual' } });
    expect(body['@odata.count']).toBe(1);
    expect((await ask('GET', `${applications}?$select=userPrincipalName`)).status).toBe(400);
  });

  it('cannot come back when its names are taken', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    const twin = await ask('POST', '/applications', { displayName: 'Twin', identifierUris: [uri] });
    expect(twin.status).toBe(201);
    const refused = await ask(...restore(shop));
    expect([refused.status, refused.body.error.details[0]]).toMatchObject([
      400,
      { code: 'ObjectConflict', target: 'identifierUris' },
    ]);
    await ask('PATCH', `/applications/${twin.body.id}`, { identifierUris: [] });
    expect((await ask(...restore(shop))).status).toBe(200);
  });

  it('deleted again is gone for good, its service principal not', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    expect((await ask('DELETE', `${bin}/${shop}`)).status).toBe(204);
    expect((await ask(...restore(shop))).status).toBe(404);
    expect((await ask('GET', `${bin}/${shopPrincipal}`)).status).toBe(200);
  });

  it('takes no parameters of users', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    const refused = await ask(...restore(shop), { newUserPrincipalName: 'x@contoso.com' });
    expect([refused.status, refused.code]).toEqual([400, 'Request_BadRequest']);
  });
});

describe('a managed identity', () => {
  it('is not deleted by a request', async () => {
    const { ask } = await openApplications();
    expect((await ask('DELETE', `/servicePrincipals/${managed}`)).status).toBe(403);
  });

  it('is seen among the deleted, and does not come back', async () => {
    const { ask } = await openApplications({
      seed: {
        deleted: {
          servicePrincipals: [
            {
              id: managed,
              appId: idOf(406),
              displayName: 'Managed',
              servicePrincipalType: 'ManagedIdentity',
              deletedDateTime: new Date().toISOString(),
            },
          ],
        },
      },
    });
    expect(idsOf(await ask('GET', principals))).toEqual([managed]);
    expect((await ask(...restore(managed))).status).toBe(403);
  });
});

describe('agents', () => {
  it.each([
    ['blueprint', `/applications/${blueprint}`],
    ['principal of a blueprint', `/servicePrincipals/${blueprintPrincipal}`],
  ])('go with the %s, and do not come back with it', async (_, path) => {
    const { ask } = await openApplications();
    expect((await ask('DELETE', path)).status).toBe(204);
    const { body } = await ask('GET', principals);
    expect(body.value.map((item: Record<string, unknown>) => [item.id, item['@odata.type']])).toEqual([
      [blueprintPrincipal, '#microsoft.graph.agentIdentityBlueprintPrincipal'],
      [helper, '#microsoft.graph.agentIdentity'],
    ]);
    expect(idsOf(await ask('GET', `${bin}/microsoft.graph.user`))).toEqual([helperUser]);
    expect((await ask(...restore(blueprintPrincipal))).status).toBe(200);
    expect((await ask('GET', `/servicePrincipals/${helper}`)).status).toBe(404);
    expect((await ask(...restore(helper))).status).toBe(200);
    expect((await ask('GET', `/users/${helperUser}`)).status).toBe(404);
    expect((await ask(...restore(helperUser))).body.userPrincipalName).toBe('helper@contoso.com');
  });

  it('have a principal of their blueprint that is never deleted for good', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/servicePrincipals/${blueprintPrincipal}`);
    expect((await ask('DELETE', `${bin}/${blueprintPrincipal}`)).status).toBe(403);
    expect((await ask('DELETE', `${bin}/${helper}`)).status).toBe(204);
  });
});

describe('permissions', () => {
  it.each([
    [['Application.ReadWrite.All'], 204, 204],
    [['AgentIdentity.DeleteRestore.All'], 403, 204],
    [['AgentIdentityBlueprint.DeleteRestore.All'], 403, 403],
    [['Application.Read.All', 'Directory.Read.All'], 403, 403],
    [['User.DeleteRestore.All'], 403, 403],
  ])('%s delete and restore', async (roles, ofApplication, ofAgent) => {
    const { ask } = await openApplications();
    const more = { token: tokenOf(foreign, roles) };
    expect((await ask('DELETE', `/servicePrincipals/${shopPrincipal}`, undefined, more)).status).toBe(ofApplication);
    expect((await ask('DELETE', `/servicePrincipals/${helper}`, undefined, more)).status).toBe(ofAgent);
    for (const id of [shopPrincipal, helper]) await ask('DELETE', `/servicePrincipals/${id}`);
    const [application, agent] = await Promise.all(
      [shopPrincipal, helper].map((id) => ask(...restore(id), undefined, more)),
    );
    expect([application?.status, agent?.status]).toEqual([
      ofApplication === 204 ? 200 : 403,
      ofAgent === 204 ? 200 : 403,
    ]);
  });

  it('the narrow one acts on what the caller owns', async () => {
    const { ask, server } = await openApplications();
    const owner = tokenOf(foreign, ['Application.ReadWrite.OwnedBy']);
    expect((await ask('DELETE', `/applications/${shop}`, undefined, { token: owner })).status).toBe(403);
    const own = { '@odata.id': `${server.url}/v1.0/servicePrincipals/${foreign}` };
    expect((await ask('POST', `/applications/${shop}/owners/$ref`, own)).status).toBe(204);
    expect((await ask('DELETE', `/applications/${shop}`, undefined, { token: owner })).status).toBe(204);
    expect((await ask(...restore(shop), undefined, { token: owner })).status).toBe(200);
    expect((await ask(...restore(shopPrincipal), undefined, { token: owner })).status).toBe(403);
  });

  it('reading needs the right to read applications, or that kind of agent', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    await ask('DELETE', `/servicePrincipals/${helper}`);
    const see = async (roles: string[], path: string) =>
      (await ask('GET', path, undefined, { token: tokenOf(ada, roles) })).status;
    expect(await see(['User.Read.All', 'Group.Read.All'], applications)).toBe(403);
    expect(await see(['User.Read.All', 'Group.Read.All'], `${bin}/${shop}`)).toBe(403);
    expect(await see(['AgentIdentity.Read.All'], `${bin}/${helper}`)).toBe(200);
    expect(await see(['AgentIdentity.Read.All'], `${bin}/${shop}`)).toBe(403);
    expect(await see(['Application.Read.All'], `${bin}/${shop}`)).toBe(200);
  });
});

it('a group loses a deleted service principal from sight, and has it back', async () => {
  const { ask } = await openApplications();
  const members = async () => idsOf(await ask('GET', `/beta/groups/${mixed}/members`));
  const before = await members();
  expect(before).toContain(foreign);
  await ask('DELETE', `/servicePrincipals/${foreign}`);
  expect(await members()).not.toContain(foreign);
  await ask(...restore(foreign));
  expect(await members()).toEqual(before);
});
