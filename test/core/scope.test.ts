import { describe, expect, it } from 'vitest';
import { diffObject } from '../../src/core/diff.ts';
import type { AddedByType, Body, ObjectChange, Presence, Scope } from '../../src/core/model.ts';
import { chosenNames, chosenState, everything, inScope, isEverything, scopeChange } from '../../src/core/scope.ts';
import {
  absent,
  aGroup,
  aPolicy,
  aServicePrincipal,
  aUser,
  fullCoverage,
  hidden,
  planOf,
  present,
  softDeleted,
  unknown,
} from '../builder.ts';

const scope = (some: Partial<Scope>): Scope => ({ ...everything, ...some });
const user = { type: 'user', id: 'u1' } as const;
const policy = { type: 'conditionalAccessPolicy', id: 'p1' } as const;
const group = { type: 'group', id: 'g1' } as const;

describe('what is chosen', () => {
  it.each([
    ['everything', everything, true],
    ['its type', scope({ types: ['group', 'user'] }), true],
    ['another type', scope({ types: ['group'] }), false],
    ['its id', scope({ ids: ['u2', 'u1'] }), true],
    ['another id', scope({ ids: ['u2'] }), false],
    ['its type and another id', scope({ types: ['user'], ids: ['u2'] }), false],
  ])('by %s', (_, chosen, isChosen) => {
    expect(inScope(chosen, user)).toBe(isChosen);
    expect(isEverything(chosen)).toBe(chosen === everything);
  });

  it.each([
    [[], 'city', true],
    [['city'], 'city', true],
    [['city'], 'cityOfBirth', false],
    [['conditions'], 'conditions.users.includeUsers', true],
    [['conditions.users'], 'conditions.users.includeUsers', true],
    [['conditions.user'], 'conditions.users', false],
    [['conditions.users'], 'conditions.locations', false],
    // What differs is the whole value, and the chosen property is a part of it.
    [['conditions.locations.includeLocations'], 'conditions.locations', true],
  ])('properties %j: %s', (properties, name, isChosen) => {
    const change: ObjectChange = {
      ...policy,
      displayName: 'x',
      change: 'changed',
      recoveryAction: 'update',
      attributes: [{ name, backup: 1, current: 2 }],
      links: [],
    };
    expect(scopeChange(scope({ properties }), change) !== null).toBe(isChosen);
  });

  it('a link that counts as a type, of every object that has it and nothing else', () => {
    const servicePrincipal = { type: 'servicePrincipal', id: 's1' } as const;
    const grants = scope({ types: ['oauth2PermissionGrant'] });
    expect(inScope(grants, servicePrincipal)).toBe(true);
    expect(inScope(grants, user)).toBe(false);
    expect(chosenNames(grants, 'servicePrincipal')).toEqual(['oauth2PermissionGrants']);
    expect(chosenNames(scope({ types: ['appRoleAssignment', 'servicePrincipal'] }), 'servicePrincipal')).toBeNull();
    const link = (name: string) =>
      ({ name, target: { type: 'user', id: 'u1' }, backup: 'absent', current: 'present' }) as const;
    const change: ObjectChange = {
      ...servicePrincipal,
      displayName: 'x',
      change: 'changed',
      recoveryAction: 'update',
      attributes: [{ name: 'notes', backup: 'a', current: 'b' }],
      links: [link('owners'), link('oauth2PermissionGrants')],
    };
    expect(scopeChange(grants, change)).toMatchObject({ attributes: [], links: [{ name: 'oauth2PermissionGrants' }] });
    expect(scopeChange(grants, { ...change, change: 'softDeleted' })).toBeNull();
  });

  it('a link that counts as a type, also of an object that the backup does not have', () => {
    const key = { type: 'servicePrincipal', id: 's1' } as const;
    const grants = scope({ types: ['oauth2PermissionGrant'] });
    const body = aServicePrincipal({
      oauth2PermissionGrants: ['servicePrincipal/graph/Mail.Read'],
      appRoleAssignedTo: ['user/u1/r1'],
    });
    const added = diffObject(key, absent, present(body), fullCoverage.servicePrincipal!)!;
    expect(added.change).toBe('added');
    expect(scopeChange(grants, added)).toMatchObject({
      change: 'changed',
      recoveryAction: 'update',
      attributes: [],
      links: [{ name: 'oauth2PermissionGrants', backup: 'absent', current: 'present' }],
    });
    expect(scopeChange(scope({ properties: ['oauth2PermissionGrants'] }), added)).toBeNull();
    expect(chosenState(grants, 'softDelete', key, present(body), absent)).toEqual(
      present({ ...body, oauth2PermissionGrants: [] }),
    );
    for (const backup of [hidden, softDeleted(body), unknown]) {
      expect(chosenState(grants, 'softDelete', key, present(body), backup)).toEqual(present(body));
    }
    expect(chosenState(grants, 'keep', key, present(body), absent)).toEqual(present(body));
  });

  it.each<[string, Scope['types'], AddedByType, boolean]>([
    ['goes by itself', [], 'softDelete', false],
    ['goes where new objects are kept', [], 'keep', false],
    ['goes where new principals are chosen and kept', ['servicePrincipal'], 'keep', false],
    ['stays where it was chosen as a type and is kept', ['oauth2PermissionGrant'], 'keep', true],
    ['goes where it was chosen as a type', ['oauth2PermissionGrant'], 'softDelete', false],
    ['stays where its type is kept', [], { default: 'softDelete', byType: { oauth2PermissionGrant: 'keep' } }, true],
    [
      'goes where its type was chosen and is not kept',
      ['oauth2PermissionGrant'],
      { default: 'keep', byType: { oauth2PermissionGrant: 'softDelete' } },
      false,
    ],
    [
      'stays where its type was chosen, and something else is not kept',
      ['oauth2PermissionGrant', 'group'],
      { default: 'keep', byType: { group: 'softDelete' } },
      true,
    ],
  ])('consent that a principal of old got %s', (_name, types, added, isKept) => {
    const key = { type: 'servicePrincipal', id: 's1' } as const;
    const grant = 'servicePrincipal/graph/Mail.Read';
    const body = (grants: readonly string[]) => present(aServicePrincipal({ oauth2PermissionGrants: grants }));
    const after = chosenState(scope({ types }), added, key, body([grant]), body([]));
    expect(after).toEqual(body(isKept ? [grant] : []));
  });
});

