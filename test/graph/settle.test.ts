import { describe, expect, it } from 'vitest';
import { readUntil } from '../../src/graph/settle.ts';

async function settle(values: readonly boolean[], tries: number, inARow?: number) {
  const waits: number[] = [];
  let next = 0;
  const settled = await readUntil(
    async () => values[Math.min(next++, values.length - 1)] as boolean,
    (value) => value,
    {
      tries,
      waitMs: 10,
      ...(inARow === undefined ? {} : { inARow }),
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
  );
  return { ...settled, waits: waits.length };
}

describe('reading until it agrees', () => {
  it.each([
    ['at once', [true], 5, undefined, { agreed: true, reads: 1, waits: 0 }],
    ['after a while', [false, false, true], 5, undefined, { agreed: true, reads: 3, waits: 2 }],
    ['never', [false], 4, undefined, { agreed: false, reads: 4, waits: 3 }],
    ['twice in a row', [true, false, true, true], 9, 2, { agreed: true, reads: 4, waits: 3 }],
    ['never twice in a row', [true, false, true, false], 4, 2, { agreed: false, reads: 4, waits: 3 }],
  ] as const)('%s', async (_name, values, tries, inARow, expected) => {
    expect(await settle(values, tries, inARow)).toMatchObject(expected);
  });
});
