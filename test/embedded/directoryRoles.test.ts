import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roles } from '../../src/embedded/directoryRoles.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { ada, everyRole, grace, idOf, openScene, privileged, ref, security, seed, tenantId } from './scene.ts';

const permissions = [...everyRole, 'User-PasswordProfile.ReadWrite.All', 'RoleManagement.Read.Directory'];
const securityAdministrator = '194ae4cb-b126-40b2-bd5b-6091b380977d';
const carol = idOf(40);
const gone = idOf(41);
const goneGroup = idOf(42);

interface Given {
  /** Of Ada and of the deleted user. */
  readonly held?: string;
  readonly group?: object;
  readonly assignments?: readonly { readonly [name: string]: unknown }[];
}

/** A tenant in which Ada, and a deleted user, hold a role. */
function openWith({ held, group = {}, assignments = [] }: Given) {
  const given = held === undefined ? [] : [ada, gone].map((principalId) => ({ principalId, roleDefinitionId: held }));
  return openScene({
    roles: permissions,
    seed: {
      ...seed,
      users: [
        ...(seed.users ?? []),
        { id: carol, displayName: 'Carol', userPrincipalName: 'carol@contoso.com', mailNickname: 'carol' },
      ],
      groups: (seed.groups ?? []).map((body) => (body.id === privileged ? { ...body, ...group } : body)),
      deleted: {
        users: [
          {
            id: gone,
            displayName: 'Gone',
            userPrincipalName: 'gone@contoso.com',
            mailNickname: 'gone',
            deletedDateTime: '2026-11-20T00:00:00Z',
          },
        ],
        groups: [
          {
            id: goneGroup,
            displayName: 'Gone',
            mailNickname: 'gone',
            isAssignableToRole: true,
            deletedDateTime: '2026-11-20T00:00:00Z',
          },
        ],
      },
      directoryRoleAssignments: [...given, ...assignments],
    },
    now: () => new Date('2026-11-23T00:00:00Z'),
  });
}

const tokenWith = (...directoryRoles: string[]): string =>
  embeddedToken({ tenantId, roles: permissions, directoryRoles, expiresAt: new Date('2026-12-01T00:00:00Z') });

const nobody = tokenWith();
const denied = [403, 'Authorization_RequestDenied'];

describe('sensitive actions on an administrator', () => {
  const actions: [string, string, string, object | undefined][] = [
    ['accountEnabled', 'PATCH', `/users/${ada}`, { accountEnabled: false }],
    ['businessPhones', 'PATCH', `/users/${ada}`, { businessPhones: ['1'] }],
    ['mobilePhone', 'PATCH', `/users/${ada}`, { mobilePhone: '1' }],
    ['onPremisesImmutableId', 'PATCH', `/users/${ada}`, { onPremisesImmutableId: 'x' }],
    ['otherMails', 'PATCH', `/users/${ada}`, { otherMails: ['a@example.com'] }],
    ['passwordProfile', 'PATCH', `/users/${ada}`, { passwordProfile: { password: 'Ada-1234-Ada' } }],
    ['userPrincipalName', 'PATCH', `/users/${ada}`, { userPrincipalName: 'ada2@contoso.com' }],
    ['one among ordinary ones', 'PATCH', `/users/${ada}`, { jobTitle: 'x', mobilePhone: '1' }],
    ['a delete', 'DELETE', `/users/${ada}`, undefined],
    ['a restore', 'POST', `/directory/deletedItems/${gone}/restore`, {}],
    ['a purge', 'DELETE', `/directory/deletedItems/${gone}`, undefined],
  ];

  it.each(actions)('%s is refused without a role, and done with one', async (_, method, path, body) => {
    const { ask } = await openWith({ held: roles.globalAdministrator });
    const refused = await ask(method, path, body, { token: nobody });
    expect([refused.status, refused.code]).toEqual(denied);
    const done = await ask(method, path, body, { token: tokenWith(roles.privilegedAuthenticationAdministrator) });
    expect(done.status).toBeLessThan(300);
  });

  it('leaves ordinary properties and ordinary users to the permissions', async () => {
    const { ask } = await openWith({ held: roles.globalAdministrator });
    expect((await ask('PATCH', `/users/${ada}`, { jobTitle: 'x' }, { token: nobody })).status).toBe(204);
    expect((await ask('PATCH', `/users/${carol}`, { accountEnabled: false }, { token: nobody })).status).toBe(204);
    expect((await ask('DELETE', `/users/${carol}`, undefined, { token: nobody })).status).toBe(204);
  });
});

