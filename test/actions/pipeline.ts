/**
 * A whole pipeline: a repository on the tests' GitHub as `init` and `protect` make it, an embedded tenant, an Entra that lets jobs in
 * by their ID tokens, and the workflows themselves. What happens on GitHub starts what it would start there.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { onTestFinished } from 'vitest';
import { type Person, personAt } from '../../src/commands/demo/graph.ts';
import { administratorToken, readerToken, writerToken } from '../../src/commands/tenant/identities.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { type EmbeddedServer, startTenant } from '../../src/embedded/server.ts';
import { type Entra, startEntra } from '../entra/server.ts';
import { type Hub, type HubApp, type HubEvent, type HubPerson, type HubRepository, startHub } from '../hub/server.ts';
import { actionFolder, root } from './files.ts';
import type { Settings } from './model.ts';
import { type GitHubEvent, type Host, type Run, runWorkflow } from './runner.ts';

const readerId = 'aaaaaaaa-0000-4000-8000-000000000001';
const writerId = 'aaaaaaaa-0000-4000-8000-000000000002';

/** One start of one workflow. */
export interface Started {
  /** `backup`, `report`, … */
  readonly workflow: string;
  readonly event: GitHubEvent;
  readonly at: string;
  run: Run;
}

export class Pipeline {
  readonly hub: Hub;
  readonly server: EmbeddedServer;
  readonly entra: Entra;
  readonly repo: HubRepository;
  readonly app: HubApp;
  /** An administrator at work in the tenant. */
  readonly person: Person;
  /** They write here, and own the record. */
  readonly ada: HubPerson;
  readonly bob: HubPerson;
  /** Administers the repository. */
  readonly root: HubPerson;
  /** May read. */
  readonly mallory: HubPerson;
  readonly folder: string;
  /** What has run, in order. */
  readonly started: Started[] = [];
  /** The time of day that the tool goes by. */
  #at = '2026-11-01T02:00:00Z';
  readonly #waiting: GitHubEvent[] = [];
  /** Every GITHUB_TOKEN and every bearer for ID tokens that a job has had. */
  readonly #jobSecrets: string[] = [];

  private constructor(hub: Hub, server: EmbeddedServer, entra: Entra, folder: string) {
    this.hub = hub;
    this.server = server;
    this.entra = entra;
    this.folder = folder;
    // Enterprise: environments of private repositories have reviewers there alone.
    this.repo = hub.repository('contoso/entra-backup', { visibility: 'private', plan: 'enterprise' });
    this.app = hub.app('entra-rewind', {
      contents: 'write',
      pull_requests: 'write',
      issues: 'write',
      checks: 'write',
      actions: 'read',
    });
    this.ada = hub.person('ada', 'write');
    this.bob = hub.person('bob', 'write');
    this.root = hub.person('root', 'admin');
    this.mallory = hub.person('mallory', 'read');
    this.person = personAt(server.url, administratorToken(server.tenantId));
  }

