import { describe, expect, it } from 'vitest';
import type { ObjectType, Plan, Receipt, Step } from '../../src/core/model.ts';
import { carryInSegments, segmentsOf } from '../../src/core/segments.ts';
import { sideOf } from '../../src/engines/pulumi/auto.ts';
import { planOf, receiptsOf, type StepDraft } from '../engines/plan.ts';

const user = (after: readonly number[] = [], behind: readonly number[] = []): StepDraft => ({ id: 'u', after, behind });
const policy = (after: readonly number[] = [], behind: readonly number[] = []): StepDraft => ({
  type: 'conditionalAccessPolicy',
  id: 'p',
  after,
  behind,
});

const shape = (plan: Plan, atMost?: number) =>
  segmentsOf(plan.steps, sideOf, atMost).map(({ side, steps }) => [side, steps.map(({ n }) => n)]);

const succeeding = async function* (plan: Plan): AsyncGenerator<Receipt> {
  for (const step of plan.steps) yield receiptOf(step, 'updated');
};
const receiptOf = ({ n, type, id, action }: Step, outcome: Receipt['outcome']): Receipt => {
  return { n, type, id, action, outcome, links: 0, requestIds: [] };
};

describe('a plan in two', () => {
  it.each<readonly [string, Plan, readonly (readonly [string, readonly number[]])[]]>([
    ['is one run where it is of one side', planOf(user(), user([1])), [['graph', [1, 2]]]],
    [
      'is two runs where nothing goes back and forth',
      planOf(user(), policy([1]), user()),
      [
        ['graph', [1, 3]],
        ['pulumi', [2]],
      ],
    ],
    [
      'goes back to a side for what waits for the other',
      planOf(policy(), user([1]), policy([2]), user()),
      [
        ['pulumi', [1]],
        ['graph', [4, 2]],
        ['pulumi', [3]],
      ],
    ],
    [
      'waits for what must only have ended, too',
      planOf(user(), policy([], [1])),
      [
        ['graph', [1]],
        ['pulumi', [2]],
      ],
    ],
    ['takes a step that stands before what it waits for', planOf(user([2]), user()), [['graph', [2, 1]]]],
  ])('%s', (_, plan, expected) => {
    expect(shape(plan)).toEqual(expected);
  });

  it('comes in pieces of a size', () => {
    expect(shape(planOf(user(), user([1]), user(), user()), 2)).toEqual(
      [
        ['graph', [1, 3]],
        ['graph', [4, 2]],
      ].toSorted(),
    );
  });

  it('holds every step once, after all that it waits for, whatever the plan', () => {
    const types: readonly ObjectType[] = ['user', 'namedLocation', 'group'];
    for (let seed = 0; seed < 200; seed += 1) {
      const drafts = Array.from({ length: 12 }, (_, index): StepDraft => {
        const earlier = Array.from({ length: index }, (_, at) => at + 1);
        const chosen = (by: number) => earlier.filter((n) => (n * 7 + index * by + seed * 13) % 5 === 0);
        return {
          id: `${index}`,
          type: types[(index * seed + 1) % 3] as ObjectType,
          after: chosen(3),
          behind: chosen(4),
        };
      });
      const { steps } = planOf(...drafts);
      const placed: number[] = [];
      for (const segment of segmentsOf(steps, sideOf, 5)) {
        expect(segment.steps.length).toBeLessThanOrEqual(5);
        for (const step of segment.steps) {
          expect(sideOf(step)).toBe(segment.side);
          expect([...step.after, ...(step.behind ?? [])].filter((n) => !placed.includes(n))).toEqual([]);
          placed.push(step.n);
        }
      }
      expect(placed.toSorted((a, b) => a - b)).toEqual(steps.map(({ n }) => n));
    }
  });

  it('skips what hangs on something that failed in an earlier run, and what hangs on that', async () => {
    const plan = planOf(user(), policy([1]), user([2]), policy([], [1]));
    const carried: number[][] = [];
    const receipts = await receiptsOf(
      carryInSegments(plan, segmentsOf(plan.steps, sideOf), {}, async function* (_, part) {
        carried.push(part.steps.map(({ n }) => n));
        for (const step of part.steps) yield receiptOf(step, step.n === 1 ? 'failed' : 'updated');
      }),
    );
    expect(receipts.map(({ n, outcome }) => [n, outcome])).toEqual([
      [1, 'failed'],
      [2, 'skipped'],
      [3, 'skipped'],
      [4, 'updated'],
    ]);
    expect(receipts[1]?.message).toMatch(/^step 1 .* is failed$/);
    expect(carried).toEqual([[1], [4]]);
  });

  it('begins no further run once it was stopped', async () => {
    const plan = planOf(user(), policy([1]));
    const stop = new AbortController();
    const receipts = await receiptsOf(
      carryInSegments(plan, segmentsOf(plan.steps, sideOf), { signal: stop.signal }, async function* (_, part) {
        yield* succeeding(part);
        stop.abort();
      }),
    );
    expect(receipts.map(({ n }) => n)).toEqual([1]);
  });
});
