/** Generated values, with text that is nasty to YAML more often than not. */
import fc from 'fast-check';
import type { Value } from '../../../src/core/model.ts';

/** Each is read as something else by some reader when it stands there plain. */
export const nastyWords: readonly string[] = [
  ...['', ' ', '~', 'null', 'Null', 'NULL', 'y', 'Y', 'n', 'N', 'yes', 'Yes', 'YES', 'no', 'No', 'NO', 'nO'],
  ...['true', 'True', 'TRUE', 'false', 'False', 'FALSE', 'on', 'On', 'ON', 'off', 'Off', 'OFF', '=', '<<'],
  ...[
    '0',
    '-0',
    '+1',
    '007',
    '0123',
    '0o17',
    '0O17',
    '0x1F',
    '0X1F',
    '0b101',
    '0B1',
    '1_000',
    '1,000',
    '-1_0.5',
    '12e03',
  ],
  ...['1e3', '1E3', '1e+3', 'e5', 'E5', '.5', '5.', '.', '.e1', '-.5', '+.5_0', '1.5e-7', '0x', '0b', '_1', '1__0'],
  ...['.inf', '-.inf', '+.INF', '.nan', '.NaN', '12:30', '12:30:00', '1:2:3.5', '190:20:30', '-1:30'],
  ...['2026-11-23', '2026-1-2', '2026-11-23T02:00:00Z', '2026-11-23 02:00:00 +1', '2026-11-23t02:00:00.5-05:00'],
  ...[
    '-',
    '?',
    ':',
    '--',
    '---',
    '--- a',
    '...',
    '... a',
    '-a',
    '?a',
    ':a',
    '- a',
    '? a',
    ': a',
    'a:',
    'a: b',
    'a:b',
    'a :b',
  ],
  ...[
    '#',
    'a #b',
    'a# b',
    '#a',
    '&a',
    '*a',
    '!a',
    '!!str a',
    '|',
    '|-',
    '>',
    '%a',
    '@a',
    '`a',
    "'a'",
    '"a"',
    'a"b',
    "a'b",
  ],
  ...['[', '[]', '[a]', ']', '{', '{}', '{a: b}', '}', ',', ',a', 'a, b', '\\', '\\n', 'a\\', '/', 'C:\\new'],
  ...[
    '\t',
    'a\tb',
    '\ta',
    'a\t',
    ' a',
    'a ',
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    '\na',
    ' \na',
    'a\nb',
    'a\nb\n',
    'a\n\nb',
    'a \nb',
  ],
  ...[
    'a\n b',
    ' a\nb',
    'a\n\tb',
    'a\n# b',
    '# a\nb',
    '---\na',
    'a\n---\nb',
    '%a\nb',
    'a\n...',
    'a: b\nc: d',
    '- a\n- b',
    'a\n ',
  ],
  ...[
    'a\r\nb',
    'a\rb',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    '\ufeffa',
    'a\ufeff',
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    '\u00a0',
  ],
  ...[
    '\ufffd',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udc00',
    'a\ud800b',
    '😀',
    'Zoë',
    '東京',
    'a\u202eb',
    '\u{e0001}',
    '\u{10ffff}',
  ],
  ...[
    'Contoso Sales #1',
    'Contoso: Sales',
    'Contoso:Sales',
    'Contoso  Sales',
    '__proto',
    'constructor',
    'toString',
    'x'.repeat(200),
    'é'.repeat(60),
    `${'a b '.repeat(50)}c`,
    'a\n'.repeat(30),
  ],
];

const fragment = fc.oneof(
  fc.constantFrom(...nastyWords),
  fc.constantFrom(...' \n\t:#-?,[]{}&*!|>\'"%@`\\~=<.+_0123456789eExXobOBtTzZyYnN\r\u0085\u2028\ufeff\ud800'),
  fc.string({ maxLength: 5 }),
);

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nastyWords) },
  { weight: 5, arbitrary: fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  // All that numbers, dates and times are made of.
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...'0123456789.:_+-eETZ xob'), { maxLength: 9 }).map((all) => all.join('')),
  },
);

/** Generators know `__proto__` too; what becomes of it has tests of its own. */
const nastyKey = nastyText.filter((text) => text !== '__proto__');

/** What names and descriptions are made of, without a digit or sign first: never a number or a date. */
export const ordinaryText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...'ABCDFGHacdfgh(/ÅÉ東'),
    fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEF0123456789 -_.@/()+=$&*!,;\'"?:#é東'), {
      minLength: 5,
      maxLength: 40,
    }),
  )
  .map(([first, rest]) => first + rest.join(''));

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, -1e21, 1.5e300, 1e-7, 5e-324, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, 0.1),
);

const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    nastyText,
    fc.oneof(fc.constantFrom<Value>(null, true, false), number),
    fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'value' }),
    fc.dictionary(nastyKey, tie('tree'), { maxKeys: 5, depthIdentifier: 'value' }),
  ),
}));

/** Any value, the root most often a map. */
export const anyValue: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(nastyKey, tree, { maxKeys: 6 }) },
  { weight: 1, arbitrary: tree },
);

/**
 * The value with its minus zeros turned to zeros, which is all that the canonical form does not keep. Not by way of JSON:
 * `JSON.parse` of V8 13.6 (Node 24) mistakes a key that starts with an escape for a backslash seen earlier in that place.
 */
export function kept(value: Value): Value {
  if (Array.isArray(value)) return value.map(kept);
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, kept(part)]));
}
