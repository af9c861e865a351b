import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RepositoryOptions } from './builder.ts';
import { refusal, Scene } from './scene.ts';
import type { HubRepository, JobFacts } from './server.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const admin = () => scene.as(scene.carol.token);
const gate = 'Please ensure the billing plan supports the required reviewers protection rule';

describe('environments', () => {
  const make = (options: RepositoryOptions): HubRepository => scene.hub.repository('contoso/other', options);
  const create = (repo: HubRepository, more: object = {}) =>
    admin().repos.createOrUpdateEnvironment({ ...repo.at, environment_name: 'entra-recovery', ...more });

  it.each<[string, RepositoryOptions, boolean]>([
    ['private on team', { plan: 'team' }, false],
    ['private on enterprise', { plan: 'enterprise' }, true],
    ['public on free', { plan: 'free', visibility: 'public' }, true],
  ])('have reviewers where the plan has them: %s', async (_, options, taken) => {
    const repo = make(options);
    const reviewers = [{ type: 'User' as const, id: scene.bob.id }];
    if (taken) {
      const { data } = await create(repo, { reviewers, prevent_self_review: true });
      expect(data.protection_rules).toMatchObject([
        { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ reviewer: { login: 'bob' } }] },
      ]);
      return;
    }
    expect(await refusal(create(repo, { reviewers }))).toMatchObject({
      status: 422,
      message: expect.stringContaining(gate),
    });
    // Even values that change nothing.
    for (const more of [{ reviewers: null }, { wait_timer: 0 }, { prevent_self_review: false }])
      expect(await refusal(create(repo, more)), JSON.stringify(more)).toMatchObject({ status: 422 });
    expect((await create(repo)).data.protection_rules).toEqual([]);
  });

  it('deploy from branches of a list', async () => {
    const deployment_branch_policy = { protected_branches: false, custom_branch_policies: true };
    const at = { ...scene.repo.at, environment_name: 'entra-recovery' };
    await create(scene.repo, { deployment_branch_policy });
    await admin().repos.createDeploymentBranchPolicy({ ...at, name: 'main' });
    const { data } = await admin().repos.listDeploymentBranchPolicies(at);
    expect(data).toMatchObject({ total_count: 1, branch_policies: [{ name: 'main', type: 'branch' }] });
    expect((await admin().repos.getEnvironment(at)).data).toMatchObject({
      deployment_branch_policy,
      protection_rules: [{ type: 'branch_policy' }],
    });
    expect(
      await refusal(scene.as(scene.ada.token).repos.createDeploymentBranchPolicy({ ...at, name: '*' })),
    ).toMatchObject({ status: 403 });
    await create(scene.repo);
    expect(await refusal(admin().repos.createDeploymentBranchPolicy({ ...at, name: '*' }))).toMatchObject({
      status: 404,
    });
  });

  it('keep variables', async () => {
    const at = { ...scene.repo.at, environment_name: 'entra-backup' };
    await admin().repos.createOrUpdateEnvironment(at);
    await admin().actions.createEnvironmentVariable({ ...at, name: 'azure_tenant_id', value: 'x' });
    expect((await admin().actions.listEnvironmentVariables(at)).data).toMatchObject({
      variables: [{ name: 'AZURE_TENANT_ID', value: 'x' }],
    });
    expect((await admin().actions.listRepoVariables({ ...scene.repo.at })).data.total_count).toBe(0);
  });
});

