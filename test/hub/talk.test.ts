import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const ada = () => scene.as(scene.ada.token);

describe('comments', () => {
  it('are made, edited and listed, and an edit can be seen', async () => {
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    const at = { ...scene.repo.at, issue_number: number };
    const { data } = await ada().issues.createComment({ ...at, body: '/revert' });
    expect(data.updated_at).toBe(data.created_at);
    const { data: edited } = await ada().issues.updateComment({
      ...scene.repo.at,
      comment_id: data.id,
      body: '/revert all',
    });
    expect(edited.updated_at > edited.created_at).toBe(true);
    expect((await ada().issues.getComment({ ...scene.repo.at, comment_id: data.id })).data).toEqual(edited);
    expect((await ada().issues.listComments(at)).data).toEqual([edited]);
    const told = scene.hub.events.filter(({ name }) => name === 'issue_comment');
    expect(told.map(({ action }) => action)).toEqual(['created', 'edited']);
    expect(told[0]?.payload).toMatchObject({
      comment: { body: '/revert' },
      issue: { number, pull_request: { merged_at: null } },
    });
  });

  it('are no longer than 65,536 characters', async () => {
    const { data } = await ada().issues.create({ ...scene.repo.at, title: 'x' });
    const comment = (length: number) =>
      ada().issues.createComment({ ...scene.repo.at, issue_number: data.number, body: 'x'.repeat(length) });
    await comment(65_536);
    expect(await refusal(comment(65_537))).toMatchObject({
      status: 422,
      message: expect.stringContaining('body is too long (maximum is 65536 characters)'),
    });
  });

  it('of others are not edited by readers', async () => {
    const { data: issue } = await ada().issues.create({ ...scene.repo.at, title: 'x' });
    const { data } = await ada().issues.createComment({ ...scene.repo.at, issue_number: issue.number, body: 'mine' });
    const eve = scene.as(scene.hub.person('eve', 'read').token);
    expect(
      await refusal(eve.issues.updateComment({ ...scene.repo.at, comment_id: data.id, body: 'hers' })),
    ).toMatchObject({ status: 403 });
  });

  it('take each reaction once from each', async () => {
    const { data: issue } = await ada().issues.create({ ...scene.repo.at, title: 'x' });
    const { data } = await ada().issues.createComment({ ...scene.repo.at, issue_number: issue.number, body: 'x' });
    const react = (content: 'eyes' | 'rocket') =>
      ada().reactions.createForIssueComment({ ...scene.repo.at, comment_id: data.id, content });
    expect([(await react('eyes')).status, (await react('eyes')).status, (await react('rocket')).status]).toEqual([
      201, 200, 201,
    ]);
    const { data: after } = await ada().issues.getComment({ ...scene.repo.at, comment_id: data.id });
    expect(after.reactions).toMatchObject({ total_count: 2, eyes: 1, rocket: 1 });
  });
});

describe('issues', () => {
  it('are listed by state, labels and creator, pull requests among them', async () => {
    const create = async (token: string, title: string, labels: string[]) =>
      (await scene.as(token).issues.create({ ...scene.repo.at, title, labels })).data.number;
    const first = await create(scene.ada.token, 'One', ['entra-rewind', 'failed']);
    const second = await create(scene.bob.token, 'Two', ['entra-rewind']);
    const { number: third } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    const numbers = async (more: object) =>
      (await ada().issues.listForRepo({ ...scene.repo.at, ...more })).data.map(({ number }) => number);
    expect(await numbers({})).toEqual([third, second, first]);
    expect(await numbers({ labels: 'Entra-Rewind,failed' })).toEqual([first]);
    expect(await numbers({ creator: 'bob' })).toEqual([second]);
    const { data } = await ada().issues.update({ ...scene.repo.at, issue_number: second, state: 'closed' });
    expect(data).toMatchObject({ state: 'closed', state_reason: 'completed', closed_by: { login: 'ada' } });
    expect(await numbers({ state: 'closed' })).toEqual([second]);
    expect(await numbers({ labels: 'unknown' })).toEqual([]);
  });

  it('get labels that were not there, each once', async () => {
    const { data } = await ada().issues.create({ ...scene.repo.at, title: 'x' });
    const at = { ...scene.repo.at, issue_number: data.number };
    await ada().issues.addLabels({ ...at, labels: ['new', 'New', 'other'] });
    const { data: left } = await ada().issues.removeLabel({ ...at, name: 'other' });
    expect(left.map(({ name }) => name)).toEqual(['new']);
    expect(await refusal(ada().issues.removeLabel({ ...at, name: 'other' }))).toMatchObject({ status: 404 });
  });
});

describe('checks', () => {
  const app = () => scene.as(scene.hub.app('entra-rewind', { checks: 'write' }).token());
  const run = () => ({ ...scene.repo.at, name: 'plan', head_sha: scene.repo.tip('main') ?? '' });
  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'x' } as const;
  const some = (count: number) => Array.from({ length: count }, () => annotation);

  it('are of apps alone', async () => {
    expect(await refusal(ada().checks.create(run()))).toMatchObject({
      status: 403,
      message: expect.stringContaining('You must authenticate via a GitHub App.'),
    });
    const octokit = app();
    const { data } = await octokit.checks.create(run());
    const other = scene.as(scene.hub.app('other', { checks: 'write' }).token());
    expect(
      await refusal(
        other.checks.update({ ...scene.repo.at, check_run_id: data.id, status: 'completed', conclusion: 'success' }),
      ),
    ).toMatchObject({ status: 403 });
  });

  it('take fifty annotations at a time and append them', async () => {
    const octokit = app();
    const output = (count: number) => ({ title: 'Plan', summary: 'Summary', annotations: some(count) });
    expect(await refusal(octokit.checks.create({ ...run(), output: output(51) }))).toMatchObject({ status: 422 });
    const { data } = await octokit.checks.create({ ...run(), output: output(50) });
    const { data: updated } = await octokit.checks.update({
      ...scene.repo.at,
      check_run_id: data.id,
      output: output(20),
    });
    expect(updated.output.annotations_count).toBe(70);
    const all = await octokit.paginate(octokit.checks.listAnnotations, { ...scene.repo.at, check_run_id: data.id });
    expect(all).toHaveLength(70);
  });

  it('take 65,535 characters of summary and of text', async () => {
    const octokit = app();
    const create = (output: { title: string; summary: string; text?: string }) =>
      octokit.checks.create({ ...run(), output });
    await create({ title: 'x', summary: 'x'.repeat(65_535), text: 'x'.repeat(65_535) });
    expect(await refusal(create({ title: 'x', summary: 'x'.repeat(65_536) }))).toMatchObject({ status: 422 });
    expect(await refusal(create({ title: 'x', summary: 'x', text: 'x'.repeat(65_536) }))).toMatchObject({
      status: 422,
    });
  });

  it('list the newest of a name, or all', async () => {
    const octokit = app();
    expect(await refusal(octokit.checks.create({ ...run(), status: 'completed' }))).toMatchObject({ status: 422 });
    await octokit.checks.create({ ...run(), conclusion: 'failure' });
    await octokit.checks.create({ ...run(), conclusion: 'success' });
    const list = async (filter: 'latest' | 'all') =>
      (await ada().checks.listForRef({ ...scene.repo.at, ref: 'main', filter })).data.check_runs.map(
        ({ conclusion, status }) => `${status} ${conclusion}`,
      );
    expect(await list('latest')).toEqual(['completed success']);
    expect(await list('all')).toEqual(['completed success', 'completed failure']);
  });
});
