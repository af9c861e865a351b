import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protect, type Rules, review } from './rules.ts';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const admin = () => scene.as(scene.carol.token);

const writers = { contents: 'write', pull_requests: 'write' } as const;
const alone: Rules = [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }];

describe('rulesets at a push', () => {
  it('leave backups to the app alone, and let nobody rewrite them', async () => {
    const app = scene.hub.app('entra-rewind', writers);
    await protect(scene, ['refs/heads/backup/**'], alone, [
      { actor_id: app.id, actor_type: 'Integration', bypass_mode: 'always' },
    ]);
    await protect(scene, ['refs/heads/backup/**'], [{ type: 'non_fast_forward' }]);
    await scene.clone(scene.carol.token);
    const byCarol = await scene.git('push', 'origin', 'HEAD:refs/heads/backup/one');
    expect(byCarol.succeeded).toBe(false);
    expect(byCarol.said).toContain('remote: error: GH013: Repository rule violations found for refs/heads/backup/one.');
    expect(byCarol.said).toContain('remote: - Cannot create ref due to creations being restricted.');
    const url = scene.repo.cloneUrlFor(app.token());
    expect(await scene.git('push', url, 'HEAD:refs/heads/backup/one')).toMatchObject({ succeeded: true });
    await scene.git('commit', '--quiet', '--amend', '-m', 'Rewritten');
    expect(await scene.git('push', '--force', url, 'HEAD:refs/heads/backup/one')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('Cannot force-push to this branch'),
    });
    expect(await scene.git('push', 'origin', ':refs/heads/backup/one')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('Cannot delete this branch'),
    });
    expect(await scene.git('push', url, ':refs/heads/backup/one')).toMatchObject({ succeeded: true });
    const { data: suites } = await admin().repos.getRepoRuleSuites({ ...scene.repo.at });
    expect(suites.map(({ result }) => result)).toEqual(['bypass', 'fail', 'fail', 'bypass', 'fail']);
  });

  it('refuse the whole push for one ref', async () => {
    await protect(scene, ['refs/heads/journal'], alone);
    await scene.clone(scene.ada.token);
    expect((await scene.git('push', 'origin', 'HEAD:refs/heads/free', 'HEAD:refs/heads/journal')).succeeded).toBe(
      false,
    );
    expect(scene.repo.tip('free')).toBeNull();
    expect(scene.hub.events.filter(({ name }) => name === 'push')).toEqual([]);
  });

  it('want a pull request, but for new branches and for what an approved one would bring', async () => {
    await protect(scene, ['~ALL'], [review({ required_approving_review_count: 0 })]);
    await scene.clone(scene.ada.token);
    await scene.commit({ 'a.txt': 'a\n' }, 'A');
    expect(await scene.git('push', 'origin', 'HEAD:main')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('- Changes must be made through a pull request.'),
    });
    expect((await scene.git('push', 'origin', 'HEAD:refs/heads/topic')).succeeded).toBe(true);
    const { data } = await scene
      .as(scene.ada.token)
      .pulls.create({ ...scene.repo.at, title: 'A', head: 'topic', base: 'main' });
    expect((await scene.git('push', 'origin', 'HEAD:main')).succeeded).toBe(true);
    const { data: after } = await scene.as(scene.ada.token).pulls.get({ ...scene.repo.at, pull_number: data.number });
    expect(after).toMatchObject({ merged: true, merge_commit_sha: scene.repo.tip('main') });
  });

  it('keep workflows from those without the permission', async () => {
    const app = scene.hub.app('entra-rewind', writers);
    await scene.clone(app.token());
    await scene.git(
      'update-index',
      '--add',
      '--cacheinfo',
      '100644',
      (await scene.git('rev-parse', 'HEAD:README.md')).said.trim(),
      '.github/workflows/x.yml',
    );
    await scene.git('commit', '--quiet', '-m', 'Workflow');
    expect(await scene.git('push', 'origin', 'HEAD:main')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining(
        'refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml`',
      ),
    });
    const { number } = await scene.proposal('topic', { Workflow: { '.github/workflows/x.yml': 'on: push\n' } });
    expect(await refusal(scene.as(app.token()).pulls.merge({ ...scene.repo.at, pull_number: number }))).toMatchObject({
      status: 403,
    });
    expect((await scene.git('push', scene.repo.cloneUrlFor(scene.ada.token), 'HEAD:main')).succeeded).toBe(true);
  });
});