  /** Follows `docs/setup.md` as `init` writes it, to the letter where it matters: the subjects that Entra is told. */
  static async set(): Promise<Pipeline> {
    const folder = mkdtempSync(join(tmpdir(), 'entra-rewind-pipeline-'));
    const server = await startTenant({ seed: contoso() });
    const hub = await startHub();
    const { tenantId } = server;
    const entra = await startEntra({ tenantId, publicKey: () => hub.idTokens.publicKey, folder });
    onTestFinished(async () => {
      await hub.close();
      await server.close();
      await entra.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const pipeline = new Pipeline(hub, server, entra, folder);
    await pipeline.#make();
    hub.onEvent((event) => pipeline.#waiting.push(...startedBy(pipeline.repo, event)));
    return pipeline;
  }

  async #make(): Promise<void> {
    const { repo, app, server, entra } = this;
    const owners = ['--owners', '@ada', '--owners', '@bob'];
    const action = ['--action', `contoso/entra-rewind@${'5'.repeat(40)}`];
    await this.tool(['init', 'mine', '--github', repo.fullName, ...owners, ...action], this.folder);
    const mine = join(this.folder, 'mine');
    const edit = (file: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): void => {
      const before = readFileSync(join(mine, file), 'utf8');
      const after = changes.reduce((text, [from, to]) => {
        const changed = text.replace(from, to);
        if (changed === text) throw new Error(`${file} has no ${from}`);
        return changed;
      }, before);
      writeFileSync(join(mine, file), after);
    };
    const graph = `graph:\n  endpoint: ${server.url}\n  policiesPerSecond: 1000\n`;
    edit('entra-rewind.yaml', [/^ {2}# appId: \d+/m, `  appId: ${app.id}`], [/^# graph:\n# .*\n/m, graph]);
    edit(
      'policies/guards.yaml',
      ['accounts: []', `accounts: ${JSON.stringify(contosoIds.breakGlassAccounts)}`],
      ['groups: []', `groups: ${JSON.stringify([contosoIds.breakGlassGroup])}`],
    );
    const by = ['-c', 'user.name=Root', '-c', 'user.email=root@contoso.com'];
    await finished(
      'git',
      [...by, 'commit', '--quiet', '--all', '--message=Name the app and the emergency accounts'],
      mine,
    );
    await finished('git', ['push', '--quiet', repo.cloneUrlFor(this.root.token), 'HEAD:refs/heads/main'], mine);
    await this.tool(['protect', '--reviewer', 'ada'], mine);
    const guide = readFileSync(join(mine, 'docs/setup.md'), 'utf8');
    const subject = (name: string): string => {
      const found = new RegExp(`^${name}='(.+)'$`, 'm').exec(guide)?.[1];
      if (found === undefined) throw new Error(`the guide does not tell ${name}`);
      return found;
    };
    const { tenantId } = server;
    entra.applications.set(readerId, { subject: subject('BACKUP_SUBJECT'), token: () => readerToken(tenantId) });
    entra.applications.set(writerId, { subject: subject('RECOVERY_SUBJECT'), token: () => writerToken(tenantId) });
  }

  /** From now on the recovery's application has other tokens. */
  letWriterIn(token: () => string): void {
    const writer = this.entra.applications.get(writerId);
    if (writer !== undefined) this.entra.applications.set(writerId, { ...writer, token });
  }

  /** The program as the administrator of the repository runs it, in a clone. */
  async tool(words: readonly string[], directory: string): Promise<string> {
    const environment = { GITHUB_API_URL: this.hub.url, GITHUB_TOKEN: this.root.token, ENTRA_REWIND_NOW: this.#at };
    return finished(process.execPath, [join(root, 'bin/entra-rewind'), ...words], directory, environment);
  }

  /** The program in a clone that has everything, without a sign-in to the tenant. */
  async reads(...words: readonly string[]): Promise<string> {
    const mine = join(this.folder, 'mine');
    await finished('git', ['pull', '--quiet', this.repo.bare, 'main'], mine);
    return this.tool(words, mine);
  }

  // --- Runs ------------------------------------------------------------------------------------------------------------

  #host(): Host {
    const { repo, hub, app, server, entra, folder } = this;
    const secrets = { ENTRA_REWIND_APP_PRIVATE_KEY: app.privateKey };
    const idOf = { 'entra-backup': readerId, 'entra-recovery': writerId };
    return {
      repository: {
        owner: repo.owner,
        name: repo.name,
        id: repo.id,
        ownerId: repo.state.owner.id,
        defaultBranch: 'main',
        hasImmutableSubject: true,
      },
      serverUrl: hub.url,
      apiUrl: hub.url,
      cloneUrl: repo.cloneUrl,
      token: (permissions) => this.#jobToken(permissions),
      idToken: (_, { event, ref, sha, environment }) => {
        const job = { event, ref, sha, actor: this.root.account, ...(environment === null ? {} : { environment }) };
        const asked = hub.idTokenEnvironment(repo, job);
        const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer = '' } = asked;
        this.#jobSecrets.push(bearer);
        return { url, bearer };
      },
      vars: { AZURE_TENANT_ID: server.tenantId, ENTRA_REWIND_APP_ID: String(app.id) },
      // Their rules are those that `protect` made.
      environments: Object.fromEntries(
        Object.entries(idOf).map(([name, AZURE_CLIENT_ID]) => {
          const held = repo.state.environments.get(name);
          const branches = held?.branchPolicy?.custom_branch_policies
            ? held.policies.map((one) => one.name)
            : undefined;
          const rules = {
            isReviewed: (held?.reviewers.length ?? 0) > 0,
            ...(branches === undefined ? {} : { branches }),
          };
          return [name, { ...rules, vars: { AZURE_CLIENT_ID }, secrets }];
        }),
      ),
      actions: { 'contoso/entra-rewind': actionFolder() },
      environment: {
        // What actions/setup-node would see to.
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        ENTRA_REWIND_NOW: this.#at,
        ...entra.environment,
      },
      folder,
    };
  }

  #jobToken(permissions: Settings): string {
    const scopes = Object.entries(permissions).filter(([name]) => name !== 'id-token');
    const token = this.hub.actionsToken(
      this.repo,
      Object.fromEntries(scopes.map(([name, level]) => [name.replaceAll('-', '_'), level as 'read' | 'write'])),
    );
    this.#jobSecrets.push(token);
    return token;
  }

  /** Starts what an event starts, and what that starts in turn, until nothing is left. */
  async #start(event: GitHubEvent): Promise<void> {
    // Of a push the workflows of the pushed commit, of all others here those of main: nobody's branch brings others in these stories.
    const commit = event.name === 'push' ? String(event.payload.after) : 'refs/heads/main';
    const listed = this.repo.git.run(['ls-tree', '--name-only', commit, '.github/workflows/']);
    for (const file of listed.split('\n').filter((path) => path !== '')) {
      // Of all events this one alone names its workflow.
      if (event.name === 'workflow_dispatch' && event.payload.workflow !== file) continue;
      const text = this.repo.git.run(['cat-file', 'blob', `${commit}:${file}`]);
      const run = await runWorkflow(file, text, event, this.#host());
      if (run.status === 'notStarted') continue;
      const workflow = /([a-z]+)\.yml$/.exec(file)?.[1] ?? file;
      this.started.push({ workflow, event, at: this.#at, run });
    }
  }

  async settle(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift())
      await this.#start(event);
  }

  /** What somebody does on GitHub or in the tenant, and all that follows from it on GitHub. Gives the runs that it started. */
  async does<T>(work: () => Promise<T>): Promise<{ readonly did: T; readonly runs: readonly Started[] }> {
    // Things happen one after the other: backups are called by the second.
    this.#at = new Date(Date.parse(this.#at) + 60_000).toISOString().replace('.000', '');
    const before = this.started.length;
    const did = await work();
    await this.settle();
    return { did, runs: this.started.slice(before) };
  }

  /** The night of a day in November, by the schedule. */
  async night(day: number): Promise<readonly Started[]> {
    this.#at = `2026-11-${String(day).padStart(2, '0')}T02:16:00Z`;
    return this.schedule('17 2 * * 1-6');
  }

  async watch(day: number): Promise<readonly Started[]> {
    this.#at = `2026-11-${String(day).padStart(2, '0')}T06:42:00Z`;
    return this.schedule('43 6 * * *');
  }

  async schedule(cron: string): Promise<readonly Started[]> {
    const payload = { schedule: cron, repository: { default_branch: 'main' } };
    return (await this.does(() => this.#start({ name: 'schedule', payload }))).runs;
  }

  /** The environment's reviewer agrees. */
  async letsRun(waiting: Started): Promise<readonly Started[]> {
    const { runs } = await this.does(async () => {
      waiting.run = await waiting.run.approve();
    });
    return runs;
  }

  /** Somebody presses "Re-run all jobs". */
  async again({ event }: Started): Promise<readonly Started[]> {
    return (await this.does(() => this.#start(event))).runs;
  }

  // --- People ----------------------------------------------------------------------------------------------------------

  as({ token }: HubPerson): Octokit {
    const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    return new Octokit({ auth: token, baseUrl: this.hub.url, log: silent });
  }

  async open() {
    const { data } = await this.as(this.ada).rest.pulls.list({ ...this.repo.at, state: 'open' });
    return data;
  }

  /** The one open difference report. */
  async report() {
    const [found, ...others] = (await this.open()).filter(({ head }) => head.ref.startsWith('backup/'));
    if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} reports are open, or none`);
    return found;
  }

  async issues() {
    const { data } = await this.as(this.ada).rest.issues.listForRepo({ ...this.repo.at, state: 'open' });
    return data.filter(({ pull_request }) => pull_request === undefined);
  }

  async comments(number: number) {
    const { data } = await this.as(this.ada).rest.issues.listComments({ ...this.repo.at, issue_number: number });
    return data.map(({ body, user }) => ({ body: body ?? '', by: user?.login ?? '' }));
  }

  /** Approved by one, merged by another: what `main` asks for. */
  async accept(number: number, by: HubPerson = this.ada): Promise<readonly Started[]> {
    const at = { ...this.repo.at, pull_number: number };
    const reviewed = await this.does(() => this.as(by).rest.pulls.createReview({ ...at, event: 'APPROVE' }));
    const merged = await this.does(() => this.as(by).rest.pulls.merge(at));
    return [...reviewed.runs, ...merged.runs];
  }

  // --- What must be nowhere --------------------------------------------------------------------------------------------

  /** Everything that anybody can read afterwards: logs, summaries, outputs, artifacts, pull requests, issues, and all that is in git. */
  readable(): string {
    const runs = this.started.flatMap(({ run }) => [
      run.log,
      ...Object.values(run.jobs).flatMap(({ summary, outputs }) => [summary, JSON.stringify(outputs)]),
      ...run.artifacts.flatMap(({ folder }) =>
        readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
      ),
    ]);
    const { state, git } = this.repo;
    const conversations = JSON.stringify(this.hub.events.map(({ payload }) => payload));
    const checks = JSON.stringify(state.checks);
    const objects = git
      .run(['cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)'])
      .split('\n')
      .filter((line) => /(?:blob|commit|tag)$/.test(line))
      .map((line) => line.split(' ')[0]);
    return [...runs, conversations, checks, git.run(['cat-file', '--batch'], `${objects.join('\n')}\n`)].join('\n');
  }

  /** By name, so that a test that fails does not show them. */
  secrets(): ReadonlyMap<string, string> {
    const lines = this.app.privateKey.split('\n').filter((line) => line.length > 40);
    const named = (name: string, values: Iterable<string>) =>
      [...values].map((value, index) => [`${name} ${index}`, value] as const);
    return new Map([
      ...named("line of the app's key", lines),
      ...named('token at GitHub', [...this.hub.world.tokens.keys(), ...this.#jobSecrets]),
      ...named('token of Entra', this.entra.secrets),
    ]);
  }
}

const nothing = (): void => undefined;

/** What an event of the hub's would start: nothing that GITHUB_TOKEN caused, a dispatch apart. */
function startedBy(repo: HubRepository, { name, payload, by, repository }: HubEvent): readonly GitHubEvent[] {
  if (repository !== repo.fullName || (by.kind === 'actions' && name !== 'workflow_dispatch')) return [];
  switch (name) {
    case 'pull_request':
      return [{ name: 'pull_request_target', payload }];
    case 'push': {
      const { before, after, created, deleted } = payload as { [name: string]: unknown };
      if (created || deleted) return [{ name, payload, changedPaths: [] }];
      const changed = repo.git.run(['diff', '--name-only', '--no-renames', String(before), String(after)]);
      return [{ name, payload, changedPaths: changed.split('\n').filter((path) => path !== '') }];
    }
    case 'pull_request_review':
    case 'issue_comment':
    case 'workflow_dispatch':
      return [{ name, payload }];
    case 'issues':
    case 'repository_ruleset':
      // No workflow of ours listens to these.
      return [];
  }
}

function finished(file: string, words: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...more };
  return new Promise((resolve, reject) => {
    execFile(file, words, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, out, errors) => {
      if (error === null) resolve(out);
      else reject(new Error(`${words.join(' ')}\n${out}${errors}`));
    });
  });
}
