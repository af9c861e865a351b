/** A comment on a pull request → what somebody who may write here wishes: `/revert`, or `/allow`. */
import { guards } from '../../../policies/index.ts';
import { parsePath } from '../../core/canonical/path.ts';
import { type AllowCommand, commandIn, type RevertCommand } from '../../core/forge/command.ts';
import type { Comment, PullRequest } from '../../core/ports.ts';
import { Failure, fail, problemLine } from '../../core/problem.ts';
import { code } from '../../core/report/escape.ts';
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
    return refuse(doors, comment, 'Only people who may write to this repository can ask for that.', '-1');
  }
  if (command.is === 'mistaken') return refuse(doors, comment, command.why, 'confused');
  await forge.react(comment.id, 'eyes');
  try {
    const pull = await forge.pullRequest(comment.on);
    const answered =
      command.is === 'revert'
        ? await revert(doors, comment, command, pull)
        : await allow(doors, comment, command, pull);
    await forge.addComment(comment.on, `${answered.said}\n`);
    await forge.react(comment.id, 'rocket');
    return answered;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse(doors, comment, error.problems.map((problem) => code(problemLine(problem))).join('\n\n'), 'confused');
  }
}

async function refuse(
  { forge }: Pick<RecordDoors, 'forge'>,
  { id, on }: Comment,
  said: string,
  reaction: 'confused' | '-1',
): Promise<Answered> {
  await forge.react(id, reaction);
  await forge.addComment(on, `${said}\n`);
  return { did: 'refused', review: null, said };
}

async function allow(
  doors: RecordDoors,
  comment: Comment,
  { guard, reason }: AllowCommand,
  pull: PullRequest,
): Promise<Answered> {
  if (pull.state === 'closed' || pull.head.isFork || isReport(pull)) {
    fail('usage', 'guards are lifted on a pull request that asks for a recovery');
  }
  await lift(doors, pull, { guard, reason, by: comment.author.login });
  const isOpen = pull.state === 'open';
  const next = isOpen ? 'The check is made anew.' : 'Run the recovery again: its run has a button for that.';
  const said = `${code(guard)} is lifted for commit ${code(pull.head.commit.slice(0, 12))}, and no other. ${next}`;
  return { did: 'allowed', review: isOpen ? pull.number : null, said };
}

async function revert(
  doors: RecordDoors,
  comment: Comment,
  { backup, scope, added }: RevertCommand,
  pull: PullRequest,
): Promise<Answered> {
  if (!isReport(pull)) fail('usage', '/revert is for difference reports');
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
  if (proposed.proposed === 'nothing') {
    return { did: 'reverted', review: null, said: `\`main\` already has this state of ${code(proposed.backup)}.` };
  }
  const { number } = proposed.pullRequest;
  return {
    did: 'reverted',
    review: null,
    said: `Proposed as #${number}. Merging it recovers; its check says what that writes.`,
  };
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
