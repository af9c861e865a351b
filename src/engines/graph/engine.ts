/**
 * Carries a plan out through Graph. The plan is taken as it stands: what to do was decided and reviewed before; here it is
 * only done, in safe order, and every step leaves a receipt.
 */
import { assertCarriable, carryLeft } from '../../core/carrying.ts';
import type { CarryPlan, Engine } from '../../core/ports.ts';
import type { GraphClient } from '../../graph/client.ts';
import { inOrder } from './schedule.ts';
import { type GraphStepsOptions, graphSteps } from './steps.ts';

export interface GraphEngineOptions extends GraphStepsOptions {
  /** Steps side by side; the client's lanes hold back further. */
  readonly concurrency?: number;
}

export function graphEngine(client: GraphClient, options: GraphEngineOptions = {}): Engine {
  const open = graphSteps(client, options);
  const carryPlan = sideBySide(options.concurrency);
  return {
    name: 'graph',
    carryOut: (plan, carrying = {}) => carryPlan(plan, open(carrying.creations), carrying),
  };
}

/** Independent steps side by side. */
export const sideBySide =
  (concurrency = 8): CarryPlan =>
  (plan, carry, { signal, before } = {}) => {
    assertCarriable(plan);
    return inOrder(plan.steps, {
      concurrency,
      signal,
      carryOut: (step, failed) =>
        carryLeft(step, failed, async (left) => {
          await before?.(left);
          return carry(left);
        }),
    });
  };
