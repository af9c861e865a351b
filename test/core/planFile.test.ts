import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { type GuardSettings, guardSettingsIn, parseGuardSettings } from '../../policies/settings.ts';
import { runGuards } from '../../src/core/guard.ts';
import type { Body } from '../../src/core/model.ts';
import { contextIn, type PlanFile, parsePlanFile, printPlanFile } from '../../src/core/planFile.ts';
import { absent, aGroup, aLocation, aPolicy, aUser, planOf, present, triple } from '../builder.ts';
import { nobody, noFacts } from '../policies/scene.ts';
import { problemsOf } from './refused.ts';

const excluding = (group: string): Body => aPolicy({ state: 'enabled', users: { excludeGroups: [group] } });
const triples = [
  triple('user', {
    base: present(aUser()),
    wanted: present(aUser({ city: 'Oslo', __proto__x: 'y' })),
    live: present(aUser({ city: 'Bergen' })),
  }),
  triple('group', {
    base: present(aGroup({ members: ['user/u1'] })),
    wanted: present(aGroup()),
    live: present(aGroup({ members: ['user/u1'] })),
  }),
  triple('namedLocation', { base: present(aLocation()), wanted: absent, live: present(aLocation()) }),
  triple('conditionalAccessPolicy', {
    base: present(excluding('g1')),
    wanted: present(excluding('g2')),
    live: present(excluding('g1')),
  }),
  // Nothing to do with it: it does not go into the file.
  triple('user', { id: 'u9', base: absent, wanted: absent, live: present(aUser({ id: 'u9', jobTitle: 'Clerk' })) }),
];
const known = {
  counts: { namedLocation: 3 },
  settings: parseGuardSettings('breakGlass: { accounts: [u1], groups: [g1] }'),
  self: nobody,
  facts: {
    ...noFacts,
    unrecorded: [{ key: { type: 'user', id: 'u1' } as const, names: ['city'], lost: 0 }],
    policies: [{ key: { type: 'conditionalAccessPolicy', id: 'p2' } as const, body: excluding('g1') }],
    newest: new Map([
      ['group/g1', aGroup()],
      ['user/__proto__', null],
    ]),
    privileged: { roles: new Map([['s1/r1', 'Directory.Read']]), holders: new Map([['s2', ['Directory.Read']]]) },
  },
};
const allowances = new Map([['recorded-states', 'ticket 7']]);
const made: PlanFile<GuardSettings> = { tenantId: 't', plan: planOf(triples), allowances, objects: triples, known };
const file = { ...made, plan: runGuards(guards, contextIn(made), allowances) };
const parsed = (text: string) => parsePlanFile(text, 'plan.json', guardSettingsIn);
const altered = (change: (data: ReturnType<typeof JSON.parse>) => void): string => {
  const data = JSON.parse(printPlanFile(file));
  change(data);
  return JSON.stringify(data);
};

describe('a plan file', () => {
  it('gives the guards what they had', () => {
    expect(file.plan.findings.length).toBeGreaterThan(3);
    const read = parsed(printPlanFile(file));
    expect(read.plan).toEqual(file.plan);
    expect(runGuards(guards, contextIn(read), read.allowances)).toEqual(file.plan);
    expect(read.known).toEqual(known);
    expect([read.tenantId, read.allowances]).toEqual(['t', allowances]);
  });

  it('holds the objects of its steps alone', () => {
    expect(printPlanFile(file)).not.toContain('Clerk');
    expect(parsed(printPlanFile(file)).objects).toHaveLength(4);
  });

  it('is the same text for the same plan', () => {
    expect(printPlanFile(parsed(printPlanFile(file)))).toBe(printPlanFile(file));
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /is not JSON/],
    ['a list', '[]', /is no plan file/],
    ['a part of one', printPlanFile(file).slice(0, -20), /is not JSON/],
    ['one of another version', altered((data) => Object.assign(data, { version: 2 })), /version/],
    ['one without the guards’ facts', altered((data) => delete data.known.facts), /known must have required property/],
    ['one whose steps were edited', altered(({ plan }) => plan.steps.pop()), /changed after it was written/],
    ['one whose findings were edited', altered(({ plan }) => plan.findings.pop()), /changed after it was written/],
    ['one of another tenant', altered((data) => Object.assign(data, { tenantId: 'u' })), /changed after/],
  ])('refuses %s', (_, text, said) => {
    expect(problemsOf(() => parsed(text))).toMatchObject([
      { code: 'usage', message: expect.stringMatching(said), place: { file: 'plan.json' } },
    ]);
  });

  it('refuses steps that are not those of its id, whatever its digest says', () => {
    const [first, ...others] = file.plan.steps;
    const plan = { ...file.plan, steps: [{ ...first!, displayName: 'somebody else' }, ...others] };
    expect(problemsOf(() => parsed(printPlanFile({ ...file, plan })))).toMatchObject([
      { message: expect.stringMatching(/^says plan [0-9a-f]{12}, but its steps are those of [0-9a-f]{12}$/) },
    ]);
  });

  it('refuses steps about which it says nothing', () => {
    const text = printPlanFile({ ...file, objects: file.objects.slice(1) });
    expect(problemsOf(() => parsed(text))).toMatchObject([{ message: 'does not say what user/u1 is now' }]);
  });

  it('refuses settings that guards.yaml could not hold', () => {
    const settings = { ...known.settings, conditionalAccess: { switchOn: 'maybe' } } as unknown as GuardSettings;
    const text = printPlanFile({ ...file, known: { ...known, settings } });
    expect(problemsOf(() => parsed(text))).toMatchObject([{ code: 'configuration' }]);
  });

  it('keeps every value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (value, name) => {
        const body = aUser({ displayName: name, more: JSON.parse(JSON.stringify(value)) });
        const live = present(aUser());
        const one = triple('user', { base: live, wanted: present(body), live });
        const small = { ...file, plan: planOf([one]), objects: [one] };
        expect(parsed(printPlanFile(small)).objects).toEqual([{ key: one.key, wanted: one.wanted, live }]);
      }),
      { numRuns: 40 },
    );
  });
});
