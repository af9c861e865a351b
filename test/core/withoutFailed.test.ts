import { describe, expect, it } from 'vitest';
import type { Receipt, Step } from '../../src/core/model.ts';
import { withoutFailed } from '../../src/core/plan/withoutFailed.ts';
import { linkTo, planOf, type StepDraft } from '../engines/plan.ts';

const stepOf = (draft: StepDraft): Step => planOf(draft).steps[0] as Step;

const failed = (id: string, more: Partial<Receipt> = {}): Receipt => ({
  ...{ n: 1, type: 'user', id, action: 'restore', outcome: 'failed', links: 0, requestIds: [] },
  ...more,
});

describe('a step without what it needed', () => {
  const group: StepDraft = {
    ...{ type: 'group', id: 'g1', properties: { description: 'Cooks' } },
    links: [linkTo('members', ['u1', 'u2'], ['u3']), linkTo('owners', ['u1'])],
  };

  it('keeps the other members, and the group’s own properties', () => {
    expect(withoutFailed(stepOf(group), [failed('u1')])?.writes).toEqual({
      properties: { description: 'Cooks' },
      links: [linkTo('members', ['u2'], ['u3'])],
    });
  });

  it('is told by what it still does', () => {
    const manager = { ...stepOf({ id: 'u9', properties: { city: 'Oslo' }, links: [linkTo('manager', ['u1'])] }) };
    const moves = [
      { name: 'city', from: 'Bergen', to: 'Oslo' },
      { name: 'manager', from: null, to: 'user/u1' },
    ];
    expect(withoutFailed({ ...manager, moves }, [failed('u1')])?.moves).toEqual([moves[0]]);
  });

  const nothing: readonly [string, StepDraft, Receipt][] = [
    ['nothing but the link is left', { type: 'group', id: 'g1', links: [linkTo('members', ['u1'])] }, failed('u1')],
    ['nothing but the type is left', { id: 'u9', properties: { '@odata.type': 'x' } }, failed('u1')],
    ['it is the object itself', { ...group, id: 'u1', type: 'user' }, failed('u1')],
    ['what it needed was no restore', group, failed('u1', { action: 'update' })],
    ['it is itself a restore', { ...group, action: 'restore' }, failed('u1')],
    [
      'it is a policy, in force at once',
      { type: 'conditionalAccessPolicy', id: 'p1', properties: { state: 'enabled', conditions: {} } },
      failed('g1', { type: 'group' }),
    ],
    [
      'the property refers to it',
      { type: 'application', id: 'a1', properties: { api: { knownClientApplications: ['app2'] } } },
      failed('a2', { type: 'application' }),
    ],
  ];
  it.each(nothing)('is nothing where %s', (_why, draft, receipt) => {
    expect(withoutFailed(stepOf(draft), [receipt])).toBeNull();
  });
});
