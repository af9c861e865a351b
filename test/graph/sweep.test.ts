/** To-many links and children: from `$expand`, from sweeps and from lists of the whole tenant, each to its end. */
import { describe, expect, it } from 'vitest';
import { problemOf } from '../contract/failure.ts';
import { graphError, notFound, type Said } from './fakeGraph.ts';
import {
  type Answering,
  all,
  denied,
  group,
  id,
  isList,
  isSample,
  isSweep,
  next,
  page,
  pageNumber,
  pathsOf,
  references,
  target,
  targets,
  tenantOf,
  unavailable,
  user,
} from './scene.ts';

interface Groups {
  /** As the list of groups gives them: with `members`. */
  readonly list: readonly object[];
  /** As the sweep gives them: with `owners`. */
  readonly owners: readonly object[];
  readonly links?: Answering;
}

const shouldNotBeAsked: Said = { status: 500, json: graphError('ShouldNotBeAsked') };

const groupsOf =
  ({ list, owners, links = () => shouldNotBeAsked }: Groups): Answering =>
  (asked, url) => {
    if (isSample(asked)) return page([]);
    if (isSweep(asked)) return page(owners);
    return isList(asked) ? page(list) : links(asked, url);
  };

describe('members and owners', () => {
  it('come with the list and with a sweep', async () => {
    const { tenant, served } = await tenantOf(
      groupsOf({
        list: [
          group(1, { members: [target(11), target(12, 'device'), target(14, 'agentUser')] }),
          group(2, { members: [] }),
        ],
        owners: [
          { id: id(1), owners: [] },
          { id: id(2), owners: [target(21)] },
        ],
      }),
    );
    const bodies = (await all(tenant.read('group'))).map(({ body }) => body);
    expect(bodies[0]).toMatchObject({ members: [`device/${id(12)}`, `user/${id(11)}`, `user/${id(14)}`], owners: [] });
    expect(bodies[1]).toMatchObject({ members: [], owners: [`user/${id(21)}`] });
    expect(served.log().toSorted()).toEqual([
      expect.stringMatching(/^GET \/v1\.0\/groups\?\$select=id&\$expand=owners\(\$select=id\)&\$top=999$/),
      expect.stringMatching(/^GET \/v1\.0\/groups\?\$select=id,.*&\$expand=members\(\$select=id\)&\$top=999$/),
      'GET /v1.0/groups?$top=1',
    ]);
  });

  it('that are nineteen are all; twenty are read again, in pages, to their end', async () => {
    const { tenant, served } = await tenantOf(
      groupsOf({
        list: [group(1, { members: targets(100, 19) }), group(2, { members: targets(200, 20) })],
        owners: [
          { id: id(1), owners: targets(300, 20) },
          { id: id(2), owners: targets(400, 19) },
        ],
        links: ({ path }, url) => {
          const at = (more: string): string => `${url}/${path.split('?')[0]?.slice(1)}?$skiptoken=${more}`;
          if (path === `/beta/groups/${id(2)}/members?$select=id&$top=999`) return page(targets(200, 20), at('m'));
          if (path === `/beta/groups/${id(2)}/members?$skiptoken=m`) return page(targets(220, 5));
          if (path === `/beta/groups/${id(1)}/owners?$select=id&$top=999`) return page(targets(300, 20));
          return shouldNotBeAsked;
        },
      }),
    );
    const [first, second] = (await all(tenant.read('group'))).map(({ body }) => body);
    expect(first).toMatchObject({ members: references(100, 19), owners: references(300, 20) });
    expect(second).toMatchObject({ members: references(200, 25), owners: references(400, 19) });
    expect(pathsOf(served).filter((path) => /\/(?:members|owners)\?/.test(path))).toHaveLength(3);
  });

  it('that are 1,200 are read over pages, the request for the first in a batch', async () => {
    const many = targets(1_000, 1_200);
    const { tenant } = await tenantOf(
      groupsOf({
        list: [group(1, { members: [] })],
        owners: [{ id: id(1), owners: many.slice(0, 20) }],
        links: (asked, url) => {
          const start = pageNumber(asked);
          const end = start + 100;
          return page(
            many.slice(start, end),
            end < many.length ? next(url, end, `groups/${id(1)}/owners`, 'beta') : undefined,
          );
        },
      }),
    );
    const [only] = await all(tenant.read('group'));
    expect(only?.body.owners).toEqual(references(1_000, 1_200));
  });

  it('that Graph leaves out are asked for', async () => {
    const { tenant } = await tenantOf(
      groupsOf({
        list: [group(1)],
        owners: [{ id: id(1) }],
        links: ({ path }) => page([target(path.includes('/members') ? 11 : 12)]),
      }),
    );
    expect((await all(tenant.read('group')))[0]?.body).toMatchObject({
      members: [`user/${id(11)}`],
      owners: [`user/${id(12)}`],
    });
  });

  it('of a dynamic group: members are not asked for, however many came', async () => {
    const dynamic = { groupTypes: ['DynamicMembership'] };
    const { tenant, served } = await tenantOf(
      groupsOf({
        list: [group(1, dynamic), group(2, { ...dynamic, members: targets(100, 20) })],
        owners: [1, 2].map((n) => ({ id: id(n), owners: [target(21)] })),
      }),
    );
    for (const { body } of await all(tenant.read('group'))) {
      expect(body).not.toHaveProperty('members');
      expect(body.owners).toEqual([`user/${id(21)}`]);
    }
    expect(served.asked).toHaveLength(3);
  });

  it('fail the type when they cannot be read', async () => {
    const { tenant } = await tenantOf(groupsOf({ list: [group(1, { members: [] })], owners: [], links: () => denied }));
    expect((await problemOf(all(tenant.read('group')))).code).toBe('permission');
  });

  it('fail the type when they end early', async () => {
    const { tenant } = await tenantOf(
      groupsOf({
        list: [group(1, { members: [] })],
        owners: [],
        links: (asked, url) =>
          pageNumber(asked) === 0 ? page(targets(1, 5), next(url, 1, `groups/${id(1)}/owners`, 'beta')) : unavailable,
      }),
    );
    expect((await problemOf(all(tenant.read('group')))).code).toBe('tenantUnreadable');
  });

  it('of a group that went away meanwhile leave it out, if Graph confirms that it did', async () => {
    const list = [group(1, { members: [] }), group(2, { members: [] })];
    const { tenant } = await tenantOf(groupsOf({ list, owners: [{ id: id(2), owners: [] }], links: () => notFound }));
    expect((await all(tenant.read('group'))).map(({ key }) => key.id)).toEqual([id(2)]);
  });

  it('of a group that is still there fail the type', async () => {
    const { tenant } = await tenantOf(
      groupsOf({
        list: [group(1, { members: [] })],
        owners: [],
        links: ({ path }) => (path === `/v1.0/groups/${id(1)}?$select=id` ? { json: group(1) } : notFound),
      }),
    );
    expect((await problemOf(all(tenant.read('group')))).code).toBe('tenantUnreadable');
  });
});

