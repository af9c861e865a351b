/** What the texts are made of, with every word of it chosen by the tenant. */

import { bodyLimit, bytesLimit } from '../../../src/core/forge/cut.ts';
import type { ReportPullRequest } from '../../../src/core/forge/pullRequestText.ts';
import { judge, nothingAround } from '../../../src/core/forge/severity.ts';
import type { DifferenceReport, ObjectChange, Plan, Recovery } from '../../../src/core/model.ts';
import { aChange, aFinding, aLink, aPlan, aRecovery, aReport, aStep } from '../report/samples.ts';

export const page = 'https://github.com/contoso/entra/actions/runs/1';
export const whole = { url: page, command: 'entra-rewind diff 2026-11-22T02-00-00Z' };
export const limits = { body: bodyLimit(65_536), check: bytesLimit(65_535) };
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const aPullRequest = (report: DifferenceReport, more: Partial<ReportPullRequest> = {}): ReportPullRequest => ({
  report,
  judgement: judge(report, nothingAround),
  backup: '2026-11-23T02-00-00Z',
  carries: ['2026-11-23T02-00-00Z'],
  nameOf: () => undefined,
  doersOf: () => [],
  whole,
  limit: limits.body,
  ...more,
});

/** Severe and ordinary ones, with the text wherever a tenant can put one. */
export function hostileChanges(text: string, n = 1): readonly ObjectChange[] {
  const attributes = [
    { name: 'state', backup: 'enabled', current: text },
    { name: `conditions.${text}`, backup: [text], current: { [text]: [text, { [text]: text }] } },
    { name: 'conditions.users.excludeGroups', backup: [], current: [text, `${text}2`] },
  ];
  const links = [
    aLink('+', 'user/u2', { name: 'members', target: { type: text, id: text, displayName: text, permission: text } }),
  ];
  return [
    aChange({ type: 'conditionalAccessPolicy', id: id(n), displayName: text, reason: text, attributes, links }),
    aChange({ type: 'group', id: text, displayName: text, recoveryAction: 'none', reason: text, links }),
    aChange({ id: id(n + 1), displayName: text, change: 'hardDeleted', recoveryAction: 'none' }),
  ];
}

export const hostileReport = (text: string): DifferenceReport =>
  aReport(hostileChanges(text), {
    id: text,
    tenantId: text,
    from: { backup: text, commit: text },
    scope: { types: [], ids: [text], properties: [text] },
    notRead: [{ type: 'user', reason: text }],
    notCovered: [{ type: 'user', property: text, reason: text }],
    readInFull: [{ type: 'user', reason: text }],
  });

export const hostilePlan = (text: string): Plan =>
  aPlan({
    id: text,
    steps: [
      aStep({
        id: text,
        displayName: text,
        why: text,
        moved: text,
        moves: [{ name: text, from: text, to: [text], movedFrom: { base: text }, renewed: [text] }],
        writes: {
          properties: { [text]: text },
          links: [
            { name: text, add: [{ type: text, id: text }], remove: [{ type: 'user', id: text, displayName: text }] },
          ],
        },
      }),
    ],
    untouched: [{ type: 'user', id: text, displayName: text, code: 'readOnly', reason: text, property: text }],
    findings: [
      aFinding({ message: `${text}: ${text}`, objects: [{ type: 'user', id: text, displayName: text }] }),
      aFinding({ guard: 'second-approval', message: text, allowed: { reason: text } }),
    ],
  });

export const hostileRecovery = (text: string): Recovery =>
  aRecovery({
    id: text,
    status: 'completedWithWarnings',
    backup: text,
    base: text,
    scope: { types: [], ids: [text], properties: [text] },
    started: text,
    completed: text,
    resumes: text,
    canceledBy: { by: text, host: text, at: text },
    verified: false,
    totals: { objectsModified: 1, linksModified: 0, failed: 1, skipped: 1 },
    failures: [
      {
        type: 'user',
        id: text,
        action: 'update',
        code: text,
        message: text,
        requestId: text,
        displayName: text,
        attributes: [{ name: text, backup: text, current: [text] }],
        links: [aLink('+', 'user/u2', { name: text, target: { type: text, id: text, displayName: text } })],
      },
    ],
    findings: [
      aFinding({ message: text, allowed: { reason: text }, objects: [{ type: 'user', id: text, displayName: text }] }),
    ],
    receipts: [
      {
        n: 1,
        type: 'user',
        id: text,
        action: 'update',
        outcome: 'skipped',
        links: 0,
        requestIds: [],
        code: text,
        message: text,
      },
      {
        n: 2,
        type: 'user',
        id: text,
        action: 'recreate',
        outcome: 'recreated',
        links: 0,
        requestIds: [],
        newId: text,
        appId: { before: text, now: text },
      },
    ],
  });
