/** Environments with their gates, as far as the plan has them; variables and names of secrets; what GITHUB_TOKEN may. */
import type { Need } from './identities.ts';
import { paged } from './paging.ts';
import { teamShape } from './pullShape.ts';
import { malformed, notFound, Refusal } from './refusal.ts';
import {
  created,
  noContent,
  number,
  ok,
  oneOf,
  optionalFlag,
  type RepositoryCall,
  type Router,
  text,
} from './router.ts';
import { nodeId, userShape } from './shapes.ts';
import { type Environment, fullName, type Repository } from './world.ts';

const reading: Need = { permission: 'actions', level: 'read' };
const administering: Need = { permission: 'administration', level: 'write', role: 'admin' };

/** Private repositories have environments from Pro on, and gates with Enterprise alone. */
const hasEnvironments = ({ visibility, plan }: Repository): boolean => visibility === 'public' || plan !== 'free';
const hasGates = ({ visibility, plan }: Repository): boolean => visibility === 'public' || plan === 'enterprise';

const noGate = (rule: string): Refusal =>
  new Refusal(
    422,
    `Failed to create the environment protection rule. Please ensure the billing plan supports the ${rule} protection rule.`,
  );

function protectionRules(call: RepositoryCall, environment: Environment) {
  const { world } = call;
  const id = (kind: number) => environment.id * 10 + kind;
  const reviewer = ({ type, id: wanted }: Environment['reviewers'][number]) => {
    const account = [...world.accounts.values()].find((one) => one.id === wanted);
    const team = world.teams.find((one) => one.id === wanted);
    return { type, reviewer: account !== undefined ? userShape(world, account) : team && teamShape(world, team) };
  };
  return [
    ...(environment.waitTimer > 0
      ? [{ id: id(1), node_id: nodeId('GA', id(1)), type: 'wait_timer', wait_timer: environment.waitTimer }]
      : []),
    ...(environment.reviewers.length > 0
      ? [
          {
            id: id(2),
            node_id: nodeId('GA', id(2)),
            type: 'required_reviewers',
            prevent_self_review: environment.preventSelfReview,
            reviewers: environment.reviewers.map(reviewer),
          },
        ]
      : []),
    ...(environment.branchPolicy === null ? [] : [{ id: id(3), node_id: nodeId('GA', id(3)), type: 'branch_policy' }]),
  ];
}

