/** Where GitHub is: its REST root, its git and its pages, on github.com, on GHE.com and on an Enterprise Server. */
import { fail } from '../core/problem.ts';

export const defaultApiUrl = 'https://api.github.com';

export interface Address {
  /** Root of the REST API, without trailing slash. */
  readonly apiUrl: string;
  /** Scheme, host and port that git and the pages for people are at. */
  readonly origin: string;
  /** On this machine, where no other client's peace is to be kept. */
  readonly isLoopback: boolean;
}

/** Fails with `configuration` when the address is none that a token may be sent to. */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : fail('configuration', `GitHub's API is at no URL: ${text}`);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return fail('configuration', `GitHub's API must be at https, plain http is for loopback only: ${url.origin}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return fail('configuration', `GitHub's API is only a root, without user, query or fragment: ${url.origin}`);
  }
  return { apiUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), origin: siteOf(url), isLoopback };
}

/** `api.github.com` → `github.com`, `api.octo.ghe.com` → `octo.ghe.com`; an Enterprise Server has both at one host. */
function siteOf(url: URL): string {
  const isCloud = url.hostname === 'api.github.com' || /^api\.[a-z0-9-]+\.ghe\.com$/.test(url.hostname);
  return isCloud ? url.origin.replace('://api.', '://') : url.origin;
}

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** `owner/name`. Fails with `configuration`. */
export function parseRepositoryName(text: string): RepositoryName {
  const [, owner, repo] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (owner !== undefined && repo !== undefined && repo !== '.' && repo !== '..') return { owner, repo };
  return fail('configuration', `a GitHub repository is named owner/name, not ${JSON.stringify(text)}`);
}