describe('ID tokens', () => {
  const sha = 'a'.repeat(40);
  async function claims(
    repo: HubRepository,
    job: Omit<JobFacts, 'actor' | 'sha'>,
    audience = 'api://AzureADTokenExchange',
  ) {
    const env = scene.hub.idTokenEnvironment(repo, { ...job, sha, actor: scene.ada.account });
    const answer = await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`, {
      headers: { authorization: `bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    });
    const { value } = (await answer.json()) as { value: string };
    const [header = '', payload = '', signature = ''] = value.split('.');
    const key = createPublicKey({ key: scene.hub.idTokens.publicKey.export({ format: 'jwk' }), format: 'jwk' });
    expect(verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  }
  const named = (repo: HubRepository) => `repo:contoso@${repo.state.owner.id}/${repo.name}@${repo.id}`;

  it.each<[string, Omit<JobFacts, 'actor' | 'sha'>, string]>([
    [
      'an environment before all',
      { event: 'pull_request', ref: 'refs/pull/1/merge', environment: 'a:b' },
      'environment:a%3Ab',
    ],
    ['a pull request', { event: 'pull_request', ref: 'refs/pull/1/merge' }, 'pull_request'],
    ['a branch', { event: 'push', ref: 'refs/heads/main' }, 'ref:refs/heads/main'],
    ['a tag', { event: 'push', ref: 'refs/tags/v1' }, 'ref:refs/tags/v1'],
  ])('have the subject of %s', async (_, job, context) => {
    expect(await claims(scene.repo, job)).toMatchObject({
      sub: `${named(scene.repo)}:${context}`,
      aud: 'api://AzureADTokenExchange',
      iss: 'https://token.actions.githubusercontent.com',
      repository_id: String(scene.repo.id),
    });
  });

  it('live for five minutes, and are for those who hold the secret', async () => {
    const { iat, exp } = await claims(scene.repo, { event: 'push', ref: 'refs/heads/main' });
    expect(Number(exp) - Number(iat)).toBe(300);
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '' } = scene.hub.idTokenEnvironment(scene.repo, {
      event: 'push',
      ref: 'x',
      sha,
      actor: scene.ada.account,
    });
    expect((await fetch(url, { headers: { authorization: 'bearer other' } })).status).toBe(401);
  });

  it('have names alone in older repositories, and what a repository asks for', async () => {
    const old = scene.hub.repository('contoso/old', { immutableSubject: false });
    const job = {
      event: 'push',
      ref: 'refs/heads/main',
      environment: 'prod',
      workflow: '.github/workflows/recover.yml',
    };
    expect((await claims(old, job)).sub).toBe('repo:contoso/old:environment:prod');
    await admin().actions.setCustomOidcSubClaimForRepo({
      ...old.at,
      use_default: false,
      include_claim_keys: ['repo', 'context', 'job_workflow_ref'],
    });
    expect((await claims(old, job)).sub).toBe(
      'repo:contoso/old:environment:prod:job_workflow_ref:contoso/old/.github/workflows/recover.yml@refs/heads/main',
    );
    expect((await admin().actions.getCustomOidcSubClaimForRepo({ ...old.at })).data).toMatchObject({
      use_default: false,
      include_claim_keys: ['repo', 'context', 'job_workflow_ref'],
    });
  });
});

