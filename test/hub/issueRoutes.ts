/** `/repos/{owner}/{repo}/issues`: issues, their labels, comments and reactions; a pull request is an issue too. */
import { causeOf, type Need, roleOf } from './identities.ts';
import { commentShape, issueShape, labelShape, reactionShape } from './issueShape.ts';
import { paged } from './paging.ts';
import { checkBody, checkTitle, closePull, isPull, newIssue, numbered, reopenPull } from './pulls.ts';
import { forbidden, invalid, malformed, notFound } from './refusal.ts';
import {
  type Call,
  created,
  noContent,
  number,
  ok,
  oneOf,
  optionalText,
  type RepositoryCall,
  type Router,
  text,
} from './router.ts';
import { repositoryShape, userShape } from './shapes.ts';
import {
  atLeast,
  type Comment,
  fullName,
  type Issue,
  keyOf,
  type Label,
  type Reaction,
  type Repository,
  reactionContents,
  type Token,
  type World,
} from './world.ts';

// Either permission will do, as in GitHub's list of permissions.
const reading: Need = { permission: 'issues', or: 'pull_requests', level: 'read' };
const writing: Need = { permission: 'issues', or: 'pull_requests', level: 'write' };
/** Whoever can read may speak. */
const speaking: Need = { ...writing, role: 'read' };
const triaging: Need = { ...writing, role: 'triage' };

function issueOf(call: RepositoryCall): Issue {
  const issue = call.repository.issues.get(number(call, 'number'));
  if (issue === undefined) throw notFound();
  return issue;
}

function tell(world: World, repository: Repository, issue: Issue, action: string, token: Token, more = {}): void {
  world.events.add({
    name: 'comment' in more ? 'issue_comment' : 'issues',
    action,
    at: world.clock.iso(),
    repository: fullName(repository),
    by: causeOf(token),
    payload: {
      action,
      issue: issueShape(world, repository, issue),
      repository: repositoryShape(world, repository, null),
      sender: userShape(world, token.account),
      ...more,
    },
  });
}

// --- Labels ----------------------------------------------------------------------------------------------------------

/** A label that is not there yet is made when it is first put on something. */
function labelOf(world: World, repository: Repository, name: string): Label {
  if (name.length > 50)
    throw invalid({
      resource: 'Label',
      field: 'name',
      code: 'custom',
      message: 'name is too long (maximum is 50 characters)',
    });
  const known = repository.labels.get(keyOf(name));
  if (known !== undefined) return known;
  const label = { id: world.nextId(), name, color: 'ededed', description: null };
  repository.labels.set(keyOf(name), label);
  return label;
}

/** `labels` is a list of names or of objects with one, or the list itself is the body. */
function namesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw malformed('labels is not an array.');
  return value.map((one: unknown) => {
    const name = typeof one === 'object' && one !== null && 'name' in one ? one.name : one;
    if (typeof name !== 'string' || name === '') throw malformed('a label has no name.');
    return name;
  });
}

function setLabels(world: World, repository: Repository, issue: Issue, names: readonly string[]): void {
  const wanted = new Map(names.map((name) => [keyOf(name), labelOf(world, repository, name)]));
  issue.labels = [...wanted.values()];
  issue.updatedAt = world.clock.iso();
}

// --- Issues ----------------------------------------------------------------------------------------------------------

function list(call: RepositoryCall) {
  const { world, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map(keyOf);
  const creator = query.get('creator');
  const since = query.get('since');
  const found = [...repository.issues.values()]
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((name) => issue.labels.some((label) => keyOf(label.name) === name)))
    // Apps are asked for as `app/SLUG` in searches, but by their bot's login here.
    .filter(({ user }) => creator === null || keyOf(user.login) === keyOf(creator))
    .filter(({ updatedAt }) => since === null || updatedAt >= since)
    .toSorted((one, other) => one.number - other.number);
  const ordered = query.get('direction') === 'asc' ? found : found.toReversed();
  return paged(call, ordered, (issue) => issueShape(world, repository, issue));
}

function whole(call: RepositoryCall, issue: Issue) {
  const { world, repository } = call;
  const { closedBy } = issue;
  return { ...issueShape(world, repository, issue), closed_by: closedBy === null ? null : userShape(world, closedBy) };
}

