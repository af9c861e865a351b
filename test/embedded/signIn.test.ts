import { describe, expect, it } from 'vitest';
import { embeddedToken } from '../../src/embedded/token.ts';
import {
  ada,
  agent,
  idOf,
  openScene,
  policy,
  policyBody,
  privileged,
  readRoles,
  ref,
  security,
  tenantId,
} from './scene.ts';

describe('who may ask', () => {
  const now = new Date('2026-11-23T00:00:00Z');
  const tokens: [string, string | null][] = [
    ['no token', null],
    ['garbage', 'garbage'],
    ['half a token', 'eyJhbGciOiJub25lIn0.eyJ0aWQiOiJ4In0'],
    ['another tenant', embeddedToken({ tenantId: idOf(1), roles: readRoles })],
    ['expired', embeddedToken({ tenantId, roles: readRoles, expiresAt: new Date('2026-11-22T23:59:59Z') })],
  ];
  it.each(tokens)('%s is 401', async (_, token) => {
    const { ask } = await openScene({ now: () => now });
    const reply = await ask('GET', '/users', undefined, { token });
    expect([reply.status, reply.code]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(reply.body.error.innerError['request-id']).toBe(reply.headers.get('request-id'));
  });

  it('a good token is let in, and the client’s request id comes back', async () => {
    const { ask } = await openScene({ now: () => now });
    const token = embeddedToken({ tenantId, roles: readRoles, expiresAt: new Date('2026-11-23T00:00:01Z') });
    const reply = await ask('GET', '/users', undefined, { token, headers: { 'client-request-id': 'mine' } });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('client-request-id')).toBe('mine');
  });
});

