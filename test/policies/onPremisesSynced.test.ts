import { describe, expect, it } from 'vitest';
import { onPremisesSynced } from '../../policies/onPremisesSynced.ts';
import { parseGuardSettings } from '../../policies/settings.ts';
import { guardContext } from '../../src/core/guard.ts';
import type { Body, ObjectType } from '../../src/core/model.ts';
import { absent, aGroup, aUser, planOf, present, softDeleted, triple } from '../builder.ts';
import { nobody, noFacts, saidBy } from './scene.ts';

const synced = (city: string) => present(aUser({ city, onPremisesSyncEnabled: true }));
const one = triple('user', { base: synced('Oslo'), wanted: synced('Bergen'), live: synced('Oslo') });

it('has nothing to say of what a plan leaves alone', () => {
  expect(saidBy('on-premises-synced', { triples: [one] })).toEqual([]);
});

describe('a plan from elsewhere, made as if everything were of the cloud', () => {
  const bodyOf = { user: aUser, group: aGroup } as const;

  it.each<[string, keyof typeof bodyOf, Body, 'update' | 'softDelete' | 'restore', boolean]>([
    ['an update of a synced user', 'user', { onPremisesSyncEnabled: true }, 'update', true],
    ['a soft delete of a synced user', 'user', { onPremisesSyncEnabled: true }, 'softDelete', true],
    ['a restore of a synced user', 'user', { onPremisesSyncEnabled: true }, 'restore', true],
    ['an update of a synced group', 'group', { onPremisesSyncEnabled: true }, 'update', true],
    ['an update of a user that was converted to the cloud', 'user', { onPremisesSyncEnabled: false }, 'update', false],
    ['an update of a user that was never synced', 'user', { onPremisesSyncEnabled: null }, 'update', false],
    ['a soft delete of a cloud user', 'user', {}, 'softDelete', false],
  ])('%s', (_name, type, source, action, isStopped) => {
    const before = bodyOf[type]({ description: 'Before', displayName: 'Before' });
    const after = bodyOf[type]({ description: 'After', displayName: 'After' });
    const states = {
      update: { base: present(before), wanted: present(after) },
      softDelete: { base: present(before), wanted: absent },
      restore: { base: absent, wanted: present(before) },
    }[action];
    const isDeleted = action === 'restore';
    const plan = planOf([
      triple(type as ObjectType, { ...states, live: isDeleted ? softDeleted(before) : present(before) }),
    ]);
    expect(plan.steps.map((step) => step.action)).toEqual([action]);
    const now = { ...before, ...source };
    const live = triple(type, { ...states, live: isDeleted ? softDeleted(now) : present(now) });
    const known = { counts: {}, settings: parseGuardSettings(null), self: nobody, facts: noFacts };
    const found = onPremisesSynced.check(guardContext(plan, [live], known));
    expect(found.map(({ level, objects }) => [level, objects.map((object) => object.type)])).toEqual(
      isStopped ? [['stop', [type]]] : [],
    );
  });
});
