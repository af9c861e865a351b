/**
 * What follows from a ref that moved, by git, by the API or by a merge: the push event, and what it means for pull requests.
 * `changeRefs` is the one door by which the hub itself moves branches and tags.
 */

import { judgeOrThrow, type RefChange } from './enforce.ts';
import { type CommitData, zeros } from './git.ts';
import { causeOf } from './identities.ts';
import { closePull, markMerged, pullsInto, pullsOf, synchronize } from './pulls.ts';
import { Refusal } from './refusal.ts';
import { dismissStale } from './reviews.ts';
import { repositoryShape, userShape } from './shapes.ts';
import { demandWorkflows } from './workflows.ts';
import { fullName, type Issue, type Repository, type Token, type World } from './world.ts';

const branchOf = (ref: string): string | null =>
  ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;

function pushedCommit(world: World, repository: Repository, commit: CommitData) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${world.origin}/${fullName(repository)}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** The commits that `compare before...after` would show. */
function newCommits(repository: Repository, { before, after }: RefChange): readonly CommitData[] {
  const { bare, defaultBranch } = repository;
  if (after === null || bare.typeOf(after) !== 'commit') return [];
  if (before !== null) return bare.commits(after, `^${before}`);
  const main = bare.tip(`refs/heads/${defaultBranch}`);
  return main === null || main === after ? [] : bare.commits(after, `^${main}`);
}

function pushed(world: World, repository: Repository, change: RefChange, token: Token): void {
  const { ref, before, after } = change;
  const commits = newCommits(repository, change);
  const head = after === null || repository.bare.typeOf(after) !== 'commit' ? null : repository.bare.commit(after);
  world.events.add({
    name: 'push',
    at: world.clock.iso(),
    repository: fullName(repository),
    by: causeOf(token),
    payload: {
      ref,
      before: before ?? zeros,
      after: after ?? zeros,
      created: before === null,
      deleted: after === null,
      forced: before !== null && after !== null && !repository.bare.isAncestor(before, after),
      base_ref: null,
      compare: `${world.origin}/${fullName(repository)}/compare/${before ?? zeros}...${after ?? zeros}`,
      commits: commits.slice(-2048).map((commit) => pushedCommit(world, repository, commit)),
      head_commit: head === null ? null : pushedCommit(world, repository, head),
      repository: repositoryShape(world, repository, null),
      pusher: { name: token.account.login, email: token.account.email },
      sender: userShape(world, token.account),
    },
  });
}

/** GitHub takes a pull request for merged when its head reached the base, by whatever way. */
function mergedByPush(repository: Repository, issue: Issue, { before, after }: RefChange): string | null {
  const { pull } = issue;
  if (pull === null || after === null || before === null || before === after) return null;
  const { bare } = repository;
  if (bare.isAncestor(pull.head.sha, before) || !bare.isAncestor(pull.head.sha, after)) return null;
  const brought = bare.commits(after, `^${before}`).find(({ parents }) => parents.slice(1).includes(pull.head.sha));
  return brought?.sha ?? pull.head.sha;
}

/** To be called once the refs are where `changes` says. */
export function refsMoved(world: World, repository: Repository, changes: readonly RefChange[], token: Token): void {
  for (const change of changes) {
    pushed(world, repository, change, token);
    const branch = branchOf(change.ref);
    if (branch === null) continue;
    for (const { home, issue } of pullsOf(world, repository, branch)) {
      if (change.after === null) closePull(world, home, issue, token);
      else if (synchronize(world, home, issue, change.after, token)) dismissStale(world, home, issue, token);
    }
    for (const issue of pullsInto(repository, branch)) {
      if (issue.pull === null) continue;
      issue.pull.mergeability = 'stale';
      const merge = mergedByPush(repository, issue, change);
      if (merge !== null) markMerged(world, repository, issue, { by: token, commit: merge, method: null });
      else if (change.after === null) closePull(world, repository, issue, token);
    }
  }
}

/** Judged by the rules, moved together, told. `free`: the rules have been asked already (merges). */
export function changeRefs(
  world: World,
  repository: Repository,
  changes: readonly RefChange[],
  token: Token,
  free: 'judge' | 'free' = 'judge',
): void {
  if (free === 'judge') {
    for (const change of changes) demandWorkflows(repository.bare, change, token);
    judgeOrThrow(world, repository, changes, token);
  }
  try {
    repository.bare.move(changes);
  } catch (error) {
    // The ref moved under us, or a folder stands where a file should: GitHub's words for both.
    throw new Refusal(
      422,
      error instanceof Error && error.message.includes('exists')
        ? 'Reference already exists'
        : 'Reference update failed',
    );
  }
  refsMoved(world, repository, changes, token);
}
