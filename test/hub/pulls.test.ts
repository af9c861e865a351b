import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const ada = () => scene.as(scene.ada.token);
const get = async (number: number) => (await ada().pulls.get({ ...scene.repo.at, pull_number: number })).data;
const told = () =>
  scene.hub.events.filter(({ name }) => name === 'pull_request').map(({ action, by }) => `${action} by ${by.login}`);

describe('a pull request', () => {
  it('is refused without commits, twice, with an unknown head or base, and when too long', async () => {
    await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    scene.repo.commit('other', { 'o.txt': 'o\n' }, 'O', 'main');
    scene.repo.git.run(['update-ref', 'refs/heads/same', scene.repo.tip('main') ?? '']);
    const create = (more: object) =>
      refusal(ada().pulls.create({ ...scene.repo.at, title: 'A', head: 'other', base: 'main', ...more }));
    expect(await create({ head: 'topic' })).toMatchObject({
      status: 422,
      message: expect.stringContaining('A pull request already exists for contoso:topic.'),
    });
    expect(await create({ head: 'same' })).toMatchObject({
      status: 422,
      message: expect.stringContaining('No commits between main and same'),
    });
    expect(await create({ head: 'unknown' })).toMatchObject({ status: 422 });
    expect(await create({ base: 'unknown' })).toMatchObject({ status: 422 });
    expect(await create({ body: 'x'.repeat(65_537) })).toMatchObject({
      status: 422,
      message: expect.stringContaining('body is too long (maximum is 65536 characters)'),
    });
    const { data } = await ada().pulls.create({
      ...scene.repo.at,
      title: 'A',
      head: 'other',
      base: 'main',
      body: 'x'.repeat(65_536),
    });
    expect(data.number).toBe(2);
  });

  it('says whether it can be merged when it is asked again', async () => {
    const { number, head } = await scene.proposal('topic', { A: { 'shared.txt': 'A\n' } });
    expect(await get(number)).toMatchObject({
      mergeable: null,
      mergeable_state: 'unknown',
      merge_commit_sha: null,
      commits: 1,
      changed_files: 1,
    });
    const known = await get(number);
    expect(known).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
    expect(scene.repo.git.tip(`refs/pull/${number}/merge`)).toBe(known.merge_commit_sha);
    expect(scene.repo.git.commit(known.merge_commit_sha ?? '').parents).toEqual([scene.repo.tip('main'), head.sha]);
    await scene.clone(scene.bob.token);
    await scene.commit({ 'shared.txt': 'B\n' }, 'B');
    await scene.git('push', 'origin', 'HEAD:main');
    expect(await get(number)).toMatchObject({ mergeable: null });
    expect(await get(number)).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect(scene.repo.git.tip(`refs/pull/${number}/merge`)).toBeNull();
  });

  it('follows its head, and closes when that is deleted', async () => {
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    await scene.clone(scene.bob.token);
    await scene.git('checkout', '--quiet', 'topic');
    await scene.commit({ 'b.txt': 'b\n' }, 'B');
    await scene.git('push', 'origin', 'topic');
    expect(await get(number)).toMatchObject({ head: { sha: scene.repo.tip('topic') }, commits: 2 });
    expect(scene.repo.git.tip(`refs/pull/${number}/head`)).toBe(scene.repo.tip('topic'));
    await scene.git('push', 'origin', ':topic');
    expect(await get(number)).toMatchObject({ state: 'closed', merged: false });
    expect(await refusal(ada().pulls.update({ ...scene.repo.at, pull_number: number, state: 'open' }))).toMatchObject({
      status: 422,
    });
    expect(told()).toEqual(['opened by ada', 'synchronize by bob', 'closed by bob']);
  });

  it('is edited, closed and opened again', async () => {
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    const update = (more: object) => ada().pulls.update({ ...scene.repo.at, pull_number: number, ...more });
    await update({ title: 'Other', body: 'Other' });
    await update({ title: 'Other' });
    await update({ state: 'closed' });
    expect((await ada().issues.get({ ...scene.repo.at, issue_number: number })).data.closed_by?.login).toBe('ada');
    await update({ state: 'open' });
    expect(told()).toEqual(['opened by ada', 'edited by ada', 'closed by ada', 'reopened by ada']);
    expect(await get(number)).toMatchObject({ title: 'Other', body: 'Other', state: 'open' });
  });

  it('lists by state, head, base and page', async () => {
    for (const branch of ['one', 'two', 'three']) await scene.proposal(branch, { [branch]: { [branch]: branch } });
    await ada().pulls.update({ ...scene.repo.at, pull_number: 2, state: 'closed' });
    const numbers = async (more: object) =>
      (await ada().pulls.list({ ...scene.repo.at, ...more })).data.map(({ number }) => number);
    expect(await numbers({})).toEqual([3, 1]);
    expect(await numbers({ state: 'all', direction: 'asc' })).toEqual([1, 2, 3]);
    expect(await numbers({ state: 'closed' })).toEqual([2]);
    expect(await numbers({ head: 'contoso:one' })).toEqual([1]);
    expect(await numbers({ base: 'other' })).toEqual([]);
    const first = await ada().pulls.list({ ...scene.repo.at, state: 'all', per_page: 2 });
    expect(first.headers.link).toMatch(/[?&]page=2>; rel="next"/);
    const all = await ada().paginate(ada().pulls.list, { ...scene.repo.at, state: 'all', per_page: 1 });
    expect(all.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('is found by the commits that it brought', async () => {
    for (const method of ['merge', 'squash', 'rebase'] as const) {
      const { number } = await scene.proposal(method, {
        [`1 ${method}`]: { [method]: '1' },
        [`2 ${method}`]: { [method]: '2' },
      });
      const before = scene.repo.tip('main') ?? '';
      await ada().pulls.merge({ ...scene.repo.at, pull_number: number, merge_method: method });
      for (const { sha } of scene.repo.git.commits('main', `^${before}`)) {
        const { data } = await ada().repos.listPullRequestsAssociatedWithCommit({ ...scene.repo.at, commit_sha: sha });
        expect(
          data.map((one) => one.number),
          `${method} ${sha}`,
        ).toEqual([number]);
      }
    }
  });

  it('can come from a fork', async () => {
    const eve = scene.hub.person('eve', 'read');
    const fork = scene.hub.fork(scene.repo, eve);
    fork.commit('main', { 'fork.txt': 'fork\n' }, 'Fork');
    const { data } = await scene
      .as(eve.token)
      .pulls.create({ ...scene.repo.at, title: 'Fork', head: 'eve:main', base: 'main' });
    expect(data.head).toMatchObject({ label: 'eve:main', repo: { full_name: 'eve/entra-backup', fork: true } });
    expect(data.base.repo.id).not.toBe(data.head.repo?.id);
    expect(scene.repo.git.tip(`refs/pull/${data.number}/head`)).toBe(fork.tip('main'));
    await scene.git('clone', '--quiet', fork.cloneUrlFor(eve.token), '.');
    await scene.commit({ 'more.txt': 'more\n' }, 'More');
    await scene.git('push', 'origin', 'HEAD:main');
    expect((await get(data.number)).head.sha).toBe(fork.tip('main'));
    await ada().pulls.merge({ ...scene.repo.at, pull_number: data.number });
    expect(scene.repo.file('main', 'more.txt')).toBe('more\n');
  });
});
