/** A pipeline repository without a forge: a checkout, and beside it a bare repository that protects itself. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fail } from '../core/problem.ts';
import { makeCheckout, requireFree, requireInside, requireVacant } from './newCheckout.ts';
import { ask } from './plumbing.ts';
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
  await requireFree(bare);
  const existed = await requireVacant(checkout);
  try {
    await makeBare(bare, retentionDays);
    // Relative, so that both folders can move together. Git resolves it from the top of the checkout.
    const git = await makeCheckout(checkout, `../${basename(bare)}`, files);
    await git('push', '--quiet', '--set-upstream', 'origin', 'main');
  } catch (error) {
    await rm(bare, { recursive: true, force: true });
    await rm(checkout, { recursive: true, force: true });
    if (existed) await mkdir(checkout);
    throw error;
  }
}

async function makeBare(bare: string, retentionDays: number): Promise<void> {
  await mkdir(bare, { recursive: true });
  // An empty template: nobody's sample hooks, and no hook of the person's own either. (Not through simple-git, which refuses
  // the option, lest the template be somebody else's.)
  await ask(bare, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
  await installProtection(bare, retentionDays);
}
