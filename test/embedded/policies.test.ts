import { describe, expect, it } from 'vitest';
import { ada, countries, idOf, network, office, openScene, policy, policyBody, readAll, security } from './scene.ts';

const policies = '/identity/conditionalAccess/policies';
const locations = '/identity/conditionalAccess/namedLocations';
const bin = '/identity/conditionalAccess/deletedItems';
const users = (more: object): object => ({ ...policyBody.conditions, users: { includeUsers: ['All'], ...more } });
const ip = {
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  displayName: 'New',
  ipRanges: [{ '@odata.type': '#microsoft.graph.iPv6CidrRange', cidrAddress: '2001:db8::/32' }],
};
const strength = (id: string): object => ({ operator: 'OR', authenticationStrength: { id } });

describe('policies', () => {
  const good: [string, object][] = [
    ['as given', policyBody],
    [
      'with exclusions',
      { ...policyBody, conditions: users({ excludeUsers: [ada, 'GuestsOrExternalUsers'], excludeGroups: [security] }) },
    ],
    [
      'with the MFA trusted IPs',
      {
        ...policyBody,
        conditions: {
          ...policyBody.conditions,
          locations: {
            includeLocations: ['All'],
            excludeLocations: ['00000000-0000-0000-0000-000000000000', 'AllTrusted'],
          },
        },
      },
    ],
    ['with a strength', { ...policyBody, grantControls: strength('00000000-0000-0000-0000-000000000002') }],
    [
      'with session controls alone',
      {
        ...policyBody,
        grantControls: null,
        sessionControls: { persistentBrowser: { isEnabled: true, mode: 'never' } },
      },
    ],
    ['in report-only mode', { ...policyBody, state: 'enabledForReportingButNotEnforced' }],
    [
      'with external tenants',
      {
        ...policyBody,
        conditions: users({
          excludeGuestsOrExternalUsers: {
            guestOrExternalUserTypes: 'serviceProvider,internalGuest',
            externalTenants: {
              '@odata.type': '#microsoft.graph.conditionalAccessEnumeratedExternalTenants',
              membershipKind: 'enumerated',
              members: [idOf(5)],
            },
          },
        }),
      },
    ],
  ];
  it.each(good)('%s are created', async (_, body) => {
    const { ask } = await openScene();
    const reply = await ask('POST', policies, body);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ state: (body as { state: string }).state, modifiedDateTime: null });
    const { conditions } = (await ask('GET', `${policies}/${reply.body.id}`)).body;
    expect(conditions).toMatchObject((body as typeof policyBody).conditions);
  });

  const bad: [string, object, number, string][] = [
    ['without a state', { ...policyBody, state: undefined }, 400, 'BadRequest'],
    ['in an unknown state', { ...policyBody, state: 'on' }, 400, 'BadRequest'],
    ['without a name', { ...policyBody, displayName: undefined }, 400, 'BadRequest'],
    ['without controls', { ...policyBody, grantControls: null }, 400, 'BadRequest'],
    ['for nobody', { ...policyBody, conditions: { ...policyBody.conditions, users: {} } }, 400, 'BadRequest'],
    [
      'for no application',
      { ...policyBody, conditions: { ...policyBody.conditions, applications: {} } },
      400,
      'BadRequest',
    ],
    ['with an unknown property', { ...policyBody, colour: 'red' }, 400, 'BadRequest'],
    [
      'with an unknown condition',
      { ...policyBody, conditions: { ...policyBody.conditions, moon: 'full' } },
      400,
      'BadRequest',
    ],
    [
      'with a beta-only condition in v1.0',
      { ...policyBody, conditions: { ...policyBody.conditions, agents: null } },
      400,
      'BadRequest',
    ],
    [
      'with an unknown control',
      { ...policyBody, grantControls: { operator: 'OR', builtInControls: ['pray'] } },
      400,
      'BadRequest',
    ],
    [
      'with block and more',
      { ...policyBody, grantControls: { operator: 'OR', builtInControls: ['block', 'mfa'] } },
      400,
      'BadRequest',
    ],
    [
      'with an unknown operator',
      { ...policyBody, grantControls: { operator: 'XOR', builtInControls: ['mfa'] } },
      400,
      'BadRequest',
    ],
    [
      'with the annotation of a read',
      { ...policyBody, grantControls: { ...policyBody.grantControls, 'authenticationStrength@odata.context': 'x' } },
      400,
      'BadRequest',
    ],
    ['with its id', { ...policyBody, id: idOf(88) }, 400, 'Request_BadRequest'],
    ['with null for a list', { ...policyBody, conditions: users({ excludeUsers: null }) }, 400, 'BadRequest'],
    [
      'with a user who is not there',
      { ...policyBody, conditions: users({ excludeUsers: [idOf(77)] }) },
      400,
      'BadRequest',
    ],
    [
      'with a group that is not there',
      { ...policyBody, conditions: users({ excludeGroups: [idOf(77)] }) },
      400,
      'BadRequest',
    ],
    ['with a role that is none', { ...policyBody, conditions: users({ includeRoles: ['admin'] }) }, 400, 'BadRequest'],
    ['with an unknown strength', { ...policyBody, grantControls: strength(idOf(77)) }, 400, 'BadRequest'],
    [
      'with a location that is not there',
      { ...policyBody, conditions: { ...policyBody.conditions, locations: { includeLocations: [idOf(77)] } } },
      404,
      'ResourceNotFound',
    ],
  ];
  it.each(bad)('%s are refused', async (_, body, status, code) => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    const reply = await ask('POST', policies, body);
    expect([reply.status, reply.code]).toEqual([status, code]);
    if (code === 'BadRequest') expect(reply.message).toContain('malformed or incorrect');
    expect(server.tenant.dump()).toEqual(before);
  });

  it('an update replaces conditions whole and answers 204', async () => {
    const { ask } = await openScene();
    const conditions = {
      clientAppTypes: ['browser'],
      users: { includeGroups: [security] },
      applications: { includeApplications: ['Office365'] },
    };
    expect((await ask('PATCH', `${policies}/${policy}`, { conditions })).status).toBe(204);
    const { body } = await ask('GET', `${policies}/${policy}`);
    expect(body.conditions).toMatchObject({ ...conditions, locations: null });
    expect(body.conditions.users.includeUsers).toEqual([]);
    expect(body.modifiedDateTime).not.toBeNull();
    expect(body.grantControls.builtInControls).toEqual(['mfa']);
  });

  it('a write through v1.0 loses what only beta knows', async () => {
    const { ask } = await openScene();
    const conditions = { ...policyBody.conditions, agentIdRiskLevels: 'high' };
    await ask('PATCH', `/beta${policies}/${policy}`, { conditions });
    expect((await ask('GET', `/beta${policies}/${policy}`)).body.conditions.agentIdRiskLevels).toBe('high');
    await ask('PATCH', `${policies}/${policy}`, { conditions: policyBody.conditions });
    expect((await ask('GET', `/beta${policies}/${policy}`)).body.conditions.agentIdRiskLevels).toBeUndefined();
  });

  it('what beta shows can be written back, strength and all', async () => {
    const { ask } = await openScene();
    await ask('PATCH', `${policies}/${policy}`, { grantControls: strength('00000000-0000-0000-0000-000000000003') });
    const { conditions, grantControls, sessionControls, state } = (await ask('GET', `/beta${policies}/${policy}`)).body;
    const { 'authenticationStrength@odata.context': context, ...controls } = grantControls;
    expect(context).toBeDefined();
    const written = { ...controls, authenticationStrength: { id: controls.authenticationStrength.id } };
    const reply = await ask('PATCH', `/beta${policies}/${policy}`, {
      conditions,
      grantControls: written,
      sessionControls,
      state,
    });
    expect(reply.status).toBe(204);
  });

  it('a policy with the id of someone long gone can still be switched off', async () => {
    const { ask } = await openScene();
    await ask('PATCH', `${policies}/${policy}`, { conditions: users({ excludeUsers: [ada] }) });
    await ask('DELETE', `/users/${ada}`);
    expect((await ask('PATCH', `${policies}/${policy}`, { state: 'disabled' })).status).toBe(204);
    expect((await ask('PATCH', `${policies}/${policy}`, { conditions: users({ excludeUsers: [ada] }) })).status).toBe(
      400,
    );
  });

  it.each(['id', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime', 'templateId'])(
    '%s cannot be updated',
    async (name) => {
      const { ask } = await openScene();
      expect((await ask('PATCH', `${policies}/${policy}`, { [name]: 'x' })).status).toBe(400);
    },
  );

  it('there are 240 at most', async () => {
    const { seed } = await import('./scene.ts');
    const conditionalAccessPolicies = Array.from({ length: 240 }, (_, n) => ({
      id: idOf(1000 + n),
      ...policyBody,
      conditions: users({}),
    }));
    const { ask } = await openScene({ seed: { ...seed, conditionalAccessPolicies } });
    expect((await readAll(ask, policies)).items).toHaveLength(240);
    expect((await ask('POST', policies, policyBody)).status).toBe(400);
  });
});

