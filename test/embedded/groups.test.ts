import { describe, expect, it } from 'vitest';
import { roles } from '../../src/embedded/directoryRoles.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import {
  ada,
  agent,
  distribution,
  dynamic,
  everyRole,
  grace,
  idOf,
  openScene,
  privileged,
  readAll,
  ref,
  security,
  syncedGroup,
  team,
  tenantId,
} from './scene.ts';

const newGroup = { displayName: 'New', mailEnabled: false, mailNickname: 'new', securityEnabled: true };
const without = (name: string): object => Object.fromEntries(Object.entries(newGroup).filter(([key]) => key !== name));
const link = (id: string): string => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;

describe('creating', () => {
  it('makes a security group with its members and owners', async () => {
    const { ask } = await openScene();
    const reply = await ask('POST', '/groups', {
      ...newGroup,
      'members@odata.bind': [link(ada)],
      'owners@odata.bind': [link(grace)],
    });
    expect([reply.status, reply.body.mailNickname]).toEqual([201, 'new']);
    expect((await readAll(ask, `/groups/${reply.body.id}/members`)).items.map((item) => item.id)).toEqual([ada]);
    expect((await readAll(ask, `/groups/${reply.body.id}/owners`)).items.map((item) => item.id)).toEqual([grace]);
  });

  it('gives a Microsoft 365 group its address', async () => {
    const { ask } = await openScene();
    const { body } = await ask('POST', '/groups', { ...newGroup, groupTypes: ['Unified'], mailEnabled: true });
    expect(body).toMatchObject({
      mail: 'new@contoso.com',
      proxyAddresses: ['SMTP:new@contoso.com'],
      visibility: 'Public',
    });
  });

  const bad: [string, object, number][] = [
    ...['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'].map((name): [string, object, number] => [
      `without ${name}`,
      without(name),
      400,
    ]),
    ['a distribution list', { ...newGroup, mailEnabled: true, securityEnabled: false }, 400],
    ['a mail-enabled security group', { ...newGroup, mailEnabled: true }, 400],
    ['neither mail nor security', { ...newGroup, securityEnabled: false }, 400],
    ['dynamic without a rule', { ...newGroup, groupTypes: ['DynamicMembership'] }, 400],
    ['a rule without dynamic', { ...newGroup, membershipRule: 'x' }, 400],
    ['a hidden security group', { ...newGroup, visibility: 'HiddenMembership' }, 400],
    ['another kind', { ...newGroup, groupTypes: ['Odd'] }, 400],
    ['with a mail address', { ...newGroup, mail: 'x@contoso.com' }, 400],
    [
      'the alias of a Microsoft 365 group',
      { ...newGroup, groupTypes: ['Unified'], mailEnabled: true, mailNickname: 'Team' },
      400,
    ],
    ['a member that is not there', { ...newGroup, 'members@odata.bind': [link(idOf(77))] }, 404],
    ['21 members', { ...newGroup, 'members@odata.bind': Array.from({ length: 21 }, () => link(ada)) }, 400],
    ['a member twice', { ...newGroup, 'members@odata.bind': [link(ada), link(ada)] }, 400],
    [
      'dynamic with members',
      {
        ...newGroup,
        groupTypes: ['DynamicMembership'],
        membershipRule: 'x',
        membershipRuleProcessingState: 'On',
        'members@odata.bind': [link(ada)],
      },
      400,
    ],
  ];
  it.each(bad)('%s is refused', async (_, body, status) => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    expect((await ask('POST', '/groups', body)).status).toBe(status);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('a role-assignable group needs a permission of its own', async () => {
    const body = { ...newGroup, isAssignableToRole: true };
    const narrow = await openScene({
      roles: everyRole.filter((role) => role !== 'RoleManagement.ReadWrite.Directory'),
    });
    expect((await narrow.ask('POST', '/groups', body)).status).toBe(403);
    const { ask } = await openScene();
    expect((await ask('POST', '/groups', body)).status).toBe(201);
  });
});

describe('updating', () => {
  const rows: [string, object, number][] = [
    [security, { displayName: 'Other', description: null, mailNickname: 'other' }, 204],
    [team, { visibility: 'Public' }, 204],
    [team, { hideFromAddressLists: true }, 204],
    [dynamic, { membershipRule: 'user.city -eq "x"', membershipRuleProcessingState: 'Paused' }, 204],
    [security, { uniqueName: 'one' }, 204],
    [security, { displayName: null }, 400],
    [security, { isAssignableToRole: true }, 400],
    [security, { mail: 'x@contoso.com' }, 400],
    [security, { groupTypes: ['Unified'] }, 400],
    [security, { mailEnabled: true }, 400],
    [security, { classification: 'x' }, 400],
    [security, { preferredLanguage: 'de' }, 400],
    [security, { theme: 'Blue' }, 400],
    [security, { securityEnabled: false }, 400],
    [security, { members: [ada] }, 400],
    [security, { hideFromAddressLists: true }, 400],
    [team, { visibility: 'HiddenMembership' }, 400],
    [team, { visibility: 'Secret' }, 400],
    [team, { hideFromAddressLists: true, description: 'x' }, 400],
    [team, { assignedLabels: [] }, 403],
    [dynamic, { membershipRuleProcessingState: 'Off' }, 400],
    [syncedGroup, { description: 'x' }, 400],
    [distribution, { description: 'x' }, 400],
  ];
  it.each(rows)('%s %j is %i', async (id, body, status) => {
    const { ask } = await openScene();
    const reply = await ask('PATCH', `/groups/${id}`, body);
    expect(reply.status).toBe(status);
    if (status === 204)
      expect((await ask('GET', `/groups/${id}?$select=${Object.keys(body).join(',')}`)).body).toMatchObject(body);
  });

  it('uniqueName can be set once', async () => {
    const { ask } = await openScene();
    await ask('PATCH', `/groups/${security}`, { uniqueName: 'one' });
    expect((await ask('PATCH', `/groups/${security}`, { uniqueName: 'two' })).status).toBe(400);
  });

  it('members@odata.bind adds', async () => {
    const { ask } = await openScene();
    expect(
      (await ask('PATCH', `/groups/${security}`, { 'members@odata.bind': [link(grace), link(agent)] })).status,
    ).toBe(204);
    expect((await readAll(ask, `/groups/${security}/members`)).items.map((item) => item.id)).toEqual([
      ada,
      grace,
      agent,
    ]);
  });
});

describe('links', () => {
  const rows: [string, string, string, unknown, number][] = [
    ['a new member', 'POST', `${security}/members/$ref`, ref(grace), 204],
    ['a group in a security group', 'POST', `${security}/members/$ref`, ref(dynamic), 204],
    ['a member that is one', 'POST', `${security}/members/$ref`, ref(ada), 400],
    ['somebody who is not there', 'POST', `${security}/members/$ref`, ref(idOf(77)), 404],
    ['a reference that is none', 'POST', `${security}/members/$ref`, { '@odata.id': 'ada' }, 400],
    ['itself', 'POST', `${security}/members/$ref`, ref(security), 400],
    ['a group in a Microsoft 365 group', 'POST', `${team}/members/$ref`, ref(security), 400],
    ['a Microsoft 365 group in a group', 'POST', `${security}/members/$ref`, ref(team), 400],
    ['a group in a role-assignable one', 'POST', `${privileged}/members/$ref`, ref(security), 400],
    ['a group as owner', 'POST', `${security}/owners/$ref`, ref(dynamic), 400],
    ['a member of a dynamic group', 'POST', `${dynamic}/members/$ref`, ref(grace), 400],
    ['a member of a synced group', 'POST', `${syncedGroup}/members/$ref`, ref(grace), 400],
    ['a member of a distribution list', 'POST', `${distribution}/members/$ref`, ref(grace), 400],
    ['a member goes', 'DELETE', `${security}/members/${ada}/$ref`, undefined, 204],
    ['one who was none goes', 'DELETE', `${security}/members/${grace}/$ref`, undefined, 404],
    ['a member of a dynamic group goes', 'DELETE', `${dynamic}/members/${ada}/$ref`, undefined, 400],
    ['the last owner of a Microsoft 365 group goes', 'DELETE', `${team}/owners/${ada}/$ref`, undefined, 400],
  ];
  it.each(rows)('%s: %s %s', async (_, method, path, body, status) => {
    const { ask } = await openScene();
    expect((await ask(method, `/groups/${path}`, body)).status).toBe(status);
  });

  it('says which member was there already', async () => {
    const { ask } = await openScene();
    expect((await ask('POST', `/groups/${security}/members/$ref`, ref(ada))).message).toBe(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  });

  it('members are shown with their types', async () => {
    const { ask } = await openScene();
    await ask('POST', `/groups/${security}/members/$ref`, ref(dynamic));
    await ask('POST', `/groups/${security}/members/$ref`, ref(agent));
    const { body } = await ask('GET', `/groups/${security}/members?$select=id`);
    expect(body.value.map((item: Record<string, string>) => item['@odata.type'])).toEqual([
      '#microsoft.graph.user',
      '#microsoft.graph.group',
      '#microsoft.graph.agentUser',
    ]);
  });
});

describe('deleting', () => {
  it.each([team, security, dynamic, privileged])('%s comes back as it was', async (id) => {
    const { ask, server } = await openScene();
    const before = server.tenant.dump();
    expect((await ask('DELETE', `/groups/${id}`)).status).toBe(204);
    expect((await ask('GET', `/groups/${id}`)).status).toBe(404);
    expect((await readAll(ask, '/directory/deletedItems/microsoft.graph.group')).items.map((item) => item.id)).toEqual([
      id,
    ]);
    expect((await ask('POST', `/directory/deletedItems/${id}/restore`, { newUserPrincipalName: 'x@y.z' })).status).toBe(
      400,
    );
    // A role-assignable group needs the role, the others do not mind it.
    const token = embeddedToken({ tenantId, roles: everyRole, directoryRoles: [roles.privilegedRoleAdministrator] });
    expect((await ask('POST', `/directory/deletedItems/${id}/restore`, undefined, { token })).status).toBe(200);
    expect(server.tenant.dump()).toEqual(before);
  });

  it.each([syncedGroup, distribution])('%s cannot be deleted', async (id) => {
    const { ask } = await openScene();
    expect((await ask('DELETE', `/groups/${id}`)).status).toBe(400);
  });

  it('in a cloud without their soft delete security groups are gone for good', async () => {
    const { ask } = await openScene({ cloud: { securityGroupsRestorable: false } });
    await ask('DELETE', `/groups/${security}`);
    await ask('DELETE', `/groups/${team}`);
    expect((await readAll(ask, '/directory/deletedItems/microsoft.graph.group')).items.map((item) => item.id)).toEqual([
      team,
    ]);
    expect((await ask('POST', `/directory/deletedItems/${security}/restore`)).status).toBe(404);
  });
});
