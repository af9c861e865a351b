import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitCanonical } from '../../../src/core/canonical/emit.ts';
import { parseCanonical } from '../../../src/core/canonical/parse.ts';
import { readQuickly } from '../../../src/core/canonical/read.ts';
import type { Value } from '../../../src/core/model.ts';
import { printWithLibrary } from './reference.ts';
import { anyValue, kept, nastyWords } from './values.ts';

const path = 'snapshots/users/0a/0a1b.yaml';

/** `code line message`, shortened to what a table can hold. */
function problemsOf(text: string): readonly string[] {
  const parsed = parseCanonical(text, path);
  if (!('problems' in parsed)) return [`a value: ${JSON.stringify(parsed.value).slice(0, 80)}`];
  for (const { place, remedy } of parsed.problems) {
    expect(place?.file).toBe(path);
    expect(remedy).toMatch(/\w/);
  }
  return parsed.problems.map(({ code, place, message }) => `${code} ${place?.line} ${message}`);
}

const nested = (levels: number): Value => (levels === 0 ? 'bottom' : { a: nested(levels - 1) });

describe('what emitCanonical wrote', () => {
  test('is read back, by the quick reader alone', () => {
    const same = (value: Value) => {
      const text = emitCanonical(value);
      expect(readQuickly(text)).toEqual({ value: kept(value) });
      expect(parseCanonical(text, path)).toEqual({ value: kept(value) });
    };
    fc.assert(fc.property(anyValue, same), { numRuns: 3000 });
    for (const word of nastyWords) same({ [word]: word, list: [word, [[word]], { [word]: { [word]: [] } }] });
    for (const length of [1024, 1025])
      same({ ['k'.repeat(length)]: [[{ ['z'.repeat(length)]: { a: 'b\nc' } }]], zz: 'y' });
  });

  test('is read down to 100 levels', () => {
    expect(parseCanonical(emitCanonical(nested(100)), path)).toEqual({ value: nested(100) });
    expect(problemsOf(printWithLibrary(nested(101)))).toEqual(['hostileYaml 101 is nested more than 100 deep']);
    expect(problemsOf(`${'- '.repeat(100)}[]\n`)).toContain('hostileYaml 1 is nested more than 100 deep');
  });

  test('gives objects whose keys are their own', () => {
    const parsed = parseCanonical('constructor: 1\ntoString: 2\n', path);
    expect('value' in parsed && Object.entries(parsed.value as object)).toEqual([
      ['constructor', 1],
      ['toString', 2],
    ]);
  });

  test('is read when it is long, and in time that grows with its length', () => {
    const members = Array.from({ length: 50_000 }, (_, index) => `user/${index}`).sort();
    const text = emitCanonical({ members, zone: 'last' });
    expect(parseCanonical(text, path)).toEqual({ value: { members, zone: 'last' } });
  });
});

