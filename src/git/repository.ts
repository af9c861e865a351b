/** A git checkout with a remote `origin`: where it is, how its objects are named, and how to ask git about it. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GitError, GitPluginError, simpleGit } from 'simple-git';
import { Failure, fail } from '../core/problem.ts';
import { accessVariables, type GitAccess, type Variables } from './access.ts';
import { harmlessVariables } from './environment.ts';
import { failedGit, faithful, gitMissing } from './plumbing.ts';
import { saidBy, withoutCredentials } from './redact.ts';

export type ObjectFormat = 'sha1' | 'sha256';

/** Bytes of an object's id. */
export const idLengthOf = (format: ObjectFormat): number => (format === 'sha256' ? 32 : 20);

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git to its end, whatever its exit code. For small answers; bulk goes through plumbing.ts. */
export type Porcelain = (args: readonly string[]) => Promise<Ran>;

export interface Repository {
  /** Top folder of the work tree. */
  readonly dir: string;
  /** Folder of git's objects; shared between the work trees of one repository. */
  readonly objects: string;
  readonly objectFormat: ObjectFormat;
  /** True for a clone that fetches contents only when they are read. */
  readonly partial: boolean;
  /** Runs git, whatever the exit code. */
  readonly run: Porcelain;
  /** What a git that talks to the remote needs in its environment. Asked for anew before each contact. */
  readonly contact: () => Promise<Variables>;
  /** Runs git and gives its output without the last newline. Fails with `repository` when git does. */
  readonly git: (...args: readonly string[]) => Promise<string>;
}

/** simple-git passes its own errors on as they are, and of all others only the text. */
class Exit extends GitError {
  readonly ran: Ran;

  constructor(ran: Ran) {
    super(undefined, `git ended with exit code ${ran.exitCode}`);
    this.ran = ran;
  }
}

/** Porcelain in a folder, which must exist. Fails with `repository` when git is not installed. */
export function porcelain(dir: string): Porcelain {
  const git = simpleGit({
    baseDir: dir,
    allowEnvironment: harmlessVariables,
    // By default an exit code without a message counts as success, and a message loses the exit code.
    errors: (error, { exitCode, stdOut, stdErr }) => {
      const started = error === undefined || (error instanceof GitError && !(error instanceof GitPluginError));
      if (!started || exitCode === 0) return error;
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
      return new Exit({ exitCode, stdout: text(stdOut), stderr: text(stdErr) });
    },
  });
  return async (args) => {
    try {
      return { exitCode: 0, stdout: await git.raw([...faithful, ...args]), stderr: '' };
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      // Node's way to say that no process was there to exit.
      if (error.ran.exitCode < 0) throw new Failure(gitMissing);
      return error.ran;
    }
  };
}

export function asking(run: Porcelain): Repository['git'] {
  return async (...args) => {
    const { exitCode, stdout, stderr } = await run(args);
    if (exitCode !== 0) failedGit(args[0] ?? '', stderr);
    return stdout.replace(/\n$/, '');
  };
}

/**
 * Opens the checkout at a folder. Fails with `repository` and a remedy when the folder is not the top of a git checkout, has
 * no remote `origin`, or git is missing. `access` signs git in where the remote is at its origin.
 */
export async function openRepository(folder: string, access: GitAccess | null = null): Promise<Repository> {
  const dir = resolve(folder);
  const place = { file: dir };
  const remedy = 'Make a pipeline repository with entra-rewind init, or name one with -C DIR.';
  const found = await stat(dir).catch(() => null);
  if (found === null || !found.isDirectory()) fail('repository', 'there is no such folder', { place, remedy });

  const run = porcelain(dir);
  const asked = ['--is-inside-work-tree', '--show-object-format', '--git-path', 'objects', '--show-cdup'];
  const told = await run(['rev-parse', ...asked]);
  if (told.exitCode !== 0) fail('repository', `not a git checkout: ${saidBy(told.stderr)}`, { place, remedy });
  const [isCheckout, format, objects = '', up = ''] = told.stdout.split('\n');
  if (isCheckout !== 'true') fail('repository', 'is a bare repository, not a checkout', { place, remedy });
  // A folder inside some other repository: its remote is not where backups should go.
  if (up !== '') {
    fail('repository', 'lies inside a git checkout, but is not its top folder', {
      place,
      remedy: `Use its top folder: -C ${resolve(dir, up)}`,
    });
  }
  if (format !== 'sha1' && format !== 'sha256') fail('repository', `objects are named by ${format}`, { place });

  const origin = await run(['remote', 'get-url', 'origin']);
  if (origin.exitCode !== 0) {
    fail('repository', 'the checkout has no remote called origin', {
      place,
      remedy: 'Add it: git remote add origin URL. The backups go there.',
    });
  }
  const partial =
    (await run(['config', '--type=bool', '--default=false', '--get', 'remote.origin.promisor'])).stdout.trim() ===
    'true';
  const git = asking(run);
  let known: Promise<readonly string[]> | null = null;
  const contact = async (): Promise<Variables> => {
    if (access === null) return {};
    known ??= addresses(git);
    return accessVariables(access, await known);
  };
  return { dir, objects: resolve(dir, objects), objectFormat: format, partial, run, contact, git };
}

/** Those that are fetched from, and those that are pushed to. */
async function addresses(git: Repository['git']): Promise<readonly string[]> {
  const told = [await git('remote', 'get-url', '--all', 'origin')];
  told.push(await git('remote', 'get-url', '--push', '--all', 'origin'));
  return told.flatMap((lines) => lines.split('\n'));
}

/** Address of the remote, fit to be shown. */
export async function remoteAddress(repository: Repository): Promise<string> {
  return withoutCredentials(await repository.git('remote', 'get-url', 'origin'));
}
