/**
 * One run of Pulumi's over some steps: it asks for a step when its turn has come, and here the step is carried out, once, with what
 * the engine's contract wants before and after. Runs in this very process, so that when it is killed nothing more is written.
 */
import { printKey } from '../../core/canonical/path.ts';
import { hasSucceeded, skippedBecause } from '../../core/carrying.ts';
import type { Presence, Receipt, Step } from '../../core/model.ts';
import type { CarryOutOptions, CarryStep } from '../../core/ports.ts';
import { type Desk, Stopped } from './provider/desk.ts';

export interface RunOptions extends Pick<CarryOutOptions, 'signal' | 'before'> {
  readonly steps: readonly Step[];
  readonly presences: ReadonlyMap<string, Presence>;
  readonly carry: CarryStep;
  /** Steps side by side. */
  readonly concurrency: number;
}

export interface Run extends Desk {
  /** As steps end, until `close`. Throws what broke a step, after the receipts of all that was under way. */
  receipts(): AsyncIterable<Receipt>;
  /**
   * Resolves when all that the step waits for has ended: whether it is to be begun, or was skipped by then. Rejects once no
   * further step begins.
   */
  isTurnOf(step: Step): Promise<boolean>;
  /** No further receipts come once all that is under way has ended. */
  close(): Promise<void>;
  /** Steps that have no receipt. */
  open(): readonly Step[];
  /** What made it stop: a fault, or nothing. */
  broken(): { readonly error: unknown } | undefined;
}

export function startRun({ steps, presences, carry, concurrency, signal, before }: RunOptions): Run {
  const byNumber = new Map(steps.map((step) => [step.n, step]));
  const receipts = new Map<number, Receipt>();
  const begun = new Set<number>();
  const underWay = new Set<Promise<void>>();
  const fresh: Receipt[] = [];
  const waiting: { readonly ready: () => boolean; readonly go: () => void; readonly stop: (why: Stopped) => void }[] =
    [];
  let free = concurrency;
  let broken: { readonly error: unknown } | undefined;
  let isStopped = false;
  let isClosed = false;
  let wake: () => void = () => undefined;

  const isEnding = (): boolean => isStopped || broken !== undefined || signal?.aborted === true;
  const stopped = (step?: Step): Stopped =>
    new Stopped(`${step === undefined ? 'the steps' : printKey(step)}: not begun, because the recovery was stopped`);

  /** Whoever can go on does; when nobody may, everybody is told. */
  const look = (): void => {
    for (let at = 0; at < waiting.length; ) {
      const one = waiting[at] as (typeof waiting)[number];
      if (isEnding()) one.stop(stopped());
      else if (one.ready()) one.go();
      else {
        at += 1;
        continue;
      }
      waiting.splice(at, 1);
    }
    wake();
  };
  const until = (ready: () => boolean, take: () => void = () => undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): void => {
        take();
        resolve();
      };
      waiting.push({ ready, go, stop: reject });
      look();
    });

  const end = (receipt: Receipt): void => {
    receipts.set(receipt.n, receipt);
    fresh.push(receipt);
    if (hasSucceeded(receipt)) return;
    for (const step of steps) {
      if (step.after.includes(receipt.n) && !receipts.has(step.n)) end(skippedBecause(step, [receipt]));
    }
  };

  function begin(step: Step): Promise<Receipt> {
    const work = (async () => {
      await before?.(step);
      const receipt = await carry(step);
      end(receipt);
      return receipt;
    })();
    const noted = work.then(
      () => undefined,
      (error: unknown) => {
        broken ??= { error };
      },
    );
    underWay.add(noted);
    void noted.then(() => {
      underWay.delete(noted);
      free += 1;
      look();
    });
    return work;
  }

  signal?.addEventListener('abort', look, { once: true });

  return {
    step: (n) => byNumber.get(n),
    look: async (step) => presences.get(printKey(step)) ?? { is: 'unknown', reason: 'it was not looked at' },
    async carryOut(step) {
      const there = receipts.get(step.n);
      if (there !== undefined) return there;
      // Pulumi asks once; a second time would be a second write.
      if (begun.has(step.n)) throw new Error(`step ${step.n} is being carried out already`);
      begun.add(step.n);
      const isTurn = (): boolean => free > 0;
      await until(isTurn, () => {
        free -= 1;
      });
      return begin(step);
    },
    stop() {
      isStopped = true;
      look();
    },
    async isTurnOf(step) {
      const needs = [...step.after, ...(step.behind ?? [])];
      await until(() => receipts.has(step.n) || needs.every((n) => receipts.has(n)));
      return !receipts.has(step.n);
    },
    async *receipts() {
      for (;;) {
        yield* fresh.splice(0);
        if (isClosed) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (fresh.length > 0 || isClosed) resolve();
        });
      }
    },
    async close() {
      isStopped = true;
      look();
      while (underWay.size > 0) await Promise.all(underWay);
      isClosed = true;
      signal?.removeEventListener('abort', look);
      wake();
    },
    open: () => steps.filter(({ n }) => !receipts.has(n)),
    broken: () => broken,
  };
}
