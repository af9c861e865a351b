import { expect } from 'vitest';
import { Failure, type Problem } from '../../src/core/problem.ts';

/** The problems that something pure fails with; anything else is a failed test. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error.problems;
    throw error;
  }
  return expect.fail('no problem was found');
}
