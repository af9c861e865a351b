/** What a plan makes of objects that are gone for good, where people asked for them. */
import { describe, expect, it } from 'vitest';
import { printReference } from '../../src/core/canonical/reference.ts';
import { identitiesFrom } from '../../src/core/identities/table.ts';
import type { Body, ObjectType, Plan, Presence, Step } from '../../src/core/model.ts';
import { namesNeeded } from '../../src/core/plan/plan.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import {
  absent,
  aGroup,
  aLocation,
  aMethod,
  anApplication,
  aPolicy,
  aServicePrincipal,
  aStrength,
  aUser,
  hidden,
  planOf,
  present,
  softDeleted,
  triple,
} from '../builder.ts';

const gone = (type: ObjectType, body: Body, live: Presence = absent): Triple =>
  triple(type, { base: live.is === 'present' ? live : absent, wanted: present(body), live });
const same = (type: ObjectType, body: Body): Triple =>
  triple(type, { base: present(body), wanted: present(body), live: present(body) });
const anew = (...triples: readonly Triple[]): Plan => planOf(triples, { recreate: true });
const inOrder = ({ steps }: Plan): readonly string[] => steps.map(({ action, id }) => `${action} ${id}`);
const linksOf = ({ writes }: Step): readonly string[] =>
  writes.links.flatMap(({ name, add }) => add.map((target) => `${name} ${printReference(target)}`));

describe('an object that is gone for good', () => {
  it.each([
    ['user', aUser()],
    ['group', aGroup()],
    ['application', anApplication()],
    ['servicePrincipal', aServicePrincipal()],
    ['namedLocation', aLocation()],
    ['authenticationStrengthPolicy', aStrength()],
    ['conditionalAccessPolicy', aPolicy()],
  ] as const)('of type %s is made anew where people ask for it, and only there', (type, body) => {
    expect(inOrder(anew(gone(type, body)))[0]).toBe(`recreate ${body.id}`);
    const plan = planOf([gone(type, body)]);
    expect(plan.steps).toEqual([]);
    expect(plan.untouched).toMatchObject([{ code: 'hardDeleted', reason: expect.stringContaining('--recreate') }]);
  });

  it.each([
    ['a synced user', 'user', aUser({ onPremisesSyncEnabled: true }), 'onPremisesSynced'],
    ['an invited guest', 'user', aUser({ userPrincipalName: 'ada_x.com#EXT#@contoso.com' }), 'hardDeleted'],
    ['an agent user', 'user', aUser({ '@odata.type': '#microsoft.graph.agentUser' }), 'hardDeleted'],
    ['a distribution list', 'group', aGroup({ mailEnabled: true }), 'hardDeleted'],
    [
      'a managed identity',
      'servicePrincipal',
      aServicePrincipal({ servicePrincipalType: 'ManagedIdentity' }),
      'neverWritten',
    ],
    ['a built-in strength', 'authenticationStrengthPolicy', aStrength({ policyType: 'builtIn' }), 'neverWritten'],
    ['a method', 'authenticationMethodsPolicy', aMethod(), 'hardDeleted'],
  ] as const)('is left alone when it is %s', (_, type, body, code) => {
    const plan = anew(gone(type, body));
    expect(plan.steps).toEqual([]);
    expect(plan.untouched).toMatchObject([{ id: body.id, code }]);
  });

  it('is no object that may be among the deleted items, nor one that comes back by itself', () => {
    expect(inOrder(anew(gone('user', aUser(), hidden)))).toEqual(['restore u1']);
    expect(inOrder(anew(gone('user', aUser(), softDeleted(aUser()))))).toEqual(['restore u1']);
  });

  it('gets what creation alone takes, and none of what is read-only, secret or unset', () => {
    const [step] = anew(
      gone(
        'group',
        aGroup({ isAssignableToRole: true, createdDateTime: 'x', mail: 'crew@contoso.com', description: null }),
      ),
    ).steps;
    expect(step?.writes.properties).toEqual({
      displayName: 'Crew',
      mailEnabled: false,
      securityEnabled: true,
      isAssignableToRole: true,
    });
    const secret = { keyId: 'k1', displayName: 'ci' };
    const plan = anew(gone('application', anApplication({ passwordCredentials: [secret], publisherDomain: 'x' })));
    expect(JSON.stringify(plan.steps)).not.toContain('k1');
    expect(plan.steps[0]).toMatchObject({ appId: 'app1' });
    expect(plan.untouched).toMatchObject([{ id: 'a1', property: 'passwordCredentials', code: 'readOnly' }]);
  });

  it('moved since the review when it was still there then', () => {
    const plan = anew(
      triple('user', {
        base: present(aUser({ city: 'Rome' })),
        wanted: present(aUser({ city: 'Oslo' })),
        live: absent,
      }),
    );
    expect(plan.steps[0]).toMatchObject({ action: 'recreate', moved: 'deleted since the review' });
  });
});

