/** GitHub's Revert button: a branch from base's tip, a pull request, and commits whose messages depend on how it was merged. */

import { requestOwners } from './codeowners.ts';
import { may } from './identities.ts';
import { github, signatureOf, subjectOf } from './merging.ts';
import { changeRefs } from './moves.ts';
import { openPull, type PullIssue } from './pulls.ts';
import { fullName, type Repository, type Token, type World } from './world.ts';

/** Said by GraphQL with a type of its own; no HTTP status. */
export class Unprocessable extends Error {}

/** Longest subject of a squash's revert; the rest is cut with an ellipsis. That it is cut is known, the length is not. */
const longestSubject = 72;

const quoted = (subject: string): string => {
  const whole = `Revert "${subject}"`;
  return whole.length <= longestSubject ? whole : `${whole.slice(0, longestSubject - 1)}\u2026`;
};

interface Undo {
  /** What is undone: the change from `from` to `to`. */
  readonly from: string;
  readonly to: string;
  readonly message: string;
}

function undone(repository: Repository, { title, pull }: PullIssue): readonly Undo[] {
  const { bare } = repository;
  if (pull.mergedAt === null || pull.mergeCommit === null || pull.mergeMethod === null)
    throw new Unprocessable('Pull request was not merged on GitHub and cannot be reverted');
  const commit = bare.commit(pull.mergeCommit);
  const [parent] = commit.parents;
  if (parent === undefined) throw new Error(`${commit.sha} has no parent`);
  const told = ({ message, sha }: { message: string; sha: string }, subject = subjectOf(message)): string =>
    `${subject}\n\nThis reverts commit ${sha}.`;
  switch (pull.mergeMethod) {
    case 'merge':
      return [{ from: commit.sha, to: parent, message: `Revert "${title}"` }];
    case 'squash':
      return [{ from: commit.sha, to: parent, message: told(commit, quoted(subjectOf(commit.message))) }];
    case 'rebase':
      return bare
        .commits(commit.sha, `^${pull.base.sha}`)
        .toReversed()
        .map((one) => ({
          from: one.sha,
          to: one.parents[0] ?? pull.base.sha,
          message: told(one, `Revert "${subjectOf(one.message)}"`),
        }));
  }
}

export interface RevertWish {
  readonly title: string | null;
  readonly body: string | null;
  readonly draft: boolean;
}

export function revert(
  world: World,
  repository: Repository,
  issue: PullIssue,
  wish: RevertWish,
  token: Token,
): PullIssue {
  if (!may(world, repository, token, { permission: 'contents', level: 'write' }))
    throw new Unprocessable('Resource not accessible');
  const { bare } = repository;
  const undos = undone(repository, issue);
  const base = bare.tip(`refs/heads/${issue.pull.base.ref}`);
  if (base === null) throw new Unprocessable('The base branch was deleted');
  const branch = `revert-${issue.number}-${issue.pull.head.ref}`;
  const ref = `refs/heads/${branch}`;
  if (bare.tip(ref) !== null) throw new Unprocessable(`A branch named ${branch} already exists`);
  const date = world.clock.iso();
  let tip = base;
  for (const { from, to, message } of undos) {
    const tree = bare.applyChange(from, to, tip);
    if (tree === null)
      throw new Unprocessable('Pull request could not be reverted automatically: it conflicts with the base branch');
    if (tree !== bare.treeOf(tip))
      tip = bare.write(tree, [tip], message, signatureOf(token.account, date), github(date));
  }
  if (tip === base) throw new Unprocessable('Nothing is left to revert');
  changeRefs(world, repository, [{ ref, before: null, after: tip }], token);
  const made = openPull(
    world,
    repository,
    {
      title: wish.title ?? `Revert "${issue.title}"`,
      body: wish.body ?? `Reverts ${fullName(repository)}#${issue.number}`,
      base: issue.pull.base.ref,
      head: { repository, ref: branch },
      draft: wish.draft,
    },
    token,
  );
  requestOwners(world, repository, made);
  return made;
}
