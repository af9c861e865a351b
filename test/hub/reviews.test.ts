import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protect, review } from './rules.ts';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

describe('reviews', () => {
  const approve = (token: string, number: number) =>
    scene.as(token).pulls.createReview({ ...scene.repo.at, pull_number: number, event: 'APPROVE' });
  const merge = (number: number) => scene.as(scene.bob.token).pulls.merge({ ...scene.repo.at, pull_number: number });

  it('count from writers other than the author, and go with a push', async () => {
    await protect(scene, ['~DEFAULT_BRANCH'], [review({ dismiss_stale_reviews_on_push: true })]);
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    expect(await refusal(approve(scene.ada.token, number))).toMatchObject({
      status: 422,
      message: expect.stringContaining('Can not approve your own pull request'),
    });
    await approve(scene.hub.person('eve', 'read').token, number);
    expect(await refusal(merge(number))).toMatchObject({ status: 405 });
    await approve(scene.bob.token, number);
    await scene.clone(scene.ada.token);
    await scene.git('checkout', '--quiet', 'topic');
    await scene.commit({ 'b.txt': 'b\n' }, 'B');
    await scene.git('push', 'origin', 'topic');
    const { data } = await scene.as(scene.ada.token).pulls.listReviews({ ...scene.repo.at, pull_number: number });
    expect(data.map(({ state }) => state)).toEqual(['DISMISSED', 'DISMISSED']);
    expect(await refusal(merge(number))).toMatchObject({ status: 405 });
    await approve(scene.bob.token, number);
    expect((await merge(number)).data.merged).toBe(true);
  });

  it('are asked of code owners, and wanted from them', async () => {
    const team = scene.hub.team('contoso/identity', [scene.carol]);
    scene.repo.commit('main', { '.github/CODEOWNERS': '* @bob\n/policies/ @contoso/identity # guards\n' });
    await protect(scene, ['~DEFAULT_BRANCH'], [review({ require_code_owner_review: true })]);
    const { number, requested_teams, requested_reviewers } = await scene.proposal('topic', {
      A: { 'policies/a.ts': 'a\n' },
    });
    expect([requested_teams?.map(({ slug }) => slug), requested_reviewers]).toEqual([[team.slug], []]);
    await approve(scene.bob.token, number);
    expect(await refusal(merge(number))).toMatchObject({
      status: 405,
      message: expect.stringContaining('Waiting on code owner review from contoso/identity'),
    });
    await approve(scene.carol.token, number);
    expect((await merge(number)).data.merged).toBe(true);
  });

  it('are wanted from somebody other than the last pusher', async () => {
    await protect(scene, ['~DEFAULT_BRANCH'], [review({ require_last_push_approval: true })]);
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    await scene.clone(scene.bob.token);
    await scene.git('checkout', '--quiet', 'topic');
    await scene.commit({ 'b.txt': 'b\n' }, 'B');
    await scene.git('push', 'origin', 'topic');
    await approve(scene.bob.token, number);
    expect(await refusal(merge(number))).toMatchObject({
      status: 405,
      message: expect.stringContaining('other than the last pusher'),
    });
    await approve(scene.carol.token, number);
    expect((await merge(number)).data.merged).toBe(true);
  });

  it('that request changes block until they are dismissed', async () => {
    await protect(scene, ['~DEFAULT_BRANCH'], [review()]);
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    await approve(scene.carol.token, number);
    const at = { ...scene.repo.at, pull_number: number };
    const { data } = await scene
      .as(scene.bob.token)
      .pulls.createReview({ ...at, event: 'REQUEST_CHANGES', body: 'No.' });
    expect(await refusal(merge(number))).toMatchObject({ status: 405 });
    await scene.as(scene.carol.token).pulls.dismissReview({ ...at, review_id: data.id, message: 'Settled' });
    expect((await merge(number)).data.merged).toBe(true);
  });
});
