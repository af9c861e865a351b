import { describe, expect, it } from 'vitest';
import { api, both, client, openTied, plain, reader, retired, tied, worker, zero } from './relationScene.ts';
import { ada, grace, idOf, policy, readAll, security, team } from './scene.ts';

const given = `/servicePrincipals/${api}/appRoleAssignedTo`;
const ofAda = `/users/${ada}/appRoleAssignments`;
const assign = (principalId: string, appRoleId: string, resourceId = api) => ({ principalId, resourceId, appRoleId });
type Item = Record<string, string>;
const principals = (reply: { body: { value: Item[] } }) => reply.body.value.map((item) => item.principalId);

describe('reading', () => {
  it('shows an assignment from both sides with the names of both ends', async () => {
    const { ask } = await openTied();
    const [first] = (await ask('GET', given)).body.value;
    expect(first).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      deletedDateTime: null,
      appRoleId: reader,
      createdDateTime: '2024-01-01T00:00:00Z',
      principalDisplayName: 'Ada',
      principalId: ada,
      principalType: 'User',
      resourceDisplayName: 'API',
      resourceId: api,
    });
    const own = await ask('GET', ofAda);
    expect(own.body.value[0]).toEqual(first);
    expect(own.body.value[1]).toMatchObject({ appRoleId: zero, createdDateTime: '2025-02-03T04:05:06Z' });
    expect((await ask('GET', `${given}/${first.id}`)).body).toMatchObject(first);
    expect((await ask('GET', `/servicePrincipals/${plain}/appRoleAssignedTo/${first.id}`)).status).toBe(404);
  });

  it('knows users, groups and service principals', async () => {
    const { ask } = await openTied();
    const { body } = await ask('GET', given);
    expect(body.value.map((item: Item) => item.principalType)).toEqual(['User', 'Group', 'ServicePrincipal']);
    expect(principals(await ask('GET', `/groups/${security}/appRoleAssignments`))).toEqual([security]);
    expect(principals(await ask('GET', `/servicePrincipals/${client}/appRoleAssignments`))).toEqual([client]);
    expect((await ask('GET', `/servicePrincipals/${idOf(99)}/appRoleAssignedTo`)).status).toBe(404);
    expect((await ask('GET', `/users/${client}/appRoleAssignments`)).status).toBe(404);
  });

  it('pages, selects and filters', async () => {
    const { ask } = await openTied();
    expect(await readAll(ask, `${given}?$top=2`)).toMatchObject({ pages: 2, items: { length: 3 } });
    const { body } = await ask('GET', `${given}?$select=principalId`);
    expect(Object.keys(body.value[0]).toSorted()).toEqual(['id', 'principalId']);
    const filter = (text: string) => ask('GET', `${ofAda}?$filter=${encodeURIComponent(text)}`);
    expect((await filter(`resourceId eq ${plain}`)).body.value).toHaveLength(1);
    expect((await filter("principalType eq 'User'")).code).toBe('Request_UnsupportedQuery');
  });

  it('follows the names of its ends', async () => {
    const { ask } = await openTied();
    expect((await ask('PATCH', `/users/${ada}`, { displayName: 'Ada L.' })).status).toBe(204);
    expect((await ask('GET', given)).body.value[0].principalDisplayName).toBe('Ada L.');
  });

  it('can be expanded on service principals, twenty at most and no word about the rest', async () => {
    const people = Array.from({ length: 25 }, (_, n) => ({
      id: idOf(500 + n),
      displayName: `P${n}`,
      userPrincipalName: `p${n}@contoso.com`,
      mailNickname: `p${n}`,
    }));
    const { ask } = await openTied({
      seed: {
        ...tied,
        users: [...(tied.users ?? []), ...people],
        appRoleAssignments: people.map(({ id }) => assign(id, reader)),
      },
    });
    const { body } = await ask('GET', '/servicePrincipals?$expand=appRoleAssignedTo');
    const shown = body.value.find((item: Item) => item.id === api);
    expect(shown.appRoleAssignedTo).toHaveLength(20);
    expect(Object.keys(shown).filter((name) => name.startsWith('appRoleAssignedTo'))).toEqual(['appRoleAssignedTo']);
    expect((await readAll(ask, given)).items).toHaveLength(25);
  });
});

