import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameText, parseMarker, printMarker, roomForMarker, withMarker } from '../../src/github/marker.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
// JSON has `__proto__` as a name like any other, an object literal has not.
const name = text.filter((one) => one !== '__proto__');
const marker = fc
  .oneof(
    fc.record({ key: text }),
    fc.record({ key: text, data: fc.dictionary(name, text, { maxKeys: 2, noNullPrototype: true }) }),
  )
  .filter((one) => JSON.stringify(one).replace(/[^a-z]/gi, '123456').length < roomForMarker - 40);

describe('a marker', () => {
  it('is read as it was printed', () => {
    fc.assert(
      fc.property(marker, (one) => {
        expect(parseMarker(printMarker(one))).toEqual(one);
      }),
    );
  });

  it('stays inside its comment, and on its line, whatever it holds', () => {
    fc.assert(
      fc.property(marker, (one) => {
        const line = printMarker(one);
        expect(line).toMatch(/^<!-- entra-rewind [^<>\r\n-]* -->$/);
        expect(line.indexOf('--', 4)).toBe(line.length - 3);
      }),
    );
  });

  it('is ours and no other, whatever the text before it says', () => {
    fc.assert(
      fc.property(marker, marker, text, (ours, theirs, words) => {
        expect(parseMarker(withMarker(`${words}\n${printMarker(theirs)}\n${words}`, ours))).toEqual(ours);
        expect(parseMarker(withMarker(printMarker(theirs), ours))).toEqual(ours);
      }),
    );
  });

  it('survives what GitHub does to line ends and blanks', () => {
    const body = withMarker('One\nTwo', { key: 'k' });
    expect(parseMarker(`${body.replaceAll('\n', '\r\n')}\r\n`)).toEqual({ key: 'k' });
    expect(isSameText(`${body.replaceAll('\n', '\r\n')} \r\n`, body)).toBe(true);
    expect(isSameText(`${body}x`, body)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['words', 'Well done'],
    ['not at the end', `${printMarker({ key: 'k' })}\nand more`],
    ['quoted', `> ${printMarker({ key: 'k' })}`],
    ['no JSON', '<!-- entra-rewind key -->'],
    ['no key', '<!-- entra-rewind {"data":{}} -->'],
    ['a list', '<!-- entra-rewind ["key"] -->'],
    ['written otherwise', '<!-- entra-rewind {"key": "k"} -->'],
    ['with more in it', '<!-- entra-rewind {"key":"k","more":1} -->'],
    ['with data of another kind', '<!-- entra-rewind {"key":"k","data":{"a":1}} -->'],
    ['two in a line', '<!-- entra-rewind {"key":"k"} --> <!-- entra-rewind {"key":"k"} -->'],
  ])('is not: %s', (_, body) => {
    expect(parseMarker(body)).toBeNull();
  });
});
