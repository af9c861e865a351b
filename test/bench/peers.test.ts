/** The formulas of peers against tenants that were worked out request by request from their code. */
import { describe, expect, it } from 'vitest';
import { entraExporter, microsoft365Dsc, type TenantSize } from '../../bench/peers.ts';

const tenant = (users: number, groups: number, servicePrincipals: number, applications: number): TenantSize => ({
  users,
  groups,
  servicePrincipals,
  applications,
});

describe('what peers ask', () => {
  it.each([
    [tenant(1_000, 300, 400, 100), 5_738, 315, 4_388],
    [tenant(50_000, 10_000, 3_000, 1_500), 74_967, 4_835, 151_645],
    [tenant(300_000, 60_000, 15_000, 8_000), 414_044, 27_286, 900_830],
  ])('of %o', (size, requests, calls, dsc) => {
    const close = (measured: number, expected: number) => Math.abs(measured / expected - 1);
    expect(close(entraExporter(size).requests, requests)).toBeLessThan(0.01);
    expect(close(entraExporter(size).calls, calls)).toBeLessThan(0.02);
    expect(close(microsoft365Dsc(size).requests, dsc)).toBeLessThan(0.01);
  });
});
