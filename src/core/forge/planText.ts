/** A plan as a check and as a comment: what merging would write right now, what would stop it, and who can lift that. */

import type { Annotation, CheckResult } from '../forgePort.ts';
import { stopsOf } from '../guard.ts';
import type { Finding, Plan, StepAction } from '../model.ts';
import { cell, code } from '../report/escape.ts';
import { type NameOf, namesFrom, nameText, sentenceText } from '../report/names.ts';
import { writtenLines } from '../report/planStep.ts';
import { shortened, visible } from '../report/visible.ts';
import { count, countEach, shortCommit } from '../report/words.ts';
import { type Block, copied, details, kept, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { linesCell, nameCell, objectCell, viewOf } from './objectText.ts';
import { annotationsOf } from './planAnnotations.ts';
import { leftOutText } from './pullRequestText.ts';

export interface PlanReview {
  readonly plan: Plan;
  readonly nameOf: NameOf;
  /** What was planned: the head as if it were merged into `main` now. */
  readonly range: { readonly main: string; readonly head: string };
  /** What people lifted, and who: the plan's findings say which stops that concerns. */
  readonly lifted: readonly { readonly guard: string; readonly by: readonly string[]; readonly reason: string }[];
  /** Paths below the repository's root that the pull request changes. */
  isChanged(path: string): boolean;
  readonly whole: { readonly url: string | null; readonly command: string };
  readonly limits: { readonly body: Limit; readonly check: Limit };
}

export type CheckText = Pick<CheckResult, 'conclusion' | 'title' | 'summary' | 'annotations'> & {
  readonly text: string;
};
export type PlanText = CheckText & { readonly comment: string };

/** Name of the check, which a repository's rules ask for. */
export const planCheck = 'entra-rewind plan';

/** The guard that a second approval lifts; whoever approves need not say a word. */
export const secondApproval = 'second-approval';

export function planReviewText(review: PlanReview): PlanText {
  const { plan, limits, whole } = review;
  const names = namesFrom([...plan.steps, ...plan.untouched], review.nameOf);
  const leftOut = (rows: number): string => leftOutText(rows, whole);
  const summary = [kept(headline(plan)), ...findingBlocks(review), kept(rangeLine(review))];
  const body = [...stepBlocks(plan, names), ...untouchedBlocks(plan, names)];
  return {
    conclusion: conclusionOf(plan),
    title: titleOf(plan),
    summary: fitted(summary, limits.check, leftOut),
    text: body.length === 0 ? '' : fitted(body, limits.check, leftOut),
    annotations: annotationsOf(review) satisfies readonly Annotation[],
    comment: fitted(
      [kept('### What merging this would do'), ...summary.slice(0, -1), ...body, kept(rangeLine(review))],
      limits.body,
      leftOut,
    ),
  };
}

/** A second approval is asked for, everything else that stops is wrong until somebody says otherwise. */
function conclusionOf(plan: Plan): CheckResult['conclusion'] {
  const stops = stopsOf(plan);
  if (stops.length === 0) return 'success';
  return stops.every(({ guard }) => guard === secondApproval) ? 'actionRequired' : 'failure';
}

const actions: readonly StepAction[] = ['restore', 'recreate', 'update', 'softDelete'];

const counted = ({ steps }: Plan): string =>
  `${count(steps.length, 'step')} (${countEach(
    actions,
    steps.map(({ action }) => action),
  )})`;

function titleOf(plan: Plan): string {
  const stops = stopsOf(plan).length;
  const stopped =
    stops === 0 ? '' : `, stopped by ${count(new Set(stopsOf(plan).map(({ guard }) => guard)).size, 'guard')}`;
  if (plan.steps.length === 0) return `Nothing to do in the tenant${stopped}`;
  return `${counted(plan)}${stopped}`;
}

function headline(plan: Plan): string {
  const stops = stopsOf(plan);
  if (stops.length > 0) {
    const guards = [...new Set(stops.map(({ guard }) => guard))].map((guard) => `**${guard}**`).join(', ');
    return `> [!CAUTION]\n> Merging this now would be **stopped** by ${guards}; nothing would be written. Planned: ${plan.steps.length === 0 ? 'no steps' : counted(plan)}.`;
  }
  if (plan.steps.length > 0) return `> [!IMPORTANT]\n> Merging this **writes to the tenant**: ${counted(plan)}.`;
  const all = plan.untouched.length === 0 ? 'the tenant' : 'all that can be written';
  return `> [!NOTE]\n> Nothing to do: ${all} already is in the reviewed state.`;
}

function rangeLine({ plan, range }: PlanReview): string {
  const states = `${code(shortCommit(range.head))} merged into ${code(shortCommit(range.main))}`;
  return `Plan ${code(plan.id)} of ${states}, against the tenant as it was just now. Recovery plans once more before it writes.`;
}

const levels = ['stop', 'allowed', 'warn', 'note'] as const;
const levelText: { readonly [level in (typeof levels)[number]]: string } = {
  stop: '⛔&nbsp;stop',
  allowed: '☑️&nbsp;lifted',
  warn: '⚠️&nbsp;warn',
  note: 'note',
};

const levelOf = (finding: Finding): (typeof levels)[number] =>
  finding.allowed === undefined ? finding.level : 'allowed';

const objectsOfFinding = 10;

/** A sentence that may quote the tenant, and name every object of a finding. */
const said = (sentence: string): string => cell(shortened(visible(sentence), sentenceCharacters));

const sentenceCharacters = 400;

function findingBlocks({ plan, lifted }: PlanReview): readonly Block[] {
  if (plan.findings.length === 0) return [kept('No guard has anything to say.')];
  const inOrder = levels.flatMap((level) => plan.findings.filter((finding) => levelOf(finding) === level));
  const rows = inOrder.map((finding) => {
    const { guard, message, objects, allowed } = finding;
    const some = objects.slice(0, objectsOfFinding).map(nameCell);
    const more = objects.length - some.length;
    const who = lifted.filter((one) => one.guard === guard).flatMap(({ by }) => by.map((login) => cell(login)));
    const why =
      allowed === undefined
        ? []
        : [`lifted${who.length === 0 ? '' : ` by ${who.join(', ')}`}: ${said(allowed.reason)}`];
    return [
      levelText[levelOf(finding)],
      guard,
      [said(withoutName(message, objects)), ...why].join('<br>'),
      [...some, ...(more > 0 ? [`…and ${more} more`] : [])].join('<br>'),
    ];
  });
  return [table(['level', 'guard', 'what it says', 'objects'], rows), ...liftBlocks(plan)];
}

/** Guards begin with the name where it is about one object, which stands beside it here. */
function withoutName(message: string, [only, ...more]: Finding['objects']): string {
  const start = `${only?.displayName}: `;
  return only !== undefined && more.length === 0 && message.startsWith(start) ? message.slice(start.length) : message;
}

function liftBlocks(plan: Plan): readonly Block[] {
  const guards = [...new Set(stopsOf(plan).map(({ guard }) => guard))];
  if (guards.length === 0) return [];
  const others = guards.filter((guard) => guard !== secondApproval);
  return [
    kept('**To lift a stop**'),
    ...(others.length === guards.length
      ? []
      : [
          kept(
            'A second approval: two people who may write here, and did not make this, approve its newest commit. That lifts `second-approval`, and nothing else.',
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          kept(
            'Somebody who may write here comments, with the reason. It counts for the newest commit, is kept in the journal, and the pull request still needs its review:',
          ),
          ...others.map((guard) => kept(copied([`/allow ${guard} <why>`]))),
        ]),
  ];
}

const linesOfStep = 12;
const rowsOpen = 15;

function stepBlocks({ steps }: Plan, nameOf: NameOf): readonly Block[] {
  if (steps.length === 0) return [];
  const view = viewOf(nameOf, ['from', 'to']);
  const rows = steps.map((step) => [
    String(step.n),
    step.action,
    objectCell(step),
    linesCell(writtenLines(step, view), linesOfStep),
    [said(step.why), ...order('after', step.after), ...order('behind', step.behind ?? [])].join('<br>'),
  ]);
  return [
    details(`<b>Steps, in their order</b>: ${steps.length}`, rows.length <= rowsOpen, [
      table(['step', 'action', 'object', 'writes', 'why'], rows, ['right']),
    ]),
  ];
}

const stepsNamed = 10;

function order(word: string, steps: readonly number[]): readonly string[] {
  const more = steps.length > stepsNamed ? `, …and ${steps.length - stepsNamed} more` : '';
  return steps.length === 0
    ? []
    : [`${word} ${steps.length === 1 ? 'step' : 'steps'} ${steps.slice(0, stepsNamed).join(', ')}${more}`];
}

function untouchedBlocks({ untouched }: Plan, nameOf: NameOf): readonly Block[] {
  if (untouched.length === 0) return [];
  const rows = untouched.map((one) => [
    objectCell(one),
    one.property === undefined ? 'all of it' : cell(nameText(one.property)),
    said(sentenceText(one.reason, nameOf)),
  ]);
  return [
    details(`<b>Not touched</b>: ${untouched.length}`, rows.length <= rowsOpen, [
      table(['object', 'what', 'why it stays as it is'], rows),
    ]),
  ];
}
