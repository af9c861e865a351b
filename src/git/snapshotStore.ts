/** A git repository as `SnapshotStore`: each method's contract is in core/ports.ts, each one's work in a file of its own. */
import type { ProposedChange, SnapshotStore } from '../core/ports.ts';
import { Failure, fail, type Problem } from '../core/problem.ts';
import { asIfMerged } from './asIfMerged.ts';
import { backupBase } from './backupBase.ts';
import { backupCommits } from './backupCommits.ts';
import { backupBranches, backupsAndStrangers } from './backups.ts';
import { blobId } from './blobId.ts';
import { contents } from './blobs.ts';
import { advanceCheckout } from './checkout.ts';
import { bytesOf } from './fastImport.ts';
import { fetchAll } from './fetch.ts';
import { locate } from './locate.ts';
import { mentioning } from './mentioning.ts';
import { type Push, push } from './push.ts';
import type { Repository } from './repository.ts';
import { reviewed, sumOf } from './reviewed.ts';
import { findCommit, isAncestor, requireId, resolveCommit } from './revision.ts';
import { tidy } from './tidy.ts';
import { compare, count, entryAt, listing, snapshotsTree } from './tree.ts';
import { writeFrom } from './writer.ts';

const remoteMain = 'refs/remotes/origin/main';

export function snapshotStore(repository: Repository): SnapshotStore {
  const main = async () => {
    const found = await findCommit(repository, remoteMain);
    if (found !== null) return found;
    fail('repository', 'the remote has no branch main', {
      remedy:
        'entra-rewind init makes it, and git push brings it there; if the checkout is new, git fetch origin first.',
    });
  };
  return {
    refresh: () => fetchAll(repository),
    main,
    contains: (descendant, ancestor) => isAncestor(repository, ancestor, descendant),
    backups: async () => (await backupsAndStrangers(repository)).backups,
    strangers: async () => (await backupsAndStrangers(repository)).strangers,
    commit: (revision) => resolveCommit(repository, revision),
    find: (revision) => findCommit(repository, revision),
    tree: (commit) => snapshotsTree(repository, requireId(commit)),
    listing: (commit, folder) => listing(repository, commit, folder),
    locate: (commit, paths) => locate(repository, commit, paths),
    count: (commit, folder) => count(repository, commit, folder),
    blobId: (text) => blobId(bytesOf(text, 'a file'), repository.objectFormat),
    compare: (before, after) => compare(repository, before, after),
    mentioning: (commit, texts) => mentioning(repository, commit, texts),
    contents: (blobs) => contents(repository, blobs),
    file: (commit, path) => file(repository, commit, path),
    reviewed: async (range) => reviewed(repository, range, await main(), await backupCommits(repository)),
    proposed: async (head) => proposed(repository, await main(), await resolveCommit(repository, head)),
    write: async (from, objects) => {
      const base = objects === undefined ? from : await backupBase(repository, from, objects);
      return writeFrom(repository, from, base);
    },
    prune: (names) => prune(repository, names),
    tidy: async () => {
      await tidy(repository);
    },
    propose: (branch, commit) => propose(repository, branch, commit),
    advanceCheckout: async () => advanceCheckout(repository, await main()),
  };
}

async function proposed(repository: Repository, main: string, head: string): Promise<ProposedChange> {
  const merged = await asIfMerged(repository, main, head);
  if (merged.is === 'conflict') return merged;
  const made = await backupCommits(repository);
  return { is: 'mergeable', ...(await sumOf(repository, { before: main, after: merged.commit }, made)) };
}

async function file(repository: Repository, commit: string, path: string): Promise<string | null> {
  const entry = await entryAt(repository, commit, path);
  if (entry === null || entry.kind !== 'blob') return null;
  if (entry.mode === '120000') {
    fail('hostileYaml', `is a symbolic link in commit ${commit}`, {
      place: { file: path },
      remedy: 'Put the file itself there: what a link leads to is not under review.',
    });
  }
  return (await contents(repository, [entry.id])).get(entry.id) ?? null;
}

async function prune(repository: Repository, names: readonly string[]): Promise<void> {
  const moves: Push[] = [];
  const problems: Problem[] = [];
  for (const name of new Set(names)) {
    const from = await findCommit(repository, `${backupBranches}${name}`);
    if (from === null) problems.push({ code: 'backupNotFound', message: `there is no backup ${JSON.stringify(name)}` });
    else moves.push({ ref: `refs/heads/backup/${name}`, from, to: null });
  }
  if (problems.length > 0) throw new Failure(problems);
  if (moves.length === 0) return;
  const pushed = await push(repository, moves);
  if (pushed.is === 'declined') {
    fail('protectedRef', `the remote keeps its backups: ${pushed.reason}`, {
      remedy: 'Nothing was deleted. Set the same retention here and at the remote, or let the remote keep them.',
    });
  }
  if (pushed.is === 'stale') {
    fail('repository', `somebody moved ${pushed.refs.join(', ')} meanwhile; nothing was deleted`, {
      remedy: 'Look at the branches; a backup never moves.',
    });
  }
}

async function propose(repository: Repository, branch: string, commit: string): Promise<'created' | 'unchanged'> {
  if (!/^revert\/[A-Za-z0-9][A-Za-z0-9._-]*$/.test(branch)) throw new Error(`not a proposal's branch: ${branch}`);
  const ref = `refs/heads/${branch}`;
  const pushed = await push(repository, [{ ref, from: null, to: requireId(commit) }]);
  if (pushed.is === 'pushed') return pushed.already.includes(ref) ? 'unchanged' : 'created';
  if (pushed.is === 'declined') fail('protectedRef', `the remote refused the branch: ${pushed.reason}`);
  await fetchAll(repository);
  const [there, ours] = await Promise.all(
    [`refs/remotes/origin/${branch}`, commit].map((tip) => repository.git('rev-parse', '--verify', `${tip}^{tree}`)),
  );
  if (there === ours) return 'unchanged';
  fail('divergedBranch', 'exists at the remote with other content', {
    place: { file: branch },
    remedy: `Merge it, or delete it: git push origin --delete ${branch}`,
  });
}
