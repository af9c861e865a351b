/**
 * Bad weather: faults by explicit rule or by seed, never by chance. The same seed and the same requests give the same
 * faults, in whatever order requests arrive side by side.
 */
import { shareFrom } from './identity.ts';
import type { Delay } from './store.ts';

export type WeatherFault =
  | { readonly status: 401 | 403 | 429 | 500 | 503 | 504; readonly retryAfter?: number }
  /** The answer breaks off in the middle of its JSON. */
  | 'halfJson'
  | 'notJson'
  /** This page again and again, each time under another link. */
  | 'endlessNextLink'
  /** The link to the next page leads to this page once more. */
  | 'repeatPage'
  /** The link to the next page leads to another origin. */
  | 'foreignNextLink'
  | 'dropConnection';

export interface FaultRule {
  readonly method?: string;
  /** Matched against path and query, version included: `/v1.0/users?$top=5`. */
  readonly path?: RegExp;
  /** So many matching requests pass first. */
  readonly after?: number;
  /** So many are struck, default all. */
  readonly times?: number;
  /** Whether the request is carried out before the fault hides its answer. Default `before`. */
  readonly when?: 'before' | 'after';
  readonly fault: WeatherFault;
}

export interface Weather {
  readonly seed?: number;
  readonly rules?: readonly FaultRule[];
}

export interface Strike {
  readonly fault: WeatherFault;
  readonly when: 'before' | 'after';
}

/** Of requests under a seed; at most two strikes in a row on the same one, so that patience always wins. */
const shares = { tooMany: 0.06, unavailable: 0.03, dropped: 0.015, lost: 0.005 };
const mostInARow = 2;

export interface Sky {
  strike(method: string, path: string): Strike | null;
  delayOf(id: string, sequence: number): Delay | null;
}

function seededStrike(seed: number, method: string, path: string, attempt: number): Strike | null {
  const share = shareFrom(seed, method, path, attempt);
  let limit = shares.tooMany;
  if (share < limit) {
    const isPolicy = path.includes('/identity/conditionalAccess/');
    // A second of real time is dear: most waits are none.
    const retryAfter = shareFrom(seed, 'wait', path, attempt) < 0.1 ? 1 : 0;
    return { fault: { status: 429, ...(isPolicy ? {} : { retryAfter }) }, when: 'before' };
  }
  limit += shares.unavailable;
  if (share < limit) return { fault: { status: 503, retryAfter: 0 }, when: 'before' };
  limit += shares.dropped;
  if (share < limit) return { fault: 'dropConnection', when: 'before' };
  limit += shares.lost;
  // What makes a new object is not lost by the weather: no client could tell that apart from a request that never came.
  return share < limit && method !== 'POST' ? { fault: 'dropConnection', when: 'after' } : null;
}

export function openSky(weather: Weather | undefined): Sky {
  const seed = weather?.seed;
  const rules = (weather?.rules ?? []).map((rule) => ({ rule, matched: 0 }));
  const attempts = new Map<string, { count: number; inARow: number }>();
  return {
    strike(method, path) {
      for (const state of rules) {
        const { rule } = state;
        if (rule.method !== undefined && rule.method !== method) continue;
        if (rule.path !== undefined && path.search(rule.path) < 0) continue;
        state.matched += 1;
        const turn = state.matched - (rule.after ?? 0);
        if (turn >= 1 && turn <= (rule.times ?? Number.POSITIVE_INFINITY))
          return { fault: rule.fault, when: rule.when ?? 'before' };
      }
      if (seed === undefined) return null;
      const key = `${method} ${path}`;
      const past = attempts.get(key) ?? { count: 0, inARow: 0 };
      const strike = past.inARow < mostInARow ? seededStrike(seed, method, path, past.count) : null;
      attempts.set(key, { count: past.count + 1, inARow: strike === null ? 0 : past.inARow + 1 });
      return strike;
    },
    delayOf(id, sequence) {
      if (seed === undefined) return null;
      const share = shareFrom(seed, 'delay', id, sequence);
      if (share >= 0.5) return null;
      return { requests: 1 + Math.floor(share * 12), reads: share < 0.25 ? 1 : 2 };
    },
  };
}
