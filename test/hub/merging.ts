/** The three ways of merging, made by real git, with GitHub's messages and committers. */
import { judge, sentence } from './enforce.ts';
import type { CommitData, Signature } from './git.ts';
import { changeRefs } from './moves.ts';
import { contentOf } from './pullShape.ts';
import { computeMergeability, markMerged, type PullIssue } from './pulls.ts';
import { Refusal } from './refusal.ts';
import { demandWorkflows } from './workflows.ts';
import type { Account, Repository, Token, World } from './world.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export const signatureOf = (account: Account, date: string): Signature => ({
  name: account.name,
  email: account.email,
  date,
});
export const github = (date: string): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date });

export const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';
const bodyOf = (message: string): string => message.split('\n').slice(1).join('\n').trim();

const joined = (title: string, body: string): string => (body === '' ? title : `${title}\n\n${body}`);

/** One commit: its own title and body. Several: the pull request's title, and a list of what they said. */
function squashMessage(
  issue: PullIssue,
  commits: readonly CommitData[],
): { readonly title: string; readonly body: string } {
  const [only, ...others] = commits;
  if (only !== undefined && others.length === 0)
    return { title: `${subjectOf(only.message)} (#${issue.number})`, body: bodyOf(only.message) };
  const said = commits.map(({ message }) => `* ${joined(subjectOf(message), bodyOf(message))}`);
  return { title: `${issue.title} (#${issue.number})`, body: said.join('\n\n') };
}

export interface MergeWish {
  readonly method: MergeMethod;
  readonly title: string | undefined;
  readonly message: string | undefined;
  readonly sha: string | undefined;
}

const notMergeable = (): Refusal => new Refusal(405, 'Pull Request is not mergeable');

/** Each commit of the head anew on top of the base; null when one conflicts. Merges are left out, and what base has already. */
function rebased(repository: Repository, issue: PullIssue, base: string, committer: Signature): string | null {
  const { bare } = repository;
  const commits = bare.commits('--no-merges', '--cherry-pick', '--right-only', `${base}...${issue.pull.head.sha}`);
  let tip = base;
  for (const commit of commits) {
    const [parent] = commit.parents;
    if (parent === undefined) return null;
    const tree = bare.applyChange(parent, commit.sha, tip);
    if (tree === null) return null;
    if (tree !== bare.treeOf(tip)) tip = bare.write(tree, [tip], commit.message, commit.author, committer);
  }
  return tip;
}

/** The commit that base is moved to. */
function make(
  world: World,
  repository: Repository,
  issue: PullIssue,
  base: string,
  wish: MergeWish,
  token: Token,
): string {
  const { bare } = repository;
  const { head } = issue.pull;
  const date = world.clock.iso();
  const merger = signatureOf(token.account, date);
  if (wish.method === 'rebase') {
    const tip = rebased(repository, issue, base, merger);
    if (tip === null) throw new Refusal(405, 'This branch can\u2019t be rebased');
    return tip;
  }
  const tree = bare.mergeTree(base, head.sha);
  if (tree === null) throw notMergeable();
  if (wish.method === 'merge') {
    const title = wish.title ?? `Merge pull request #${issue.number} from ${head.repository.owner.login}/${head.ref}`;
    return bare.write(tree, [base, head.sha], joined(title, wish.message ?? issue.title), merger, github(date));
  }
  const said = squashMessage(issue, contentOf(repository, issue).commits);
  return bare.write(
    tree,
    [base],
    joined(wish.title ?? said.title, wish.message ?? said.body),
    signatureOf(issue.user, date),
    github(date),
  );
}

export function merge(world: World, repository: Repository, issue: PullIssue, wish: MergeWish, token: Token): string {
  const { pull } = issue;
  if (issue.state === 'closed') throw notMergeable();
  if (!repository.merges[wish.method])
    throw new Refusal(
      405,
      `${wish.method[0]?.toUpperCase()}${wish.method.slice(1)} merges are not allowed on this repository.`,
    );
  if (wish.sha !== undefined && wish.sha !== pull.head.sha)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
  const ref = `refs/heads/${pull.base.ref}`;
  const base = repository.bare.tip(ref);
  if (base === null || computeMergeability(world, repository, issue) === 'conflicts') throw notMergeable();
  const commit = make(world, repository, issue, base, wish, token);
  const change = { ref, before: base, after: commit };
  demandWorkflows(repository.bare, change, token);
  const broken = judge(world, repository, change, token, { merge: { issue, method: wish.method } });
  if (broken.length > 0) throw new Refusal(405, sentence(broken.map(({ message }) => message)));
  pull.base.sha = base;
  markMerged(world, repository, issue, { by: token, commit, method: wish.method });
  changeRefs(world, repository, [change], token, 'free');
  if (repository.merges.deleteBranch && pull.head.repository === repository) {
    const head = `refs/heads/${pull.head.ref}`;
    changeRefs(world, repository, [{ ref: head, before: repository.bare.tip(head), after: null }], token);
  }
  return commit;
}

/** `clean`, `dirty`, `blocked`, `draft` or `unknown`, as the pull request's page would put it. */
export function mergeableState(world: World, repository: Repository, issue: PullIssue, token: Token | null): string {
  if (issue.pull.mergeability === 'stale' || issue.state === 'closed') return 'unknown';
  if (issue.pull.mergeability === 'conflicts') return 'dirty';
  if (issue.pull.draft) return 'draft';
  const ref = `refs/heads/${issue.pull.base.ref}`;
  const change = { ref, before: repository.bare.tip(ref), after: issue.pull.head.sha };
  const nobody = {
    kind: 'person',
    account: issue.user,
    app: null,
    permissions: {},
    repositories: [],
    expiresAt: null,
  } as const;
  const suites = repository.suites.length;
  const broken = judge(world, repository, change, token ?? nobody, { merge: { issue, method: 'merge' } });
  // Looking is no attempt: it leaves no suite.
  repository.suites.length = suites;
  return broken.length > 0 ? 'blocked' : 'clean';
}
