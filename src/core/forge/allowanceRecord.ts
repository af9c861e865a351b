/** Guards that somebody lifted on a pull request. Each holds for the very head that was looked at, and no other. */
import { emitCanonical } from '../canonical/emit.ts';
import { parseCanonical } from '../canonical/parse.ts';
import type { Value } from '../model.ts';
import { Failure, fail } from '../problem.ts';
import { isBody } from '../value.ts';

export interface AllowanceRecord {
  readonly guard: string;
  readonly reason: string;
  /** Login. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** Commit that was the head. */
  readonly head: string;
}

export const allowancesRecord = (number: number): string => `allowances/${number}.yaml`;

export const printAllowances = (records: readonly AllowanceRecord[]): string =>
  emitCanonical(records.map(({ guard, reason, by, at, head }) => ({ guard, reason, by, at, head })));

export function parseAllowances(text: string, path: string): readonly AllowanceRecord[] {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const { value } = parsed;
  const isRecord = (one: Value): one is Value & AllowanceRecord =>
    isBody(one) && [one.guard, one.reason, one.by, one.at, one.head].every((word) => typeof word === 'string');
  if (Array.isArray(value)) {
    const records = (value as readonly Value[]).filter(isRecord);
    if (records.length === value.length) return records;
  }
  return fail('notCanonical', 'holds no allowances', { place: { file: path } });
}
