/** A comment on a pull request → what somebody who may write here wishes: `/revert`, or `/allow`. */
import { guards } from '../../../policies/index.ts';
import { parsePath } from '../../core/canonical/path.ts';
import {
  allowedAnswer,
  misplacedAnswer,
  mistakenAnswer,
  notAllowedAnswer,
  revertedAnswer,
} from '../../core/forge/answerText.ts';
import { type AllowCommand, commandIn, type RevertCommand } from '../../core/forge/command.ts';
import type { Comment, PullRequest } from '../../core/ports.ts';
import { Failure, fail, problemLine } from '../../core/problem.ts';
import { isEverything } from '../../core/scope.ts';
import { everyBackup } from '../backups.ts';
import type { RecordedState } from '../revert.ts';
import { lift, proposalOf } from './approvals.ts';
import { isReport, type RecordDoors } from './doors.ts';
import { revertByPullRequest } from './proposeRevert.ts';

export interface Answered {
  readonly did: 'nothing' | 'refused' | 'reverted' | 'allowed';
  /** A pull request whose check has to be made anew. */
  readonly review: number | null;
  readonly said: string;
}

const nothing: Answered = { did: 'nothing', review: null, said: 'no command' };

/** `id`: of the comment. Everything is asked of the forge anew: what an event tells may be older, or somebody's words. */
export async function answerComment(doors: RecordDoors, id: number): Promise<Answered> {
  const { forge } = doors;
  const comment = await forge.comment(id);
  if (comment.author.isSelf || !comment.author.isPerson) return nothing;
  const command = commandIn(
    comment,
    guards.map(({ name }) => name),
  );
  if (command.is === 'none') return nothing;
  if (!['admin', 'write'].includes(await forge.permission(comment.author.login))) {
    return refuse(doors, comment, notAllowedAnswer(comment.author.login), '-1');
  }
  if (command.is === 'mistaken') return refuse(doors, comment, mistakenAnswer(command.why), 'confused');
  await forge.react(comment.id, 'eyes');
  const answered = await carriedOut(doors, comment, command);
  if (answered.did === 'refused') return refuse(doors, comment, answered.said, 'confused');
  await tell(doors, comment, answered.said, 'rocket');
  return answered;
}

/** What is wrong with the wish, or stands against it, is the answer to it. That it cannot be told is the job's failure. */
async function carriedOut(
  doors: RecordDoors,
  comment: Comment,
  command: RevertCommand | AllowCommand,
): Promise<Answered> {
  const refused = (said: string): Answered => ({ did: 'refused', review: null, said });
  try {
    const pull = await doors.forge.pullRequest(comment.on);
    // Of a pull request's branch, never of its title or text: only the app makes a backup's.
    const isMisplaced = pull.head.isFork || isReport(pull) !== (command.is === 'revert');
    if (isMisplaced) return refused(misplacedAnswer(command));
    return command.is === 'revert'
      ? await revert(doors, comment, command, pull)
      : await allow(doors, comment, command, pull);
  } catch (error) {
    if (!(error instanceof Failure) || error.problems.some(({ code }) => code === 'canceled')) throw error;
    return refused(mistakenAnswer(error.problems.map(problemLine).join('; ')));
  }
}

async function refuse(
  doors: Pick<RecordDoors, 'forge'>,
  comment: Comment,
  said: string,
  reaction: 'confused' | '-1',
): Promise<Answered> {
  await tell(doors, comment, said, reaction);
  return { did: 'refused', review: null, said };
}

/** One answer to each comment, however often its job is run. */
async function tell(
  { forge }: Pick<RecordDoors, 'forge'>,
  { id, on }: Comment,
  said: string,
  reaction: 'confused' | '-1' | 'rocket',
): Promise<void> {
  await forge.keepComment(on, `answer-${id}`, said);
  await forge.react(id, reaction);
}

async function allow(
  doors: RecordDoors,
  comment: Comment,
  command: AllowCommand,
  pull: PullRequest,
): Promise<Answered> {
  if (pull.state === 'closed') fail('usage', 'the pull request was closed');
  const { guard, reason } = command;
  const { login } = comment.author;
  await lift(doors, pull, { guard, reason, by: login });
  const isOpen = pull.state === 'open';
  // A merged one has no check any more, but a recovery that was stopped.
  const next = isOpen ? 'The check is made anew.' : 'Run the recovery again: its run has a button for that.';
  const said = `${allowedAnswer(command, login, pull.head.commit)}\n${next}\n`;
  return { did: 'allowed', review: isOpen ? pull.number : null, said };
}

async function revert(
  doors: RecordDoors,
  comment: Comment,
  command: RevertCommand,
  pull: PullRequest,
): Promise<Answered> {
  const { backup, scope, added } = command;
  const record = await proposalOf(doors, pull.number);
  if (record === null || record.kind !== 'report') fail('usage', `the journal knows no report #${pull.number}`);
  await doors.store.refresh();
  const proposed = await revertByPullRequest(doors, {
    backup: backup ?? (await stateBefore(doors, record.before)),
    // Without a word on what, it is what this report shows: later ones have pull requests of their own.
    scope: backup === null && isEverything(scope) ? { ...scope, ids: await changedIn(doors, record) } : scope,
    added,
    // With somebody's approval it can be merged here and now; the rules of main say whether that is enough.
    mergeReport: pull.state === 'open' && (await doors.forge.approvals(pull.number)).length > 0,
    asked: { login: comment.author.login, url: comment.url },
    report: { url: pull.url },
  });
  const found =
    proposed.proposed === 'nothing'
      ? { backup: proposed.backup, objects: 0, pullRequest: null }
      : { backup: proposed.backup, objects: proposed.objects, pullRequest: proposed.pullRequest };
  return { did: 'reverted', review: null, said: revertedAnswer(command, found) };
}

/** What `main` held before a report: a backup's state under its name, pruned or not, or whatever people had reviewed. */
async function stateBefore(
  { store, journal }: Pick<RecordDoors, 'store' | 'journal'>,
  commit: string,
): Promise<RecordedState> {
  const tree = await store.tree(commit);
  const backups = (await everyBackup(journal)).filter((backup) => backup.tree === tree);
  return { name: backups.at(-1)?.name ?? `main-${commit.slice(0, 12)}`, commit };
}

async function changedIn(
  { store }: Pick<RecordDoors, 'store'>,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<readonly string[]> {
  return [...new Set((await store.compare(before, after)).flatMap(({ path }) => parsePath(path)?.key.id ?? []))];
}
