import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const hour = 3_600_000;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('people', () => {
  it('are told apart from nobody and from the unknown', async () => {
    const get = (token?: string) =>
      refusal(
        new Octokit({ baseUrl: scene.hub.url, log: quiet, ...(token === undefined ? {} : { auth: token }) }).repos.get({
          ...scene.repo.at,
        }),
      );
    expect(await get('ghp_unknown')).toEqual({ status: 401, message: expect.stringContaining('Bad credentials') });
    expect(await get()).toMatchObject({ status: 404 });
    expect(await get(scene.hub.person('mallory').token)).toMatchObject({ status: 404 });
    const { data } = await scene.as(scene.ada.token).users.getAuthenticated();
    expect(data).toMatchObject({ login: 'ada', type: 'User' });
  });

  it('write by their role, where they are not named otherwise', async () => {
    const eve = scene.hub.person('eve', 'read');
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    const merge = () => scene.as(eve.token).pulls.merge({ ...scene.repo.at, pull_number: number });
    expect(await refusal(merge())).toMatchObject({ status: 403 });
    await scene.as(eve.token).issues.createComment({ ...scene.repo.at, issue_number: number, body: 'May I?' });
    scene.repo.grant(eve, 'maintain');
    expect((await merge()).data.merged).toBe(true);
  });

  it.each([
    ['admin', 'admin'],
    ['maintain', 'write'],
    ['write', 'write'],
    ['triage', 'read'],
    ['read', 'read'],
    ['none', 'none'],
  ] as const)('with role %s have the permission %s', async (role, permission) => {
    scene.hub.person('eve', role);
    const { data } = await scene
      .as(scene.ada.token)
      .repos.getCollaboratorPermissionLevel({ ...scene.repo.at, username: 'eve' });
    expect(data).toMatchObject({ permission, role_name: role, user: { login: 'eve' } });
  });

  it('that nobody knows have none at all', async () => {
    const asked = scene
      .as(scene.ada.token)
      .repos.getCollaboratorPermissionLevel({ ...scene.repo.at, username: 'ghost' });
    expect(await refusal(asked)).toMatchObject({ status: 404 });
  });
});

