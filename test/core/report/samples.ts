/** Small reports, plans and recoveries to render, in the words of the domain. */
import type {
  DifferenceReport,
  Finding,
  LinkChange,
  ListedBackup,
  ObjectChange,
  Plan,
  Recovery,
  Step,
} from '../../../src/core/model.ts';
import { buildReport, type ReportParts } from '../../../src/core/report/build.ts';

export const aChange = (more: Partial<ObjectChange> = {}): ObjectChange => ({
  type: 'user',
  id: 'u1',
  displayName: 'Ada',
  change: 'changed',
  recoveryAction: 'update',
  attributes: [],
  links: [],
  ...more,
});

/** A link that came since the backup, or went. */
export const aLink = (sign: '+' | '-', reference: string, more: Partial<LinkChange> = {}): LinkChange => {
  const [type = '', id = ''] = reference.split('/');
  return {
    name: 'members',
    target: { type, id },
    backup: sign === '+' ? 'absent' : 'present',
    current: sign === '+' ? 'present' : 'absent',
    ...more,
  };
};

export const aReport = (
  changes: readonly ObjectChange[],
  more: Partial<Omit<ReportParts, 'changes'>> = {},
): DifferenceReport =>
  buildReport({
    id: 'report-1',
    createdDateTime: '2026-11-23T05:00:00.000Z',
    tenantId: '11111111-2222-3333-4444-555555555555',
    from: { backup: '2026-11-22T02-00-00Z', commit: '0123456789abcdef0123456789abcdef01234567' },
    to: { live: true },
    scope: { types: [], ids: [], properties: [] },
    changes,
    notRead: [],
    notCovered: [],
    readInFull: [],
    ...more,
  });

export const aStep = (more: Partial<Step> = {}): Step => ({
  n: 1,
  action: 'update',
  type: 'user',
  id: 'u1',
  displayName: 'Ada',
  writes: { properties: { city: 'Oslo' }, links: [] },
  after: [],
  why: 'set city',
  moves: [{ name: 'city', from: 'Bergen', to: 'Oslo' }],
  ...more,
});

export const aPlan = (more: Partial<Plan> = {}): Plan => ({
  id: '0123456789ab',
  base: 'fedcba9876543210fedcba9876543210fedcba98',
  wanted: '0123456789abcdef0123456789abcdef01234567',
  engine: 'graph',
  steps: [],
  untouched: [],
  findings: [],
  ...more,
});

export const aFinding = (more: Partial<Finding> = {}): Finding => ({
  guard: 'mass-deletion',
  level: 'stop',
  message: 'would soft-delete 30 of type user; the limit is 25 at a time',
  objects: [],
  ...more,
});

export const aRecovery = (more: Partial<Recovery> = {}): Recovery => ({
  id: 'recovery-1',
  status: 'completed',
  backup: '2026-11-22T02-00-00Z',
  base: 'live',
  wanted: '0123456789abcdef0123456789abcdef01234567',
  scope: { types: [], ids: [], properties: [] },
  added: 'softDelete',
  engine: 'graph',
  started: '2026-11-23T05:00:00.000Z',
  completed: '2026-11-23T05:01:00.000Z',
  totals: { objectsModified: 1, linksModified: 0, failed: 0, skipped: 0 },
  failures: [],
  verified: true,
  findings: [],
  receipts: [],
  heartbeat: null,
  progress: null,
  resumes: null,
  canceledBy: null,
  ...more,
});

export const aBackup = (more: Partial<ListedBackup> = {}): ListedBackup => ({
  integrity: 'recorded',
  name: '2026-11-22T02-00-00Z',
  commit: '0123456789abcdef0123456789abcdef01234567',
  tree: '89abcdef0123456789abcdef0123456789abcdef',
  tenantId: '11111111-2222-3333-4444-555555555555',
  objects: 42,
  changed: 3,
  ...more,
});

/** A name that tries everything: escape sequences, a faked line, a reversed ending, nothing to see, and Markdown. */
export const hostileName =
  'A\u001b[2J\u001b]0;x\u0007\r\n  + added  Faked\u202egnp.exe\u200b\u0085\u2028\u{e0041}\ud800|`` @security #1 <img src=x> **b** [l](http://e) &#64;x \\|';

/** What may never reach a terminal or a page as it is. */
export const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

export const longText = (length: number, end = ''): string => 'x'.repeat(length - end.length) + end;
