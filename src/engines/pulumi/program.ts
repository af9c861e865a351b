/** The program that Pulumi runs for a recovery: one resource per step, in the plan's order. */
import pulumi from '@pulumi/pulumi';
import { orderOf, wire } from '../../core/carrying.ts';
import type { Step } from '../../core/model.ts';
import { resourceOf } from './resource.ts';

class StepObject extends pulumi.CustomResource {}

export interface ProgramOptions {
  /** Whether the object is there now: then it is taken in before it is changed. */
  readonly isImported: (step: Step) => boolean;
  /**
   * Waits until it is a step's turn; false when it was skipped. Absent where Pulumi alone decides: it knows of dependencies that
   * must succeed, and of none that must only have ended.
   */
  readonly isTurnOf?: (step: Step) => Promise<boolean>;
  readonly provider?: pulumi.ProviderResource;
}

/** Nothing that is in the stack is ever deleted with it: the objects are the tenant's. */
export const programOf =
  (steps: readonly Step[], { isImported, isTurnOf, provider }: ProgramOptions) =>
  async (): Promise<void> => {
    const made = new Map<number, Promise<StepObject | null>>();
    const make = async (step: Step): Promise<StepObject | null> => {
      const needs = await Promise.all(step.after.map((n) => made.get(n) as Promise<StepObject | null>));
      const dependsOn = needs.filter((need) => need !== null);
      // Pulumi 3.259 waits for ever for an import whose dependency failed, so a skipped step is not even told of.
      if (isTurnOf !== undefined && !(await isTurnOf(step))) return null;
      const { type, name, inputs } = resourceOf(step);
      return withoutStacks(
        () =>
          new StepObject(type, name, inputs, {
            dependsOn,
            retainOnDelete: true,
            ...(isImported(step) ? { import: step.id } : {}),
            ...(provider === undefined ? {} : { provider }),
          }),
      );
    };
    for (const step of orderOf(steps, wire(steps))) made.set(step.n, make(step));
    await Promise.all(made.values());
  };

/**
 * Pulumi keeps four stack traces for each property of each resource, to name promises that never end: a fifth of all the time that
 * a thousand steps take.
 */
function withoutStacks<Made>(make: () => Made): Made {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
