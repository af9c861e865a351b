import { describe, expect, it } from 'vitest';
import { type Results, terminalTable, withTable } from '../../bench/report.ts';
import { atLeast, atMost, ratioAtMost, text } from '../../bench/row.ts';

const goal = { id: 'x', what: 'a | measure', unit: 's', note: 'a remark' };
const results: Results = {
  form: 'quick',
  date: '2026-11-23T00:00:00.000Z',
  machine: { cores: 2, memoryGb: 24, node: 'v24' },
  seconds: 90,
  rows: [ratioAtMost(goal, 3, 2, 1.6), atMost(goal, 5, 4), atLeast(goal, 1234, 500)],
};

describe('rows', () => {
  it('pass by their bounds', () => {
    expect(results.rows.map(({ pass }) => pass)).toEqual([true, false, true]);
    expect(ratioAtMost(goal, 3.3, 2, 1.6)).toMatchObject({ ratio: 1.65, pass: false });
    expect(atMost(goal, Number.NaN, 4).pass).toBe(false);
  });

  it.each([
    [0.123456, '0.123'],
    [12.3456, '12.3'],
    [1234.5, '1,235'],
    [1_000_000, '1,000,000'],
  ])('are told with three digits: %d', (number, words) => {
    expect(text(number)).toBe(words);
  });
});

describe('the table', () => {
  it('stands between its marks in the document, and only there', () => {
    const document = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
    const written = withTable(document, results);
    expect(written).toMatch(/^before\n<!-- bench:begin -->\nThe quick form of 2026-11-23/);
    expect(written).toMatch(/\n<!-- bench:end -->\nafter\n$/);
    expect(written).not.toContain('old');
    expect(written).toContain('a \\| measure | 3 s | 2 s | 1.5 | at most 1.6 × the floor | yes | a remark');
    expect(written).toContain('**no**');
    expect(withTable(written, results)).toBe(written);
  });

  it('is not put where there is no place for it', () => {
    expect(() => withTable('no marks', results)).toThrow('no place');
  });

  it('tells a failed row from the others on a terminal', () => {
    expect(terminalTable(results.rows).match(/\bNO\b/g)).toHaveLength(1);
  });
});
