/** GitHub's errors as problems: what was asked, what came back, and what a person can do about it. */
import type { RequestError } from '@octokit/request-error';
import { Failure, type Problem } from '../core/problem.ts';
import { redact } from './redact.ts';

export interface Asking {
  readonly isCanceled: boolean;
  readonly waitedMs: number;
}

/** What GitHub or the network answered becomes a problem; anything else is our own mistake and is thrown on. */
export function problemOf(error: unknown, asking: Asking): Problem {
  if (error instanceof Failure && error.problems[0] !== undefined) return error.problems[0];
  if (asking.isCanceled) return { code: 'canceled', message: 'stopped while waiting for GitHub' };
  if (isRequestError(error)) return problemOfAnswer(error, asking);
  if (isGraphqlError(error)) return problemOfGraphql(error);
  throw error;
}

/** By shape: octokit's packages may each bring a class of their own. */
function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && 'request' in error;
}

interface GraphqlError extends Error {
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
  readonly headers: { readonly [name: string]: string | number | undefined };
}

function isGraphqlError(error: unknown): error is GraphqlError {
  return error instanceof Error && error.name === 'GraphqlResponseError' && 'headers' in error;
}

/** The status of an answer that failed, or null when none came. */
export function statusOf(error: unknown): number | null {
  return isRequestError(error) && error.response !== undefined ? error.status : null;
}

// --- REST ------------------------------------------------------------------------------------------------------------

function problemOfAnswer(error: RequestError, { waitedMs }: Asking): Problem {
  const asked = `${error.request.method} ${pathOf(error.request.url)}`;
  const { response } = error;
  if (response === undefined) {
    return {
      code: 'forge',
      message: `GitHub cannot be reached: ${redact(error.message)} (${asked})`,
      remedy: 'Check the network and the address of the API (github.apiUrl, GITHUB_API_URL).',
    };
  }
  const { status } = error;
  const id = response.headers['x-github-request-id'];
  const ids = id === undefined ? '' : `, request ${redact(String(id))}`;
  const said = saidBy(response.data);
  const message = `GitHub: ${status} ${said} (${asked}${ids})`;
  if (isLimit(status, said, response.headers)) return problemOfLimit(message, waitedMs, response.headers);
  if (status === 401) return { code: 'forgeNotAllowed', message, remedy: signInRemedy };
  if (status === 403) {
    const remedy = remedyFor(said, error.request, response.headers['x-accepted-github-permissions']);
    return { code: 'forgeNotAllowed', message, remedy };
  }
  if (status === 404) return { code: 'forgeNotFound', message, remedy: hiddenRemedy };
  const remedy = knownRemedy(said);
  return { code: 'forge', message, ...(remedy === undefined ? {} : { remedy }) };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? redact(new URL(url).pathname) : redact(url);
}

/** GitHub's own message, and what it found wrong with which field. */
function saidBy(data: unknown): string {
  if (typeof data === 'string') return redact(data === '' ? 'no reason given' : data);
  if (typeof data !== 'object' || data === null || !('message' in data)) return 'no reason given';
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors.map(detailOf) : [];
  return redact([String(data.message), ...errors.filter((one) => one !== '')].join(': '));
}

function detailOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  const { message, field, code } = error as { message?: unknown; field?: unknown; code?: unknown };
  if (typeof message === 'string') return message;
  return [field, code].filter((one) => typeof one === 'string').join(' ');
}

// --- Limits ----------------------------------------------------------------------------------------------------------

type Headers = RequestError['response'] extends infer R | undefined
  ? R extends { headers: infer H }
    ? H
    : never
  : never;

function isLimit(status: number, said: string, headers: Headers): boolean {
  if (status === 429) return true;
  return status === 403 && (/rate limit/i.test(said) || String(headers['x-ratelimit-remaining']) === '0');
}

