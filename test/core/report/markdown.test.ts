import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../../src/core/report/markdown.ts';
import { aChange, aLink, aReport, hostileName, longText, unsafe } from './samples.ts';

/** The cells of each row of its tables. */
const rowsOf = (markdown: string): readonly (readonly string[])[] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).map((text) => text.trim()));

describe('a report in Markdown', () => {
  const report = aReport([
    aChange({
      type: 'conditionalAccessPolicy',
      id: 'p1',
      displayName: 'Require MFA',
      attributes: [
        { name: 'state', backup: 'enabled', current: 'disabled' },
        { name: 'conditions.users.excludeGroups', backup: ['g1', 'g2'], current: ['g2'] },
      ],
    }),
    aChange({ type: 'group', id: 'g1', displayName: 'Excluded', links: [aLink('-', 'user/u1')] }),
    aChange({ id: 'u2', displayName: 'u2', change: 'added', recoveryAction: 'softDelete' }),
  ]);

  it('reads from top to bottom', () => {
    expect(reportMarkdown(report)).toBe(
      `
## Differences: backup 2026-11-22T02-00-00Z \\(commit 0123456789ab\\) → the tenant now

Tenant \`11111111-2222-3333-4444-555555555555\`, made \`2026-11-23T05:00:00.000Z\`, report \`report-1\`

| type | added | changed | softDeleted | restored | hardDeleted | all |
|---|---:|---:|---:|---:|---:|---:|
| user | 1 | 0 | 0 | 0 | 0 | 1 |
| group | 0 | 1 | 0 | 0 | 0 | 1 |
| conditionalAccessPolicy | 0 | 1 | 0 | 0 | 0 | 1 |
| all | 1 | 2 | 0 | 0 | 0 | 3 |

3 objects, 2 attributes, 1 link differ.

<details open><summary>user: 1 added</summary>

| object | change | attribute or link | backup | current | recovery action |
|---|---|---|---|---|---|
| \`u2\` | \`+\` added |  |  |  | softDelete |

</details>

<details open><summary>group: 1 changed</summary>

| object | change | attribute or link | backup | current | recovery action |
|---|---|---|---|---|---|
| \`Excluded\`<br>\`g1\` | \`~\` changed | \`members\` \`user/u1\` | present | absent | update |

</details>

<details open><summary>conditionalAccessPolicy: 1 changed</summary>

| object | change | attribute or link | backup | current | recovery action |
|---|---|---|---|---|---|
| \`Require MFA\`<br>\`p1\` | \`~\` changed | \`conditions.users.excludeGroups\` | − \`Excluded (g1)\`<br>1 unchanged | 1 unchanged | update |
|  |  | \`state\` | \`enabled\` | \`disabled\` |  |

</details>
`.trimStart(),
    );
  });

  it('says when nothing differs, and does not say it of what was not read', () => {
    expect(reportMarkdown(aReport([]))).toMatch(/\n\nNo differences\.\n$/);
    const notRead = [{ type: 'group' as const, reason: 'no licence' }];
    expect(reportMarkdown(aReport([], { notRead }))).toMatch(
      /\n\nNo differences in what was read\.\n\n\*\*Not read\*\*\n\n- `group`: no licence\n$/,
    );
  });

  it('cuts long values and long lists, and says so', () => {
    const markdown = reportMarkdown(
      aReport([
        aChange({ attributes: [{ name: 'city', backup: longText(130), current: null }] }),
        aChange({ type: 'group', id: 'g1', links: Array.from({ length: 30 }, (_, n) => aLink('-', `user/${n}`)) }),
        aChange({
          id: 'u2',
          attributes: [{ name: 'otherMails', backup: [], current: Array.from({ length: 12 }, (_, n) => `m${n}`) }],
        }),
      ]),
    );
    expect(markdown).toContain(`\`${longText(120)}…(+10 characters)\``);
    expect(markdown).toContain('`members` …and 5 more | present | absent |');
    expect(markdown).toContain('<br>…and 2 more |');
    expect(markdown).toContain('| `otherMails` | empty | + ');
  });

  it('is the same whatever order the changes came in', () => {
    expect(reportMarkdown(aReport(report.objects.toReversed()))).toBe(reportMarkdown(report));
  });
});

describe('a hostile tenant', () => {
  const hostileReport = aReport(
    [
      aChange({
        id: 'u1',
        displayName: hostileName,
        recoveryAction: 'none',
        reason: hostileName,
        attributes: [
          { name: hostileName, backup: hostileName, current: { [hostileName]: [hostileName] } },
          { name: 'otherMails', backup: [hostileName], current: ['|', '`', '\\|'] },
        ],
        links: [aLink('+', 'user/u2', { name: hostileName, target: { type: hostileName, id: hostileName } })],
      }),
    ],
    {
      id: hostileName,
      tenantId: hostileName,
      from: { backup: hostileName, commit: hostileName },
      scope: { types: [], ids: [hostileName], properties: [] },
      notRead: [{ type: 'user', reason: hostileName }],
      notCovered: [{ type: 'user', property: hostileName, reason: hostileName }],
    },
  );
  const markdown = reportMarkdown(hostileReport, () => hostileName);

  it('breaks no table', () => {
    const rows = rowsOf(markdown);
    expect(rows).toHaveLength(8);
    for (const cells of rows.slice(3)) expect(cells).toHaveLength(8);
    // Readers differ in what this means.
    expect(markdown).not.toContain('\\\\|');
  });

  it('mentions nobody, links nothing and draws nothing outside code', () => {
    const outside = markdown.replace(/<code>.*?<\/code>/g, '').replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/@(?!\u200b)|(?<!^|\n|&)#(?!#|\u200b| Differences)/);
    expect(outside).not.toMatch(/(?<!\\)(?:<(?!\/?(?:details|summary|br)\b)|\[|!)/);
    expect(outside.match(/\*\*/g)).toHaveLength(4);
  });

  it('hides nothing', () => {
    expect(markdown.replaceAll('\u200b', '')).not.toMatch(unsafe);
    // The only ones are those that keep `@`, `#` and addresses from meaning something.
    expect(markdown.replace(/[@#:]\u200b/g, '')).not.toContain('\u200b');
  });
});
