/** The five nights before the demo: two in the morning, UTC, the last one safely in the past. */
import { backupNameAt } from '../../core/backupName.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface Night {
  /** RFC 3339, for `ENTRA_REWIND_NOW`. */
  readonly at: string;
  readonly backup: string;
}

export function nightsBefore(now: Date, count: number): readonly Night[] {
  const lastMidnight = Math.floor((now.getTime() - 3 * hourMs) / dayMs) * dayMs;
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(lastMidnight - (count - 1 - index) * dayMs + 2 * hourMs);
    return { at: time.toISOString().replace('.000Z', 'Z'), backup: backupNameAt(time) };
  });
}
