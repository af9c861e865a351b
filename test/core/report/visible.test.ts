import { describe, expect, it } from 'vitest';
import { shortened, shortenedPair, visible } from '../../../src/core/report/visible.ts';
import { hostileName, longText, unsafe } from './samples.ts';

describe('visible', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a<U+001B>[31mb'],
    ['a line break', 'a\nb', 'a⏎b'],
    ['a line break of Windows, as one', 'a\r\nb', 'a⏎b'],
    ['a carriage return alone, which would overwrite the line', 'a\rb', 'a⏎b'],
    ['a tab', 'a\tb', 'a<U+0009>b'],
    ['a C1 control, which some terminals obey', 'a\u009b31mb', 'a<U+009B>31mb'],
    ['text turned around', 'a\u202eb\u2066', 'a<U+202E>b<U+2066>'],
    ['what has no width', 'a\u200bb\ufeff', 'a<U+200B>b<U+FEFF>'],
    ['a filler that is a letter to Unicode', 'a\u3164b', 'a<U+3164>b'],
    ['a tag', 'a\u{e0041}b', 'a<U+E0041>b'],
    ['a separator of lines', 'a\u2028b', 'a<U+2028>b'],
    ['half a character', 'a\ud800b', 'a<U+D800>b'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(text)).not.toMatch(unsafe);
  });

  it.each(['Ada Lovelace', 'Søren Ærø', 'محمد', '山田　太郎', '✔️ Done 🎉', 'a\u00a0b', ''])(
    'leaves %j as it is',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it('keeps two names apart that differ only by what is not seen', () => {
    expect(visible('Admin\u200b')).not.toBe(visible('Admin'));
  });

  it('says the same twice', () => {
    expect(visible(visible(hostileName))).toBe(visible(hostileName));
  });
});

describe('shortened', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc…(+1 characters)'],
    ['🎉🎉🎉', 3, '🎉🎉🎉'],
    ['🎉🎉🎉🎉', 3, '🎉🎉🎉…(+1 characters)'],
  ])('%s to %d characters', (text, characters, expected) => {
    expect(shortened(text, characters)).toBe(expected);
  });

  it('leaves a pair that fits', () => {
    expect(shortenedPair('abc', 'abd', 3)).toEqual(['abc', 'abd']);
  });

  it('shows where long texts differ, even at their ends', () => {
    const [a, b] = shortenedPair(longText(300, 'Sales'), longText(300, 'Ops'), 40);
    expect(a).toBe(`(+275 characters)…${'x'.repeat(20)}Sales`);
    expect(b).toBe(`(+275 characters)…${'x'.repeat(22)}Ops`);
  });

  it('keeps the beginning where they differ early', () => {
    const [a, b] = shortenedPair(longText(50), 'y', 40);
    expect([a, b]).toEqual([`${'x'.repeat(40)}…(+10 characters)`, 'y']);
  });

  it('shows it too where one is the beginning of the other', () => {
    const [a, b] = shortenedPair(longText(100), longText(101), 40);
    expect(a).not.toBe(b);
  });
});