describe('a sweep', () => {
  const swept =
    (sweep: Answering, links: Answering = () => page([])): Answering =>
    (asked, url) => {
      if (isSample(asked)) return page([]);
      if (isList(asked)) return page([user(1), user(2)]);
      return asked.path.includes('/sponsors?') ? links(asked, url) : sweep(asked, url);
    };

  it('that did not see an object says nothing of it', async () => {
    const { tenant, served } = await tenantOf(
      swept(
        () => page([{ id: id(1), sponsors: [] }]),
        () => page([target(9)]),
      ),
    );
    const sponsors = (await all(tenant.read('user'))).map(({ body }) => body.sponsors);
    expect(sponsors).toEqual([[], [`user/${id(9)}`]]);
    expect(pathsOf(served).filter((path) => path.includes('/sponsors?'))).toEqual([
      `/v1.0/users/${id(2)}/sponsors?$select=id&$top=999`,
    ]);
  });

  it('that breaks off with an error fails the type before the first object', async () => {
    const { tenant } = await tenantOf(
      swept((asked, url) =>
        pageNumber(asked) === 0 ? page([{ id: id(1), sponsors: [] }], next(url, 1)) : unavailable,
      ),
    );
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { key } of tenant.read('user')) seen.push(key.id);
    })();
    expect((await problemOf(reading)).code).toBe('tenantUnreadable');
    expect(seen).toEqual([]);
  });

  it('that nobody may make fails the type, naming the permission', async () => {
    const { tenant } = await tenantOf(swept(() => denied));
    const { code, text } = await problemOf(all(tenant.read('user')));
    expect(code).toBe('permission');
    expect(text).toContain('User.Read.All');
  });

  it('that says two things of one object fails the type', async () => {
    const { tenant } = await tenantOf(
      swept((asked, url) =>
        pageNumber(asked) === 0
          ? page([{ id: id(1), sponsors: [] }], next(url, 1))
          : page([
              { id: id(1), sponsors: [target(9)] },
              { id: id(2), sponsors: [] },
            ]),
      ),
    );
    expect((await problemOf(all(tenant.read('user')))).code).toBe('lyingAnswer');
  });

  it('whose targets have no id fails the type', async () => {
    const { tenant } = await tenantOf(swept(() => page([{ id: id(1), sponsors: [{ displayName: 'Nobody' }] }])));
    expect((await problemOf(all(tenant.read('user')))).code).toBe('lyingAnswer');
  });
});

