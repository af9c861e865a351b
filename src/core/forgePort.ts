/**
 * The door to where pull requests live, with its contract; `test/contract/forge.ts` holds its suite. A forge is never the record:
 * everything that a recovery goes by is in git. What a person writes there (titles, bodies, comments, names) is read as text, and
 * only comments that `flows/` asks for by number are read as a wish.
 */

/** Who did something at the forge. */
export interface Actor {
  readonly login: string;
  /** This very sign-in: the app, or the person whose token is used. */
  readonly isSelf: boolean;
  readonly isPerson: boolean;
}

export interface ForgeRepository {
  readonly owner: string;
  readonly name: string;
  /** Numbers that stay when names change; OIDC subjects hold them (docs: oidc.md). */
  readonly id: number;
  readonly ownerId: number;
  /** Page for people. */
  readonly url: string;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly isArchived: boolean;
  readonly defaultBranch: string;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly author: Actor;
  readonly head: { readonly branch: string; readonly commit: string; readonly isFork: boolean };
  readonly base: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Who closed or merged it; null while it is open, or when the forge does not tell. */
  readonly endedBy: Actor | null;
  /** What merging made: merge commit, squash commit, or the last of the rebased ones. Null unless merged. */
  readonly mergeCommit: string | null;
}

export interface Approval {
  readonly by: Actor;
  /** Commit that was looked at: an approval of an older head counts for nothing. */
  readonly commit: string;
  readonly at: string;
}

export type Permission = 'admin' | 'write' | 'read' | 'none';

export interface Comment {
  readonly id: number;
  readonly author: Actor;
  readonly body: string;
  readonly url: string;
  /** Number of the issue or pull request that it is on. */
  readonly on: number;
  /** An edited comment is no command: its author and its text may be two persons'. */
  readonly isEdited: boolean;
}

/** One object of a plan or a finding, pinned to its file in the diff. */
export interface Annotation {
  readonly path: string;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

export interface CheckResult {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'actionRequired';
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  /** All of them; the forge sends so many at a time as GitHub takes. */
  readonly annotations: readonly Annotation[];
}

/** One thing that protects the record, as it is found. */
export interface ProtectionCheck {
  readonly name: string;
  /** `unknown`: this sign-in may not look. */
  readonly state: 'ok' | 'weaker' | 'unknown';
  readonly message: string;
  readonly remedy?: string;
  /** The rule is there; who may bypass it is shown only to those who could change it. */
  readonly hides?: 'bypasses';
}

/** What somebody with a role could still do to the record, and what evidence that would leave. */
export interface RemainingPower {
  readonly role: string;
  readonly can: string;
  readonly evidence: string;
}

export interface ProtectionChange {
  readonly what: string;
  readonly did: 'created' | 'changed' | 'kept';
  /** What could not be had, and what takes its place. */
  readonly note?: string;
}

export interface ProtectRequest {
  /** Id of the app that alone writes backups and journal. */
  readonly appId: number;
  /** Reviewers of the environment `entra-recovery`: logins, or `owner/team`. */
  readonly reviewers: readonly string[];
}

/**
 * Every call fails with `forge` (GitHub said no, and why), `forgeNotAllowed` (401, 403 or a missing permission, named) or
 * `forgeNotFound`. Rate limits are waited for a bounded time. Lists are read to their end, or fail.
 */
export interface Forge {
  /** Longest text of a body or comment, in characters as GitHub counts them, and of a check's summary or text. */
  readonly limits: { readonly body: number; readonly check: number };

  self(): Promise<Actor>;
  /** As it is. A public or archived one fails every other call but `protection` and `remainingPowers`: `forgeNotAllowed`. */
  repository(): Promise<ForgeRepository>;

  pullRequest(number: number): Promise<PullRequest>;
  /** Those into the default branch, newest first. */
  openPullRequests(): Promise<readonly PullRequest[]>;
  /** Every pull request there ever was of a head branch of this repository, newest first. */
  pullRequestsFrom(branch: string): Promise<readonly PullRequest[]>;
  /** Those that brought a commit to the default branch. */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  createPullRequest(request: {
    readonly branch: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<PullRequest>;
  /** Writes only what differs, and says whether anything did. Labels that others put there stay. */
  updatePullRequest(
    number: number,
    wanted: { readonly title: string; readonly body: string; readonly labels: readonly string[] },
  ): Promise<'updated' | 'unchanged'>;
  closePullRequest(number: number, why: string): Promise<void>;
  /** With a merge commit, and only if the head still is this commit. Gives what merging made. */
  mergePullRequest(number: number, head: string): Promise<string>;
  /** The last word of each reviewer who may write, where it is an approval. */
  approvals(number: number): Promise<readonly Approval[]>;

  comment(id: number): Promise<Comment>;
  addComment(number: number, body: string): Promise<Comment>;
  /** The one comment of this sign-in that carries the key: made, or changed in place. `body` without the marker. */
  keepComment(number: number, key: string, body: string): Promise<'created' | 'updated' | 'unchanged'>;
  react(comment: number, reaction: 'eyes' | 'rocket' | 'confused' | '-1'): Promise<void>;
  /** What somebody may do in the repository. Whatever goes wrong means `none`. */
  permission(login: string): Promise<Permission>;

  check(result: CheckResult): Promise<void>;

  /** One open issue per key: opened, or told the news in a comment. `closeIssue` ends it with a word, if there is one. */
  keepIssue(key: string, issue: { readonly title: string; readonly body: string }): Promise<'opened' | 'commented'>;
  closeIssue(key: string, why: string): Promise<'closed' | 'none'>;

  protection(appId: number | null): Promise<readonly ProtectionCheck[]>;
  remainingPowers(): Promise<readonly RemainingPower[]>;
  /** Brings the rules to what they should be; needs a person's token with the right to administer. */
  protect(request: ProtectRequest): Promise<readonly ProtectionChange[]>;
}
