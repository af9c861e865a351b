import { describe, expect, test } from 'vitest';
import { blueprint, openApplications, shop, shopAppId } from './applicationScene.ts';
import { idOf } from './scene.ts';

const path = `/applications/${shop}/federatedIdentityCredentials`;
const credential = (n: number, more: object = {}) => ({
  name: `c${n}`,
  issuer: 'https://issuer.example',
  subject: `s${n}`,
  audiences: ['api://AzureADTokenExchange'],
  ...more,
});

describe('federated identity credentials', () => {
  test('are listed, and found by id and by name', async () => {
    const { ask } = await openApplications();
    const { body } = await ask('GET', path);
    expect(body.value).toEqual([
      {
        id: expect.any(String),
        name: 'ci',
        issuer: 'https://ci.example',
        subject: 'repo:shop',
        audiences: ['api://AzureADTokenExchange'],
        description: null,
      },
    ]);
    const [{ id }] = body.value;
    for (const key of [`/${id}`, '/ci', "(name='ci')"]) expect((await ask('GET', `${path}${key}`)).body.id).toBe(id);
    const byAppId = `/applications(appId='${shopAppId}')/federatedIdentityCredentials`;
    expect((await ask('GET', `${byAppId}?$select=name`)).body.value).toEqual([{ id, name: 'ci' }]);
    expect((await ask('GET', `${path}?$filter=name eq 'ci'`)).body.value).toHaveLength(1);
    expect((await ask('GET', `${path}?$filter=subject eq 'other'`)).body.value).toEqual([]);
    expect((await ask('GET', `${path}?$filter=issuer eq 'x'`)).status).toBe(400);
    expect((await ask('GET', `${path}/other`)).status).toBe(404);
    expect((await ask('GET', `/applications/${idOf(999)}/federatedIdentityCredentials`)).status).toBe(404);
  });

  test('are made, changed and removed', async () => {
    const { ask } = await openApplications();
    const made = await ask('POST', path, credential(1));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...credential(1), description: null });
    expect((await ask('PATCH', `${path}/${made.body.id}`, { subject: 'other', description: 'd' })).status).toBe(204);
    expect((await ask('GET', `${path}/c1`)).body).toMatchObject(credential(1, { subject: 'other', description: 'd' }));
    expect((await ask('DELETE', `${path}/c1`)).status).toBe(204);
    expect((await ask('DELETE', `${path}/c1`)).status).toBe(404);
    expect((await ask('GET', path)).body.value).toHaveLength(1);
  });

  test.each([
    ['the name of another', credential(1, { name: 'ci' }), 409, 'Request_MultipleObjectsWithSameKeyValue'],
    [
      'issuer and subject of another',
      credential(1, { issuer: 'https://ci.example', subject: 'repo:shop' }),
      400,
      'InvalidFederatedIdentityCredentialValue',
    ],
    ['no name', credential(1, { name: undefined }), 400, 'Request_BadRequest'],
    ['a name that is not fit for a URL', credential(1, { name: 'a b' }), 400, 'Request_BadRequest'],
    ['a long name', credential(1, { name: 'x'.repeat(121) }), 400, 'Request_BadRequest'],
    ['an issuer that is no address', credential(1, { issuer: 'nobody' }), 400, 'Request_BadRequest'],
    ['no subject', credential(1, { subject: undefined }), 400, 'Request_BadRequest'],
    ['two audiences', credential(1, { audiences: ['a', 'b'] }), 400, 'Request_BadRequest'],
    ['an id', credential(1, { id: idOf(1) }), 400, 'Request_BadRequest'],
    ['an unknown property', credential(1, { secret: 'x' }), 400, 'Request_BadRequest'],
    ['what only beta knows', credential(1, { claimsMatchingExpression: {} }), 400, 'Request_BadRequest'],
  ])('are refused with %s', async (_, body, status, code) => {
    const { ask } = await openApplications();
    const refused = await ask('POST', path, body);
    expect([refused.status, refused.code]).toEqual([status, code]);
    expect((await ask('GET', path)).body.value).toHaveLength(1);
  });

  test('keep their names, and leave the place of others alone', async () => {
    const { ask } = await openApplications();
    await ask('POST', path, credential(1));
    expect((await ask('PATCH', `${path}/c1`, { name: 'c2' })).status).toBe(400);
    expect((await ask('PATCH', `${path}/c1`, { name: 'c1', audiences: ['a'] })).status).toBe(204);
    const taken = { issuer: 'https://ci.example', subject: 'repo:shop' };
    expect((await ask('PATCH', `${path}/c1`, taken)).code).toBe('InvalidFederatedIdentityCredentialValue');
    expect((await ask('PATCH', `${path}/none`, { description: 'x' })).status).toBe(404);
  });

  test('are twenty at most', async () => {
    const { ask } = await openApplications();
    for (let n = 2; n <= 20; n += 1) expect((await ask('POST', path, credential(n))).status).toBe(201);
    expect((await ask('POST', path, credential(21))).status).toBe(400);
    const { body } = await ask('GET', '/applications?$select=id&$expand=federatedIdentityCredentials($select=name)');
    expect(body.value[0].federatedIdentityCredentials).toHaveLength(20);
    expect((await ask('GET', `${path}?$top=3`)).body.value).toHaveLength(3);
  });

  test('go and come back with their application', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', `/applications/${shop}`);
    expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('POST', path, credential(1))).status).toBe(404);
    await ask('POST', `/directory/deletedItems/${shop}/restore`, {});
    expect((await ask('GET', path)).body.value).toMatchObject([{ name: 'ci' }]);
  });

  test.each([
    [['Application.Read.All'], 403, 403],
    [['Application.ReadWrite.All'], 201, 403],
    [['AgentIdentityBlueprint.AddRemoveCreds.All'], 403, 201],
    [['AgentIdentityBlueprint.ReadWrite.All'], 403, 201],
  ])('need the permission of their application: %j', async (roles, ordinary, agent) => {
    const { ask } = await openApplications({ roles });
    expect((await ask('POST', path, credential(1))).status).toBe(ordinary);
    const ofAgent = `/applications/${blueprint}/federatedIdentityCredentials`;
    expect((await ask('POST', ofAgent, credential(1))).status).toBe(agent);
  });
});
