import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, details, kept, list, table, text } from '../../../src/core/forge/blocks.ts';
import { bodyLimit, bytesLimit, fitted, type Limit } from '../../../src/core/forge/cut.ts';
import { reportPullRequest } from '../../../src/core/forge/pullRequestText.ts';
import { aChange, aLink, aReport } from '../report/samples.ts';
import { expectInert, hostileText, htmlOf, marked } from './hostile.ts';
import { aPullRequest, id, page } from './samples.ts';

const leftOut = (rows: number): string => `${rows} rows left out`;
const characters = (size: number): Limit => ({ size, sizeOf: (one) => one.length });

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `row ${n}`);

describe('a text that fits', () => {
  it('is left as it is', () => {
    const blocks = [text('a'), table(['n'], [['1'], ['2']]), details('more', false, [list(['x'])])];
    expect(fitted(blocks, characters(1000), leftOut)).toBe(
      'a\n\n| n |\n|---|\n| 1 |\n| 2 |\n\n<details><summary>more</summary>\n\n- x\n\n</details>\n',
    );
  });
});

describe('a text that is too long', () => {
  it('ends at a whole row, says how many are missing, and keeps what is kept', () => {
    const blocks = [kept('head'), list(numbered(100)), kept('what to do')];
    const cut = fitted(blocks, characters(100), leftOut);
    expect(cut).toMatch(/^head\n\n- row 0\n(?:- row \d+\n)+\n\d+ rows left out\n\nwhat to do\n$/);
    const shown = cut.match(/^- /gm)?.length ?? 0;
    expect(cut).toContain(leftOut(100 - shown));
  });

  it('closes what is folded', () => {
    const cut = fitted([details('all', true, [list(numbered(100)), text('end')])], characters(150), leftOut);
    expect(cut).toMatch(
      /^<details open><summary>all<\/summary>\n\n- row 0\n[^<]*\n\n<\/details>\n\n\d+ rows left out\n$/,
    );
  });

  it('shows no head without a row, and nothing folded around nothing', () => {
    const long = 'x'.repeat(200);
    const cut = fitted(
      [table(['n'], [[long]]), details('all', true, [list([long])]), kept('end')],
      characters(120),
      leftOut,
    );
    expect(cut).toBe('2 rows left out\n\nend\n');
  });

  it('leaves out what is less important even where it would fit', () => {
    const cut = fitted([list(['a', 'x'.repeat(300), 'b']), list(['c'])], characters(100), leftOut);
    expect(cut).toBe('- a\n\n3 rows left out\n');
  });

  it('is cut even where all of it was to be kept', () => {
    const cut = fitted([kept('x'.repeat(300)), kept('y')], characters(100), leftOut);
    expect(cut.length).toBeLessThanOrEqual(100);
  });
});

describe('limits', () => {
  it('hold whatever the forge counts', () => {
    const one = 'a\u{1f389}é\n';
    expect(bodyLimit(1000).sizeOf(one)).toBeGreaterThanOrEqual([...one].length);
    expect(bodyLimit(1000).sizeOf(one)).toBeGreaterThanOrEqual(one.replaceAll('\n', '\r\n').length);
    expect(bodyLimit(1000).size).toBeLessThan(1000);
    expect(bytesLimit(1000).sizeOf(one)).toBe(Buffer.byteLength(one));
  });

  const block: fc.Arbitrary<Block> = fc.letrec<{ block: Block; leaf: Block }>((tie) => ({
    leaf: fc.oneof(
      fc.lorem({ maxCount: 8 }).map((words) => text(words)),
      fc.lorem({ maxCount: 4 }).map((words) => kept(words)),
      fc
        .array(
          fc.string({ unit: 'grapheme', maxLength: 30 }).map((one) => one.replaceAll(/[\s|<>`]/g, '')),
          { maxLength: 30 },
        )
        .map(list),
    ),
    block: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.array(tie('block'), { maxLength: 4 }).map((blocks) => details('more', true, blocks)),
    ),
  })).block;

  it.each([
    ['characters', bodyLimit],
    ['bytes', bytesLimit],
  ] as const)('are never exceeded, in %s', (_, limitOf) => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), fc.integer({ min: 350, max: 3000 }), (blocks, size) => {
        const limit = limitOf(size);
        const cut = fitted(blocks, limit, leftOut);
        expect(limit.sizeOf(cut)).toBeLessThanOrEqual(limit.size);
        expect(cut.match(/<details/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
        const [, missing = '0'] = /^(\d+) rows left out$/m.exec(cut) ?? [];
        const all = fitted(blocks, characters(1_000_000), leftOut);
        const rows = (one: string): number => one.match(/^- /gm)?.length ?? 0;
        expect(rows(cut) + Number(missing)).toBe(rows(all));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a report of thousands of objects with hostile names', () => {
  const types = ['user', 'group', 'application', 'conditionalAccessPolicy'] as const;

  it('fits, stays inert, and says what is missing', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3000 }),
        (names, count) => {
          const changes = Array.from({ length: count }, (_, n) => {
            const name = marked(names[n % names.length] ?? '');
            return aChange({
              type: types[n % types.length] ?? 'user',
              id: id(n),
              displayName: name,
              attributes: [{ name: 'state', backup: 'enabled', current: name }],
              links:
                n % 5 === 0 ? [aLink('+', 'user/u2', { target: { type: 'user', id: id(1), displayName: name } })] : [],
            });
          });
          const { body } = reportPullRequest(aPullRequest(aReport(changes)));
          for (const length of [
            body.length,
            [...body].length,
            body.replaceAll('\n', '\r\n').length,
            Buffer.byteLength(body) / 4,
          ]) {
            expect(length).toBeLessThanOrEqual(65_536);
          }
          const html = expectInert(body, [page]);
          const isCut = body.includes('left out here');
          // Every object that is shown or missing counts: at the end all are told of.
          if (!isCut) for (const { id: one } of changes) expect(html).toContain(one);
          if (count > 1000) expect(body).toMatch(/\*\*\d{3,} rows are left out here\*\*.*\[the full report\]/);
          expect(body).toContain('Merging says **seen**');
          expect(body).toContain(`${count} objects`.replace(/^1 objects$/, '1 object'));
        },
      ),
      { numRuns: 5 },
    );
  });

  it('keeps the worst on top', () => {
    const changes = Array.from({ length: 4000 }, (_, n) => aChange({ id: id(n), displayName: `User ${n}` }));
    const policy = aChange({
      type: 'conditionalAccessPolicy',
      id: id(9999),
      displayName: 'MFA',
      attributes: [{ name: 'state', backup: 'enabled', current: 'disabled' }],
    });
    const { body } = reportPullRequest(aPullRequest(aReport([...changes, policy])));
    expect(body.indexOf(id(9999))).toBeLessThan(2000);
    expect(body).toContain(`/revert --id ${id(9999)}`);
    expect(htmlOf(body).match(/<details/g)?.length).toBe(htmlOf(body).match(/<\/details>/g)?.length);
  });
});
