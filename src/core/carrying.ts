/** What every engine goes by while it carries a plan out. */
import { attemptedBy } from './attempted.ts';
import { printKey } from './canonical/path.ts';
import type { CarryStep } from './enginePort.ts';
import type { Plan, Receipt, Step } from './model.ts';
import { withoutFailed } from './plan/withoutFailed.ts';

/** Before the first request: a deletion that Graph would make final is our own mistake, wherever it stands in the plan. */
export function assertCarriable(plan: Plan): void {
  for (const step of plan.steps) {
    if (step.action === 'softDelete' && step.deletionKind === undefined) {
      throw new Error(`step ${step.n} would delete ${printKey(step)} for good`);
    }
  }
}

export const hasSucceeded = ({ outcome }: Receipt): boolean =>
  outcome === 'updated' || outcome === 'restored' || outcome === 'recreated' || outcome === 'softDeleted';

/** Carries out what is left of a step when some of those that it needs did not succeed: all of it, a part, or nothing. */
export async function carryLeft(step: Step, failed: readonly Receipt[], carry: CarryStep): Promise<Receipt> {
  if (failed.length === 0) return carry(step);
  const left = withoutFailed(step, failed);
  return left === null ? skippedBecause(step, failed) : skippedInPart(step, await carry(left), failed);
}

/** The receipt of a step that is not begun because of others that it needs. */
export function skippedBecause(step: Step, failed: readonly Receipt[]): Receipt {
  const { n, type, id, action } = step;
  const common = { n, type, id, action, links: 0, requestIds: [], attempted: attemptedBy(step) };
  return { ...common, outcome: 'skipped', code: 'dependencyFailed', message: neededOf(failed) };
}

/** What was left of the step was done, well or not. */
function skippedInPart(step: Step, receipt: Receipt, failed: readonly Receipt[]): Receipt {
  const isWritten = receipt.outcome === 'updated';
  const message = `${neededOf(failed)}; ${isWritten ? 'the rest of it was written' : receipt.message}`;
  const attempted = attemptedBy(step);
  return isWritten
    ? { ...receipt, outcome: 'skipped', isPartly: true, code: 'dependencyFailed', message, attempted }
    : { ...receipt, message, attempted };
}

/** A group may have needed thousands. */
const mostNamed = 5;

function neededOf(failed: readonly Receipt[]): string {
  const named = failed
    .slice(0, mostNamed)
    .map((one) => `step ${one.n} (${one.action} ${printKey(one)}) was needed first and is ${one.outcome}`);
  const more = failed.length - named.length;
  return [...named, ...(more > 0 ? [`and so are ${more} more`] : [])].join('; ');
}

export interface Wiring {
  /** How many steps each one still waits for. */
  readonly waiting: Map<number, number>;
  readonly dependants: ReadonlyMap<number, readonly number[]>;
}

/** Throws when `after` or `behind` names no step or goes in circles, which is our own mistake. */
export function wire(steps: readonly Step[]): Wiring {
  const numbers = new Set(steps.map((step) => step.n));
  const waiting = new Map<number, number>();
  const dependants = new Map<number, number[]>();
  for (const { n, after, behind = [] } of steps) {
    const needs = new Set([...after, ...behind]);
    waiting.set(n, needs.size);
    for (const need of needs) {
      if (!numbers.has(need)) throw new Error(`step ${n} comes after step ${need}, which is not in the plan`);
      const others = dependants.get(need);
      if (others === undefined) dependants.set(need, [n]);
      else others.push(n);
    }
  }
  orderOf(steps, { waiting, dependants });
  return { waiting, dependants };
}

/** The steps so that each comes after all that it waits for: first those that wait for nothing. */
export function orderOf(steps: readonly Step[], { waiting, dependants }: Wiring): readonly Step[] {
  const byNumber = new Map(steps.map((step) => [step.n, step]));
  const left = new Map(waiting);
  const free = [...left].filter(([, count]) => count === 0).map(([n]) => n);
  for (let next = 0; next < free.length; next += 1) {
    for (const n of dependants.get(free[next] as number) ?? []) {
      const count = (left.get(n) as number) - 1;
      left.set(n, count);
      if (count === 0) free.push(n);
    }
  }
  if (free.length < left.size) throw new Error('the steps of the plan wait for each other in a circle');
  return free.map((n) => byNumber.get(n) as Step);
}
