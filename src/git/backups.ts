/** The backups that have a branch at the remote, as of the last refresh. Two git processes, however many there are. */
import type { Backup } from '../core/model.ts';
import type { Problem } from '../core/problem.ts';
import { ask } from './plumbing.ts';
import type { Repository } from './repository.ts';
import { parseTrailers } from './trailers.ts';
import { snapshotsFolder } from './tree.ts';

export const backupBranches = 'refs/remotes/origin/backup/';

interface Tip {
  readonly branch: string;
  readonly commit: string;
  readonly message: string;
}

export interface Branches {
  /** Oldest first. */
  readonly backups: readonly Backup[];
  /** Branches that only look like backups, each with what is wrong with it. */
  readonly strangers: readonly Problem[];
}

export async function backupsAndStrangers(repository: Repository): Promise<Branches> {
  const tips = await tipsBelow(repository, backupBranches);
  const lines = tips.map(({ commit }) => `${commit}:${snapshotsFolder}\n`).join('');
  const answers = (await ask(repository.dir, ['cat-file', '--batch-check'], lines)).split('\n');

  const found: Backup[] = [];
  const problems: Problem[] = [];
  for (const [index, { branch, commit, message }] of tips.entries()) {
    const trailers = parseTrailers(message);
    const [tree = '', kind] = (answers[index] ?? '').split(' ');
    const wrong =
      typeof trailers === 'string'
        ? trailers
        : trailers.name !== branch
          ? `its Backup-Name is ${trailers.name}`
          : kind === 'tree'
            ? null
            : 'it has no snapshots folder';
    if (wrong === null && typeof trailers !== 'string') found.push({ ...trailers, commit, tree });
    else problems.push(notABackup(branch, commit, wrong ?? ''));
  }
  return { backups: found.toSorted((a, b) => (a.name < b.name ? -1 : 1)), strangers: problems };
}

function notABackup(branch: string, commit: string, wrong: string): Problem {
  return {
    code: 'repository',
    message: `is not a backup: ${wrong} (commit ${commit})`,
    place: { file: `backup/${branch}` },
    remedy: 'Find out who made the branch and delete it; only entra-rewind backup makes branches below backup/.',
  };
}

async function tipsBelow(repository: Repository, prefix: string): Promise<readonly Tip[]> {
  // NUL cannot be in a ref or a commit message, so it separates; git ends each record with a newline of its own.
  const format = '%(refname)%00%(objectname)%00%(contents)%00';
  const fields = (await ask(repository.dir, ['for-each-ref', `--format=${format}`, prefix])).split('\0');
  const tips: Tip[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const ref = (fields[at] ?? '').replace(/^\n/, '');
    tips.push({ branch: ref.slice(prefix.length), commit: fields[at + 1] ?? '', message: fields[at + 2] ?? '' });
  }
  return tips;
}
