/** Steps in an order that respects `after` and `behind`, independent ones side by side. */
import type { Receipt, Step } from '../../core/model.ts';

export interface Scheduling {
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  /** Must not throw for anything that the tenant does. `failed`: of the steps that it needs, those that did not succeed. */
  readonly carryOut: (step: Step, failed: readonly Receipt[]) => Promise<Receipt>;
}

const hasSucceeded = (receipt: Receipt): boolean =>
  receipt.outcome === 'updated' ||
  receipt.outcome === 'restored' ||
  receipt.outcome === 'recreated' ||
  receipt.outcome === 'softDeleted';

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

interface Wiring {
  /** How many steps each one still waits for. */
  readonly waiting: Map<number, number>;
  readonly dependants: ReadonlyMap<number, readonly number[]>;
}

function wire(steps: readonly Step[]): Wiring {
  const numbers = new Set(steps.map((step) => step.n));
  const waiting = new Map<number, number>();
  const dependants = new Map<number, number[]>();
  for (const { n, after, behind = [] } of steps) {
    const needs = new Set([...after, ...behind]);
    waiting.set(n, needs.size);
    for (const need of needs) {
      if (!numbers.has(need)) throw new Error(`step ${n} comes after step ${need}, which is not in the plan`);
      const others = dependants.get(need);
      if (others === undefined) dependants.set(need, [n]);
      else others.push(n);
    }
  }
  assertNoCircle(waiting, dependants);
  return { waiting, dependants };
}

function assertNoCircle(waiting: ReadonlyMap<number, number>, dependants: Wiring['dependants']): void {
  const left = new Map(waiting);
  const free = [...left].filter(([, count]) => count === 0).map(([n]) => n);
  for (let next = 0; next < free.length; next += 1) {
    for (const n of dependants.get(free[next] as number) ?? []) {
      const count = (left.get(n) as number) - 1;
      left.set(n, count);
      if (count === 0) free.push(n);
    }
  }
  if (free.length < left.size) throw new Error('the steps of the plan wait for each other in a circle');
}
