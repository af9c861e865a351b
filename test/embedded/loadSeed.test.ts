import { describe, expect, it } from 'vitest';
import { loadSeed } from '../../src/embedded/loadSeed.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { ada, agent, idOf, openScene, policy, security, seed, team } from './scene.ts';

const user = (n: number, more: object = {}): object => ({
  id: idOf(n),
  displayName: 'U',
  userPrincipalName: `u${n}@x.com`,
  ...more,
});
const rule = { displayName: 'P', conditions: {} };

describe('a bad seed', () => {
  const rows: [string, unknown, string][] = [
    ['no object', [], 'seed: must be an object'],
    ['an unknown part', { people: [] }, 'people: is no part of a seed'],
    ['no list', { users: {} }, 'users: must be a list'],
    ['no object in it', { users: [user(1), 5] }, 'users[1]: must be an object'],
    ['an id that is no GUID', { users: [user(1, { id: 'ada' })] }, 'users[0].id: must be a GUID'],
    [
      'an id twice',
      { users: [user(1)], groups: [{ id: idOf(1), displayName: 'G' }] },
      'groups[0].id: is also the id of users[0]',
    ],
    [
      'a name twice',
      { users: [user(1), user(2, { userPrincipalName: 'U1@X.com' })] },
      'users[1].userPrincipalName: is also the name of users[0]',
    ],
    ['no name', { users: [{ displayName: 'x' }] }, 'users[0].userPrincipalName: is needed'],
    [
      'an unknown property',
      { users: [user(1, { shoeSize: 44 })] },
      'users[0].shoeSize: is no property in Graph’s schema',
    ],
    ['an ill-typed property', { users: [user(1, { city: 5 })] }, 'users[0].city: is not of the type in Graph’s schema'],
    [
      'a member that is nothing',
      { users: [user(1)], groups: [{ displayName: 'G', members: [idOf(1), idOf(2)] }] },
      `groups[0].members[1]: refers to nothing: ${idOf(2)}`,
    ],
    [
      'an owner that is a group',
      {
        groups: [
          { id: idOf(1), displayName: 'G' },
          { displayName: 'H', owners: [idOf(1)] },
        ],
      },
      'groups[1].owners[0]: cannot refer to a group',
    ],
    [
      'a manager that is nothing',
      { users: [user(1, { manager: idOf(9) })] },
      `users[0].manager: refers to nothing: ${idOf(9)}`,
    ],
    [
      'a location without a type',
      { namedLocations: [{ displayName: 'L' }] },
      'namedLocations[0].@odata.type: is needed',
    ],
    [
      'a policy in no state',
      { conditionalAccessPolicies: [{ ...rule, state: 'on' }] },
      'conditionalAccessPolicies[0].state: is no state of a policy',
    ],
    [
      'a deleted object without a date',
      { deleted: { users: [user(1)] } },
      'deleted.users[0].deletedDateTime: is needed for a deleted object',
    ],
    [
      'another type',
      { users: [user(1, { '@odata.type': '#microsoft.graph.group' })] },
      'users[0].@odata.type: is no type of user',
    ],
  ];
  it.each(rows)('with %s is refused with its place', (_, document, problem) => {
    expect(loadSeed(document)).toEqual({ problems: [problem] });
  });

  it('has every problem named', () => {
    const loaded = loadSeed({ users: [user(1, { city: 5 }), user(2, { id: 'x' })], people: [] });
    expect('problems' in loaded && loaded.problems).toHaveLength(3);
  });

  it('cannot be started', async () => {
    await expect(startTenant({ seed: { users: [user(1, { city: 5 })] } as Seed })).rejects.toThrow('users[0].city');
  });
});

describe('a good seed', () => {
  it('gets ids, the same every time', async () => {
    const document: Seed = { users: [{ displayName: 'U', userPrincipalName: 'u@x.com' }] };
    const [one, two] = [await openScene({ seed: document }), await openScene({ seed: document })];
    expect(one.server.tenant.dump()).toEqual(two.server.tenant.dump());
    expect(one.server.tenantId).toBe(two.server.tenantId);
  });

  it('with dates of PowerShell has them in ISO 8601', async () => {
    const conditionalAccessPolicies = [
      { ...seed.conditionalAccessPolicies?.[0], modifiedDateTime: '/Date(1769788627239)/' },
    ];
    const { ask } = await openScene({ seed: { ...seed, conditionalAccessPolicies } });
    const { body } = await ask('GET', `/identity/conditionalAccess/policies/${policy}`);
    expect(body.modifiedDateTime).toBe('2026-01-30T15:57:07.239Z');
  });

  it('is what a dump of its tenant makes again, whatever happened in between', async () => {
    const first = await openScene();
    await first.ask('DELETE', `/users/${ada}`);
    await first.ask('DELETE', `/groups/${team}`);
    await first.ask('PATCH', `/users/${agent}`, { '@odata.type': '#microsoft.graph.agentUser', city: 'London' });
    await first.ask('DELETE', `/identity/conditionalAccess/policies/${policy}`);
    const dumped = first.server.tenant.dump();
    const second = await openScene({ seed: dumped, order: { shuffled: 7 } });
    expect(second.server.tenant.dump()).toEqual(dumped);
    await second.ask('POST', `/directory/deletedItems/${ada}/restore`);
    expect((await second.ask('GET', `/groups/${security}/members?$select=id`)).body.value).toHaveLength(1);
    expect((await second.ask('GET', '/users/ada@contoso.com')).body.id).toBe(ada);
  });
});
