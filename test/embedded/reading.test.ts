import { describe, expect, it } from 'vitest';
import type { Seed } from '../../src/embedded/seed.ts';
import {
  ada,
  agent,
  countries,
  grace,
  idOf,
  network,
  office,
  openScene,
  policy,
  readAll,
  security,
  seed,
  team,
  tenantId,
} from './scene.ts';

const many = (count: number): Seed => ({
  organization: { id: tenantId },
  users: Array.from({ length: count }, (_, n) => ({
    id: idOf(n),
    displayName: `U${n}`,
    userPrincipalName: `u${n}@x.com`,
  })),
  groups: [{ id: idOf(999_999), displayName: 'All', members: Array.from({ length: count }, (_, n) => idOf(n)) }],
});

describe('properties', () => {
  it('a user has eleven of them unless more are selected', async () => {
    const { ask } = await openScene();
    const { body } = await ask('GET', `/users/${ada}`);
    expect(Object.keys(body).sort()).toEqual([
      '@odata.context',
      'businessPhones',
      'displayName',
      'givenName',
      'id',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
    ]);
    expect((await ask('GET', `/users/${ada}?$select=department`)).body).toMatchObject({
      id: ada,
      department: 'Research',
    });
  });

  it('a name that is not in the schema of the version is refused', async () => {
    const { ask } = await openScene();
    expect((await ask('GET', '/users?$select=nonsense')).status).toBe(400);
    expect((await ask('GET', '/users?$select=infoCatalogs')).status).toBe(400);
    expect((await ask('GET', '/beta/users?$select=infoCatalogs')).status).toBe(200);
  });

  it('what SharePoint or Exchange keeps is not for lists', async () => {
    const { ask } = await openScene();
    expect((await ask('GET', '/users?$select=aboutMe')).status).toBe(501);
    expect((await ask('GET', `/users/${ada}?$select=aboutMe`)).status).toBe(200);
    expect((await ask('GET', '/groups?$select=allowExternalSenders')).status).toBe(501);
  });

  it('derived types are named, others are not', async () => {
    const { ask } = await openScene();
    const { body } = await ask('GET', '/users');
    const types = Object.fromEntries(body.value.map((user: Record<string, unknown>) => [user.id, user['@odata.type']]));
    expect(types[agent]).toBe('#microsoft.graph.agentUser');
    expect(types[ada]).toBeUndefined();
  });

  it('beta shows of a policy what v1.0 does not know', async () => {
    const odd = {
      agents: null,
      agentIdRiskLevels: 'high',
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['All'] },
    };
    const withOdd = {
      ...seed,
      conditionalAccessPolicies: [{ id: policy, displayName: 'Odd', state: 'disabled', conditions: odd, unheardOf: 1 }],
    };
    const { ask } = await openScene({ seed: withOdd });
    const path = `/identity/conditionalAccess/policies/${policy}`;
    const beta = (await ask('GET', `/beta${path}`)).body;
    expect(beta.unheardOf).toBe(1);
    expect(beta.conditions).toMatchObject({
      agents: null,
      agentIdRiskLevels: 'high',
      locations: null,
      userRiskLevels: [],
    });
    const v1 = (await ask('GET', path)).body;
    expect(v1).not.toHaveProperty('unheardOf');
    expect(v1.conditions).not.toHaveProperty('agents');
    expect(v1.conditions).not.toHaveProperty('agentIdRiskLevels');
  });

  it('compliant-network locations are in beta only', async () => {
    const { ask } = await openScene();
    const path = '/identity/conditionalAccess/namedLocations';
    const ids = async (version: string) => (await readAll(ask, `${version}${path}`)).items.map((item) => item.id);
    expect(await ids('/v1.0')).toEqual([office, countries]);
    expect(await ids('/beta')).toEqual([office, countries, network]);
    expect((await ask('GET', `${path}/${network}`)).status).toBe(404);
  });

  it('the strength of a policy is shown in full, with its context', async () => {
    const strong = {
      ...seed.conditionalAccessPolicies?.[0],
      grantControls: { operator: 'OR', authenticationStrength: { id: '00000000-0000-0000-0000-000000000004' } },
    };
    const { ask } = await openScene({ seed: { ...seed, conditionalAccessPolicies: [strong] } });
    const { grantControls } = (await ask('GET', `/beta/identity/conditionalAccess/policies/${policy}`)).body;
    expect(grantControls.authenticationStrength.displayName).toBe('Phishing-resistant MFA');
    expect(grantControls['authenticationStrength@odata.context']).toContain(
      `policies('${policy}')/grantControls/authenticationStrength`,
    );
  });
});

