/**
 * Git processes that are fed or read as streams. simple-git collects all output as text and cannot stream input, so the
 * bulk goes through here.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure, fail, type Problem } from '../core/problem.ts';
import type { Variables } from './access.ts';
import { gitEnvironment } from './environment.ts';
import { saidBy } from './redact.ts';

/** Objects mean what their ids say, whatever refs/replace holds. */
export const faithful: readonly string[] = ['-c', 'core.useReplaceRefs=false'];

export interface GitExit {
  readonly exitCode: number | null;
  readonly stderr: string;
}

export class GitProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #command: string;
  readonly #exit: Promise<GitExit>;
  #broken: Error | undefined;
  #drained: Promise<void> | null = null;

  /** `command` is its name in messages, where options come before it in `args`. */
  constructor(dir: string, args: readonly string[], command = args[0] ?? '', variables: Variables = {}) {
    this.#command = command;
    const env = gitEnvironment(variables);
    this.#child = spawn('git', ['--literal-pathspecs', ...faithful, ...args], { cwd: dir, env });
    const stderr: Buffer[] = [];
    this.#child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A git that died closes its input; `end` then tells why, from the exit code and what git said.
    this.#child.stdin.on('error', (error) => {
      this.#broken = error;
    });
    this.#exit = new Promise((resolve, reject) => {
      this.#child.on('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ENOENT' ? new Failure(gitMissing) : error);
      });
      this.#child.on('close', (exitCode) => resolve({ exitCode, stderr: Buffer.concat(stderr).toString('utf8') }));
    });
    // Whoever awaits `exit` hears of it; nobody may be there yet when git cannot be started.
    this.#exit.catch(() => undefined);
  }

  /** Resolves when git can take more. Fails with `repository` when git has died. */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#broken !== undefined) await this.succeed();
    if (this.#child.stdin.destroyed || this.#child.stdin.write(data)) return;
    // One wait for all who write at the same time.
    this.#drained ??= once(this.#child.stdin, 'drain').then(
      () => undefined,
      () => undefined,
    );
    const draining = this.#drained;
    await Promise.race([draining, this.#exit]);
    if (this.#drained === draining) this.#drained = null;
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  get output(): AsyncIterable<Buffer> {
    return this.#child.stdout;
  }

  exit(): Promise<GitExit> {
    return this.#exit;
  }

  /** Waits for git to end well. Fails with `repository` and what git said. */
  async succeed(): Promise<void> {
    const { exitCode, stderr } = await this.#exit;
    if (exitCode !== 0) failedGit(this.#command, stderr);
  }

  /** Ends git at once; harmless when it has ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    this.#child.stdout.destroy();
    // How it ended does not matter to whoever ends it.
    await this.#exit.catch(() => undefined);
  }
}

export const gitMissing: Problem = {
  code: 'repository',
  message: 'git cannot be started',
  remedy: 'Install git 2.39 or newer and put it on the PATH.',
};

export function failedGit(command: string, stderr: string): never {
  fail('repository', `git ${command} failed: ${saidBy(stderr)}`, {
    remedy: 'Run entra-rewind doctor; git fsck tells whether the repository itself is damaged.',
  });
}

/** The first word that is no option. */
function commandOf(args: readonly string[]): string | undefined {
  const rest = args[0] === '-c' ? args.slice(2) : args;
  return rest.find((word) => !word.startsWith('-'));
}

/**
 * Runs git with some input and gives its whole output. For answers of bounded size. Fails with `repository` unless it ends with
 * one of the exit codes.
 */
export async function ask(
  dir: string,
  args: readonly string[],
  input: string | Iterable<Uint8Array> = '',
  exitCodes: readonly number[] = [0],
  variables: Variables = {},
): Promise<string> {
  const git = new GitProcess(dir, args, commandOf(args), variables);
  const chunks: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of git.output) chunks.push(chunk);
  })();
  // A git that died before it read its input is reported by the write.
  reading.catch(() => undefined);
  for (const part of typeof input === 'string' ? [input] : input) await git.write(part);
  git.endInput();
  await reading;
  const { exitCode, stderr } = await git.exit();
  if (exitCode === null || !exitCodes.includes(exitCode)) failedGit(commandOf(args) ?? '', stderr);
  return Buffer.concat(chunks).toString('utf8');
}

/** Runs git for how it ends alone. simple-git waits a twentieth of a second longer for output that never comes. */
export async function ended(dir: string, args: readonly string[], variables: Variables = {}): Promise<GitExit> {
  const git = new GitProcess(dir, args, args[0], variables);
  git.endInput();
  // Unread output would hold git up.
  for await (const _ of git.output);
  return git.exit();
}

/** Runs git to its end, whatever its exit code, and gives what it said on both streams. For answers of bounded size. */
export async function said(
  dir: string,
  args: readonly string[],
  variables: Variables,
): Promise<GitExit & { readonly stdout: string }> {
  const git = new GitProcess(dir, args, args[0], variables);
  git.endInput();
  const chunks: Buffer[] = [];
  for await (const chunk of git.output) chunks.push(chunk);
  return { ...(await git.exit()), stdout: Buffer.concat(chunks).toString('utf8') };
}

/**
 * The NUL-terminated texts of a stream, in batches as they arrive. Fails with `unknownPath` on bytes that are not UTF-8: two
 * such paths could otherwise become one. An input, when given, is fed while the output is read.
 */
export async function* texts(
  dir: string,
  args: readonly string[],
  input?: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<readonly string[]> {
  for await (const bytes of terminated(dir, args, 0x00, input)) yield decode(bytes).split('\0');
}

/** The lines of a stream, in batches as they arrive. For answers without paths, which could hold anything. */
export async function* lines(
  dir: string,
  args: readonly string[],
  input?: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<readonly string[]> {
  for await (const bytes of terminated(dir, args, 0x0a, input)) yield decode(bytes).split('\n');
}

/** Stretches of the output that end before an `end`, which is left out. */
async function* terminated(
  dir: string,
  args: readonly string[],
  end: number,
  input: AsyncIterable<string> | Iterable<string> = [],
): AsyncGenerator<Buffer> {
  const git = new GitProcess(dir, args);
  const feeding = (async () => {
    for await (const part of input) await git.write(part);
    git.endInput();
  })();
  // Whoever stops reading early does not wait for it.
  feeding.catch(() => undefined);
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of git.output) {
      const last = chunk.lastIndexOf(end);
      if (last === -1) {
        rest = Buffer.concat([rest, chunk]);
        continue;
      }
      yield Buffer.concat([rest, chunk.subarray(0, last)]);
      rest = Buffer.from(chunk.subarray(last + 1));
    }
    if (rest.length > 0) yield rest;
    await feeding;
    await git.succeed();
  } finally {
    // A reader that stopped early leaves a git that waits for it.
    await git.kill();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const bad = bytes
      .toString('latin1')
      .split('\0')
      .find((text) => !isUtf8(Buffer.from(text, 'latin1')));
    throw new Failure({
      code: 'unknownPath',
      message: `a path in the repository is not UTF-8: ${JSON.stringify(bad ?? '')}`,
      remedy: 'Remove it with git; entra-rewind never makes such a path.',
    });
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    // A fatal decoder throws for nothing else.
    return false;
  }
}
