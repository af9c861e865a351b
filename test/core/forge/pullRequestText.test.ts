import { describe, expect, it } from 'vitest';
import { commandIn } from '../../../src/core/forge/command.ts';
import { reportPullRequest } from '../../../src/core/forge/pullRequestText.ts';
import { type RevertPullRequest, revertPullRequest } from '../../../src/core/forge/revertText.ts';
import { judge, nothingAround } from '../../../src/core/forge/severity.ts';
import { everything } from '../../../src/core/scope.ts';
import { aChange, aLink, aReport } from '../report/samples.ts';
import { aPullRequest, id, limits, page, whole } from './samples.ts';

const policy = aChange({
  type: 'conditionalAccessPolicy',
  id: id(1),
  displayName: 'Require MFA',
  attributes: [{ name: 'state', backup: 'enabled', current: 'disabled' }],
});
const group = aChange({ type: 'group', id: id(2), displayName: 'Sales', links: [aLink('+', 'user/u1')] });
const gone = aChange({
  id: id(3),
  displayName: 'Ada',
  change: 'hardDeleted',
  recoveryAction: 'none',
  reason: 'gone for good',
});

describe('a difference report as a pull request', () => {
  const report = aReport([group, policy, gone]);
  const { title, body, labels } = reportPullRequest(
    aPullRequest(report, {
      doersOf: ({ type }) =>
        type === 'conditionalAccessPolicy' ? [{ name: 'eve@contoso.com', at: '2026-11-22T19:00:00Z' }] : [],
    }),
  );

  it('reads from top to bottom, worst first', () => {
    expect(title).toBe('Backup 2026-11-23T02-00-00Z: 3 objects differ, 1 of them critical');
    expect(labels).toEqual(['entra-rewind', 'difference report', 'severity: critical']);
    const [start = ''] = body.split('### What to do');
    expect(start).toBe(
      `> [!CAUTION]
> Changes: **1 critical**, **1 high**, **1 low**. Look at the first ones before anything else.

From backup \`2026-11-22T02-00-00Z\` to the tenant now, tenant \`11111111-2222-3333-4444-555555555555\`.

### Look at these first

| severity | object | what happened | who |
|---|---|---|---|
| 🔴&nbsp;critical | \`Require MFA\`<br>conditionalAccessPolicy<br>\`${id(1)}\` | **no longer enforced**<br>\`state: enabled → disabled\` | \`eve@contoso.com\`<br>\`2026-11-22T19:00:00Z\` |
| 🟠&nbsp;high | \`Ada\`<br>user<br>\`${id(3)}\` | **deleted for good: nothing restores it, it can only be made anew under another id** |  |

To take back this one, comment (1 of them cannot be brought back by a recovery):

\`\`\`
/revert --id ${id(1)}
\`\`\`

### Everything that changed

| type | added | changed | softDeleted | restored | hardDeleted | all |
|---|---:|---:|---:|---:|---:|---:|
| user | 0 | 0 | 0 | 0 | 1 | 1 |
| group | 0 | 1 | 0 | 0 | 0 | 1 |
| conditionalAccessPolicy | 0 | 1 | 0 | 0 | 0 | 1 |
| all | 0 | 2 | 0 | 0 | 1 | 3 |

3 objects, 1 attribute, 1 link.

<details open><summary><b>conditionalAccessPolicy</b>: 1 changed (1 critical)</summary>

| object | attribute or link | backup | now | to recover |
|---|---|---|---|---|
| \`Require MFA\`<br>\`${id(1)}\`<br>changed, critical | \`state\` | \`enabled\` | \`disabled\` | update |

</details>

<details open><summary><b>user</b>: 1 hardDeleted (1 high)</summary>

| object | attribute or link | backup | now | to recover |
|---|---|---|---|---|
| \`Ada\`<br>\`${id(3)}\`<br>hardDeleted, high |  |  |  | none<br>\`gone for good\` |

</details>

<details open><summary><b>group</b>: 1 changed</summary>

| object | attribute or link | backup | now | to recover |
|---|---|---|---|---|
| \`Sales\`<br>\`${id(2)}\`<br>changed, low | \`members\` \`user/u1\` | absent | present | update |

</details>

`,
    );
  });

  it('says what merging means and how to undo, with words that work', () => {
    expect(body).toContain('Merging says **seen**: it changes nothing in the tenant');
    expect(body).toContain('`entra-rewind revert 2026-11-22T02-00-00Z`');
    const commands = [...body.matchAll(/^\/revert.*$|`(\/revert[^`]*)`/gm)].map(([all, inline]) => inline ?? all);
    expect(commands).toEqual([
      `/revert --id ${id(1)}`,
      '/revert',
      '/revert --added keep',
      '/revert --type conditionalAccessPolicy',
      `/revert --id ${id(1)}`,
      `/revert --id ${id(1)} --property state`,
    ]);
    for (const command of commands) expect(commandIn({ body: command, isEdited: false }, []).is).toBe('revert');
  });

  it('names the nights that it carries, and what was not read', () => {
    const carries = Array.from({ length: 12 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}T02-00-00Z`);
    const later = reportPullRequest(
      aPullRequest(aReport([group], { notRead: [{ type: 'user', reason: 'no licence' }] }), { carries }),
    );
    expect(later.title).toBe('Backup 2026-11-23T02-00-00Z: 1 object differs');
    expect(later.labels).toContain('severity: low');
    expect(later.body).toMatch(
      /It carries 12 backups: the last 10 are `2026-11-03T02-00-00Z`, .*, `2026-11-12T02-00-00Z`\./,
    );
    expect(later.body).toContain('**Not read**, and therefore not compared:\n\n- user: `no licence`');
    expect(later.body).not.toContain('Look at these first');
  });

  it('folds what is long, and counts what is many', () => {
    const users = Array.from({ length: 200 }, (_, n) =>
      aChange({ id: id(n), displayName: `User ${n}`, attributes: [{ name: 'city', backup: 'a', current: 'b' }] }),
    );
    const many = aReport(users);
    const text = reportPullRequest(
      aPullRequest(many, { judgement: judge(many, { ...nothingAround, counts: { user: 500 } }) }),
    ).body;
    expect(text).toContain('> **Mass change**: 200 of 500 objects of type user differ.');
    expect(text).toContain('> [!WARNING]');
    expect(text).toContain('<details><summary><b>user</b>: 200 changed</summary>');
  });

  it('takes back by type what is too much to name', () => {
    const policies = Array.from({ length: 40 }, (_, n) => ({ ...policy, id: id(n) }));
    const text = reportPullRequest(aPullRequest(aReport(policies))).body;
    expect(text).toContain('```\n/revert --type conditionalAccessPolicy\n```');
    expect(text).toContain('…and 10 more as severe.');
  });
});

