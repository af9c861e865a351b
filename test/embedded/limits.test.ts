/** Graph's limits by the size of a tenant, on a clock that the test turns. */
import { describe, expect, it } from 'vitest';
import { graphLimitsOf, openThrottle, type Toll } from '../../src/embedded/throttle.ts';

const read: Toll = { units: 2, isWrite: false, isPolicy: false };
const write: Toll = { units: 1, isWrite: true, isPolicy: false };
const policy: Toll = { units: 1, isWrite: false, isPolicy: true };

describe('limits', () => {
  it.each([
    ['small', 3500],
    ['medium', 5000],
    ['large', 8000],
  ] as const)('let a %s tenant use %d resource units in ten seconds', (size, units) => {
    let now = 0;
    const throttle = openThrottle(graphLimitsOf(size), () => now);
    let served = 0;
    while (throttle(read).refused === null) served += 1;
    expect(served * read.units).toBe(units);
    now = 9_999;
    expect(throttle(read).refused?.headers).toMatchObject({
      'Retry-After': '1',
      'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
      'x-ms-throttle-scope': 'Tenant_Application/Read',
    });
    now = 10_000;
    expect(throttle(read).refused).toBeNull();
  });

  it('let one application write 3,000 times in 150 seconds', () => {
    let now = 0;
    const throttle = openThrottle(graphLimitsOf('large'), () => now);
    let written = 0;
    for (; now < 450_000; now += 25) if (throttle(write).refused === null) written += 1;
    expect(written).toBe(9_000);
  });

  it('tell how near they are, and do not say when a policy may be asked for again', () => {
    const throttle = openThrottle(graphLimitsOf('large'), () => 0);
    for (let n = 0; n < 3200; n += 1) throttle(read);
    expect(throttle(read).headers).toEqual({ 'x-ms-throttle-limit-percentage': '0.8' });
    expect(throttle(policy).refused).toBeNull();
    const { refused } = throttle(policy);
    expect(refused?.status).toBe(429);
    expect(Object.keys(refused?.headers ?? {})).not.toContain('Retry-After');
  });
});
