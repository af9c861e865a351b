import { describe, expect, it } from 'vitest';
import { api, client, openTied, plain, tied } from './relationScene.ts';
import { ada, grace, idOf, readAll, security } from './scene.ts';

const path = '/oauth2PermissionGrants';
const forAll = { clientId: client, resourceId: plain, consentType: 'AllPrincipals', scope: 'Read' };
const forOne = { ...forAll, consentType: 'Principal', principalId: grace };
type Items = { body: { value: Record<string, unknown>[] } };
const scopes = (reply: Items): unknown[] => reply.body.value.map((grant) => grant.scope);

describe('reading', () => {
  it('shows grants as they were given', async () => {
    const { ask } = await openTied();
    const { body } = await ask('GET', path);
    expect(body.value[0]).toEqual({
      clientId: client,
      consentType: 'AllPrincipals',
      id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      principalId: null,
      resourceId: api,
      scope: 'Read Write',
    });
    expect(body.value[2].scope).toBe(' odd  text ');
    const one = await ask('GET', `${path}/${body.value[1].id}`);
    expect(one.body).toMatchObject(body.value[1]);
    expect((await ask('GET', `${path}/nothing`)).status).toBe(404);
  });

  it('makes the ids that Graph makes', async () => {
    const first = '263a5b01-03e5-408e-8557-bab681df104c';
    const second = '1804a6f8-e623-4520-8f40-ba1b0c11c42d';
    const { ask } = await openTied({
      seed: {
        servicePrincipals: [
          { id: first, appId: idOf(300), displayName: 'A' },
          { id: second, appId: idOf(301), displayName: 'B' },
        ],
        oauth2PermissionGrants: [{ clientId: first, resourceId: second, consentType: 'AllPrincipals', scope: 'x' }],
      },
    });
    // The sample of Graph's own page on listing grants.
    expect((await ask('GET', path)).body.value[0].id).toBe('AVs6JuUDjkCFV7q2gd8QTPimBBgj5iBFj0C6GwwRxC0');
  });

  it('pages and selects', async () => {
    const { ask } = await openTied();
    expect(await readAll(ask, `${path}?$top=1`)).toMatchObject({ pages: 3, items: { length: 3 } });
    const { body } = await ask('GET', `${path}?$select=scope`);
    expect(Object.keys(body.value[0]).toSorted()).toEqual(['id', 'scope']);
    expect((await ask('GET', `${path}?$select=odd`)).status).toBe(400);
    expect((await ask('GET', `${path}?$orderby=scope`)).status).toBe(400);
  });

  it('filters by equality', async () => {
    const { ask } = await openTied();
    const filtered = (filter: string) => ask('GET', `${path}?$filter=${encodeURIComponent(filter)}`);
    expect(scopes(await filtered(`clientId eq '${client}'`))).toEqual(['Read Write', 'Read']);
    expect(scopes(await filtered(`clientId eq '${client}' and consentType eq 'Principal'`))).toEqual(['Read']);
    expect(scopes(await filtered(`principalId eq '${grace}'`))).toEqual([' odd  text ']);
    expect(scopes(await filtered(`resourceId eq '${plain}'`))).toEqual([' odd  text ']);
    expect((await filtered(`clientId ne '${client}'`)).code).toBe('Request_UnsupportedQuery');
    expect((await filtered("scope eq 'Read'")).code).toBe('Request_UnsupportedQuery');
  });

  it('knows those of a client and those of a user', async () => {
    const { ask } = await openTied();
    expect(scopes(await ask('GET', `/servicePrincipals/${client}${path}`))).toEqual(['Read Write', 'Read']);
    expect(scopes(await ask('GET', `/servicePrincipals/${plain}${path}`))).toEqual([]);
    expect(scopes(await ask('GET', `/users/ada@contoso.com${path}`))).toEqual(['Read']);
    expect((await ask('GET', `/users/${idOf(99)}${path}`)).status).toBe(404);
  });
});

describe('giving', () => {
  it.each([
    ['to all', forAll],
    ['to one', forOne],
    ['without a scope', { clientId: client, resourceId: plain, consentType: 'AllPrincipals' }],
    ['to itself', { ...forAll, resourceId: client }],
  ])('%s', async (_, body) => {
    const { ask } = await openTied();
    const reply = await ask('POST', path, body);
    expect([reply.status, reply.body.scope]).toEqual([201, 'scope' in body ? body.scope : null]);
    expect((await ask('GET', reply.headers.get('location') ?? '')).body).toMatchObject(body);
  });

  const bad: [string, object, number, string][] = [
    ['without a client', { ...forAll, clientId: undefined }, 400, 'Request_BadRequest'],
    ['without a resource', { ...forAll, resourceId: null }, 400, 'Request_BadRequest'],
    ['without a consent type', { ...forAll, consentType: undefined }, 400, 'Request_BadRequest'],
    ['with an odd consent type', { ...forAll, consentType: 'Everybody' }, 400, 'Request_BadRequest'],
    ['to all and one', { ...forAll, principalId: ada }, 400, 'Request_BadRequest'],
    ['to one without saying whom', { ...forAll, consentType: 'Principal' }, 400, 'Request_BadRequest'],
    ['with a client that is no id', { ...forAll, clientId: 'x' }, 400, 'Request_BadRequest'],
    ['with a client that is not there', { ...forAll, clientId: idOf(99) }, 404, 'Request_ResourceNotFound'],
    ['with a user as client', { ...forAll, clientId: ada }, 404, 'Request_ResourceNotFound'],
    ['with a resource that is not there', { ...forAll, resourceId: idOf(99) }, 404, 'Request_ResourceNotFound'],
    ['to a group', { ...forOne, principalId: security }, 404, 'Request_ResourceNotFound'],
    ['with an id', { ...forAll, id: 'x' }, 400, 'Request_BadRequest'],
    ['with an unknown property', { ...forAll, odd: 1 }, 400, 'Request_BadRequest'],
    ['with a scope that is a list', { ...forAll, scope: ['Read'] }, 400, 'Request_BadRequest'],
    ['with too long a scope', { ...forAll, scope: 'x'.repeat(3851) }, 400, 'Request_BadRequest'],
    ['twice to all', { ...forAll, resourceId: api, scope: 'Other' }, 409, 'Request_MultipleObjectsWithSameKeyValue'],
    ['twice to one', { ...forOne, resourceId: api, principalId: ada }, 409, 'Request_MultipleObjectsWithSameKeyValue'],
  ];
  it.each(bad)('not %s', async (_, body, status, code) => {
    const { ask } = await openTied();
    const reply = await ask('POST', path, body);
    expect([reply.status, reply.code]).toEqual([status, code]);
    expect((await ask('GET', path)).body.value).toHaveLength(3);
  });
});

