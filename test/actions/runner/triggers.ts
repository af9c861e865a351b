/** Whether an event starts a workflow, and what it then runs on. Rules: docs.github.com, events-that-trigger-workflows. */
import type { EventFilter, Workflow } from '../model.ts';
import type { GitHubEvent } from './host.ts';

const knownFilters = ['types', 'branches', 'paths', 'inputs'];
const onPullRequests = ['pull_request', 'pull_request_target'];

const escaped = (text: string): string => text.replace(/[.(){}^$|\\]/g, '\\/** `*` within a folder');

/** `*` within a folder, `**` across; the only patterns used here. */
export function matches(pattern: string, path: string): boolean {
  if (/[!?[\]+]/.test(pattern)) throw new Error(`a pattern this runner does not know: ${pattern}`);
  const expression = pattern
    .split('**')
    .map((part) => part.split('*').map(escaped).join('[^/]*'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(path);
}

interface Payload {
  readonly action?: string;
  readonly ref?: string;
  readonly schedule?: string;
  readonly pull_request?: {
    readonly number: number;
    readonly base: { readonly ref: string };
    readonly head: { readonly ref: string };
  };
}

/** Null when it does, else why not. */
export function whyNotStarted({ on }: Workflow, event: GitHubEvent): string | null {
  if (!(event.name in on)) return `no trigger for ${event.name}`;
  const payload = event.payload as Payload;
  const filter = on[event.name] ?? {};
  if (Array.isArray(filter)) {
    const crons = filter.map(({ cron }) => cron as string);
    return crons.includes(payload.schedule ?? '') ? null : `no schedule ${payload.schedule}: ${crons.join(', ')}`;
  }
  const { types, branches, paths, ...others } = filter as EventFilter;
  const unknown = Object.keys(others).filter((name) => !knownFilters.includes(name));
  if (unknown.length > 0) throw new Error(`filters this runner does not know: ${unknown.join(', ')}`);

  const wanted = types ?? (onPullRequests.includes(event.name) ? ['opened', 'synchronize', 'reopened'] : null);
  if (wanted !== null && !wanted.includes(payload.action ?? ''))
    return `not started by ${event.name} ${payload.action}`;
  const branch = event.name === 'push' ? branchOf(payload.ref ?? '') : payload.pull_request?.base.ref;
  if (branches !== undefined && (branch == null || !branches.some((one) => matches(one, branch)))) {
    return `not for ${branch ?? payload.ref}`;
  }
  if (paths === undefined) return null;
  if (event.changedPaths === undefined)
    throw new Error('the workflow filters by path: say which paths the event changes');
  return event.changedPaths.some((path) => paths.some((one) => matches(one, path)))
    ? null
    : 'touches none of the paths';
}

export const branchOf = (ref: string): string | null => /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? null;

export interface RunRef {
  readonly ref: string;
  /** Null: the tip of `ref` when the run starts. */
  readonly sha: string | null;
  readonly baseRef: string;
  readonly headRef: string;
}

/** GITHUB_REF and GITHUB_SHA by event. `pull_request_target` runs on the default branch (changelog of 2025-11-07). */
export function refOf(event: GitHubEvent, defaultBranch: string): RunRef {
  const { ref, pull_request: pullRequest } = event.payload as Payload;
  const names = { baseRef: pullRequest?.base.ref ?? '', headRef: pullRequest?.head.ref ?? '' };
  const none = { baseRef: '', headRef: '' };
  const main = { ref: `refs/heads/${defaultBranch}`, sha: null };
  switch (event.name) {
    case 'push':
      if (event.payload.deleted === true) return { ...main, ...none };
      return { ref: ref as string, sha: event.payload.after as string, ...none };
    case 'pull_request':
    case 'pull_request_review':
      return { ref: `refs/pull/${pullRequest?.number}/merge`, sha: null, ...names };
    case 'pull_request_target':
      return { ...main, ...names };
    case 'workflow_dispatch': {
      const named = ref ?? defaultBranch;
      return { ref: named.startsWith('refs/') ? named : `refs/heads/${named}`, sha: null, ...none };
    }
    case 'schedule':
    case 'issue_comment':
      return { ...main, ...none };
    default:
      throw new Error(`an event this runner does not know: ${event.name}`);
  }
}
