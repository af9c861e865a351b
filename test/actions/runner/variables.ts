/** The `github` context of a run, and the variables that GitHub sets for every step. */
import type { Settings } from '../model.ts';
import { fullName, type GitHubEvent, type Host } from './host.ts';
import { branchOf } from './triggers.ts';

export interface RunFacts {
  readonly host: Host;
  readonly event: GitHubEvent;
  /** `.github/workflows/backup.yml`. */
  readonly file: string;
  readonly workflow: string;
  readonly runId: number;
  readonly ref: string;
  readonly sha: string;
  readonly baseRef: string;
  readonly headRef: string;
}

/** Folders of one job on its own machine. */
export interface Machine {
  readonly workspace: string;
  readonly temp: string;
  readonly home: string;
  readonly eventFile: string;
}

const refName = (ref: string): string => branchOf(ref) ?? ref.replace(/^refs\/(?:tags|pull)\//, '');
const actorOf = ({ payload }: GitHubEvent): string =>
  (payload.sender as { login?: string } | undefined)?.login ?? 'github';

export function githubContext(
  facts: RunFacts,
  job: string,
  token: string,
  machine: Machine | null,
): { [name: string]: unknown } {
  const { host, event } = facts;
  const { repository } = host;
  return {
    action: '',
    action_path: '',
    actor: actorOf(event),
    api_url: host.apiUrl,
    base_ref: facts.baseRef,
    event: event.payload,
    event_name: event.name,
    event_path: machine?.eventFile ?? '',
    graphql_url: `${host.apiUrl}/graphql`,
    head_ref: facts.headRef,
    job,
    ref: facts.ref,
    ref_name: refName(facts.ref),
    ref_type: facts.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: fullName(host),
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(repository.ownerId),
    run_attempt: '1',
    run_id: String(facts.runId),
    run_number: String(facts.runId),
    server_url: host.serverUrl,
    sha: facts.sha,
    token,
    workflow: facts.workflow,
    workflow_ref: `${fullName(host)}/${facts.file}@${facts.ref}`,
    workflow_sha: facts.sha,
    workspace: machine?.workspace ?? '',
  };
}

const notVariables = ['event', 'token'];

/** GITHUB_TOKEN is not among them: a step has it only where its `env` says so. */
export function variablesOf(
  context: { readonly [name: string]: unknown },
  machine: Machine,
): { [name: string]: string } {
  const github = Object.entries(context)
    .filter(([name]) => !notVariables.includes(name))
    .map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)]);
  return {
    ...Object.fromEntries(github),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'a test',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: machine.temp,
    RUNNER_TOOL_CACHE: `${machine.home}/tools`,
  };
}

/** The subject of a job's ID token: its environment, else the pull request, else the ref. */
export function subjectOf({ host, event, ref }: RunFacts, environment: string | null): string {
  const { owner, ownerId, name, id, hasImmutableSubject } = host.repository;
  const repository = hasImmutableSubject ? `${owner}@${ownerId}/${name}@${id}` : `${owner}/${name}`;
  if (environment !== null) return `repo:${repository}:environment:${environment.replaceAll(':', '%3A')}`;
  return event.name.startsWith('pull_request') ? `repo:${repository}:pull_request` : `repo:${repository}:ref:${ref}`;
}

/** Only a job with `id-token: write` gets an address to ask. */
export function idTokenVariables(
  facts: RunFacts,
  permissions: Settings,
  environment: string | null,
): { readonly [name: string]: string } {
  const { idToken } = facts.host;
  if (permissions['id-token'] !== 'write' || idToken === undefined) return {};
  const { event, ref, sha } = facts;
  const { url, bearer } = idToken(subjectOf(facts, environment), { event: event.name, ref, sha, environment });
  return { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer };
}
