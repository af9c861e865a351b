/** Commits and their files as the API shows them. */
import type { CommitData } from './git.ts';
import { nodeId, userShape } from './shapes.ts';
import { type Account, fullName, type Repository, type World } from './world.ts';

const accountBy = (world: World, email: string): Account | null =>
  [...world.accounts.values()].find((account) => account.email === email) ?? null;

export function commitShape(world: World, repository: Repository, commit: CommitData) {
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const html = `${world.origin}/${fullName(repository)}/commit`;
  const shown = (email: string) => {
    const account = accountBy(world, email);
    return account === null ? null : userShape(world, account);
  };
  return {
    sha: commit.sha,
    node_id: nodeId('C', Number.parseInt(commit.sha.slice(0, 10), 16)),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: shown(commit.author.email),
    committer: shown(commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
  };
}

const statuses: Readonly<Record<string, 'added' | 'removed' | 'modified'>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified',
};

/** Patches in the order of the files; binary ones have none. */
const patchesIn = (text: string): readonly { readonly patch?: string }[] =>
  text
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const from = part.search(/^@@ /m);
      return from < 0 ? {} : { patch: part.slice(from).replace(/\n$/, '') };
    });

export function diffEntries(world: World, repository: Repository, from: string, to: string) {
  const { bare } = repository;
  const counted = new Map(
    bare
      .run(['diff-tree', '-r', '-z', '--no-renames', '--numstat', from, to])
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [added = '0', deleted = '0', path = ''] = line.split('\t');
        return [path, { additions: Number(added) || 0, deletions: Number(deleted) || 0 }] as const;
      }),
  );
  const fields = bare.run(['diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', from, to]).split('\0');
  const patches = patchesIn(bare.run(['diff-tree', '-r', '-p', '--no-renames', from, to]));
  const entries = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const path = fields[at + 1] ?? '';
    const status = statuses[letter];
    if (status === undefined) throw new Error(`unknown change ${letter} of ${path}`);
    const counts = counted.get(path) ?? { additions: 0, deletions: 0 };
    const url = `${world.origin}/repos/${fullName(repository)}/contents/${encodeURI(path)}?ref=${to}`;
    entries.push({
      sha: status === 'removed' ? before : after,
      filename: path,
      status,
      ...counts,
      changes: counts.additions + counts.deletions,
      blob_url: `${world.origin}/${fullName(repository)}/blob/${to}/${encodeURI(path)}`,
      raw_url: `${world.origin}/${fullName(repository)}/raw/${to}/${encodeURI(path)}`,
      contents_url: url,
      ...patches[at / 2],
    });
  }
  return entries;
}
