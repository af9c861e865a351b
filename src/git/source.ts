/** Where a program's own sources come from, when they lie in a checkout. */

import { withoutCredentials } from './redact.ts';
import { porcelain } from './repository.ts';

export interface Source {
  readonly commit: string;
  /** Address of the remote `origin`, without credentials; null when there is none. */
  readonly origin: string | null;
}

/** Null for a folder that is not the top of a checkout: an installed package, which may lie inside somebody else's. */
export async function sourceOf(folder: string): Promise<Source | null> {
  const run = porcelain(folder);
  const told = await run(['rev-parse', '--show-cdup', 'HEAD']);
  const [up, commit = ''] = told.stdout.split('\n');
  if (told.exitCode !== 0 || up !== '' || !/^[0-9a-f]{40}$/.test(commit)) return null;
  const origin = await run(['remote', 'get-url', 'origin']);
  return { commit, origin: origin.exitCode === 0 ? withoutCredentials(origin.stdout.trim()) : null };
}
