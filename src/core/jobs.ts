/** What reports and recoveries have in common as jobs of the journal. */
import type { JobStatus } from './model.ts';
import { fail } from './problem.ts';

/** Has begun and has not ended, as far as its record tells. */
export const isOpen = (status: JobStatus): boolean => status === 'loadingData' || status === 'inProgress';

/** The one job that a person means by its id or the beginning of it. Fails with `jobNotFound` when there is none, or several. */
export function jobNamed<Job extends { readonly id: string }>(
  jobs: readonly Job[],
  given: string,
  { kind, remedy }: { readonly kind: 'recovery' | 'report'; readonly remedy: string },
): Job {
  const exact = jobs.find(({ id }) => id === given);
  if (exact !== undefined) return exact;
  const matching = given === '' ? [] : jobs.filter(({ id }) => isNamed(id, given));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const several = kind === 'recovery' ? 'recoveries' : 'reports';
  return fail(
    'jobNotFound',
    matching.length === 0 ? `there is no ${kind} "${given}"` : `"${given}" fits several ${several}`,
    {
      remedy,
    },
  );
}

/** Reports are often called by their time alone. */
export const isNamed = (id: string, given: string): boolean => id.startsWith(given) || id.startsWith(`report-${given}`);
