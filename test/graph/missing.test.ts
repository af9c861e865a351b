import { describe, expect, it } from 'vitest';
import { problemOf } from '../contract/failure.ts';
import { graphError, notFound, type Said } from './fakeGraph.ts';
import { denied, id, page, pathsOf, tenantOf, unavailable } from './scene.ts';

const locations = '/beta/identity/conditionalAccess/namedLocations';
const strengths = '/v1.0/policies/authenticationStrengthPolicies';

describe('names that nothing bears', () => {
  it('are asked for by id, a thousand at a time, and never what is no id', async () => {
    const { tenant, served } = await tenantOf(({ body }) =>
      page(body.ids.filter((one: string) => Number(one.slice(-4)) % 2 === 0).map((one: string) => ({ id: one }))),
    );
    const names = Array.from({ length: 1_500 }, (_, n) => `${n % 3 === 0 ? 'user' : 'group'}/${id(n)}`);
    const missing = await tenant.missing([...names, ...names.slice(0, 10), 'user/fido2', 'group/All']);
    expect(missing).toEqual(new Set(names.filter((name) => Number(name.slice(-4)) % 2 === 1)));
    expect(served.asked.map(({ body }) => body.ids.length)).toEqual([1_000, 500]);
  });

  it('may be written in capitals', async () => {
    const there = 'ABCDEF00-0000-4000-8000-000000000000';
    const { tenant } = await tenantOf(() => page([{ id: there.toLowerCase() }]));
    expect(await tenant.missing([`user/${there}`])).toEqual(new Set());
  });

  it('are found over pages', async () => {
    const { tenant } = await tenantOf(({ path }, url) =>
      path.includes('skiptoken')
        ? page([{ id: id(2) }])
        : page([{ id: id(1) }], `${url}/v1.0/directoryObjects/getByIds?$skiptoken=1`),
    );
    expect(await tenant.missing([1, 2, 3].map((n) => `user/${id(n)}`))).toEqual(new Set([`user/${id(3)}`]));
  });

  it('fail when Graph cannot tell', async () => {
    for (const [said, code] of [
      [denied, 'permission'],
      [unavailable, 'tenantUnreadable'],
      [page([{ id: id(2) }]), 'lyingAnswer'],
    ] as const) {
      const { tenant } = await tenantOf(() => said);
      expect((await problemOf(tenant.missing([`user/${id(1)}`]))).code).toBe(code);
    }
  });
});

describe('names of applications by appId', () => {
  const byAppId = (type: string, n: number) => `${type}(appId='${id(n)}')`;

  it('are looked up one by one, in batches: 404 is missing', async () => {
    const { tenant, served } = await tenantOf(({ path }) =>
      path.includes(id(1)) ? { json: { id: id(50) } } : notFound,
    );
    const names = [byAppId('servicePrincipal', 1), byAppId('servicePrincipal', 2), byAppId('application', 3)];
    expect(await tenant.missing([...names, "servicePrincipal(appId='Office365')"])).toEqual(new Set(names.slice(1)));
    expect(pathsOf(served)).toEqual([
      `/v1.0/servicePrincipals(appId='${id(1)}')?$select=id`,
      `/v1.0/servicePrincipals(appId='${id(2)}')?$select=id`,
      `/v1.0/applications(appId='${id(3)}')?$select=id`,
    ]);
    expect(served.asked).toHaveLength(1);
  });

  it.each([
    ['403', denied, 'permission'],
    ['503', unavailable, 'tenantUnreadable'],
    ['a 404 that is not Graph’s word', { status: 404, json: graphError('BadGateway') }, 'tenantUnreadable'],
  ] as const)('are not missing because of %s', async (_name, said, code) => {
    const { tenant } = await tenantOf(() => said);
    const problem = await problemOf(tenant.missing([byAppId('servicePrincipal', 1)]));
    expect(problem.code).toBe(code);
    if (code === 'permission') expect(problem.text).toContain('Application.Read.All');
  });
});

describe('names of what is no directory object', () => {
  const lists = (path: string): Said => page(path === locations ? [{ id: id(1) }] : [{ id: id(2) }]);
  const namesOf = (n: number) => [`namedLocation/${id(n)}`, `authenticationStrengthPolicy/${id(n)}`];

  it('are looked for in their lists', async () => {
    const { tenant, served } = await tenantOf(({ path }) => lists(path));
    expect(await tenant.missing([...namesOf(1), ...namesOf(2)])).toEqual(
      new Set([`namedLocation/${id(2)}`, `authenticationStrengthPolicy/${id(1)}`]),
    );
    expect(served.log().toSorted()).toEqual([`GET ${locations}`, `GET ${strengths}`]);
  });

  it('are looked for only in the lists that somebody names', async () => {
    const { tenant, served } = await tenantOf(({ path }) => lists(path));
    await tenant.missing([`authenticationStrengthPolicy/${id(2)}`]);
    expect(served.log()).toEqual([`GET ${strengths}`]);
  });

  it('are not missing because the list cannot be read', async () => {
    const { tenant } = await tenantOf(() => denied);
    expect((await problemOf(tenant.missing(namesOf(1)))).code).toBe('permission');
  });

  it('are never asked for where nobody can look them up: role templates, terms of use', async () => {
    const { tenant, served } = await tenantOf(() => page([]));
    expect(await tenant.missing([`directoryRole/${id(1)}`, `agreement/${id(2)}`])).toEqual(new Set());
    expect(await tenant.missing([])).toEqual(new Set());
    expect(served.asked).toEqual([]);
  });

  it('are no names when nobody could have printed them', async () => {
    const { tenant } = await tenantOf(() => page([]));
    await expect(tenant.missing(['nobody'])).rejects.toThrow(/not the name/);
  });
});
