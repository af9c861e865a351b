/**
 * A stage for stories on a forge: an embedded tenant and the tests' own GitHub over HTTP, a protected pipeline repository there,
 * people who review, and the real program in a clone, signed in as the app or as a person.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Octokit } from '@octokit/rest';
import { onTestFinished } from 'vitest';
import { type Person, personAt } from '../../src/commands/demo/graph.ts';
import { type PipelineChoices, pipelineFiles } from '../../src/commands/pipelineFiles.ts';
import { administratorToken, readerToken, writerToken } from '../../src/commands/tenant/identities.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { type EmbeddedServer, startTenant } from '../../src/embedded/server.ts';
import type { Weather } from '../../src/embedded/weather.ts';
import { type Hub, type HubApp, type HubPerson, type HubRepository, startHub } from '../hub/server.ts';

const program = fileURLToPath(new URL('../../bin/entra-rewind', import.meta.url));

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly errors: string;
}

export type Words = readonly string[];

/** The event of a push, as far as stories look at it. */
export interface PushPayload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
}

export interface StageOptions {
  readonly seed: Seed;
  readonly choices?: PipelineChoices;
  readonly review?: 'required' | 'none';
  readonly visibility?: 'public' | 'private';
  readonly plan?: 'free' | 'team' | 'enterprise';
  /** Whether the rules are set before the first backup. */
  readonly isProtected?: boolean;
  /** Faults of the tenant. */
  readonly weather?: Weather;
}

export class Stage {
  readonly hub: Hub;
  readonly repo: HubRepository;
  readonly app: HubApp;
  readonly server: EmbeddedServer;
  /** Somebody with every permission at work in the tenant, beside the tool. */
  readonly person: Person;
  /** Write here, and own the record. */
  readonly ada: HubPerson;
  readonly bob: HubPerson;
  readonly cleo: HubPerson;
  /** Administers the repository. */
  readonly root: HubPerson;
  /** May read. */
  readonly mallory: HubPerson;
  readonly folder: string;
  readonly #clones = new Map<string, string>();

  private constructor(
    server: EmbeddedServer,
    hub: Hub,
    folder: string,
    { visibility = 'private', plan = 'team' }: StageOptions,
  ) {
    this.server = server;
    this.hub = hub;
    this.folder = folder;
    this.person = personAt(server.url, administratorToken(server.tenantId));
    this.repo = hub.repository('contoso/entra-backup', { visibility, plan });
    this.app = hub.app('entra-rewind', {
      contents: 'write',
      pull_requests: 'write',
      issues: 'write',
      checks: 'write',
      actions: 'read',
    });
    this.ada = hub.person('ada', 'write');
    this.bob = hub.person('bob', 'write');
    this.cleo = hub.person('cleo', 'write');
    this.root = hub.person('root', 'admin');
    this.mallory = hub.person('mallory', 'read');
  }

  static async set(options: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-forge-'));
    const server = await startTenant({ seed: options.seed, ...(options.weather && { weather: options.weather }) });
    const hub = await startHub();
    onTestFinished(async () => {
      await hub.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    });
    const stage = new Stage(server, hub, folder, options);
    const { choices = {}, review = 'required' } = options;
    const files = pipelineFiles({ endpoint: server.url, policiesPerSecond: 1000, ...choices });
    const github = `github:\n  repository: contoso/entra-backup\n  review: ${review}\n  appId: ${stage.app.id}\n`;
    stage.repo.commit('main', {
      ...Object.fromEntries(files),
      'entra-rewind.yaml': `${files.get('entra-rewind.yaml')}${github}`,
      '.github/CODEOWNERS': '* @ada @bob @cleo\n',
    });
    if (options.isProtected ?? true) {
      const set = await stage.run('2026-11-01T00:00:00Z', ['protect', '--reviewer', 'ada'], stage.root);
      if (set.exitCode !== 0) throw new Error(set.errors);
    }
    return stage;
  }

  /** The program at a time of day, as the app with the writing identity, or as a person. */
  run(at: string, words: Words, by: HubPerson | null = null, more: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return this.runIn('app', words, { ENTRA_REWIND_NOW: at, ...this.signIn(by), ...more });
  }

