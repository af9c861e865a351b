/** What Graph refuses of a new object, for every type that is made: values that it sets itself, and none of those it insists on. */
import { describe, expect, it } from 'vitest';
import { openApplications, shop, shopAppId } from './applicationScene.ts';
import { idOf, policyBody } from './scene.ts';

const location = '#microsoft.graph.countryNamedLocation';

interface Kind {
  readonly path: string;
  readonly body: { readonly [name: string]: unknown };
  readonly needs: readonly string[];
  readonly sets: { readonly [name: string]: unknown };
}

const kinds: readonly Kind[] = [
  {
    path: '/v1.0/groups',
    body: { displayName: 'New', mailEnabled: false, mailNickname: 'new', securityEnabled: true },
    needs: ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'],
    sets: { id: idOf(900), createdDateTime: '2026-01-01T00:00:00Z', mail: 'x@contoso.com', assignedLicenses: [] },
  },
  {
    path: '/v1.0/applications',
    body: { displayName: 'New' },
    needs: ['displayName'],
    sets: { id: idOf(900), appId: idOf(901), createdDateTime: '2026-01-01T00:00:00Z', publisherDomain: 'contoso.com' },
  },
  {
    path: '/v1.0/servicePrincipals',
    body: {},
    needs: ['appId'],
    sets: { id: idOf(900), servicePrincipalType: 'Application', appOwnerOrganizationId: idOf(901) },
  },
  {
    path: '/beta/identity/conditionalAccess/policies',
    body: { ...policyBody, displayName: 'New' },
    needs: ['displayName', 'state', 'conditions', 'grantControls'],
    sets: { id: idOf(900), createdDateTime: '2026-01-01T00:00:00Z' },
  },
  {
    path: '/beta/identity/conditionalAccess/namedLocations',
    body: { '@odata.type': location, displayName: 'New', countriesAndRegions: ['NO'] },
    needs: ['@odata.type', 'displayName', 'countriesAndRegions'],
    sets: { id: idOf(900), createdDateTime: '2026-01-01T00:00:00Z' },
  },
  {
    path: '/v1.0/policies/authenticationStrengthPolicies',
    body: { displayName: 'New', allowedCombinations: ['fido2'] },
    needs: ['displayName', 'allowedCombinations'],
    sets: {
      id: idOf(900),
      createdDateTime: '2026-01-01T00:00:00Z',
      policyType: 'custom',
      requirementsSatisfied: 'mfa',
    },
  },
];

describe.each(kinds)('POST $path', ({ path, body, needs, sets }) => {
  const bodyWith = async (ask: Awaited<ReturnType<typeof openApplications>>['ask']) => {
    if (!path.endsWith('/servicePrincipals')) return body;
    // The application of the seed has its principal: a new one is needed.
    const made = await ask('POST', '/applications', { displayName: 'Backing' });
    return { ...body, appId: made.body.appId };
  };

  it('makes the object as it was asked for', async () => {
    const { ask } = await openApplications();
    const reply = await ask('POST', path, await bodyWith(ask));
    expect(reply.status, reply.text).toBe(201);
    expect((await ask('GET', `${path}/${reply.body.id}`)).status).toBe(200);
  });

  it.each(needs)('is refused without %s', async (name) => {
    const { ask, server } = await openApplications();
    const { [name]: _, ...rest } = (await bodyWith(ask)) as Kind['body'];
    const before = server.tenant.dump();
    expect((await ask('POST', path, rest)).status).toBe(400);
    expect(server.tenant.dump()).toEqual(before);
  });

  it.each(Object.entries(sets))('is refused with %s', async (name, value) => {
    const { ask, server } = await openApplications();
    const whole = await bodyWith(ask);
    const before = server.tenant.dump();
    expect((await ask('POST', path, { ...whole, [name]: value })).status).toBe(400);
    expect(server.tenant.dump()).toEqual(before);
  });
});

it('makes no second principal of an application, and none of an application that is gone', async () => {
  const { ask } = await openApplications();
  expect((await ask('POST', '/servicePrincipals', { appId: shopAppId })).status).toBe(409);
  await ask('DELETE', `/applications/${shop}`);
  await ask('DELETE', `/directory/deletedItems/${shop}`);
  const reply = await ask('POST', '/servicePrincipals', { appId: shopAppId });
  expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
});
