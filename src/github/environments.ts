/** Environments: where a job may deploy from, and who is asked before. Read, compared, and brought to what they should be. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { ProtectionChange, ProtectionCheck } from '../core/forgePort.ts';
import { Failure, fail } from '../core/problem.ts';
import type { GithubClient } from './client.ts';
import { protectRemedy } from './compare.ts';
import type { Environment } from './rules.ts';

type Repos = RestEndpointMethodTypes['repos'];
type Given = Repos['getEnvironment']['response']['data'];
type Policy = Repos['listDeploymentBranchPolicies']['response']['data']['branch_policies'][number];
export type Reviewer = { readonly type: 'User' | 'Team'; readonly id: number };

interface HeldEnvironment {
  /** Null: from any branch, or from all protected ones. */
  readonly branches: readonly Policy[] | null;
  readonly reviewers: readonly Reviewer[];
  readonly waitMinutes: number;
  readonly preventsSelfReview: boolean;
  readonly adminsBypass: boolean;
}

/** Null when there is none. */
export async function readEnvironment(client: GithubClient, name: string): Promise<HeldEnvironment | null> {
  const at = { ...client.repository, environment_name: name };
  let given: Given;
  try {
    given = (await client.call((github) => github.rest.repos.getEnvironment(at))).data;
  } catch (error) {
    if (error instanceof Failure && error.problems.every(({ code }) => code === 'forgeNotFound')) return null;
    throw error;
  }
  const branches = given.deployment_branch_policy?.custom_branch_policies
    ? await client.list<Policy>((github) =>
        github.paginate.iterator(github.rest.repos.listDeploymentBranchPolicies, { ...at, per_page: 100 }),
      )
    : null;
  return { branches, ...rulesOf(given) };
}

function rulesOf(given: Given): Omit<HeldEnvironment, 'branches'> {
  let reviewers: readonly Reviewer[] = [];
  let waitMinutes = 0;
  let preventsSelfReview = false;
  for (const rule of given.protection_rules ?? []) {
    if ('reviewers' in rule && rule.reviewers !== undefined) {
      reviewers = rule.reviewers.flatMap(({ type, reviewer }) =>
        type === undefined || reviewer === undefined ? [] : [{ type, id: reviewer.id }],
      );
      preventsSelfReview = rule.prevent_self_review === true;
    }
    if ('wait_timer' in rule && typeof rule.wait_timer === 'number') waitMinutes = rule.wait_timer;
  }
  // Not in the published schema of the answer, but in the answer.
  const adminsBypass = (given as { readonly can_admins_bypass?: unknown }).can_admins_bypass !== false;
  return { reviewers, waitMinutes, preventsSelfReview, adminsBypass };
}

const isFrom = ({ name, type }: Policy, branch: string): boolean => name === branch && (type ?? 'branch') === 'branch';

export function compareEnvironment(wanted: Environment, held: HeldEnvironment | null): ProtectionCheck {
  const { name: environment, deploysFrom } = wanted;
  const name = `environment ${environment}`;
  const weaker = (message: string): ProtectionCheck => ({ name, state: 'weaker', message, remedy: protectRemedy });
  if (held === null) return weaker(`there is no environment ${environment}`);
  if (held.branches === null) return weaker(`${environment} may be used by a job on any branch`);
  const others = held.branches.filter((policy) => !isFrom(policy, deploysFrom));
  if (others.length > 0) {
    return weaker(`${environment} may be used by jobs on ${others.map((one) => one.name ?? '?').join(', ')}, too`);
  }
  if (held.branches.length === 0) return weaker(`${environment} may be used by no job at all`);
  const from = `${environment} deploys from ${deploysFrom} alone`;
  if (!wanted.isReviewed) return { name, state: 'ok', message: from };
  // Reviewers of a private repository's environment need Enterprise; the reviewed pull request is the gate everywhere.
  const asked = held.reviewers.length > 0 ? 'asks its reviewers' : 'has no reviewers: the pull request was the review';
  return { name, state: 'ok', message: `${from} and ${asked}` };
}

