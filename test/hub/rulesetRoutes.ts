/** `/rulesets`: made, read, changed, deleted; the rules of a branch; what was judged; who changed what. */
import { hasRulesets, isMeant, rulesetsFor } from './enforce.ts';
import { causeOf, may, type Need } from './identities.ts';
import { paged } from './paging.ts';
import { forbidden, notFound, Refusal } from './refusal.ts';
import { created, noContent, number, ok, type RepositoryCall, type Router } from './router.ts';
import { readRuleset } from './rulesetBody.ts';
import { nodeId, repositoryShape, userShape } from './shapes.ts';
import { fullName, type RuleSuite, type Ruleset, type RulesetBody } from './world.ts';

const reading: Need = { permission: 'metadata', level: 'read' };
const administering: Need = { permission: 'administration', level: 'write', role: 'admin' };

const mostRulesets = 75;

function open(call: RepositoryCall): void {
  if (!hasRulesets(call.repository))
    throw forbidden('Upgrade to GitHub Pro or make this repository public to enable this feature.');
}

function bypassOf(call: RepositoryCall, body: RulesetBody): 'always' | 'pull_requests_only' | 'never' | 'exempt' {
  const { world, repository, caller } = call;
  if (caller === null || caller.kind === 'app') return 'never';
  const modes = body.bypass_actors
    .filter((actor) => isMeant(world, repository, actor, caller))
    .map(({ bypass_mode }) => bypass_mode);
  if (modes.includes('exempt')) return 'exempt';
  if (modes.includes('always')) return 'always';
  return modes.includes('pull_request') ? 'pull_requests_only' : 'never';
}

function summary(call: RepositoryCall, ruleset: Ruleset) {
  const { world, repository } = call;
  const api = `${world.origin}/repos/${fullName(repository)}/rulesets/${ruleset.id}`;
  return {
    id: ruleset.id,
    name: ruleset.body.name,
    target: ruleset.body.target,
    source_type: 'Repository' as const,
    source: fullName(repository),
    enforcement: ruleset.body.enforcement,
    node_id: nodeId('RRS', ruleset.id),
    _links: { self: { href: api }, html: { href: `${world.origin}/${fullName(repository)}/rules/${ruleset.id}` } },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  };
}

/** Who may bypass is shown to those only who could change it. */
export function rulesetShape(call: RepositoryCall, ruleset: Ruleset) {
  const { conditions, rules, bypass_actors } = ruleset.body;
  const isAdmin = may(call.world, call.repository, call.caller, administering);
  return {
    ...summary(call, ruleset),
    conditions,
    rules,
    ...(isAdmin ? { bypass_actors } : {}),
    current_user_can_bypass: bypassOf(call, ruleset.body),
  };
}

function rulesetOf(call: RepositoryCall): Ruleset {
  open(call);
  const ruleset = call.repository.rulesets.get(number(call, 'id'));
  if (ruleset === undefined) throw notFound();
  return ruleset;
}

function tell(call: RepositoryCall, action: 'created' | 'edited' | 'deleted', ruleset: Ruleset): void {
  const { world, repository, token } = call;
  world.events.add({
    name: 'repository_ruleset',
    action,
    at: world.clock.iso(),
    repository: fullName(repository),
    by: causeOf(token),
    payload: {
      action,
      repository_ruleset: rulesetShape(call, ruleset),
      repository: repositoryShape(world, repository, null),
      sender: userShape(world, token.account),
    },
  });
}

export function suiteShape(call: RepositoryCall, suite: RuleSuite) {
  const tried = suite.evaluations.filter(({ enforcement }) => enforcement === 'evaluate');
  const failed = tried.some(({ result }) => result === 'fail');
  return {
    id: suite.id,
    actor_id: suite.actor.id,
    actor_name: suite.actor.login,
    before_sha: suite.before,
    after_sha: suite.after,
    ref: suite.ref,
    repository_id: call.repository.id,
    repository_name: call.repository.name,
    pushed_at: suite.at,
    result: suite.result,
    ...(tried.length === 0 ? {} : { evaluation_result: failed ? ('fail' as const) : ('pass' as const) }),
  };
}

