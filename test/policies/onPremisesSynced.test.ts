import { expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { parseGuardSettings } from '../../policies/settings.ts';
import { guardContext } from '../../src/core/guard.ts';
import { aUser, planOf, present, triple } from '../builder.ts';
import { nobody, noFacts, saidBy } from './scene.ts';

const synced = (city: string) => present(aUser({ city, onPremisesSyncEnabled: true }));
const one = triple('user', { base: synced('Oslo'), wanted: synced('Bergen'), live: synced('Oslo') });

it('has nothing to say of what a plan leaves alone', () => {
  expect(saidBy('on-premises-synced', { triples: [one] })).toEqual([]);
});

it('stops a plan from elsewhere that would write what is synced', () => {
  const cloud = (city: string) => present(aUser({ city }));
  const plan = planOf([triple('user', { base: cloud('Oslo'), wanted: cloud('Bergen'), live: cloud('Oslo') })]);
  expect(plan.steps).toHaveLength(1);
  const known = { counts: {}, settings: parseGuardSettings(null), self: nobody, facts: noFacts };
  const guard = guards.find(({ name }) => name === 'on-premises-synced');
  expect(guard?.check(guardContext(plan, [one], known))).toMatchObject([
    { level: 'stop', objects: [{ type: 'user' }] },
  ]);
});
