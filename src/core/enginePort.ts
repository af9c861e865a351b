/** The door to what carries a plan out, with its contract; `test/contract/engine.ts` holds its suite. */
import type { Plan, Receipt, Step } from './model.ts';

export interface CarryOutOptions {
  /** Stops before the next step; steps not begun get no receipt. */
  readonly signal?: AbortSignal;
  /**
   * Awaited before anything of the step is sent, so that what is intended is on record before it can have happened. When it
   * fails, no further step begins, and the failure goes on once the steps under way have given their receipts.
   */
  readonly before?: (step: Step) => Promise<void> | void;
  readonly creations?: Creations;
  /** The plan with all that its guards went by, as `core/planFile.ts` prints it: for engines that have it judged once more. */
  readonly planFile?: () => string;
}

export interface Engine {
  readonly name: Plan['engine'];
  /**
   * Carries out the steps in an order that respects `after`, and hands over one receipt per step as it ends. Expected
   * failures become receipts; a step whose precondition failed is `skipped`, whole or, by engines that can (`carryLeft`), only in
   * what names what failed. Never deletes permanently, never sends anything that the plan does not name. Where a step names an
   * object that an earlier one has made anew, it is sent with the new id.
   */
  carryOut(plan: Plan, options?: CarryOutOptions): AsyncIterable<Receipt>;
}

/** Carries out one step, whenever the caller says that its turn has come. Expected failures become receipts. */
export type CarryStep = (step: Step) => Promise<Receipt>;

/**
 * The steps of one job. What some leave behind, such as the new ids of what was made anew, later ones are carried out by: engines
 * that share a job share its steps.
 */
export type OpenSteps = (creations?: Creations) => CarryStep;

/** The part of an engine that says when. The contract is that of `Engine.carryOut`. */
export type CarryPlan = (plan: Plan, carry: CarryStep, options?: CarryOutOptions) => AsyncIterable<Receipt>;

/** What keeps an object from being made twice: a creation whose answer was lost is looked for before the next try. */
export interface Creations {
  /** Awaited before every creation, so that it is on record. When it fails, nothing is made. */
  before(step: Step): Promise<void>;
  /** Creations of which nobody knows whether they happened: by printed key, since when. Told anew for every step. */
  begun(): ReadonlyMap<string, string>;
  /** Ids of new objects that are known to stand for another one. */
  taken(): ReadonlySet<string>;
}
