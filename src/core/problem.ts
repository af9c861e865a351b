/**
 * Expected failures are values: a stable code, a sentence, a place and a remedy. They are gathered rather than thrown one
 * by one. Where a value cannot travel (a stream, a callback), `Failure` carries problems through an exception; only
 * `cli.ts` turns them into text and an exit code.
 */
export type ProblemCode =
  // What a person gave us.
  | 'usage'
  | 'configuration'
  | 'wrongTenant'
  | 'dirtyWorkTree'
  | 'divergedBranch'
  | 'rangeNotReviewed'
  | 'repository'
  | 'protectedRef'
  // What was found in the record.
  | 'backupNotFound'
  | 'backupExists'
  | 'jobNotFound'
  | 'notCanonical'
  | 'notYaml'
  | 'hostileYaml'
  | 'unknownPath'
  // What the tenant answered.
  | 'tenantUnreadable'
  | 'lyingAnswer'
  | 'signIn'
  | 'permission'
  | 'tenantType'
  | 'licence'
  // What the forge answered.
  | 'forge'
  | 'forgeNotAllowed'
  | 'forgeNotFound'
  // What stands in the way.
  | 'guard'
  | 'jobRunning'
  | 'failedChanges'
  | 'engine'
  | 'canceled';

export interface Place {
  /** File, branch, flag or Graph path, as a person would look it up. */
  readonly file?: string;
  /** First line is 1. */
  readonly line?: number;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly place?: Place;
  readonly remedy?: string;
}

/** One or more expected failures on their way to the person who can mend them. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const all = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(all.map(describeProblem).join('\n'));
    this.name = 'Failure';
    this.problems = all;
  }
}

export function fail(code: ProblemCode, message: string, more: Omit<Problem, 'code' | 'message'> = {}): never {
  throw new Failure({ code, message, ...more });
}

/** A problem as one or two lines: `place: message`, then the remedy. */
export function describeProblem(problem: Problem): string {
  const { file, line } = problem.place ?? {};
  const where = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `;
  const remedy = problem.remedy === undefined ? '' : `\n  ${problem.remedy}`;
  return `${where}${problem.message}${remedy}`;
}

/** The same on one line, for a record or a row of a table. */
export const problemLine = (problem: Problem): string => describeProblem(problem).replaceAll(/\s*\n\s*/g, ' ');
