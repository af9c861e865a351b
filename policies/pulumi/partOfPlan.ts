/** Whether a resource is a step of the plan, and writes what the step says. */
import { printKey } from '../../src/core/canonical/path.ts';
import { printReference } from '../../src/core/canonical/reference.ts';
import type { Body, Plan, Step, Value } from '../../src/core/model.ts';
import { visible } from '../../src/core/report/visible.ts';
import { equal, isBody } from '../../src/core/value.ts';

/** The types of our own provider. */
export const ours = 'entra:';

export interface Registered {
  readonly type: string;
  readonly props: Body;
}

/** What is wrong with a resource of ours, or null. Its inputs name the step and repeat what it writes. */
export function strangeness(plan: Plan, { type, props }: Registered): string | null {
  const step = plan.steps.find(({ n }) => n === props.step);
  if (step === undefined) return `${type}: is no step of plan ${plan.id}`;
  const told: Body = { action: props.action ?? null, object: props.object ?? null };
  if (!equal(told, { action: step.action, object: printKey(step) })) {
    return visible(`step ${step.n} of plan ${plan.id} is ${step.action} ${printKey(step)}, which this is not`);
  }
  const isSame =
    equal(withoutNulls(props.properties ?? {}), withoutNulls(step.writes.properties)) &&
    equal(linksIn(props.links), linksOf(step));
  return isSame ? null : visible(`does not write what step ${step.n} of plan ${plan.id} says of ${printKey(step)}`);
}

/** Pulumi does not tell null from absent. */
function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one as Value));
  if (!isBody(value)) return value;
  const set = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(set.map(([name, one]) => [name, withoutNulls(one)]));
}

/** Links by name, each reference with what becomes of it. */
const linksIn = (links: Value | undefined): Value => {
  const names = isBody(links)
    ? Object.entries(links).filter(([, one]) => isBody(one) && Object.keys(one).length > 0)
    : [];
  return Object.fromEntries(names);
};

const linksOf = ({ writes }: Step): Value =>
  linksIn(
    Object.fromEntries(
      writes.links.map(({ name, add, remove }) => [
        name,
        Object.fromEntries([
          ...remove.map((target) => [printReference(target), 'not linked'] as const),
          ...add.map((target) => [printReference(target), 'linked'] as const),
        ]),
      ]),
    ),
  );
