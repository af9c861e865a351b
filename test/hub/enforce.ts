/** Rulesets at work: every change of a ref is judged by all that take it; they add up, and a bypass opens its own ruleset only. */

import { isOwner } from './codeowners.ts';
import type { Bare } from './git.ts';
import { roleOf } from './identities.ts';
import { takesRef } from './patterns.ts';
import { type PullIssue, pullsInto } from './pulls.ts';
import { Refusal } from './refusal.ts';
import { brokenChecks, brokenReviews } from './requirements.ts';
import type { BypassActor, Repository, Role, Rule, RuleSuite, Ruleset, Token, World } from './world.ts';

/** `before` null: is created; `after` null: is deleted. */
export interface RefChange {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Merge {
  readonly issue: PullIssue;
  readonly method: 'merge' | 'squash' | 'rebase';
}

interface Broken {
  readonly ruleset: Ruleset;
  readonly rule: Rule;
  readonly message: string;
}

type Judged = Omit<Broken, 'message'> & { readonly message: string | null };

/** Private repositories of a free plan have no rulesets. */
export const hasRulesets = ({ visibility, plan }: Repository): boolean => visibility === 'public' || plan !== 'free';

export function rulesetsFor(repository: Repository, ref: string): readonly Ruleset[] {
  if (!hasRulesets(repository)) return [];
  const target = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  const takes = (pattern: string): boolean => takesRef(pattern, ref, repository.defaultBranch);
  return [...repository.rulesets.values()].filter(({ body }) => {
    const { include, exclude } = body.conditions.ref_name;
    return body.enforcement !== 'disabled' && body.target === target && include.some(takes) && !exclude.some(takes);
  });
}

/** Numbers of the built-in roles, as bypass lists name them. */
const roleIds: Readonly<Record<number, Role>> = { 1: 'read', 2: 'maintain', 3: 'triage', 4: 'write', 5: 'admin' };

export function isMeant(world: World, repository: Repository, actor: BypassActor, token: Token): boolean {
  switch (actor.actor_type) {
    case 'Integration':
      return token.app?.id === actor.actor_id;
    case 'RepositoryRole':
      return token.kind === 'person' && roleIds[actor.actor_id ?? 0] === roleOf(world, repository, token.account.id);
    case 'Team': {
      const team = world.teams.find(({ id }) => id === actor.actor_id);
      return (
        token.kind === 'person' &&
        team !== undefined &&
        isOwner(world, `${team.organization}/${team.slug}`, token.account.id)
      );
    }
    case 'User':
      return token.kind === 'person' && token.account.id === actor.actor_id;
    case 'OrganizationAdmin':
    case 'DeployKey':
      // The hub has neither: organizations have no owners of their own here, and nobody comes by SSH.
      return false;
  }
}

const mayBypass = (world: World, repository: Repository, ruleset: Ruleset, token: Token, isMerge: boolean): boolean =>
  ruleset.body.bypass_actors.some(
    (actor) => (actor.bypass_mode !== 'pull_request' || isMerge) && isMeant(world, repository, actor, token),
  );

function bringsReviewed(world: World, repository: Repository, rule: Rule, { ref, after }: RefChange): boolean {
  return pullsInto(repository, ref.slice('refs/heads/'.length)).some(
    (issue) => issue.pull.head.sha === after && brokenReviews(world, repository, issue, rule, 'merge').length === 0,
  );
}

/** Sentences of one rule that a change breaks. */
function breaks(
  world: World,
  repository: Repository,
  bare: Bare,
  rule: Rule,
  change: RefChange,
  merge: Merge | null,
): readonly string[] {
  const { before, after } = change;
  switch (rule.type) {
    case 'creation':
      return before === null ? ['Cannot create ref due to creations being restricted.'] : [];
    case 'update':
      return before !== null && after !== null ? ['Cannot update this protected ref.'] : [];
    case 'deletion':
      return after === null ? ['Cannot delete this branch'] : [];
    case 'non_fast_forward':
      return before !== null && after !== null && !bare.isAncestor(before, after)
        ? ['Cannot force-push to this branch']
        : [];
    case 'required_linear_history':
      return merge?.method === 'merge' ||
        (after !== null &&
          merge === null &&
          bare.commits('--merges', after, ...(before === null ? [] : [`^${before}`])).length > 0)
        ? ['This branch must not contain merge commits.']
        : [];
    case 'pull_request':
      if (merge !== null) return brokenReviews(world, repository, merge.issue, rule, merge.method);
      // New branches are free (Spacexplorer11/Space_Dodge#24), and so is a push of exactly what an approved pull request would
      // bring, forward (yshavit/mdq#255).
      if (after === null || before === null || bringsReviewed(world, repository, rule, change)) return [];
      return ['Changes must be made through a pull request.'];
    case 'required_status_checks':
      if (after === null || (before === null && rule.parameters?.do_not_enforce_on_create === true)) return [];
      return brokenChecks(repository, merge?.issue.pull.head.sha ?? after, rule);
    default:
      throw new Error(`the hub does not know how to enforce the rule ${rule.type}`);
  }
}

/** What the rules say to a change, kept as a rule suite. Only `active` rulesets can refuse. */
export function judge(
  world: World,
  repository: Repository,
  change: RefChange,
  token: Token,
  { bare = repository.bare, merge = null }: { readonly bare?: Bare; readonly merge?: Merge | null } = {},
): readonly Broken[] {
  const rulesets = rulesetsFor(repository, change.ref);
  if (rulesets.length === 0) return [];
  const all: readonly Judged[] = rulesets.flatMap((ruleset) =>
    ruleset.body.rules.flatMap((rule): readonly Judged[] => {
      const messages = breaks(world, repository, bare, rule, change, merge);
      return messages.length === 0
        ? [{ ruleset, rule, message: null }]
        : messages.map((message) => ({ ruleset, rule, message }));
    }),
  );
  const broken = all.filter((one): one is Broken => one.message !== null && one.ruleset.body.enforcement === 'active');
  const refused = broken.filter(({ ruleset }) => !mayBypass(world, repository, ruleset, token, merge !== null));
  const suite: RuleSuite = {
    id: world.nextId(),
    ref: change.ref,
    before: change.before ?? '0'.repeat(40),
    after: change.after ?? '0'.repeat(40),
    actor: token.account,
    at: world.clock.iso(),
    result: refused.length > 0 ? 'fail' : broken.length > 0 ? 'bypass' : 'pass',
    evaluations: all.map(({ ruleset, rule, message }) => ({
      ruleset: { id: ruleset.id, name: ruleset.body.name },
      rule: rule.type,
      result: message === null ? 'pass' : 'fail',
      enforcement: ruleset.body.enforcement,
      details: message,
    })),
  };
  repository.suites.push(suite);
  return refused;
}

export const sentence = (messages: readonly string[]): string =>
  `Repository rule violations found\n\n${messages.join('\n')}\n\n`;

export function judgeOrThrow(world: World, repository: Repository, changes: readonly RefChange[], token: Token): void {
  const broken = changes.flatMap((change) => judge(world, repository, change, token));
  if (broken.length > 0) throw new Refusal(422, sentence([...new Set(broken.map(({ message }) => message))]));
}
