/** The wish that a running job may stop, as whoever has it leaves it in the journal. */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import { Failure, fail } from './problem.ts';
import { isBody } from './value.ts';

export interface Cancellation {
  readonly job: string;
  /** A name that the wisher's machine gives; nobody has proven it. */
  readonly by: string;
  readonly host: string;
  /** RFC 3339. */
  readonly at: string;
}

export const cancellationRecord = (job: string): string => `cancellations/${job}.yaml`;

export const printCancellation = ({ job, by, host, at }: Cancellation): string => emitCanonical({ job, by, host, at });

export function parseCancellation(text: string, path: string): Cancellation {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const body = isBody(parsed.value) ? parsed.value : {};
  const { job, by, host, at } = body;
  if ([job, by, host, at].every((value) => typeof value === 'string')) return body as unknown as Cancellation;
  return fail('notCanonical', 'is no wish to cancel a job', { place: { file: path } });
}
