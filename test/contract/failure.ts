import { Failure, type ProblemCode } from '../../src/core/problem.ts';

/** The one problem that a promise fails with; anything else is a failed test. */
export async function problemOf(
  work: Promise<unknown>,
): Promise<{ readonly code: ProblemCode; readonly text: string }> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof Failure)) throw outcome.error;
  const [problem] = outcome.error.problems;
  if (problem === undefined) throw new Error('a failure without a problem');
  return { code: problem.code, text: outcome.error.message };
}
