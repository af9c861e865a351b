/** A pipeline repository in a temporary folder, and plain git to do to it what people do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { printBackupMessage } from '../../src/core/backupMessage.ts';
import { emitCanonical } from '../../src/core/canonical/emit.ts';
import { createLocalRepository } from '../../src/git/localRemote.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';

export const tenantId = '0b6e1c1e-7f0c-4d8e-9a53-3f5d4c2b1a00';

export interface Tried {
  readonly succeeded: boolean;
  /** What git said, both streams. */
  readonly said: string;
}

export class Checkout {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  open(): Promise<Repository> {
    return openRepository(this.dir);
  }

  /** Runs git, which must succeed. */
  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.dir, env: plainEnvironment, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Runs git, which may fail. */
  try(...args: readonly string[]): Tried {
    const ran = spawnSync('git', args, { cwd: this.dir, env: plainEnvironment, encoding: 'utf8' });
    return { succeeded: ran.status === 0, said: `${ran.stdout}${ran.stderr}` };
  }

  /** Runs git with input, which must succeed. */
  feed(input: string | Buffer, ...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.dir, env: plainEnvironment, input, stdio: 'pipe' }).toString().trim();
  }

  /** Writes files, or removes those given as null, and commits them on the branch that is checked out. */
  commit(files: Readonly<Record<string, string | null>>, message = 'By hand'): string {
    for (const [path, text] of Object.entries(files)) {
      const target = join(this.dir, path);
      mkdirSync(dirname(target), { recursive: true });
      if (text === null) rmSync(target);
      else writeFileSync(target, text);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.tip();
  }

  /** A backup as the tool makes one: on top of what is checked out, on a branch of its own, pushed. */
  backup(name: string, files: Readonly<Record<string, string | null>>): string {
    const commit = this.commit(files, backupMessage(name));
    this.publishBackup(name, commit);
    return commit;
  }

  /** A backup's branch, and its record in the journal: what a job's last push makes visible. */
  publishBackup(name: string, commit: string): void {
    this.git('push', '--quiet', 'origin', `${commit}:refs/heads/backup/${name}`);
    const journal = this.try('fetch', '--quiet', 'origin', 'journal').succeeded ? this.tip('FETCH_HEAD') : null;
    const listed = (folder: string): readonly string[] =>
      journal === null
        ? []
        : this.try('ls-tree', `${journal}:${folder}`)
            .said.split('\n')
            .filter((line) => /^\d{6} /.test(line));
    const blob = this.feed(emitCanonical({ commit }), 'hash-object', '-w', '--stdin');
    const records = [...listed('backups'), `100644 blob ${blob}\t${name}.yaml`];
    const tree = this.feed(`${records.join('\n')}\n`, 'mktree');
    const others = listed('').filter((line) => !line.endsWith('\tbackups'));
    const root = this.feed(`${[...others, `040000 tree ${tree}\tbackups`].join('\n')}\n`, 'mktree');
    const parents = journal === null ? [] : ['-p', journal];
    const record = this.git('commit-tree', ...parents, '-m', `Backup ${name}`, root);
    this.git('push', '--quiet', 'origin', `${record}:refs/heads/journal`);
  }

  pushMain(): void {
    this.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  }

  tip(revision = 'HEAD'): string {
    return this.git('rev-parse', revision);
  }

  refs(): string {
    return this.git('for-each-ref', '--format=%(refname) %(objectname)');
  }
}

export function backupMessage(name: string): string {
  return printBackupMessage({ name, tenantId, objects: 3, byType: {} });
}

/** Without the settings of whoever runs the tests. */
const plainEnvironment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export class Scene extends Checkout {
  readonly root: string;
  readonly bare: Checkout;

  private constructor(root: string) {
    super(join(root, 'tenant'));
    this.root = root;
    this.bare = new Checkout(join(root, 'tenant.git'));
  }

  static async start(
    files: Readonly<Record<string, string>> = { 'snapshots/users/aa/one.yaml': 'one: 1\n' },
    retentionDays = 5,
  ): Promise<Scene> {
    const root = temporaryFolder();
    // Both folders know each other by a relative path, so copies work as the original does.
    cpSync(await original(files, retentionDays), root, { recursive: true });
    return new Scene(root);
  }

  /** Another machine's checkout of the same remote, as this one stands now. A copy, because git clone takes its time. */
  clone(name: string): Checkout {
    cpSync(this.dir, join(this.root, name), { recursive: true });
    return new Checkout(join(this.root, name));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const originals = new Map<string, Promise<string>>();
const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

/** Made once per test file: a dozen git processes each time would be most of the time spent. */
function original(files: Readonly<Record<string, string>>, retentionDays: number): Promise<string> {
  const key = JSON.stringify([files, retentionDays]);
  const known = originals.get(key);
  if (known !== undefined) return known;
  const making = (async () => {
    const root = temporaryFolder();
    made.push(root);
    await createLocalRepository(join(root, 'tenant'), { retentionDays, files: new Map(Object.entries(files)) });
    return root;
  })();
  originals.set(key, making);
  return making;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'entra-rewind-'));
