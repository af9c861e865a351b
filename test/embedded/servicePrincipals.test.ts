import { describe, expect, test } from 'vitest';
import {
  applicationRoles,
  blueprint,
  blueprintAppId,
  blueprintPrincipal,
  foreign,
  helper,
  managed,
  openApplications,
  shop,
  shopAppId,
  shopPrincipal,
  tenantSeed,
  tokenOf,
  uri,
} from './applicationScene.ts';
import { ada, agent, grace, idOf, ref, security, team, tenantId } from './scene.ts';

const path = `/servicePrincipals/${shopPrincipal}`;
const bind = (id: string): string => ref(id)['@odata.id'];
const cast = (name: string): string => `/servicePrincipals/microsoft.graph.${name}`;
const agentRoles = [
  ...applicationRoles,
  'AgentIdentity.ReadWrite.All',
  'AgentIdentityBlueprint.ReadWrite.All',
  'AgentIdentityBlueprintPrincipal.ReadWrite.All',
];

describe('reading', () => {
  test('shows who may use it and who owns it', async () => {
    const zero = '00000000-0000-0000-0000-000000000000';
    const appRoleAssignments = [{ principalId: ada, resourceId: shopPrincipal, appRoleId: zero }];
    const seed = { ...tenantSeed, appRoleAssignments };
    const { ask } = await openApplications({ seed });
    const assigned = await ask('GET', '/servicePrincipals?$select=id&$expand=appRoleAssignedTo');
    expect(assigned.body.value[0]).toEqual({
      id: shopPrincipal,
      appRoleAssignedTo: [expect.objectContaining({ principalId: ada, resourceId: shopPrincipal, appRoleId: zero })],
    });
    const owned = await ask('GET', '/servicePrincipals?$select=id&$expand=owners($select=id)');
    expect(owned.body.value[0]).toEqual({
      id: shopPrincipal,
      owners: [{ '@odata.type': '#microsoft.graph.user', id: ada }],
    });
    const both = await ask('GET', '/servicePrincipals?$select=id&$expand=appRoleAssignedTo,owners($select=id)');
    expect(both.status).toBe(400);
    expect((await ask('GET', `/servicePrincipals(appId='${shopAppId}')?$select=id`)).body.id).toBe(shopPrincipal);
    expect((await ask('GET', path)).body).not.toHaveProperty('customSecurityAttributes');
    const byFilter = await ask('GET', `/servicePrincipals?$filter=appId eq '${shopAppId}'&$select=id`);
    expect(byFilter.body.value).toEqual([{ id: shopPrincipal }]);
  });

  test('cuts what is expanded after twenty, without a word', async () => {
    const users = Array.from({ length: 25 }, (_, n) => ({
      id: idOf(700 + n),
      displayName: `U${n}`,
      userPrincipalName: `u${n}@contoso.com`,
    }));
    const principals = (tenantSeed.servicePrincipals ?? []).map((one) =>
      one.id === shopPrincipal ? { ...one, owners: users.map(({ id }) => id) } : one,
    );
    const seed = { ...tenantSeed, users: [...(tenantSeed.users ?? []), ...users], servicePrincipals: principals };
    const { ask } = await openApplications({ seed });
    expect((await ask('GET', `${path}?$expand=owners`)).body.owners).toHaveLength(20);
    expect((await ask('GET', `${path}/owners`)).body.value).toHaveLength(25);
  });

  test('says what agents are, and lists them by kind with their sponsors', async () => {
    const { ask } = await openApplications({ roles: agentRoles });
    expect((await ask('GET', `/servicePrincipals/${helper}`)).body['@odata.type']).toBe(
      '#microsoft.graph.agentIdentity',
    );
    const { body } = await ask('GET', `${cast('agentIdentity')}?$select=agentIdentityBlueprintId&$expand=sponsors`);
    expect(body.value).toMatchObject([{ id: helper, agentIdentityBlueprintId: blueprintAppId }]);
    expect(body.value[0].sponsors[0].id).toBe(grace);
    // The base type does not have it.
    expect((await ask('GET', '/servicePrincipals?$select=agentIdentityBlueprintId')).status).toBe(400);
    const principals = await ask('GET', `${cast('agentIdentityBlueprintPrincipal')}?$top=1&$select=id`);
    expect(principals.body.value.map(({ id }: { id: string }) => id)).toEqual([blueprintPrincipal]);
    const { ask: other } = await openApplications();
    expect((await other('GET', cast('agentIdentity'))).status).toBe(403);
  });
});