describe('a revert as a pull request', () => {
  const request: RevertPullRequest = {
    backup: '2026-11-22T02-00-00Z',
    scope: { ...everything, types: ['group'] },
    added: { default: 'softDelete', byType: { user: 'keep' } },
    objects: [
      { type: 'group', id: id(1), displayName: 'Sales', recoveryAction: 'restore' },
      { type: 'group', id: id(2), displayName: 'Rogue', recoveryAction: 'softDelete' },
      { type: 'user', id: id(3), displayName: 'Ada', recoveryAction: 'none', reason: 'synced' },
    ],
    asked: { login: 'ingrid', url: `${page}#c` },
    report: { url: page },
    unchanged: [id(4)],
    whole,
    limit: limits.body,
  };

  it('says what was asked for, by whom, and what merging does', () => {
    const { title, body, labels } = revertPullRequest(request);
    expect(title).toBe('Revert 3 objects to backup 2026-11-22T02-00-00Z');
    expect(labels).toEqual(['entra-rewind', 'revert']);
    expect(body).toContain('> Merging this **writes to the tenant**: 3 objects (1 restore, 1 softDelete, 1 none).');
    expect(body).toContain(
      `Back to backup \`2026-11-22T02-00-00Z\`: \`types group\`. It takes back [this difference report](<${page}>). \`ingrid\` asked for it in [a comment](<${page}#c>).`,
    );
    expect(body).toContain('What the backup does not have: `softDelete, user keep`. 1 object is soft-deleted');
    expect(body).toContain(`| \`Ada\`<br>\`${id(3)}\` | none<br>\`synced\` |`);
    expect(body).toContain('1 id asked for and the same in the backup and now');
    expect(body).toContain('Merging starts the recovery. It plans once more');
  });

  it('says nothing of added objects where there are none', () => {
    const [first] = request.objects;
    const { body } = revertPullRequest({
      ...request,
      added: 'softDelete',
      objects: first === undefined ? [] : [first],
      asked: null,
      report: null,
      unchanged: [],
    });
    expect(body).not.toMatch(/What the backup does not have|asked for|takes back/);
  });
});