describe('an app', () => {
  const permissions = { contents: 'write', pull_requests: 'write', issues: 'write' } as const;
  const make = () => scene.hub.app('entra-rewind', permissions);
  const signIn = (app: ReturnType<typeof make>, more: object = {}) =>
    new Octokit({
      baseUrl: scene.hub.url,
      log: quiet,
      authStrategy: createAppAuth,
      auth: { appId: app.id, privateKey: app.privateKey, installationId: app.installationId, ...more },
    });

  it('signs in with its key, by app id or client id', async () => {
    const app = make();
    for (const appId of [app.id, app.clientId]) {
      const octokit = signIn(app, { appId });
      const { data } = await octokit.issues.create({ ...scene.repo.at, title: 'Hello' });
      expect(data).toMatchObject({
        user: { login: 'entra-rewind[bot]', type: 'Bot' },
        performed_via_github_app: { slug: 'entra-rewind' },
      });
      expect((await octokit.apps.getAuthenticated()).data).toMatchObject({ id: app.id, client_id: app.clientId });
      expect((await octokit.apps.getRepoInstallation({ ...scene.repo.at })).data).toMatchObject({
        id: app.installationId,
      });
    }
  });

  it('is refused with another key', async () => {
    const [app, other] = [make(), scene.hub.app('other', {})];
    expect(
      await refusal(signIn(app, { privateKey: other.privateKey }).issues.create({ ...scene.repo.at, title: 'x' })),
    ).toMatchObject({ status: 401 });
  });

  it('does what its permissions say and nothing else', async () => {
    const octokit = scene.as(make().token());
    const name = { ...scene.repo.at, name: 'plan', head_sha: scene.repo.tip('main') ?? '' };
    const message = expect.stringContaining('Resource not accessible by integration');
    expect(await refusal(octokit.checks.create(name))).toEqual({ status: 403, message });
    expect(await refusal(octokit.users.getAuthenticated())).toEqual({ status: 403, message });
    expect(
      await refusal(octokit.repos.createRepoRuleset({ ...scene.repo.at, name: 'x', enforcement: 'active' })),
    ).toEqual({ status: 403, message });
    const narrow = scene.as(scene.hub.app('narrow', { contents: 'read' }).token());
    expect(await refusal(narrow.pulls.list({ ...scene.repo.at }))).toEqual({ status: 403, message });
  });

  it('can ask for less, not for more', async () => {
    const app = make();
    const octokit = signIn(app);
    const ask = (wanted: Readonly<Record<string, string>>) =>
      octokit.request('POST /app/installations/{id}/access_tokens', { id: app.installationId, permissions: wanted });
    const { data } = await ask({ contents: 'read' });
    expect(data).toMatchObject({ permissions: { contents: 'read', metadata: 'read' } });
    expect(await refusal(scene.as(data.token).issues.create({ ...scene.repo.at, title: 'x' }))).toMatchObject({
      status: 403,
    });
    expect(await refusal(ask({ administration: 'write' }))).toMatchObject({ status: 422 });
  });

  it('has its token for an hour of the hub\u2019s clock', async () => {
    const token = make().token();
    const create = () => scene.as(token).issues.create({ ...scene.repo.at, title: 'x' });
    scene.hub.clock.advance(hour - 60_000);
    await create();
    scene.hub.clock.advance(60_000);
    expect(await refusal(create())).toMatchObject({ status: 401, message: expect.stringContaining('Bad credentials') });
    expect(await scene.git('ls-remote', scene.repo.cloneUrlFor(token))).toMatchObject({ succeeded: false });
  });

  it('sees nothing where it is not installed', async () => {
    const elsewhere = scene.hub.app('elsewhere', permissions, ['contoso/other']);
    expect(await refusal(scene.as(elsewhere.token()).repos.get({ ...scene.repo.at }))).toMatchObject({ status: 404 });
    expect(await scene.git('ls-remote', scene.repo.cloneUrlFor(elsewhere.token()))).toMatchObject({ succeeded: false });
  });
});

describe('GITHUB_TOKEN', () => {
  it('has the scopes of its job, and ends with it', async () => {
    const token = scene.hub.actionsToken(scene.repo, { contents: 'write', issues: 'write' });
    const octokit = scene.as(token);
    const { data } = await octokit.issues.create({ ...scene.repo.at, title: 'x' });
    expect(data.user?.login).toBe('github-actions[bot]');
    expect(scene.hub.events.at(-1)).toMatchObject({
      name: 'issues',
      by: { kind: 'actions', login: 'github-actions[bot]' },
    });
    expect(
      await refusal(octokit.checks.create({ ...scene.repo.at, name: 'x', head_sha: scene.repo.tip('main') ?? '' })),
    ).toMatchObject({ status: 403 });
    scene.hub.endJob(token);
    expect(await refusal(octokit.repos.get({ ...scene.repo.at }))).toMatchObject({ status: 401 });
  });

  it('opens and approves pull requests only where that is allowed', async () => {
    const octokit = scene.as(scene.hub.actionsToken(scene.repo, { contents: 'write', pull_requests: 'write' }));
    scene.repo.commit('topic', { 'a.txt': 'a\n' }, 'A', 'main');
    const create = () => octokit.pulls.create({ ...scene.repo.at, title: 'A', head: 'topic', base: 'main' });
    expect(await refusal(create())).toMatchObject({
      status: 403,
      message: expect.stringContaining('not permitted to create or approve pull requests'),
    });
    await scene.as(scene.carol.token).actions.setGithubActionsDefaultWorkflowPermissionsRepository({
      ...scene.repo.at,
      can_approve_pull_request_reviews: true,
    });
    expect((await create()).status).toBe(201);
  });
});