describe('the order', () => {
  it('makes objects first, then links between them in both directions', () => {
    const plan = anew(
      gone('user', aUser({ id: 'u1', manager: 'user/u2' })),
      gone('user', aUser({ id: 'u2', manager: 'user/u1' })),
      gone('group', aGroup({ members: ['user/u1', 'user/u9'] })),
    );
    expect(inOrder(plan)).toEqual(['recreate u1', 'recreate u2', 'recreate g1', 'update u1', 'update u2', 'update g1']);
    const [, , , first, second, crew] = plan.steps as [Step, Step, Step, Step, Step, Step];
    expect([first, second, crew].map(linksOf)).toEqual([
      ['manager user/u2'],
      ['manager user/u1'],
      ['members user/u1', 'members user/u9'],
    ]);
    expect([first.after, second.after, crew.after]).toEqual([
      [1, 2],
      [1, 2],
      [1, 3],
    ]);
  });

  it('makes an application before its principal, and both before what names their application id', () => {
    const users = { includeUsers: ['All'] };
    const names = { conditions: { applications: { includeApplications: ['app1'] }, users } };
    const plan = anew(
      gone('conditionalAccessPolicy', { ...aPolicy(), ...names }),
      gone('servicePrincipal', aServicePrincipal()),
      gone('application', anApplication()),
    );
    expect(inOrder(plan)).toEqual(['recreate a1', 'recreate s1', 'recreate p1']);
    expect(plan.steps[1]).toMatchObject({ after: [1], writes: { properties: { appId: 'app1' } } });
    expect(plan.steps[2]?.after).toEqual([2]);
    expect(
      namesNeeded(plan, [gone('servicePrincipal', aServicePrincipal()), gone('application', anApplication())], 't'),
    ).toEqual([]);
  });

  it('makes anew a deleted principal whose application gets another id', () => {
    const principal = gone('servicePrincipal', aServicePrincipal(), softDeleted(aServicePrincipal()));
    expect(inOrder(anew(principal))).toEqual(['restore s1']);
    expect(inOrder(anew(principal, gone('application', anApplication())))).toEqual(['recreate a1', 'recreate s1']);
  });

  it('restores no principal for an application that has got another id', () => {
    const live = softDeleted(aServicePrincipal());
    const now = triple('servicePrincipal', {
      base: absent,
      wanted: present(aServicePrincipal({ appId: 'app9' })),
      live,
    });
    expect(inOrder(anew(now))).toEqual(['recreate s1']);
    expect(planOf([now])).toMatchObject({ steps: [], untouched: [{ id: 's1', code: 'referenceGone' }] });
  });

  it('lets applications that name each other do so once both are there', () => {
    const naming = (appId: string) => ({
      requiredResourceAccess: [{ resourceAppId: appId, resourceAccess: [{ id: 'r', type: 'Role' }] }],
    });
    const plan = anew(
      gone('application', anApplication({ id: 'a1', appId: 'app1', ...naming('app2') })),
      gone('application', anApplication({ id: 'a2', appId: 'app2', ...naming('app1') })),
    );
    expect(inOrder(plan)).toEqual(['recreate a1', 'recreate a2', 'update a1', 'update a2']);
    expect(plan.steps[0]?.writes.properties).not.toHaveProperty('requiredResourceAccess');
    expect(plan.steps[2]).toMatchObject({ writes: { properties: naming('app2') }, moves: [{ renewed: ['app2'] }] });
  });

  it('trusts a location last', () => {
    expect(inOrder(anew(gone('namedLocation', aLocation({ isTrusted: true }))))).toEqual(['recreate l1', 'update l1']);
  });
});

