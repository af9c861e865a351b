/**
 * A scope may leave out what a chosen object needs: a policy's group that is deleted, and that nobody asked to bring back. The
 * plan then says so where it says that the reference is left alone, and what to add.
 */
import type { Plan, Untouched } from '../model.ts';

/** `outside`: displayed names, by id, of what is gone, is in the wanted state, and is no part of the review. */
export function tellingOfOutside(plan: Plan, outside: ReadonlyMap<string, string>, isRange: boolean): Plan {
  if (outside.size === 0) return plan;
  return { ...plan, untouched: plan.untouched.map((one) => told(one, outside, isRange)) };
}

function told(untouched: Untouched, outside: ReadonlyMap<string, string>, isRange: boolean): Untouched {
  const needs = (untouched.missing ?? []).filter((id) => outside.has(id));
  if (needs.length === 0) return untouched;
  const names = needs.map((id) => `${outside.get(id)} (${id})`).join(', ');
  const flags = needs.map((id) => `--id ${id}`).join(' ');
  const how = isRange ? `propose it, too, with revert ${flags}` : `add ${flags}`;
  return { ...untouched, reason: `needs ${names}, deleted and outside of the scope: ${how}` };
}
