import type { ProblemCode } from '../problem.ts';

/** Something wrong at an index into the text; becomes a Problem once the line and the file are known. */
export interface Fault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at: number;
  readonly remedy?: string;
}