describe('one object', () => {
  it('is found by id or by user principal name, in any case', async () => {
    const { ask } = await openScene();
    expect((await ask('GET', '/users/ADA@contoso.com')).body.id).toBe(ada);
    expect((await ask('GET', `/users/${ada.toUpperCase()}`)).body.id).toBe(ada);
  });
  it.each(['/users/nobody@contoso.com', `/users/${security}`, `/groups/${ada}`, `/groups/${idOf(77)}/members`])(
    '%s is 404',
    async (path) => {
      const { ask } = await openScene();
      const reply = await ask('GET', path);
      expect([reply.status, reply.code]).toEqual([404, 'Request_ResourceNotFound']);
    },
  );
  it('policies and locations say ResourceNotFound', async () => {
    const { ask } = await openScene();
    const reply = await ask('GET', `/identity/conditionalAccess/namedLocations/${idOf(77)}`);
    expect([reply.status, reply.code]).toEqual([404, 'ResourceNotFound']);
    expect(reply.message).toBe(`NamedLocation with id ${idOf(77)} does not exist in the directory.`);
  });
});

describe('pages', () => {
  it('are of 100 unless $top says otherwise, and hold everything once', async () => {
    const { ask } = await openScene({ seed: many(250) });
    const plain = await readAll(ask, '/users?$select=id');
    expect([plain.pages, new Set(plain.items.map((item) => item.id)).size]).toEqual([3, 250]);
    expect((await readAll(ask, '/users?$top=999')).pages).toBe(1);
    const members = await readAll(ask, `/groups/${idOf(999_999)}/members?$select=id`);
    expect([members.pages, new Set(members.items.map((item) => item.id)).size]).toEqual([3, 250]);
  });

  it.each(['0', '1000', '-1', 'many'])('$top=%s is refused', async (top) => {
    const { ask } = await openScene();
    expect((await ask('GET', `/users?$top=${top}`)).status).toBe(400);
  });

  it('a token that is none is refused', async () => {
    const { ask } = await openScene();
    expect((await ask('GET', '/users?$skiptoken=nonsense')).status).toBe(400);
  });

  it('objects that go meanwhile make nothing else disappear', async () => {
    const { ask } = await openScene({ seed: many(6) });
    const first = (await ask('GET', '/users?$top=3')).body;
    const members = (await ask('GET', `/groups/${idOf(999_999)}/members?$top=3`)).body;
    await ask('DELETE', `/users/${idOf(0)}`);
    await ask('DELETE', `/groups/${idOf(999_999)}/members/${idOf(1)}/$ref`);
    const rest = (await ask('GET', first['@odata.nextLink'])).body.value;
    expect(rest.map((item: { id: string }) => item.id)).toEqual([idOf(3), idOf(4), idOf(5)]);
    const restOfMembers = (await ask('GET', members['@odata.nextLink'])).body.value;
    expect(restOfMembers.map((item: { id: string }) => item.id)).toEqual([idOf(3), idOf(4), idOf(5)]);
  });

  it('come in another order when the tenant is shuffled, the same for the same seed', async () => {
    const read = async (order: 'insertion' | { shuffled: number }) => {
      const { ask } = await openScene({ seed: many(20), order });
      return (await readAll(ask, '/users?$top=7')).items.map((item) => item.id);
    };
    const [plain, one, again, two] = [
      await read('insertion'),
      await read({ shuffled: 1 }),
      await read({ shuffled: 1 }),
      await read({ shuffled: 2 }),
    ];
    expect(one).not.toEqual(plain);
    expect(one).toEqual(again);
    expect(two).not.toEqual(one);
    expect(one.toSorted()).toEqual(plain.toSorted());
  });

  it('40,000 objects page without quadratic work', async () => {
    const { ask } = await openScene({ seed: { ...many(0), users: many(40_000).users ?? [] } });
    const { items, pages } = await readAll(ask, '/users?$select=id&$top=999');
    expect([items.length, pages]).toEqual([40_000, 41]);
  });
});

