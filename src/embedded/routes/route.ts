/** One line of the table of requests that are answered. */
import type { Answer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Grant } from '../permissions.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the version; `{name}` takes one segment. */
  readonly path: string;
  readonly grant: Grant;
  /** Resource units before the options are counted (THR); 1 unless said. */
  readonly units?: number;
  handle(call: Call): Answer;
}