describe('named locations', () => {
  const rows: [string, string, string, object, number][] = [
    ['an IP location', 'POST', locations, ip, 201],
    [
      'countries',
      'POST',
      locations,
      { '@odata.type': '#microsoft.graph.countryNamedLocation', displayName: 'N', countriesAndRegions: ['FR'] },
      201,
    ],
    ['without a type', 'POST', locations, { ...ip, '@odata.type': undefined }, 400],
    ['without ranges', 'POST', locations, { ...ip, ipRanges: [] }, 400],
    [
      'with a range that is none',
      'POST',
      locations,
      { ...ip, ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '300.1.1.1/24' }] },
      400,
    ],
    ['with a range of no type', 'POST', locations, { ...ip, ipRanges: [{ cidrAddress: '10.0.0.0/8' }] }, 400],
    [
      'with a country that is none',
      'POST',
      locations,
      { '@odata.type': '#microsoft.graph.countryNamedLocation', displayName: 'N', countriesAndRegions: ['Germany'] },
      400,
    ],
    [
      'a compliant network',
      'POST',
      `/beta${locations}`,
      { '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation', displayName: 'N' },
      400,
    ],
    [
      'another name',
      'PATCH',
      `${locations}/${countries}`,
      { '@odata.type': '#microsoft.graph.countryNamedLocation', displayName: 'Other' },
      204,
    ],
    ['an update without a type', 'PATCH', `${locations}/${countries}`, { displayName: 'Other' }, 400],
    ['an update of the type', 'PATCH', `${locations}/${countries}`, ip, 400],
    [
      'the trust of a compliant network',
      'PATCH',
      `/beta${locations}/${network}`,
      { '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation', isTrusted: false },
      204,
    ],
    [
      'the name of a compliant network',
      'PATCH',
      `/beta${locations}/${network}`,
      { '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation', displayName: 'x' },
      400,
    ],
  ];
  it.each(rows)('%s: %s %s', async (_, method, path, body, status) => {
    const { ask } = await openScene();
    expect((await ask(method, path, body)).status).toBe(status);
  });

  it('cannot be deleted while trusted or referenced, and come back untrusted', async () => {
    const { ask } = await openScene();
    const type = { '@odata.type': '#microsoft.graph.ipNamedLocation' };
    expect((await ask('DELETE', `${locations}/${office}`)).message).toContain('trusted');
    await ask('PATCH', `${locations}/${office}`, { ...type, isTrusted: false });
    expect((await ask('DELETE', `${locations}/${office}`)).message).toContain('referenced');
    await ask('DELETE', `${policies}/${policy}`);
    expect((await ask('DELETE', `${locations}/${office}`)).status).toBe(204);
    expect((await ask('POST', `${bin}/namedLocations/${office}/restore`)).body).toMatchObject({
      ...type,
      isTrusted: false,
    });
    expect((await ask('DELETE', `/beta${locations}/${network}`)).status).toBe(400);
  });

  it('a trusted one in the deleted items comes back untrusted', async () => {
    const { seed } = await import('./scene.ts');
    const namedLocations = [{ ...ip, id: idOf(40), isTrusted: true, deletedDateTime: new Date().toISOString() }];
    const { ask } = await openScene({ seed: { ...seed, deleted: { namedLocations } } });
    expect((await ask('POST', `${bin}/namedLocations/${idOf(40)}/restore`)).body.isTrusted).toBe(false);
  });
});

