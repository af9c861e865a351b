/**
 * How the program ended last within a workflow's job, for the step that tells people of it: GitHub gives that step only one word.
 * Lies in the runner's own temporary folder, which goes with the job.
 */

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from './context.ts';

export interface LastEnd {
  readonly exitCode: number;
  /** What it said on the way out; free of credentials like all that it says. */
  readonly said: readonly string[];
}

const fileIn = ({ GITHUB_ACTIONS, RUNNER_TEMP }: Context['environment']): string | null =>
  GITHUB_ACTIONS === 'true' && RUNNER_TEMP !== undefined ? join(RUNNER_TEMP, 'entra-rewind-end.json') : null;

export function keepLastEnd(environment: Context['environment'], end: LastEnd): void {
  const file = fileIn(environment);
  if (file !== null) writeFileSync(file, JSON.stringify(end));
}

/** Null where nothing of ours has ended, or where a killed one left half a file. */
export async function readLastEnd(environment: Context['environment']): Promise<LastEnd | null> {
  const file = fileIn(environment);
  if (file === null) return null;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LastEnd;
  } catch {
    // Then the issue says that no exit code is known.
    return null;
  }
}