function problemOfLimit(message: string, waitedMs: number, headers: Headers): Problem {
  const waited = waitedMs === 0 ? '' : `, after waiting ${Math.round(waitedMs / 1000)} s`;
  const reset = Number(headers['x-ratelimit-reset']);
  const isPrimary = String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset);
  const when = isPrimary ? `after ${new Date(reset * 1000).toISOString()}` : 'later';
  return {
    code: 'forge',
    message: `${message}${waited}`,
    remedy: `Try again ${when}: GitHub's rate limit is reached.`,
  };
}

// --- Remedies --------------------------------------------------------------------------------------------------------

const signInRemedy =
  'Give GITHUB_APP_ID (or GITHUB_APP_CLIENT_ID) and GITHUB_APP_PRIVATE_KEY, or a GITHUB_TOKEN that is still good.';

/** GitHub does not tell those who may not look whether something is there. */
const hiddenRemedy =
  'Check the name (github.repository, GITHUB_REPOSITORY) and that the app is installed there or the token may look: GitHub ' +
  'says 404 in either case.';

/** Which permission of an app a path needs (facts on GitHub §1). First match wins. */
const permissions: readonly (readonly [path: RegExp, permission: string])[] = [
  [/\/(?:rulesets|environments|codeowners)\b|\/branches\/[^/]+\/protection/, 'administration'],
  [/\/(?:check-runs|check-suites)\b/, 'checks'],
  [/\/pulls\/\d+\/merge$|\/git\//, 'contents'],
  [/\/pulls\b/, 'pull_requests'],
  [/\/(?:issues|labels)\b/, 'issues'],
];

function remedyFor(said: string, request: RequestError['request'], accepted: unknown): string {
  const known = knownRemedy(said);
  if (known !== undefined) return known;
  const path = pathOf(request.url);
  const access = request.method === 'GET' ? 'read' : 'write';
  const needed = permissions.find(([pattern]) => pattern.test(path))?.[1];
  // GitHub names the permissions itself, for most paths.
  const given = typeof accepted === 'string' && accepted !== '' ? acceptedOf(accepted) : undefined;
  const permission = given ?? (needed === undefined ? 'the permission that this path needs' : `${needed}: ${access}`);
  const onlyApps = needed === 'checks' ? ' Only apps may write checks, no personal token.' : '';
  return `Grant the app or the token ${permission}.${onlyApps}`;
}

/** `issues=write; pull_requests=write`: any of them will do; `,` joins those needed together. */
const acceptedOf = (header: string): string =>
  redact(header).replaceAll('=', ': ').replaceAll(/;\s*/g, ' or ').replaceAll(/,\s*/g, ' and ');

const words: readonly (readonly [said: RegExp, remedy: string])[] = [
  [
    /upgrade to github|billing plan/i,
    "The repository's plan lacks this: private repositories have rulesets and environments from Pro and Team on, reviewers of an " +
      'environment with Enterprise. Do not make the repository public: it holds personal data.',
  ],
  [/archived/i, 'Unarchive the repository in its settings; an archived one takes no backups.'],
  [/repository is empty/i, 'Push its first commit: entra-rewind init makes one.'],
  [
    /not permitted to create(?: or approve)? pull requests/i,
    'Sign in as an app, or allow Actions to create pull requests in the repository’s settings.',
  ],
  [
    /must be part of the ruleset source/i,
    'Install the app on the owner of the repository, and give its id as github.appId.',
  ],
];

const knownRemedy = (said: string): string | undefined => words.find(([pattern]) => pattern.test(said))?.[1];

// --- GraphQL ---------------------------------------------------------------------------------------------------------

function problemOfGraphql(error: GraphqlError): Problem {
  const first = error.errors?.[0];
  const said = redact(first?.message ?? error.message);
  const id = error.headers['x-github-request-id'];
  const message = `GitHub: ${said} (GraphQL${id === undefined ? '' : `, request ${redact(String(id))}`})`;
  if (first?.type === 'NOT_FOUND') return { code: 'forgeNotFound', message, remedy: hiddenRemedy };
  if (first?.type === 'FORBIDDEN') return { code: 'forgeNotAllowed', message, remedy: signInRemedy };
  return { code: 'forge', message };
}
