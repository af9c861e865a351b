/** A hub with a repository and the usual people, for the hub's own tests; and git that does not block the process it runs in. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import { gitEnvironment } from '../../src/git/environment.ts';
import type { RepositoryOptions } from './builder.ts';
import { type Hub, type HubPerson, type HubRepository, startHub } from './server.ts';

const run = promisify(execFile);

export interface Said {
  readonly succeeded: boolean;
  /** Standard output and error. */
  readonly said: string;
}

/** Silent unless asked: what GitHub refuses is what these tests are about. */
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export class Scene {
  readonly hub: Hub;
  readonly repo: HubRepository;
  /** Writes, and opens the pull requests. */
  readonly ada: HubPerson;
  /** Writes, and reviews them. */
  readonly bob: HubPerson;
  /** Administers. */
  readonly carol: HubPerson;
  readonly folder: string;

  private constructor(hub: Hub, options: RepositoryOptions) {
    this.hub = hub;
    this.repo = hub.repository('contoso/entra-backup', options);
    this.ada = hub.person('ada', 'write', 'Ada Example');
    this.bob = hub.person('bob', 'write', 'Bob Example');
    this.carol = hub.person('carol', 'admin', 'Carol Example');
    this.folder = mkdtempSync(join(tmpdir(), 'hub-work-'));
  }

  static async start(options: RepositoryOptions = {}): Promise<Scene> {
    const scene = new Scene(await startHub(), options);
    scene.repo.commit('main', { 'README.md': 'one\n', 'shared.txt': 'a\nb\nc\n' }, 'Begin');
    return scene;
  }

  as(token: string): Octokit {
    return new Octokit({ auth: token, baseUrl: this.hub.url, log: quiet });
  }

  async git(...args: readonly string[]): Promise<Said> {
    const env = {
      ...gitEnvironment(),
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const by = ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main'];
    try {
      const { stdout, stderr } = await run('git', [...by, ...args], { cwd: this.folder, env });
      return { succeeded: true, said: `${stdout}${stderr}` };
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return { succeeded: false, said: `${stdout}${stderr}` };
    }
  }

  /** A clone with somebody's token in the remote's address, in `folder`. */
  async clone(token: string): Promise<void> {
    const cloned = await this.git('clone', '--quiet', this.repo.cloneUrlFor(token), '.');
    if (!cloned.succeeded) throw new Error(cloned.said);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) writeFileSync(join(this.folder, path), content);
  }

  async commit(files: Readonly<Record<string, string>>, message: string): Promise<void> {
    this.write(files);
    await this.git('add', '-A');
    const { succeeded, said } = await this.git('commit', '--quiet', '-m', message);
    if (!succeeded) throw new Error(said);
  }

  /** A branch with one commit per entry, and a pull request of ada's from it into main. */
  async proposal(
    branch: string,
    commits: Readonly<Record<string, Readonly<Record<string, string | null>>>>,
    title = `Merge ${branch}`,
  ) {
    let from = 'main';
    for (const [message, files] of Object.entries(commits)) {
      this.repo.commit(branch, files, message, from);
      from = branch;
    }
    const { data } = await this.as(this.ada.token).pulls.create({
      ...this.repo.at,
      title,
      head: branch,
      base: 'main',
      body: 'Body',
    });
    return data;
  }

  async stop(): Promise<void> {
    await this.hub.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Status and message of a request that must fail. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ readonly status: number; readonly message: string }> {
  try {
    await request;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, message };
  }
  throw new Error('the request succeeded');
}