describe('what names an old id', () => {
  const policy = aPolicy({ users: { includeUsers: ['All'], excludeGroups: ['g1', 'g7'] } });

  it('is written again after the object was made, and says which id will change', () => {
    const plan = anew(gone('group', aGroup()), same('conditionalAccessPolicy', policy));
    expect(inOrder(plan)).toEqual(['recreate g1', 'update p1']);
    expect(plan.steps[1]).toMatchObject({
      after: [1],
      writes: { properties: { conditions: policy.conditions } },
      moves: [{ name: 'conditions.users.excludeGroups', renewed: ['g1'] }],
    });
    expect(plan.steps[1]?.moves[0]?.movedFrom).toBeUndefined();
  });

  it('is not written beside single properties that were chosen', () => {
    const scope = { types: [], ids: [], properties: ['state'] };
    const plan = planOf([gone('group', aGroup()), same('conditionalAccessPolicy', policy)], { recreate: true, scope });
    expect(inOrder(plan)).toEqual(['recreate g1']);
  });

  it('is left, and named, where it names somebody else who is gone', () => {
    const plan = planOf([gone('group', aGroup()), same('conditionalAccessPolicy', policy)], {
      recreate: true,
      gone: new Set(['g7']),
    });
    expect(inOrder(plan)).toEqual(['recreate g1']);
    expect(plan.untouched).toMatchObject([{ id: 'p1', code: 'referenceGone', reason: expect.stringContaining('g7') }]);
  });

  it('is no work while nothing is made anew', () => {
    expect(anew(same('conditionalAccessPolicy', policy)).steps).toEqual([]);
    expect(planOf([gone('group', aGroup()), same('conditionalAccessPolicy', policy)]).steps).toEqual([]);
  });

  it('is work until the tenant has the new id, and none after that', () => {
    const identities = identitiesFrom([{ type: 'group', oldId: 'g1', newId: 'g0', recovery: '1' }]);
    const now = aPolicy({ users: { includeUsers: ['All'], excludeGroups: ['g0', 'g7'] } });
    const at = (live: Body) =>
      planOf([triple('conditionalAccessPolicy', { base: present(now), wanted: present(now), live: present(live) })], {
        recreate: true,
        identities,
      });
    expect(at(policy).steps).toMatchObject([{ writes: { properties: { conditions: now.conditions } } }]);
    expect(at(now).steps).toEqual([]);
    // Somebody has changed the same list since: that is not ours to undo.
    expect(at(aPolicy({ users: { includeUsers: ['All'], excludeGroups: ['g1'] } })).steps).toEqual([]);
  });

  it('may be a reviewed object that changes for another reason, and has not moved by its old id', () => {
    const identities = identitiesFrom([{ type: 'group', oldId: 'g1', newId: 'g0', recovery: '1' }]);
    const withUsers = (excludeGroups: readonly string[]) =>
      aPolicy({ users: { includeUsers: ['All'], excludeGroups } });
    const plan = planOf(
      [
        triple('conditionalAccessPolicy', {
          base: present(withUsers(['g0'])),
          wanted: present(withUsers(['g0', 'g7'])),
          live: present(withUsers(['g1'])),
        }),
      ],
      { identities },
    );
    expect(plan.steps).toMatchObject([{ moves: [{ to: ['g0', 'g7'] }] }]);
    expect(plan.steps[0]?.moves[0]?.movedFrom).toBeUndefined();
  });
});
