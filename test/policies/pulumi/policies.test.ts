/** The pack's own words, without Pulumi: what each policy says of the resources of a stack, one after the other. */
import type { ResourceValidationArgs, ResourceValidationPolicy } from '@pulumi/policy';
import { describe, expect, it } from 'vitest';
import { guards } from '../../../policies/index.ts';
import { policiesFor, stackType } from '../../../policies/pulumi/policies.ts';
import { type GuardSettings, parseGuardSettings } from '../../../policies/settings.ts';
import type { Body } from '../../../src/core/model.ts';
import type { PlanFile } from '../../../src/core/planFile.ts';
import { absent, aGroup, aUser, planOf, present, triple } from '../../builder.ts';
import { nobody, noFacts } from '../scene.ts';

const triples = [
  triple('user', {
    base: present(aUser({ city: 'Bergen' })),
    wanted: present(aUser({ city: 'Oslo', faxNumber: null })),
    live: present(aUser({ city: 'Bergen' })),
  }),
  triple('user', { id: 'u2', base: present(aUser({ id: 'u2' })), wanted: absent, live: present(aUser({ id: 'u2' })) }),
  triple('group', {
    base: present(aGroup({ members: ['user/u1'] })),
    wanted: present(aGroup({ members: ['user/u3'] })),
    live: present(aGroup({ members: ['user/u1'] })),
  }),
];
const plan = planOf(triples);
const fileWith = (settings: string, allowances: PlanFile<GuardSettings>['allowances'] = new Map()) => ({
  tenantId: 't',
  plan,
  allowances,
  objects: triples,
  known: { counts: { user: 2 }, settings: parseGuardSettings(settings), self: nobody, facts: noFacts },
});
const glass = 'breakGlass: { accounts: [u2], groups: [] }';

interface Resource {
  readonly type: string;
  readonly props?: Body;
}

function said(policies: readonly ResourceValidationPolicy[], resources: readonly Resource[]): readonly string[] {
  const found: string[] = [];
  for (const { type, props = {} } of resources) {
    for (const { name, enforcementLevel, validateResource } of policies) {
      if (typeof validateResource !== 'function') throw new Error('one function for each policy');
      const args = { type, props } as unknown as ResourceValidationArgs;
      validateResource(args, (message) => found.push(`${enforcementLevel} ${name}: ${message}`));
    }
  }
  return found;
}

const stack: Resource = { type: stackType };
const update = {
  type: 'entra:index:User',
  props: {
    step: plan.steps.find(({ type, action }) => type === 'user' && action === 'update')?.n ?? 0,
    action: 'update',
    object: 'user/u1',
    displayName: 'Ada',
    properties: { city: 'Oslo' },
    links: {},
  },
};
const link = {
  type: 'entra:index:Group',
  props: {
    step: plan.steps.find(({ type }) => type === 'group')?.n ?? 0,
    action: 'update',
    object: 'group/g1',
    properties: {},
    links: { members: { 'user/u1': 'not linked', 'user/u3': 'linked' } },
  },
};

describe('the policy pack', () => {
  it('has a mandatory and an advisory policy for each guard, with its sentence', () => {
    const policies = policiesFor(fileWith(''));
    for (const { name, sentence } of guards) {
      expect(policies).toContainEqual(
        expect.objectContaining({ name, description: sentence, enforcementLevel: 'mandatory' }),
      );
      expect(policies).toContainEqual(
        expect.objectContaining({ name: `${name}-advice`, description: sentence, enforcementLevel: 'advisory' }),
      );
    }
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
  });

  it('says at the stack what the guards find, stops as mandatory and the rest as advisory', () => {
    const settings = 'breakGlass: { accounts: [u1, u2], groups: [] }';
    expect(said(policiesFor(fileWith(settings)), [stack, update, link])).toEqual([
      'mandatory break-glass: break-glass: Ada: is an emergency account and would be soft-deleted',
      'advisory break-glass-advice: break-glass: Ada: is an emergency account and is changed by this plan',
    ]);
  });

  it('stops the first resource of ours where no stack came before', () => {
    expect(said(policiesFor(fileWith(glass)), [update, link])).toEqual([
      'mandatory part-of-the-plan: break-glass: Ada: is an emergency account and would be soft-deleted',
    ]);
  });

  it('lifts what was allowed, and still says it', () => {
    expect(said(policiesFor(fileWith(glass, new Map([['break-glass', 'ticket 7']]))), [stack, update])).toEqual([
      'advisory break-glass-advice: break-glass: Ada: is an emergency account and would be soft-deleted (allowed: ticket 7)',
    ]);
  });

  it('has nothing against a plan that no guard minds', () => {
    const other = { type: 'random:index:RandomId', props: { step: 99 } };
    expect(said(policiesFor(fileWith('')), [stack, update, link, other])).toEqual([]);
  });
});

describe('a resource that is not a step of the plan', () => {
  const changed = (props: Body): Resource => ({ ...update, props: { ...update.props, ...props } });
  it.each<[string, Resource, RegExp]>([
    ['of a number that it does not have', changed({ step: 99 }), /is no step of plan [0-9a-f]{12}$/],
    ['without a number', { type: 'entra:index:User' }, /is no step of plan/],
    ['of another object', changed({ object: 'user/u9' }), /is update user\/u1, which this is not$/],
    ['with another action', changed({ action: 'softDelete' }), /which this is not$/],
    ['with another value', changed({ properties: { city: 'Rome' } }), /does not write what step \d+ .* of user\/u1$/],
    ['with more values', changed({ properties: { city: 'Oslo', jobTitle: 'Chef' } }), /does not write/],
    ['with a link', changed({ links: { manager: { 'user/u2': 'linked' } } }), /does not write/],
    [
      'with a member turned round',
      { ...link, props: { ...link.props, links: { members: { 'user/u1': 'linked', 'user/u3': 'linked' } } } },
      /does not write/,
    ],
  ])('%s', (_, resource, message) => {
    expect(said(policiesFor(fileWith('')), [stack, resource])).toEqual([
      expect.stringMatching(/^mandatory part-of-the-plan: /),
    ]);
    expect(said(policiesFor(fileWith('')), [stack, resource])[0]).toMatch(message);
  });
});
