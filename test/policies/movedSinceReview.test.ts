import { describe, expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { absent, aUser, present, softDeleted, triple } from '../builder.ts';
import { findingsOf, saidBy } from './scene.ts';

const base = present(aUser({ city: 'Oslo', manager: 'user/evil' }));
const said = (...triples: Parameters<typeof saidBy>[1]['triples']) => saidBy('moved-since-review', { triples });

describe('moved since the review', () => {
  it.each([
    [
      'a property',
      triple('user', {
        base,
        wanted: present(aUser({ city: 'Bergen', manager: 'user/evil' })),
        live: present(aUser({ city: 'Bodø', manager: 'user/evil' })),
      }),
      /Ada: city$/,
    ],
    [
      'a manager',
      triple('user', {
        base,
        wanted: present(aUser({ city: 'Oslo', manager: null })),
        live: present(aUser({ city: 'Oslo', manager: 'user/x' })),
      }),
      /Ada: manager$/,
    ],
    [
      'a whole object, to be deleted',
      triple('user', { base, wanted: absent, live: present(aUser({ city: 'Bodø', manager: 'user/evil' })) }),
      /Ada: changed since the review: city$/,
    ],
    [
      'a whole object, deleted by somebody',
      triple('user', { base, wanted: present(aUser({ city: 'Bergen' })), live: softDeleted(aUser()) }),
      /Ada: deleted since the review$/,
    ],
    [
      'a whole object, brought back by somebody',
      triple('user', { base: absent, wanted: base, live: present(aUser()) }),
      /Ada: came back since/,
    ],
  ])('stops %s', (_, moved, message) => {
    expect(said(moved)).toEqual([expect.stringMatching(/^stop: moved since the review: /)]);
    expect(said(moved)[0]).toMatch(message);
  });

  it.each([
    ['as it was reviewed', triple('user', { base, wanted: absent, live: base })],
    [
      'drift beside what was reviewed',
      triple('user', {
        base,
        wanted: present(aUser({ city: 'Bergen', manager: 'user/evil' })),
        live: present(aUser({ city: 'Oslo', jobTitle: 'Chef', manager: 'user/evil' })),
      }),
    ],
    ['what is done already', triple('user', { base, wanted: absent, live: softDeleted(aUser()) })],
  ])('lets pass %s', (_, still) => {
    expect(said(still)).toEqual([]);
  });

  it('is one finding for all of them', () => {
    const moved = (id: string) =>
      triple('user', {
        base: present(aUser({ id, displayName: id, city: 'Oslo' })),
        wanted: present(aUser({ id, displayName: id, city: 'Bergen' })),
        live: present(aUser({ id, displayName: id, city: 'Bodø' })),
      });
    const triples = [moved('a'), moved('b')];
    const findings = findingsOf('moved-since-review', { triples });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.objects.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(findings[0]?.message).toBe('moved since the review: a: city; b: city');
  });
});

describe('the list of guards', () => {
  it('names each once, in kebab case, with a sentence', () => {
    const names = guards.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, sentence } of guards) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
    expect(names).toEqual(expect.arrayContaining(['break-glass', 'mass-deletion', 'moved-since-review']));
  });
});
