/** The rules of a protected bare repository: its hook and settings, as they should be and as they are. */
import { access, appendFile, chmod, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Porcelain } from './repository.ts';

const hookNames = ['pre-receive'] as const;

const source = (name: string): Promise<string> => readFile(new URL(`./hooks/${name}`, import.meta.url), 'utf8');

const hooksFolder = 'hooks';

/** Settings of the bare repository, with the reason for each, as the text of its configuration file. */
const settings = (retentionDays: number): string => `[core]
	# A person's own core.hooksPath would lead git away from the hooks here.
	hooksPath = ${hooksFolder}
	# Who moved what, and when: git keeps no such log in a bare repository unless told.
	logAllRefUpdates = always
[gc]
	reflogExpire = never
	reflogExpireUnreachable = never
	# What a deleted branch alone held stays on disk, packed, until its owner runs git prune by hand.
	pruneExpire = never
	cruftPacks = true
[receive]
	# Malformed trees (doubled names, "..", ".git") are refused at the door.
	fsckObjects = true
	# Which deletions are allowed is for the hook to say.
	denyDeletes = false
	advertisePushOptions = true
	# Small pushes stay packed, too. Unpacked, each folder that they touch would lie there whole; see repack.ts.
	unpackLimit = 1
[uploadpack]
	allowFilter = true
[entra-rewind]
	# Days a backup's branch is kept; hooks/pre-receive reads it.
	retentionDays = ${retentionDays}
`;

export async function installProtection(bare: string, retentionDays: number): Promise<void> {
  const folder = join(bare, hooksFolder);
  await mkdir(folder, { recursive: true });
  for (const name of hookNames) {
    await writeFile(join(folder, name), await source(name));
    await chmod(join(folder, name), 0o755);
  }
  await appendFile(join(bare, 'config'), settings(retentionDays));
}

export type HookState = 'in place' | 'changed' | 'missing';

/** How the rules of a bare repository on this disk stand. */
export async function hookState(bare: string, run: Porcelain): Promise<HookState> {
  for (const name of hookNames) {
    const path = join(bare, hooksFolder, name);
    const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (found === null) return 'missing';
    // Git passes over a hook that is not executable, with a hint that nobody reads.
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found !== (await source(name)) || !runs) return 'changed';
  }
  const asked = await run(['config', '--default=', '--get', 'core.hooksPath']);
  return asked.stdout.trim() === hooksFolder ? 'in place' : 'changed';
}
