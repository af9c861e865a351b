/** A revert as a pull request: its difference is what recovery will write, so `main` must be the newest backup first. */
import { findBackup } from '../../core/backupName.ts';
import { bodyLimit } from '../../core/forge/cut.ts';
import { printProposal, proposalRecord } from '../../core/forge/proposalRecord.ts';
import { revertPullRequest } from '../../core/forge/revertText.ts';
import type { Backup } from '../../core/model.ts';
import type { PullRequest } from '../../core/ports.ts';
import { fail } from '../../core/problem.ts';
import { recordedBackups } from '../backups.ts';
import { proposeRevert, type RevertRequest, type RevertResult } from '../revert.ts';
import { proposalOf } from './approvals.ts';
import { isReportOf, type RecordDoors } from './doors.ts';

export interface RevertByPullRequest extends Omit<RevertRequest, 'isSeen'> {
  /** Merges an open difference report first, with the rights of this sign-in. */
  readonly mergeReport: boolean;
  /** Who asked for it in a comment, and where. */
  readonly asked: { readonly login: string; readonly url: string } | null;
  /** The difference report that it takes back. */
  readonly report: { readonly url: string } | null;
}

export type ProposedRevert =
  | Extract<RevertResult, { proposed: 'nothing' }>
  | (Exclude<RevertResult, { proposed: 'nothing' }> & { readonly pullRequest: PullRequest });

/** Fails with `rangeNotReviewed` while the newest backup's difference report is open. */
export async function revertByPullRequest(doors: RecordDoors, request: RevertByPullRequest): Promise<ProposedRevert> {
  const { forge, store, journal } = doors;
  await seeNewest(doors, request.mergeReport);
  const main = await store.main();
  const result = await proposeRevert(doors, { ...request, isSeen: true });
  if (result.proposed === 'nothing') return result;
  const before = (await forge.pullRequestsFrom(result.branch)).find(({ state }) => state === 'open');
  const pullRequest = before ?? (await open(doors, result, request));
  const { number } = pullRequest;
  // A person who runs this is its author, and may not write to the journal. One that is open without a record was left so by a run
  // that was cut off.
  if (request.asked !== null && (await proposalOf(doors, number)) === null) {
    const record = {
      number,
      kind: 'revert',
      before: main,
      after: result.commit,
      askedBy: request.asked.login,
    } as const;
    const records = new Map([[proposalRecord(number), printProposal(record)]]);
    await journal.append(records, `Revert proposed as #${number}`);
  }
  return { ...result, pullRequest };
}

async function open(
  { forge }: RecordDoors,
  result: Exclude<RevertResult, { proposed: 'nothing' }>,
  { asked, report, scope, added }: RevertByPullRequest,
): Promise<PullRequest> {
  const { url } = await forge.repository();
  const text = revertPullRequest({
    backup: result.backup,
    scope,
    added,
    objects: result.changes,
    asked,
    report,
    unchanged: result.same,
    whole: { url: `${url}/compare/main...${result.branch}`, command: `git diff main...origin/${result.branch}` },
    limit: bodyLimit(forge.limits.body),
  });
  return forge.createPullRequest({ branch: result.branch, ...text });
}

/** `main` has seen the newest backup, however its report was merged. */
async function seeNewest(doors: RecordDoors, mergeReport: boolean): Promise<void> {
  const { forge, store } = doors;
  doors.journal.refresh();
  const backups = await recordedBackups(doors);
  const newest = findBackup(backups, 'newest');
  if (await hasSeen(doors, await store.main(), backups, newest)) return;
  const report = (await forge.openPullRequests()).find((pull) => backups.some((backup) => isReportOf(pull, backup)));
  if (report === undefined) {
    fail('rangeNotReviewed', `main has not seen the newest backup ${newest.name}, and no difference report is open`, {
      remedy: 'entra-rewind backup opens one. One that was closed must be opened again and merged.',
    });
  }
  if (!mergeReport) {
    fail('rangeNotReviewed', `difference report #${report.number} is still open`, {
      place: { file: report.url },
      remedy: 'Merge it first: that says "seen", and changes nothing in the tenant. Or give --merge-report.',
    });
  }
  await forge.mergePullRequest(report.number, report.head.commit);
  await store.refresh();
}

/**
 * Whether `main` has had the newest state: the backup itself, an older one of the same state whose report stayed open over quiet
 * nights, or what a recovery went to, of which no report tells. A squash leaves no trace in git, but its pull request does.
 */
async function hasSeen(
  { forge, store }: RecordDoors,
  main: string,
  backups: readonly Backup[],
  newest: Backup,
): Promise<boolean> {
  if ((await store.tree(main)) === newest.tree) return true;
  for (const { name, commit, tree } of backups.toReversed()) {
    if (tree !== newest.tree) return false;
    if (await store.contains(main, commit)) return true;
    const before = await store.find(`${commit}^`);
    if (before !== null && (await store.tree(before)) === tree && (await store.contains(main, before))) return true;
    for (const { mergeCommit } of await forge.pullRequestsFrom(`backup/${name}`)) {
      // A rebase may leave out what a commit with two parents brought: then nobody has seen it.
      if (mergeCommit !== null && (await store.tree(mergeCommit)) === tree) return true;
    }
  }
  return false;
}
