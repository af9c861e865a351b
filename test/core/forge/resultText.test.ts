import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodeText } from '../../../src/core/forge/exitCodeText.ts';
import { failedJobIssue, type WatchFinding, watchIssue } from '../../../src/core/forge/issueText.ts';
import { resultComment, resultSummary } from '../../../src/core/forge/resultText.ts';
import { aFinding, aRecovery } from '../report/samples.ts';
import { id, limits, page } from './samples.ts';

const about = { backupAfter: '2026-11-23T05-02-00Z', runUrl: page, limit: limits.body };

describe('the comment after a recovery', () => {
  it('that is done says so, and nothing more to do', () => {
    const text = resultComment({ recovery: aRecovery(), ...about });
    expect(text).toBe(`### Recovery completed

> [!TIP]
> **1 object** and **0 links** written. Verified: the tenant was read again, and a second plan was empty.

| recovery | \`recovery-1\` |
|---|---|
| to | backup \`2026-11-22T02-00-00Z\` |
| from | the tenant as it was |
| scope | \`everything\` |
| added objects | \`softDelete\` |
| started | \`2026-11-23T05:00:00.000Z\` |
| ended | \`2026-11-23T05:01:00.000Z\` |
| backup after it | \`2026-11-23T05-02-00Z\` |

[The run](<${page}>)
`);
  });

  it('with failures says which, what Graph said, and how to go on', () => {
    const text = resultComment({
      recovery: aRecovery({
        status: 'completedWithWarnings',
        backup: null,
        verified: false,
        totals: { objectsModified: 3, linksModified: 2, failed: 1, skipped: 1 },
        failures: [
          {
            type: 'user',
            id: id(1),
            action: 'update',
            code: 'Authorization_RequestDenied',
            message: 'Insufficient privileges',
            requestId: 'r-1',
            displayName: 'Ada',
            attributes: [{ name: 'city', backup: 'Oslo', current: 'Bergen' }],
            links: [],
          },
        ],
        receipts: [
          {
            n: 2,
            type: 'group',
            id: id(2),
            action: 'update',
            outcome: 'skipped',
            links: 0,
            requestIds: [],
            message: 'step 1 failed',
          },
          {
            n: 3,
            type: 'user',
            id: id(3),
            action: 'recreate',
            outcome: 'recreated',
            links: 0,
            requestIds: [],
            newId: id(4),
          },
        ],
        findings: [aFinding({ allowed: { reason: 'it was us' } })],
      }),
      nameOf: (_, one) => (one === id(2) ? 'Sales' : undefined),
      ...about,
      backupAfter: null,
    });
    expect(text).toContain(
      '> [!WARNING]\n> **3 objects** and **2 links** written, **1 failed**, **1 skipped**. **Not verified**',
    );
    expect(text).toContain('| to | commit `0123456789ab` |');
    expect(text).toContain('| backup after it | none |');
    expect(text).toContain('Left: 2 steps.');
    expect(text).toContain('```\nentra-rewind recover --resume recovery-1\n```');
    expect(text).toContain(
      `| update | \`Ada\`<br>user<br>\`${id(1)}\` | \`Authorization_RequestDenied\`<br>\`Insufficient privileges\` | \`city: Bergen → Oslo\` | \`r-1\` |`,
    );
    expect(text).toContain(`| 2 | update | \`Sales\`<br>group<br>\`${id(2)}\` | \`step 1 failed\` |`);
    expect(text).toContain(`| user<br>\`${id(3)}\` | \`${id(4)}\` |`);
    expect(text).toContain('lifted: `it was us`');
  });

  it('that is open or was stopped says how far it came', () => {
    const text = resultComment({
      recovery: aRecovery({
        status: 'canceled',
        completed: null,
        verified: false,
        progress: { steps: 3, of: 9 },
        resumes: 'recovery-0',
        canceledBy: { by: 'ingrid', host: 'laptop', at: '2026-11-23T05:00:30Z' },
      }),
      ...about,
    });
    expect(text).toContain('### Recovery canceled');
    expect(text).toContain('| progress | 3 of 9 steps |');
    expect(text).toContain('| goes on with | `recovery-0` |');
    expect(text).toContain('`by ingrid (laptop) at 2026-11-23T05:00:30Z`');
  });

  it('of thousands of failures fits', () => {
    const failures = Array.from({ length: 4000 }, (_, n) => ({
      type: 'user' as const,
      id: id(n),
      action: 'update' as const,
      code: 'x',
      message: 'x'.repeat(1000),
      requestId: null,
      displayName: '',
      attributes: [],
      links: [],
    }));
    const text = resultComment({ recovery: aRecovery({ status: 'failed', verified: false, failures }), ...about });
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/\*\*\d+ rows are left out here\*\*.*`entra-rewind history recovery-1`/);
    expect(text).toContain('--resume recovery-1');
  });

  it('is a summary of the job, too', () => {
    const text = resultSummary({ recovery: aRecovery(), ...about });
    expect(text).toMatch(/^## Recovery completed\n/);
    expect(text).not.toContain(page);
  });
});

