/** Reads a ruleset as it is sent, and refuses what GitHub refuses. */
import { levelOf } from './identities.ts';
import { malformed, Refusal } from './refusal.ts';
import { oneOf, optionalText, type RepositoryCall, texts } from './router.ts';
import type { BypassActor, Rule, Ruleset, RulesetBody } from './world.ts';

type Body = RepositoryCall['body'];

/** Rules that the hub enforces, with the parameters that must be there. Others of GitHub's it refuses by name: no silent rule. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  creation: [],
  update: [],
  deletion: [],
  non_fast_forward: [],
  required_linear_history: [],
  pull_request: [
    'dismiss_stale_reviews_on_push',
    'require_code_owner_review',
    'require_last_push_approval',
    'required_approving_review_count',
    'required_review_thread_resolution',
  ],
  required_status_checks: ['required_status_checks', 'strict_required_status_checks_policy'],
};

const unprocessable = (...messages: readonly string[]) => new Refusal(422, 'Validation Failed', messages);

const objects = (value: unknown, name: string): readonly Body[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'object' && one !== null))
    throw malformed(`For 'properties/${name}', ${JSON.stringify(value)} is not an array of objects.`);
  return value as readonly Body[];
};

function ruleOf(given: Body): Rule {
  const type = optionalText(given, 'type') ?? '';
  const needed = parameters[type];
  if (needed === undefined)
    throw malformed(
      `For 'items/type', ${JSON.stringify(type)} is not a possible value (or none that the hub enforces).`,
    );
  const sent = (given.parameters ?? {}) as Body;
  const left = needed.filter((name) => sent[name] === undefined);
  if (left.length > 0) throw malformed(`Invalid property /rules: ${type} needs ${left.join(', ')}.`);
  const count = sent.required_approving_review_count;
  if (count !== undefined && (typeof count !== 'number' || count < 0 || count > 10))
    throw unprocessable('Invalid parameters: required_approving_review_count must be between 0 and 10');
  const all = type === 'pull_request' ? { allowed_merge_methods: ['merge', 'squash', 'rebase'], ...sent } : sent;
  return Object.keys(all).length === 0 ? { type } : { type, parameters: all };
}

function actorOf(call: RepositoryCall, given: Body, target: string): BypassActor {
  const { world, repository } = call;
  const types = ['Integration', 'OrganizationAdmin', 'RepositoryRole', 'Team', 'DeployKey', 'User'] as const;
  const type = oneOf(given, 'actor_type', types, 'Integration');
  const mode = oneOf(given, 'bypass_mode', ['always', 'pull_request', 'exempt'], 'always');
  const id = typeof given.actor_id === 'number' ? given.actor_id : null;
  if (mode === 'pull_request' && (target !== 'branch' || type === 'DeployKey'))
    throw unprocessable('Bypass mode pull_request is only applicable to branch rulesets');
  if (type === 'Integration') {
    const app = world.apps.find((one) => one.id === id);
    // GitHub's own app belongs to no person's repositories.
    const isForeign = app === undefined || (app.publicKey === null && repository.owner.type === 'User');
    const name = app?.publicKey === null ? 'GitHub Actions' : String(id);
    if (isForeign)
      throw unprocessable(`Actor ${name} integration must be part of the ruleset source or owner organization`);
    if (
      app.publicKey !== null &&
      levelOf(app.permissions, 'contents') !== 'write' &&
      levelOf(app.permissions, 'pull_requests') !== 'write'
    )
      throw unprocessable(`Actor ${app.slug} integration must have write access to the repository`);
  }
  if (type === 'Team' && !world.teams.some((team) => team.id === id))
    throw unprocessable('Actor team must be part of the ruleset source or owner organization');
  if (type === 'RepositoryRole' && (id === null || id < 1 || id > 5)) throw unprocessable('Actor role is not known');
  if ((type === 'Team' || type === 'OrganizationAdmin') && repository.owner.type === 'User')
    throw unprocessable(`Actor ${type} is not applicable to repositories of people`);
  return { actor_id: id, actor_type: type, bypass_mode: mode };
}

function patternsOf(given: Body, name: 'include' | 'exclude', target: string): readonly string[] {
  const patterns = texts(given, name);
  const prefix = target === 'tag' ? 'refs/tags/' : 'refs/heads/';
  const wrong = patterns.filter((one) => one !== '~ALL' && one !== '~DEFAULT_BRANCH' && !one.startsWith(prefix));
  if (wrong.length > 0) throw unprocessable(`Invalid target patterns: '${wrong.join("', '")}'`);
  return patterns;
}

/** What is not sent in an update stays. */
export function readRuleset(call: RepositoryCall, before: Ruleset | null): RulesetBody {
  const { body, repository } = call;
  const old = before?.body;
  const name = optionalText(body, 'name') ?? old?.name;
  const enforcement = optionalText(body, 'enforcement') ?? old?.enforcement;
  if (name === undefined || name === '') throw malformed('"name" wasn\'t supplied.');
  if (enforcement === undefined) throw malformed('"enforcement" wasn\'t supplied.');
  if ([...repository.rulesets.values()].some((one) => one !== before && one.body.name === name))
    throw unprocessable('Name must be unique');
  const target = oneOf(body, 'target', ['branch', 'tag', 'push'], old?.target ?? 'branch');
  if (target === 'push') throw malformed('The hub enforces no push rulesets.');
  const conditions = body.conditions as { readonly ref_name?: Body } | undefined | null;
  const refs = conditions?.ref_name;
  return {
    name,
    target,
    enforcement: oneOf({ enforcement }, 'enforcement', ['active', 'evaluate', 'disabled'], 'active'),
    bypass_actors:
      body.bypass_actors === undefined
        ? (old?.bypass_actors ?? [])
        : objects(body.bypass_actors, 'bypass_actors').map((one) => actorOf(call, one, target)),
    conditions:
      refs === undefined
        ? (old?.conditions ?? { ref_name: { include: [], exclude: [] } })
        : { ref_name: { include: patternsOf(refs, 'include', target), exclude: patternsOf(refs, 'exclude', target) } },
    rules: body.rules === undefined ? (old?.rules ?? []) : objects(body.rules, 'rules').map(ruleOf),
  };
}