function update(call: RepositoryCall) {
  const { world, repository, token, body } = call;
  const issue = issueOf(call);
  const isOwn = issue.user.id === token.account.id;
  if (token.kind === 'person' && !isOwn && !atLeast(roleOf(world, repository, token.account.id), 'triage'))
    throw forbidden('Must have triage rights to the repository.');
  const title = optionalText(body, 'title') ?? issue.title;
  const wanted = body.body === undefined ? issue.body : (optionalText(body, 'body') ?? null);
  const state = oneOf(body, 'state', ['open', 'closed'], issue.state);
  checkTitle('Issue', title);
  checkBody('Issue', wanted);
  const isEdited = title !== issue.title || wanted !== issue.body;
  issue.title = title;
  issue.body = wanted;
  if (body.labels !== undefined) setLabels(world, repository, issue, namesOf(body.labels));
  if (isEdited) {
    issue.updatedAt = world.clock.iso();
    tell(world, repository, issue, 'edited', token);
  }
  if (isPull(issue)) {
    if (state === 'closed') closePull(world, repository, issue, token);
    else reopenPull(world, repository, issue, token);
  } else if (state !== issue.state) {
    issue.state = state;
    issue.updatedAt = world.clock.iso();
    issue.closedAt = state === 'closed' ? issue.updatedAt : null;
    issue.closedBy = state === 'closed' ? token.account : null;
    issue.stateReason =
      state === 'closed'
        ? oneOf(body, 'state_reason', ['completed', 'not_planned', 'duplicate'], 'completed')
        : 'reopened';
    tell(world, repository, issue, state === 'closed' ? 'closed' : 'reopened', token);
  }
  return ok(whole(call, issue));
}

// --- Comments and reactions ------------------------------------------------------------------------------------------

