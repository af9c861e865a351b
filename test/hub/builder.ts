/** What a test says: people, apps, repositories; and what it looks at afterwards. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { HubEvent } from './events.ts';
import { Bare } from './git.ts';
import { HubApp, type HubPerson, HubRepository } from './handles.ts';
import { issueToken } from './identities.ts';
import type { IdTokens, JobFacts } from './oidc.ts';
import { installHooks } from './pushes.ts';
import type { Weather } from './weather.ts';
import {
  type Account,
  type App,
  type Clock,
  fullName,
  keyOf,
  type LoggedRequest,
  type Permissions,
  type Plan,
  type Repository,
  type Role,
  type Team,
  type World,
} from './world.ts';

export interface RepositoryOptions {
  readonly visibility?: 'public' | 'private' | 'internal';
  readonly plan?: Plan;
  readonly defaultBranch?: string;
  /** Default: an organization, unless a person of that name is there. */
  readonly ownerType?: 'User' | 'Organization';
  readonly archived?: boolean;
  readonly deleteBranchOnMerge?: boolean;
  /** "Allow GitHub Actions to create and approve pull requests"; default false, as GitHub's. */
  readonly actionsMayReview?: boolean;
  /** Subjects of OIDC tokens with ids; default true, as of repositories made since 2026-07-15. */
  readonly immutableSubject?: boolean;
}

const actionsAppId = 15_368;

export class Hub {
  readonly world: World;
  private readonly end: () => Promise<void>;
  private readonly actions: App;

  constructor(world: World, end: () => Promise<void>) {
    this.world = world;
    this.end = end;
    this.actions = this.addApp({ id: actionsAppId, slug: 'github-actions', permissions: {}, publicKey: null });
  }

  /** Base of REST; `/graphql` and `/OWNER/REPO.git` are below it. */
  get url(): string {
    return this.world.origin;
  }
  get clock(): Clock {
    return this.world.clock;
  }
  get weather(): Weather {
    return this.world.weather;
  }
  get events(): readonly HubEvent[] {
    return this.world.events.list;
  }
  get requests(): readonly LoggedRequest[] {
    return this.world.requests;
  }
  onEvent(listener: (event: HubEvent) => void): () => void {
    return this.world.events.listen(listener);
  }

  private account(login: string, type: Account['type'], name = login): Account {
    const known = this.world.accounts.get(keyOf(login));
    if (known !== undefined) return known;
    const id = this.world.nextId();
    const account = { id, login, type, name, email: `${id}+${login}@users.noreply.github.com` };
    this.world.accounts.set(keyOf(login), account);
    return account;
  }

  /** With this role in every repository that does not say otherwise (`repository.grant`). */
  person(login: string, role: Role = 'none', name = login): HubPerson {
    const account = this.account(login, 'User', name);
    this.world.standing.set(account.id, role);
    return { account, login, id: account.id, token: this.personalToken(account) };
  }

  /** With `permissions` a fine-grained token. */
  personalToken(account: Account, permissions: Permissions | null = null, expiresAt: Date | null = null): string {
    const ends = expiresAt === null ? null : expiresAt.getTime();
    return issueToken(this.world, {
      kind: 'person',
      account,
      app: null,
      permissions,
      repositories: null,
      expiresAt: ends,
    });
  }

  /** `organization/slug`. */
  team(name: string, members: readonly HubPerson[]): Team {
    const [organization = '', slug = ''] = name.split('/');
    this.account(organization, 'Organization');
    const team = { id: this.world.nextId(), slug, organization, members: new Set(members.map(({ id }) => id)) };
    this.world.teams.push(team);
    return team;
  }

