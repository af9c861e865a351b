import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emitCanonical } from '../../../src/core/canonical/emit.ts';
import { hasUnsafeCharacter } from '../../../src/core/canonical/scalar.ts';
import type { Value } from '../../../src/core/model.ts';
import { printWithLibrary, printWithPureLibrary } from './reference.ts';
import { anyValue, kept, nastyText, nastyWords, ordinaryText } from './values.ts';

const readAs = (version: '1.1' | '1.2', text: string): unknown =>
  parse(text, { version, strict: true, merge: version === '1.1', logLevel: 'error' });

describe('the canonical form', () => {
  test('looks like this', () => {
    const policy = {
      state: 'enabled',
      id: '0a1b2c3d-0000-4000-8000-00000000000e',
      displayName: 'Require MFA: all users',
      description: 'First line\n  indented\n\nlast line\n',
      createdDateTime: '2026-11-23T02:00:00Z',
      country: 'NO',
      conditions: {
        users: { includeUsers: ['All'], excludeUsers: [] },
        locations: null,
        ranges: [[1, 2], [{ b: 0.5, a: -0 }]],
      },
      sessionControls: {},
      isEnabled: true,
      '@odata.type': '#microsoft.graph.conditionalAccessPolicy',
    };
    expect(emitCanonical(policy)).toBe(`"@odata.type": "#microsoft.graph.conditionalAccessPolicy"
conditions:
  locations: null
  ranges:
    - - 1
      - 2
    - - a: 0
        b: 0.5
  users:
    excludeUsers: []
    includeUsers:
      - All
country: "NO"
createdDateTime: "2026-11-23T02:00:00Z"
description: |
  First line
    indented

  last line
displayName: "Require MFA: all users"
id: 0a1b2c3d-0000-4000-8000-00000000000e
isEnabled: true
sessionControls: {}
state: enabled
`);
  });

  test.each([
    ['NO', '"NO"'],
    ['0123', '"0123"'],
    ['1e3', '"1e3"'],
    ['12:30:00', '"12:30:00"'],
    ['2026-11-23', '"2026-11-23"'],
    ['~', '"~"'],
    ['y', '"y"'],
    ['=', '"="'],
    ['<<', '"<<"'],
    ['', '""'],
    ['---', '"---"'],
    ['--force', '--force'],
    [':symbol', '":symbol"'],
    ['1,000', '"1,000"'],
    ['0X1F', '"0X1F"'],
    ['Contoso Sales #1', '"Contoso Sales #1"'],
    ['a\tb', '"a\\tb"'],
    ['a\u0085b', '"a\\u0085b"'],
    ['a\u2028b', '"a\\u2028b"'],
    ['\ufeffa', '"\\ufeffa"'],
    ['\u007f', '"\\u007f"'],
    ['\ud800', '"\\ud800"'],
    ['a\u202eb', '"a\\u202eb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['a \nb', '"a \\nb"'],
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    ['a\n\n', '"a\\n\\n"'],
    ['Zoë', 'Zoë'],
    ['yesterday', 'yesterday'],
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.0/24', '10.0.0.0/24'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['0bad', '0bad'],
    ['(user.department -eq "Sales")', '(user.department -eq "Sales")'],
    ['https://contoso.example/a?b=c#d', 'https://contoso.example/a?b=c#d'],
    [0, '0'],
    [-0, '0'],
    [1e21, '1.0e+21'],
    [1e-7, '1.0e-7'],
    [1.5e300, '1.5e+300'],
    [100, '100'],
    [[], '[]'],
    [{}, '{}'],
    [[[]], '\n  - []'],
  ] as const)('%j is written %s', (value, written) => {
    const gap = written.startsWith('\n') ? '' : ' ';
    expect(emitCanonical({ key: value as Value })).toBe(`key:${gap}${written}\n`);
  });

  test('sorts keys by code unit, integer-like and astral ones too', () => {
    const map = { b: 1, a: 1, 10: 1, 9: 1, B: 1, '\ufffd': 1, '😀': 1, é: 1 };
    const lines = emitCanonical(map).trimEnd().split('\n');
    expect(lines).toEqual(['"10": 1', '"9": 1', 'B: 1', 'a: 1', 'b: 1', 'é: 1', '😀: 1', '\ufffd: 1']);
  });

  test('does not depend on the order of keys, nor on objects shared', () => {
    const shared = { x: 1, y: [2] };
    const text = emitCanonical({ b: shared, a: shared });
    expect(text).toBe(emitCanonical({ a: { y: [2], x: 1 }, b: { x: 1, y: [2] } }));
    expect(text).not.toContain('&');
  });
});

describe('against the library', () => {
  test.each(nastyWords.map((word) => [word]))('%j as value, item, key and root', (word) => {
    const value = { [word]: word, list: [word, [word], { [word]: word }], map: { [word]: { [word]: word } } };
    expect(emitCanonical(value)).toBe(printWithLibrary(value));
    expect(emitCanonical(word)).toBe(printWithLibrary(word));
    for (const version of ['1.1', '1.2'] as const) expect(readAs(version, emitCanonical(value))).toEqual(value);
  });

  test('prints the same bytes', () => {
    const same = (value: Value) => {
      expect(emitCanonical(value)).toBe(printWithLibrary(value));
    };
    fc.assert(fc.property(anyValue, same), { numRuns: 3000 });
  });

  test('prints ordinary text as the library does without our overrides', () => {
    const same = (a: string, b: string) => {
      const value = { [a]: b, list: [a, { b }], text: `${a.trim()}\n${b.trim()}\n` };
      expect(emitCanonical(value)).toBe(printWithPureLibrary(value));
    };
    fc.assert(fc.property(ordinaryText, ordinaryText, same), { numRuns: 1000 });
  });

  test.each(['1.1', '1.2'] as const)('YAML %s reads the value back', (version) => {
    const same = (value: Value) => {
      expect(readAs(version, emitCanonical(value))).toEqual(kept(value));
    };
    fc.assert(fc.property(anyValue, same), { numRuns: 1500 });
  });

  test('keys longer than 1024 characters are marked', () => {
    for (const length of [1024, 1025, 3000]) {
      const key = 'k'.repeat(length);
      const value = {
        [key]: { [key]: [1, { a: null }], b: [] },
        [`${key}:`]: 'a\nb',
        [`z${key}`]: [[1], 2],
        zz: [{ [key]: {} }],
      };
      const text = emitCanonical(value);
      expect(text).toBe(printWithLibrary(value));
      expect(readAs('1.1', text)).toEqual(value);
      expect(text.includes('? ')).toBe(true);
    }
    expect(emitCanonical({ ['k'.repeat(1024)]: 1 })).not.toContain('? ');
  });
});

describe('every text', () => {
  test('is one line, or a block whose lines are its own', () => {
    const holds = (text: string) => {
      const written = emitCanonical({ key: text }).slice('key: '.length, -1);
      if (!written.startsWith('|')) return !written.includes('\n');
      const body = text.endsWith('\n') ? text.slice(0, -1) : text;
      return written
        .split('\n')
        .slice(1)
        .every((line, index) => line === (body.split('\n')[index] === '' ? '' : `  ${body.split('\n')[index]}`));
    };
    fc.assert(fc.property(nastyText, holds), { numRuns: 2000 });
  });

  test('comes out without characters that readers or reviewers see differently', () => {
    const holds = (value: Value) => !hasUnsafeCharacter(emitCanonical(value)) && !/[ \t]\n/.test(emitCanonical(value));
    fc.assert(fc.property(anyValue, holds), { numRuns: 1000 });
  });
});

describe('our own mistakes are thrown', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  let deep: unknown = 'bottom';
  for (let level = 0; level < 101; level += 1) deep = [deep];

  test.each([
    ['undefined', { a: undefined }, /undefined at or in "a"/],
    ['a hole', { a: new Array(2) }, /undefined/],
    ['NaN', { a: Number.NaN }, /NaN/],
    ['Infinity', [Number.NEGATIVE_INFINITY], /-Infinity/],
    ['a bigint', { a: 1n }, /bigint/],
    ['a function', { a: () => 1 }, /function/],
    ['a symbol', { a: Symbol('a') }, /symbol/],
    ['a date', { a: new Date(0) }, /instance of Date at or in "a"/],
    ['a map', { a: new Map() }, /instance of Map/],
    ['a cycle', cycle, /cycle/],
    ['101 levels', deep, /more than 100 deep/],
    ['__proto__', JSON.parse('{"a": {"__proto__": 1}}'), /__proto__/],
  ])('%s', (_, value, message) => {
    expect(() => emitCanonical(value as Value)).toThrow(message);
  });

  test('100 levels are not', () => {
    expect(emitCanonical((deep as Value[])[0]!)).toBe(`${'- '.repeat(100)}bottom\n`);
  });
});
