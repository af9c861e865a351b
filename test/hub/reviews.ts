/** Reviews of pull requests, and who was asked for one. */
import { rulesetsFor } from './enforce.ts';
import { causeOf, type Need, roleOf } from './identities.ts';
import { paged } from './paging.ts';
import { pullOf } from './pullRoutes.ts';
import { pullShape, teamShape } from './pullShape.ts';
import { checkBody, type PullIssue } from './pulls.ts';
import { forbidden, malformed, notFound, Refusal } from './refusal.ts';
import { created, number, ok, oneOf, optionalText, type RepositoryCall, type Router, text, texts } from './router.ts';
import { association, nodeId, repositoryShape, userShape } from './shapes.ts';
import {
  type Account,
  atLeast,
  fullName,
  keyOf,
  type Repository,
  type Review,
  type Token,
  type World,
} from './world.ts';

const reading: Need = { permission: 'pull_requests', level: 'read' };
const writing: Need = { permission: 'pull_requests', level: 'write' };

export function reviewShape(world: World, repository: Repository, issue: PullIssue, review: Review) {
  const html = `${world.origin}/${fullName(repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  const pull = `${world.origin}/repos/${fullName(repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userShape(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: association(world, repository, review.user),
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: review.submittedAt,
    commit_id: review.commit,
  };
}

type Told = 'submitted' | 'dismissed' | 'edited';

function tell(
  world: World,
  repository: Repository,
  issue: PullIssue,
  review: Review,
  action: Told,
  token: Token,
): void {
  world.events.add({
    name: 'pull_request_review',
    action,
    at: world.clock.iso(),
    repository: fullName(repository),
    by: causeOf(token),
    payload: {
      action,
      // Webhooks have the state in small letters, the API in capitals.
      review: { ...reviewShape(world, repository, issue, review), state: review.state.toLowerCase() },
      pull_request: pullShape(world, repository, issue),
      repository: repositoryShape(world, repository, null),
      sender: userShape(world, token.account),
    },
  });
}

/** A push takes back the approvals of what was there before, where a ruleset says so. */
export function dismissStale(world: World, repository: Repository, issue: PullIssue, token: Token): void {
  const wanted = rulesetsFor(repository, `refs/heads/${issue.pull.base.ref}`)
    .filter(({ body }) => body.enforcement === 'active')
    .some(({ body }) => body.rules.some(({ parameters }) => parameters?.dismiss_stale_reviews_on_push === true));
  if (!wanted) return;
  for (const review of issue.pull.reviews) {
    if (review.state !== 'APPROVED') continue;
    review.state = 'DISMISSED';
    tell(world, repository, issue, review, 'dismissed', token);
  }
}

const events = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT', 'PENDING'] as const;
const states = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
  PENDING: 'PENDING',
} as const;

const refused = (...errors: readonly string[]) => new Refusal(422, 'Unprocessable Entity', errors);

function checkReview(call: RepositoryCall, issue: PullIssue, event: (typeof events)[number], body: string): void {
  const { token, repository } = call;
  if (event !== 'PENDING' && event !== 'APPROVE' && body === '')
    throw refused('body can\u2019t be blank'.replace('\u2019', "'"));
  if (event === 'APPROVE' && token.kind === 'actions' && !repository.actionsMayReview)
    throw refused('GitHub Actions is not permitted to approve pull requests.');
  if (issue.user.id !== token.account.id) return;
  if (event === 'APPROVE') throw refused('Can not approve your own pull request');
  if (event === 'REQUEST_CHANGES') throw refused('Can not request changes on your own pull request');
}

function review(call: RepositoryCall) {
  const { world, repository, token, body } = call;
  const issue = pullOf(call);
  const event = oneOf(body, 'event', events, 'PENDING');
  const said = optionalText(body, 'body') ?? '';
  checkBody('PullRequestReview', said);
  checkReview(call, issue, event, said);
  const commit = optionalText(body, 'commit_id') ?? issue.pull.head.sha;
  if (repository.bare.commitOf(commit) !== commit) throw refused('commit_id is not part of the pull request');
  const made: Review = {
    id: world.nextId(),
    user: token.account,
    state: states[event],
    body: said,
    commit,
    submittedAt: world.clock.iso(),
  };
  issue.pull.reviews.push(made);
  issue.updatedAt = made.submittedAt;
  if (event !== 'PENDING') {
    issue.pull.requestedReviewers = issue.pull.requestedReviewers.filter(({ id }) => id !== token.account.id);
    tell(world, repository, issue, made, 'submitted', token);
  }
  return ok(reviewShape(world, repository, issue, made));
}

function reviewOf(call: RepositoryCall, issue: PullIssue): Review {
  const found = issue.pull.reviews.find(({ id }) => id === number(call, 'id'));
  if (found === undefined) throw notFound();
  return found;
}

function asked(call: RepositoryCall, issue: PullIssue): readonly Account[] {
  const { world, repository } = call;
  return texts(call.body, 'reviewers').map((login) => {
    const account = world.accounts.get(keyOf(login));
    if (account?.id === issue.user.id) throw new Refusal(422, 'Review cannot be requested from pull request author.');
    if (account === undefined || account.type !== 'User' || !atLeast(roleOf(world, repository, account.id), 'read'))
      throw new Refusal(
        422,
        'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the contoso repository.'.replace(
          'contoso',
          fullName(repository),
        ),
      );
    return account;
  });
}

export function reviewRoutes(router: Router): void {
  router.repository('GET', '/pulls/:number/reviews', reading, (call) => {
    const issue = pullOf(call);
    const shown = issue.pull.reviews.filter(
      ({ state, user }) => state !== 'PENDING' || user.id === call.token.account.id,
    );
    return paged(call, shown, (one) => reviewShape(call.world, call.repository, issue, one));
  });
  router.repository('POST', '/pulls/:number/reviews', { ...writing, role: 'read' }, review);
  router.repository('GET', '/pulls/:number/reviews/:id', reading, (call) => {
    const issue = pullOf(call);
    return ok(reviewShape(call.world, call.repository, issue, reviewOf(call, issue)));
  });
  router.repository('PUT', '/pulls/:number/reviews/:id/dismissals', writing, (call) => {
    const { world, repository, token } = call;
    const issue = pullOf(call);
    const found = reviewOf(call, issue);
    if (found.state !== 'APPROVED' && found.state !== 'CHANGES_REQUESTED')
      throw refused(`Can not dismiss a ${found.state.toLowerCase()} pull request review`);
    if (text(call.body, 'message') === '') throw malformed('message is empty.');
    found.state = 'DISMISSED';
    tell(world, repository, issue, found, 'dismissed', token);
    return ok(reviewShape(world, repository, issue, found));
  });
  router.repository('GET', '/pulls/:number/requested_reviewers', reading, (call) => {
    const { pull } = pullOf(call);
    return ok({
      users: pull.requestedReviewers.map((one) => userShape(call.world, one)),
      teams: pull.requestedTeams.map((team) => teamShape(call.world, team)),
    });
  });
  router.repository('POST', '/pulls/:number/requested_reviewers', writing, (call) => {
    const { world, repository } = call;
    const issue = pullOf(call);
    if (issue.state === 'closed' && issue.pull.mergedAt === null) throw forbidden('The pull request is closed.');
    const known = new Map([...issue.pull.requestedReviewers, ...asked(call, issue)].map((one) => [one.id, one]));
    issue.pull.requestedReviewers = [...known.values()];
    for (const slug of texts(call.body, 'team_reviewers')) {
      const team = world.teams.find(
        (one) => one.slug === slug && keyOf(one.organization) === keyOf(repository.owner.login),
      );
      if (team === undefined) throw new Refusal(422, `Could not resolve to a node with the slug of '${slug}'.`);
      if (!issue.pull.requestedTeams.includes(team)) issue.pull.requestedTeams.push(team);
    }
    return created(pullShape(world, repository, issue));
  });
  router.repository('DELETE', '/pulls/:number/requested_reviewers', writing, (call) => {
    const issue = pullOf(call);
    const [people, teams] = [texts(call.body, 'reviewers').map(keyOf), texts(call.body, 'team_reviewers')];
    issue.pull.requestedReviewers = issue.pull.requestedReviewers.filter(({ login }) => !people.includes(keyOf(login)));
    issue.pull.requestedTeams = issue.pull.requestedTeams.filter(({ slug }) => !teams.includes(slug));
    return ok(pullShape(call.world, call.repository, issue));
  });
}