describe('rulesets at the API', () => {
  it('judge refs like pushes do', async () => {
    await protect(scene, ['refs/heads/journal'], alone);
    const sha = scene.repo.commit('x', { 'x.txt': 'x' }, 'X', 'main');
    const octokit = scene.as(scene.ada.token);
    expect(await refusal(octokit.git.createRef({ ...scene.repo.at, ref: 'refs/heads/journal', sha }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('Repository rule violations found'),
    });
    scene.repo.commit('journal', { 'x.txt': 'x' }, 'X', 'main');
    for (const request of [
      octokit.git.updateRef({ ...scene.repo.at, ref: 'heads/journal', sha, force: true }),
      octokit.git.deleteRef({ ...scene.repo.at, ref: 'heads/journal' }),
    ])
      expect(await refusal(request)).toMatchObject({ status: 422 });
  });

  it('add up, and a bypass opens its own ruleset only', async () => {
    const role = { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' } as const;
    await protect(scene, ['~DEFAULT_BRANCH'], [review()], [role]);
    const { number } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    expect(
      await refusal(scene.as(scene.bob.token).pulls.merge({ ...scene.repo.at, pull_number: number })),
    ).toMatchObject({
      status: 405,
      message: expect.stringContaining('At least 1 approving review is required by reviewers with write access.'),
    });
    const strict = await protect(scene, ['~DEFAULT_BRANCH'], [review()]);
    expect(await refusal(admin().pulls.merge({ ...scene.repo.at, pull_number: number }))).toMatchObject({
      status: 405,
    });
    await admin().repos.deleteRepoRuleset({ ...scene.repo.at, ruleset_id: strict.id });
    expect((await admin().pulls.merge({ ...scene.repo.at, pull_number: number })).data.merged).toBe(true);
  });

  it('hold checks to the app that is named', async () => {
    const [app, other] = [
      scene.hub.app('entra-rewind', { ...writers, checks: 'write' }),
      scene.hub.app('other', { ...writers, checks: 'write' }),
    ];
    const required_status_checks = [{ context: 'plan', integration_id: app.id }];
    await protect(
      scene,
      ['~DEFAULT_BRANCH'],
      [
        {
          type: 'required_status_checks',
          parameters: { required_status_checks, strict_required_status_checks_policy: false },
        },
      ],
    );
    const { number, head } = await scene.proposal('topic', { A: { 'a.txt': 'a\n' } });
    const merge = () => scene.as(scene.bob.token).pulls.merge({ ...scene.repo.at, pull_number: number });
    const run = { ...scene.repo.at, name: 'plan', head_sha: head.sha, status: 'completed' } as const;
    await scene.as(other.token()).checks.create({ ...run, conclusion: 'success' });
    expect(await refusal(merge())).toMatchObject({
      status: 405,
      message: expect.stringContaining('"plan" is expected'),
    });
    await scene.as(app.token()).checks.create({ ...run, conclusion: 'failure' });
    expect(await refusal(merge())).toMatchObject({
      status: 405,
      message: expect.stringContaining('"plan" is failing'),
    });
    await scene.as(app.token()).checks.create({ ...run, conclusion: 'success' });
    expect((await merge()).data.merged).toBe(true);
  });

  it('show bypasses to admins alone, and rules to everybody, also of branches to come', async () => {
    const { id } = await protect(scene, ['refs/heads/backup/**'], alone, [
      { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
    ]);
    await protect(scene, ['~DEFAULT_BRANCH'], [review()], [], { enforcement: 'evaluate' });
    const get = async (token: string) =>
      (await scene.as(token).repos.getRepoRuleset({ ...scene.repo.at, ruleset_id: id })).data;
    expect(await get(scene.carol.token)).toMatchObject({
      bypass_actors: [{ actor_id: 5 }],
      current_user_can_bypass: 'always',
    });
    const seen = await get(scene.ada.token);
    expect(seen).not.toHaveProperty('bypass_actors');
    expect(seen).toMatchObject({ current_user_can_bypass: 'never' });
    const { data: rules } = await scene
      .as(scene.ada.token)
      .repos.getBranchRules({ ...scene.repo.at, branch: 'backup/to-come' });
    expect(rules.map(({ type, ruleset_id }) => ({ type, ruleset_id }))).toEqual(
      alone.map(({ type }) => ({ type, ruleset_id: id })),
    );
    expect((await scene.as(scene.ada.token).repos.getBranchRules({ ...scene.repo.at, branch: 'main' })).data).toEqual(
      [],
    );
  });

  it('keep their history', async () => {
    const { id } = await protect(scene, ['~ALL'], alone);
    await admin().repos.updateRepoRuleset({ ...scene.repo.at, ruleset_id: id, enforcement: 'disabled' });
    const { data: versions } = await admin().repos.getRepoRulesetHistory({ ...scene.repo.at, ruleset_id: id });
    expect(versions).toHaveLength(2);
    const { data } = await admin().repos.getRepoRulesetVersion({
      ...scene.repo.at,
      ruleset_id: id,
      version_id: versions[1]?.version_id ?? 0,
    });
    expect(data).toMatchObject({ state: { enforcement: 'active', rules: alone } });
    expect(scene.hub.events.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'repository_ruleset created',
      'repository_ruleset edited',
    ]);
    expect(await refusal(scene.as(scene.ada.token).repos.getRepoRuleSuites({ ...scene.repo.at }))).toMatchObject({
      status: 403,
    });
  });

  it('are refused where they are wrong or the plan has none', async () => {
    const at = { ...scene.repo.at, name: 'x', enforcement: 'active' } as const;
    const create = (more: object) => refusal(admin().repos.createRepoRuleset({ ...at, ...more }));
    expect(await create({ conditions: { ref_name: { include: ['main'], exclude: [] } } })).toMatchObject({
      status: 422,
      message: expect.stringContaining('Invalid target patterns'),
    });
    expect(
      await create({ bypass_actors: [{ actor_id: 99, actor_type: 'Integration', bypass_mode: 'always' }] }),
    ).toMatchObject({
      status: 422,
      message: expect.stringContaining('must be part of the ruleset source or owner organization'),
    });
    expect(await create({ rules: [{ type: 'pull_request', parameters: {} }] })).toMatchObject({ status: 422 });
    expect(await refusal(scene.as(scene.ada.token).repos.createRepoRuleset(at))).toMatchObject({ status: 403 });
    const free = scene.hub.repository('contoso/free', { plan: 'free' });
    for (const request of [
      admin().repos.getRepoRulesets({ ...free.at }),
      admin().repos.createRepoRuleset({ ...at, ...free.at }),
    ])
      expect(await refusal(request)).toMatchObject({
        status: 403,
        message: expect.stringContaining('Upgrade to GitHub Pro or make this repository public'),
      });
  });

  it('let GitHub Actions bypass nothing in repositories of people', async () => {
    const dave = scene.hub.person('dave', 'admin');
    const own = scene.hub.repository('dave/backup', { visibility: 'public' });
    const bypass_actors = [{ actor_id: 15_368, actor_type: 'Integration', bypass_mode: 'always' } as const];
    expect(
      await refusal(
        scene.as(dave.token).repos.createRepoRuleset({ ...own.at, name: 'x', enforcement: 'active', bypass_actors }),
      ),
    ).toMatchObject({
      status: 422,
      message: expect.stringContaining(
        'Actor GitHub Actions integration must be part of the ruleset source or owner organization',
      ),
    });
  });
});
