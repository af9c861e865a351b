/** What a pull request goes through: opened, followed by its head's pushes, computed, closed, merged. */
import { closeMentioned } from './closing.ts';
import { causeOf } from './identities.ts';
import { pullShape } from './pullShape.ts';
import { custom, invalid, malformed, Refusal } from './refusal.ts';
import { repositoryShape, userShape } from './shapes.ts';
import { type Account, fullName, type Issue, type Pull, type Repository, type Token, type World } from './world.ts';

/** In characters, as GitHub counts bodies of pull requests, issues and comments. */
export const longestBody = 65_536;

export function checkBody(resource: string, body: string | null | undefined): void {
  if (body !== null && body !== undefined && body.length > longestBody)
    throw custom(resource, 'body is too long (maximum is 65536 characters)', 'body');
}

export function checkTitle(resource: string, title: string): void {
  if (title.trim() === '') throw invalid({ resource, field: 'title', code: 'missing_field' });
  if (title.length > 256) throw custom(resource, 'title is too long (maximum is 256 characters)', 'title');
}

export type PullIssue = Issue & { readonly pull: Pull };
export const isPull = (issue: Issue): issue is PullIssue => issue.pull !== null;

export const pulls = (repository: Repository): readonly PullIssue[] => [...repository.issues.values()].filter(isPull);

/** Open ones whose head is this branch, wherever they are. */
export const pullsOf = (world: World, head: Repository, branch: string) =>
  [...world.repositories.values()].flatMap((home) =>
    pulls(home)
      .filter(({ state, pull }) => state === 'open' && pull.head.repository === head && pull.head.ref === branch)
      .map((issue) => ({ home, issue })),
  );

/** Open ones into this branch. */
export const pullsInto = (repository: Repository, branch: string): readonly PullIssue[] =>
  pulls(repository).filter(({ state, pull }) => state === 'open' && pull.base.ref === branch);

export function tell(
  world: World,
  repository: Repository,
  issue: Issue,
  action: string,
  token: Token,
  more = {},
): void {
  if (!isPull(issue)) return;
  world.events.add({
    name: 'pull_request',
    action,
    at: world.clock.iso(),
    repository: fullName(repository),
    by: causeOf(token),
    payload: {
      action,
      number: issue.number,
      pull_request: pullShape(world, repository, issue),
      repository: repositoryShape(world, repository, null),
      sender: userShape(world, token.account),
      ...more,
    },
  });
}

/** Brings the head's objects into the base's repository, where a fork's would be missing. */
function bringHead(home: Repository, head: Repository, number: number, sha: string): void {
  const ref = `refs/pull/${number}/head`;
  if (head !== home) home.bare.run(['fetch', '--quiet', '--no-tags', head.bare.folder, `+${sha}:${ref}`]);
  else home.bare.run(['update-ref', ref, sha]);
}

export interface NewPull {
  readonly title: string;
  readonly body: string | null;
  readonly base: string;
  readonly head: { readonly repository: Repository; readonly ref: string };
  readonly draft: boolean;
}

const fieldError = (field: string) => invalid({ resource: 'PullRequest', field, code: 'invalid' });

export function openPull(world: World, repository: Repository, wanted: NewPull, token: Token): PullIssue {
  checkTitle('PullRequest', wanted.title);
  checkBody('PullRequest', wanted.body);
  const base = repository.bare.tip(`refs/heads/${wanted.base}`);
  if (base === null) throw fieldError('base');
  const sha = wanted.head.repository.bare.tip(`refs/heads/${wanted.head.ref}`);
  if (sha === null) throw fieldError('head');
  const names = `${wanted.head.repository.owner.login}:${wanted.head.ref}`;
  const twin = pullsInto(repository, wanted.base).find(
    ({ pull }) => pull.head.repository === wanted.head.repository && pull.head.ref === wanted.head.ref,
  );
  if (twin !== undefined) throw custom('PullRequest', `A pull request already exists for ${names}.`);
  if (token.kind === 'actions' && !repository.actionsMayReview)
    throw new Refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');

  const { number } = numbered(repository);
  bringHead(repository, wanted.head.repository, number, sha);
  if (repository.bare.isAncestor(sha, base)) {
    repository.bare.run(['update-ref', '-d', `refs/pull/${number}/head`]);
    repository.nextNumber = number;
    throw custom('PullRequest', `No commits between ${wanted.base} and ${wanted.head.ref}`);
  }
  if (repository.bare.mergeBase(sha, base) === null)
    throw custom('PullRequest', `The ${wanted.head.ref} branch has no history in common with ${wanted.base}`);
  const issue: PullIssue = {
    ...newIssue(world, number, wanted.title, wanted.body, token),
    pull: {
      id: world.nextId(),
      head: { repository: wanted.head.repository, ref: wanted.head.ref, sha },
      base: { ref: wanted.base, sha: base },
      draft: wanted.draft,
      mergedAt: null,
      mergedBy: null,
      mergeMethod: null,
      mergeCommit: null,
      mergeability: 'stale',
      testMerge: null,
      reviews: [],
      requestedReviewers: [],
      requestedTeams: [],
      lastPusher: token.account,
    },
  };
  repository.issues.set(number, issue);
  tell(world, repository, issue, 'opened', token);
  return issue;
}

/** The next number; issues and pull requests share them. */
export function numbered(repository: Repository): { readonly number: number } {
  const { nextNumber } = repository;
  repository.nextNumber += 1;
  return { number: nextNumber };
}