describe('a change reduced to the scope', () => {
  const [before, after] = [
    present(aUser({ city: 'Oslo', jobTitle: 'Cook', manager: 'user/a' })),
    present(aUser({ city: 'Bergen', jobTitle: 'Chef', manager: null })),
  ];
  const change = diffObject(user, before, after, fullCoverage.user!)!;

  it('keeps the chosen properties and links', () => {
    expect(scopeChange(everything, change)).toEqual(change);
    expect(scopeChange(scope({ ids: ['u2'] }), change)).toBeNull();
    expect(scopeChange(scope({ properties: ['city', 'manager'] }), change)).toMatchObject({
      attributes: [{ name: 'city' }],
      links: [{ name: 'manager' }],
    });
    expect(scopeChange(scope({ properties: ['department'] }), change)).toBeNull();
  });

  it('leaves out whether an object exists where properties are chosen', () => {
    const deleted = diffObject(user, before, softDeleted(aUser()), fullCoverage.user!)!;
    expect(scopeChange(scope({ properties: ['city'] }), deleted)).toBeNull();
    expect(scopeChange(scope({ types: ['user'] }), deleted)).toEqual(deleted);
  });
});

describe('the state to go to', () => {
  const current = present(aUser({ city: 'Bergen', jobTitle: 'Chef' }));
  const backup = present(aUser({ city: 'Oslo', jobTitle: 'Cook' }));

  it.each<[string, Scope, 'keep' | 'softDelete', Presence, Presence, Presence]>([
    ['the backup', everything, 'softDelete', current, backup, backup],
    ['as it is, outside the scope', scope({ types: ['group'] }), 'softDelete', current, backup, current],
    ['gone, where it was added', everything, 'softDelete', current, absent, absent],
    ['as it is, where what was added is kept', everything, 'keep', current, absent, current],
    ['as it is, where what was restored is kept', everything, 'keep', current, softDeleted(aUser()), current],
    ['back, where only what was added is kept', everything, 'keep', absent, backup, backup],
    ['unknown, where the backup does not tell', everything, 'softDelete', current, unknown, unknown],
    [
      'as it is, where properties of what is gone are chosen',
      scope({ properties: ['city'] }),
      'softDelete',
      absent,
      backup,
      absent,
    ],
    [
      'as it is, where properties of what was added are chosen',
      scope({ properties: ['city'] }),
      'softDelete',
      current,
      absent,
      current,
    ],
    [
      'only the property',
      scope({ properties: ['city'] }),
      'softDelete',
      current,
      backup,
      present(aUser({ city: 'Oslo', jobTitle: 'Chef' })),
    ],
    [
      'as it is, where nothing has the property',
      scope({ properties: ['nonsense'] }),
      'softDelete',
      current,
      backup,
      current,
    ],
  ])('is %s', (_, chosen, added, now, then, expected) => {
    expect(chosenState(chosen, added, user, now, then)).toEqual(expected);
  });

  const chosenBody = (key: typeof policy | typeof group, properties: string[], now: Body, then: Body): Body => {
    const state = chosenState(scope({ properties }), 'softDelete', key, present(now), present(then));
    return state.is === 'present' ? state.body : expect.fail(state.is);
  };

  it('takes a nested property alone, leaving its neighbours', () => {
    const now = aPolicy({ state: 'enabled', users: { includeUsers: ['All'], excludeGroups: [] } });
    const then = aPolicy({ state: 'disabled', users: { includeUsers: [], excludeGroups: ['g1'] } });
    expect(chosenBody(policy, ['conditions.users.excludeGroups'], now, then)).toEqual(
      aPolicy({ state: 'enabled', users: { includeUsers: ['All'], excludeGroups: ['g1'] } }),
    );
  });

  it('takes a name that itself holds a dot', () => {
    const [now, then] = [aPolicy({ more: { '@odata.type': 'a' } }), aPolicy({ more: { '@odata.type': 'b' } })];
    expect(chosenBody(policy, ['@odata.type'], now, then)).toEqual(then);
  });

  it('takes a link alone', () => {
    const [now, then] = [
      aGroup({ members: ['user/u9'], owners: ['user/u9'] }),
      aGroup({ members: ['user/u1'], owners: [] }),
    ];
    expect(chosenBody(group, ['members'], now, then)).toEqual({ ...now, members: ['user/u1'] });
  });

  it('empties what an open type did not have in the backup', () => {
    expect(chosenBody(policy, ['preview'], aPolicy({ more: { preview: 1 } }), aPolicy())).toMatchObject({
      preview: null,
    });
  });

  it('leaves a declared property or link that the backup did not cover', () => {
    const now = aGroup({ description: 'x', members: ['user/u1'] });
    const { members: _members, owners: _owners, ...then } = aGroup();
    expect(chosenBody(group, ['description', 'members'], now, then)).toEqual(now);
  });

  it('leaves what an older backup did not cover when the whole object goes back', () => {
    const { displayName, id } = aUser();
    const older = present({ id: id!, displayName: displayName!, city: 'Oslo' });
    const wanted = chosenState(everything, 'softDelete', user, current, older);
    const plan = planOf([{ key: user, base: current, wanted, live: current }]);
    expect(plan.steps.map((step) => step.writes)).toEqual([{ properties: { city: 'Oslo' }, links: [] }]);
  });
});
