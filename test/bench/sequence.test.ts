import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestSequence, type Span } from '../../bench/sequence.ts';

/** Every choice of calls tried. */
function byTrial(spans: readonly Span[]): number {
  let best = 0;
  for (let choice = 0; choice < 2 ** spans.length; choice += 1) {
    const chosen = spans.filter((_, index) => (choice & (1 << index)) !== 0).toSorted((a, b) => a.from - b.from);
    const isSequence = chosen.every((span, index) => index === 0 || span.from >= (chosen[index - 1] as Span).to);
    if (isSequence) best = Math.max(best, chosen.length);
  }
  return best;
}

describe('the longest sequence of calls', () => {
  it.each([
    ['none', [], 0],
    [
      'one after the other',
      [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
        { from: 2, to: 3 },
      ],
      3,
    ],
    [
      'side by side',
      [
        { from: 0, to: 3 },
        { from: 0, to: 2 },
        { from: 1, to: 3 },
      ],
      1,
    ],
  ] as const)('%s', (_name, spans, expected) => {
    expect(longestSequence(spans)).toBe(expected);
  });

  it('is what trying every choice gives', () => {
    const span = fc
      .tuple(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 9 }))
      .map(([from, length]): Span => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 9 }), (spans) => {
        expect(longestSequence(spans)).toBe(byTrial(spans));
      }),
      { numRuns: 200 },
    );
  });
});
