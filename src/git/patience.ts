import { setTimeout as wait } from 'node:timers/promises';

/** How often a write begins anew when another one came first. Each round somebody gets through. */
export const attempts = 5;

/** The wait before an attempt: longer each time, so that a crowd thins out. */
export const pause = (attempt: number): Promise<void> => wait(attempt === 0 ? 0 : 50 * 2 ** attempt);
