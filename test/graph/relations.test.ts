/** Grants and assignments: objects between two others, with ids of Graph's own making. */
import { describe, expect, it } from 'vitest';
import { problemOf } from '../contract/failure.ts';
import {
  type Answering,
  all,
  denied,
  id,
  isList,
  isSample,
  next,
  page,
  pageNumber,
  pathsOf,
  tenantOf,
} from './scene.ts';

const principal = (n: number) => ({ id: id(n), displayName: `Principal ${n}`, owners: [] });
const grant = (n: number, client: number, more: object = {}) => ({
  id: `grant_${n}-ab_C`,
  clientId: id(client),
  consentType: 'AllPrincipals',
  principalId: null,
  resourceId: id(9),
  scope: `Scope.${n}`,
  ...more,
});
const assignment = (n: number, more: object = {}) => ({
  id: `as_${n}-x`,
  principalType: 'Group',
  principalId: id(100 + n),
  resourceId: id(1),
  appRoleId: id(500),
  ...more,
});

interface Relations {
  readonly grants?: Answering;
  /** What a sweep gives of the first service principal. */
  readonly assigned?: readonly object[] | undefined;
  readonly others?: Answering;
}

const principalsWith =
  ({ grants = () => page([]), assigned = [], others = () => denied }: Relations): Answering =>
  (asked, url) => {
    const { path } = asked;
    if (isSample(asked)) return page([]);
    if (path.startsWith('/v1.0/oauth2PermissionGrants')) return grants(asked, url);
    if (path.includes('$expand=appRoleAssignedTo')) {
      return page([
        { id: id(1), appRoleAssignedTo: assigned },
        { id: id(2), appRoleAssignedTo: [] },
      ]);
    }
    return isList(asked) ? page([principal(1), principal(2)]) : others(asked, url);
  };

describe('grants', () => {
  it('are listed once for the whole tenant, over pages, and go to their clients', async () => {
    const { tenant, served } = await tenantOf(
      principalsWith({
        grants: (asked, url) =>
          pageNumber(asked) === 0
            ? page([grant(1, 1), grant(2, 2), grant(3, 77)], next(url, 1, 'oauth2PermissionGrants'))
            : page([grant(4, 1, { resourceId: id(8), scope: ' User.Read  Mail.Read ' })]),
      }),
    );
    const links = (await all(tenant.read('servicePrincipal'))).map(({ body }) => body.oauth2PermissionGrants);
    expect(links).toEqual([
      [
        `servicePrincipal/${id(8)}/Mail.Read`,
        `servicePrincipal/${id(8)}/User.Read`,
        `servicePrincipal/${id(9)}/Scope.1`,
      ],
      [`servicePrincipal/${id(9)}/Scope.2`],
    ]);
    expect(pathsOf(served).filter((path) => path.includes('Grants'))).toEqual([
      '/v1.0/oauth2PermissionGrants?$top=999',
      '/v1.0/oauth2PermissionGrants?$skiptoken=1',
    ]);
  });

  it('of a principal that the sweeps did not see are asked for by its id', async () => {
    const { tenant, served } = await tenantOf((asked, url) => {
      if (isList(asked)) return page([principal(3)]);
      if (asked.path.includes(`/${id(3)}/oauth2PermissionGrants`)) return page([grant(5, 3)]);
      if (asked.path.includes(`/${id(3)}/appRoleAssignedTo`)) return page([]);
      return principalsWith({ grants: () => page([grant(1, 1)]) })(asked, url);
    });
    const [late] = await all(tenant.read('servicePrincipal'));
    expect(late?.body.oauth2PermissionGrants).toEqual([`servicePrincipal/${id(9)}/Scope.5`]);
    const log = pathsOf(served);
    const expanded = log.findIndex((path) => path.includes('$expand=appRoleAssignedTo'));
    expect(log.indexOf('/v1.0/oauth2PermissionGrants?$top=999')).toBeGreaterThan(expanded);
  });

  it('that people gave for themselves are left out', async () => {
    const own = grant(2, 1, { consentType: 'Principal', principalId: id(50), scope: 'Files.Read' });
    const { tenant } = await tenantOf(principalsWith({ grants: () => page([grant(1, 1), own]) }));
    const [first] = await all(tenant.read('servicePrincipal'));
    expect(first?.body.oauth2PermissionGrants).toEqual([`servicePrincipal/${id(9)}/Scope.1`]);
  });

  it.each([
    ['without a client', { ...grant(1, 1), clientId: undefined }],
    ['without a resource', { ...grant(1, 1), resourceId: undefined }],
    ['of no kind of consent', { ...grant(1, 1), consentType: undefined }],
    ['without an id', { ...grant(1, 1), id: undefined }],
  ])('%s fail the type', async (_name, broken) => {
    const { tenant } = await tenantOf(principalsWith({ grants: () => page([broken]) }));
    expect((await problemOf(all(tenant.read('servicePrincipal')))).code).toBe('lyingAnswer');
  });

  it('that cannot be read to their end fail the type', async () => {
    const { tenant } = await tenantOf(
      principalsWith({
        grants: (asked, url) =>
          pageNumber(asked) === 0 ? page([grant(1, 1)], next(url, 1, 'oauth2PermissionGrants')) : denied,
      }),
    );
    expect((await problemOf(all(tenant.read('servicePrincipal')))).code).toBe('permission');
  });
});

describe('assignments', () => {
  it('name the principal with its type and the role', async () => {
    const assigned = [
      assignment(1),
      assignment(2, { principalType: 'User' }),
      assignment(3, { principalType: 'ServicePrincipal', appRoleId: '00000000-0000-0000-0000-000000000000' }),
    ];
    const { tenant } = await tenantOf(principalsWith({ assigned }));
    const [first, second] = await all(tenant.read('servicePrincipal'));
    expect(first?.body.appRoleAssignedTo).toEqual([
      `group/${id(101)}/${id(500)}`,
      `servicePrincipal/${id(103)}/00000000-0000-0000-0000-000000000000`,
      `user/${id(102)}/${id(500)}`,
    ]);
    expect(second?.body.appRoleAssignedTo).toEqual([]);
  });

  it('that are twenty are read again in pages', async () => {
    const many = Array.from({ length: 45 }, (_, n) => assignment(n));
    const { tenant, served } = await tenantOf(
      principalsWith({
        assigned: many.slice(0, 20),
        others: (asked, url) => {
          const end = pageNumber(asked) + 20;
          const more = end < many.length ? next(url, end, `servicePrincipals/${id(1)}/appRoleAssignedTo`) : undefined;
          return page(many.slice(pageNumber(asked), end), more);
        },
      }),
    );
    const [first] = await all(tenant.read('servicePrincipal'));
    expect(first?.body.appRoleAssignedTo).toHaveLength(45);
    expect(pathsOf(served)).toContain(`/v1.0/servicePrincipals/${id(1)}/appRoleAssignedTo?$top=999`);
  });

  it('without a principal fail the type', async () => {
    const { tenant } = await tenantOf(principalsWith({ assigned: [assignment(1, { principalId: null })] }));
    expect((await problemOf(all(tenant.read('servicePrincipal')))).code).toBe('lyingAnswer');
  });
});
