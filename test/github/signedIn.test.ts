import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareSubject } from '../../src/github/oidc.ts';
import { problemOf } from '../contract/failure.ts';
import { HubScene } from './hubForge.ts';

let scene: HubScene;
beforeEach(async () => {
  scene = await HubScene.start();
});
afterEach(() => scene.hub.close());

const tokensMade = () =>
  scene.hub.requests.filter(({ path, status }) => path.endsWith('/access_tokens') && status === 201).length;

describe('signed in', () => {
  it('as an app, by its id or its client id', async () => {
    const bot = { login: 'entra-rewind[bot]', isSelf: true, isPerson: false };
    expect(await scene.forge().self()).toEqual(bot);
    expect(await scene.forge({ ...scene.asApp, app: scene.app.clientId } as never).self()).toEqual(bot);
  });

  it('as a person', async () => {
    const forge = scene.with(scene.people.ada);
    expect(await forge.self()).toEqual({ login: 'ada', isSelf: true, isPerson: true });
    expect(await forge.gitToken()).toBe(scene.people.ada.token);
  });

  it('as a job, by GITHUB_TOKEN', async () => {
    const token = scene.hub.actionsToken(scene.repo, { contents: 'read', issues: 'write' });
    const forge = scene.forge({ as: 'token', token });
    expect(await forge.self()).toEqual({ login: 'github-actions[bot]', isSelf: true, isPerson: false });
    expect(await forge.keepIssue('k', { title: 'T', body: 'B' })).toBe('opened');
    expect(await forge.keepIssue('k', { title: 'T', body: 'B' })).toBe('commented');
  });

  it('fails clearly when the app is not installed, the key is another one, or the token has ended', async () => {
    const elsewhere = scene.forge(scene.asApp, { repository: { owner: 'contoso', repo: 'other' } });
    expect(await problemOf(elsewhere.repository())).toMatchObject({
      code: 'forgeNotFound',
      text: expect.stringMatching(/installation[\s\S]*installed/),
    });
    const other = scene.hub.app('other', {});
    const mixed = scene.forge({ as: 'app', app: String(scene.app.id), privateKey: other.privateKey });
    const problem = await problemOf(mixed.repository());
    expect(problem).toMatchObject({ code: 'forgeNotAllowed' });
    expect(problem.text).not.toMatch(/eyJ|PRIVATE KEY-----/);
    const token = scene.hub.actionsToken(scene.repo, {});
    scene.hub.endJob(token);
    const ended = await problemOf(scene.forge({ as: 'token', token }).repository());
    expect(ended).toMatchObject({ code: 'forgeNotAllowed' });
    expect(ended.text).not.toContain(token);
  });
});

describe("an app's token", () => {
  it('is kept while it is good, and renewed before it ends', async () => {
    let now = Date.now();
    const forge = scene.forge(scene.asApp, { now: () => now });
    const first = await forge.gitToken();
    await forge.openPullRequests();
    expect(await forge.gitToken()).toBe(first);
    expect(tokensMade()).toBe(1);
    now += 56 * 60_000;
    scene.hub.clock.advance(56 * 60_000);
    const second = await forge.gitToken();
    expect(second).not.toBe(first);
    expect(tokensMade()).toBe(2);
  });

  it('is renewed when GitHub takes it back, and the request is asked again', async () => {
    const forge = scene.forge();
    const first = await forge.gitToken();
    // Octokit takes a younger one for a token that is not known everywhere yet.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    scene.hub.endJob(first);
    expect(await forge.keepIssue('k', { title: 'T', body: 'B' })).toBe('opened');
    expect(await forge.gitToken()).not.toBe(first);
    expect(tokensMade()).toBe(2);
  });

  it('does not have what the app was not given, and says what is missing', async () => {
    const app = scene.hub.app('weak', { contents: 'read' });
    const forge = scene.forge({ as: 'app', app: String(app.id), privateKey: app.privateKey });
    const problem = await problemOf(forge.keepIssue('k', { title: 'T', body: 'B' }));
    expect(problem).toMatchObject({ code: 'forgeNotAllowed' });
    expect(problem.text).toMatch(/issues: read/);
  });
});

