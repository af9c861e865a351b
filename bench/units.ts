/** What requests cost of Graph's quota, by its table of prices: those inside of batches are priced singly. */
import { resourceUnits } from '../src/embedded/resourceUnits.ts';
import { findRoute, isMatch } from '../src/embedded/router.ts';
import type { Told } from './tenant.ts';

/** Throws for a request that is none of Graph's. */
export function unitsOf(log: Told['log']): number {
  return log.reduce((sum, { method, path }) => sum + unitsOfOne(method, path), 0);
}

function unitsOfOne(method: string, path: string): number {
  const { pathname, searchParams } = new URL(path, 'https://graph.microsoft.com');
  const [, , ...segments] = pathname.split('/').map(decodeURIComponent);
  const match = findRoute(method, segments);
  if (!isMatch(match)) throw new Error(`${method} ${path} has no price`);
  return resourceUnits(match.route, searchParams);
}

/** Seconds that Graph makes a reader wait at least: the first window of ten seconds is free. Units in ten seconds by users. */
export const quotaSeconds = (units: number, unitsInTen: number): number => (Math.ceil(units / unitsInTen) - 1) * 10;
