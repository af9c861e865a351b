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
const calmStretch = 20;

export function openLanes(pace: Pace = {}): Lanes {
  const widest = pace.concurrency ?? 8;
  const policiesGapMs = 1000 / (pace.policiesPerSecond ?? 1);
  const directory = new PQueue({ concurrency: widest });
  const policies =
    policiesGapMs < 1
      ? new PQueue({ concurrency: 1 })
      : new PQueue({ concurrency: 1, interval: policiesGapMs, intervalCap: 1, strict: true });
  let calm = 0;

  return {
    run(lane, task) {
      return (lane === 'policies' ? policies : directory).add(task);
    },
    observe(lane, share, throttled) {
      if (lane === 'policies') return;
      if (throttled || (share !== null && share >= nearLimit)) {
        calm = 0;
        directory.concurrency = Math.max(1, Math.floor(directory.concurrency / 2));
      } else if (directory.concurrency < widest && ++calm >= calmStretch) {
        calm = 0;
        directory.concurrency += 1;
      }
    },
    gapMs: (lane) => (lane === 'policies' ? policiesGapMs : 0),
  };
}
