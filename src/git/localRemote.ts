/** A pipeline repository without a forge: a checkout, and beside it a bare repository that protects itself. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '../core/problem.ts';
import { ask } from './plumbing.ts';
import { asking, porcelain } from './repository.ts';
import { installProtection } from './serverHooks.ts';

export interface LocalRepositoryOptions {
  readonly retentionDays: number;
  /** Content of the first commit on `main`, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Makes the checkout `dir` and its remote `dir.git`. Fails with `usage` when one of them is there with something in it; then,
 * as after any other failure, nothing is left of what was begun.
 */
export async function createLocalRepository(dir: string, options: LocalRepositoryOptions): Promise<void> {
  const checkout = resolve(dir);
  const bare = `${checkout}.git`;
  const { retentionDays, files } = options;
  if (!Number.isSafeInteger(retentionDays) || retentionDays < 1) {
    fail('usage', `not a number of days: ${retentionDays}`, { remedy: 'Keep backups for at least one day.' });
  }
  for (const path of files.keys()) requireInside(path);
  const existed = await requireVacant(checkout, bare);
  try {
    await makeBare(bare, retentionDays);
    await makeCheckout(checkout, bare, files);
  } catch (error) {
    await rm(bare, { recursive: true, force: true });
    await rm(checkout, { recursive: true, force: true });
    if (existed) await mkdir(checkout);
    throw error;
  }
}

async function requireVacant(checkout: string, bare: string): Promise<boolean> {
  const remedy = 'Name a new or empty folder.';
  const taken = await stat(bare).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    fail('usage', `cannot be used: ${error.code}`, { place: { file: bare }, remedy });
  });
  if (taken !== null) fail('usage', 'is there already', { place: { file: bare }, remedy });
  const content = await readdir(checkout).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    fail('usage', `cannot be used: ${error.code}`, { place: { file: checkout }, remedy });
  });
  if (content !== null && content.length > 0) fail('usage', 'is not empty', { place: { file: checkout }, remedy });
  return content !== null;
}

async function makeBare(bare: string, retentionDays: number): Promise<void> {
  await mkdir(bare, { recursive: true });
  // An empty template: nobody's sample hooks, and no hook of the person's own either. (Not through simple-git, which refuses
  // the option, lest the template be somebody else's.)
  await ask(bare, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
  await installProtection(bare, retentionDays);
}

async function makeCheckout(checkout: string, bare: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(checkout, { recursive: true });
  const run = porcelain(checkout);
  const git = asking(run);
  await ask(checkout, ['init', '--quiet', '--template=', '--initial-branch=main']);
  // Relative, so that both folders can move together. Git resolves it from the top of the checkout.
  await git('remote', 'add', 'origin', `../${basename(bare)}`);
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
  await git('push', '--quiet', '--set-upstream', 'origin', 'main');
}

function requireInside(path: string): void {
  const parts = path.split('/');
  if (parts.some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase())) || path.includes('\\')) {
    throw new Error(`not a path inside a repository: ${JSON.stringify(path)}`);
  }
}