describe('changing and taking back', () => {
  it('replaces the scope, and nothing else', async () => {
    const { ask } = await openTied();
    const [before] = (await ask('GET', path)).body.value;
    const one = `${path}/${before.id}`;
    expect((await ask('PATCH', one, { scope: 'Write' })).status).toBe(204);
    expect((await ask('GET', one)).body).toMatchObject({ ...before, scope: 'Write' });
    expect(scopes(await ask('GET', path))).toEqual(['Write', 'Read', ' odd  text ']);
    for (const other of ['clientId', 'resourceId', 'principalId', 'consentType']) {
      const reply = await ask('PATCH', one, { scope: 'x', [other]: before[other] });
      expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
    }
    expect((await ask('PATCH', one, {})).status).toBe(400);
    expect((await ask('GET', one)).body.scope).toBe('Write');
  });

  it('is for good, and the same ends make the same id again', async () => {
    const { ask } = await openTied();
    const [before] = (await ask('GET', path)).body.value;
    expect((await ask('DELETE', `${path}/${before.id}`)).status).toBe(204);
    expect((await ask('DELETE', `${path}/${before.id}`)).status).toBe(404);
    expect((await ask('PATCH', `${path}/${before.id}`, { scope: 'x' })).status).toBe(404);
    const { id: _, ...body } = before;
    expect((await ask('POST', path, body)).body.id).toBe(before.id);
  });

  it.each([
    ['its principal', `/users/${ada}`, ['Read Write', ' odd  text ']],
    ['its client', `/servicePrincipals/${client}`, [' odd  text ']],
    ['its resource', `/servicePrincipals/${plain}`, ['Read Write', 'Read']],
  ])('is unseen while %s is deleted', async (_, end, left) => {
    const { ask, server } = await openTied();
    const before = server.tenant.dump();
    expect((await ask('DELETE', end)).status).toBe(204);
    expect(scopes(await ask('GET', path))).toEqual(left);
    const id = end.split('/').at(-1);
    expect((await ask('POST', `/directory/deletedItems/${id}/restore`, {})).status).toBe(200);
    expect(server.tenant.dump()).toEqual(before);
    await ask('DELETE', end);
    expect((await ask('DELETE', `/directory/deletedItems/${id}`)).status).toBe(204);
    expect(server.tenant.dump().oauth2PermissionGrants).toHaveLength(left.length);
  });
});

describe('permissions', () => {
  const rows: [string, string, string, readonly string[], boolean][] = [
    ['reading', 'GET', path, ['Directory.Read.All'], true],
    ['reading', 'GET', path, ['DelegatedPermissionGrant.ReadWrite.All'], true],
    ['reading', 'GET', path, ['Application.Read.All'], false],
    ['reading a user’s', 'GET', `/users/${ada}${path}`, ['Directory.Read.All'], false],
    ['giving', 'POST', path, ['DelegatedPermissionGrant.ReadWrite.All'], true],
    ['giving', 'POST', path, ['Directory.Read.All', 'Application.ReadWrite.All'], false],
  ];
  it.each(rows)('%s (%s %s) with %j: %s', async (_, method, at, roles, may) => {
    const { ask } = await openTied({ roles });
    expect((await ask(method, at, method === 'POST' ? forAll : undefined)).status === 403).toBe(!may);
  });
});

describe('a seed', () => {
  const wrong: [string, { readonly [name: string]: unknown }, string][] = [
    ['a client that is not there', { ...forAll, clientId: idOf(99) }, 'oauth2PermissionGrants[0].clientId'],
    ['a user as resource', { ...forAll, resourceId: ada }, 'cannot refer to a user'],
    ['all and one', { ...forAll, principalId: ada }, 'oauth2PermissionGrants[0].principalId'],
    ['an odd consent type', { ...forAll, consentType: 'x' }, 'oauth2PermissionGrants[0].consentType'],
  ];
  it.each(wrong)('cannot have %s', async (_, grant, message) => {
    await expect(openTied({ seed: { ...tied, oauth2PermissionGrants: [grant] } })).rejects.toThrow(message);
  });

  it('cannot have the same twice, and comes out of a dump as it went in', async () => {
    const twice = { ...tied, oauth2PermissionGrants: [forAll, { ...forAll, id: 'x' }] };
    await expect(openTied({ seed: twice })).rejects.toThrow('is the same as oauth2PermissionGrants[0]');
    const { server } = await openTied();
    const dumped = server.tenant.dump();
    expect(dumped.oauth2PermissionGrants).toHaveLength(3);
    const { server: again } = await openTied({ seed: dumped });
    expect(again.tenant.dump()).toEqual(dumped);
  });
});