describe('exit codes', () => {
  it('have words for every one that is documented', () => {
    const table = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
    const codes = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code)).filter((code) => code !== 0);
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) expect(exitCodeText(code).means).not.toContain('exit code');
    expect(exitCodeText(77).means).toBe('exit code 77');
    expect(exitCodeText(null).means).toMatch(/without an exit code/);
  });
});

describe('the issue of a failed job', () => {
  it('says what it means, why, and what to look with', () => {
    const { title, body } = failedJobIssue({
      job: 'backup',
      exitCode: 5,
      runUrl: page,
      said: ['error: users: 503'],
      limit: limits.body,
    });
    expect(title).toBe('The backup failed');
    expect(body).toContain('There is **no backup of this night**.');
    expect(body).toContain(`Why: the tenant could not be read completely (exit code 5). [The run](<${page}>)`);
    expect(body).toContain('```\nentra-rewind doctor\n```');
    expect(body).toContain('- `error: users: 503`');
  });

  it('says so where there is no code, and shows the end of what was said', () => {
    const said = Array.from({ length: 100 }, (_, n) => `line ${n}`);
    const { body } = failedJobIssue({ job: 'recover', exitCode: null, runUrl: page, said, limit: limits.body });
    expect(body).toContain('half way');
    expect(body).toContain('ended without an exit code');
    expect(body).not.toContain('`line 69`');
    expect(body).toContain('`line 99`');
  });
});

describe('the issue of the watch', () => {
  it.each<[string, readonly WatchFinding[], string, RegExp]>([
    [
      'a missed night',
      [{ is: 'missedNight', newest: '2026-11-22T02-00-00Z', hours: 40.7, allowedHours: 30 }],
      'Watch: a night without a backup',
      /`2026-11-22T02-00-00Z`.*, 40 hours old/,
    ],
    [
      'no backup at all',
      [{ is: 'missedNight', newest: null, hours: 0, allowedHours: 30 }],
      'Watch: a night without a backup',
      /no backup at all/,
    ],
    [
      'weaker protection',
      [
        {
          is: 'weakerProtection',
          check: { name: 'journal', state: 'weaker', message: 'may be rewritten', remedy: 'entra-rewind protect' },
        },
      ],
      'Watch: the record is less protected than it should be',
      /`journal`: weaker than it should be: `may be rewritten` `entra-rewind protect`/,
    ],
    [
      'protection that nobody may see',
      [{ is: 'weakerProtection', check: { name: 'main', state: 'unknown', message: 'no right to look' } }],
      'Watch: the record is less protected than it should be',
      /could not be looked at/,
    ],
    [
      'an altered backup',
      [{ is: 'alteredBackup', backup: '2026-11-22T02-00-00Z' }],
      'Watch: a backup is not what was recorded',
      /counts for nothing/,
    ],
  ])('names %s', (_, findings, title, words) => {
    const issue = watchIssue(findings, page, limits.body);
    expect(issue.title).toBe(title);
    expect(issue.body).toMatch(words);
  });
});
