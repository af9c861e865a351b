/**
 * Two lanes to Graph. `directory` runs side by side and narrows when Graph says that its limit is near; `policies` is
 * serial, one request a second for the whole tenant (facts on Graph §4, THR). A request that waits to be asked again keeps
 * its place, so a throttled lane slows down instead of asking more.
 */
import PQueue from 'p-queue';
import type { LaneName } from './request.ts';

export interface Pace {
  /** Requests side by side in the directory lane. */
  readonly concurrency?: number;
  /** Starts per second in the policies lane. */
  readonly policiesPerSecond?: number;
}

export interface Lanes {
  run<T>(lane: LaneName, task: () => Promise<T>): Promise<T>;
  /** What the last answer said of the limit: the share of it in use, and whether it was reached. */
  observe(lane: LaneName, share: number | null, throttled: boolean): void;
  /** Least time between two starts in the lane. */
  gapMs(lane: LaneName): number;
}

/** Graph tells the share from 0.8 on (facts on Graph §4). */
const nearLimit = 0.8;
/** Calm answers after which one more request may run beside the others. */
const calmStretch = 5;

export function openLanes(pace: Pace = {}): Lanes {
  const widest = pace.concurrency ?? 8;
  const policiesGapMs = 1000 / (pace.policiesPerSecond ?? 1);
  const directory = new PQueue({ concurrency: widest });
  const policies =
    policiesGapMs < 1
      ? new PQueue({ concurrency: 1 })
      : new PQueue({ concurrency: 1, interval: policiesGapMs, intervalCap: 1, strict: true });
  let calm = 0;
  /** Answers to requests that were on their way when the lane was narrowed: they say what is known already. */
  let stale = 0;

  /** `Retry-After` does the waiting; a lane of one would then be too slow to use what Graph lets in. */
  function narrow(least: number): void {
    calm = 0;
    if (stale > 0) return;
    stale = directory.concurrency;
    directory.concurrency = Math.min(directory.concurrency, Math.max(least, Math.floor(directory.concurrency / 2)));
  }

  return {
    run(lane, task) {
      return (lane === 'policies' ? policies : directory).add(task);
    },
    observe(lane, share, throttled) {
      if (lane === 'policies') return;
      const isNear = share !== null && share >= nearLimit;
      if (throttled) narrow(2);
      else if (isNear) narrow(Math.ceil(widest / 2));
      else if (directory.concurrency < widest && ++calm >= calmStretch) {
        calm = 0;
        directory.concurrency += 1;
      }
      stale = Math.max(0, stale - 1);
    },
    gapMs: (lane) => (lane === 'policies' ? policiesGapMs : 0),
  };
}
