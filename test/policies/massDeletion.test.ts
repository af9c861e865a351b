import { describe, expect, it } from 'vitest';
import type { Triple } from '../../src/core/plan/triple.ts';
import { absent, aGroup, aUser, present, triple } from '../builder.ts';
import { findingsOf, saidBy } from './scene.ts';

const goes = (type: 'user' | 'group', count: number): readonly Triple[] =>
  Array.from({ length: count }, (_, index) => {
    const state = present((type === 'user' ? aUser : aGroup)({ id: `${type}-${index}` }));
    return triple(type, { base: state, wanted: absent, live: state });
  });

describe('mass deletion', () => {
  it.each<[string, number, number, string, RegExp | null]>([
    ['as many as the limit', 5, 1000, 'massDeletion: { count: 5 }', null],
    ['one more than the limit', 6, 1000, 'massDeletion: { count: 5 }', /soft-delete 6 of type user; .* 5 at a time/],
    ['exactly the share', 10, 100, '', null],
    ['more than the share', 11, 100, '', /10 % of 100/],
    ['a share of a handful says nothing', 3, 3, '', null],
    ['a share counts from the fourth object on', 4, 4, '', /10 % of 4/],
    ['none are allowed', 1, 1000, 'massDeletion: { count: 0 }', /0 at a time/],
    ['an unknown number of objects is not taken for many', 4, 0, '', /10 % of 4/],
    ['a limit of its own for the type', 6, 1000, 'massDeletion: { count: 5, byType: { user: { count: 6 } } }', null],
    ['only the share of its own for the type', 6, 10, 'massDeletion: { byType: { user: { share: 1 } } }', null],
    [
      'the limit of another type',
      6,
      1000,
      'massDeletion: { count: 5, byType: { group: { count: 9 } } }',
      /5 at a time/,
    ],
  ])('%s', (_, deletions, total, settings, expected) => {
    const said = saidBy('mass-deletion', { triples: goes('user', deletions), settings, counts: { user: total } });
    if (expected === null) expect(said).toEqual([]);
    else expect(said).toEqual([expect.stringMatching(expected)]);
  });

  it('counts each type by itself, and names what would go', () => {
    const triples = [...goes('user', 3), ...goes('group', 2)];
    const settings = 'massDeletion: { count: 2 }';
    const findings = findingsOf('mass-deletion', { triples, settings, counts: { user: 99, group: 99 } });
    expect(findings).toMatchObject([{ level: 'stop' }]);
    expect(findings[0]?.objects.map(({ id }) => id)).toEqual(['user-0', 'user-1', 'user-2']);
  });

  it('counts deletions alone', () => {
    const triples = [1, 2, 3, 4, 5].map((n) =>
      triple('user', {
        base: present(aUser({ id: `u${n}` })),
        wanted: present(aUser({ id: `u${n}`, city: 'Oslo' })),
        live: present(aUser({ id: `u${n}` })),
      }),
    );
    expect(saidBy('mass-deletion', { triples, settings: 'massDeletion: { count: 0, share: 0 }' })).toEqual([]);
  });
});
