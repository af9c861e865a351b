import { describe, expect, it } from 'vitest';
import { ada, agent, grace, idOf, openScene, ref, security, synced, team } from './scene.ts';

const newUser = {
  accountEnabled: true,
  displayName: 'New',
  mailNickname: 'new',
  userPrincipalName: 'new@contoso.com',
  passwordProfile: { password: 'Twelve-34-letters', forceChangePasswordNextSignIn: true },
};
const without = (name: string): object => Object.fromEntries(Object.entries(newUser).filter(([key]) => key !== name));

describe('creating', () => {
  it('makes a user, with an id of its own and no password to be seen', async () => {
    const { ask, server } = await openScene();
    const reply = await ask('POST', '/users', newUser);
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toContain(reply.body.id);
    const read = await ask(
      'GET',
      `/users/${reply.body.id}?$select=userType,accountEnabled,passwordProfile,createdDateTime`,
    );
    expect(read.body).toMatchObject({ userType: 'Member', accountEnabled: true, passwordProfile: null });
    expect(JSON.stringify(server.tenant.dump())).not.toContain('Twelve-34-letters');
  });

  const rows: [string, object, string][] = [
    ...['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName', 'passwordProfile'].map(
      (name): [string, object, string] => [`without ${name}`, without(name), name],
    ),
    ['with an id', { ...newUser, id: idOf(50) }, "Property 'id' is read-only and cannot be set."],
    ['with an unknown property', { ...newUser, shoeSize: 44 }, "Invalid property 'shoeSize'."],
    ['with a foreign domain', { ...newUser, userPrincipalName: 'new@elsewhere.com' }, 'verified domain'],
    [
      'with a name that is none',
      { ...newUser, userPrincipalName: 'new user@contoso.com' },
      'userPrincipalName is invalid',
    ],
    [
      'with a taken name',
      { ...newUser, userPrincipalName: 'ADA@contoso.com' },
      'Another object with the same value for property userPrincipalName already exists.',
    ],
    [
      'as an agent without a parent',
      { ...without('passwordProfile'), '@odata.type': '#microsoft.graph.agentUser' },
      'identityParentId',
    ],
  ];
  it.each(rows)('%s is refused', async (_, body, message) => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    const reply = await ask('POST', '/users', body);
    expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
    expect(reply.message).toContain(message);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('makes an agent user', async () => {
    const { ask } = await openScene();
    const body = {
      ...without('passwordProfile'),
      '@odata.type': '#microsoft.graph.agentUser',
      identityParentId: idOf(99),
    };
    const reply = await ask('POST', '/users', body);
    expect(reply.body).toMatchObject({ '@odata.type': '#microsoft.graph.agentUser' });
  });
});

describe('updating', () => {
  const good: [object, string][] = [
    [{ department: 'Sales' }, 'department'],
    [{ department: null }, 'department'],
    [{ businessPhones: ['1'] }, 'businessPhones'],
    [{ otherMails: ['a@b.cd', 'e@f.gh'] }, 'otherMails'],
    [{ employeeOrgData: { division: 'x', costCenter: 'y' } }, 'employeeOrgData'],
    [{ usageLocation: 'DE' }, 'usageLocation'],
    [{ ageGroup: 'Adult' }, 'ageGroup'],
    [{ passwordPolicies: 'DisablePasswordExpiration, DisableStrongPassword' }, 'passwordPolicies'],
    [{ aboutMe: 'me' }, 'aboutMe'],
  ];
  it.each(good)('%j is 204', async (body, name) => {
    const { ask } = await openScene();
    expect((await ask('PATCH', `/users/${ada}`, body)).status).toBe(204);
    expect((await ask('GET', `/users/${ada}?$select=${name}`)).body).toMatchObject(body);
  });

  const bad: [object, string][] = [
    [{ displayName: null }, 'displayName'],
    [{ displayName: '' }, 'displayName'],
    [{ department: '' }, 'department'],
    [{ mail: null }, 'mail'],
    [{ usageLocation: null }, 'usageLocation'],
    [{ usageLocation: 'Germany' }, 'usageLocation'],
    [{ department: 5 }, 'department'],
    [{ accountEnabled: 'yes' }, 'accountEnabled'],
    [{ otherMails: null }, 'otherMails'],
    [{ otherMails: Array.from({ length: 251 }, (_, n) => `a${n}@b.cd`) }, 'otherMails'],
    [{ businessPhones: ['1', '2'] }, 'businessPhones'],
    [{ employeeId: '12345678901234567' }, 'employeeId'],
    [{ employeeOrgData: { division: 'x', team: 'y' } }, 'employeeOrgData.team'],
    [{ ageGroup: 'Old' }, 'ageGroup'],
    [{ proxyAddresses: [] }, 'read-only'],
    [{ onPremisesSyncEnabled: true }, 'read-only'],
    [{ createdDateTime: '2026-01-01T00:00:00Z' }, 'read-only'],
    [{ faxNumber: '1' }, 'faxNumber'],
    [{ preferredDataLocation: 'EUR' }, 'preferredDataLocation'],
    [{ manager: { id: grace } }, "Invalid property 'manager'."],
    [{ infoCatalogs: [] }, "Invalid property 'infoCatalogs'."],
    [{ aboutMe: 'me', city: 'x' }, 'request of its own'],
    [{ userPrincipalName: 'grace@contoso.com' }, 'userPrincipalName'],
    [{ mail: 'team@contoso.com' }, 'proxyAddresses'],
    [{ 'city@odata.context': 'x' }, 'annotation'],
    [{ '@odata.type': '#microsoft.graph.group', city: 'x' }, '@odata.type'],
  ];
  it.each(bad)('%j is 400', async (body, message) => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    const reply = await ask('PATCH', `/users/${ada}`, body);
    expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
    expect(reply.message).toContain(message);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('a clash names the code and the target', async () => {
    const { ask } = await openScene();
    const reply = await ask('PATCH', `/users/${grace}`, { mail: 'ada@contoso.com' });
    expect(reply.body.error.details.map((detail: { code: string }) => detail.code)).toEqual([
      'ObjectConflict',
      'ConflictingObjects',
    ]);
    expect(reply.body.error.details[0].target).toBe('proxyAddresses');
  });

  it('a new mail address becomes the primary proxy address', async () => {
    const { ask } = await openScene();
    await ask('PATCH', `/users/${ada}`, { mail: 'countess@contoso.com' });
    const { body } = await ask('GET', `/users/${ada}?$select=mail,proxyAddresses`);
    expect(body.proxyAddresses).toEqual(['SMTP:countess@contoso.com', 'smtp:ada@contoso.com']);
  });

  it('an object in the directory synced from on-premises is read-only', async () => {
    const { ask } = await openScene();
    for (const [method, path, body] of [
      ['PATCH', `/users/${synced}`, { city: 'x' }],
      ['DELETE', `/users/${synced}`, undefined],
      ['PUT', `/users/${synced}/manager/$ref`, ref(ada)],
    ] as const) {
      const reply = await ask(method, path, body);
      expect(reply.status).toBe(400);
      expect(reply.message).toContain('on-premises mastered');
    }
  });

  it('an agent user must be called one', async () => {
    const { ask } = await openScene();
    const type = { '@odata.type': '#microsoft.graph.agentUser' };
    expect((await ask('PATCH', `/users/${agent}`, { city: 'x' })).status).toBe(400);
    expect((await ask('PATCH', `/users/${agent}`, { ...type, city: 'x' })).status).toBe(204);
    expect((await ask('PATCH', `/users/${agent}`, { ...type, identityParentId: idOf(98) })).message).toContain(
      'read-only',
    );
    expect((await ask('PATCH', `/users/${ada}`, { ...type, city: 'x' })).status).toBe(400);
  });
});

describe('the manager', () => {
  it('is set, read, and removed', async () => {
    const { ask } = await openScene();
    expect((await ask('GET', `/users/${ada}/manager`)).status).toBe(404);
    expect((await ask('PUT', `/users/${ada}/manager/$ref`, ref(grace))).status).toBe(204);
    expect((await ask('GET', `/users/${ada}/manager?$select=id`)).body).toMatchObject({
      '@odata.type': '#microsoft.graph.user',
      id: grace,
    });
    expect((await ask('DELETE', `/users/${ada}/manager/$ref`)).status).toBe(204);
    expect((await ask('DELETE', `/users/${ada}/manager/$ref`)).status).toBe(404);
  });
  const rows: [unknown, number][] = [
    [ref(idOf(77)), 404],
    [ref(security), 400],
    [{ '@odata.id': grace }, 400],
    [{ '@odata.id': `https://elsewhere.example/v1.0/users/${grace}` }, 400],
    [{ id: grace }, 400],
  ];
  it.each(rows)('%j is %i', async (body, status) => {
    const { ask } = await openScene();
    expect((await ask('PUT', `/users/${ada}/manager/$ref`, body)).status).toBe(status);
  });
  it('is not seen while it is deleted, and comes back', async () => {
    const { ask } = await openScene();
    await ask('DELETE', `/users/${ada}`);
    expect((await ask('GET', `/users/${grace}/manager`)).status).toBe(404);
    await ask('POST', `/directory/deletedItems/${ada}/restore`);
    expect((await ask('GET', `/users/${grace}/manager`)).body.id).toBe(ada);
  });
});

describe('deleting and restoring', () => {
  it('gives everything back: name, properties, memberships', async () => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    expect((await ask('DELETE', `/users/${ada}`)).status).toBe(204);
    expect((await ask('GET', `/users/${ada}`)).status).toBe(404);
    expect((await ask('GET', `/groups/${team}/members?$select=id`)).body.value).toHaveLength(1);
    const deleted = (await ask('GET', `/directory/deletedItems/${ada}`)).body;
    expect(deleted).toMatchObject({
      '@odata.type': '#microsoft.graph.user',
      userPrincipalName: `${ada.replaceAll('-', '')}ada@contoso.com`,
    });
    expect(deleted.deletedDateTime).toMatch(/Z$/);
    const restored = await ask('POST', `/directory/deletedItems/${ada}/restore`);
    expect([restored.status, restored.body.userPrincipalName]).toEqual([200, 'ada@contoso.com']);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('a name that was taken meanwhile needs a new one', async () => {
    const { ask } = await openScene();
    const path = `/directory/deletedItems/${ada}/restore`;
    await ask('DELETE', `/users/${ada}`);
    await ask('POST', '/users', { ...newUser, userPrincipalName: 'ada@contoso.com' });
    const refused = await ask('POST', path, {});
    expect([refused.status, refused.body.error.details[0].code]).toEqual([400, 'ObjectConflict']);
    expect((await ask('POST', path, { newUserPrincipalName: 'ada2@contoso.com' })).body.userPrincipalName).toBe(
      'ada2@contoso.com',
    );
  });

  it('an address that was taken meanwhile can be left behind', async () => {
    const { ask } = await openScene();
    const path = `/directory/deletedItems/${ada}/restore`;
    await ask('DELETE', `/users/${ada}`);
    expect((await ask('PATCH', `/users/${grace}`, { mail: 'ada@contoso.com' })).status).toBe(204);
    expect((await ask('POST', path, {})).body.error.details[0].target).toBe('proxyAddresses');
    expect((await ask('POST', path, { autoReconcileProxyConflict: 'yes' })).status).toBe(400);
    expect((await ask('POST', path, { autoReconcileProxyConflict: true })).status).toBe(200);
    expect((await ask('GET', `/users/${ada}?$select=mail,proxyAddresses`)).body).toMatchObject({
      mail: null,
      proxyAddresses: [],
    });
  });
});
