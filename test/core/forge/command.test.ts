import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../../src/core/catalog/index.ts';
import { type AllowCommand, commandIn, printCommand, type RevertCommand } from '../../../src/core/forge/command.ts';
import { quoteWord, splitWords } from '../../../src/core/forge/shellWords.ts';
import { everything } from '../../../src/core/scope.ts';

const guards = ['break-glass', 'second-approval'];
const parse = (body: string) => commandIn({ body, isEdited: false }, guards);

const revert = (more: Partial<RevertCommand> = {}): RevertCommand => ({
  is: 'revert',
  backup: null,
  scope: everything,
  added: 'softDelete',
  ...more,
});

describe('a comment that asks for a revert', () => {
  it.each<[string, RevertCommand]>([
    ['/revert', revert()],
    ['\n\n  /revert  \n\nThanks!\n', revert()],
    ['/revert\r\n\r\nBecause of the attack.\r\n', revert()],
    ['/revert 2026-11-22', revert({ backup: '2026-11-22' })],
    ['/revert newest', revert({ backup: 'newest' })],
    ['/revert reviewed', revert({ backup: 'reviewed' })],
    ['/revert 2026-11-22T02-00-00Z --added keep', revert({ backup: '2026-11-22T02-00-00Z', added: 'keep' })],
    [
      '/revert --type user --type namedLocationPolicy',
      revert({ scope: { ...everything, types: ['user', 'namedLocation'] } }),
    ],
    ['/revert --type APPROLEASSIGNMENT', revert({ scope: { ...everything, types: ['appRoleAssignment'] } })],
    [
      '/revert --id=0a-1b --id 0a-1b --property "conditions.users"',
      revert({ scope: { types: [], ids: ['0a-1b'], properties: ['conditions.users'] } }),
    ],
    [
      "/revert --property '@odata.type' --property 'a b'",
      revert({ scope: { ...everything, properties: ['@odata.type', 'a b'] } }),
    ],
    [
      '/revert --added keep --added user=softDelete',
      revert({ added: { default: 'keep', byType: { user: 'softDelete' } } }),
    ],
    ['/revert\t--added\tkeep', revert({ added: 'keep' })],
  ])('%j', (body, expected) => {
    expect(parse(body)).toEqual(expected);
  });
});

describe('a comment that lifts a guard', () => {
  it.each<[string, AllowCommand]>([
    ['/allow break-glass It was us', { is: 'allow', guard: 'break-glass', reason: 'It was us' }],
    [
      '/allow second-approval the attacker\'s "change" $(x) --type',
      { is: 'allow', guard: 'second-approval', reason: 'the attacker\'s "change" $(x) --type' },
    ],
  ])('%j', (body, expected) => {
    expect(parse(body)).toEqual(expected);
  });
});

describe('a comment that asks for nothing', () => {
  it.each([
    '',
    '\n \n',
    'Looks good',
    'Please /revert',
    '> /revert\n\nNo, do not.',
    '>/revert',
    '```\n/revert\n```',
    '    /revert',
    '\t/revert',
    '`/revert`',
    '- /revert',
    '# /revert',
    '<!-- -->\n/revert',
    'First some words.\n/revert',
    '/reverted',
    '/revert-all',
    '//revert',
    '/ revert',
    '/Revert',
    '/allowed x y',
    '\\/revert',
    '\u200b/revert',
    '＼/revert',
  ])('%j', (body) => {
    expect(parse(body)).toEqual({ is: 'none' });
  });

  it('is an edited one, which gets an answer', () => {
    expect(commandIn({ body: '/revert', isEdited: true }, guards)).toMatchObject({ is: 'mistaken', why: /edited/ });
    expect(commandIn({ body: 'x', isEdited: true }, guards)).toEqual({ is: 'none' });
  });
});

