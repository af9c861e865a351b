/** The pull requests that asked for a recovery: what was lifted on them, and where the result is told. */
import { bodyLimit } from '../../core/forge/cut.ts';
import { type RecoveryResult, resultComment } from '../../core/forge/resultText.ts';
import type { PullRequest } from '../../core/ports.ts';
import { type Lifted, liftedFor } from './approvals.ts';
import { isReport, type RecordDoors } from './doors.ts';

/** Those that brought the last commit of the range to `main`; none where somebody pushed it by hand. */
export async function requestsFor({ forge }: RecordDoors, after: string): Promise<readonly PullRequest[]> {
  return (await forge.pullRequestsOf(after)).filter((pull) => !isReport(pull) && !pull.head.isFork);
}

export async function liftedOnAll(doors: RecordDoors, pulls: readonly PullRequest[]): Promise<readonly Lifted[]> {
  doors.journal.refresh();
  return (await Promise.all(pulls.map((pull) => liftedFor(doors, pull)))).flat();
}

/** One comment on each, kept up to date: a recovery that is resumed tells its end in the same place. */
export async function tellResult(
  { forge }: RecordDoors,
  pulls: readonly PullRequest[],
  result: Omit<RecoveryResult, 'limit'>,
): Promise<void> {
  const text = resultComment({ ...result, limit: bodyLimit(forge.limits.body) });
  for (const { number } of pulls) await forge.keepComment(number, 'result', text);
}
