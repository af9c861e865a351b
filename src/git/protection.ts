/** Who keeps the remote's branches from being altered, as far as this machine can see. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { porcelain, type Repository } from './repository.ts';
import { type HookState, hookState } from './serverHooks.ts';

export type Protection = { readonly kind: 'local'; readonly hooks: HookState } | { readonly kind: 'remote' };

/**
 * `local`: the remote is a bare repository on this disk, and whether our hook is in place is known. `remote`: it is elsewhere,
 * and its own rules (a forge's rulesets) are for others to ask.
 */
export async function readProtection(repository: Repository): Promise<Protection> {
  const folder = localFolder(repository.dir, await repository.git('remote', 'get-url', 'origin'));
  if (folder === null) return { kind: 'remote' };
  const found = await stat(folder).catch(() => null);
  // A path that leads nowhere (a disk that is not mounted) protects nothing.
  if (found === null || !found.isDirectory()) return { kind: 'local', hooks: 'missing' };
  return { kind: 'local', hooks: await hookState(folder, porcelain(folder)) };
}

/** The folder an address means, or null for another machine. Rules: git-clone(1), "Git URLs". */
export function localFolder(dir: string, address: string): string | null {
  if (address.startsWith('file://')) return fileURLToPath(address);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return null;
  // `host:path`, unless a slash comes before the colon; `C:\…` is a path.
  const colon = address.indexOf(':');
  const isHost = colon > 0 && !address.slice(0, colon).includes('/') && !/^[a-z]:[\\/]/i.test(address);
  return isHost ? null : resolve(dir, address);
}