describe('options', () => {
  it('$expand=manager gives the manager, and nothing where there is none', async () => {
    const { ask } = await openScene();
    const { body } = await ask('GET', '/users?$select=id&$expand=manager($select=id)');
    const byId = Object.fromEntries(body.value.map((user: { id: string }) => [user.id, user]));
    expect(byId[grace].manager).toEqual({ '@odata.type': '#microsoft.graph.user', id: ada });
    expect(byId[ada]).not.toHaveProperty('manager');
  });

  it('$expand of members stops at 20 without a word', async () => {
    const { ask } = await openScene({ seed: many(25) });
    const { body } = await ask('GET', `/groups/${idOf(999_999)}?$expand=members($select=id)`);
    expect(body.members).toHaveLength(20);
    expect(Object.keys(body).filter((name) => name.startsWith('members@') || name === '@odata.nextLink')).toEqual([]);
  });

  it.each(['/users?$expand=memberOf', '/users?$expand=manager($levels=max)', '/groups?$expand=manager'])(
    '%s is refused',
    async (path) => {
      const { ask } = await openScene();
      expect((await ask('GET', path)).code).toBe('Request_UnsupportedQuery');
    },
  );

  const filters: [string, number, string[]][] = [
    [`/users?$filter=id eq '${ada}'`, 200, [ada]],
    [`/users?$filter=id in ('${ada}','${grace}')`, 200, [ada, grace]],
    [`/users?$filter=userPrincipalName eq 'GRACE@contoso.com'`, 200, [grace]],
    [`/groups?$filter=displayName eq 'Team' or displayName eq 'Security'`, 200, [team, security]],
    [`/users?$filter=displayName ne 'x'`, 400, []],
    [`/users?$filter=startswith(displayName,'A')`, 400, []],
    [`/users?$filter=nonsense eq 'x'`, 400, []],
  ];
  it.each(filters)('%s is %i', async (path, status, ids) => {
    const { ask } = await openScene();
    const reply = await ask('GET', path);
    expect(reply.status).toBe(status);
    if (status === 200) expect(reply.body.value.map((item: { id: string }) => item.id)).toEqual(ids);
  });

  it('$count needs its header, and is on the first page only', async () => {
    const { ask } = await openScene();
    const headers = { ConsistencyLevel: 'eventual' };
    expect((await ask('GET', '/users?$count=true')).body).not.toHaveProperty('@odata.count');
    const first = (await ask('GET', '/users?$count=true&$top=3', undefined, { headers })).body;
    expect(first['@odata.count']).toBe(4);
    expect((await ask('GET', first['@odata.nextLink'], undefined, { headers })).body).not.toHaveProperty(
      '@odata.count',
    );
    expect((await ask('GET', '/groups/$count', undefined, { headers })).text).toBe('6');
    expect((await ask('GET', '/groups/$count')).status).toBe(400);
  });
});

describe('costs', () => {
  const rows: [string, string][] = [
    ['/users', '2'],
    ['/users?$select=id', '1'],
    ['/users?$expand=manager', '3'],
    ['/users?$top=5', '1'],
    [`/groups/${team}/members`, '3'],
    [`/groups/${team}/members?$select=id`, '2'],
    ['/subscribedSkus', '3'],
    [`/groups/${team}`, '1'],
  ];
  it.each(rows)('%s is %s units', async (path, units) => {
    const { ask } = await openScene();
    expect((await ask('GET', path)).headers.get('x-ms-resource-unit')).toBe(units);
  });
});

describe('directory objects', () => {
  it('getByIds gives those that exist', async () => {
    const { ask } = await openScene();
    const { body } = await ask('POST', '/directoryObjects/getByIds?$select=id', { ids: [ada, team, idOf(77)] });
    expect(body.value).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: ada },
      { '@odata.type': '#microsoft.graph.group', id: team },
    ]);
    const users = await ask('POST', '/directoryObjects/getByIds', { ids: [ada, team], types: ['user'] });
    expect(users.body.value).toHaveLength(1);
  });
  it.each([{ ids: [] }, {}, { ids: Array.from({ length: 1001 }, (_, n) => idOf(n)) }])(
    'refuses a bad list of ids',
    async (body) => {
      const { ask } = await openScene();
      expect((await ask('POST', '/directoryObjects/getByIds', body)).status).toBe(400);
    },
  );
  it('the organization is a list of one', async () => {
    const { ask } = await openScene();
    const { body } = await ask('GET', '/organization?$select=id,tenantType');
    expect(body.value).toEqual([{ id: tenantId, tenantType: 'AAD' }]);
    expect((await ask('GET', `/organization/${tenantId}`)).body.displayName).toBe('Contoso');
  });
});
