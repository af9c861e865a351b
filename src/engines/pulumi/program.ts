/** The program that Pulumi runs for a recovery: one resource per step, in the plan's order. */
import pulumi from '@pulumi/pulumi';
import { orderOf, wire } from '../../core/carrying.ts';
import type { Step } from '../../core/model.ts';
import { resourceOf } from './resource.ts';

class StepObject extends pulumi.CustomResource {}

export interface ProgramOptions {
  /** Whether the object is there now: then it is taken in before it is changed. */
  readonly isImported: (step: Step) => boolean;
  /** Waits until a step has ended, however. Absent in a preview, where nothing is carried out. */
  readonly ended?: (n: number) => Promise<void>;
  readonly provider?: pulumi.ProviderResource;
}

/** Nothing that is in the stack is ever deleted with it: the objects are the tenant's. */
export const programOf =
  (steps: readonly Step[], { isImported, ended, provider }: ProgramOptions) =>
  async (): Promise<void> => {
    const made = new Map<number, Promise<StepObject>>();
    const make = async (step: Step): Promise<StepObject> => {
      const dependsOn = await Promise.all(step.after.map((n) => made.get(n) as Promise<StepObject>));
      // Pulumi knows only of dependencies that must succeed.
      if (ended !== undefined) await Promise.all((step.behind ?? []).map(ended));
      const { type, name, inputs } = resourceOf(step);
      return new StepObject(type, name, inputs, {
        dependsOn,
        retainOnDelete: true,
        ...(isImported(step) ? { import: step.id } : {}),
        ...(provider === undefined ? {} : { provider }),
      });
    };
    for (const step of orderOf(steps, wire(steps))) made.set(step.n, make(step));
    await Promise.all(made.values());
  };
