import { describe, expect, test } from 'vitest';
import {
  applicationRoles,
  blueprint,
  foreign,
  openApplications,
  shop,
  shopAppId,
  shopPrincipal,
  tenantSeed,
  tokenOf,
  uri,
} from './applicationScene.ts';
import { ada, agent, everyRole, grace, idOf, readAll, ref, security, team } from './scene.ts';

const bind = (id: string): string => ref(id)['@odata.id'];
const role = (n: number, value: string, more: object = {}) => ({
  id: idOf(500 + n),
  value,
  displayName: value,
  description: value,
  allowedMemberTypes: ['User'],
  isEnabled: true,
  ...more,
});
const scope = (n: number, value: string, more: object = {}) => ({
  id: idOf(520 + n),
  value,
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: value,
  adminConsentDescription: value,
  ...more,
});
const path = `/applications/${shop}`;

describe('reading', () => {
  test('shows parts in full, owners on request, and derived types by name', async () => {
    const { ask } = await openApplications();
    const { items } = await readAll(ask, '/applications?$select=displayName,web&$expand=owners($select=id)&$top=1');
    expect(items).toHaveLength(2);
    const web = {
      homePageUrl: null,
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      logoutUrl: null,
      redirectUriSettings: [],
      redirectUris: [],
    };
    const owner = { '@odata.type': '#microsoft.graph.user', id: ada };
    expect(items[0]).toEqual({ id: shop, displayName: 'Shop', web, owners: [owner] });
    expect(items[1]).toMatchObject({ '@odata.type': '#microsoft.graph.agentIdentityBlueprint', id: blueprint });

    const { body } = await ask('GET', '/applications?$select=id&$expand=federatedIdentityCredentials&$top=999');
    expect(body.value[0].federatedIdentityCredentials).toMatchObject([{ name: 'ci', subject: 'repo:shop' }]);
    expect(body.value[1].federatedIdentityCredentials).toEqual([]);
  });

  test('finds one by id, by appId, by uniqueName and by filter', async () => {
    const { ask } = await openApplications();
    await ask('PATCH', path, { uniqueName: 'the-shop' });
    for (const key of [`/${shop}`, `(appId='${shopAppId.toUpperCase()}')`, "(uniqueName='the-shop')"])
      expect((await ask('GET', `/applications${key}?$select=displayName`)).body).toMatchObject({ id: shop });
    const byFilter = await ask('GET', `/applications?$filter=appId in ('${shopAppId}')&$select=id`);
    expect(byFilter.body.value).toEqual([{ id: shop }]);
    expect((await ask('GET', `/applications(appId='${idOf(999)}')`)).status).toBe(404);
    expect((await ask('GET', `/applications(displayName='Shop')`)).status).toBe(400);
    expect((await ask('GET', `/applications/${shopPrincipal}`)).status).toBe(404);
    expect((await ask('GET', '/applications?$select=nonsense')).status).toBe(400);
    expect((await ask('GET', '/applications?$expand=sponsors')).code).toBe('Request_UnsupportedQuery');
    expect((await ask('GET', '/applications?$top=1')).headers.get('x-ms-resource-unit')).toBe('1');
    expect((await ask('GET', '/applications')).headers.get('x-ms-resource-unit')).toBe('2');
  });

  test('lists blueprints by themselves, with their sponsors', async () => {
    const { ask } = await openApplications({ roles: ['AgentIdentityBlueprint.Read.All', 'User.Read.All'] });
    const derived = '/applications/microsoft.graph.agentIdentityBlueprint';
    const { body } = await ask('GET', `${derived}?$select=id&$expand=sponsors($select=id)&$top=1`);
    expect(body.value).toMatchObject([{ id: blueprint, sponsors: [{ id: grace }] }]);
    expect(body['@odata.nextLink']).toBeUndefined();
    expect((await ask('GET', `${derived}/${blueprint}`)).body.displayName).toBe('Blueprint');
    expect((await ask('GET', `/applications/${blueprint}/microsoft.graph.agentIdentityBlueprint`)).status).toBe(200);
    expect((await ask('GET', `${derived}/${shop}`)).status).toBe(404);
    expect((await ask('GET', '/applications')).status).toBe(403);
  });
});

