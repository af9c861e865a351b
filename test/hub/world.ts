/** Everything the hub knows but for what is in git: the nouns. What happens to them is in the files named after it. */
import type { KeyObject } from 'node:crypto';
import type { Events } from './events.ts';
import type { Bare } from './git.ts';
import type { IdTokens } from './oidc.ts';
import type { Weather } from './weather.ts';

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
export const roles: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
export const atLeast = (role: Role, wanted: Role): boolean => roles.indexOf(role) >= roles.indexOf(wanted);

export type Level = 'read' | 'write';
export type Permissions = Readonly<Record<string, Level>>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly name: string;
  readonly email: string;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly organization: string;
  readonly members: ReadonlySet<number>;
}

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly bot: Account;
  readonly installationId: number;
  readonly permissions: Permissions;
  /** Null: of GitHub's own. */
  readonly publicKey: KeyObject | null;
  /** Full names; null: all of the owner's repositories. */
  readonly repositories: readonly string[] | null;
}

/** `person`: a personal token; `installation`: an app's; `actions`: GITHUB_TOKEN. */
export type TokenKind = 'person' | 'installation' | 'actions';

export interface Token {
  readonly kind: TokenKind;
  readonly account: Account;
  readonly app: App | null;
  /** Null: all that the person may. */
  readonly permissions: Permissions | null;
  readonly repositories: readonly string[] | null;
  /** Milliseconds of the hub's clock; null: does not end by itself. */
  readonly expiresAt: number | null;
}

export interface Comment {
  readonly id: number;
  readonly user: Account;
  readonly app: App | null;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface Reaction {
  readonly id: number;
  readonly user: Account;
  readonly content: ReactionContent;
  readonly createdAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  color: string;
  description: string | null;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

export interface Review {
  readonly id: number;
  readonly user: Account;
  state: ReviewState;
  body: string;
  readonly commit: string;
  submittedAt: string;
}

/** What an issue that is a pull request has besides. */
export interface Pull {
  readonly id: number;
  /** Null once the fork is gone. */
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string };
  readonly base: { ref: string; sha: string };
  draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeMethod: 'merge' | 'squash' | 'rebase' | null;
  mergeCommit: string | null;
  /** `stale`: nobody asked since the last change, and the next who asks gets null. */
  mergeability: 'stale' | 'clean' | 'conflicts';
  testMerge: string | null;
  /** Tips the mergeability was computed for. */
  readonly reviews: Review[];
  requestedReviewers: Account[];
  requestedTeams: Team[];
  lastPusher: Account | null;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly user: Account;
  readonly app: App | null;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | null;
  labels: Label[];
  locked: boolean;
  readonly comments: Comment[];
  readonly reactions: Reaction[];
  readonly pull: Pull | null;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export const checkStatuses = ['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** `stale` is set by GitHub alone. */
export const checkConclusions = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const;
export type CheckConclusion = (typeof checkConclusions)[number];

export interface CheckRun {
  readonly id: number;
  readonly app: { readonly id: number; readonly slug: string; readonly name: string };
  name: string;
  readonly headSha: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  detailsUrl: string | null;
  externalId: string;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: Annotation[];
}

export type Enforcement = 'active' | 'evaluate' | 'disabled';

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'DeployKey' | 'User';
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
}

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface RulesetBody {
  readonly name: string;
  readonly target: 'branch' | 'tag' | 'push';
  readonly enforcement: Enforcement;
  readonly bypass_actors: readonly BypassActor[];
  readonly conditions: {
    readonly ref_name: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  };
  readonly rules: readonly Rule[];
}

export interface Ruleset {
  readonly id: number;
  body: RulesetBody;
  readonly createdAt: string;
  updatedAt: string;
  readonly versions: {
    readonly id: number;
    readonly actor: Account;
    readonly at: string;
    readonly body: RulesetBody;
  }[];
}

/** One evaluation of the rules at a change of a ref. */
export interface RuleSuite {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: Account;
  readonly at: string;
  readonly result: 'pass' | 'fail' | 'bypass';
  readonly evaluations: readonly {
    readonly ruleset: { readonly id: number; readonly name: string };
    readonly rule: string;
    readonly result: 'pass' | 'fail';
    readonly enforcement: Enforcement;
    readonly details: string | null;
  }[];
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  waitTimer: number;
  preventSelfReview: boolean;
  reviewers: readonly { readonly type: 'User' | 'Team'; readonly id: number }[];
  branchPolicy: { readonly protected_branches: boolean; readonly custom_branch_policies: boolean } | null;
  policies: { readonly id: number; readonly name: string; readonly type: 'branch' | 'tag' }[];
  readonly variables: Map<string, string>;
  readonly secrets: Set<string>;
}

export type Plan = 'free' | 'pro' | 'team' | 'enterprise';

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly bare: Bare;
  readonly fork: Repository | null;
  readonly createdAt: string;
  visibility: 'public' | 'private' | 'internal';
  plan: Plan;
  archived: boolean;
  defaultBranch: string;
  readonly merges: { merge: boolean; squash: boolean; rebase: boolean; deleteBranch: boolean };
  /** May GITHUB_TOKEN open and approve pull requests. */
  actionsMayReview: boolean;
  /** Account id → role; who is not named has the role they were made with. */
  readonly roles: Map<number, Role>;
  nextNumber: number;
  readonly issues: Map<number, Issue>;
  readonly labels: Map<string, Label>;
  readonly checks: CheckRun[];
  readonly rulesets: Map<number, Ruleset>;
  readonly suites: RuleSuite[];
  readonly environments: Map<string, Environment>;
  readonly variables: Map<string, string>;
  readonly secrets: Set<string>;
  oidc: { use_default: boolean; include_claim_keys: readonly string[] | null; use_immutable_subject: boolean };
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Login, `app/SLUG` for a JWT, null for nobody. */
  readonly identity: string | null;
  readonly status: number;
}

export interface World {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly accounts: Map<string, Account>;
  /** The role that somebody has wherever they are not named. */
  readonly standing: Map<number, Role>;
  readonly teams: Team[];
  readonly apps: App[];
  readonly tokens: Map<string, Token>;
  readonly repositories: Map<string, Repository>;
  readonly events: Events;
  readonly requests: LoggedRequest[];
  readonly weather: Weather;
  readonly idTokens: IdTokens;
  nextId(): number;
}

/** Runs like the machine's, from wherever it was set to. */
export class Clock {
  private offsetMs = 0;
  now(): number {
    return Date.now() + this.offsetMs;
  }
  /** As GitHub writes times: whole seconds. */
  iso(): string {
    return new Date(this.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
  advance(ms: number): void {
    this.offsetMs += ms;
  }
  set(time: Date): void {
    this.offsetMs = time.getTime() - Date.now();
  }
}

export const fullName = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;
export const keyOf = (name: string): string => name.toLowerCase();