export function environmentShape(call: RepositoryCall, environment: Environment) {
  const { world, repository } = call;
  return {
    id: environment.id,
    node_id: nodeId('EN', environment.id),
    name: environment.name,
    url: `${world.origin}/repos/${fullName(repository)}/environments/${encodeURIComponent(environment.name)}`,
    html_url: `${world.origin}/${fullName(repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    can_admins_bypass: true,
    protection_rules: protectionRules(call, environment),
    deployment_branch_policy: environment.branchPolicy,
  };
}

function environmentOf(call: RepositoryCall): Environment {
  const environment = call.repository.environments.get(call.params.environment ?? '');
  if (environment === undefined) throw notFound();
  return environment;
}

function readReviewers(call: RepositoryCall): Environment['reviewers'] {
  const sent = call.body.reviewers;
  if (sent === null || sent === undefined) return [];
  if (!Array.isArray(sent) || sent.length > 6) throw malformed('reviewers must be an array of at most 6 items.');
  return sent.map((one: Readonly<Record<string, unknown>>) => {
    const type = oneOf(one, 'type', ['User', 'Team'], 'User');
    const { id } = one;
    const { accounts, teams } = call.world;
    const isKnown =
      type === 'User'
        ? [...accounts.values()].some((known) => known.id === id)
        : teams.some((known) => known.id === id);
    if (typeof id !== 'number' || !isKnown) throw new Refusal(422, `Could not find reviewer with id ${id}`);
    return { type, id };
  });
}

function branchPolicyOf(call: RepositoryCall): Environment['branchPolicy'] {
  const sent = call.body.deployment_branch_policy as Readonly<Record<string, unknown>> | null | undefined;
  if (sent === null || sent === undefined) return null;
  const [isProtected, isCustom] = [
    optionalFlag(sent, 'protected_branches') ?? false,
    optionalFlag(sent, 'custom_branch_policies') ?? false,
  ];
  if (isProtected === isCustom)
    throw new Refusal(422, 'protected_branches and custom_branch_policies cannot have the same value');
  return { protected_branches: isProtected, custom_branch_policies: isCustom };
}

/** What is not sent goes back to its default: this is PUT. Gates that the plan lacks are refused even at their default. */
function put(call: RepositoryCall) {
  const { world, repository, body, params } = call;
  if (!hasEnvironments(repository)) throw noGate('environment');
  if (!hasGates(repository)) {
    if (body.reviewers !== undefined) throw noGate('required reviewers');
    if (body.wait_timer !== undefined) throw noGate('wait timer');
    if (body.prevent_self_review !== undefined) throw noGate('required reviewers');
  }
  const at = world.clock.iso();
  const name = params.environment ?? '';
  const timer = body.wait_timer ?? 0;
  if (typeof timer !== 'number' || timer < 0 || timer > 43_200)
    throw malformed('wait_timer must be between 0 and 43200.');
  const known = repository.environments.get(name);
  const kept = known ?? {
    id: world.nextId(),
    name,
    createdAt: at,
    policies: [],
    variables: new Map<string, string>(),
    secrets: new Set<string>(),
  };
  const environment: Environment = {
    ...kept,
    updatedAt: at,
    waitTimer: timer,
    preventSelfReview: optionalFlag(body, 'prevent_self_review') ?? false,
    reviewers: readReviewers(call),
    branchPolicy: branchPolicyOf(call),
  };
  repository.environments.set(name, environment);
  return ok(environmentShape(call, environment));
}

function policyRoutes(router: Router): void {
  const path = '/environments/:environment/deployment-branch-policies';
  const shape = ({ id, name, type }: Environment['policies'][number]) => ({
    id,
    node_id: nodeId('GA', id),
    name,
    type,
  });
  router.repository('GET', path, reading, (call) =>
    paged(call, environmentOf(call).policies, shape, (page, total) => ({ total_count: total, branch_policies: page })),
  );
  router.repository('POST', path, administering, (call) => {
    const environment = environmentOf(call);
    if (environment.branchPolicy?.custom_branch_policies !== true) throw notFound();
    const [name, type] = [text(call.body, 'name'), oneOf(call.body, 'type', ['branch', 'tag'], 'branch')];
    // GitHub answers 303 to the one that is there already.
    if (environment.policies.some((one) => one.name === name && one.type === type)) return { status: 303 };
    const policy = { id: call.world.nextId(), name, type };
    environment.policies.push(policy);
    return ok(shape(policy));
  });
  router.repository('DELETE', `${path}/:id`, administering, (call) => {
    const environment = environmentOf(call);
    const left = environment.policies.filter(({ id }) => id !== number(call, 'id'));
    if (left.length === environment.policies.length) throw notFound();
    environment.policies = left;
    return noContent();
  });
}

/** Lists of variables and secrets, of the repository and of an environment; values of secrets are never shown. */
function variableRoutes(router: Router): void {
  const at = '2026-01-01T00:00:00Z';
  const places = [
    {
      path: '/actions',
      of: (call: RepositoryCall) => call.repository,
      variables: 'actions_variables',
      secrets: 'secrets',
    },
    { path: '/environments/:environment', of: environmentOf, variables: 'environments', secrets: 'environments' },
  ];
  for (const { path, of, variables, secrets } of places) {
    const shape = ([name, value]: readonly [string, string]) => ({ name, value, created_at: at, updated_at: at });
    const read: Need = { permission: variables, level: 'read', role: 'write' };
    const write: Need = { permission: variables, level: 'write', role: 'write' };
    router.repository('GET', `${path}/variables`, read, (call) =>
      paged(call, [...of(call).variables], shape, (page, total) => ({ total_count: total, variables: page })),
    );
    router.repository('POST', `${path}/variables`, write, (call) => {
      const name = text(call.body, 'name').toUpperCase();
      if (of(call).variables.has(name)) throw new Refusal(409, 'Already exists - Variable already exists');
      of(call).variables.set(name, text(call.body, 'value'));
      return created({});
    });
    router.repository('GET', `${path}/variables/:name`, read, (call) => {
      const name = (call.params.name ?? '').toUpperCase();
      const value = of(call).variables.get(name);
      if (value === undefined) throw notFound();
      return ok(shape([name, value]));
    });
    router.repository('PATCH', `${path}/variables/:name`, write, (call) => {
      const name = (call.params.name ?? '').toUpperCase();
      if (!of(call).variables.has(name)) throw notFound();
      of(call).variables.set(name, text(call.body, 'value'));
      return noContent();
    });
    router.repository('GET', `${path}/secrets`, { permission: secrets, level: 'read', role: 'write' }, (call) =>
      paged(
        call,
        [...of(call).secrets],
        (name) => ({ name, created_at: at, updated_at: at }),
        (page, total) => ({ total_count: total, secrets: page }),
      ),
    );
  }
}

export function environmentRoutes(router: Router): void {
  router.repository('GET', '/environments', reading, (call) =>
    paged(
      call,
      [...call.repository.environments.values()],
      (one) => environmentShape(call, one),
      (page, total) => ({ total_count: total, environments: page }),
    ),
  );
  router.repository('GET', '/environments/:environment', reading, (call) =>
    ok(environmentShape(call, environmentOf(call))),
  );
  router.repository('PUT', '/environments/:environment', administering, put);
  router.repository('DELETE', '/environments/:environment', administering, (call) => {
    call.repository.environments.delete(environmentOf(call).name);
    return noContent();
  });
  policyRoutes(router);
  variableRoutes(router);
  router.repository('GET', '/actions/permissions/workflow', { ...administering, level: 'read' }, (call) =>
    ok({ default_workflow_permissions: 'read', can_approve_pull_request_reviews: call.repository.actionsMayReview }),
  );
  router.repository('PUT', '/actions/permissions/workflow', administering, (call) => {
    call.repository.actionsMayReview =
      optionalFlag(call.body, 'can_approve_pull_request_reviews') ?? call.repository.actionsMayReview;
    return noContent();
  });
}
