import { describe, expect, it } from 'vitest';
import { aUser, present, triple } from '../builder.ts';
import { saidBy } from './scene.ts';

const city = triple('user', {
  base: present(aUser({ city: 'Oslo' })),
  wanted: present(aUser({ city: 'Bergen' })),
  live: present(aUser({ city: 'Oslo' })),
});
const settled = { ...city, live: city.wanted };
const unrecorded = { key: city.key, names: ['city'], lost: 0 };

describe('recorded states', () => {
  it.each([
    ['what backups recorded', city, [], []],
    ['what no backup recorded', city, [unrecorded], ['stop: Ada: no backup recorded city as it is wanted']],
    [
      'what backups may have recorded that are gone',
      city,
      [{ ...unrecorded, lost: 2 }],
      ['stop: Ada: no backup recorded city as it is wanted (2 backups of old are no longer there to be asked)'],
    ],
    ['what is in the tenant already', settled, [unrecorded], []],
    ['another object', city, [{ ...unrecorded, key: { type: 'user', id: 'another' } as const }], []],
  ])('of %s', (_, one, facts, said) => {
    const name = (text: string) => text.replace('Ada', String(aUser().displayName));
    expect(saidBy('recorded-states', { triples: [one], facts: { unrecorded: facts } })).toEqual(said.map(name));
  });
});
