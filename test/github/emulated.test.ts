/**
 * The shapes of our requests against an emulator that others wrote, where it is right (facts on GitHub §6): an app's tokens, pull
 * requests opened, listed, changed and closed, comments, labels, issues. Merging, checks and rules it has otherwise.
 */
import { Octokit } from '@octokit/rest';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/github/address.ts';
import { type GithubForge, githubForge } from '../../src/github/forge.ts';
import type { GithubSignIn } from '../../src/github/signIn.ts';
import { problemOf } from '../contract/failure.ts';

const at = { owner: 'ada', repo: 'entra-backup' };
const permissions = { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write', metadata: 'read' };
const seed = {
  github: {
    users: [{ login: 'ada', name: 'Ada Example', email: 'ada@example.com' }],
    repos: [{ owner: 'ada', name: 'entra-backup', private: true, auto_init: true }],
    apps: [
      {
        app_id: 4711,
        slug: 'rewind',
        name: 'Rewind',
        permissions,
        events: [],
        installations: [{ installation_id: 100, account: 'ada', repository_selection: 'all' }],
      },
    ],
  },
};

let emulator: Emulator;
let ada: Octokit;
let forge: GithubForge;

const forgeAs = (signIn: GithubSignIn): GithubForge =>
  githubForge({
    address: parseAddress(emulator.url),
    repository: at,
    signIn: () => signIn,
    version: 'test',
    limits: { repeatMs: 1 },
  });

beforeAll(async () => {
  emulator = await createEmulator({ service: 'github', port: 0, seed });
  const key = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key');
  forge = forgeAs({ as: 'app', app: '4711', privateKey: key?.value ?? '' });
  // Any token that it does not know acts as the first user.
  ada = new Octokit({ baseUrl: emulator.url, auth: 'ghp_ada' });
});
afterAll(() => emulator.close());

async function branch(name: string): Promise<string> {
  const base = (await ada.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
  const { data: parent } = await ada.git.getCommit({ ...at, commit_sha: base });
  const { data: tree } = await ada.git.createTree({
    ...at,
    base_tree: parent.tree.sha,
    tree: [{ path: `${name}.txt`, mode: '100644', type: 'blob', content: name }],
  });
  const { data: made } = await ada.git.createCommit({ ...at, message: name, tree: tree.sha, parents: [base] });
  await ada.git.createRef({ ...at, ref: `refs/heads/${name}`, sha: made.sha });
  return made.sha;
}

describe('at an emulator that others wrote', () => {
  it('an app signs in, by the key alone', async () => {
    expect(await forge.self()).toEqual({ login: 'rewind[bot]', isSelf: true, isPerson: false });
    expect(await forge.repository()).toMatchObject({ owner: 'ada', name: 'entra-backup', visibility: 'private' });
    expect(await forge.gitToken()).toMatch(/^ghs_/);
  });

  it('a pull request is opened, found, changed and closed', async () => {
    const commit = await branch('one');
    const made = await forge.createPullRequest({ branch: 'one', title: 'One', body: 'Body', labels: ['report'] });
    expect(made).toMatchObject({ title: 'One', body: 'Body', base: 'main', labels: ['report'], state: 'open' });
    expect(made.head).toEqual({ branch: 'one', commit, isFork: false });
    expect(made.author).toMatchObject({ login: 'rewind[bot]', isSelf: true });
    expect((await forge.openPullRequests()).map(({ number }) => number)).toEqual([made.number]);
    expect((await forge.pullRequestsFrom('one')).map(({ number }) => number)).toEqual([made.number]);
    const wanted = { title: 'Two', body: 'Body', labels: ['report', 'more'] };
    expect(await forge.updatePullRequest(made.number, wanted)).toBe('updated');
    expect(await forge.updatePullRequest(made.number, wanted)).toBe('unchanged');
    await forge.closePullRequest(made.number, 'Enough');
    expect(await forge.pullRequest(made.number)).toMatchObject({ title: 'Two', state: 'closed', mergeCommit: null });
    expect(await forge.openPullRequests()).toEqual([]);
  });

  it('comments and issues are kept', async () => {
    await branch('two');
    const { number } = await forge.createPullRequest({ branch: 'two', title: 'Two', body: 'Body', labels: [] });
    expect(await forge.keepComment(number, 'plan', 'Plan 1')).toBe('created');
    expect(await forge.keepComment(number, 'plan', 'Plan 2')).toBe('updated');
    expect(await forge.keepComment(number, 'plan', 'Plan 2')).toBe('unchanged');
    const added = await forge.addComment(number, 'By the way');
    expect(await forge.comment(added.id)).toMatchObject({ body: 'By the way', on: number, isEdited: false });
    expect(await forge.keepIssue('missed', { title: 'Missed', body: 'Since Monday' })).toBe('opened');
    expect(await forge.keepIssue('missed', { title: 'Missed', body: 'Since Monday' })).toBe('commented');
    expect(await forge.closeIssue('missed', 'Well again')).toBe('closed');
    expect(await forge.closeIssue('missed', 'Well again')).toBe('none');
  });

  it('what is not there is said not to be', async () => {
    expect((await problemOf(forge.pullRequest(4711))).code).toBe('forgeNotFound');
  });
});
