/** A pull request as the API shows it: short in lists and events, whole by number. */
import { labelShape } from './issueShape.ts';
import type { PullIssue } from './pulls.ts';
import { association, nodeId, repositoryShape, userShape } from './shapes.ts';
import { fullName, keyOf, type Repository, type World } from './world.ts';

export function teamShape(
  world: World,
  team: { readonly id: number; readonly slug: string; readonly organization: string },
) {
  const url = `${world.origin}/organizations/${team.organization}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    url,
    html_url: url,
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    type: 'organization' as const,
    organization_id: world.accounts.get(keyOf(team.organization))?.id ?? 0,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  };
}

const end = (world: World, repository: Repository, ref: string, sha: string) => ({
  label: `${repository.owner.login}:${ref}`,
  ref,
  sha,
  user: userShape(world, repository.owner),
  repo: repositoryShape(world, repository, null),
});

export function pullShape(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const url = `${api}/pulls/${issue.number}`;
  const html = `${world.origin}/${fullName(repository)}/pull/${issue.number}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userShape(world, issue.user),
    body: issue.body,
    labels: issue.labels.map((label) => labelShape(world, repository, label)),
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit ?? (pull.mergeability === 'clean' ? pull.testMerge : null),
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((one) => userShape(world, one)),
    requested_teams: pull.requestedTeams.map((team) => teamShape(world, team)),
    head: end(world, pull.head.repository, pull.head.ref, pull.head.sha),
    base: end(world, repository, pull.base.ref, pull.base.sha),
    author_association: association(world, repository, issue.user),
    auto_merge: null,
    draft: pull.draft,
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: `${api}/issues/${issue.number}` },
      comments: { href: `${api}/issues/${issue.number}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: `${api}/statuses/${pull.head.sha}` },
    },
  };
}

/** What the pull request brings: commits and changed paths since it left the base. */
export function contentOf(repository: Repository, { pull }: PullIssue) {
  const base =
    pull.mergedAt === null ? (repository.bare.tip(`refs/heads/${pull.base.ref}`) ?? pull.base.sha) : pull.base.sha;
  const fork = repository.bare.mergeBase(base, pull.head.sha);
  const from = fork ?? base;
  return { from, commits: repository.bare.commits(pull.head.sha, `^${from}`) };
}
