import { describe, expect, it } from 'vitest';
import type { Presence } from '../../src/core/model.ts';
import { wantedAsReportOnly } from '../../src/core/plan/reportOnly.ts';
import { absent, aPolicy, type PolicyWords, planOf, present, softDeleted, triple } from '../builder.ts';
import { saidBy } from './scene.ts';

type State = NonNullable<PolicyWords['state']>;

const policy = (state: State): Presence => present(aPolicy({ displayName: 'Block', state }));
const deleted = (state: State): Presence => softDeleted(aPolicy({ displayName: 'Block', state }));
const asked = (base: Presence, wanted: Presence, live = base) =>
  triple('conditionalAccessPolicy', { base, wanted, live });
const settings = (switchOn: string) => `conditionalAccess: { switchOn: ${switchOn} }`;

describe('a policy that recovery would switch on', () => {
  it.each([
    ['that is off', asked(policy('disabled'), policy('enabled')), true],
    ['that is report-only', asked(policy('enabledForReportingButNotEnforced'), policy('enabled')), true],
    ['that comes back on', asked(absent, policy('enabled'), deleted('enabled')), true],
    ['that comes back off', asked(absent, policy('disabled'), deleted('enabled')), false],
    ['that is on', asked(policy('disabled'), policy('enabled'), policy('enabled')), false],
    ['that goes off', asked(policy('enabled'), policy('disabled')), false],
  ])('%s', (_, one, isSwitchedOn) => {
    const said = (switchOn: string) => saidBy('policy-switched-on', { triples: [one], settings: settings(switchOn) });
    expect(said('allow')).toEqual(isSwitchedOn ? ['warn: switched on by this plan: Block'] : []);
    expect(said('stop')).toEqual(isSwitchedOn ? ['stop: switched on by this plan: Block'] : []);
    // As report-only it is not switched on, and a second plan is empty.
    const changed = wantedAsReportOnly(one);
    expect(changed === one).toBe(!isSwitchedOn);
    expect(saidBy('policy-switched-on', { triples: [changed], settings: settings('reportOnly') })).toEqual([]);
    const after = wantedAsReportOnly({ ...one, live: changed.wanted });
    expect(planOf([after]).steps).toEqual([]);
  });

  it('is left alone where nobody asked for its state', () => {
    const one = asked(policy('enabled'), policy('enabled'), policy('disabled'));
    expect(wantedAsReportOnly(one)).toBe(one);
  });

  it('is named where it comes back as report-only', () => {
    const reportOnly = [{ type: 'conditionalAccessPolicy', id: 'p1', displayName: 'Block' }] as const;
    expect(saidBy('policy-switched-on', { triples: [], facts: { reportOnly } })).toEqual([
      'note: on in the reviewed state, and comes back as report-only: Block',
    ]);
  });

  it('is refused by a setting that is none', () => {
    expect(() => saidBy('policy-switched-on', { triples: [], settings: settings('maybe') })).toThrow(/switchOn/);
  });
});
