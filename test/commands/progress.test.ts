import { describe, expect, it } from 'vitest';
import { paceOf } from '../../src/commands/progress.ts';
import type { Progress } from '../../src/flows/doors.ts';

const reading = (objects: number, of?: number): Progress => ({
  on: 'reading',
  type: 'user',
  objects,
  ...(of === undefined ? {} : { of }),
});

/** What is told of each, at so many seconds. */
function told(...news: readonly (readonly [seconds: number, progress: Progress])[]): readonly string[] {
  let now = 0;
  const pace = paceOf(() => now);
  return news.map(([seconds, progress]) => {
    now = seconds * 1000;
    return pace(progress);
  });
}

describe('the pace of long work', () => {
  it.each([
    [
      'nothing before it has settled',
      [
        [0, reading(500, 9000)],
        [1, reading(1000, 9000)],
      ],
      '',
    ],
    [
      'rate and remaining seconds',
      [
        [0, reading(0, 9000)],
        [5, reading(5000, 9000)],
      ],
      ', 1,000/s, 4 s left',
    ],
    [
      'minutes',
      [
        [0, reading(0, 1_000_000)],
        [10, reading(10_000, 1_000_000)],
      ],
      ', 1,000/s, 17 min left',
    ],
    [
      'hours',
      [
        [0, reading(0, 10_000_000)],
        [10, reading(10_000, 10_000_000)],
      ],
      ', 1,000/s, 2 h 47 min left',
    ],
    [
      'no end where none is known',
      [
        [0, reading(0)],
        [4, reading(2000)],
      ],
      ', 500/s',
    ],
    [
      'no end beyond what was expected',
      [
        [0, reading(0, 1000)],
        [4, reading(2000, 1000)],
      ],
      ', 500/s',
    ],
    [
      'steps of a plan',
      [
        [0, { on: 'applied', steps: 0, of: 600 }],
        [10, { on: 'applied', steps: 200, of: 600 }],
      ],
      ', 20/s, 20 s left',
    ],
    [
      'nothing of what does not move',
      [
        [0, reading(0)],
        [9, { on: 'settling', attempt: 1 }],
      ],
      '',
    ],
  ] as const)('tells %s', (_name, news, expected) => {
    expect(told(...(news as readonly (readonly [number, Progress])[])).at(-1)).toBe(expected);
  });

  it('keeps apart what goes on side by side', () => {
    const groups: Progress = { on: 'reading', type: 'group', objects: 100 };
    expect(told([0, reading(0)], [10, groups], [12, reading(1200)], [20, { ...groups, objects: 200 }])).toEqual([
      '',
      '',
      ', 100/s',
      ', 20/s',
    ]);
  });
});