  private addApp(
    app: Pick<App, 'id' | 'slug' | 'permissions' | 'publicKey'>,
    repositories: readonly string[] | null = null,
  ): App {
    const { slug, permissions } = app;
    const whole: App = {
      ...app,
      permissions: { metadata: 'read', ...permissions },
      clientId: `Iv23li${slug.replace(/\W/g, '').padEnd(14, '0').slice(0, 14)}`,
      bot: this.account(`${slug}[bot]`, 'Bot'),
      installationId: this.world.nextId(),
      repositories: repositories?.map(keyOf) ?? null,
    };
    this.world.apps.push(whole);
    return whole;
  }

  /** Installed on all repositories, or on those named. */
  app(slug: string, permissions: Permissions, repositories: readonly string[] | null = null): HubApp {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const publicKey = createPublicKey(privateKey);
    return new HubApp(
      this.world,
      this.addApp({ id: this.world.nextId(), slug, permissions, publicKey }, repositories),
      privateKey,
    );
  }

  /** GITHUB_TOKEN of one job, with the scopes of its `permissions:`; ends with `endJob`. */
  actionsToken(repository: HubRepository, permissions: Permissions): string {
    const app = this.actions;
    const repositories = [keyOf(repository.fullName)];
    const scopes: Permissions = { metadata: 'read', ...permissions };
    return issueToken(this.world, {
      kind: 'actions',
      account: app.bot,
      app,
      permissions: scopes,
      repositories,
      expiresAt: null,
    });
  }

  /**
   * Where a job asks for ID tokens, as its environment: `GET $ACTIONS_ID_TOKEN_REQUEST_URL&audience=…` with the other as bearer.
   * Needs `id-token: write` at GitHub, which is for the caller to think of. `hub.idTokens.publicKey` verifies them.
   */
  idTokenEnvironment(repository: HubRepository, job: JobFacts): Readonly<Record<string, string>> {
    return this.world.idTokens.open(repository.state, job);
  }
  get idTokens(): IdTokens {
    return this.world.idTokens;
  }

  /** The token is worth nothing from now on. */
  endJob(token: string): void {
    this.world.tokens.delete(token);
  }

  repository(name: string, options: RepositoryOptions = {}): HubRepository {
    const [login = '', repo = ''] = name.split('/');
    const owner = this.account(login, options.ownerType ?? 'Organization');
    return new HubRepository(this.world, this.make(owner, repo, options, null));
  }

  /** A fork by a person, with all branches. */
  fork(of: HubRepository, by: HubPerson): HubRepository {
    const { state } = of;
    const made = this.make(
      by.account,
      state.name,
      { visibility: state.visibility, plan: state.plan, defaultBranch: state.defaultBranch },
      state,
    );
    made.bare.run(['fetch', '--quiet', state.bare.folder, '+refs/heads/*:refs/heads/*']);
    return new HubRepository(this.world, made);
  }

  private make(owner: Account, name: string, options: RepositoryOptions, fork: Repository | null): Repository {
    const defaultBranch = options.defaultBranch ?? 'main';
    const bare = Bare.create(join(this.world.folder, owner.login, `${name}.git`), defaultBranch);
    installHooks(bare);
    const isImmutable = options.immutableSubject ?? true;
    const repository: Repository = {
      id: this.world.nextId(),
      owner,
      name,
      bare,
      fork,
      createdAt: this.world.clock.iso(),
      visibility: options.visibility ?? 'private',
      plan: options.plan ?? 'team',
      archived: options.archived ?? false,
      defaultBranch,
      merges: { merge: true, squash: true, rebase: true, deleteBranch: options.deleteBranchOnMerge ?? false },
      actionsMayReview: options.actionsMayReview ?? false,
      roles: new Map(),
      nextNumber: 1,
      issues: new Map(),
      labels: new Map(),
      checks: [],
      rulesets: new Map(),
      suites: [],
      environments: new Map(),
      variables: new Map(),
      secrets: new Set(),
      oidc: { use_default: true, include_claim_keys: null, use_immutable_subject: isImmutable },
    };
    this.world.repositories.set(keyOf(fullName(repository)), repository);
    return repository;
  }

  close(): Promise<void> {
    return this.end();
  }
}
