import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const mutation = `mutation ($id: ID!, $body: String) {
  revertPullRequest(input: { pullRequestId: $id, body: $body }) { revertPullRequest { number title body headRefName author { login } } }
}`;

interface Answer {
  readonly revertPullRequest: { readonly revertPullRequest: { readonly number: number; readonly headRefName: string } };
}

const revert = (id: string, token = scene.bob.token): Promise<Answer> =>
  scene.as(token).graphql<Answer>(mutation, { id });

async function merged(method: 'merge' | 'squash' | 'rebase', title = 'Two steps') {
  const pull = await scene.proposal(
    'topic',
    { 'First step': { 'first.txt': '1\n' }, 'Second step': { 'second.txt': '2\n' } },
    title,
  );
  const { data } = await scene
    .as(scene.bob.token)
    .pulls.merge({ ...scene.repo.at, pull_number: pull.number, merge_method: method });
  return { ...pull, merge: data.sha };
}

const made = (branch: string) => scene.repo.git.commits(branch, '^main');

describe('the revert button', () => {
  it('undoes a merge commit by one commit with an empty body', async () => {
    const { node_id, number } = await merged('merge');
    scene.repo.commit('main', { 'newer.txt': 'newer\n' }, 'Newer');
    const { revertPullRequest: answer } = await revert(node_id);
    expect(answer.revertPullRequest).toMatchObject({
      title: 'Revert "Two steps"',
      body: `Reverts contoso/entra-backup#${number}`,
      headRefName: `revert-${number}-topic`,
      author: { login: 'bob' },
    });
    const branch = answer.revertPullRequest.headRefName;
    expect(made(branch)).toMatchObject([
      {
        message: 'Revert "Two steps"',
        parents: [scene.repo.tip('main')],
        author: { name: 'Bob Example' },
        committer: { name: 'GitHub' },
      },
    ]);
    expect([scene.repo.file(branch, 'first.txt'), scene.repo.file(branch, 'newer.txt')]).toEqual([null, 'newer\n']);
  });

  it('undoes a squash by one commit that names it', async () => {
    const { node_id, number, merge } = await merged('squash');
    const { revertPullRequest: answer } = await revert(node_id);
    expect(made(answer.revertPullRequest.headRefName).map(({ message }) => message)).toEqual([
      `Revert "Two steps (#${number})"\n\nThis reverts commit ${merge}.`,
    ]);
  });

  it('undoes a rebase commit by commit, newest first', async () => {
    const { node_id } = await merged('rebase');
    const [second, first] = scene.repo.git.commits('main', '-2').toReversed();
    const { revertPullRequest: answer } = await revert(node_id);
    expect(made(answer.revertPullRequest.headRefName).map(({ message }) => message)).toEqual([
      `Revert "Second step"\n\nThis reverts commit ${second?.sha}.`,
      `Revert "First step"\n\nThis reverts commit ${first?.sha}.`,
    ]);
  });

  it('can itself be reverted', async () => {
    const { node_id, number } = await merged('merge');
    const { revertPullRequest: answer } = await revert(node_id);
    const octokit = scene.as(scene.ada.token);
    const { data } = await octokit.pulls.get({ ...scene.repo.at, pull_number: answer.revertPullRequest.number });
    await octokit.pulls.merge({ ...scene.repo.at, pull_number: data.number });
    const again = await revert(data.node_id);
    expect(again.revertPullRequest.revertPullRequest.headRefName).toBe(`revert-${data.number}-revert-${number}-topic`);
    expect(scene.repo.file(again.revertPullRequest.revertPullRequest.headRefName, 'first.txt')).toBe('1\n');
  });

  it('is refused on a conflict, before a merge, and to readers', async () => {
    const { node_id } = await merged('merge');
    scene.repo.commit('main', { 'first.txt': 'other\n' }, 'Newer in the same place');
    await expect(revert(node_id)).rejects.toMatchObject({
      errors: [{ type: 'UNPROCESSABLE', path: ['revertPullRequest'] }],
    });
    const open = await scene.proposal('open', { Open: { 'open.txt': 'open\n' } });
    await expect(revert(open.node_id)).rejects.toMatchObject({ errors: [{ type: 'UNPROCESSABLE' }] });
    await expect(revert(open.node_id, scene.hub.person('eve', 'read').token)).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN' }],
    });
    await expect(revert(open.node_id, scene.hub.person('mallory').token)).rejects.toMatchObject({
      errors: [{ type: 'NOT_FOUND' }],
    });
    expect(scene.repo.git.refs('refs/heads/revert-')).toEqual([]);
  });

  it('knows fields as GitHub does', async () => {
    await expect(scene.as(scene.bob.token).graphql('{ viewer { login nonsense } }')).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('nonsense') }],
    });
    expect(await scene.as(scene.bob.token).graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'bob' } });
    expect(await refusal(scene.as('ghp_unknown').graphql('{ viewer { login } }'))).toMatchObject({ status: 401 });
  });
});