describe('in bad weather', () => {
  it('tells what was made from what was not, when the answer got lost', async () => {
    const forge = scene.forge();
    const { hub, repo } = scene;
    const commit = repo.commit('backup/one', { 'one.txt': '1\n' }, 'One', 'main');
    hub.weather.fail({ method: 'POST', path: /\/pulls$/, with: 502, when: 'after' });
    const made = await forge.createPullRequest({ branch: 'backup/one', title: 'One', body: 'B', labels: ['x'] });
    expect(made.labels).toEqual(['x']);
    expect(await forge.openPullRequests()).toHaveLength(1);
    for (const storm of ['cut', 502] as const) {
      hub.weather.fail({ method: 'PUT', path: /\/merge$/, with: storm, when: 'after' });
    }
    const merged = await forge.mergePullRequest(made.number, commit);
    expect(merged).toBe(repo.tip('main'));
    repo.commit('backup/two', { 'two.txt': '1\n' }, 'Two', 'main');
    hub.weather.fail({ method: 'POST', path: /\/pulls$/, with: 502, when: 'before' });
    const lost = forge.createPullRequest({ branch: 'backup/two', title: 'Two', body: 'B', labels: [] });
    expect((await problemOf(lost)).text).toContain('502');
    expect(await forge.openPullRequests()).toEqual([]);
  });

  it.each([1, 2, 3])('keeps one comment and one issue, whatever fails (seed %i)', async (seed) => {
    const forge = scene.forge();
    scene.repo.commit('backup/one', { 'one.txt': '1\n' }, 'One', 'main');
    const { number } = await forge.createPullRequest({ branch: 'backup/one', title: 'One', body: 'B', labels: [] });
    scene.hub.weather.seeded(seed, 0.25);
    const insist = async (work: () => Promise<unknown>): Promise<void> => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        const done = await work().then(
          () => true,
          () => false,
        );
        if (done) return;
      }
      throw new Error('it never succeeded');
    };
    for (const body of ['One', 'Two', 'Three']) await insist(() => forge.keepComment(number, 'plan', body));
    await insist(() => forge.keepIssue('k', { title: 'T', body: 'B' }));
    scene.hub.weather.clear();
    const { at } = scene.repo;
    const ada = scene.as(scene.people.ada.token);
    const comments = (await ada.issues.listComments({ ...at, issue_number: number })).data;
    expect(comments.map(({ body }) => body?.split('\n')[0])).toEqual(['Three']);
    const found = (await ada.issues.listForRepo(at)).data.filter((one) => one.pull_request === undefined);
    expect(found).toHaveLength(1);
  });
});

describe('the subject of a job', () => {
  it.each([true, false])('is what a real token says (ids: %s)', async (immutableSubject) => {
    scene.repo.state.oidc = { ...scene.repo.state.oidc, use_immutable_subject: immutableSubject };
    const expected = await scene.with(scene.people.admin).oidcSubject('entra-recovery');
    expect(expected.isCertain).toBe(true);
    const idToken = await realToken('entra-recovery');
    expect(compareSubject(expected, idToken)).toMatchObject({ is: 'same' });
    const other = await realToken('entra-backup');
    expect(compareSubject(expected, other)).toMatchObject({ is: 'different', expected: expected.sub });
    expect(compareSubject({ sub: null }, other)).toMatchObject({ is: 'told' });
  });
});

async function realToken(environment: string): Promise<string> {
  const { hub, repo, people } = scene;
  const variables = hub.idTokens.open(repo.state, {
    event: 'push',
    ref: 'refs/heads/main',
    sha: repo.tip('main') ?? '',
    environment,
    actor: people.ada.account,
  });
  const answer = await fetch(`${variables.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=api://AzureADTokenExchange`, {
    headers: { authorization: `Bearer ${variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  return ((await answer.json()) as { value: string }).value;
}
