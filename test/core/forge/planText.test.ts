import { describe, expect, it } from 'vitest';
import { differenceCheck, refusedCheck } from '../../../src/core/forge/checkText.ts';
import { commandIn } from '../../../src/core/forge/command.ts';
import { type PlanReview, planReviewText } from '../../../src/core/forge/planText.ts';
import type { Plan } from '../../../src/core/model.ts';
import { aFinding, aPlan, aStep } from '../report/samples.ts';
import { id, limits, page, whole } from './samples.ts';

const review = (plan: Partial<Plan>, more: Partial<PlanReview> = {}) =>
  planReviewText({
    plan: aPlan(plan),
    nameOf: () => undefined,
    range: { main: 'a'.repeat(40), head: 'b'.repeat(40) },
    lifted: [],
    isChanged: () => true,
    whole,
    limits,
    ...more,
  });

const update = aStep({ id: id(1) });
const deletion = aStep({
  n: 2,
  action: 'softDelete',
  id: id(2),
  displayName: 'Rogue',
  moves: [],
  writes: { properties: {}, links: [] },
  after: [1],
});
const stop = aFinding({ objects: [{ type: 'user', id: id(2), displayName: 'Rogue' }] });
const second = aFinding({
  guard: 'second-approval',
  message: 'Admins: can be assigned to roles',
  objects: [{ type: 'group', id: id(3), displayName: 'Admins' }],
});

describe('the check of a plan', () => {
  it.each([
    ['nothing to do', {}, 'success', 'Nothing to do in the tenant'],
    ['steps', { steps: [update, deletion] }, 'success', '2 steps (1 update, 1 softDelete)'],
    ['a warning', { steps: [update], findings: [aFinding({ level: 'warn' })] }, 'success', '1 step (1 update)'],
    ['a stop', { steps: [update], findings: [stop] }, 'failure', '1 step (1 update), stopped by 1 guard'],
    [
      'a second approval that is missing',
      { steps: [update], findings: [second] },
      'actionRequired',
      '1 step (1 update), stopped by 1 guard',
    ],
    ['both', { steps: [update], findings: [second, stop, stop] }, 'failure', '1 step (1 update), stopped by 2 guards'],
    ['a stop without steps', { findings: [stop] }, 'failure', 'Nothing to do in the tenant, stopped by 1 guard'],
    [
      'a stop that was lifted',
      { steps: [update], findings: [{ ...stop, allowed: { reason: 'x' } }] },
      'success',
      '1 step (1 update)',
    ],
  ] as const)('of %s', (_, plan, conclusion, title) => {
    expect(review(plan)).toMatchObject({ conclusion, title });
  });
});

