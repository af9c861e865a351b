/** What a test says: people, apps, repositories; and what it looks at afterwards. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { HubEvent } from './events.ts';
import { Bare } from './git.ts';
import { issueToken } from './identities.ts';
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

export interface HubPerson {
  readonly account: Account;
  readonly login: string;
  readonly id: number;
  /** A classic token: all that the person may. */
  readonly token: string;
}

export class HubRepository {
  readonly state: Repository;
  private readonly world: World;

  constructor(world: World, state: Repository) {
    this.world = world;
    this.state = state;
  }

  get owner(): string {
    return this.state.owner.login;
  }
  get name(): string {
    return this.state.name;
  }
  get fullName(): string {
    return fullName(this.state);
  }
  get id(): number {
    return this.state.id;
  }
  /** For Octokit: `{ owner, repo }`. */
  get at(): { readonly owner: string; readonly repo: string } {
    return { owner: this.owner, repo: this.name };
  }
  /** Folder of the bare repository. */
  get bare(): string {
    return this.state.bare.folder;
  }
  get git(): Bare {
    return this.state.bare;
  }
  get cloneUrl(): string {
    return `${this.world.origin}/${this.fullName}.git`;
  }
  /** With the token in it: for tests only. */
  cloneUrlFor(token: string): string {
    return this.cloneUrl.replace('://', `://x-access-token:${token}@`);
  }
  tip(branch: string): string | null {
    return this.state.bare.tip(`refs/heads/${branch}`);
  }
  /** What somebody may here, whatever they may elsewhere. */
  grant(person: { readonly id: number }, role: Role): void {
    this.state.roles.set(person.id, role);
  }
  archive(): void {
    this.state.archived = true;
  }
  /** A commit on top of a branch, by nobody: no rules, no events. `null` deletes a file. Gives its id. */
  commit(branch: string, files: Readonly<Record<string, string | null>>, message = 'Change', from = branch): string {
    const { bare } = this.state;
    const tip = bare.tip(`refs/heads/${from}`);
    const index = { GIT_INDEX_FILE: join(bare.folder, 'index-of-test') };
    bare.run(tip === null ? ['read-tree', '--empty'] : ['read-tree', tip], '', index);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) {
        bare.run(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`, index);
        continue;
      }
      const blob = bare.run(['hash-object', '-w', '--stdin'], content);
      bare.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], '', index);
    }
    const by = { name: 'Grace Example', email: 'grace@example.com', date: this.world.clock.iso() };
    const sha = bare.write(bare.run(['write-tree'], '', index), tip === null ? [] : [tip], message, by, by);
    bare.run(['update-ref', `refs/heads/${branch}`, sha]);
    return sha;
  }
  /** Content of a file on a branch, null when it is not there. */
  file(branch: string, path: string): string | null {
    const { code, out } = this.state.bare.attempt(['cat-file', 'blob', `refs/heads/${branch}:${path}`]);
    return code === 0 ? out : null;
  }
}

export class HubApp {
  readonly app: App;
  readonly privateKey: string;
  private readonly world: World;

  constructor(world: World, app: App, privateKey: string) {
    this.world = world;
    this.app = app;
    this.privateKey = privateKey;
  }
  get id(): number {
    return this.app.id;
  }
  get clientId(): string {
    return this.app.clientId;
  }
  get installationId(): number {
    return this.app.installationId;
  }
  get login(): string {
    return this.app.bot.login;
  }
  /** An installation token of an hour, as if the app had asked for it. */
  token(permissions: Permissions = this.app.permissions): string {
    const { app, world } = this;
    const expiresAt = world.clock.now() + 3_600_000;
    return issueToken(world, {
      kind: 'installation',
      account: app.bot,
      app,
      permissions,
      repositories: app.repositories,
      expiresAt,
    });
  }
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