describe('weather', () => {
  const create = (title: string) => scene.as(scene.ada.token).issues.create({ ...scene.repo.at, title });
  const titles = () => [...scene.repo.state.issues.values()].map(({ title }) => title);

  it('strikes the request that it is told to, before or after', async () => {
    scene.hub.weather.fail({ method: 'POST', path: /\/issues$/, nth: 2, with: 502 });
    scene.hub.weather.fail({ method: 'POST', path: /\/issues$/, nth: 3, with: 500, when: 'after' });
    await create('one');
    expect(await refusal(create('two'))).toMatchObject({ status: 502 });
    expect(await refusal(create('three'))).toMatchObject({ status: 500 });
    await create('four');
    expect(titles()).toEqual(['one', 'three', 'four']);
    expect(scene.hub.requests.map(({ status }) => status)).toEqual([201, 502, 500, 201]);
  });

  it('limits as GitHub does', async () => {
    const headers = async () => {
      const answer = await fetch(`${scene.hub.url}/repos/${scene.repo.fullName}`, {
        headers: { authorization: `token ${scene.ada.token}` },
      });
      return {
        status: answer.status,
        remaining: answer.headers.get('x-ratelimit-remaining'),
        after: answer.headers.get('retry-after'),
        said: await answer.text(),
      };
    };
    for (const [index, failure] of (['primaryLimit', 'secondaryLimit', 'tooMany'] as const).entries())
      scene.hub.weather.fail({ nth: index + 1, with: failure, retryAfterSeconds: 7 });
    expect(await headers()).toMatchObject({
      status: 403,
      remaining: '0',
      after: null,
      said: expect.stringContaining('API rate limit exceeded'),
    });
    const said = expect.stringContaining('You have exceeded a secondary rate limit');
    expect(await headers()).toMatchObject({ status: 403, after: '7', said });
    expect(await headers()).toMatchObject({ status: 429, after: '7', said });
    expect(await headers()).toMatchObject({ status: 200, remaining: '4999' });
  });

  it('is the same for the same seed, and reaches git', async () => {
    const run = async () => {
      scene.hub.weather.seeded(7, 0.5);
      const seen: number[] = [];
      for (let index = 0; index < 12; index += 1) seen.push((await fetch(`${scene.hub.url}/rate_limit`)).status);
      scene.hub.weather.clear();
      return seen;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
    scene.hub.weather.fail({ path: /\.git\//, with: 502 });
    expect(await scene.git('ls-remote', scene.repo.cloneUrlFor(scene.ada.token))).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('502'),
    });
  });

  it('leaves a record of who asked', async () => {
    await scene.as(scene.ada.token).repos.get({ ...scene.repo.at });
    await scene.git('ls-remote', scene.repo.cloneUrlFor(scene.bob.token));
    const seen = scene.hub.requests.map(
      ({ method, path, identity, status }) => `${method} ${path} ${identity} ${status}`,
    );
    expect(seen[0]).toBe(`GET /repos/${scene.repo.fullName} ada 200`);
    expect(seen.at(-1)).toContain('bob 200');
  });
});

describe('git data', () => {
  it('is 409 or 404 where there is none', async () => {
    const empty = scene.hub.repository('contoso/empty');
    const octokit = scene.as(scene.ada.token);
    const sha = 'a'.repeat(40);
    expect(await refusal(octokit.git.getRef({ ...empty.at, ref: 'heads/main' }))).toMatchObject({
      status: 409,
      message: expect.stringContaining('Git Repository is empty.'),
    });
    expect(await refusal(octokit.git.createRef({ ...empty.at, ref: 'refs/heads/main', sha }))).toMatchObject({
      status: 409,
    });
    expect(await refusal(octokit.repos.getContent({ ...empty.at, path: 'README.md' }))).toMatchObject({ status: 404 });
    expect(await refusal(octokit.git.getRef({ ...scene.repo.at, ref: 'heads/none' }))).toMatchObject({ status: 404 });
    expect(await refusal(octokit.git.createRef({ ...scene.repo.at, ref: 'refs/heads/x', sha }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('Object does not exist'),
    });
  });

  it('moves refs forward, by force, and never one twice', async () => {
    const octokit = scene.as(scene.ada.token);
    const [old, side] = [
      scene.repo.tip('main') ?? '',
      scene.repo.commit('side', { 'side.txt': 's\n' }, 'Side', 'main'),
    ];
    const next = scene.repo.commit('main', { 'b.txt': 'b\n' });
    const at = { ...scene.repo.at, ref: 'heads/main' };
    expect(await refusal(octokit.git.createRef({ ...scene.repo.at, ref: 'refs/heads/main', sha: old }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('Reference already exists'),
    });
    expect(await refusal(octokit.git.updateRef({ ...at, sha: side }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('Update is not a fast forward'),
    });
    await octokit.git.updateRef({ ...at, sha: side, force: true });
    expect(scene.hub.events.at(-1)?.payload).toMatchObject({ before: next, after: side, forced: true });
  });

  it('shows files as they are', async () => {
    const octokit = scene.as(scene.ada.token);
    const { data } = await octokit.repos.getContent({ ...scene.repo.at, path: 'README.md', ref: 'main' });
    expect(data).toMatchObject({
      type: 'file',
      encoding: 'base64',
      size: 4,
      content: `${Buffer.from('one\n').toString('base64')}\n`,
    });
    const raw = await octokit.repos.getContent({ ...scene.repo.at, path: 'README.md', mediaType: { format: 'raw' } });
    expect(raw.data).toBe('one\n');
    expect(await refusal(octokit.repos.getContent({ ...scene.repo.at, path: 'none' }))).toMatchObject({ status: 404 });
  });
});
