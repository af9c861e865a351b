import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printKey } from '../../src/core/canonical/path.ts';
import { printReference } from '../../src/core/canonical/reference.ts';
import type { Body, ObjectType, Step } from '../../src/core/model.ts';
import { heldReferences, tellingOfHeld } from '../../src/core/plan/held.ts';
import { namesNeeded } from '../../src/core/plan/plan.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import {
  absent,
  aGroup,
  aLocation,
  anApplication,
  aPolicy,
  aServicePrincipal,
  aUser,
  fullCoverage,
  planOf,
  present,
  softDeleted,
  triple,
} from '../builder.ts';
import { rows, stateFrom, type Written } from './table.ts';

interface ExpectedStep {
  readonly action: Step['action'];
  readonly properties?: Body;
  readonly links?: { readonly [name: string]: { readonly add: readonly string[]; readonly remove: readonly string[] } };
  readonly moved?: readonly string[];
  readonly movedWhole?: string;
}

interface Row {
  readonly what: string;
  readonly type?: ObjectType;
  readonly id?: string;
  readonly base: Written;
  readonly wanted: Written;
  readonly live: Written;
  readonly newest?: Written;
  readonly gone?: readonly string[];
  readonly settled?: boolean;
  readonly steps: readonly ExpectedStep[];
  readonly untouched?: readonly string[];
}

const described = (step: Step): Required<ExpectedStep> => ({
  action: step.action,
  properties: step.writes.properties,
  links: Object.fromEntries(
    step.writes.links.map(({ name, add, remove }) => [
      name,
      { add: add.map(printReference), remove: remove.map(printReference) },
    ]),
  ),
  moved: step.moves.filter((move) => move.movedFrom !== undefined).map((move) => move.name),
  movedWhole: step.moved ?? '',
});

describe('what a change since the backup leads to', () => {
  const table = rows<Row>(readFileSync(new URL('./plan.yaml', import.meta.url), 'utf8'));
  it.each(table)('$what', (row) => {
    const { type = 'user', id = 'x1' } = row;
    const state = (written: Written) => stateFrom(type, id, written);
    const only = triple(type, {
      id,
      base: state(row.base),
      wanted: state(row.wanted),
      live: state(row.live),
      ...(row.newest === undefined ? {} : { newest: state(row.newest) }),
    });
    const plan = planOf([only], {
      gone: new Set(row.gone ?? []),
      ...(row.settled === true ? { settled: new Set([printKey(only.key)]) } : {}),
    });
    const expected = row.steps.map((step) => ({ properties: {}, links: {}, moved: [], movedWhole: '', ...step }));
    expect(plan.steps.map(described)).toEqual(expected);
    expect(plan.untouched.map(({ code, property }) => [code, property ?? []].flat().join(' '))).toEqual(
      row.untouched ?? [],
    );
  });
});

describe('coverage', () => {
  const changed = triple('user', {
    base: present(aUser({ city: 'Oslo', jobTitle: 'Cook', manager: 'user/evil' })),
    wanted: present(aUser({ city: 'Bergen', jobTitle: 'Chef', manager: 'user/boss' })),
    live: present(aUser({ city: 'Oslo', jobTitle: 'Cook', manager: 'user/evil' })),
  });

  it('makes no step of a property or link that one side does not cover', () => {
    const coverage = { user: { properties: ['city'], links: [], deletedItems: true } };
    const [step, ...others] = planOf([changed], { coverage }).steps;
    expect(others).toEqual([]);
    expect(step?.writes).toEqual({ properties: { city: 'Bergen' }, links: [] });
  });

  it('makes no step of a type that one side does not cover', () => {
    const { user: _user, ...coverage } = fullCoverage;
    expect(planOf([changed], { coverage }).steps).toEqual([]);
  });

  it('restores an object without touching what an older backup did not cover', () => {
    const { city: _city, ...older } = aUser({ jobTitle: 'Cook' });
    const plan = planOf([
      triple('user', {
        base: absent,
        wanted: present(older),
        live: softDeleted(aUser({ city: 'Oslo', jobTitle: 'x' })),
      }),
    ]);
    expect(plan.steps.map((step) => step.writes.properties)).toEqual([{ jobTitle: 'Cook' }]);
  });
});