describe('what an application brings along', () => {
  const credential = (n: number) => ({
    id: `fic_${n}`,
    name: `ci-${n}`,
    issuer: 'https://i',
    subject: `s${n}`,
    audiences: ['a'],
  });

  it('are its owners with the list, its credentials with a sweep, by name and without their ids', async () => {
    const { tenant, served } = await tenantOf((asked) => {
      if (isSample(asked)) return page([]);
      if (isSweep(asked)) return page([{ id: id(1), federatedIdentityCredentials: [credential(2), credential(1)] }]);
      return page([{ id: id(1), displayName: 'App', owners: [target(9)] }]);
    });
    const [only] = await all(tenant.read('application'));
    expect(only?.body).toMatchObject({ owners: [`user/${id(9)}`] });
    expect(only?.body.federatedIdentityCredentials).toEqual({
      'ci-1': { name: 'ci-1', issuer: 'https://i', subject: 's1', audiences: ['a'] },
      'ci-2': { name: 'ci-2', issuer: 'https://i', subject: 's2', audiences: ['a'] },
    });
    expect(served.log()).toContain('GET /v1.0/applications?$select=id&$expand=federatedIdentityCredentials&$top=999');
  });

  it('are twenty credentials only after a look at the list of its own, which takes no $top', async () => {
    const most = Array.from({ length: 20 }, (_, n) => credential(n));
    const { tenant, served } = await tenantOf((asked) => {
      if (isSample(asked)) return page([]);
      if (isSweep(asked)) return page([{ id: id(1), federatedIdentityCredentials: most }]);
      return isList(asked) ? page([{ id: id(1), owners: [] }]) : page(most);
    });
    const [only] = await all(tenant.read('application'));
    expect(Object.keys(only?.body.federatedIdentityCredentials as object)).toHaveLength(20);
    expect(pathsOf(served)).toContain(`/v1.0/applications/${id(1)}/federatedIdentityCredentials`);
  });

  it.each([
    ['of the same name', [credential(1), { ...credential(2), name: 'ci-1' }]],
    ['without a name', [{ ...credential(1), name: null }]],
  ])('are no credentials %s', async (_name, credentials) => {
    const { tenant } = await tenantOf((asked) => {
      if (isSample(asked)) return page([]);
      return page([
        isSweep(asked) ? { id: id(1), federatedIdentityCredentials: credentials } : { id: id(1), owners: [] },
      ]);
    });
    expect((await problemOf(all(tenant.read('application')))).code).toBe('lyingAnswer');
  });
});
