/**
 * How long GitHub is waited for. A limit that is reached says when to come again (`Retry-After`, `X-RateLimit-Reset`); an answer
 * that never came is asked for again where asking twice does no harm.
 */
import type {} from '@octokit/plugin-throttling';
import type { Octokit } from '@octokit/rest';

type Throttle = NonNullable<NonNullable<ConstructorParameters<typeof Octokit>[0]>['throttle']>;

export interface Limits {
  /** Times that one request is sent again because a limit was reached. */
  readonly retries: number;
  /** Longest sum of such waits of one request. */
  readonly waitMs: number;
  /** Times that one request is sent again after a 5xx or a broken connection. */
  readonly repeats: number;
  /** Wait before the first of these; grows with the square of their number. */
  readonly repeatMs: number;
  /** Longest list that is read, in pages of 100. */
  readonly pages: number;
}

export const defaultLimits: Limits = { retries: 4, waitMs: 900_000, repeats: 3, repeatMs: 1_000, pages: 300 };

/** Whether sending a request twice does what sending it once does. */
export const isRepeatable = (method: string): boolean => method !== 'POST';

/** What plugin-retry shall leave alone: all of 4xx. Limits (403, 429) are waited for by plugin-throttling. */
export const finalStatuses: readonly number[] = Array.from({ length: 100 }, (_, index) => 400 + index);

/**
 * Gaps between writes that GitHub asks of its clients are kept by plugin-throttling. A hub on this machine asks for none, and
 * stories told there would take minutes.
 */
export const noGaps = {
  key: () => ({ schedule: (_: unknown, work: () => Promise<unknown>) => work() }),
} as unknown as NonNullable<Throttle['write']>;

/** Waited for limits, per request. */
export class Patience {
  readonly #limits: Limits;
  readonly #waited = new WeakMap<object, number>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Whether the request may wait once more; counts the wait when it may. */
  allows(request: object, retries: number, waitMs: number): boolean {
    const waited = this.waitedMs(request) + waitMs;
    if (retries >= this.#limits.retries || waited > this.#limits.waitMs) return false;
    this.#waited.set(request, waited);
    return true;
  }

  waitedMs(request: object): number {
    return this.#waited.get(request) ?? 0;
  }
}