describe('how high a role reaches', () => {
  const { authenticationAdministrator, globalAdministrator, userAdministrator } = roles;
  const rows: [string, string, string | null, boolean][] = [
    ['nobody on a directory reader', roles.directoryReaders, null, true],
    ['nobody on a groups administrator', roles.groupsAdministrator, null, false],
    ['a user administrator on a groups administrator', roles.groupsAdministrator, userAdministrator, true],
    ['a user administrator on a user administrator', userAdministrator, userAdministrator, true],
    ['a user administrator on a global administrator', globalAdministrator, userAdministrator, false],
    ['a user administrator on a role the table does not name', securityAdministrator, userAdministrator, false],
    ['a user administrator on a custom role', idOf(90), userAdministrator, false],
    [
      'an authentication administrator on a helpdesk administrator',
      roles.helpdeskAdministrator,
      authenticationAdministrator,
      false,
    ],
    ['an authentication administrator on their like', authenticationAdministrator, authenticationAdministrator, true],
    ['a global administrator on a global administrator', globalAdministrator, globalAdministrator, true],
    [
      'a privileged role administrator on a user administrator',
      userAdministrator,
      roles.privilegedRoleAdministrator,
      false,
    ],
  ];
  it.each(rows)('%s', async (_, held, own, may) => {
    const { ask } = await openWith({ held });
    const token = own === null ? nobody : tokenWith(own);
    expect((await ask('PATCH', `/users/${ada}`, { mobilePhone: '1' }, { token })).status).toBe(may ? 204 : 403);
  });

  it('counts members and owners of role-assignable groups as the highest, and of other groups not', async () => {
    const { ask } = await openWith({ group: { members: [grace], owners: [carol] } });
    const change = { mobilePhone: '1' };
    for (const user of [grace, carol]) {
      const path = `/users/${user}`;
      expect((await ask('PATCH', path, change, { token: tokenWith(userAdministrator) })).status).toBe(403);
      expect((await ask('PATCH', path, change, { token: tokenWith(globalAdministrator) })).status).toBe(204);
    }
    expect((await ask('PATCH', `/users/${ada}`, change, { token: nobody })).status).toBe(204);
  });

  it('looks at the groups as they are now', async () => {
    const { ask } = await openWith({});
    const add = (id: string) => ask('POST', `/groups/${privileged}/members/$ref`, ref(id), { token: nobody });
    expect((await add(carol)).status).toBe(204);
    expect((await ask('DELETE', `/users/${carol}`, undefined, { token: nobody })).status).toBe(403);
    const link = `/groups/${privileged}/members/${carol}/$ref`;
    expect((await ask('DELETE', link, undefined, { token: nobody })).status).toBe(204);
    expect((await ask('DELETE', `/users/${carol}`, undefined, { token: nobody })).status).toBe(204);
  });
});

describe('role-assignable groups', () => {
  const without = permissions.filter((name) => name !== 'RoleManagement.ReadWrite.Directory');
  const token = (...directoryRoles: string[]): string =>
    embeddedToken({ tenantId, roles: without, directoryRoles, expiresAt: new Date('2026-12-01T00:00:00Z') });

  it('take the permission or the role', async () => {
    const { ask } = await openWith({});
    const path = `/groups/${privileged}`;
    const change = { description: 'x' };
    expect((await ask('PATCH', path, change, { token: token() })).status).toBe(403);
    expect((await ask('PATCH', path, change, { token: token(roles.userAdministrator) })).status).toBe(403);
    expect((await ask('PATCH', path, change, { token: token(roles.privilegedRoleAdministrator) })).status).toBe(204);
    expect((await ask('PATCH', path, change, { token: nobody })).status).toBe(204);
  });

  it('come back by the role only', async () => {
    const { ask } = await openWith({});
    const path = `/directory/deletedItems/${goneGroup}/restore`;
    const refused = await ask('POST', path, {}, { token: nobody });
    expect([refused.status, refused.code]).toEqual(denied);
    expect((await ask('POST', path, {}, { token: tokenWith(roles.privilegedRoleAdministrator) })).status).toBe(200);
  });
});

