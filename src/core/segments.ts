/** A plan in runs that are carried out one after the other: on two engines in turn, or in pieces that one can hold. */
import { hasSucceeded, orderOf, skippedBecause, wire } from './carrying.ts';
import type { CarryOutOptions } from './enginePort.ts';
import type { Plan, Receipt, Step } from './model.ts';

export interface Segment<Side extends string> {
  readonly side: Side;
  /** In an order that respects what they wait for. */
  readonly steps: readonly Step[];
}

/** As few runs as the order allows: each takes all that waits for nothing but itself and the runs before. */
export function segmentsOf<Side extends string>(
  steps: readonly Step[],
  sideOf: (step: Step) => Side,
  atMost = Number.POSITIVE_INFINITY,
): readonly Segment<Side>[] {
  const ordered = orderOf(steps, wire(steps));
  const segments: Segment<Side>[] = [];
  const placed = new Set<number>();
  let left = ordered;
  let side = left[0] === undefined ? undefined : sideOf(left[0]);
  while (left.length > 0 && side !== undefined) {
    const taken: Step[] = [];
    for (const step of left) {
      const isFree = [...step.after, ...(step.behind ?? [])].every((n) => placed.has(n));
      if (!isFree || sideOf(step) !== side || taken.length >= atMost) continue;
      taken.push(step);
      placed.add(step.n);
    }
    if (taken.length > 0) segments.push({ side, steps: taken });
    left = left.filter(({ n }) => !placed.has(n));
    // What is free now: more of the same where a run was full, else the other side.
    const next = left.find((step) => [...step.after, ...(step.behind ?? [])].every((n) => placed.has(n)));
    side = next === undefined ? undefined : sideOf(next);
  }
  return segments;
}

/** Each run as a plan of its own. What an earlier run left undone skips what needed it. */
export async function* carryInSegments<Side extends string>(
  plan: Plan,
  segments: readonly Segment<Side>[],
  { signal }: Pick<CarryOutOptions, 'signal'>,
  carry: (segment: Segment<Side>, plan: Plan) => AsyncIterable<Receipt>,
): AsyncGenerator<Receipt> {
  const receipts = new Map<number, Receipt>();
  for (const segment of segments) {
    if (signal?.aborted) return;
    const going: Step[] = [];
    for (const step of segment.steps) {
      const because = step.after.map((n) => receipts.get(n)).find((one) => one !== undefined && !hasSucceeded(one));
      if (because === undefined) {
        going.push(step);
        continue;
      }
      const skipped = skippedBecause(step, [because]);
      receipts.set(step.n, skipped);
      yield skipped;
    }
    if (going.length === 0) continue;
    const here = new Set(going.map(({ n }) => n));
    const steps = going.map((step) => ({
      ...step,
      after: step.after.filter((n) => here.has(n)),
      behind: (step.behind ?? []).filter((n) => here.has(n)),
    }));
    for await (const receipt of carry(segment, { ...plan, steps })) {
      receipts.set(receipt.n, receipt);
      yield receipt;
    }
  }
}
