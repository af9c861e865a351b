/** actions/checkout, as far as this project uses it: a real clone by the same git commands. Source: its v7 sources. */
import { mkdirSync } from 'node:fs';
import { cloneUrl, type Host } from './host.ts';
import { run } from './processes.ts';
import { branchOf } from './triggers.ts';

export interface CheckoutRequest {
  readonly host: Host;
  readonly token: string;
  readonly workspace: string;
  readonly home: string;
  /** Of the run: what is checked out where no `ref` is given. */
  readonly ref: string;
  readonly sha: string;
  readonly settings: { readonly [name: string]: string };
}

const known = ['ref', 'fetch-depth', 'filter', 'sparse-checkout', 'persist-credentials'];

/** What git said, and whether it all succeeded. */
export async function checkOut(request: CheckoutRequest): Promise<{ readonly isDone: boolean; readonly log: string }> {
  const { host, workspace, settings } = request;
  const unknown = Object.keys(settings).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`settings of actions/checkout this runner does not know: ${unknown.join(', ')}`);
  mkdirSync(workspace, { recursive: true });
  const git = gitIn(request);
  const address = cloneUrl(host);
  const header = `http.${new URL(host.serverUrl).origin}/.extraheader`;
  const { commit, branch } = target(request);
  const isWhole = settings['fetch-depth'] === '0';
  const filter = settings.filter || (settings['sparse-checkout'] ? 'blob:none' : '');
  const fetch = ['fetch', '--prune', '--no-recurse-submodules', ...(filter === '' ? [] : [`--filter=${filter}`])];
  const tracked = branch === null ? null : `refs/remotes/origin/${branch}`;

  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', address);
  const secret = Buffer.from(`x-access-token:${request.token}`).toString('base64');
  await git('config', '--local', header, `AUTHORIZATION: basic ${secret}`);
  if (isWhole) await git(...fetch, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
  // A branch may have moved since; and of one commit only that one is fetched.
  const isThere = isWhole && (await git.try('cat-file', '-e', `${commit}^{commit}`));
  const isAtTip = tracked === null || (await git.try('merge-base', '--is-ancestor', tracked, commit));
  if (!isThere || !isAtTip) {
    const depth = isWhole ? [] : ['--no-tags', `--depth=${settings['fetch-depth'] ?? 1}`];
    await git(...fetch, ...depth, 'origin', tracked === null ? commit : `+${commit}:${tracked}`);
  }
  const patterns = (settings['sparse-checkout'] ?? '').split('\n').filter((line) => line !== '');
  if (patterns.length > 0) await git('sparse-checkout', 'set', '--cone', ...patterns);
  await git('checkout', '--force', ...(branch === null ? [commit] : ['-B', branch, `refs/remotes/origin/${branch}`]));
  if (settings['persist-credentials'] === 'false') await git('config', '--local', '--unset-all', header);
  return { isDone: git.isWell(), log: git.log() };
}

function target({ ref, sha, settings }: CheckoutRequest): { readonly commit: string; readonly branch: string | null } {
  const named = settings.ref ?? '';
  if (named === '') return { commit: sha, branch: branchOf(ref) };
  if (/^[0-9a-f]{40}$/.test(named)) return { commit: named, branch: null };
  throw new Error(`actions/checkout of ${named}: this runner knows full commits alone`);
}

/** Git in the workspace; after a failure nothing more is tried. */
function gitIn({ workspace, home }: CheckoutRequest) {
  const lines: string[] = [];
  let isWell = true;
  const env = { PATH: process.env.PATH ?? '', HOME: home, GIT_TERMINAL_PROMPT: '0' };
  const ended = (args: readonly string[]) => run('git', args, { cwd: workspace, env });
  const git = async (...args: readonly string[]): Promise<void> => {
    if (!isWell) return;
    const { exitCode, said } = await ended(args);
    isWell = exitCode === 0;
    // Not the credentials, which stand in a configuration's value.
    lines.push(`git ${args[0] === 'config' ? 'config' : args.join(' ')}`, said.trimEnd());
  };
  return Object.assign(git, {
    try: async (...args: readonly string[]) => isWell && (await ended(args)).exitCode === 0,
    isWell: () => isWell,
    log: () => lines.filter((line) => line !== '').join('\n'),
  });
}

/** The commit that a ref of the remote has now. Throws when it has none. */
export async function tipOf(host: Host, ref: string, token: string): Promise<string> {
  const secret = Buffer.from(`x-access-token:${token}`).toString('base64');
  const env = {
    PATH: process.env.PATH ?? '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(host.serverUrl).origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${secret}`,
  };
  const { exitCode, said } = await run('git', ['ls-remote', '--exit-code', cloneUrl(host), ref], {
    cwd: host.folder,
    env,
  });
  const found = /^([0-9a-f]{40})\t/m.exec(said)?.[1];
  if (exitCode !== 0 || found === undefined) throw new Error(`the remote has no ${ref}: ${said}`);
  return found;
}