/** Brings an environment to what it should be. What others set beside it (wait timer, reviewers) stays. */
export async function protectEnvironment(
  client: GithubClient,
  wanted: Environment,
  reviewers: readonly Reviewer[],
): Promise<ProtectionChange> {
  const what = `environment ${wanted.name}`;
  const held = await readEnvironment(client, wanted.name);
  const people = !wanted.isReviewed || reviewers.length === 0 ? (held?.reviewers ?? []) : reviewers;
  const areSame = keys(people) === keys(held?.reviewers ?? []);
  const isSet = held !== null && held.branches !== null && areSame;
  let note: string | undefined;
  if (!isSet) note = await put(client, wanted.name, people, held);
  const moved = await deployFrom(client, wanted, held?.branches ?? []);
  const did = held === null ? 'created' : isSet && !moved ? 'kept' : 'changed';
  return { what, did, ...(note === undefined ? {} : { note }) };
}

const keys = (reviewers: readonly Reviewer[]): string =>
  reviewers
    .map(({ type, id }) => `${type} ${id}`)
    .toSorted()
    .join(', ');

/** Says what was left out, if anything was. */
async function put(
  client: GithubClient,
  name: string,
  reviewers: readonly Reviewer[],
  held: HeldEnvironment | null,
): Promise<string | undefined> {
  const at = { ...client.repository, environment_name: name };
  const deployment_branch_policy = { protected_branches: false, custom_branch_policies: true };
  const isGuarded = reviewers.length > 0 || (held?.waitMinutes ?? 0) > 0;
  // On smaller plans GitHub refuses these fields even with the values they have anyway (facts on GitHub §2).
  const guards = isGuarded
    ? {
        reviewers: reviewers.map((one) => ({ ...one })),
        wait_timer: held?.waitMinutes ?? 0,
        prevent_self_review: held?.preventsSelfReview ?? false,
      }
    : {};
  try {
    await client.call((github) =>
      github.rest.repos.createOrUpdateEnvironment({ ...at, ...guards, deployment_branch_policy }),
    );
    return undefined;
  } catch (error) {
    if (!isGuarded || !(error instanceof Failure) || !/billing plan|protection rule/i.test(error.message)) throw error;
  }
  await client.call((github) => github.rest.repos.createOrUpdateEnvironment({ ...at, deployment_branch_policy }));
  return "without reviewers: the repository's plan has none for private repositories; the reviewed pull request is the gate";
}

/** Whether anything had to be changed. */
async function deployFrom(client: GithubClient, wanted: Environment, held: readonly Policy[]): Promise<boolean> {
  const at = { ...client.repository, environment_name: wanted.name };
  const others = held.filter((policy) => !isFrom(policy, wanted.deploysFrom));
  const isThere = others.length < held.length;
  if (!isThere) {
    await client.call((github) =>
      github.rest.repos.createDeploymentBranchPolicy({ ...at, name: wanted.deploysFrom, type: 'branch' }),
    );
  }
  for (const { id } of others) {
    if (id === undefined) continue;
    await client.call((github) => github.rest.repos.deleteDeploymentBranchPolicy({ ...at, branch_policy_id: id }));
  }
  return !isThere || others.length > 0;
}

/** Logins, and teams as `owner/team`. GitHub takes six. */
export async function findReviewers(client: GithubClient, names: readonly string[]): Promise<readonly Reviewer[]> {
  if (names.length > 6) fail('usage', `an environment takes six reviewers, not ${names.length}`);
  const found: Reviewer[] = [];
  for (const name of names) {
    const [org = '', team] = name.split('/');
    if (team === undefined) {
      const { data } = await client.call((github) => github.rest.users.getByUsername({ username: name }));
      found.push({ type: 'User', id: data.id });
    } else {
      const { data } = await client.call((github) => github.rest.teams.getByName({ org, team_slug: team }));
      found.push({ type: 'Team', id: data.id });
    }
  }
  return found;
}