describe('any other text', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing', '', ['notCanonical 1 is empty']],
    ['blank lines', '\n\n', ['notCanonical 1 is empty']],
    ['a comment', 'a: 1\n# why\nb: 2\n', ['notCanonical 2 has a comment, which the next backup would lose']],
    [
      'a comment at the end of a line',
      'a: 1 # why\n',
      ['notCanonical 1 has a comment, which the next backup would lose'],
    ],
    [
      'a comment behind a block',
      'a: | # why\n  b\n',
      ['notCanonical 1 has a comment, which the next backup would lose'],
    ],
    ['a comment in a list', 'a: [ # why\n  1]\n', ['notCanonical 1 has a comment, which the next backup would lose']],
    ['a document marker', '---\na: 1\n', ['notCanonical 1 has a document marker']],
    ['an end marker', 'a: 1\n...\n', ['notCanonical 2 has a document marker']],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      ['notCanonical 2 has a document marker', 'hostileYaml 2 holds 2 documents instead of one'],
    ],
    [
      'a directive',
      '%YAML 1.1\n---\na: NO\n',
      ['hostileYaml 1 has the directive "%YAML 1.1"', 'notCanonical 2 has a document marker'],
    ],
    [
      'a tag directive',
      '%TAG ! tag:x,2000:\n---\na: !b c\n',
      [
        'hostileYaml 1 has the directive "%TAG ! tag:x,2000:"',
        'notCanonical 2 has a document marker',
        'hostileYaml 3 has the tag "!b"',
      ],
    ],
    ['a tag', 'a: 1\nb: !!binary aGk=\n', ['hostileYaml 2 has the tag "!!binary"']],
    [
      'a tag that runs code elsewhere',
      'a: !!python/object/apply:os.system [id]\n',
      ['hostileYaml 1 has the tag "!!python/object/apply:os.system"'],
    ],
    ['an anchor', 'a: &x 1\n', ['hostileYaml 1 has the anchor "&x"']],
    ['an alias', 'a: &x 1\nb: *x\n', ['hostileYaml 1 has the anchor "&x"', 'hostileYaml 2 has the alias "*x"']],
    ['an alias to nothing', 'a: *x\n', ['hostileYaml 1 has the alias "*x"']],
    ['a merge key', 'a: 1\n<<: {b: 2}\n', ['hostileYaml 2 has a merge key']],
    [
      'a merge key that is none',
      '"<<": 1\n# why\n',
      ['notCanonical 2 has a comment, which the next backup would lose'],
    ],
    [
      'a bad directive',
      '%YAML\n---\na: 1\n',
      ['hostileYaml 1 has the directive "%YAML"', 'notCanonical 2 has a document marker'],
    ],
    ['a tag that does not fit', 'a: !!map b\n', ['hostileYaml 1 has the tag "!!map"']],
    ['an alias without a name', 'a: *\n', ['hostileYaml 1 has the alias "*"']],
    [
      'a map as key',
      '? {a: 1, a: 2}\n: 3\n',
      ['hostileYaml 1 has a key that is not text', 'hostileYaml 1 has the key "a" twice'],
    ],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', ['hostileYaml 3 has the key "a" twice']],
    ['a key twice, spelled in two ways', 'a: 1\n"\\u0061": 3\n', ['hostileYaml 2 has the key "a" twice']],
    ['a key twice in a list', 'a:\n  - b: 1\n    b: 1\n', ['hostileYaml 3 has the key "b" twice']],
    ['a number as key', 'a: 1\n1: 2\n', ['hostileYaml 2 has a key that is not text']],
    ['null as key', '~: 2\n', ['hostileYaml 1 has a key that is not text']],
    ['no key', ': 2\n', ['hostileYaml 1 has a key that is not text']],
    ['a list as key', '? [a, b]\n: 2\n', ['hostileYaml 1 has a key that is not text']],
    [
      'an alias as key',
      '&a a: 1\n*a : 2\n',
      [
        'hostileYaml 1 has the anchor "&a"',
        'hostileYaml 2 has the alias "*a"',
        'hostileYaml 2 has a key that is not text',
      ],
    ],
    ['__proto__', '__proto__:\n  isAdmin: true\n', ['hostileYaml 1 has the key __proto__']],
    ['__proto__ in quotes', 'a:\n  "__proto__": {}\n', ['hostileYaml 2 has the key __proto__']],
    ['__proto__ in escapes', 'a: 1\n"\\u005f_proto__": {}\n', ['hostileYaml 2 has the key __proto__']],
    ['infinity', 'a: .inf\n', ['hostileYaml 1 has a number that JSON does not have']],
    ['a number too large', 'a: 1e999\n', ['hostileYaml 1 has a number that JSON does not have']],
    [
      'a number too large, as we would write it',
      'a: 1.0e+999\n',
      ['hostileYaml 1 has a number that JSON does not have'],
    ],
    ['not a number', 'a:\n  - .NaN\n', ['hostileYaml 2 has a number that JSON does not have']],
    ['NUL', 'a: 1\nb: a\0b\n', ['notYaml 2 is not text: it holds a NUL']],
    ['a control character', 'a: \u001b[31m\n', ['notYaml 1 is not text: it holds U+001B']],
    ['DEL', 'a: \u007f\n', ['notYaml 1 is not text: it holds U+007F']],
    ['half a surrogate pair', 'a: 1\nb: \ud800\n', ['notYaml 2 is not text: it holds U+D800']],
    ['a byte order mark', '\ufeffa: 1\n', ['notCanonical 1 starts with a byte order mark']],
    [
      'a byte order mark inside',
      'a: b\ufeffc\n',
      ['hostileYaml 1 holds U+FEFF unescaped, which hides or reorders what a reviewer sees'],
    ],
    ['line ends of Windows', 'a: 1\r\nb: 2\r\n', ['notCanonical 1 has lines that end in CR LF']],
    ['a bare CR', 'a: 1\rb: 2\n', ['hostileYaml 1 holds U+000D, which only some readers take for a line break']],
    ['NEL', 'a: 1\u0085b: 2\n', ['hostileYaml 1 holds U+0085, which only some readers take for a line break']],
    [
      'a line separator',
      'a: 1\nb: 1\u2028c: 2\n',
      ['hostileYaml 2 holds U+2028, which only some readers take for a line break'],
    ],
    [
      'text that runs backwards',
      'a: x\u202ey\n',
      ['hostileYaml 1 holds U+202E unescaped, which hides or reorders what a reviewer sees'],
    ],
    ['a quote left open', 'a: "b\n', ['notYaml 1 is not YAML: Missing closing "quote']],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['notYaml 2 is not YAML: Tabs are not allowed as indentation']],
    [
      'two lists in one',
      'a: [1\nb: 2\n',
      ['notYaml 2 is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['keys out of order', 'b: 1\na: 2\n', ['notCanonical 1 is not canonical: "b: 1", where "a: 2" is expected']],
    [
      'quotes that are not needed',
      'a: 1\nb: "c"\n',
      ['notCanonical 2 is not canonical: "b: \\"c\\"", where "b: c" is expected'],
    ],
    [
      'quotes that are missing',
      'country: NO\n',
      ['notCanonical 1 is not canonical: "country: NO", where "country: \\"NO\\"" is expected'],
    ],
    ['flow style', 'a: [1, 2]\n', ['notCanonical 1 is not canonical: "a: [1, 2]", where "a:" is expected']],
    [
      'no line feed at the end',
      'a: 1',
      ['notCanonical 1 is not canonical: the end without a line feed, where "a: 1" is expected'],
    ],
    ['a blank line at the end', 'a: 1\n\n', ['notCanonical 2 is not canonical: "", where the end is expected']],
    ['a space at the end of a line', 'a: 1 \n', ['notCanonical 1 is not canonical: "a: 1 ", where "a: 1" is expected']],
    ['four spaces', 'a:\n    b: 1\n', ['notCanonical 2 is not canonical: "    b: 1", where "  b: 1" is expected']],
    [
      'a number with a long tail',
      'a: 12345678901234567890\n',
      ['notCanonical 1 is not canonical: "a: 12345678901234567890", where "a: 12345678901234567000" is expected'],
    ],
    ['minus zero', 'a: -0\n', ['notCanonical 1 is not canonical: "a: -0", where "a: 0" is expected']],
    ['octal', 'a: 0o17\n', ['notCanonical 1 is not canonical: "a: 0o17", where "a: 15" is expected']],
    ['a folded block', 'a: >\n  b\n  c\n', ['notCanonical 1 is not canonical: "a: >", where "a: |" is expected']],
    [
      'a date without quotes',
      'a: 2026-11-23\n',
      ['notCanonical 1 is not canonical: "a: 2026-11-23", where "a: \\"2026-11-23\\"" is expected'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('all problems of a file are told, in the order of its lines', () => {
    expect(problemsOf('b: !t 1\nb: 2\n# c\n__proto__: &x 1\n')).toEqual([
      'hostileYaml 1 has the tag "!t"',
      'hostileYaml 2 has the key "b" twice',
      'notCanonical 3 has a comment, which the next backup would lose',
      'hostileYaml 4 has the key __proto__',
      'hostileYaml 4 has the anchor "&x"',
    ]);
    const many = problemsOf('a: &x 1\n'.repeat(30));
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toBe('notCanonical undefined has 39 more problems');
  });

  test('never touches the prototype of objects', () => {
    parseCanonical('__proto__:\n  polluted: true\na:\n  constructor:\n    prototype:\n      polluted: true\n', path);
    parseCanonical('a:\n  constructor:\n    prototype:\n      polluted: true\n', path);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each<[string, string, string]>([
    [
      'a bomb of aliases',
      `a: &a [${'x, '.repeat(9)}x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}x]\n`).join('')}`,
      'anchor',
    ],
    ['100,000 brackets', '['.repeat(100_000), 'nested'],
    ['50,000 dashes', `${'- '.repeat(50_000)}a\n`, 'nested'],
    ['50,000 question marks', `${'? '.repeat(50_000)}a\n`, 'nested'],
    [
      '20,000 keys, then one again',
      `${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('')}k7: 1\n`,
      'twice',
    ],
    ['more than can be explained', `${'a: 1\n'.repeat(60_000)}`, 'too large to say why'],
    ['65 MiB', 'a'.repeat(65 * 2 ** 20), '64 MiB'],
    ['65 MiB of wide characters', `a: "${'東'.repeat((65 / 3) * 2 ** 20)}"\n`, '64 MiB'],
  ])('%s end in a problem', (_, text, part) => {
    expect(problemsOf(text).join('\n')).toContain(part);
  });

  test('what is too large to explain has the line where it stops being canonical', () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `k${String(index).padStart(6, '0')}: 1\n`);
    for (const [line, edit] of [
      [30_001, "k030000: '1'\n"],
      [30_001, 'k030000 1\n'],
      [30_001, 'k030000: {a: 1}\n'],
    ] as const) {
      const problems = problemsOf(lines.with(line - 1, edit).join(''));
      expect(problems).toEqual([`notCanonical ${line} is not canonical, and too large to say why`]);
    }
  });

  test('is refused for every single edit that a canonical text does not survive', () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.constantFrom('', ' ', '\n', '\t', ':', '-', '#', '"', '&a ', '!', '0', 'a', '{', '\u0085', '\r'),
    );
    const holds = (value: Value, [at, inserted]: readonly [number, string]) => {
      const text = emitCanonical(value);
      const index = at % (text.length + 1);
      const edited = text.slice(0, index) + inserted + text.slice(inserted === '' ? index + 1 : index);
      const parsed = parseCanonical(edited, path);
      // Either still canonical, for another value; or told.
      if ('value' in parsed) expect(printWithLibrary(parsed.value)).toBe(edited);
      else expect(parsed.problems.length).toBeGreaterThan(0);
    };
    fc.assert(fc.property(anyValue, edit, holds), { numRuns: 1500 });
  });

  test('never throws', () => {
    const pieces = fc.constantFrom(
      ...'\n :-?#&*!|>%@`"\'[]{},ab01~\\',
      '\n  ',
      '- ',
      ': ',
      '? ',
      '---\n',
      '...\n',
      '<<: ',
      '|\n',
      '!!str ',
      '\0',
      '\ud800',
    );
    const holds = (parts: readonly string[]) => {
      const text = parts.join('');
      const parsed = parseCanonical(text, path);
      if ('value' in parsed) expect(emitCanonical(parsed.value)).toBe(text);
      else expect(parsed.problems.every(({ place }) => place?.file === path)).toBe(true);
    };
    fc.assert(fc.property(fc.array(pieces, { maxLength: 25 }), holds), { numRuns: 3000 });
  });
});
