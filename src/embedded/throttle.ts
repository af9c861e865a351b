/** Graph's limits for one application in one tenant. Source: facts on Graph §4 (THR). Last verified: 2026-11-23. */
import type { Fault } from './answer.ts';
import { fault } from './errors.ts';

export interface Limit {
  readonly limit: number;
  readonly windowMs: number;
}

export interface ThrottleLimits {
  readonly resourceUnits?: Limit;
  readonly writes?: Limit;
  /** Writes of all applications in the tenant. */
  readonly tenantWrites?: Limit;
  /** Conditional Access policies and named locations, over all applications; its 429 has no `Retry-After`. */
  readonly policies?: Limit;
}

/** By the number of users: less than 50, up to 500, more. */
export type TenantClass = 'small' | 'medium' | 'large';

const resourceUnits: Readonly<Record<TenantClass, number>> = { small: 3500, medium: 5000, large: 8000 };

export const graphLimitsOf = (size: TenantClass): ThrottleLimits => ({
  resourceUnits: { limit: resourceUnits[size], windowMs: 10_000 },
  writes: { limit: 3000, windowMs: 150_000 },
  tenantWrites: { limit: 18_000, windowMs: 300_000 },
  policies: { limit: 1, windowMs: 1000 },
});

/** A large tenant's limits. */
export const graphLimits: ThrottleLimits = graphLimitsOf('large');

interface Window {
  readonly limit: Limit;
  readonly information: string;
  /** Whose limit it is, for `x-ms-throttle-scope`. */
  readonly scope: 'Tenant_Application' | 'Tenant';
  startedMs: number;
  used: number;
}

export interface Toll {
  readonly units: number;
  readonly isWrite: boolean;
  readonly isPolicy: boolean;
}

export interface Verdict {
  readonly refused: Fault | null;
  readonly headers: Readonly<Record<string, string>>;
}

const throttled = (headers: Readonly<Record<string, string>>): Fault =>
  fault(429, 'TooManyRequests', 'Too many requests.', { headers });

/**
 * `clock` in milliseconds. Windows are fixed and begin with the first request after the one before: Graph says so many "per 10
 * seconds" and no more about it, and a fixed window is the shape that punishes a client that does not wait.
 */
export function openThrottle(limits: ThrottleLimits, clock: () => number): (toll: Toll) => Verdict {
  const open = (
    limit: Limit | undefined,
    information: string,
    scope: Window['scope'] = 'Tenant_Application',
  ): Window | null =>
    limit === undefined ? null : { limit, information, scope, startedMs: Number.NEGATIVE_INFINITY, used: 0 };
  const units = open(limits.resourceUnits, 'ResourceUnitLimitExceeded');
  const writes = open(limits.writes, 'WriteLimitExceeded');
  const tenantWrites = open(limits.tenantWrites, 'WriteLimitExceeded', 'Tenant');
  const policies = open(limits.policies, 'ResourceUnitLimitExceeded', 'Tenant');

  return ({ units: cost, isWrite, isPolicy }) => {
    const now = clock();
    const due: [Window | null, number][] = isPolicy
      ? [[policies, 1]]
      : [
          [units, cost],
          [writes, isWrite ? 1 : 0],
          [tenantWrites, isWrite ? 1 : 0],
        ];
    let share = 0;
    for (const [window, price] of due) {
      if (window === null || price === 0) continue;
      if (now - window.startedMs >= window.limit.windowMs) {
        window.startedMs = now;
        window.used = 0;
      }
      // Attempts that are refused count too.
      window.used += price;
      const { limit, windowMs } = window.limit;
      share = Math.max(share, window.used / limit);
      if (window.used <= limit) continue;
      const waitMs = windowMs - (now - window.startedMs);
      const headers = {
        'x-ms-throttle-information': window.information,
        'x-ms-throttle-scope': `${window.scope}/${isWrite ? 'ReadWrite' : 'Read'}`,
        ...(isPolicy ? {} : { 'Retry-After': String(Math.ceil(waitMs / 1000)) }),
      };
      return { refused: throttled(headers), headers: {} };
    }
    return {
      refused: null,
      headers: share >= 0.8 ? { 'x-ms-throttle-limit-percentage': Math.min(share, 1.8).toFixed(1) } : {},
    };
  };
}