describe('what they may do', () => {
  const rows: [string, string, unknown, readonly string[], number][] = [
    ['GET', '/users', undefined, [], 403],
    ['GET', '/users', undefined, ['Group.Read.All'], 403],
    ['GET', '/users', undefined, ['User.Read.All'], 200],
    ['GET', '/users', undefined, ['Directory.Read.All'], 200],
    ['GET', '/users?$select=employeeLeaveDateTime', undefined, ['User.Read.All'], 403],
    ['GET', '/users?$select=employeeLeaveDateTime', undefined, ['User.Read.All', 'User-LifeCycleInfo.Read.All'], 200],
    ['PATCH', `/users/${ada}`, { city: 'x' }, readRoles, 403],
    ['PATCH', `/users/${ada}`, { city: 'x' }, ['User.ReadWrite.All'], 204],
    ['PATCH', `/users/${ada}`, { accountEnabled: false }, ['User.EnableDisableAccount.All', 'User.Read.All'], 204],
    ['PATCH', `/users/${ada}`, { accountEnabled: false }, ['User.EnableDisableAccount.All'], 403],
    [
      'PATCH',
      `/users/${ada}`,
      { accountEnabled: false, city: 'x' },
      ['User.EnableDisableAccount.All', 'User.Read.All'],
      403,
    ],
    ['PATCH', `/users/${ada}`, { mobilePhone: '1' }, ['User-Phone.ReadWrite.All'], 204],
    ['PATCH', `/users/${ada}`, { employeeHireDate: '2026-01-01T00:00:00Z' }, ['User.ReadWrite.All'], 403],
    [
      'PATCH',
      `/users/${agent}`,
      { '@odata.type': '#microsoft.graph.agentUser', city: 'x' },
      ['User.ReadWrite.All'],
      403,
    ],
    [
      'PATCH',
      `/users/${agent}`,
      { '@odata.type': '#microsoft.graph.agentUser', city: 'x' },
      ['AgentIdUser.ReadWrite.All'],
      204,
    ],
    ['DELETE', `/users/${ada}`, undefined, ['User.DeleteRestore.All'], 204],
    ['GET', '/groups', undefined, ['GroupMember.Read.All'], 200],
    ['GET', '/groups', undefined, ['User.Read.All'], 403],
    ['POST', `/groups/${security}/members/$ref`, ref(idOf(2)), ['GroupMember.ReadWrite.All'], 204],
    ['POST', `/groups/${security}/owners/$ref`, ref(idOf(2)), ['GroupMember.ReadWrite.All'], 403],
    ['PATCH', `/groups/${security}`, { description: 'x' }, ['GroupMember.ReadWrite.All'], 403],
    ['PATCH', `/groups/${security}`, { preferredDataLocation: 'EUR' }, ['Group.ReadWrite.All'], 403],
    ['PATCH', `/groups/${privileged}`, { description: 'x' }, ['Group.ReadWrite.All'], 403],
    [
      'PATCH',
      `/groups/${privileged}`,
      { description: 'x' },
      ['Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'],
      204,
    ],
    ['POST', `/groups/${privileged}/members/$ref`, ref(ada), ['GroupMember.ReadWrite.All'], 403],
    ['GET', '/identity/conditionalAccess/policies', undefined, ['Policy.Read.ConditionalAccess'], 403],
    ['GET', '/identity/conditionalAccess/policies', undefined, ['Policy.Read.All'], 200],
    [
      'PATCH',
      `/identity/conditionalAccess/policies/${policy}`,
      { state: 'disabled' },
      ['Policy.ReadWrite.ConditionalAccess'],
      403,
    ],
    [
      'PATCH',
      `/identity/conditionalAccess/policies/${policy}`,
      { state: 'disabled' },
      ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'],
      204,
    ],
    ['GET', '/organization', undefined, ['Group.Read.All'], 403],
    ['GET', '/organization', undefined, ['Organization.Read.All'], 200],
    ['GET', '/subscribedSkus', undefined, ['LicenseAssignment.Read.All'], 200],
  ];
  it.each(rows)('%s %s %j with %j is %i', async (method, path, body, roles, status) => {
    const { ask } = await openScene({ roles });
    const reply = await ask(method, path, body);
    expect(reply.status).toBe(status);
    if (status === 403) expect(reply.code).toBe('Authorization_RequestDenied');
  });

  it('the read roles can write nothing', async () => {
    const { ask, server } = await openScene({ roles: readRoles });
    const before = server.tenant.dump();
    const writes: [string, string, unknown?][] = [
      ['POST', '/users', {}],
      ['PATCH', `/users/${ada}`, { city: 'x' }],
      ['DELETE', `/users/${ada}`],
      ['POST', '/groups', {}],
      ['PATCH', `/groups/${security}`, { description: 'x' }],
      ['DELETE', `/groups/${security}`],
      ['POST', '/identity/conditionalAccess/policies', policyBody],
      ['DELETE', `/identity/conditionalAccess/policies/${policy}`],
    ];
    for (const [method, path, body] of writes) expect((await ask(method, path, body)).status).toBe(403);
    expect(server.tenant.dump()).toEqual(before);
  });

  it('a member whose type may not be read is shown by id alone', async () => {
    const { ask } = await openScene({ roles: ['GroupMember.Read.All'] });
    const { body } = await ask('GET', `/groups/${security}/members`);
    expect(body.value).toEqual([{ '@odata.type': '#microsoft.graph.user', id: ada }]);
  });
});

describe('a tenant without P1 or P2', () => {
  it('has no Conditional Access', async () => {
    const { seed } = await import('./scene.ts');
    const { ask } = await openScene({ seed: { ...seed, subscribedSkus: [] } });
    expect((await ask('GET', '/identity/conditionalAccess/policies')).status).toBe(403);
    expect((await ask('GET', '/users')).status).toBe(200);
  });
});

describe('what is no request at all', () => {
  const rows: [string, string, unknown, number, string][] = [
    ['GET', '/nothing', undefined, 400, 'BadRequest'],
    ['PUT', '/users', {}, 405, 'Request_BadRequest'],
    ['PATCH', `/users/${ada}`, '{"city":', 400, 'BadRequest'],
    ['PATCH', `/users/${ada}`, {}, 400, 'Request_BadRequest'],
    ['GET', '/users?$skip=1', undefined, 400, 'BadRequest'],
    ['GET', '/users?$orderby=displayName', undefined, 400, 'BadRequest'],
  ];
  it.each(rows)('%s %s is %i %s', async (method, path, body, status, code) => {
    const { ask } = await openScene();
    const reply = await ask(method, path, body);
    expect([reply.status, reply.code]).toEqual([status, code]);
  });

  it('a body needs its content type', async () => {
    const { ask } = await openScene();
    const reply = await ask('PATCH', `/users/${ada}`, { city: 'x' }, { headers: { 'Content-Type': 'text/plain' } });
    expect(reply.status).toBe(400);
  });
});
