/**
 * Whether to ask again, and when. Pure: what came back goes in, a verdict comes out.
 *
 * 429 is asked again whatever was sent: Graph did not look at it. 5xx, half answers and broken connections leave it open
 * whether something happened, so only what can be repeated without harm is asked again. Conditional Access answers 429
 * without `Retry-After` (facts on Graph §4, THR): then the waits double.
 */
export interface RetryLimits {
  readonly maxAttempts: number;
  /** Longest `Retry-After` that is waited for. */
  readonly maxRetryAfterMs: number;
  /** Longest sum of all waits of one request. */
  readonly maxWaitMs: number;
  /** First wait without `Retry-After`; doubles each time. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

export const defaultLimits: RetryLimits = {
  maxAttempts: 6,
  maxRetryAfterMs: 300_000,
  maxWaitMs: 900_000,
  firstWaitMs: 1_000,
  longestWaitMs: 60_000,
};

export interface Attempted {
  /** Null: no answer came. */
  readonly status: number | null;
  readonly codes: readonly string[];
  /** Whether the body could be read as what Graph promises for the status. */
  readonly readable: boolean;
  readonly retryAfterMs: number | null;
  readonly repeatable: boolean;
  /** False when it is certain that nothing left this machine. */
  readonly sent: boolean;
  /** This attempt's number, from 1. */
  readonly attempt: number;
  readonly waitedMs: number;
  /** From 0 to 1; spreads the waits of several clients. */
  readonly random: number;
}

export type Verdict = { readonly retry: false } | { readonly retry: true; readonly waitMs: number };

const transient = new Set([408, 500, 502, 503, 504, 509]);

/** True where the answer leaves open whether Graph did what it was asked. */
export const leavesOpen = ({ status, sent }: Pick<Attempted, 'status' | 'sent'>): boolean =>
  status === null ? sent : transient.has(status);

export function verdictOn(attempted: Attempted, limits: RetryLimits): Verdict {
  if (!isWorthRepeating(attempted) || attempted.attempt >= limits.maxAttempts) return { retry: false };
  const waitMs = waitOf(attempted, limits);
  const isTooLong =
    attempted.waitedMs + waitMs > limits.maxWaitMs || (attempted.retryAfterMs ?? 0) > limits.maxRetryAfterMs;
  return isTooLong ? { retry: false } : { retry: true, waitMs };
}

function isWorthRepeating({ status, codes, readable, repeatable, sent }: Attempted): boolean {
  if (status === null) return repeatable || !sent;
  if (status === 429) return true;
  if (status === 409) return codes.includes('Directory_ConcurrencyViolation');
  if (transient.has(status)) return repeatable;
  return !readable && repeatable && (status < 300 || status >= 400);
}

function waitOf({ retryAfterMs, attempt, random }: Attempted, limits: RetryLimits): number {
  if (retryAfterMs !== null) return retryAfterMs;
  const doubled = Math.min(limits.firstWaitMs * 2 ** (attempt - 1), limits.longestWaitMs);
  return Math.round(doubled * (1 + random / 2));
}

/** `Retry-After` in seconds or as a date, which counts from the answer's own `Date`. Null when there is none to obey. */
export function parseRetryAfter(retryAfter: string | null, date: string | null): number | null {
  if (retryAfter === null || retryAfter.trim() === '') return null;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const wait = Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