describe('making', () => {
  test('takes from the application what belongs to it', async () => {
    const { ask } = await openApplications();
    const app = await ask('POST', '/applications', {
      displayName: 'New',
      description: 'Sells',
      identifierUris: ['api://new'],
      web: { homePageUrl: 'https://new.contoso.com', redirectUris: ['https://new.contoso.com/in'] },
    });
    const { appId } = app.body;
    const made = await ask('POST', '/servicePrincipals', { appId, notes: 'mine', 'owners@odata.bind': [bind(ada)] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      accountEnabled: true,
      appDescription: 'Sells',
      appDisplayName: 'New',
      appId,
      appOwnerOrganizationId: tenantId,
      displayName: 'New',
      homepage: 'https://new.contoso.com',
      notes: 'mine',
      replyUrls: ['https://new.contoso.com/in'],
      servicePrincipalNames: ['api://new', appId],
      servicePrincipalType: 'Application',
    });
    expect((await ask('GET', `/servicePrincipals/${made.body.id}/owners?$select=id`)).body.value).toHaveLength(1);
    expect((await ask('POST', '/servicePrincipals', { appId })).status).toBe(409);
  });

  test.each([
    ['no appId', {}, 400, 'Request_BadRequest'],
    ['an appId of nobody', { appId: idOf(999) }, 400, 'Request_BadRequest'],
    ['an appId in use', { appId: shopAppId }, 409, 'Request_MultipleObjectsWithSameKeyValue'],
    ['a blueprint', { appId: blueprintAppId }, 400, 'Request_BadRequest'],
  ])('refuses %s', async (_, body, status, code) => {
    const { ask } = await openApplications();
    const refused = await ask('POST', '/servicePrincipals', body);
    expect([refused.status, refused.code]).toEqual([status, code]);
  });

  test('refuses a deleted application, and a type or a name of its own', async () => {
    const { ask } = await openApplications();
    await ask('DELETE', path);
    for (const more of [{ servicePrincipalType: 'ManagedIdentity' }, { displayName: 'Other' }])
      expect((await ask('POST', '/servicePrincipals', { appId: shopAppId, ...more })).status).toBe(400);
    await ask('DELETE', `/applications/${shop}`);
    const refused = await ask('POST', '/servicePrincipals', { appId: shopAppId });
    expect(refused.body.error.details[0]).toMatchObject({ code: 'NoBackingApplicationObject', target: 'appId' });
  });
});

