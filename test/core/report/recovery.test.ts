import { describe, expect, it } from 'vitest';
import { backupsTable } from '../../../src/core/report/backups.ts';
import { plainPaint } from '../../../src/core/report/paint.ts';
import { recoveriesTable, recoveryText } from '../../../src/core/report/recovery.ts';
import { aBackup, aFinding, aRecovery, hostileName, unsafe } from './samples.ts';

describe('a recovery on a terminal', () => {
  it('shows what became of it', () => {
    const recovery = aRecovery({
      status: 'completedWithWarnings',
      verified: false,
      added: 'keep',
      totals: { objectsModified: 7, linksModified: 12, failed: 1, skipped: 1 },
      failures: [
        {
          ...{ type: 'user', id: 'u1', action: 'update', code: 'Request_BadRequest', message: 'no', requestId: 'r1' },
          displayName: 'Ada',
          attributes: [{ name: 'city', backup: 'Oslo', current: 'Bergen' }],
          links: [
            { name: 'members', target: { type: 'user', id: 'u2' }, backup: 'present', current: 'absent' },
            { name: 'members', target: { type: 'user', id: 'u1' }, backup: 'absent', current: 'present' },
          ],
        },
        {
          ...{ type: 'user', id: 'u2', action: 'restore', code: 'unknown', message: 'no answer', requestId: null },
          ...{ displayName: '', attributes: [], links: [] },
        },
      ],
      receipts: [
        { n: 1, type: 'user', id: 'u1', action: 'update', outcome: 'failed', links: 0, requestIds: ['r1'] },
        {
          ...{ n: 2, type: 'group', id: 'g1', action: 'update', outcome: 'skipped', links: 0, requestIds: [] },
          ...{ code: 'notReached', message: 'step 1 failed' },
        },
      ],
      findings: [aFinding({ guard: 'mass-deletion', message: 'thirty', allowed: { reason: 'seen' } })],
    });
    const names = (_: string, id: string) => (id === 'u1' ? 'Ada' : undefined);
    expect(recoveryText(recovery, plainPaint, names)).toBe(
      `
Recovery recovery-1: completed with warnings
  backup            2026-11-22T02-00-00Z
  from              the tenant as it was
  scope             everything
  added objects     keep
  engine            graph
  started           2026-11-23T05:00:00.000Z
  completed         2026-11-23T05:01:00.000Z
  objects modified  7
  links modified    12
  failed            1
  skipped           1
  verified          no

Failed changes: 2
  update user Ada (u1): Request_BadRequest: no (request r1)
      city: Bergen → Oslo
      + members user/u2
      - members user/u1 (Ada)
  restore user u2: unknown: no answer

Skipped: 1
  2. update group g1: notReached: step 1 failed

Guards: 1 allowed
  allowed  mass-deletion: thirty
    allowed: seen
`.trim(),
    );
  });

  it('lists old ids and new ones, which something outside may have to be told', () => {
    const step = { n: 1, links: 0, requestIds: [], action: 'recreate', outcome: 'recreated' } as const;
    const text = recoveryText(
      aRecovery({
        receipts: [
          { ...step, type: 'user', id: 'u1', newId: 'u2' },
          { ...step, type: 'application', id: 'a1', newId: 'a2', appId: { before: 'app1', now: hostileName } },
        ],
      }),
      plainPaint,
      (_, id) => (id === 'u1' ? 'Ada' : undefined),
    );
    expect(text).toContain('\n\nMade anew: 2\n  user Ada: u1 → u2\n  application a1 → a2, application id app1 → ');
    expect(text).not.toMatch(unsafe);
  });

  it('is not completed before it is, and not verified before it was', () => {
    const text = recoveryText(aRecovery({ status: 'interrupted', completed: null, verified: false }), plainPaint);
    expect(text).toMatch(/^Recovery recovery-1: interrupted\n/);
    expect(text).toMatch(/\n {2}completed +not yet\n/);
    expect(text).toMatch(/\n {2}verified +no$/);
    expect(recoveryText(aRecovery(), plainPaint)).toMatch(/\n {2}verified +yes: /);
  });

  it('names the commit where what was wanted is no backup', () => {
    const recovery = aRecovery({ backup: null, base: 'fedcba9876543210' });
    expect(recoveryText(recovery, plainPaint)).toMatch(
      /\n {2}backup +commit 0123456789ab\n {2}from +commit fedcba987654\n/,
    );
  });
});

describe('a list', () => {
  it('of recoveries', () => {
    const open = aRecovery({ id: 'recovery-2', status: 'inProgress', backup: null, completed: null, verified: false });
    expect(recoveriesTable([open, aRecovery()], plainPaint)).toBe(
      `
id          status       backup                started                   completed                 objects  links  failed  skipped  verified
recovery-2  in progress  commit 0123456789ab   2026-11-23T05:00:00.000Z  -                               1      0       0        0  no
recovery-1  completed    2026-11-22T02-00-00Z  2026-11-23T05:00:00.000Z  2026-11-23T05:01:00.000Z        1      0       0        0  yes
`.trim(),
    );
  });

  it('of backups', () => {
    const newer = aBackup({ name: '2026-11-23T02-00-00Z', commit: 'fedcba9876543210', objects: 12345, changed: 0 });
    expect(backupsTable([aBackup(), newer], plainPaint)).toBe(
      `
name                  time                     objects  changed  commit        integrity
2026-11-22T02-00-00Z  2026-11-22 02:00:00 UTC       42        3  0123456789ab  as recorded
2026-11-23T02-00-00Z  2026-11-23 02:00:00 UTC    12345        0  fedcba987654  as recorded
`.trim(),
    );
  });

  it('with nothing in it says so', () => {
    expect(recoveriesTable([], plainPaint)).toBe('No recoveries yet.');
    expect(backupsTable([], plainPaint)).toBe('No backups yet.');
  });
});

it('lets nothing hostile from the journal reach the terminal', () => {
  const recovery = aRecovery({
    id: hostileName,
    backup: hostileName,
    base: hostileName,
    started: hostileName,
    completed: hostileName,
    scope: { types: [], ids: [hostileName], properties: [hostileName] },
    failures: [
      {
        ...{ type: 'user', id: hostileName, action: 'update' },
        ...{ code: hostileName, message: hostileName, requestId: hostileName, displayName: hostileName },
        attributes: [{ name: hostileName, backup: hostileName, current: { [hostileName]: hostileName } }],
        links: [
          {
            ...{ name: hostileName, backup: 'present', current: 'absent' },
            target: { type: hostileName, id: hostileName, permission: hostileName },
          },
        ],
      },
    ],
    receipts: [
      {
        ...{ n: 1, type: 'user', id: hostileName, action: 'update', outcome: 'skipped', links: 0, requestIds: [] },
        ...{ code: hostileName, message: hostileName },
      },
    ],
  });
  const text = [
    recoveryText(recovery, plainPaint, () => hostileName),
    recoveriesTable([recovery, aRecovery({ backup: null, wanted: hostileName })], plainPaint),
    backupsTable([aBackup({ name: hostileName, commit: hostileName })], plainPaint),
  ].join('\n');
  expect(text).not.toMatch(unsafe);
});
