/**
 * One plan on two engines: what teams look after in Pulumi goes through Pulumi, the many users, groups and links through Graph. Both
 * carry out steps of one job, so that what one makes anew the other names by its new id.
 */
import type { ObjectType, Step } from '../../core/model.ts';
import type { CarryPlan, Engine, OpenSteps } from '../../core/ports.ts';
import { carryInSegments, segmentsOf } from '../../core/segments.ts';

/** Few objects, each of weight: the ones whose preview people want to read. */
const policies: ReadonlySet<ObjectType> = new Set([
  'conditionalAccessPolicy',
  'namedLocation',
  'authenticationStrengthPolicy',
  'authenticationMethodsPolicy',
  'authorizationPolicy',
]);

export const sideOf = ({ type }: Pick<Step, 'type'>): 'pulumi' | 'graph' => (policies.has(type) ? 'pulumi' : 'graph');

export function autoEngine(open: OpenSteps, engines: { readonly [side in 'pulumi' | 'graph']: CarryPlan }): Engine {
  return {
    name: 'auto',
    carryOut(plan, carrying = {}) {
      const carry = open(carrying.creations);
      return carryInSegments(plan, segmentsOf(plan.steps, sideOf), carrying, ({ side }, part) =>
        engines[side](part, carry, carrying),
      );
    },
  };
}
