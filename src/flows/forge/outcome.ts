/** How a workflow's job ended: an issue as long as it is not well, closed by itself when it is. */
import { bodyLimit } from '../../core/forge/cut.ts';
import { type FailedJob, failedJobIssue } from '../../core/forge/issueText.ts';
import type { Forge } from '../../core/ports.ts';

export interface Ended {
  readonly job: FailedJob;
  /** GitHub's word for it. */
  readonly result: 'success' | 'failure' | 'cancelled';
  /** Null where the tool did not come to its end. */
  readonly exitCode: number | null;
  readonly said: readonly string[];
  readonly runUrl: string;
}

export async function tellOutcome(forge: Forge, ended: Ended): Promise<'opened' | 'commented' | 'closed' | 'none'> {
  const { job, result } = ended;
  const key = `job-${job}`;
  if (result === 'success') return forge.closeIssue(key, `It is well again: ${ended.runUrl}\n`);
  return forge.keepIssue(key, failedJobIssue({ ...ended, limit: bodyLimit(forge.limits.body) }));
}
