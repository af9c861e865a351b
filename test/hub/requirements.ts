/** What `pull_request` and `required_status_checks` ask of a merge: reviews by those who count, checks of those who may set them. */
import { isOwner, ownersOf } from './codeowners.ts';
import { levelOf, roleOf } from './identities.ts';
import type { PullIssue } from './pulls.ts';
import { type Account, atLeast, type Repository, type Review, type Rule, type World } from './world.ts';

/** The last word of each reviewer: a comment takes nothing back. */
export function lastWords(issue: PullIssue): readonly Review[] {
  const words = new Map<number, Review>();
  for (const review of issue.pull.reviews) {
    if (review.state !== 'COMMENTED' && review.state !== 'PENDING') words.set(review.user.id, review);
  }
  return [...words.values()];
}

/** Only reviews by those who may write count. */
export function counts(world: World, repository: Repository, account: Account): boolean {
  const app = world.apps.find(({ bot }) => bot.id === account.id);
  if (app !== undefined) return levelOf(app.permissions, 'contents') === 'write';
  return atLeast(roleOf(world, repository, account.id), 'write');
}

export function brokenReviews(
  world: World,
  repository: Repository,
  issue: PullIssue,
  rule: Rule,
  method: 'merge' | 'squash' | 'rebase',
): readonly string[] {
  const wanted = rule.parameters ?? {};
  const words = lastWords(issue).filter(({ user }) => counts(world, repository, user));
  const approvals = words.filter(({ state, user }) => state === 'APPROVED' && user.id !== issue.user.id);
  const count = Number(wanted.required_approving_review_count ?? 0);
  const broken: string[] = [];
  const methods = wanted.allowed_merge_methods;
  if (Array.isArray(methods) && !methods.includes(method))
    broken.push(`${method[0]?.toUpperCase()}${method.slice(1)} merges are not allowed on this repository.`);
  if (words.some(({ state }) => state === 'CHANGES_REQUESTED') && count > 0)
    broken.push('Changes have been requested.');
  if (approvals.length < count)
    broken.push(
      `At least ${count} approving review${count === 1 ? ' is' : 's are'} required by reviewers with write access.`,
    );
  if (wanted.require_code_owner_review === true) {
    for (const owners of ownersOf(repository, issue)) {
      const approved = approvals.some(({ user }) => owners.some((owner) => isOwner(world, owner, user.id)));
      if (!approved)
        broken.push(`Waiting on code owner review from ${owners.map((owner) => owner.replace(/^@/, '')).join(', ')}.`);
    }
  }
  const { lastPusher, head } = issue.pull;
  if (
    wanted.require_last_push_approval === true &&
    !approvals.some(({ user, commit }) => user.id !== lastPusher?.id && commit === head.sha)
  )
    broken.push('New changes require approval from someone other than the last pusher.');
  return broken;
}

const passing = ['success', 'neutral', 'skipped'];

/** The newest run of a name says how it is; with `integration_id` only that app's runs are looked at. */
export function brokenChecks(repository: Repository, commit: string, rule: Rule): readonly string[] {
  const wanted = (rule.parameters?.required_status_checks ?? []) as readonly {
    readonly context: string;
    readonly integration_id?: number | null;
  }[];
  const broken = wanted.flatMap(({ context, integration_id: app }) => {
    const run = repository.checks.findLast(
      (one) =>
        one.headSha === commit && one.name === context && (app === undefined || app === null || one.app.id === app),
    );
    if (run === undefined) return [{ context, how: 'expected' }];
    if (run.status !== 'completed') return [{ context, how: run.status === 'in_progress' ? 'in progress' : 'queued' }];
    return passing.includes(run.conclusion ?? '') ? [] : [{ context, how: 'failing' }];
  });
  const [first, ...others] = broken;
  if (first === undefined) return [];
  if (others.length === 0) return [`Required status check "${first.context}" is ${first.how}.`];
  return [`${broken.length} of ${wanted.length} required status checks are ${first.how}.`];
}
