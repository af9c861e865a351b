/** Steps in an order that respects `after` and `behind`, independent ones side by side. */
import { hasSucceeded, wire } from '../../core/carrying.ts';
import type { Receipt, Step } from '../../core/model.ts';

export interface Scheduling {
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  /** Must not throw for anything that the tenant does. `failed`: of the steps that it needs, those that did not succeed. */
  readonly carryOut: (step: Step, failed: readonly Receipt[]) => Promise<Receipt>;
}

/**
 * Receipts as steps end. Throws before the first step when `after` names no step or goes in circles, which is our own
 * mistake; when carrying out throws, only after the receipts of all that was under way.
 */
export async function* inOrder(steps: readonly Step[], scheduling: Scheduling): AsyncGenerator<Receipt> {
  const { waiting, dependants } = wire(steps);
  const byNumber = new Map(steps.map((step) => [step.n, step]));
  const ready = steps.filter((step) => waiting.get(step.n) === 0).map((step) => step.n);
  const failed = new Map<number, Receipt[]>();
  const running = new Map<number, Promise<void>>();
  const ended: Receipt[] = [];
  let broken: { readonly error: unknown } | undefined;
  let next = 0;

  const end = (receipt: Receipt): void => {
    ended.push(receipt);
    for (const n of dependants.get(receipt.n) ?? []) {
      const isNeeded = byNumber.get(n)?.after.includes(receipt.n) === true;
      if (isNeeded && !hasSucceeded(receipt)) {
        const others = failed.get(n);
        if (others === undefined) failed.set(n, [receipt]);
        else others.push(receipt);
      }
      const left = (waiting.get(n) as number) - 1;
      waiting.set(n, left);
      if (left === 0) ready.push(n);
    }
  };

  const begin = (step: Step): void => {
    const work = scheduling.carryOut(step, failed.get(step.n) ?? []).then(end, (error: unknown) => {
      broken ??= { error };
    });
    running.set(
      step.n,
      work.then(() => {
        running.delete(step.n);
      }),
    );
  };

  const mayBegin = (): boolean => broken === undefined && !scheduling.signal?.aborted;

  try {
    for (;;) {
      while (mayBegin() && next < ready.length && running.size < scheduling.concurrency) {
        begin(byNumber.get(ready[next] as number) as Step);
        next += 1;
      }
      if (ended.length > 0) {
        yield* ended.splice(0);
        continue;
      }
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
  } finally {
    // Whoever stops listening still must not leave requests under way.
    await Promise.all(running.values());
  }
  if (broken !== undefined) throw broken.error;
}