function commentOf(call: RepositoryCall): { readonly issue: Issue; readonly comment: Comment } {
  const id = number(call, 'id');
  for (const issue of call.repository.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw notFound();
}

function bodyOf(call: Call): string {
  const body = text(call.body, 'body');
  if (body.trim() === '')
    throw invalid({ resource: 'IssueComment', field: 'body', code: 'custom', message: 'body cannot be blank' });
  checkBody('IssueComment', body);
  return body;
}

function addComment(call: RepositoryCall) {
  const { world, repository, token } = call;
  const issue = issueOf(call);
  const at = world.clock.iso();
  const comment: Comment = {
    id: world.nextId(),
    user: token.account,
    app: token.app,
    body: bodyOf(call),
    createdAt: at,
    updatedAt: at,
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAt = at;
  tell(world, repository, issue, 'created', token, { comment: commentShape(world, repository, issue, comment) });
  return created(commentShape(world, repository, issue, comment));
}

function editComment(call: RepositoryCall) {
  const { world, repository, token } = call;
  const { issue, comment } = commentOf(call);
  if (
    token.kind === 'person' &&
    comment.user.id !== token.account.id &&
    !atLeast(roleOf(world, repository, token.account.id), 'write')
  )
    throw forbidden('Must have push access to the repository.');
  const body = bodyOf(call);
  const from = comment.body;
  comment.body = body;
  // Times are whole seconds; an edit always is at least one later, so that a test cannot edit unseen.
  const nextSecond = new Date(Date.parse(comment.createdAt) + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const now = world.clock.iso();
  comment.updatedAt = now > nextSecond ? now : nextSecond;
  const shown = commentShape(world, repository, issue, comment);
  tell(world, repository, issue, 'edited', token, { comment: shown, changes: { body: { from } } });
  return ok(shown);
}

function react(call: RepositoryCall, reactions: Reaction[]) {
  const wanted = text(call.body, 'content');
  const content = reactionContents.find((one) => one === wanted);
  if (content === undefined) throw invalid({ resource: 'Reaction', field: 'content', code: 'invalid' });
  const known = reactions.find((one) => one.content === content && one.user.id === call.token.account.id);
  if (known !== undefined) return ok(reactionShape(call.world, known));
  const reaction = { id: call.world.nextId(), user: call.token.account, content, createdAt: call.world.clock.iso() };
  reactions.push(reaction);
  return created(reactionShape(call.world, reaction));
}

export function issueRoutes(router: Router): void {
  router.repository('GET', '/issues', reading, list);
  router.repository('POST', '/issues', speaking, (call) => {
    const { world, repository, token, body } = call;
    const title = text(body, 'title');
    checkTitle('Issue', title);
    checkBody('Issue', optionalText(body, 'body'));
    const issue = newIssue(world, numbered(repository).number, title, optionalText(body, 'body') ?? null, token);
    repository.issues.set(issue.number, issue);
    // GitHub drops labels silently from those who may not set them.
    const mayLabel = token.kind !== 'person' || atLeast(roleOf(world, repository, token.account.id), 'triage');
    if (body.labels !== undefined && mayLabel) setLabels(world, repository, issue, namesOf(body.labels));
    tell(world, repository, issue, 'opened', token);
    return created(whole(call, issue));
  });
  router.repository('GET', '/issues/comments', reading, (call) => {
    const all = [...call.repository.issues.values()].flatMap((issue) =>
      issue.comments.map((comment) => ({ issue, comment })),
    );
    const sorted = all.toSorted((one, other) => one.comment.id - other.comment.id);
    return paged(call, sorted, ({ issue, comment }) => commentShape(call.world, call.repository, issue, comment));
  });
  router.repository('GET', '/issues/comments/:id', reading, (call) => {
    const { issue, comment } = commentOf(call);
    return ok(commentShape(call.world, call.repository, issue, comment));
  });
  router.repository('PATCH', '/issues/comments/:id', speaking, editComment);
  router.repository('DELETE', '/issues/comments/:id', writing, (call) => {
    const { issue, comment } = commentOf(call);
    issue.comments.splice(issue.comments.indexOf(comment), 1);
    tell(call.world, call.repository, issue, 'deleted', call.token, {
      comment: commentShape(call.world, call.repository, issue, comment),
    });
    return noContent();
  });
  router.repository('GET', '/issues/comments/:id/reactions', reading, (call) =>
    paged(call, commentOf(call).comment.reactions, (one) => reactionShape(call.world, one)),
  );
  router.repository('POST', '/issues/comments/:id/reactions', speaking, (call) =>
    react(call, commentOf(call).comment.reactions),
  );
  router.repository('GET', '/issues/:number', reading, (call) => ok(whole(call, issueOf(call))));
  router.repository('PATCH', '/issues/:number', speaking, update);
  router.repository('GET', '/issues/:number/comments', reading, (call) => {
    const issue = issueOf(call);
    return paged(call, issue.comments, (comment) => commentShape(call.world, call.repository, issue, comment));
  });
  router.repository('POST', '/issues/:number/comments', speaking, addComment);
  router.repository('GET', '/issues/:number/reactions', reading, (call) =>
    paged(call, issueOf(call).reactions, (one) => reactionShape(call.world, one)),
  );
  router.repository('POST', '/issues/:number/reactions', speaking, (call) => react(call, issueOf(call).reactions));
  const labelList = (call: RepositoryCall, issue: Issue) =>
    paged(call, issue.labels, (label) => labelShape(call.world, call.repository, label));
  router.repository('GET', '/issues/:number/labels', reading, (call) => labelList(call, issueOf(call)));
  router.repository('POST', '/issues/:number/labels', triaging, (call) => {
    const issue = issueOf(call);
    setLabels(call.world, call.repository, issue, [
      ...issue.labels.map(({ name }) => name),
      ...namesOf(call.body.labels),
    ]);
    return labelList(call, issue);
  });
  router.repository('PUT', '/issues/:number/labels', triaging, (call) => {
    setLabels(call.world, call.repository, issueOf(call), namesOf(call.body.labels));
    return labelList(call, issueOf(call));
  });
  router.repository('DELETE', '/issues/:number/labels/:name', triaging, (call) => {
    const issue = issueOf(call);
    const left = issue.labels.filter(({ name }) => keyOf(name) !== keyOf(call.params.name ?? ''));
    if (left.length === issue.labels.length) throw notFound();
    issue.labels = left;
    return labelList(call, issue);
  });
  router.repository('GET', '/labels', reading, (call) =>
    paged(call, [...call.repository.labels.values()], (label) => labelShape(call.world, call.repository, label)),
  );
}
