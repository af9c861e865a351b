/** A new checkout with its first commit, and a remote that it is not pushed to yet. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../core/problem.ts';
import { ask } from './plumbing.ts';
import { asking, porcelain, type Repository } from './repository.ts';

export interface NewCheckout {
  /** Address of the remote `origin`. */
  readonly origin: string;
  /** Content of the first commit on `main`, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const remedy = 'Name a new or empty folder.';

/**
 * Makes a checkout in a new or empty folder; pushes nothing. Fails with `usage` when something is in it; then, as after any other
 * failure, nothing is left of what was begun.
 */
export async function createCheckout(dir: string, { origin, files }: NewCheckout): Promise<void> {
  const checkout = resolve(dir);
  for (const path of files.keys()) requireInside(path);
  const existed = await requireVacant(checkout);
  try {
    const git = await makeCheckout(checkout, origin, files);
    // So that a plain `git push` knows where to, once the remote has it.
    await git('config', 'branch.main.remote', 'origin');
    await git('config', 'branch.main.merge', 'refs/heads/main');
  } catch (error) {
    await rm(checkout, { recursive: true, force: true });
    if (existed) await mkdir(checkout);
    throw error;
  }
}

/** Whether the folder is there. Fails with `usage` when something is in it. */
export async function requireVacant(checkout: string): Promise<boolean> {
  const content = await readdir(checkout).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    fail('usage', `cannot be used: ${error.code}`, { place: { file: checkout }, remedy });
  });
  if (content !== null && content.length > 0) fail('usage', 'is not empty', { place: { file: checkout }, remedy });
  return content !== null;
}

/** Fails with `usage` when there is anything at a path. */
export async function requireFree(path: string): Promise<void> {
  const taken = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    fail('usage', `cannot be used: ${error.code}`, { place: { file: path }, remedy });
  });
  if (taken !== null) fail('usage', 'is there already', { place: { file: path }, remedy });
}

/** Git's folder, the remote, the files and their commit. */
export async function makeCheckout(
  checkout: string,
  origin: string,
  files: ReadonlyMap<string, string>,
): Promise<Repository['git']> {
  await mkdir(checkout, { recursive: true });
  const run = porcelain(checkout);
  const git = asking(run);
  await ask(checkout, ['init', '--quiet', '--template=', '--initial-branch=main']);
  await git('remote', 'add', 'origin', origin);
  // Canonical files are the same bytes on every system.
  await git('config', 'core.autocrlf', 'false');
  for (const [name, value] of [
    ['user.name', 'entra-rewind'],
    ['user.email', 'entra-rewind@users.noreply.github.com'],
  ] as const) {
    // Merging or reverting by hand needs somebody's name; the person's own goes first.
    if ((await run(['config', '--get', name])).exitCode !== 0) await git('config', name, value);
  }
  for (const [path, text] of files) {
    const target = join(checkout, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  await git('add', '--force', '--all');
  await git('commit', '--quiet', '--allow-empty', '--no-verify', '--no-gpg-sign', '-m', 'Set up entra-rewind');
  return git;
}

/** Throws on a path that would leave the checkout or reach into git's folder. */
export function requireInside(path: string): void {
  const parts = path.split('/');
  if (parts.some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase())) || path.includes('\\')) {
    throw new Error(`not a path inside a repository: ${JSON.stringify(path)}`);
  }
}
