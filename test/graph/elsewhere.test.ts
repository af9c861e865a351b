/** The per-user MFA state, which Graph keeps at an address of its own, in beta only. */
import { describe, expect, it } from 'vitest';
import type { Presence } from '../../src/core/model.ts';
import { problemOf } from '../contract/failure.ts';
import { graphError, notFound, type Said } from './fakeGraph.ts';
import { type Answering, all, denied, id, isList, isSample, isSweep, page, pathsOf, tenantOf, user } from './scene.ts';

const numbers = Array.from({ length: 25 }, (_, n) => n + 1);
const chosen = { perUserMfaState: true };
const requirements = 'authentication/requirements';

const users =
  (ofOne: (n: number) => Said, itself: (n: number) => Said = (n) => ({ json: user(n) })): Answering =>
  (asked) => {
    const { path } = asked;
    if (isSample(asked)) return page([]);
    if (isSweep(asked)) return page(numbers.map((n) => ({ id: id(n), sponsors: [] })));
    if (isList(asked) && path.startsWith('/v1.0/users?')) return page(numbers.map((n) => user(n)));
    if (path.includes('/sponsors')) return page([]);
    const n = Number(/\/users\/[^/?]*?(\d{1,12})[/?]/.exec(path)?.[1]);
    return path === `/beta/users/${id(n)}/${requirements}` ? ofOne(n) : itself(n);
  };
const state = (n: number): Said => ({ json: { perUserMfaState: n % 2 === 0 ? 'enforced' : 'disabled' } });

describe('the per-user MFA state', () => {
  it('is not asked for unless it was chosen', async () => {
    const { tenant, served } = await tenantOf(users(state));
    const [first] = await all(tenant.read('user'));
    expect(first?.body).not.toHaveProperty('perUserMfaState');
    expect(pathsOf(served).filter((path) => path.includes(requirements))).toEqual([]);
    expect(tenant.coverage.user?.properties).not.toContain('perUserMfaState');
  });

  it('is asked of beta, twenty users to a batch, and never of the list', async () => {
    const { tenant, served } = await tenantOf(users(state), chosen);
    const bodies = (await all(tenant.read('user'))).map(({ body }) => body);
    expect(bodies.map(({ perUserMfaState }) => perUserMfaState)).toEqual(
      numbers.map((n) => (n % 2 === 0 ? 'enforced' : 'disabled')),
    );
    expect(served.log().filter((line) => line.includes('$batch'))).toEqual(['POST /beta/$batch', 'POST /beta/$batch']);
    expect(served.log().some((line) => line.includes('?$select=') && line.includes('perUserMfaState'))).toBe(false);
    expect(tenant.coverage.user?.properties).toContain('perUserMfaState');
  });

  it('is null where Graph has no word of it, so that a body says that it was looked for', async () => {
    const { tenant } = await tenantOf(
      users(() => ({ json: {} })),
      chosen,
    );
    expect((await all(tenant.read('user')))[0]?.body.perUserMfaState).toBeNull();
  });

  it('fails the type when nobody may look, naming the permission that it needs', async () => {
    const { tenant } = await tenantOf(
      users((n) => (n === 7 ? denied : state(n))),
      chosen,
    );
    const { code, text } = await problemOf(all(tenant.read('user')));
    expect(code).toBe('permission');
    expect(text).toContain(`/users/${id(7)}/${requirements}`);
    expect(text).toContain('Policy.Read.All');
  });

  it('of a user who went away leaves the user out, of one who is there fails the type', async () => {
    const ofSeven = (n: number): Said => (n === 7 ? notFound : state(n));
    const gone = await tenantOf(
      users(ofSeven, () => notFound),
      chosen,
    );
    expect((await all(gone.tenant.read('user'))).map(({ key }) => key.id)).toEqual(
      numbers.filter((n) => n !== 7).map(id),
    );
    const there = await tenantOf(users(ofSeven), chosen);
    expect((await problemOf(all(there.tenant.read('user')))).code).toBe('tenantUnreadable');
  });

  it('fails the type on a 404 that is not Graph’s word for a user who is gone', async () => {
    const noRoute: Said = { status: 404, json: graphError('BadRequest') };
    const { tenant } = await tenantOf(
      users(
        (n) => (n === 7 ? noRoute : state(n)),
        () => notFound,
      ),
      chosen,
    );
    expect((await problemOf(all(tenant.read('user')))).code).toBe('tenantUnreadable');
  });

  it('makes a user unknown by key when it cannot be read', async () => {
    const { tenant } = await tenantOf(
      users((n) => (n === 2 ? denied : state(n))),
      chosen,
    );
    const found = await tenant.readByKey([1, 2].map((n) => ({ type: 'user', id: id(n) })));
    expect(found.get(`user/${id(1)}`)).toMatchObject({ is: 'present', body: { perUserMfaState: 'disabled' } });
    const second = found.get(`user/${id(2)}`) as Extract<Presence, { is: 'unknown' }>;
    expect(second.is).toBe('unknown');
    expect(second.reason).toContain('Policy.Read.All');
  });
});