describe('making', () => {
  test('gives what was not said', async () => {
    const { ask } = await openApplications();
    const made = await ask('POST', '/applications', { displayName: 'New', 'owners@odata.bind': [bind(ada)] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [] },
      displayName: 'New',
      identifierUris: [],
      parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
      publisherDomain: 'contoso.com',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
    });
    expect(made.body.appId).not.toBe(made.body.id);
    expect((await ask('GET', `/applications/${made.body.id}/owners?$select=id`)).body.value).toMatchObject([
      { id: ada },
    ]);
  });

  test.each([
    ['no name', {}, 'displayName'],
    ['an appId', { displayName: 'New', appId: idOf(1) }, 'appId'],
    ['an unknown property', { displayName: 'New', secret: 1 }, 'secret'],
    ['a wrong audience', { displayName: 'New', signInAudience: 'Everybody' }, 'signInAudience'],
    ['a taken identifier', { displayName: 'New', identifierUris: [uri] }, 'identifierUris'],
    ['a group for an owner', { displayName: 'New', 'owners@odata.bind': [bind(team)] }, 'Group_'],
    ['an owner who is not there', { displayName: 'New', 'owners@odata.bind': [bind(idOf(999))] }, idOf(999)],
    ['sponsors', { displayName: 'New', 'sponsors@odata.bind': [bind(ada)] }, 'sponsors'],
    ['a secret of its own making', { displayName: 'New', passwordCredentials: [{ secretText: 'x' }] }, 'passwordCred'],
    ['a certificate without a key', { displayName: 'New', keyCredentials: [{ displayName: 'x' }] }, 'keyCredentials'],
  ])('refuses %s', async (_, body, words) => {
    const { ask } = await openApplications();
    const refused = await ask('POST', '/applications', body);
    expect([400, 404]).toContain(refused.status);
    expect(refused.message).toContain(words);
    expect((await ask('GET', '/applications/$count', undefined, eventual)).text).toBe('2');
  });
  const eventual = { headers: { ConsistencyLevel: 'eventual' } };

  test('makes a blueprint with sponsors only, and by its own permission only', async () => {
    const { ask } = await openApplications({ roles: [...applicationRoles, 'AgentIdentityBlueprint.Create'] });
    const cast = '/applications/microsoft.graph.agentIdentityBlueprint';
    const made = await ask('POST', cast, { displayName: 'Another', 'sponsors@odata.bind': [bind(ada)] });
    expect(made.body).toMatchObject({
      '@odata.type': '#microsoft.graph.agentIdentityBlueprint',
      signInAudience: 'AzureADMyOrg',
    });
    expect((await ask('POST', cast, { displayName: 'Another' })).message).toContain('sponsors');
    for (const unfit of [agent, security, foreign]) {
      const refused = await ask('POST', cast, { displayName: 'Another', 'sponsors@odata.bind': [bind(unfit)] });
      expect(refused.message).toContain("invalid for the 'sponsors' reference");
    }
    const { ask: other } = await openApplications();
    expect((await other('POST', cast, { displayName: 'No', 'sponsors@odata.bind': [bind(ada)] })).status).toBe(403);
  });
});

