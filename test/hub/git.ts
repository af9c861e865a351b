/**
 * A bare repository on disk, asked by plain git. Synchronous on purpose: what the hub does between two requests is done as one,
 * as GitHub's locks see to it. (Git that talks to the hub must therefore be started asynchronously by whoever runs in its process.)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitEnvironment } from '../../src/git/environment.ts';

export const zeros = '0'.repeat(40);

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601; git reads it as it is. */
  readonly date: string;
}

export interface CommitData {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export class GitFailed extends Error {
  readonly code: number;
  constructor(args: readonly string[], code: number, said: string) {
    super(`git ${args.join(' ')}: ${said.trim()}`);
    this.code = code;
  }
}

const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	advertisePushOptions = true
	# Nobody but GitHub itself moves these: "deny updating a hidden ref".
	hideRefs = refs/pull
	autogc = false
[gc]
	auto = 0
`;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

const asking = ['merge-base', 'log', 'diff-tree', 'cat-file', 'merge-tree'];

/** What is asked about objects by their ids alone stays so, and need not be asked twice. */
const isTimeless = ([command = '', ...args]: readonly string[]): boolean =>
  asking.includes(command) &&
  !args.some((arg) => ['--all', '--branches', '--not'].includes(arg)) &&
  args.every((arg) => arg.startsWith('-') || /^(\^?[0-9a-f]{40}|blob)$/.test(arg));

/** Hooks look at objects that are not in the repository yet; git says where by these variables. */
export type Quarantine = Readonly<Record<string, string>>;

export class Bare {
  readonly folder: string;
  private readonly quarantine: Quarantine;
  private readonly known = new Map<string, Answer>();

  constructor(folder: string, quarantine: Quarantine = {}) {
    this.folder = folder;
    this.quarantine = quarantine;
  }

  /** What `git init --bare` makes, written by hand: hundreds of tests begin with it. */
  static create(folder: string, defaultBranch: string): Bare {
    for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info'])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
    writeFileSync(join(folder, 'config'), config);
    return new Bare(folder);
  }

  within(quarantine: Quarantine): Bare {
    return new Bare(this.folder, quarantine);
  }

  attempt(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Answer {
    const question = isTimeless(args) ? args.join(' ') : null;
    const known = question === null ? undefined : this.known.get(question);
    if (known !== undefined) return known;
    const { status, stdout, stderr, error } = spawnSync('git', args, {
      cwd: this.folder,
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...gitEnvironment(), GIT_DIR: this.folder, ...this.quarantine, ...env },
    });
    if (error !== undefined) throw error;
    const answer = { code: status ?? -1, out: stdout, said: stderr };
    if (question !== null && answer.code <= 1) this.known.set(question, answer);
    return answer;
  }

  run(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): string {
    const { code, out, said } = this.attempt(args, input, env);
    if (code !== 0) throw new GitFailed(args, code, said);
    return out.replace(/\n$/, '');
  }

  private lines(args: readonly string[]): readonly string[] {
    const out = this.run(args);
    return out === '' ? [] : out.split('\n');
  }

  /** The commit of a ref or a name, null when there is none. */
  commitOf(name: string): string | null {
    const { code, out } = this.attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    return code === 0 ? out.trim() : null;
  }

  /** What a ref holds, null when it does not exist. Read from its file, since it is asked for all the time. */
  tip(ref: string): string | null {
    const loose = join(this.folder, ref);
    if (existsSync(loose) && statSync(loose).isFile()) return readFileSync(loose, 'utf8').trim();
    const packed = join(this.folder, 'packed-refs');
    if (!existsSync(packed)) return null;
    const line = readFileSync(packed, 'utf8')
      .split('\n')
      .find((one) => one.endsWith(` ${ref}`));
    return line?.split(' ')[0] ?? null;
  }

  /** Refs that are, or lie below, a prefix. */
  refs(prefix: string): readonly { readonly ref: string; readonly sha: string; readonly type: string }[] {
    return this.lines(['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)', prefix]).map((line) => {
      const [ref = '', sha = '', type = ''] = line.split(' ');
      return { ref, sha, type };
    });
  }

  isEmpty(): boolean {
    return this.refs('refs/heads').length === 0;
  }

  typeOf(sha: string): string | null {
    const { code, out } = this.attempt(['cat-file', '-t', sha]);
    return code === 0 ? out.trim() : null;
  }

  treeOf(commit: string): string {
    return this.commit(commit).tree;
  }

  isAncestor(older: string, newer: string): boolean {
    if (older === newer) return true;
    return this.attempt(['merge-base', '--is-ancestor', older, newer]).code === 0;
  }

  mergeBase(one: string, other: string): string | null {
    const { code, out } = this.attempt(['merge-base', one, other]);
    return code === 0 ? out.trim() : null;
  }

  /** Oldest first. */
  commits(...args: readonly string[]): readonly CommitData[] {
    const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01';
    const out = this.run(['log', '--topo-order', '--reverse', `--format=${format}`, ...args, '--']);
    return out
      .split('\x01')
      .map((record) => record.replace(/^\n/, ''))
      .filter((record) => record !== '')
      .map((record) => {
        const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
          record.split('\0');
        return {
          sha,
          tree,
          parents: parents.split(' ').filter((one) => one !== ''),
          author: { name: an, email: ae, date: ad },
          committer: { name: cn, email: ce, date: cd },
          message: message.replace(/\n+$/, ''),
        };
      });
  }

  commit(sha: string): CommitData {
    const [found] = this.commits('--no-walk', sha);
    if (found === undefined) throw new Error(`no commit ${sha}`);
    return found;
  }

  /** Paths that differ between two trees or commits. */
  changedPaths(from: string, to: string): readonly string[] {
    return this.run(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to])
      .split('\0')
      .filter((path) => path !== '');
  }

  write(tree: string, parents: readonly string[], message: string, author: Signature, committer: Signature): string {
    return this.run(['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), tree], message, {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date,
    });
  }

  /** The tree of a real merge of two commits, null when they conflict. */
  mergeTree(ours: string, theirs: string): string | null {
    const { code, out, said } = this.attempt(['merge-tree', '--write-tree', '--no-messages', ours, theirs]);
    if (code > 1) throw new GitFailed(['merge-tree'], code, said);
    return code === 0 ? (out.split('\n')[0] ?? null) : null;
  }

  /**
   * What the change from one commit to another makes of a third, as cherry-pick and revert do it; null when it conflicts. Git
   * before 2.40 cannot be told a merge base, so three passing commits are made that have the wanted one.
   */
  applyChange(from: string, to: string, onto: string): string | null {
    const nobody = { name: 'nobody', email: 'nobody@invalid', date: '2000-01-01T00:00:00Z' };
    const passing = (commit: string, parents: readonly string[], which: string): string =>
      this.write(this.treeOf(commit), parents, which, nobody, nobody);
    const base = passing(from, [], 'base');
    return this.mergeTree(passing(onto, [base], 'ours'), passing(to, [base], 'theirs'));
  }

  /** Moves several refs, or none. `before` null: must not exist; `after` null: is deleted. */
  move(
    changes: readonly { readonly ref: string; readonly before: string | null; readonly after: string | null }[],
  ): void {
    const commands = changes.map(({ ref, before, after }) =>
      after === null ? `delete ${ref} ${before ?? zeros}` : `update ${ref} ${after} ${before ?? zeros}`,
    );
    this.run(['update-ref', '--stdin'], `${commands.join('\n')}\n`);
  }
}
