/** Whether what Pulumi says it would do is what the plan says: step by step, and nothing beside it. */
import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';
import type { Body, Step } from '../../core/model.ts';
import { fail } from '../../core/problem.ts';
import { visible } from '../../core/report/visible.ts';
import { packageName, resourceOf, same } from './resource.ts';

/** What Pulumi would do with one resource, in the order in which it says so. */
interface Foreseen {
  readonly ops: string[];
  inputs: Body;
}

export interface Foresight {
  readonly hear: (event: EngineEvent) => void;
  /** Fails with `engine` when a policy pack forbids it. */
  readonly mustBeAllowed: () => void;
  /** Fails with `engine` when a step is missing or would be another one, or when anything else would happen. */
  readonly mustEqual: (steps: readonly Step[], isImported: (step: Step) => boolean) => void;
}

/** Of Pulumi's own: the stack, and the provider as a resource. */
const isOwn = (type: string): boolean => type === 'pulumi:pulumi:Stack' || type === `pulumi:providers:${packageName}`;

export function foresee(): Foresight {
  const foreseen = new Map<string, Foreseen>();
  const forbidden = new Set<string>();
  return {
    hear({ resourcePreEvent, policyEvent }) {
      if (policyEvent?.enforcementLevel === 'mandatory') {
        forbidden.add(visible(`${policyEvent.policyPackName}: ${policyEvent.message.trim()}`.replaceAll(/\s+/g, ' ')));
      }
      if (resourcePreEvent === undefined) return;
      const { op, urn, type, new: after } = resourcePreEvent.metadata;
      if (isOwn(type) && (op === 'create' || op === 'same')) return;
      const key = urn.split('::').slice(2).join('::');
      const one = foreseen.get(key) ?? { ops: [], inputs: {} };
      one.ops.push(op);
      if (after !== undefined) one.inputs = (after.inputs ?? {}) as Body;
      foreseen.set(key, one);
    },
    mustBeAllowed() {
      if (forbidden.size > 0)
        fail('engine', `a policy pack forbids it, so nothing was begun: ${firstOf([...forbidden])}`);
    },
    mustEqual(steps, isImported) {
      const problems: string[] = [];
      const left = new Set(foreseen.keys());
      for (const step of steps) {
        const { type, name, inputs } = resourceOf(step);
        const key = `${type}::${name}`;
        left.delete(key);
        const found = foreseen.get(key);
        const expected = isImported(step) ? 'import, update' : 'create';
        const ops = found?.ops.join(', ') ?? 'nothing';
        if (ops !== expected) problems.push(`step ${step.n} (${type} ${name}): Pulumi would ${ops}, not ${expected}`);
        else if (!same(found?.inputs, inputs))
          problems.push(`step ${step.n} (${type} ${name}): Pulumi has other values`);
      }
      for (const key of left)
        problems.push(`${key}: Pulumi would ${foreseen.get(key)?.ops.join(', ')}, which is not planned`);
      if (problems.length === 0) return;
      fail('engine', `Pulumi's preview is not the plan, so nothing was begun: ${firstOf(problems)}`);
    },
  };
}

const firstOf = (problems: readonly string[]): string =>
  problems.slice(0, 10).join('; ') + (problems.length > 10 ? `; and ${problems.length - 10} more` : '');
