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

  it('stops above the number that is set', () => {
    const many = Array.from({ length: 3 }, (_, n) => gone(`u${n}`));
    const levels = (settings: string) => findings(many, settings).map(({ level }) => level);
    expect(levels('recreation: { count: 2 }')).toEqual(['stop', 'warn', 'warn', 'warn']);
    expect(levels('recreation: { count: 3 }')).toEqual(['warn', 'warn', 'warn']);
    expect(findings(many, 'recreation: { count: 2 }')[0]).toMatchObject({
      message: 'would make 3 objects anew; the limit is 2 at a time',
    });
  });

  it('says nothing where nothing is made anew', () => {
    expect(findings([gone('u1')], '', false)).toEqual([]);
  });
});
