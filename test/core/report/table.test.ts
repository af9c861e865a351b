import { describe, expect, it } from 'vitest';
import type { ObjectChange, ObjectType, Value } from '../../../src/core/model.ts';
import { type Paint, plainPaint } from '../../../src/core/report/paint.ts';
import { reportTable } from '../../../src/core/report/table.ts';
import { aChange, aLink, aReport, hostileName, longText, unsafe } from './samples.ts';

const printed = (changes: readonly ObjectChange[]): string => reportTable(aReport(changes), plainPaint);

/** Lines below the object's own, without their margin. */
function detailsOf(change: Partial<ObjectChange>, names: { readonly [reference: string]: string } = {}) {
  const text = reportTable(aReport([aChange(change)]), plainPaint, (type, id) => names[`${type}/${id}`]);
  return text.split('\n').flatMap((line) => (line.startsWith('      ') ? [line.slice(6)] : []));
}

const attribute = (type: ObjectType, name: string, backup: Value | undefined, current: Value | undefined) => ({
  type,
  attributes: [{ name, backup, current }],
});

describe('a report on a terminal', () => {
  it('reads from top to bottom', () => {
    const text = printed([
      aChange({
        type: 'conditionalAccessPolicy',
        id: 'p1',
        displayName: 'Require MFA',
        attributes: [{ name: 'state', backup: 'enabled', current: 'disabled' }],
      }),
      aChange({ id: 'u2', displayName: 'Mallory', change: 'added', recoveryAction: 'softDelete' }),
      aChange({ id: 'u3', displayName: 'Eve', change: 'hardDeleted', recoveryAction: 'none', reason: 'gone for good' }),
    ]);
    expect(text).toBe(
      `
Differences: backup 2026-11-22T02-00-00Z (commit 0123456789ab) → the tenant now
Tenant 11111111-2222-3333-4444-555555555555  report-1, made 2026-11-23T05:00:00.000Z

type                     added  changed  softDeleted  restored  hardDeleted  all
user                         1        0            0         0            1    2
conditionalAccessPolicy      0        1            0         0            0    1
all                          1        1            0         0            1    3

3 objects, 1 attribute, 0 links

user: 1 added, 1 hardDeleted
  ! hardDeleted  Eve  u3  recovery: none (gone for good)
  + added        Mallory  u2  recovery: softDelete

conditionalAccessPolicy: 1 changed
  ~ changed      Require MFA  p1  recovery: update
      state: enabled → disabled

To recover one of them: entra-rewind recover --from 2026-11-22T02-00-00Z --id u2
`.trim(),
    );
  });

  it('says when nothing differs, and does not say it of what was not read', () => {
    expect(printed([])).toMatch(/\n\nNo differences\.$/);
    const notRead = [{ type: 'namedLocation' as const, reason: 'no licence' }];
    const text = reportTable(aReport([], { notRead }), plainPaint);
    expect(text).toMatch(/\n\nNo differences in what was read\.\n\nNot read:\n {2}namedLocation: no licence$/);
  });

  it('names a chosen scope, the other backup, and what is not covered', () => {
    const text = reportTable(
      aReport([], {
        to: { backup: null, commit: 'fedcba9876543210' },
        scope: { types: ['user', 'group'], ids: [], properties: ['city'] },
        notCovered: [{ type: 'user', property: 'perUserMfaState', reason: 'beta only' }],
      }),
      plainPaint,
    );
    expect(text).toContain('→ commit fedcba987654\n');
    expect(text).toContain('\nOnly types user, group; properties city\n');
    expect(text).toMatch(/\n\nNot covered:\n {2}user: perUserMfaState$/);
  });

  it('paints what it prints, and prints the same without colours', () => {
    const painted = (name: string) => (text: string) => `\u001b[${name}m${text}\u001b[0m`;
    const names = Object.keys(plainPaint) as (keyof Paint)[];
    const paint = Object.fromEntries(names.map((name, code) => [name, painted(String(31 + code))])) as unknown as Paint;
    const report = aReport([aChange({ links: [aLink('+', 'user/u2')] }), aChange({ id: 'u2', change: 'softDeleted' })]);
    const text = reportTable(report, paint);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what this takes out
    expect(text.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(reportTable(report, plainPaint));
    expect(text).toContain(paint.added('+ members user/u2 (Ada)'));
  });
});

describe('values', () => {
  it.each<[what: string, change: Partial<ObjectChange>, lines: readonly string[]]>([
    ['text', attribute('user', 'city', 'Oslo', 'Bergen'), ['city: Oslo → Bergen']],
    ['null', attribute('user', 'city', 'Oslo', null), ['city: Oslo → null']],
    ['text that looks like null', attribute('user', 'city', 'null', ''), ['city: "null" → ""']],
    ['a boolean and text', attribute('user', 'city', true, 'true'), ['city: true → "true"']],
    ['a missing one', attribute('conditionalAccessPolicy', 'x', undefined, 0), ['x: not set → 0']],
    ['text that says so', attribute('user', 'city', 'not set', 'a → b'), ['city: "not set" → "a → b"']],
    ['a list', attribute('user', 'businessPhones', ['1', 'a, b'], []), ['businessPhones: ["1", "a, b"] → []']],
    [
      'a complex one',
      attribute('conditionalAccessPolicy', 'x', null, { b: [true], a: { c: 'd' } }),
      ['x: null → {a: {c: d}, b: [true]}'],
    ],
    [
      'two long ones, each on its line',
      attribute('group', 'membershipRule', `user.city -eq ${longText(40)}`, `user.city -ne ${longText(40)}`),
      ['membershipRule:', `  backup   user.city -eq ${longText(40)}`, `  current  user.city -ne ${longText(40)}`],
    ],
    [
      'two that are read from right to left, which an arrow between them would swap',
      attribute('user', 'city', '\u05d0\u05d1', '\u05d2\u05d3'),
      ['city:', '  backup   \u05d0\u05d1', '  current  \u05d2\u05d3'],
    ],
    [
      'a very long one, visibly cut',
      attribute('user', 'city', longText(130), 'Oslo'),
      ['city:', `  backup   ${longText(120)}…(+10 characters)`, '  current  Oslo'],
    ],
  ])('%s', (_, change, lines) => {
    expect(detailsOf(change)).toEqual(lines);
  });
});

describe('sets', () => {
  const excluded = 'conditions.users.excludeGroups';
  const names = { 'group/g1': 'CA-Exclude-BreakGlass', 'group/all': 'x' };

  it.each<[what: string, backup: readonly string[], current: readonly string[], lines: readonly string[]]>([
    ['what went', ['g1', 'g2'], ['g2'], [`${excluded}: - CA-Exclude-BreakGlass (g1) (1 unchanged)`]],
    ['the last one going', ['g1'], [], [`${excluded}: - CA-Exclude-BreakGlass (g1) (now empty)`]],
    ['the first one coming', [], ['g2'], [`${excluded}: + g2 (was empty)`]],
    ['both', ['g1'], ['g2'], [`${excluded}:`, '  + g2', '  - CA-Exclude-BreakGlass (g1)']],
    [
      'many',
      [],
      Array.from({ length: 12 }, (_, n) => `h${n + 10}`),
      [`${excluded}:`, ...Array.from({ length: 10 }, (_, n) => `  + h${n + 10}`), '  + …and 2 more', '  (was empty)'],
    ],
  ])('shows %s', (_, backup, current, lines) => {
    expect(detailsOf(attribute('conditionalAccessPolicy', excluded, backup, current), names)).toEqual(lines);
  });

  it('shows a declared set of a listed property too', () => {
    expect(detailsOf(attribute('user', 'otherMails', ['a@b.c'], ['a@b.c', 'd@e.f']))).toEqual([
      'otherMails: + d@e.f (1 unchanged)',
    ]);
  });

  it('shows a list whose order matters as a whole', () => {
    expect(detailsOf(attribute('user', 'businessPhones', ['a', 'b'], ['b', 'a']))).toEqual([
      'businessPhones: [a, b] → [b, a]',
    ]);
  });

  it('does not hide a difference that sets do not know', () => {
    expect(detailsOf(attribute('user', 'otherMails', ['a'], ['a', 'a']))).toEqual(['otherMails: [a] → [a, a]']);
    expect(detailsOf(attribute('user', 'otherMails', null, ['a']))).toEqual(['otherMails: null → [a]']);
  });

  it('tells a word from an id', () => {
    const included = 'conditions.users.includeUsers';
    const lines = detailsOf(attribute('conditionalAccessPolicy', included, ['All'], ['u9']), {
      'user/All': 'a user called All',
      'user/u9': 'Ada',
    });
    expect(lines).toEqual([`${included}:`, '  + Ada (u9)', '  - All']);
  });

  it('keeps the id in sight, however long the name is', () => {
    const [line] = detailsOf(attribute('conditionalAccessPolicy', excluded, ['g1'], []), { 'group/g1': longText(300) });
    expect(line).toBe(`${excluded}: - ${longText(60)}…(+240 characters) (g1) (now empty)`);
  });
});

describe('links', () => {
  it('come and go, with names from the report, from the link and from whoever knows', () => {
    const changes = [
      aChange({ id: 'u1', displayName: 'Ada' }),
      aChange({
        type: 'group',
        id: 'g1',
        links: [
          aLink('-', 'user/u1'),
          aLink('+', 'user/u2'),
          aLink('+', 'device/d1', { target: { type: 'device', id: 'd1', displayName: 'Laptop' } }),
        ],
      }),
    ];
    const text = reportTable(aReport(changes), plainPaint, (_, id) => (id === 'u2' ? 'Bob' : undefined));
    expect(text).toContain(
      '\n      + members device/d1 (Laptop)\n      + members user/u2 (Bob)\n      - members user/u1 (Ada)',
    );
  });

  it('are not counted out one by one when there are thousands', () => {
    const links = Array.from({ length: 3000 }, (_, n) => aLink('+', `user/${n}`));
    const lines = detailsOf({ type: 'group', links });
    expect(lines).toHaveLength(26);
    expect(lines.at(-1)).toBe('+ members …and 2975 more');
  });
});

describe('a hostile tenant', () => {
  it('reaches no terminal, wherever its text stands', () => {
    const text = reportTable(
      aReport(
        [
          aChange({
            id: hostileName,
            displayName: hostileName,
            recoveryAction: 'none',
            reason: hostileName,
            attributes: [
              { name: hostileName, backup: hostileName, current: [hostileName] },
              { name: 'otherMails', backup: [], current: [hostileName] },
              { name: 'employeeOrgData', backup: null, current: { [hostileName]: hostileName } },
            ],
            links: [aLink('+', 'user/u2', { name: hostileName, target: { type: hostileName, id: hostileName } })],
          }),
        ],
        {
          id: hostileName,
          tenantId: hostileName,
          createdDateTime: hostileName,
          from: { backup: hostileName, commit: hostileName },
          scope: { types: [], ids: [hostileName], properties: [hostileName] },
          notRead: [{ type: 'user', reason: hostileName }],
          notCovered: [{ type: 'user', property: hostileName, reason: hostileName }],
        },
      ),
      plainPaint,
      () => hostileName,
    );
    expect(text).not.toMatch(unsafe);
    // Nor can it fake a line of its own.
    expect(text).not.toMatch(/^ {2}\+ added/m);
  });
});