describe('changing', () => {
  test('keeps what a partial body leaves out of a part', async () => {
    const { ask } = await openApplications();
    await ask('PATCH', path, { web: { homePageUrl: 'https://shop.contoso.com', redirectUris: ['https://shop/in'] } });
    const one = { web: { implicitGrantSettings: { enableIdTokenIssuance: true } }, tags: ['a'] };
    expect((await ask('PATCH', path, one)).status).toBe(204);
    expect((await ask('GET', path)).body).toMatchObject({
      tags: ['a'],
      web: {
        homePageUrl: 'https://shop.contoso.com',
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
        redirectUris: ['https://shop/in'],
      },
    });
  });

  test.each([
    ['createdDateTime', { createdDateTime: '2020-01-01T00:00:00Z' }],
    ['publisherDomain', { publisherDomain: 'evil.example' }],
    ['displayName', { displayName: null }],
    ['web', { web: null }],
    ['web', { web: { redirectUris: ['http://shop.example'] } }],
    ['web', { web: { redirectUris: ['https://a.example', 'https://a.example'] } }],
    ['spa', { spa: { redirectUris: ['urn:ietf:wg:oauth:2.0:oob'] } }],
    ['publicClient', { publicClient: { redirectUris: ['no uri'] } }],
    ['info.logoUrl', { info: { logoUrl: 'https://evil.example' } }],
    ['requestedAccessTokenVersion', { signInAudience: 'AzureADandPersonalMicrosoftAccount' }],
    ['requestedAccessTokenVersion', { api: { requestedAccessTokenVersion: 3 } }],
    ['groupMembershipClaims', { groupMembershipClaims: 'Some' }],
    ['passwordCredentials', { passwordCredentials: [] }],
    ['owners', { 'owners@odata.bind': [bind(ada)] }],
    [
      'requiredResourceAccess',
      { requiredResourceAccess: [{ resourceAppId: idOf(1), resourceAccess: [{ id: idOf(2), type: 'Both' }] }] },
    ],
    [
      'requiredResourceAccess',
      {
        requiredResourceAccess: Array.from({ length: 51 }, (_, n) => ({ resourceAppId: idOf(n), resourceAccess: [] })),
      },
    ],
  ])('refuses to change %s (%j)', async (words, body) => {
    const { ask } = await openApplications();
    const before = (await ask('GET', path)).body;
    const refused = await ask('PATCH', path, body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(words);
    expect((await ask('GET', path)).body).toEqual(before);
  });

  test('takes redirect URIs as each kind of client may have them', async () => {
    const { ask } = await openApplications();
    const body = {
      web: { redirectUris: ['https://shop.example', 'http://localhost:8080/in', 'urn:ietf:wg:oauth:2.0:oob'] },
      spa: { redirectUris: ['http://127.0.0.1'] },
      publicClient: { redirectUris: ['myapp://auth', 'http://localhost'] },
    };
    expect((await ask('PATCH', path, body)).status).toBe(204);
  });

  test('takes web addresses for identifiers only where they are the tenant’s', async () => {
    const { ask } = await openApplications();
    const refused = await ask('PATCH', path, { identifierUris: [uri, 'https://evil.example'] });
    expect([refused.status, refused.code]).toEqual([400, 'HostNameNotOnVerifiedDomain']);
    expect((await ask('PATCH', path, { identifierUris: [uri, 'https://shop.contoso.com'] })).status).toBe(204);
    expect((await ask('PATCH', path, { identifierUris: [uri, uri] })).code).toBe('DuplicateValue');
    const shout = await ask('PATCH', path, { identifierUris: [uri, uri.toUpperCase()] });
    expect(shout.code).toBe('DuplicateValueInDifferentCase');
    // Tokens of version 2 do not carry it.
    const second = { identifierUris: [uri, 'https://other.example'], api: { requestedAccessTokenVersion: 2 } };
    expect((await ask('PATCH', path, second)).status).toBe(204);
  });

  test('shows keys of one object on request only, and lets a certificate be named by its id', async () => {
    const { ask } = await openApplications();
    const certificate = { displayName: 'c', type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA' };
    expect((await ask('PATCH', path, { keyCredentials: [certificate] })).status).toBe(204);
    const [kept] = (await ask('GET', `${path}?$select=keyCredentials`)).body.keyCredentials;
    expect(kept).toMatchObject({ ...certificate, keyId: expect.any(String) });
    expect((await ask('GET', path)).body.keyCredentials[0].key).toBeNull();
    expect((await ask('GET', '/applications?$select=keyCredentials')).body.value[0].keyCredentials[0].key).toBeNull();
    expect((await ask('PATCH', path, { keyCredentials: [{ keyId: kept.keyId, displayName: 'd' }] })).status).toBe(204);
    const again = (await ask('GET', `${path}?$select=keyCredentials`)).body.keyCredentials;
    expect(again).toEqual([{ ...kept, displayName: 'd' }]);
  });
});

describe('app roles and permissions', () => {
  const offering = async () => {
    const { ask } = await openApplications();
    const api = { oauth2PermissionScopes: [scope(1, 'Read'), scope(2, 'Write')] };
    expect((await ask('PATCH', path, { appRoles: [role(1, 'Reader'), role(2, 'Writer')], api })).status).toBe(204);
    return ask;
  };
  const held = 'CannotDeleteOrUpdateEnabledEntitlement';

  test.each([
    ['a role that goes', { appRoles: [role(1, 'Reader')] }],
    ['a role that changes', { appRoles: [role(1, 'Reader'), role(2, 'Writer', { description: 'Other' })] }],
    ['one that changes while it is disabled', { appRoles: [role(1, 'Reader'), role(2, 'W', { isEnabled: false })] }],
    ['a permission that goes', { api: { oauth2PermissionScopes: [scope(2, 'Write')] } }],
    ['a permission that changes', { api: { oauth2PermissionScopes: [scope(1, 'Read'), scope(2, 'Change')] } }],
  ])('must be disabled first: %s', async (_, body) => {
    const ask = await offering();
    const refused = await ask('PATCH', path, body);
    expect([refused.status, refused.code]).toEqual([400, held]);
  });

  test('go and change once they are disabled', async () => {
    const ask = await offering();
    const off = { isEnabled: false };
    const disabled = {
      appRoles: [role(1, 'Reader', off), role(2, 'Writer')],
      api: { oauth2PermissionScopes: [scope(1, 'Read'), scope(2, 'Write', off)] },
    };
    expect((await ask('PATCH', path, disabled)).status).toBe(204);
    const changed = {
      appRoles: [role(2, 'Writer')],
      api: { oauth2PermissionScopes: [scope(1, 'Read'), scope(2, 'W')] },
    };
    expect((await ask('PATCH', path, changed)).status).toBe(204);
    const { body } = await ask('GET', path);
    expect(body.appRoles).toEqual([role(2, 'Writer', { origin: 'Application' })]);
    expect(body.api.oauth2PermissionScopes.map(({ value }: { value: string }) => value)).toEqual(['Read', 'W']);
  });

  test.each([
    ['the same id', { appRoles: [role(1, 'A'), role(1, 'B')] }, 'DuplicateValue'],
    ['the same value', { appRoles: [role(1, 'A'), role(2, 'A')] }, 'DuplicateValue'],
    [
      'the value of a permission',
      { appRoles: [role(1, 'A')], api: { oauth2PermissionScopes: [scope(1, 'A')] } },
      'Dup',
    ],
    ['no kind of member', { appRoles: [role(1, 'A', { allowedMemberTypes: [] })] }, 'InvalidValue'],
    ['a wrong kind of member', { appRoles: [role(1, 'A', { allowedMemberTypes: ['Dog'] })] }, 'Request_BadRequest'],
    ['a space in its value', { appRoles: [role(1, 'A B')] }, 'Request_BadRequest'],
    ['no id', { appRoles: [{ ...role(1, 'A'), id: undefined }] }, 'Request_BadRequest'],
    [
      'a wrong kind of consent',
      { api: { oauth2PermissionScopes: [scope(1, 'A', { type: 'All' })] } },
      'Request_BadRequest',
    ],
  ])('are refused with %s', async (_, body, code) => {
    const { ask } = await openApplications();
    const refused = await ask('PATCH', path, body);
    expect(refused.status).toBe(400);
    expect(refused.code).toMatch(new RegExp(`^${code}`));
  });

  test('can be pre-authorized once they are there, and not in the request that makes them', async () => {
    const { ask } = await openApplications();
    const preAuthorizedApplications = [{ appId: idOf(405), delegatedPermissionIds: [scope(1, 'Read').id] }];
    const api = { oauth2PermissionScopes: [scope(1, 'Read')] };
    const refused = await ask('PATCH', path, { api: { ...api, preAuthorizedApplications } });
    expect([refused.status, refused.code]).toEqual([400, 'InvalidValue']);
    expect((await ask('PATCH', path, { api })).status).toBe(204);
    expect((await ask('PATCH', path, { api: { preAuthorizedApplications } })).status).toBe(204);
    const twice = { preAuthorizedApplications: [...preAuthorizedApplications, ...preAuthorizedApplications] };
    expect((await ask('PATCH', path, { api: twice })).code).toBe('DuplicateValue');
  });
});

describe('permissions', () => {
  const owned = ['Application.ReadWrite.OwnedBy'];

  test.each([
    [['Application.Read.All'], 200, 403],
    [['Directory.Read.All'], 200, 403],
    [['Application.ReadWrite.All'], 200, 204],
    [owned, 200, 403],
    [everyRole, 403, 403],
  ])('%j', async (roles, read, write) => {
    const { ask } = await openApplications({ roles });
    expect((await ask('GET', path)).status).toBe(read);
    expect((await ask('PATCH', path, { notes: 'x' })).status).toBe(write);
    expect((await ask('PATCH', `/applications/${blueprint}`, { notes: 'x' })).status).toBe(403);
  });

  test('of what the caller owns reach that alone, and not its owners', async () => {
    const applications = (tenantSeed.applications ?? []).map((one) =>
      one.id === shop ? { ...one, owners: [shopPrincipal] } : one,
    );
    const { ask } = await openApplications({ seed: { ...tenantSeed, applications } });
    const as = { token: tokenOf(shopPrincipal, owned) };
    expect((await ask('PATCH', path, { notes: 'mine' }, as)).status).toBe(204);
    expect((await ask('POST', `${path}/owners/$ref`, ref(grace), as)).status).toBe(403);
    const made = await ask('POST', '/applications', { displayName: 'Also mine' }, as);
    expect((await ask('PATCH', `/applications/${made.body.id}`, { notes: 'mine' }, as)).status).toBe(204);
    expect((await ask('DELETE', `/applications/${made.body.id}`, undefined, as)).status).toBe(204);
  });
});

test('owners come and go, the last one too', async () => {
  const { ask } = await openApplications();
  const owners = `${path}/owners`;
  expect((await ask('POST', `${owners}/$ref`, ref(shopPrincipal))).status).toBe(204);
  expect((await ask('POST', `${owners}/$ref`, ref(ada))).message).toContain('already exist');
  expect((await ask('POST', `${owners}/$ref`, ref(team))).message).toContain("type 'Group' is invalid");
  expect((await ask('POST', `${owners}/$ref`, ref(idOf(999)))).status).toBe(404);
  expect((await readAll(ask, `${owners}?$select=id&$top=1`)).items.map(({ id }) => id)).toEqual([ada, shopPrincipal]);
  for (const id of [ada, shopPrincipal]) expect((await ask('DELETE', `${owners}/${id}/$ref`)).status).toBe(204);
  expect((await ask('DELETE', `${owners}/${ada}/$ref`)).status).toBe(404);
  expect((await ask('GET', owners)).body.value).toEqual([]);
});
