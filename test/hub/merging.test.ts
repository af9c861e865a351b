import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const proposed = () =>
  scene.proposal(
    'topic',
    { 'First step': { 'first.txt': '1\n' }, 'Second step': { 'second.txt': '2\n' } },
    'Two steps',
  );

const merge = (number: number, method: 'merge' | 'squash' | 'rebase', more = {}) =>
  scene.as(scene.bob.token).pulls.merge({ ...scene.repo.at, pull_number: number, merge_method: method, ...more });

const newest = () => scene.repo.git.commit(scene.repo.tip('main') ?? '');

describe('merging', () => {
  it.each(['merge', 'squash', 'rebase'] as const)('by %s keeps what base got meanwhile', async (method) => {
    const { number } = await proposed();
    scene.repo.commit('main', { 'newer.txt': 'newer\n' }, 'Newer');
    const { data } = await merge(number, method);
    expect(data.sha).toBe(scene.repo.tip('main'));
    for (const path of ['README.md', 'newer.txt', 'first.txt', 'second.txt'])
      expect(scene.repo.file('main', path), path).not.toBeNull();
    const { data: after } = await scene.as(scene.ada.token).pulls.get({ ...scene.repo.at, pull_number: number });
    expect(after).toMatchObject({
      merged: true,
      state: 'closed',
      merge_commit_sha: data.sha,
      merged_by: { login: 'bob' },
    });
  });

  it('makes a merge commit with both parents, by the merger, committed by GitHub', async () => {
    const { number, head } = await proposed();
    const base = scene.repo.tip('main');
    await merge(number, 'merge');
    expect(newest()).toMatchObject({
      parents: [base, head.sha],
      message: `Merge pull request #${number} from contoso/topic\n\nTwo steps`,
      author: { name: 'Bob Example' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    });
  });

  it('squashes into one commit by the author of the pull request', async () => {
    const { number } = await proposed();
    const base = scene.repo.tip('main');
    await merge(number, 'squash');
    expect(newest()).toMatchObject({
      parents: [base],
      message: `Two steps (#${number})\n\n* First step\n\n* Second step`,
      author: { name: 'Ada Example' },
      committer: { name: 'GitHub' },
    });
  });

  it('squashes a single commit under its own title', async () => {
    const { number } = await scene.proposal(
      'topic',
      { 'Only step\n\nWith a body': { 'a.txt': 'a\n' } },
      'Another title',
    );
    await merge(number, 'squash');
    expect(newest().message).toBe(`Only step (#${number})\n\nWith a body`);
  });

  it('rebases every commit anew, committed by the merger', async () => {
    const { number } = await proposed();
    const base = scene.repo.tip('main') ?? '';
    await merge(number, 'rebase');
    const made = scene.repo.git.commits('main', `^${base}`);
    expect(made.map(({ message }) => message)).toEqual(['First step', 'Second step']);
    expect(made[0]).toMatchObject({ author: { name: 'Grace Example' }, committer: { name: 'Bob Example' } });
  });

  it('says 409 for another head, 405 for a conflict, a draft and what is merged', async () => {
    const { number } = await scene.proposal('topic', { Change: { 'shared.txt': 'a\nB\nc\n' } });
    expect(await refusal(merge(number, 'merge', { sha: scene.repo.tip('main') }))).toMatchObject({ status: 409 });
    scene.repo.commit('main', { 'shared.txt': 'a\nother\nc\n' }, 'Other');
    for (const method of ['merge', 'squash', 'rebase'] as const)
      expect(await refusal(merge(number, method))).toMatchObject({
        status: 405,
        message: expect.stringContaining('not mergeable'),
      });
    const { number: fine } = await scene.proposal('fine', { Fine: { 'fine.txt': 'fine\n' } });
    await merge(fine, 'merge');
    expect(await refusal(merge(fine, 'merge'))).toMatchObject({ status: 405 });
  });

  it('pushes to main by an event of the merger', async () => {
    const { number } = await proposed();
    const before = scene.repo.tip('main');
    await merge(number, 'merge');
    const push = scene.hub.events.find(({ name }) => name === 'push');
    expect(push).toMatchObject({
      by: { kind: 'person', login: 'bob' },
      payload: { ref: 'refs/heads/main', before, after: scene.repo.tip('main'), created: false, forced: false },
    });
    expect(push?.payload.commits).toHaveLength(3);
  });
});