describe('the order of steps', () => {
  const inOrder = (steps: readonly Step[]) => steps.map((step) => `${step.action} ${step.id}`);
  const numberOf = (steps: readonly Step[], name: string): number =>
    steps.find((step) => `${step.action} ${step.id}` === name)?.n ?? Number.NaN;
  const comesBack = (body: Body) => ({ base: absent, wanted: present(body), live: softDeleted(body) });
  const goes = (body: Body) => ({ base: present(body), wanted: absent, live: present(body) });
  const names = (id: string) => ({ includeLocations: [id], excludeLocations: [] });

  it('restores first, Conditional Access after what it names, trust late, removals last and in reverse', () => {
    const { steps } = planOf([
      triple('conditionalAccessPolicy', comesBack(aPolicy({ id: 'p-back', locations: names('l-back') }))),
      triple('conditionalAccessPolicy', goes(aPolicy({ id: 'p-goes' }))),
      triple('namedLocation', goes(aLocation({ id: 'l-goes' }))),
      triple('group', goes(aGroup({ id: 'g-goes' }))),
      triple('user', goes(aUser({ id: 'u-goes' }))),
      triple('namedLocation', comesBack(aLocation({ id: 'l-back', isTrusted: true }))),
      triple('user', {
        base: present(aUser({ id: 'u-stays' })),
        wanted: present(aUser({ id: 'u-stays', city: 'Oslo' })),
        live: present(aUser({ id: 'u-stays' })),
      }),
      triple('group', comesBack(aGroup({ id: 'g-back' }))),
      triple('user', comesBack(aUser({ id: 'u-back' }))),
    ]);
    expect(inOrder(steps)).toEqual([
      'restore u-back',
      'restore g-back',
      'restore l-back',
      'update u-stays',
      'restore p-back',
      'update l-back',
      'softDelete p-goes',
      'softDelete l-goes',
      'softDelete g-goes',
      'softDelete u-goes',
    ]);
    expect(steps.map((step) => step.n)).toEqual(steps.map((_, index) => index + 1));
    expect(steps.at(-3)?.deletionKind).toBe('namedLocation');
    expect(steps.at(-2)?.deletionKind).toBe('group/security');
    expect(steps.find((step) => `${step.action} ${step.id}` === 'update l-back')?.after).toEqual([
      numberOf(steps, 'restore l-back'),
    ]);
  });

  it('lets a policy wait for the groups, users and locations it names to be back', () => {
    const wanted = aPolicy({
      users: { includeUsers: ['u-back', 'All'], excludeGroups: ['g-back'] },
      locations: names('l-back'),
    });
    const { steps } = planOf([
      triple('conditionalAccessPolicy', {
        base: present(aPolicy()),
        wanted: present(wanted),
        live: present(aPolicy()),
      }),
      ...[triple('user', comesBack(aUser({ id: 'u-back' }))), triple('group', comesBack(aGroup({ id: 'g-back' })))],
      triple('namedLocation', comesBack(aLocation({ id: 'l-back' }))),
    ]);
    expect(steps.at(-1)).toMatchObject({ id: 'p1', action: 'update', after: [1, 2, 3] });
  });

  it('lets a group wait for the members it gets back', () => {
    const { steps } = planOf([
      triple('group', {
        base: present(aGroup()),
        wanted: present(aGroup({ members: ['user/u-back'] })),
        live: present(aGroup()),
      }),
      triple('user', comesBack(aUser({ id: 'u-back' }))),
    ]);
    expect(steps).toMatchObject([
      { id: 'u-back', after: [] },
      { id: 'g1', after: [1] },
    ]);
  });

  it('deletes a location after the policies that stop naming it', () => {
    const { steps } = planOf([
      triple('namedLocation', goes(aLocation())),
      triple('conditionalAccessPolicy', {
        base: present(aPolicy({ locations: names('l1') })),
        wanted: present(aPolicy()),
        live: present(aPolicy({ locations: names('l1') })),
      }),
    ]);
    expect(steps).toMatchObject([
      { id: 'p1', action: 'update', after: [] },
      { id: 'l1', action: 'softDelete', after: [1] },
    ]);
  });

  it('deletes a location after the policies that named it and are deleted too', () => {
    const { steps } = planOf([
      triple('namedLocation', goes(aLocation())),
      triple('conditionalAccessPolicy', goes(aPolicy({ locations: names('l1') }))),
    ]);
    expect(steps).toMatchObject([
      { id: 'p1', action: 'softDelete', after: [] },
      { id: 'l1', action: 'softDelete', after: [1] },
    ]);
  });
});

