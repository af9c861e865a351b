import { describe, expect, it } from 'vitest';
import { recreation } from '../../policies/recreation.ts';
import { parseGuardSettings } from '../../policies/settings.ts';
import { guardContext } from '../../src/core/guard.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import { absent, anApplication, aUser, planOf, present, triple } from '../builder.ts';
import { nobody, noFacts } from './scene.ts';

const gone = (id: string): Triple => triple('user', { id, base: absent, wanted: present(aUser({ id })), live: absent });

function findings(triples: readonly Triple[], settings = '', recreate = true) {
  const known = { counts: {}, settings: parseGuardSettings(settings), self: nobody, facts: noFacts };
  return recreation.check(guardContext(planOf(triples, { recreate }), triples, known));
}

describe('recreation', () => {
  it('announces each object with what does not come back', () => {
    const secret = { keyId: 'k1', displayName: 'ci', endDateTime: '2027-01-01T00:00:00Z' };
    const certificate = { keyId: 'k2', endDateTime: null };
    const body = anApplication({ passwordCredentials: [secret], keyCredentials: [certificate] });
    const found = findings([gone('u1'), triple('application', { base: absent, wanted: present(body), live: absent })]);
    expect(found.map(({ level, objects }) => [level, objects.map(({ id }) => id)])).toEqual([
      ['warn', ['u1']],
      ['warn', ['a1']],
    ]);
    expect(found[0]?.message).toMatch(/its password .*; .*mailbox.*; licences/);
    expect(found[1]?.message).toMatch(/application id app1.*secret k1 \(ci\), valid until 2027-01-01; certificate k2/);
  });

  it.each<[string, number, string, readonly string[]]>([
    ['fewer than the limit', 1, 'recreation: { count: 2 }', ['warn']],
    ['as many as the limit', 2, 'recreation: { count: 2 }', ['warn', 'warn']],
    ['one more than the limit', 3, 'recreation: { count: 2 }', ['stop', 'warn', 'warn', 'warn']],
    ['one, where none may be', 1, 'recreation: { count: 0 }', ['stop', 'warn']],
    ['none, where none may be', 0, 'recreation: { count: 0 }', []],
    ['some, and the limit that nobody set', 3, '', ['warn', 'warn', 'warn']],
  ])('stops above the number that is set: %s', (_name, number, settings, levels) => {
    const many = Array.from({ length: number }, (_, n) => gone(`u${n}`));
    expect(findings(many, settings).map(({ level }) => level)).toEqual(levels);
  });

  it('names the number, the limit and the objects', () => {
    const many = Array.from({ length: 3 }, (_, n) => gone(`u${n}`));
    expect(findings(many, 'recreation: { count: 2 }')[0]).toMatchObject({
      message: 'would make 3 objects anew; the limit is 2 at a time',
      objects: many.map(({ key }) => ({ id: key.id })),
    });
  });

  it('says nothing where nothing is made anew', () => {
    expect(findings([gone('u1')], '', false)).toEqual([]);
  });
});