describe('the comment of a plan', () => {
  const { comment, summary, text } = review({
    steps: [update, deletion],
    untouched: [
      { type: 'user', id: id(4), displayName: 'Bob', code: 'onPremisesSynced', reason: 'synced', property: 'city' },
    ],
    findings: [aFinding({ level: 'note', message: 'a note' }), second, stop],
  });

  it('says every step with what it writes, and what stays untouched and why', () => {
    expect(comment).toContain(
      `| 1 | update | \`Ada\`<br>user<br>\`${id(1)}\` | \`city: Bergen → Oslo\` | \`set city\` |\n| 2 | softDelete | \`Rogue\`<br>user<br>\`${id(2)}\` |  | \`set city\`<br>after step 1 |`,
    );
    expect(comment).toContain(`| \`Bob\`<br>user<br>\`${id(4)}\` | \`city\` | \`synced\` |`);
    expect(comment).toContain('`bbbbbbbbbbbb` merged into `aaaaaaaaaaaa`');
    expect(text).toContain('`city: Bergen → Oslo`');
    expect(text).toContain('`synced`');
  });

  it('has what stops first, and how to lift it with words that work', () => {
    for (const one of [comment, summary]) {
      expect(one).toContain(
        '> Merging this now would be **stopped** by **second-approval**, **mass-deletion**; nothing would be written.',
      );
      expect(one.indexOf('mass-deletion')).toBeLessThan(one.indexOf('a note'));
      expect(one).toContain(
        `| ⛔&nbsp;stop | second-approval | \`can be assigned to roles\` | \`Admins\`<br>\`${id(3)}\` |`,
      );
      expect(one).toContain('A second approval: two people');
      expect(one).not.toContain('/allow second-approval');
      const [command = ''] = /^\/allow .*$/m.exec(one) ?? [];
      expect(commandIn({ body: command, isEdited: false }, ['mass-deletion'])).toMatchObject({
        is: 'allow',
        guard: 'mass-deletion',
      });
    }
  });

  it('says who lifted what', () => {
    const lifted = review(
      { steps: [update], findings: [{ ...stop, allowed: { reason: 'it was us' } }] },
      { lifted: [{ guard: 'mass-deletion', by: ['ingrid', 'lars'], reason: 'it was us' }] },
    ).comment;
    expect(lifted).toContain('| ☑️&nbsp;lifted | mass-deletion |');
    expect(lifted).toContain('lifted by `ingrid`, `lars`: `it was us`');
    expect(lifted).toContain('> Merging this **writes to the tenant**: 1 step (1 update).');
    expect(lifted).not.toContain('To lift a stop');
  });

  it('says when there is nothing to do, and what that is worth', () => {
    expect(review({}).comment).toContain('> Nothing to do: the tenant already is in the reviewed state.');
    const untouched = [{ type: 'user', id: id(1), displayName: 'Ada', code: 'readOnly', reason: 'x' }] as const;
    expect(review({ untouched }).comment).toContain('> Nothing to do: all that can be written already is');
  });

  it('of thousands of steps fits, and says what is missing', () => {
    const steps = Array.from({ length: 4000 }, (_, n) =>
      aStep({ n: n + 1, id: id(n), displayName: '日本'.repeat(20) }),
    );
    const many = review({ steps, findings: [{ ...stop, objects: steps }] });
    expect(many.comment.length).toBeLessThanOrEqual(65_536);
    for (const one of [many.summary, many.text]) expect(Buffer.byteLength(one)).toBeLessThanOrEqual(65_535);
    for (const one of [many.comment, many.text]) expect(one).toMatch(/\*\*\d+ rows are left out here\*\*/);
    expect(many.comment).toContain('…and 3990 more');
    expect(many.annotations).toHaveLength(4000);
  });
});

describe('annotations of a plan', () => {
  it('are one for each file, what stops first', () => {
    const { annotations } = review({
      steps: [update, deletion],
      untouched: [{ type: 'user', id: id(1), displayName: 'Ada', code: 'readOnly', reason: 'fixed', property: 'id' }],
      findings: [stop, aFinding({ objects: [] })],
    });
    expect(annotations).toEqual([
      {
        path: `snapshots/users/00/${id(2)}.yaml`,
        level: 'failure',
        title: 'mass-deletion; softDelete: Rogue',
        message: `mass-deletion: ${stop.message}\nStep 2, softDelete: set city`,
      },
      {
        path: `snapshots/users/00/${id(1)}.yaml`,
        level: 'warning',
        title: 'update; not touched: Ada',
        message: 'Step 1, update: set city\nNot touched: id: fixed',
      },
    ]);
  });

  it('are at the deleted item where that is what the pull request changes', () => {
    const { annotations } = review({ steps: [deletion] }, { isChanged: (path) => path.includes('/deletedItems/') });
    expect(annotations[0]?.path).toBe(`snapshots/deletedItems/users/00/${id(2)}.yaml`);
  });
});

describe('checks without a plan', () => {
  it('let a difference report pass, and say why', () => {
    const { conclusion, title, summary } = differenceCheck('2026-11-23T02-00-00Z', 2);
    expect({ conclusion, title }).toEqual({ conclusion: 'success', title: 'A difference report: nothing to recover' });
    expect(summary).toContain('Backup `2026-11-23T02-00-00Z`, 2 objects differ.');
  });

  it('refuse with every problem, pinned to its file', () => {
    const refused = refusedCheck(
      [
        {
          code: 'hostileYaml',
          message: 'has an alias',
          place: { file: 'snapshots/users/00/a.yaml', line: 3 },
          remedy: 'Take it out.',
        },
        { code: 'rangeNotReviewed', message: 'touches more than snapshots', place: { file: 'main..head' } },
        { code: 'wrongTenant', message: 'is of another tenant' },
      ],
      limits,
    );
    expect(refused).toMatchObject({ conclusion: 'failure', title: 'Refused: 3 problems' });
    expect(refused.comment).toContain('| `snapshots/users/00/a.yaml:3` | `has an alias` | `Take it out.` |');
    expect(refused.annotations).toEqual([
      {
        path: 'snapshots/users/00/a.yaml',
        level: 'failure',
        title: 'hostileYaml',
        message: 'snapshots/users/00/a.yaml:3: has an alias\n  Take it out.',
      },
    ]);
    expect(refused.comment).not.toContain(page);
  });
});
