import { afterEach, describe, expect, it } from 'vitest';
import type { ProtectionCheck } from '../../src/core/forgePort.ts';
import { problemOf } from '../contract/failure.ts';
import type { RepositoryOptions } from '../hub/builder.ts';
import { HubScene } from './hubForge.ts';

let scene: HubScene;
const start = async (options: RepositoryOptions = {}) => {
  scene = await HubScene.start(options);
  scene.repo.commit('main', { '.github/CODEOWNERS': '* @carol\n' }, 'Say who owns what');
  return scene;
};
afterEach(() => scene.hub.close());

const wrong = (checks: readonly ProtectionCheck[]) =>
  checks.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${state} ${name}`);
const request = (reviewers: readonly string[] = []) => ({ appId: scene.app.id, reviewers });
const admin = () => scene.with(scene.people.admin);

describe('a repository without rules', () => {
  it('is weaker in all of them, each with its remedy', async () => {
    await start();
    const checks = await admin().protection(scene.app.id);
    expect(checks.filter(({ state }) => state === 'ok').map(({ name }) => name)).toEqual(['visibility', 'CODEOWNERS']);
    expect(checks.every(({ state, remedy }) => state === 'ok' || remedy !== undefined)).toBe(true);
    expect(checks.length).toBe(21);
  });
});

describe('protecting', () => {
  it('sets everything once, and finds it as it should be', async () => {
    await start();
    const first = await admin().protect(request());
    expect(first.map(({ did }) => did)).toEqual(first.map(() => 'created'));
    expect(wrong(await admin().protection(scene.app.id))).toEqual([]);
    const again = await admin().protect(request());
    expect(again.map(({ did }) => did)).toEqual(first.map(() => 'kept'));
  });

  it('really protects', async () => {
    await start();
    await admin().protect(request());
    const { at } = scene.repo;
    const main = scene.repo.tip('main') ?? '';
    const older = scene.repo.git.commit(main).parents[0] ?? '';
    const app = scene.as(scene.app.token());
    const bob = scene.as(scene.people.bob.token);
    const carol = scene.as(scene.people.admin.token);
    for (const who of [bob, carol]) {
      for (const branch of ['backup/2026-11-23T02-00-00Z', 'journal']) {
        await expect(who.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: older })).rejects.toThrow();
      }
    }
    for (const branch of ['backup/2026-11-23T02-00-00Z', 'journal']) {
      await app.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: older });
      await app.git.updateRef({ ...at, ref: `heads/${branch}`, sha: main });
      await expect(app.git.updateRef({ ...at, ref: `heads/${branch}`, sha: older, force: true })).rejects.toThrow();
      await expect(carol.git.deleteRef({ ...at, ref: `heads/${branch}` })).rejects.toThrow();
    }
    await app.git.deleteRef({ ...at, ref: 'heads/backup/2026-11-23T02-00-00Z' });
    await expect(app.git.deleteRef({ ...at, ref: 'heads/journal' })).rejects.toThrow();
    await expect(carol.git.updateRef({ ...at, ref: 'heads/main', sha: older, force: true })).rejects.toThrow();
  });

  it('mends what was weakened, and leaves the rest', async () => {
    await start();
    await admin().protect(request());
    const { at } = scene.repo;
    const carol = scene.as(scene.people.admin.token);
    const { data } = await carol.repos.getRepoRulesets(at);
    const [backups, journal] = data;
    if (backups === undefined || journal === undefined) throw new Error('there are no rulesets');
    await carol.repos.updateRepoRuleset({
      ...at,
      ruleset_id: backups.id,
      bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
    });
    await carol.repos.updateRepoRuleset({ ...at, ruleset_id: journal.id, enforcement: 'disabled' });
    await carol.repos.createOrUpdateEnvironment({
      ...at,
      environment_name: 'entra-recovery',
      deployment_branch_policy: null,
    });
    expect(wrong(await admin().protection(scene.app.id))).toEqual([
      'weaker backup/**: app alone, creation',
      'weaker backup/**: app alone, update',
      'weaker backup/**: app alone, deletion',
      'weaker journal: app alone, creation',
      'weaker journal: app alone, update',
      // That it is deleted is also what nobody may do.
      'weaker environment entra-recovery',
    ]);
    const changes = await admin().protect(request());
    expect(changes.filter(({ did }) => did !== 'kept').map(({ what, did }) => `${did} ${what}`)).toEqual([
      'changed entra-rewind: only the app writes backups',
      'changed entra-rewind: only the app writes the journal',
      'changed environment entra-recovery',
    ]);
    expect(wrong(await admin().protection(scene.app.id))).toEqual([]);
  });

  it('asks reviewers where the plan has them, and says so where it has none', async () => {
    await start({ plan: 'team' });
    scene.hub.team('contoso/responders', [scene.people.bob]);
    const reviewers = [scene.people.ada.login, 'contoso/responders'];
    const recovery = (await admin().protect(request(reviewers))).at(-1);
    expect(recovery).toMatchObject({ what: 'environment entra-recovery', did: 'created' });
    expect(recovery?.note).toMatch(/without reviewers/);
    expect((await admin().protect(request(reviewers))).at(-1)?.did).toBe('kept');
    expect(wrong(await admin().protection(scene.app.id))).toEqual([]);
    await scene.hub.close();

    await start({ plan: 'enterprise' });
    scene.hub.team('contoso/responders', [scene.people.bob]);
    expect((await admin().protect(request(reviewers))).at(-1)).toEqual({
      what: 'environment entra-recovery',
      did: 'created',
    });
    expect((await admin().protect(request(reviewers))).at(-1)?.did).toBe('kept');
    // Not named again, they stay.
    expect((await admin().protect(request())).at(-1)?.did).toBe('kept');
    const found = (await admin().protection(scene.app.id)).at(-1);
    expect(found?.message).toMatch(/asks its reviewers/);
    expect((await problemOf(admin().protect(request(['nobody'])))).code).toBe('forgeNotFound');
  });

  it('is for people who administer', async () => {
    await start();
    expect((await problemOf(scene.forge().protect(request()))).text).toMatch(/no person/);
    expect((await problemOf(scene.with(scene.people.bob).protect(request()))).code).toBe('forgeNotAllowed');
    expect([...scene.repo.state.rulesets]).toEqual([]);
  });

  it('says what a plan does not have', async () => {
    await start({ plan: 'free' });
    const problem = await problemOf(admin().protect(request()));
    expect(problem).toMatchObject({ code: 'forgeNotAllowed' });
    expect(problem.text).toMatch(/Upgrade[\s\S]*Do not make the repository public/);
    const checks = await admin().protection(scene.app.id);
    expect(checks.find(({ name }) => name === 'backup/**: rewriting')).toMatchObject({ state: 'weaker' });
  });
});

describe('looking', () => {
  it('without the right to administer leaves bypasses unknown, and says what it does see', async () => {
    await start();
    await admin().protect(request());
    for (const forge of [scene.forge(), scene.with(scene.people.reader)]) {
      const checks = await forge.protection(scene.app.id);
      const rules = checks.filter(({ name }) => name.includes(': '));
      expect(new Set(rules.map(({ state }) => state))).toEqual(new Set(['unknown']));
      expect(rules[0]?.remedy).toMatch(/administers/);
      expect(checks.filter(({ name }) => !name.includes(': ')).map(({ state }) => state)).toEqual([
        'ok',
        'ok',
        'ok',
        'ok',
      ]);
    }
    const [first] = [...scene.repo.state.rulesets.keys()];
    scene.repo.state.rulesets.delete(first ?? 0);
    expect(wrong(await scene.forge().protection(scene.app.id)).filter((one) => one.startsWith('weaker'))).toEqual([
      'weaker backup/**: app alone, creation',
      'weaker backup/**: app alone, update',
      'weaker backup/**: app alone, deletion',
    ]);
  });

  it('at CODEOWNERS tells whether it binds anybody', async () => {
    await start();
    const found = async () => (await admin().protection(null)).find(({ name }) => name === 'CODEOWNERS');
    expect((await found())?.state).toBe('ok');
    scene.repo.commit('main', { '.github/CODEOWNERS': '* @carol\n/snapshots/ @nobody\n' });
    expect(await found()).toMatchObject({ state: 'weaker', message: expect.stringContaining('line 2') });
    scene.repo.commit('main', { '.github/CODEOWNERS': null });
    expect(await found()).toMatchObject({ state: 'weaker', message: expect.stringContaining('no CODEOWNERS') });
  });

  it('tells what nobody can be kept from, and where it shows', async () => {
    await start();
    await admin().protect(request());
    const powers = await admin().remainingPowers();
    expect(powers.map(({ role }) => role)).toEqual([
      'administrators of the repository (carol)',
      'owners of the organisation',
      "whoever holds the app's private key",
      'people who may write (ada, bob, carol)',
      `app ${scene.app.id}`,
      `app ${scene.app.id}`,
      'administrators of the repository',
      'administrators of the repository',
    ]);
    expect(powers.every(({ can, evidence }) => can !== '' && evidence !== '')).toBe(true);
    const [first] = await scene.with(scene.people.reader).remainingPowers();
    expect(first?.role).toMatch(/may not see who/);
  });
});

describe('kinds of repositories', () => {
  it('that are public are refused everywhere, and reported', async () => {
    await start({ visibility: 'public' });
    const forge = scene.forge();
    const branch = 'backup/one';
    for (const work of [
      () => forge.openPullRequests(),
      () => forge.pullRequest(1),
      () => forge.createPullRequest({ branch, title: 'T', body: 'B', labels: [] }),
      () => forge.addComment(1, 'Hello'),
      () => forge.keepIssue('k', { title: 'T', body: 'B' }),
      () => forge.check({ name: 'n', commit: 'c', conclusion: 'success', title: 't', summary: 's', annotations: [] }),
      () => forge.gitToken(),
      () => admin().protect(request()),
    ]) {
      const problem = await problemOf(work());
      expect(problem).toMatchObject({ code: 'forgeNotAllowed' });
      expect(problem.text).toMatch(/is public: .*personal data/);
    }
    expect(scene.hub.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      expect.stringMatching(/access_tokens$/),
    ]);
    expect((await forge.repository()).visibility).toBe('public');
    expect((await admin().protection(null))[0]).toMatchObject({ name: 'visibility', state: 'weaker' });
  });

  it('that are archived take nothing', async () => {
    await start();
    scene.repo.archive();
    expect((await problemOf(scene.forge().addComment(1, 'Hello'))).text).toMatch(/archived[\s\S]*Unarchive/);
    expect(wrong(await admin().protection(null))).toContain('weaker archived');
  });
});