export function newIssue(world: World, number: number, title: string, body: string | null, token: Token): Issue {
  const at = world.clock.iso();
  return {
    id: world.nextId(),
    number,
    user: token.account,
    app: token.app,
    title,
    body,
    state: 'open',
    stateReason: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    labels: [],
    locked: false,
    comments: [],
    reactions: [],
    pull: null,
  };
}

export function synchronize(
  world: World,
  home: Repository,
  issue: Issue,
  after: string,
  token: Token,
): issue is PullIssue {
  if (!isPull(issue) || issue.pull.head.sha === after) return false;
  const before = issue.pull.head.sha;
  bringHead(home, issue.pull.head.repository, issue.number, after);
  issue.pull.head.sha = after;
  issue.pull.base.sha = home.bare.tip(`refs/heads/${issue.pull.base.ref}`) ?? issue.pull.base.sha;
  issue.pull.mergeability = 'stale';
  issue.pull.lastPusher = token.account;
  issue.updatedAt = world.clock.iso();
  tell(world, home, issue, 'synchronize', token, { before, after });
  return true;
}

function end(world: World, issue: Issue, by: Account): void {
  issue.state = 'closed';
  issue.closedAt = world.clock.iso();
  issue.updatedAt = issue.closedAt;
  issue.closedBy = by;
}

export function closePull(world: World, repository: Repository, issue: Issue, token: Token): void {
  if (issue.state === 'closed') return;
  end(world, issue, token.account);
  tell(world, repository, issue, 'closed', token);
}

export function reopenPull(world: World, repository: Repository, issue: PullIssue, token: Token): void {
  if (issue.state === 'open') return;
  const { head, base } = issue.pull;
  if (issue.pull.mergedAt !== null)
    throw custom('PullRequest', 'state cannot be changed. The pull request was merged.', 'state');
  const tip = head.repository.bare.tip(`refs/heads/${head.ref}`);
  if (tip === null)
    throw custom('PullRequest', `state cannot be changed. The ${head.ref} branch has been deleted.`, 'state');
  const twin = pullsInto(repository, base.ref).some(
    ({ pull }) => pull.head.repository === head.repository && pull.head.ref === head.ref,
  );
  if (twin) throw custom('PullRequest', 'state cannot be changed. There is already an open pull request.', 'state');
  issue.state = 'open';
  issue.closedAt = null;
  issue.closedBy = null;
  issue.pull.mergeability = 'stale';
  issue.updatedAt = world.clock.iso();
  tell(world, repository, issue, 'reopened', token);
  synchronize(world, repository, issue, tip, token);
}

export interface Merged {
  readonly by: Token;
  /** What `merge_commit_sha` says from now on. */
  readonly commit: string;
  readonly method: 'merge' | 'squash' | 'rebase' | null;
}

export function markMerged(world: World, repository: Repository, issue: Issue, { by, commit, method }: Merged): void {
  if (!isPull(issue)) return;
  end(world, issue, by.account);
  issue.pull.mergedAt = issue.closedAt;
  issue.pull.mergedBy = by.account;
  issue.pull.mergeMethod = method;
  issue.pull.mergeCommit = commit;
  repository.bare.run(['update-ref', '-d', `refs/pull/${issue.number}/merge`]);
  tell(world, repository, issue, 'closed', by);
  if (issue.pull.base.ref === repository.defaultBranch) closeMentioned(world, repository, [issue.body ?? ''], by);
}

/** Makes the test merge, so that the next who asks is told; `refs/pull/N/merge` holds it while there is one. */
export function computeMergeability(world: World, repository: Repository, issue: PullIssue): 'clean' | 'conflicts' {
  const { pull, number } = issue;
  if (pull.mergeability !== 'stale') return pull.mergeability;
  const { bare } = repository;
  const base = bare.tip(`refs/heads/${pull.base.ref}`);
  const tree = base === null ? null : bare.mergeTree(base, pull.head.sha);
  const ref = `refs/pull/${number}/merge`;
  if (base === null || tree === null) {
    bare.run(['update-ref', '-d', ref]);
    pull.testMerge = null;
    pull.mergeability = 'conflicts';
    return 'conflicts';
  }
  const github = { name: 'GitHub', email: 'noreply@github.com', date: world.clock.iso() };
  pull.testMerge = bare.write(tree, [base, pull.head.sha], `Merge ${pull.head.sha} into ${base}`, github, github);
  bare.run(['update-ref', ref, pull.testMerge]);
  pull.mergeability = 'clean';
  return 'clean';
}

/** `owner:branch`, `owner:repo:branch` or `branch`, as `head` of a new pull request. */
export function headOf(world: World, repository: Repository, head: string, headRepository: string | undefined) {
  const [owner, branch] = head.includes(':')
    ? [head.split(':', 1)[0] ?? '', head.slice(head.indexOf(':') + 1)]
    : [repository.owner.login, head];
  if (branch === '') throw malformed('head is empty.');
  const network = [...world.repositories.values()].filter((one) => one === repository || one.fork === repository);
  const found = network.find(
    (one) =>
      one.owner.login.toLowerCase() === owner.toLowerCase() &&
      (headRepository === undefined || one.name === headRepository),
  );
  if (found === undefined) throw fieldError('head');
  return { repository: found, ref: branch };
}