describe('assigning', () => {
  const good: [string, string, object][] = [
    ['a user', given, assign(grace, reader)],
    ['a group', given, assign(team, both)],
    ['a service principal', given, assign(client, both)],
    ['by the user', `/users/${grace}/appRoleAssignments`, assign(grace, reader)],
    ['by the group', `/groups/${security}/appRoleAssignments`, assign(security, reader)],
    ['by the service principal', `/servicePrincipals/${client}/appRoleAssignments`, assign(client, both)],
    ['default access', `/servicePrincipals/${plain}/appRoleAssignedTo`, assign(grace, zero, plain)],
  ];
  it.each(good)('%s', async (_, path, body) => {
    const { ask } = await openTied();
    const reply = await ask('POST', path, body);
    expect([reply.status, reply.body]).toEqual([201, expect.objectContaining(body)]);
    expect((await ask('GET', reply.headers.get('location') ?? '')).body.id).toBe(reply.body.id);
  });

  const bad: [string, string, object][] = [
    ['without a principal', given, { resourceId: api, appRoleId: reader }],
    ['without a resource', given, { principalId: grace, appRoleId: reader }],
    ['without a role', given, { principalId: grace, resourceId: api }],
    ['with text for an id', given, assign('x', reader)],
    ['with more than that', given, { ...assign(grace, reader), principalDisplayName: 'x' }],
    ['with an unknown property', given, { ...assign(grace, reader), odd: 1 }],
    ['a principal that is not there', given, assign(idOf(99), reader)],
    ['a policy', given, assign(policy, reader)],
    ['a resource that is not there', ofAda, assign(ada, reader, idOf(99))],
    ['a user as resource', ofAda, assign(ada, reader, grace)],
    ['somebody else than in the path', ofAda, assign(grace, reader)],
    ['another resource than in the path', `/servicePrincipals/${plain}/appRoleAssignedTo`, assign(grace, reader)],
    ['a role that is not there', given, assign(grace, idOf(99))],
    ['a disabled role', given, assign(grace, retired)],
    ['a role of programs to a user', given, assign(grace, worker)],
    ['a role of users to a program', given, assign(client, reader)],
    ['default access where there are roles', given, assign(grace, zero)],
    ['the same twice', given, assign(ada, reader)],
  ];
  it.each(bad)('not %s', async (_, path, body) => {
    const { ask, server } = await openTied();
    const before = server.tenant.dump();
    const reply = await ask('POST', path, body);
    expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('not more than 1,500 to one principal, those to a deleted resource included', async () => {
    const appRoles = Array.from({ length: 1501 }, (_, n) => ({
      id: idOf(1000 + n),
      value: `r${n}`,
      displayName: `r${n}`,
      description: `r${n}`,
      allowedMemberTypes: ['User'],
      isEnabled: true,
    }));
    const { ask } = await openTied({
      seed: {
        ...tied,
        servicePrincipals: [
          ...(tied.servicePrincipals ?? []),
          { id: idOf(5000), appId: idOf(5001), displayName: 'Many', appRoles },
        ],
        appRoleAssignments: appRoles.slice(1).map(({ id }) => assign(grace, id, idOf(5000))),
      },
    });
    await ask('DELETE', `/servicePrincipals/${idOf(5000)}`);
    const reply = await ask('POST', given, assign(grace, reader));
    expect([reply.status, reply.code]).toEqual([403, 'Directory_QuotaExceeded']);
  });
});

describe('taking back', () => {
  it('is for good, from either side, and a new one has a new id', async () => {
    const { ask } = await openTied();
    const [first, , third] = (await ask('GET', given)).body.value;
    expect((await ask('DELETE', `${ofAda}/${first.id}`)).status).toBe(204);
    expect((await ask('DELETE', `${given}/${first.id}`)).status).toBe(404);
    expect((await ask('DELETE', `${given}/${third.id}`)).status).toBe(204);
    expect(principals(await ask('GET', given))).toEqual([security]);
    const again = await ask('POST', given, assign(ada, reader));
    expect([again.status, again.body.id === first.id]).toEqual([201, false]);
    expect((await ask('PATCH', `${given}/${again.body.id}`, { appRoleId: both })).status).toBe(405);
  });

  it('is unseen while an end is deleted', async () => {
    const { ask, server } = await openTied();
    const before = server.tenant.dump();
    await ask('DELETE', `/groups/${security}`);
    expect(principals(await ask('GET', given))).toEqual([ada, client]);
    await ask('DELETE', `/servicePrincipals/${api}`);
    expect((await ask('GET', ofAda)).body.value).toHaveLength(1);
    for (const id of [security, api]) await ask('POST', `/directory/deletedItems/${id}/restore`, {});
    expect(server.tenant.dump()).toEqual(before);
  });
});

describe('permissions', () => {
  const write = ['AppRoleAssignment.ReadWrite.All'];
  const rows: [string, string, string, readonly string[], boolean][] = [
    ['reading a resource’s', 'GET', given, ['Application.Read.All'], true],
    ['reading a resource’s', 'GET', given, ['User.Read.All'], false],
    ['reading a user’s', 'GET', ofAda, ['Directory.Read.All'], true],
    ['reading a user’s', 'GET', ofAda, ['Application.Read.All', 'User.Read.All'], false],
    ['assigning', 'POST', given, [...write, 'Application.Read.All'], true],
    ['assigning', 'POST', given, write, false],
    ['assigning', 'POST', given, ['Application.ReadWrite.All', 'Directory.ReadWrite.All'], false],
    ['taking back', 'DELETE', `${given}/x`, write, true],
    ['taking back', 'DELETE', `${given}/x`, ['Directory.ReadWrite.All'], false],
  ];
  it.each(rows)('%s (%s %s) with %j: %s', async (_, method, path, roles, may) => {
    const { ask } = await openTied({ roles });
    const body = method === 'POST' ? assign(grace, reader) : undefined;
    expect((await ask(method, path, body)).status === 403).toBe(!may);
  });
});

describe('a seed', () => {
  const wrong: [string, { readonly [name: string]: unknown }, string][] = [
    ['a role of another', assign(ada, idOf(99)), 'is no role of the resource'],
    ['a role for others', assign(ada, worker), 'is not for a user'],
    ['a resource that is none', assign(ada, reader, security), 'cannot refer to a group'],
    ['no time', { ...assign(ada, reader), createdDateTime: 'yesterday' }, 'is no time'],
  ];
  it.each(wrong)('cannot have %s', async (_, assignment, message) => {
    await expect(openTied({ seed: { ...tied, appRoleAssignments: [assignment] } })).rejects.toThrow(message);
  });

  it('may have a disabled role, and default access beside roles, from times past', async () => {
    const past = [assign(ada, retired), assign(grace, zero)];
    const { server } = await openTied({ seed: { ...tied, appRoleAssignments: past } });
    const dumped = server.tenant.dump();
    expect(dumped.appRoleAssignments).toHaveLength(2);
    const { server: again } = await openTied({ seed: dumped });
    expect(again.tenant.dump()).toEqual(dumped);
  });

  it('is what a dump gives, though a role is gone that somebody was given', async () => {
    const { server } = await openTied();
    const before = server.tenant.dump();
    const servicePrincipals = before.servicePrincipals?.map((body) => ({ ...body, appRoles: [] })) ?? [];
    const dumped = { ...before, servicePrincipals };
    const { server: again } = await openTied({ seed: dumped });
    expect(again.tenant.dump().appRoleAssignments).toEqual(before.appRoleAssignments);
    expect(before.appRoleAssignments).toMatchObject([{ appRoleId: reader }, {}, {}, {}]);
  });
});
