import { describe, expect, it } from 'vitest';
import { type Guard, guardContext, runGuards, stopsOf } from '../../src/core/guard.ts';
import type { FindingLevel, Presence } from '../../src/core/model.ts';
import { absent, aGroup, aLocation, aPolicy, aUser, planOf, present, softDeleted, triple } from '../builder.ts';
import { noFacts } from '../policies/scene.ts';
import { problemsOf } from './refused.ts';

const says = (name: string, level: FindingLevel): Guard<null> => ({
  name,
  sentence: `Always says ${level}.`,
  check: () => [{ level, message: `${name} says ${level}`, objects: [] }],
});
const guards = [says('first', 'stop'), says('second', 'warn'), says('third', 'stop')];
const context = guardContext(planOf([]), [], { counts: {}, settings: null, self: null, facts: noFacts });

describe('running guards', () => {
  it('gathers what all of them find, in their order', () => {
    const plan = runGuards(guards, context, new Map());
    expect(plan.findings).toEqual([
      { guard: 'first', level: 'stop', message: 'first says stop', objects: [] },
      { guard: 'second', level: 'warn', message: 'second says warn', objects: [] },
      { guard: 'third', level: 'stop', message: 'third says stop', objects: [] },
    ]);
    expect(stopsOf(plan).map(({ guard }) => guard)).toEqual(['first', 'third']);
    expect({ ...plan, findings: [] }).toEqual(context.plan);
  });

  it('lifts the stops of the guard that is allowed, keeps the reason, and no others', () => {
    const plan = runGuards(guards, context, new Map([['first', 'ticket 7']]));
    expect(stopsOf(plan).map(({ guard }) => guard)).toEqual(['third']);
    expect(plan.findings[0]?.allowed).toEqual({ reason: 'ticket 7' });
    expect(plan.findings[2]).not.toHaveProperty('allowed');
  });

  it('has nothing to lift in a warning', () => {
    const plan = runGuards(guards, context, new Map([['second', 'ticket 7']]));
    expect(plan.findings[1]).not.toHaveProperty('allowed');
    expect(stopsOf(plan)).toHaveLength(2);
  });

  it('refuses to allow a guard that there is none of, and names those there are', () => {
    const [problem] = problemsOf(() => runGuards(guards, context, new Map([['frist', 'a slip']])));
    expect(problem?.code).toBe('usage');
    expect(problem?.message).toContain('frist');
    expect(problem?.remedy).toContain('first, second, third');
  });
});

describe('what a guard may ask', () => {
  const states = (base: Presence, wanted: Presence, live: Presence) => ({ base, wanted, live });
  const triples = [
    triple(
      'user',
      states(
        present(aUser({ manager: 'user/evil' })),
        present(aUser({ city: 'Oslo', manager: 'user/boss' })),
        present(aUser({ jobTitle: 'Chef', manager: 'user/evil' })),
      ),
    ),
    triple(
      'group',
      states(
        present(aGroup({ members: ['user/u1', 'user/u2'] })),
        present(aGroup({ members: ['user/u2', 'user/u3'] })),
        present(aGroup({ members: ['user/u1', 'user/u2', 'user/u9'] })),
      ),
    ),
    triple('namedLocation', states(present(aLocation()), absent, present(aLocation()))),
    triple(
      'conditionalAccessPolicy',
      states(absent, present(aPolicy({ state: 'disabled' })), softDeleted(aPolicy({ state: 'enabled' }))),
    ),
  ];
  const context = guardContext(planOf(triples), triples, {
    counts: { user: 3 },
    settings: 'settings',
    self: null,
    facts: noFacts,
  });

  it('knows what an object is now', () => {
    expect(context.live({ type: 'user', id: 'u1' })).toEqual(triples[0]?.live);
    expect(context.live({ type: 'user', id: 'nobody' })).toMatchObject({ is: 'unknown' });
    expect([context.counts.user, context.settings]).toEqual([3, 'settings']);
  });

  it('knows what it will be', () => {
    expect(context.afterwards({ type: 'user', id: 'u1' })).toEqual(
      aUser({ city: 'Oslo', jobTitle: 'Chef', manager: 'user/boss' }),
    );
    expect(context.afterwards({ type: 'group', id: 'g1' })?.members).toEqual(['user/u2', 'user/u9', 'user/u3']);
    expect(context.afterwards({ type: 'namedLocation', id: 'l1' })).toBeNull();
    expect(context.afterwards({ type: 'conditionalAccessPolicy', id: 'p1' })?.state).toBe('disabled');
  });
});
