/** What a request costs. Source: facts on Graph §4 (THR). Last verified: 2026-11-23. */
import type { Route } from './routes/route.ts';

/** The value of `x-ms-resource-unit`; every write costs one. */
export function resourceUnits(route: Route | undefined, query: URLSearchParams): number {
  if (route === undefined) return 1;
  const base = route.units ?? 1;
  // getByIds is a read in the dress of a POST; its price with `$select` is in the table.
  if (route.path.endsWith('getByIds')) return query.has('$select') ? 2 : base;
  if (route.method !== 'GET') return 1;
  const top = Number(query.get('$top') ?? 100);
  const options = (query.has('$expand') ? 1 : 0) - (query.has('$select') ? 1 : 0) - (top < 20 ? 1 : 0);
  return Math.max(1, base + options);
}