describe('deleted policies', () => {
  it('come back in their old state', async () => {
    const { ask } = await openScene();
    await ask('DELETE', `${policies}/${policy}`);
    expect((await ask('GET', `${policies}/${policy}`)).status).toBe(404);
    const listed = (await ask('GET', `${bin}/policies`)).body.value;
    expect(listed).toHaveLength(1);
    expect(listed[0].deletedDateTime).not.toBeNull();
    expect((await ask('GET', `${bin}/policies/${policy}`)).body.id).toBe(policy);
    const restored = await ask('POST', `${bin}/policies/${policy}/restore`);
    expect([restored.status, restored.body.state, restored.body.deletedDateTime]).toEqual([200, 'enabled', null]);
    expect((await ask('GET', `${bin}/policies`)).body.value).toEqual([]);
  });
  it('deleted again they are gone', async () => {
    const { ask } = await openScene();
    await ask('DELETE', `${policies}/${policy}`);
    expect((await ask('DELETE', `${bin}/policies/${policy}`)).status).toBe(204);
    expect((await ask('POST', `${bin}/policies/${policy}/restore`)).code).toBe('ResourceNotFound');
  });
  it('may be closed to applications', async () => {
    const { ask } = await openScene({ cloud: { policyDeletedItems: false } });
    await ask('DELETE', `${policies}/${policy}`);
    expect((await ask('GET', `${bin}/policies`)).status).toBe(403);
    expect((await ask('POST', `${bin}/policies/${policy}/restore`)).status).toBe(403);
  });
});
