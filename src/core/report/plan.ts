/** A plan for people: what will be written, in which order and why; what will not, and what the guards say. */
import type { Plan, Step, StepAction, Untouched } from '../model.ts';
import type { View } from './changeLines.ts';
import { planData } from './data.ts';
import { findingLines } from './findings.ts';
import { printJson } from './json.ts';
import { idText, type NameOf, namesFrom, nameText, sentenceText } from './names.ts';
import type { Paint } from './paint.ts';
import { stepLines } from './planStep.ts';
import { visible } from './visible.ts';
import { count, countEach, shortCommit } from './words.ts';

/** `plan --json`, as `schemas/plan.schema.json` describes it. */
export const planJson = (plan: Plan): string => printJson(planData(plan));

/** Ends without a line feed. Safe for a terminal, whatever the tenant's names and values hold. */
export function planText(plan: Plan, paint: Paint, nameOf?: NameOf): string {
  const view: View = { paint, nameOf: namesFrom([...plan.steps, ...plan.untouched], nameOf), sides: ['from', 'to'] };
  const digits = String(plan.steps.length).length;
  const blocks = [
    headLines(plan, paint),
    plan.steps.flatMap((step) => stepLines(step, digits, view)),
    untouchedLines(plan.untouched, view),
    findingLines('Guards', plan.findings, paint),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const actions: readonly StepAction[] = ['restore', 'recreate', 'update', 'softDelete'];

function headLines(plan: Plan, { bold, dim }: Paint): readonly string[] {
  if (plan.steps.length === 0) return [nothingLine(plan)];
  const found = countEach(
    actions,
    plan.steps.map((step: Step) => step.action),
  );
  const states = `${stateText(plan.base)} → ${stateText(plan.wanted)}, engine ${plan.engine}`;
  return [bold(`Plan ${visible(plan.id)}: ${count(plan.steps.length, 'step')} (${found})`), dim(states)];
}

/** A commit is cut as Git cuts it; `live` is the tenant as it is. */
const stateText = (state: string): string => (state === 'live' ? 'the tenant now' : shortCommit(state));

/** What stays as it is because nobody can write it is not in the reviewed state: the plan is empty all the same. */
const nothingLine = ({ untouched }: Plan): string =>
  untouched.length === 0
    ? 'Nothing to do: the tenant already is in the reviewed state.'
    : 'Nothing to do: all that can be written already is in the reviewed state.';

function untouchedLines(untouched: readonly Untouched[], { paint, nameOf }: View): readonly string[] {
  if (untouched.length === 0) return [];
  const lines = untouched.map(({ type, id, displayName, property, reason }) => {
    const part = property === undefined ? '' : `, ${nameText(property)}`;
    return `  ${type} ${idText(id, displayName)}${part}: ${sentenceText(reason, nameOf)}`;
  });
  return [paint.bold(`Not touched: ${untouched.length}`), ...lines];
}