describe('changing', () => {
  test('takes what is the principal’s own', async () => {
    const { ask } = await openApplications();
    const body = {
      accountEnabled: false,
      alternativeNames: ['a'],
      appRoleAssignmentRequired: true,
      description: 'd',
      loginUrl: 'https://shop.contoso.com/login',
      notes: 'n',
      notificationEmailAddresses: ['it@contoso.com'],
      preferredSingleSignOnMode: 'saml',
      samlSingleSignOnSettings: { relayState: 'x' },
      tags: ['HideApp'],
    };
    expect((await ask('PATCH', path, body)).status).toBe(204);
    expect((await ask('GET', path)).body).toMatchObject(body);
  });

  test.each([
    ['servicePrincipalType', { servicePrincipalType: 'Legacy' }],
    ['appId', { appId: idOf(1) }],
    ['appDisplayName', { appDisplayName: 'x' }],
    ['signInAudience', { signInAudience: 'AzureADMyOrg' }],
    ['preferredSingleSignOnMode', { preferredSingleSignOnMode: 'magic' }],
    ['accountEnabled', { accountEnabled: null }],
    ['passwordCredentials', { passwordCredentials: [] }],
    ['Property displayName', { displayName: 'Other' }],
    ['Property servicePrincipalNames', { servicePrincipalNames: [shopAppId, uri, 'https://evil.example'] }],
    ['Property appRoles', { appRoles: [{ id: idOf(1), value: 'x', allowedMemberTypes: ['User'], isEnabled: true }] }],
    ['publisherName', { publisherName: 'x' }],
  ])('refuses %s', async (words, body) => {
    const { ask } = await openApplications();
    const before = (await ask('GET', path)).body;
    const refused = await ask('PATCH', path, body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(words);
    expect((await ask('GET', path)).body).toEqual(before);
  });

  test('lets the principal of another tenant’s application have names of its own', async () => {
    const { ask } = await openApplications();
    const body = { displayName: 'Other', servicePrincipalNames: [idOf(405), 'https://other.example'] };
    expect((await ask('PATCH', `/servicePrincipals/${foreign}`, body)).status).toBe(204);
    const without = { servicePrincipalNames: ['https://other.example'] };
    expect((await ask('PATCH', `/servicePrincipals/${foreign}`, without)).status).toBe(400);
    const taken = { servicePrincipalNames: [idOf(405), uri] };
    expect((await ask('PATCH', `/servicePrincipals/${foreign}`, taken)).message).toContain('servicePrincipalNames');
  });

  test('follows its application, in what changed there', async () => {
    const { ask } = await openApplications();
    await ask('PATCH', path, { homepage: 'https://own.example' });
    const role = { id: idOf(1), value: 'x', displayName: 'x', allowedMemberTypes: ['User'] };
    const change = { displayName: 'Store', identifierUris: ['api://store'], appRoles: [role] };
    expect((await ask('PATCH', `/applications/${shop}`, change)).status).toBe(204);
    expect((await ask('GET', path)).body).toMatchObject({
      appDisplayName: 'Store',
      appRoles: [{ ...role, isEnabled: true, origin: 'Application' }],
      displayName: 'Store',
      homepage: 'https://own.example',
      servicePrincipalNames: ['api://store', shopAppId],
    });
    expect((await ask('PATCH', path, { displayName: 'Store', notes: 'n' })).status).toBe(204);
  });

  test('touches no managed identity', async () => {
    const { ask } = await openApplications();
    const one = `/servicePrincipals/${managed}`;
    expect((await ask('PATCH', one, { notes: 'x' })).status).toBe(403);
    expect((await ask('DELETE', one)).status).toBe(403);
    expect((await ask('POST', `${one}/owners/$ref`, ref(ada))).status).toBe(403);
    expect((await ask('GET', one)).status).toBe(200);
  });
});

describe('agents', () => {
  const body = { displayName: 'Robot', agentIdentityBlueprintId: blueprintAppId, 'sponsors@odata.bind': [bind(ada)] };

  test('are made from a blueprint that has a principal, with sponsors', async () => {
    const { ask } = await openApplications({ roles: agentRoles });
    const made = await ask('POST', cast('agentIdentity'), body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      agentIdentityBlueprintId: blueprintAppId,
      servicePrincipalType: 'ServiceIdentity',
    });
    const sponsors = `/servicePrincipals/${made.body.id}/microsoft.graph.agentIdentity/sponsors`;
    expect((await ask('GET', `${sponsors}?$select=id`)).body.value).toMatchObject([{ id: ada }]);
  });

  test.each([
    ['no sponsors', { 'sponsors@odata.bind': undefined }, 'Request_BadRequest'],
    ['an appId', { appId: idOf(1) }, 'AgentBlueprintPrincipal_AgentIdentity_IncompatibleProperty'],
    [
      'an application that is no blueprint',
      { agentIdentityBlueprintId: shopAppId },
      'AgentIdentity_IncompatibleParentType',
    ],
    [
      'a blueprint that is not there',
      { agentIdentityBlueprintId: idOf(999) },
      'AgentIdentity_AgentBlueprintPrincipalDoesNotExist',
    ],
    ['credentials', { keyCredentials: [{ key: 'AAAA' }] }, 'AgentIdentity_CredentialsNotSupported'],
  ])('are refused with %s', async (_, more, code) => {
    const { ask } = await openApplications({ roles: agentRoles });
    const refused = await ask('POST', cast('agentIdentity'), { ...body, ...more });
    expect([refused.status, refused.code]).toEqual([400, code]);
  });

  test('have principals of blueprints of their own kind', async () => {
    const { ask } = await openApplications({ roles: agentRoles });
    const refused = await ask('POST', cast('agentIdentityBlueprintPrincipal'), { appId: shopAppId });
    expect(refused.code).toBe('AgentBlueprintPrincipal_RequireAgentBlueprint');
    await ask('DELETE', `/servicePrincipals/${blueprintPrincipal}`);
    const made = await ask('POST', cast('agentIdentityBlueprintPrincipal'), { appId: blueprintAppId });
    expect(made.body).toMatchObject({ appId: blueprintAppId, displayName: 'Blueprint' });
  });

  test('are changed by their own permissions only', async () => {
    const one = `/servicePrincipals/${helper}`;
    const { ask } = await openApplications();
    expect((await ask('PATCH', one, { accountEnabled: false })).status).toBe(403);
    const { ask: switching } = await openApplications({ roles: ['AgentIdentity.EnableDisable.All'] });
    expect((await switching('PATCH', one, { accountEnabled: false })).status).toBe(204);
    expect((await switching('PATCH', one, { displayName: 'x' })).status).toBe(403);
    const { ask: whole } = await openApplications({ roles: agentRoles });
    expect((await whole('PATCH', one, { displayName: 'x' })).status).toBe(204);
    expect((await whole('PATCH', one, { agentIdentityBlueprintId: shopAppId })).status).toBe(400);
    expect((await whole('PATCH', `/applications/${blueprint}`, { displayName: 'x' })).status).toBe(204);
    expect((await whole('GET', `/servicePrincipals/${blueprintPrincipal}`)).body.displayName).toBe('x');
  });

  test('have sponsors: people, and groups whose members are computed or that are teams', async () => {
    const { ask } = await openApplications();
    const sponsors = `/applications/${blueprint}/microsoft.graph.agentIdentityBlueprint/sponsors`;
    for (const id of [ada, team]) expect((await ask('POST', `${sponsors}/$ref`, ref(id))).status).toBe(204);
    for (const id of [grace, agent, security, foreign])
      expect((await ask('POST', `${sponsors}/$ref`, ref(id))).status).toBe(400);
    expect((await ask('DELETE', `${sponsors}/${grace}/$ref`)).status).toBe(204);
    expect((await ask('GET', `${sponsors}?$select=id`)).body.value).toHaveLength(2);
    const none = `/applications/${shop}/microsoft.graph.agentIdentityBlueprint/sponsors`;
    expect((await ask('GET', none)).status).toBe(404);
  });
});

test('a caller that may only own makes principals of what it owns', async () => {
  const owned = ['Application.ReadWrite.OwnedBy'];
  const { ask } = await openApplications();
  await ask('DELETE', path);
  const as = { token: tokenOf(foreign, owned) };
  expect((await ask('POST', '/servicePrincipals', { appId: shopAppId }, as)).status).toBe(403);
  const { appId } = (await ask('POST', '/applications', { displayName: 'Mine' }, as)).body;
  const made = await ask('POST', '/servicePrincipals', { appId }, as);
  expect((await ask('PATCH', `/servicePrincipals/${made.body.id}`, { notes: 'x' }, as)).status).toBe(204);
});