describe('references to what is gone', () => {
  const naming = (id: string) =>
    triple('conditionalAccessPolicy', {
      base: present(aPolicy()),
      wanted: present(aPolicy({ users: { includeUsers: [id, 'All', 'GuestsOrExternalUsers'] } })),
      live: present(aPolicy()),
    });

  it('asks for what the plan refers to, but for words and for what it brings back', () => {
    const back = aUser({ id: 'u-back' });
    const group = triple('group', {
      base: present(aGroup({ members: ['user/leaves'] })),
      wanted: present(aGroup({ members: ['user/u-back', 'device/d1'] })),
      live: present(aGroup({ members: ['user/leaves'] })),
    });
    const restored = triple('user', { base: absent, wanted: present(back), live: softDeleted(back) });
    const triples = [naming('u2'), group, restored];
    expect(namesNeeded(planOf(triples), triples, 't').toSorted()).toEqual(['device/d1', 'user/u2']);
  });

  it('names the application that a principal of this tenant is restored after, unless it comes back as well', () => {
    const principal = (more: Body) => aServicePrincipal({ appOwnerOrganizationId: 'T', ...more });
    const back = (type: ObjectType, body: Body) =>
      triple(type, { base: absent, wanted: present(body), live: softDeleted(body) });
    const ours = back('servicePrincipal', principal({}));
    const vendors = back('servicePrincipal', principal({ appOwnerOrganizationId: 'another' }));
    const application = back('application', anApplication());
    const needed = (...triples: readonly Triple[]) => namesNeeded(planOf(triples), triples, 't');
    expect(needed(ours)).toEqual(["application(appId='app1')"]);
    expect(needed(vendors)).toEqual([]);
    expect(needed(ours, application)).toEqual([]);
    // Without it Graph refuses: better not to try.
    const plan = planOf([ours], { gone: new Set(['app1']) });
    expect(plan.steps).toEqual([]);
    expect(plan.untouched).toMatchObject([{ type: 'servicePrincipal', code: 'referenceGone', missing: ['app1'] }]);
  });

  it('says what a restored policy comes back referring to, and nobody has', () => {
    const policy = aPolicy({ id: 'p9', users: { excludeGroups: ['g1', 'g2'] } });
    const back = triple('conditionalAccessPolicy', {
      base: absent,
      wanted: present(policy),
      live: softDeleted(policy),
    });
    const also = triple('group', {
      ...{ base: absent, wanted: present(aGroup({ id: 'g2' })), live: softDeleted(aGroup({ id: 'g2' })) },
    });
    const plan = planOf([back, also]);
    const held = heldReferences(plan, [back, also]);
    expect(held.map(({ name }) => name)).toContain('group/g1');
    expect(held.map(({ name }) => name)).not.toContain('group/g2');
    expect(tellingOfHeld(plan, held, new Set()).untouched).toEqual(plan.untouched);
    expect(tellingOfHeld(plan, held, new Set(['g1'])).untouched).toMatchObject([
      { id: 'p9', code: 'referenceGone', property: 'conditions.users.excludeGroups', missing: ['g1'] },
    ]);
  });

  it('leaves the controls of a policy as they are when one of them is gone: the rest may be weaker', () => {
    const policy = (grantControls: Body) => present({ ...aPolicy({}), grantControls });
    const base = policy({ operator: 'OR', builtInControls: ['mfa'], authenticationStrength: null });
    const wanted = policy({ operator: 'AND', builtInControls: [], authenticationStrength: { id: 'gone' } });
    const one = triple('conditionalAccessPolicy', { base, wanted, live: base });
    const plan = planOf([one], { gone: new Set(['gone']) });
    expect(plan.steps).toEqual([]);
    expect(plan.untouched.map(({ code }) => code)).toEqual(plan.untouched.map(() => 'referenceGone'));
    expect(plan.untouched.map(({ property }) => property).toSorted()).toEqual(
      ['authenticationStrength', 'builtInControls', 'operator'].map((name) => expect.stringContaining(name)),
    );
  });

  it('knows by itself what the same plan found gone', () => {
    const location = triple('namedLocation', { base: absent, wanted: present(aLocation()), live: absent });
    const policy = triple('conditionalAccessPolicy', {
      base: present(aPolicy()),
      wanted: present(aPolicy({ locations: { includeLocations: ['l1'], excludeLocations: [] } })),
      live: present(aPolicy()),
    });
    const plan = planOf([policy, location]);
    expect(plan.steps).toEqual([]);
    expect(plan.untouched.map(({ code }) => code)).toEqual(['referenceGone', 'hardDeleted']);
  });
});

describe('children of an object', () => {
  const credential = (subject: string): Body => ({ name: 'x', issuer: 'i', subject, audiences: [] });
  const having = (federatedIdentityCredentials: Body) => present(anApplication({ federatedIdentityCredentials }));

  it('are named in a step only where they were reviewed: others may move meanwhile', () => {
    const { steps } = planOf([
      triple('application', {
        base: having({ ci: credential('a'), other: credential('o'), evil: credential('e') }),
        wanted: having({ ci: credential('b'), other: credential('o') }),
        live: having({ ci: credential('a'), other: credential('moved'), evil: credential('e') }),
      }),
    ]);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.writes.properties).toEqual({
      federatedIdentityCredentials: { ci: credential('b'), evil: null },
    });
  });
});
