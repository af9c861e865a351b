/**
 * The step after a backup that keeps the repository small. Only the remote's packs are its business, and only those of a bare
 * repository on this disk that `init` made: a forge packs its repositories itself (GitHub does so after some pushes, with
 * deltas across all that was pushed), and a repository that somebody else set up is theirs. The checkout is left to git, whose
 * `git fetch` begins `git gc --auto` when there are 50 packs or 6,700 loose objects; on a runner it lives for one job.
 */
import { resolve } from 'node:path';
import { failedGit } from './plumbing.ts';
import { localFolder } from './protection.ts';
import { repack } from './repack.ts';
import { asking, porcelain, type Repository } from './repository.ts';

/** Gives how many packs were taken up into others. Fails with `repository`; nothing is lost then. */
export async function tidy(repository: Repository): Promise<number> {
  const dir = localFolder(repository.dir, await repository.git('remote', 'get-url', 'origin'));
  if (dir === null) return 0;
  const run = porcelain(dir);
  const ours = await run(['config', '--local', '--get', 'entra-rewind.retentionDays']);
  // Git's own word for a setting that is not there; anything else is a failure.
  if (ours.exitCode === 1) return 0;
  if (ours.exitCode !== 0) failedGit('config', ours.stderr);
  const asked = ['rev-parse', '--show-object-format', '--git-path', 'objects'];
  const [objectFormat, objects = ''] = (await asking(run)(...asked)).split('\n');
  return repack({ dir, objects: resolve(dir, objects), objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1' });
}