  signIn(by: HubPerson | null): NodeJS.ProcessEnv {
    const { tenantId } = this.server;
    return {
      ENTRA_REWIND_GRAPH_TOKEN: writerToken(tenantId),
      GITHUB_API_URL: this.hub.url,
      ...(by === null
        ? { GITHUB_APP_ID: String(this.app.id), GITHUB_APP_PRIVATE_KEY: this.app.privateKey }
        : { GITHUB_TOKEN: by.token }),
    };
  }

  get readerToken(): string {
    return readerToken(this.server.tenantId);
  }

  async runIn(clone: string, words: Words, environment: NodeJS.ProcessEnv): Promise<Ran> {
    const directory = await this.clone(clone);
    return ended(process.execPath, [program, '-C', directory, ...words], directory, environment);
  }

  /** A clone without any credential in it. */
  async clone(name: string): Promise<string> {
    const known = this.#clones.get(name);
    if (known !== undefined) return known;
    const directory = join(this.folder, name);
    await this.git(['clone', '--quiet', this.repo.bare, directory], this.folder);
    await this.git(['remote', 'set-url', 'origin', this.repo.cloneUrl], directory);
    this.#clones.set(name, directory);
    return directory;
  }

  async git(words: Words, directory: string): Promise<string> {
    const { exitCode, out, errors } = await this.tryGit(words, directory);
    if (exitCode !== 0) throw new Error(`git ${words.join(' ')}: ${errors}`);
    return out.trimEnd();
  }

  tryGit(words: Words, directory: string): Promise<Ran> {
    const by = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@contoso.com'];
    return ended('git', [...by, ...words], directory, { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' });
  }

  as({ token }: HubPerson): Octokit {
    const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    return new Octokit({ auth: token, baseUrl: this.hub.url, log: silent });
  }

  async open(by: HubPerson = this.ada) {
    const { data } = await this.as(by).rest.pulls.list({ ...this.repo.at, state: 'open' });
    return data;
  }

  async approve(number: number, by: HubPerson): Promise<void> {
    await this.as(by).rest.pulls.createReview({ ...this.repo.at, pull_number: number, event: 'APPROVE' });
  }

  /** Merges, and gives the push that it caused. */
  async merge(number: number, by: HubPerson, method: 'merge' | 'squash' | 'rebase' = 'merge'): Promise<PushPayload> {
    await this.as(by).rest.pulls.merge({ ...this.repo.at, pull_number: number, merge_method: method });
    return this.lastPush('main');
  }

  lastPush(branch: string): PushPayload {
    const found = this.hub.events.findLast(
      ({ name, payload }) => name === 'push' && payload.ref === `refs/heads/${branch}`,
    );
    if (found === undefined) throw new Error(`nobody pushed ${branch}`);
    return found.payload as unknown as PushPayload;
  }

  /** What a workflow's job would be started with. */
  async eventFile(payload: object): Promise<string> {
    const path = join(this.folder, `event-${Math.random().toString(36).slice(2)}.json`);
    await writeFile(path, JSON.stringify(payload));
    return path;
  }

  async comments(
    number: number,
  ): Promise<readonly { readonly id: number; readonly body: string; readonly by: string }[]> {
    const { data } = await this.as(this.ada).rest.issues.listComments({ ...this.repo.at, issue_number: number });
    return data.map(({ id, body, user }) => ({ id, body: body ?? '', by: user?.login ?? '' }));
  }

  async checks(commit: string) {
    const { data } = await this.as(this.ada).rest.checks.listForRef({ ...this.repo.at, ref: commit });
    return data.check_runs;
  }

  /** Somebody's branch, pushed with their token. */
  async push(by: HubPerson, branch: string, directory: string, from = 'HEAD'): Promise<Ran> {
    return this.tryGit(['push', '--quiet', this.repo.cloneUrlFor(by.token), `${from}:refs/heads/${branch}`], directory);
  }
}

const nothing = (): void => undefined;

function ended(file: string, words: Words, cwd: string, environment: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', ...environment };
    execFile(file, words, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, out, errors) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode: code, out, errors });
    });
  });
}
