/** Issues, labels, comments and reactions as the API shows them. */
import { appShape, association, nodeId, userShape } from './shapes.ts';
import {
  type Comment,
  fullName,
  type Issue,
  type Label,
  type Reaction,
  type ReactionContent,
  type Repository,
  reactionContents,
  type World,
} from './world.ts';

export function labelShape(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${world.origin}/repos/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function rollup(url: string, reactions: readonly Reaction[]) {
  const count = (content: string): number => reactions.filter((one) => one.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...(Object.fromEntries(reactionContents.map((content) => [content, count(content)])) as Record<
      ReactionContent,
      number
    >),
  };
}

export function issueShape(world: World, repository: Repository, issue: Issue) {
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const url = `${api}/issues/${issue.number}`;
  const kind = issue.pull === null ? 'issues' : 'pull';
  const html = `${world.origin}/${fullName(repository)}/${kind}/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: html,
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: userShape(world, issue.user),
    labels: issue.labels.map((label) => labelShape(world, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(world, repository, issue.user),
    body: issue.body,
    reactions: rollup(url, issue.reactions),
    performed_via_github_app: issue.app === null ? null : appShape(world, issue.app),
    ...(issue.pull === null
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: issue.pull.mergedAt,
          },
        }),
  };
}

export function commentShape(world: World, repository: Repository, issue: Issue, comment: Comment) {
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const url = `${api}/issues/comments/${comment.id}`;
  const kind = issue.pull === null ? 'issues' : 'pull';
  return {
    url,
    html_url: `${world.origin}/${fullName(repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: userShape(world, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(world, repository, comment.user),
    body: comment.body,
    reactions: rollup(url, comment.reactions),
    performed_via_github_app: comment.app === null ? null : appShape(world, comment.app),
  };
}

export function reactionShape(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userShape(world, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}