function suiteRoutes(router: Router): void {
  router.repository('GET', '/rulesets/rule-suites', administering, (call) => {
    open(call);
    const [ref, actor, result] = [
      call.query.get('ref'),
      call.query.get('actor_name'),
      call.query.get('rule_suite_result'),
    ];
    const found = call.repository.suites
      .filter((suite) => ref === null || suite.ref === ref || suite.ref === `refs/heads/${ref}`)
      .filter((suite) => actor === null || suite.actor.login === actor)
      .filter((suite) => result === null || result === 'all' || suite.result === result);
    return paged(call, found.toReversed(), (suite) => suiteShape(call, suite));
  });
  router.repository('GET', '/rulesets/rule-suites/:id', administering, (call) => {
    open(call);
    const suite = call.repository.suites.find(({ id }) => id === number(call, 'id'));
    if (suite === undefined) throw notFound();
    const evaluations = suite.evaluations.map(({ ruleset, rule, result, enforcement, details }) => ({
      rule_source: { type: 'ruleset', id: ruleset.id, name: ruleset.name },
      enforcement,
      result,
      rule_type: rule,
      details,
    }));
    return ok({ ...suiteShape(call, suite), rule_evaluations: evaluations });
  });
}

export function rulesetRoutes(router: Router): void {
  suiteRoutes(router);
  router.repository('GET', '/rulesets', reading, (call) => {
    open(call);
    return paged(call, [...call.repository.rulesets.values()], (ruleset) => summary(call, ruleset));
  });
  router.repository('POST', '/rulesets', administering, (call) => {
    open(call);
    const { world, repository, token } = call;
    if (repository.rulesets.size >= mostRulesets)
      throw new Refusal(422, 'Validation Failed', ['A repository can have at most 75 rulesets.']);
    const body = readRuleset(call, null);
    const at = world.clock.iso();
    const ruleset: Ruleset = { id: world.nextId(), body, createdAt: at, updatedAt: at, versions: [] };
    ruleset.versions.push({ id: world.nextId(), actor: token.account, at, body });
    repository.rulesets.set(ruleset.id, ruleset);
    tell(call, 'created', ruleset);
    return created(rulesetShape(call, ruleset));
  });
  router.repository('GET', '/rulesets/:id', reading, (call) => ok(rulesetShape(call, rulesetOf(call))));
  router.repository('PUT', '/rulesets/:id', administering, (call) => {
    const { world, token } = call;
    const ruleset = rulesetOf(call);
    ruleset.body = readRuleset(call, ruleset);
    ruleset.updatedAt = world.clock.iso();
    ruleset.versions.push({ id: world.nextId(), actor: token.account, at: ruleset.updatedAt, body: ruleset.body });
    tell(call, 'edited', ruleset);
    return ok(rulesetShape(call, ruleset));
  });
  router.repository('DELETE', '/rulesets/:id', administering, (call) => {
    const ruleset = rulesetOf(call);
    call.repository.rulesets.delete(ruleset.id);
    tell(call, 'deleted', ruleset);
    return noContent();
  });
  const versionShape = ({ id, actor, at }: Ruleset['versions'][number]) => ({
    version_id: id,
    actor: { id: actor.id, type: actor.type },
    updated_at: at,
  });
  router.repository('GET', '/rulesets/:id/history', administering, (call) =>
    paged(call, rulesetOf(call).versions.toReversed(), versionShape),
  );
  router.repository('GET', '/rulesets/:id/history/:version', administering, (call) => {
    const version = rulesetOf(call).versions.find(({ id }) => id === number(call, 'version'));
    if (version === undefined) throw notFound();
    return ok({ ...versionShape(version), state: version.body });
  });
  // Also for branches that are not there yet.
  router.repository('GET', '/rules/branches/*branch', reading, (call) => {
    open(call);
    const active = rulesetsFor(call.repository, `refs/heads/${call.params.branch}`).filter(
      ({ body }) => body.enforcement === 'active',
    );
    const rules = active.flatMap(({ id, body }) =>
      body.rules.map((rule) => ({
        ...rule,
        ruleset_source_type: 'Repository' as const,
        ruleset_source: fullName(call.repository),
        ruleset_id: id,
      })),
    );
    return paged(call, rules, (rule) => rule);
  });
}
