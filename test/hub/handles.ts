/** People, apps and repositories as a test holds them. */
import { join } from 'node:path';
import type { Bare } from './git.ts';
import { issueToken } from './identities.ts';
import { type Account, type App, fullName, type Permissions, type Repository, type Role, type World } from './world.ts';

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
