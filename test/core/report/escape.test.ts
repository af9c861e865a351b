import { describe, expect, it } from 'vitest';
import { cell, code, prose } from '../../../src/core/report/escape.ts';

const zeroWidthSpace = '\u200b';

describe('a code span', () => {
  it.each([
    ['text', 'Ada', '`Ada`'],
    ['a backtick inside', 'a`b', '``a`b``'],
    ['runs of backticks', 'a``b`c', '```a``b`c```'],
    ['a backtick at an end', '`a', '`` `a ``'],
    ['nothing but backticks', '``', '``` `` ```'],
    ['spaces at both ends, which would lose one each', ' a ', '`  a  `'],
    ['a space at one end', ' a', '` a`'],
    ['nothing', '', '` `'],
    [
      'a mention and an issue, which a commit message would know',
      '@a #1',
      `\`@${zeroWidthSpace}a #${zeroWidthSpace}1\``,
    ],
    ['a sign-in name, to be copied', 'ada@contoso.com', '`ada@contoso.com`'],
    ['a guest’s sign-in name', 'a_b.com#EXT#@contoso.com', `\`a_b.com#EXT#@${zeroWidthSpace}contoso.com\``],
    [
      'words that close an issue by its address',
      'Fixes: https://a.b/c/issues/1',
      `\`Fixes${zeroWidthSpace}: https://a.b/c/issues/1\``,
    ],
    [
      'words that close another repository’s issue',
      'closes a/b#1',
      `\`closes${zeroWidthSpace} a/b#${zeroWidthSpace}1\``,
    ],
    ['what keeps workflows from starting', '[skip ci]', `\`[${zeroWidthSpace}skip ci]\``],
    ['a marker', '<!-- a -->', `\`<!${zeroWidthSpace}-- a -->\``],
    ['a character reference, which code shows as it is', '&amp;a', '`&amp;a`'],
    ['line breaks, which would end a table or a list', 'a\n# b', '`a⏎# b`'],
    ['what cannot be seen', 'a\u202eb', '`a<U+202E>b`'],
  ])('holds %s', (_, text, expected) => {
    expect(code(text)).toBe(expected);
  });
});

describe('a cell', () => {
  it.each([
    ['text', 'Ada', '`Ada`'],
    ['a pipe', 'a|b', '`a\\|b`'],
    ['backticks and pipes', '`|`', '`` `\\|` ``'],
    ['a backslash', 'a\\b', '`a\\b`'],
    ['a backslash before a pipe, which readers take differently', 'a\\|`b', '<code>a&#92;&#124;&#96;b</code>'],
  ])('holds %s', (_, text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  it('never ends before its time', () => {
    for (const text of ['|', '||', '\\|', '\\\\|', '`|', '|`', '\\`|\\']) {
      expect(cell(text).replaceAll('\\|', '')).not.toContain('|');
      expect(cell(text)).not.toContain('\\\\|');
    }
  });
});

describe('prose', () => {
  it.each([
    ['words', 'no licence for it', 'no licence for it'],
    ['a mention', '@security', `\\@${zeroWidthSpace}security`],
    ['an issue', '#12', `\\#${zeroWidthSpace}12`],
    ['an issue by its other name', 'GH-12', `GH${zeroWidthSpace}-12`],
    ['an address', 'https://a.b www.a.b', `https:${zeroWidthSpace}//a.b www${zeroWidthSpace}.a.b`],
    ['a picture', '![a](b)', '\\!\\[a\\]\\(b\\)'],
    ['markup', '<b>*_~`\\', '\\<b\\>\\*\\_\\~\\`\\\\'],
    ['a pipe, which would end a cell', 'a|b', 'a&#124;b'],
    ['a character reference, which would become a mention', '&#64;a', `\\&\\#${zeroWidthSpace}64;a`],
    ['line breaks', 'a\n\n# b', `a⏎⏎\\#${zeroWidthSpace} b`],
  ])('disarms %s', (_, text, expected) => {
    expect(prose(text)).toBe(expected);
  });
});
