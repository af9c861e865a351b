import { describe, expect, it } from 'vitest';
import { ada, grace, idOf, openScene, seed } from './scene.ts';

const roles = ['Policy.Read.All', 'Policy.ReadWrite.AuthenticationMethod', 'User.Read.All', 'User.DeleteRestore.All'];
const users = (seed.users ?? []).map((user) =>
  user.id === ada ? { ...user, perUserMfaState: 'enforced' as const } : user,
);
const open = (granted: readonly string[] = roles) => openScene({ seed: { ...seed, users }, roles: granted });
const pathOf = (id: string): string => `/beta/users/${id}/authentication/requirements`;

describe('the per-user MFA state', () => {
  it('is that of the seed, and disabled unless given', async () => {
    const { ask } = await open();
    expect((await ask('GET', pathOf(ada))).body.perUserMfaState).toBe('enforced');
    expect((await ask('GET', pathOf('ADA@contoso.com'))).body.perUserMfaState).toBe('enforced');
    expect((await ask('GET', pathOf(grace))).body.perUserMfaState).toBe('disabled');
  });

  it('is kept as written', async () => {
    const { ask } = await open();
    for (const perUserMfaState of ['enabled', 'enforced', 'disabled']) {
      expect((await ask('PATCH', pathOf(grace), { perUserMfaState })).status).toBe(204);
      expect((await ask('GET', pathOf(grace))).body.perUserMfaState).toBe(perUserMfaState);
    }
  });

  it('comes back with its user, and is no property of it', async () => {
    const { ask } = await open();
    expect((await ask('GET', `/beta/users/${ada}?$select=perUserMfaState`)).status).toBe(400);
    expect((await ask('DELETE', `/users/${ada}`)).status).toBe(204);
    expect((await ask('GET', pathOf(ada))).status).toBe(404);
    expect((await ask('POST', `/directory/deletedItems/${ada}/restore`, {})).status).toBe(200);
    expect((await ask('GET', pathOf(ada))).body.perUserMfaState).toBe('enforced');
  });

  it('survives a dump', async () => {
    const { server, ask } = await open();
    await ask('PATCH', pathOf(grace), { perUserMfaState: 'enabled' });
    const dumped = server.tenant.dump();
    expect(dumped.users?.map((user) => user.perUserMfaState).filter(Boolean)).toEqual(['enforced', 'enabled']);
    const { server: again } = await openScene({ seed: dumped });
    expect(again.tenant.dump()).toEqual(dumped);
  });

  const bad: [string, object][] = [
    ['another word', { perUserMfaState: 'on' }],
    ['null', { perUserMfaState: null }],
    ['another property', { perUserMfaState: 'enabled', signInPreferences: {} }],
    ['nothing', {}],
  ];
  it.each(bad)('does not take %s', async (_, body) => {
    const { ask } = await open();
    const reply = await ask('PATCH', pathOf(grace), body);
    expect([reply.status, reply.code]).toEqual([400, 'Request_BadRequest']);
    expect((await ask('GET', pathOf(grace))).body.perUserMfaState).toBe('disabled');
  });

  it('is in beta only, of users that are there', async () => {
    const { ask } = await open();
    expect((await ask('GET', pathOf(ada).replace('/beta', '/v1.0'))).status).toBe(400);
    expect((await ask('PATCH', pathOf(idOf(99)), { perUserMfaState: 'enabled' })).status).toBe(404);
    expect((await ask('DELETE', pathOf(ada))).status).toBe(405);
  });

  it('needs its own permissions', async () => {
    const { ask } = await open(['User.ReadWrite.All', 'Directory.ReadWrite.All', 'Policy.Read.All']);
    expect((await ask('GET', pathOf(ada))).status).toBe(200);
    expect((await ask('PATCH', pathOf(ada), { perUserMfaState: 'enabled' })).status).toBe(403);
    const { ask: other } = await open(['User.ReadWrite.All', 'Policy.ReadWrite.AuthenticationMethod']);
    expect((await other('GET', pathOf(ada))).status).toBe(403);
  });

  it('is checked in a seed', async () => {
    const odd = (seed.users ?? []).map((user) => ({ ...user, perUserMfaState: 'on' as 'enabled' }));
    await expect(openScene({ seed: { ...seed, users: odd } })).rejects.toThrow('users[0].perUserMfaState');
  });
});
