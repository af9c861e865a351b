/**
 * A group of 100,000 members of which half were exchanged: compared, planned, guarded and shown. The time is generous; work that
 * grows with the square of the members would take hours.
 */

import { describe, expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { parseGuardSettings } from '../../policies/settings.ts';
import { emitCanonical } from '../../src/core/canonical/emit.ts';
import { keep } from '../../src/core/canonical/keep.ts';
import { parseCanonical } from '../../src/core/canonical/parse.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import { diffObject } from '../../src/core/diff.ts';
import { guardContext, runGuards } from '../../src/core/guard.ts';
import { reportMarkdown } from '../../src/core/report/markdown.ts';
import { plainPaint } from '../../src/core/report/paint.ts';
import { planText } from '../../src/core/report/plan.ts';
import { reportTable } from '../../src/core/report/table.ts';
import { aGroup, fullCoverage, planOf, present, triple } from '../builder.ts';
import { noFacts } from '../policies/scene.ts';
import { aReport } from './report/samples.ts';

const half = 50_000;
const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const members = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, n) => `user/${idOf(from + n)}`);

const before = aGroup({ members: members(0, 2 * half) });
const after = aGroup({ members: members(half, 3 * half) });
const seconds = { timeout: 60_000 };

describe('a group of 100,000 members', () => {
  it('is kept, printed and read back', seconds, () => {
    const targets = members(0, 2 * half).map((reference) => ({
      '@odata.type': '#microsoft.graph.user',
      id: reference.slice('user/'.length),
    }));
    const kept = keep(pageOf('group'), { ...before, members: targets.toReversed() });
    expect(kept).toEqual(before);
    expect(parseCanonical(emitCanonical(kept), 'x')).toEqual({ value: before });
  });

  it('is compared, planned, guarded and shown', seconds, () => {
    const key = { type: 'group', id: 'g1' } as const;
    const change = diffObject(key, present(before), present(after), fullCoverage.group as never);
    expect(change?.links).toHaveLength(2 * half);

    const reviewed = triple('group', { base: present(after), wanted: present(before), live: present(after) });
    const gone = new Set(members(0, half / 2).map((reference) => reference.slice('user/'.length)));
    const plan = planOf([reviewed], { gone });
    const [links] = plan.steps[0]?.writes.links ?? [];
    expect(links?.add).toHaveLength(half / 2);
    expect(links?.remove).toHaveLength(half);
    expect(plan.untouched).toHaveLength(half / 2);

    const settings = parseGuardSettings(null);
    const guarded = runGuards(
      guards,
      guardContext(plan, [reviewed], { counts: { group: 1 }, settings, self: null, facts: noFacts }),
      new Map(),
    );
    expect(planText(guarded, plainPaint).length).toBeGreaterThan(0);
    const report = aReport([change as NonNullable<typeof change>]);
    expect(reportTable(report, plainPaint)).toContain('members');
    expect(reportMarkdown(report)).toContain('members');
  });
});