describe('the list of role assignments', () => {
  it('shows them, filters, and leaves out those of deleted principals', async () => {
    const { ask } = await openWith({
      held: roles.userAdministrator,
      assignments: [{ principalId: privileged, roleDefinitionId: roles.globalAdministrator }],
    });
    const path = '/roleManagement/directory/roleAssignments';
    const all = await ask('GET', path, undefined, { token: nobody });
    expect(all.body.value).toEqual([
      expect.objectContaining({ principalId: ada, roleDefinitionId: roles.userAdministrator, directoryScopeId: '/' }),
      expect.objectContaining({ principalId: privileged, roleDefinitionId: roles.globalAdministrator }),
    ]);
    const some = await ask('GET', `${path}?$filter=principalId eq '${ada}'`, undefined, { token: nobody });
    expect(some.body.value.map((item: { id: string }) => item.id)).toEqual([all.body.value[0].id]);
    const one = await ask('GET', `${path}/${all.body.value[1].id}`, undefined, { token: nobody });
    expect(one.body.principalId).toBe(privileged);
    const unfit = await ask('GET', `${path}?$filter=directoryScopeId eq '/'`, undefined, { token: nobody });
    expect([unfit.status, unfit.code]).toEqual([400, 'Request_UnsupportedQuery']);
    expect((await ask('POST', path, {}, { token: nobody })).status).toBe(405);
  });

  it('needs its permission', async () => {
    const { ask } = await openScene({ roles: ['User.Read.All'] });
    expect((await ask('GET', '/roleManagement/directory/roleAssignments')).status).toBe(403);
  });

  it('comes out of a dump as it went in', async () => {
    const assignments = [{ principalId: privileged, roleDefinitionId: roles.globalAdministrator }];
    const { server } = await openWith({ held: roles.userAdministrator, assignments });
    const dumped = server.tenant.dump();
    expect(dumped.directoryRoleAssignments).toHaveLength(3);
    const { server: again } = await openScene({ seed: dumped });
    expect(again.tenant.dump()).toEqual(dumped);
  });
});

describe('a seed', () => {
  const wrong: [string, { readonly [name: string]: unknown }, string][] = [
    ['an unknown principal', { principalId: idOf(99), roleDefinitionId: roles.userAdministrator }, 'refers to nothing'],
    ['no role', { principalId: ada }, 'must be a GUID'],
    ['an ordinary group', { principalId: security, roleDefinitionId: roles.userAdministrator }, 'role-assignable'],
    ['something else', { principalId: ada, roleDefinitionId: roles.userAdministrator, odd: 1 }, 'is no part of it'],
  ];
  it.each(wrong)('cannot assign with %s', async (_, assignment, message) => {
    await expect(openWith({ assignments: [assignment] })).rejects.toThrow(message);
  });
});

const table = new URL('../../../shared/data/directory-roles.tsv', import.meta.url);
const isThere = existsSync(table);
describe('role ids', () => {
  it('has the list of roles where it must', () => {
    expect(isThere || process.env.CI === undefined).toBe(true);
  });

  it.skipIf(!isThere)('are those of the list (skipped where ../shared/data is absent)', () => {
    const listed = new Map(
      readFileSync(table, 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .map(([id = '', name = '']) => [name.replaceAll(' ', '').toLowerCase(), id]),
    );
    const own = Object.entries(roles).map(([name, id]) => [name.toLowerCase(), id]);
    expect(own).toEqual(own.map(([name]) => [name, listed.get(name ?? '')]));
  });
});
