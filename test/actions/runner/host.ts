/** What a run stands on: plain data that a test gives, and a GitHub-like server's addresses. */
import type { Settings } from '../model.ts';

export interface GitHubEvent {
  readonly name: string;
  /** Webhook's body; of a schedule `{ schedule: cron }`, of a dispatch `{ ref, inputs }`. */
  readonly payload: { readonly [name: string]: unknown };
  /** What a push or a pull request changes; needed where the workflow filters by path. */
  readonly changedPaths?: readonly string[];
}

export interface EnvironmentRules {
  /** Patterns of branches that deploy; absent: any ref does. */
  readonly branches?: readonly string[];
  /** Whether somebody has to approve. */
  readonly isReviewed?: boolean;
  readonly vars?: { readonly [name: string]: string };
  readonly secrets?: { readonly [name: string]: string };
}

/** A job as its ID token tells of it. */
export interface IdTokenJob {
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly environment: string | null;
}

export interface Host {
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    readonly id: number;
    readonly ownerId: number;
    readonly defaultBranch: string;
    /** Subjects of ID tokens with ids beside the names: repositories made since 2026-07-15. */
    readonly hasImmutableSubject?: boolean;
  };
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** Default: `<serverUrl>/<owner>/<name>`. */
  readonly cloneUrl?: string;
  /** `github.token` of a job with these permissions. */
  readonly token: (permissions: Settings) => string;
  /** Where a job with `id-token: write` gets a token of this subject. */
  readonly idToken?: (subject: string, job: IdTokenJob) => { readonly url: string; readonly bearer: string };
  readonly vars?: { readonly [name: string]: string };
  readonly secrets?: { readonly [name: string]: string };
  /** An environment that is not here is made by the run, without any rule, as GitHub does. */
  readonly environments?: { readonly [name: string]: EnvironmentRules };
  /** Folders of remote actions, by `owner/name`. */
  readonly actions?: { readonly [name: string]: string };
  /** What a self-hosted runner would add to every job's environment. */
  readonly environment?: { readonly [name: string]: string };
  /** Folder of everything a run leaves behind; one run may use what another has used. */
  readonly folder: string;
}

export const fullName = ({ repository }: Host): string => `${repository.owner}/${repository.name}`;
export const cloneUrl = (host: Host): string => host.cloneUrl ?? `${host.serverUrl}/${fullName(host)}`;
