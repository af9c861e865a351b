/**
 * Moves refs at the remote, all or none, each only from where we know it to be. Verdicts are read from `git push --porcelain`;
 * its messages are for people alone.
 */
import { fail } from '../core/problem.ts';
import { ask, said } from './plumbing.ts';
import { saidBy, withoutCredentials } from './redact.ts';
import type { Repository } from './repository.ts';

export interface Push {
  /** Full name: `refs/heads/…`. */
  readonly ref: string;
  /** Commit it must be at, or null when it must not exist. */
  readonly from: string | null;
  /** Commit to move it to, or null to delete it. */
  readonly to: string | null;
}

export type Pushed =
  /** `already` are the refs that were there before, which git does not hold against a lease. */
  | { readonly is: 'pushed'; readonly already: readonly string[] }
  /** Somebody moved these refs since we looked. None are named where the remote does not tell which. */
  | { readonly is: 'stale'; readonly refs: readonly string[]; readonly reason: string }
  /** The remote said no; `reason` is its own words. */
  | { readonly is: 'declined'; readonly refs: readonly string[]; readonly reason: string };

/** Fails with `repository` when the remote cannot be asked or does not answer; what moved is unknown then. */
export async function push(repository: Repository, moves: readonly Push[]): Promise<Pushed> {
  const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`);
  const specs = moves.map(({ ref, to }) => `${to ?? ''}:${ref}`);
  const plain = ['--no-follow-tags', '--no-recurse-submodules', '--no-signed'];
  const words = ['push', '--porcelain', '--atomic', ...plain, ...leases, 'origin', ...specs];
  const ran = await said(repository.dir, words, await repository.contact());
  const verdicts = parseVerdicts(ran.stdout);
  const refused = verdicts.filter(({ flag }) => flag === '!');
  if (refused.length === 0 && ran.exitCode === 0) {
    await follow(repository, moves);
    return { is: 'pushed', already: verdicts.filter(({ flag }) => flag === '=').map(({ ref }) => ref) };
  }
  if (refused.length === 0 || refused.some(({ summary }) => summary.startsWith('[remote failure]'))) {
    fail('repository', `the remote cannot be written: ${saidBy(ran.stderr)}`, {
      remedy: 'Check the network, the address (git remote -v) and the right to push.',
    });
  }
  return judge(refused, ran.stderr);
}

/** What git says when a ref is not where the pusher thought: by the client's lease, or by the server's own check. */
const staleWords =
  /stale info|fetch first|non-fast-forward|cannot lock ref|failed to (?:update|lock)|already exists|incorrect old value/i;

function judge(refused: readonly Verdict[], stderr: string): Pushed {
  const stale = refused.filter(({ summary }) => staleWords.test(summary));
  if (stale.length > 0) return { is: 'stale', refs: stale.map(({ ref }) => ref), reason: reasonOf(stderr, stale) };
  // Two pushes met at the server: all refs get the same verdict, and only its message names the one that had moved.
  if (refused.some(({ summary }) => summary.includes('atomic transaction failed'))) {
    const named = [...stderr.matchAll(/cannot lock ref '([^']+)'/g)].map((match) => match[1] ?? '');
    return { is: 'stale', refs: [...new Set(named)], reason: reasonOf(stderr, refused) };
  }
  const guilty = refused.filter(({ summary }) => !summary.includes('atomic push fail'));
  const named = guilty.length > 0 ? guilty : refused;
  return { is: 'declined', refs: named.map(({ ref }) => ref), reason: reasonOf(stderr, named) };
}

interface Verdict {
  readonly flag: string;
  readonly ref: string;
  readonly summary: string;
}

/** Lines `flag<tab>from:to<tab>summary (reason)`. Format: git-push(1), "Output". */
function parseVerdicts(stdout: string): readonly Verdict[] {
  return stdout.split('\n').flatMap((line) => {
    const [flag, refs, summary] = line.split('\t');
    if (flag === undefined || flag.length !== 1 || refs === undefined || summary === undefined) return [];
    return [{ flag, ref: refs.slice(refs.indexOf(':') + 1), summary }];
  });
}

function reasonOf(stderr: string, refused: readonly Verdict[]): string {
  const said = stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trim())
    .filter((line) => line !== '');
  const lines = said.length > 0 ? said : refused.map(({ ref, summary }) => `${ref}: ${summary}`);
  return withoutCredentials([...new Set(lines)].join('; '));
}

/** Our picture of the remote follows at once, also in a checkout that is set up to fetch less than all branches. */
async function follow(repository: Repository, moves: readonly Push[]): Promise<void> {
  const lines = moves.flatMap(({ ref, to }) => {
    const ours = trackingRef(ref);
    if (ours === null) return [];
    return [to === null ? `delete ${ours}\n` : `update ${ours} ${to}\n`];
  });
  await ask(repository.dir, ['update-ref', '--stdin'], lines.join(''));
}

function trackingRef(ref: string): string | null {
  return ref.startsWith('refs/heads/') ? ref.replace('refs/heads/', 'refs/remotes/origin/') : null;
}