describe('a comment that is mistaken', () => {
  it.each<[string, RegExp]>([
    ['/revert --type cat', /--type: Object types are: user/],
    ['/revert --type', /--type needs a value/],
    ['/revert --id --type user', /--id needs a value/],
    ['/revert --id ../../x', /cannot be an object id/],
    ['/revert --property ""', /name of a property/],
    ['/revert --added maybe', /keep, softDelete/],
    ['/revert --added keep --added keep', /One word for everything/],
    ['/revert --added user=keep --added user=keep', /said twice/],
    ['/revert --type user --added group=keep', /--type leaves that out\.$/],
    ['/revert --force', /takes --type, --id, --property, --added/],
    ['/revert --constructor x', /takes --type/],
    ['/revert -t user', /takes --type/],
    ['/revert \u2014type user', /two hyphens/],
    ['/revert 2026 2025', /one backup/],
    ['/revert all', /name of a backup/],
    ['/revert main..HEAD', /name of a backup/],
    ['/revert "2026', /quote \("\) is not closed/],
    ["/revert 'a", /quote \('\) is not closed/],
    ['/revert \\', /backslash/],
    ['/revert --id a\u202eb', /cannot be seen/],
    ['/revert --id a\u200bb', /cannot be seen/],
    ['/revert\n--type user', /one line/],
    ['/revert\n\n/allow break-glass x', /One command/],
    [`/revert --id ${'a'.repeat(9000)}`, /at most 8000/],
    ['/allow', /Which guard, and why\? Guards are: break-glass, second-approval/],
    ['/allow everything because', /no such guard/],
    ['/allow break-glass', /Say why/],
    ['/allow break-glass \u200b \u2026 !', /Say why/],
    [`/allow break-glass ${'a'.repeat(1001)}`, /at most 1000/],
  ])('%j', (body, why) => {
    expect(parse(body)).toMatchObject({ is: 'mistaken', why });
  });
});

describe('printing and parsing', () => {
  const words = fc.string({
    unit: fc.constantFrom('a', 'Z', '.', '-', '@', ' ', "'", '"', '\\', '$', '`', '*', '=', 'é'),
    minLength: 1,
  });
  const added = fc.constantFrom('keep' as const, 'softDelete' as const);
  const command = fc
    .record({
      backup: fc.constantFrom(null, 'newest', 'reviewed', '2026-11-22', '2026-11-22T02-00-00Z'),
      types: fc.uniqueArray(
        fc.constantFrom(...objectTypes, 'appRoleAssignment' as const, 'oauth2PermissionGrant' as const),
        { maxLength: 4 },
      ),
      ids: fc.uniqueArray(fc.uuid(), { maxLength: 4 }),
      properties: fc.uniqueArray(words, { maxLength: 3 }),
      rule: fc.oneof(added, fc.record({ default: added, word: added })),
    })
    .map(({ backup, types, ids, properties, rule }): RevertCommand => {
      const single = types[0] ?? 'user';
      const rules = typeof rule === 'string' ? rule : { default: rule.default, byType: { [single]: rule.word } };
      return { is: 'revert', backup, scope: { types, ids, properties }, added: rules };
    });

  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(command, (one) => {
        expect(parse(printCommand(one))).toEqual(one);
      }),
    );
  });

  it('are so of words in general', () => {
    const line = fc.array(
      fc.string({ unit: 'grapheme' }).filter((word) => !/[\n\r]/.test(word)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(line, (all) => {
        expect(splitWords(all.map(quoteWord).join(' '))).toEqual(all);
      }),
    );
  });

  it('never make a command of anything that does not begin with one, and never fail', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '/revert ', '/allow break-glass ', ' /revert\n'),
        (text, start) => {
          const parsed = parse(`${start}${text}`);
          if (start === '' && !/^\s*\/(revert|allow)/.test(text)) expect(parsed.is).toBe('none');
          else expect(['revert', 'allow', 'mistaken', 'none']).toContain(parsed.is);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('words', () => {
  it.each([
    ['a  b', ['a', 'b']],
    ['', []],
    ['  ', []],
    ['"a b"c', ['a bc']],
    ["'a\"b'", ['a"b']],
    ['"a\\"b\\n"', ['a"b\\n']],
    ['a\\ b', ['a b']],
    ["''", ['']],
    ['$HOME `x` $(y) *', ['$HOME', '`x`', '$(y)', '*']],
  ])('%j', (line, expected) => {
    expect(splitWords(line)).toEqual(expected);
  });
});
