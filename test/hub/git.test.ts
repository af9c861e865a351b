import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene.stop());

const pushes = (): readonly Readonly<Record<string, unknown>>[] =>
  scene.hub.events.filter(({ name }) => name === 'push').map(({ payload, by }) => ({ ...payload, by: by.login }));

describe('git over HTTP', () => {
  it('clones and pushes with a token, and tells of the push', async () => {
    await scene.clone(scene.ada.token);
    const before = scene.repo.tip('main');
    await scene.commit({ 'big.txt': 'x'.repeat(3_000_000) }, 'Large');
    expect(await scene.git('push', 'origin', 'HEAD:main', 'HEAD:refs/heads/backup/one')).toMatchObject({
      succeeded: true,
    });
    const after = scene.repo.tip('main');
    expect(after).not.toBe(before);
    const all = pushes();
    expect(all).toHaveLength(2);
    expect(all.find(({ ref }) => ref === 'refs/heads/main')).toMatchObject({
      before,
      after,
      created: false,
      deleted: false,
      forced: false,
      by: 'ada',
    });
    expect(all.find(({ ref }) => ref === 'refs/heads/backup/one')).toMatchObject({
      before: '0'.repeat(40),
      created: true,
      commits: [],
    });
  });

  it('tells of force and of deletion', async () => {
    await scene.clone(scene.ada.token);
    await scene.git('push', 'origin', 'HEAD:refs/heads/other');
    await scene.git('commit', '--quiet', '--amend', '-m', 'Other');
    await scene.git('push', '--force', 'origin', 'HEAD:refs/heads/other');
    await scene.git('push', 'origin', ':refs/heads/other');
    expect(pushes().map(({ created, forced, deleted }) => ({ created, forced, deleted }))).toEqual([
      { created: true, forced: false, deleted: false },
      { created: false, forced: true, deleted: false },
      { created: false, forced: false, deleted: true },
    ]);
  });

  it('keeps leases and atomic pushes whole', async () => {
    await scene.clone(scene.ada.token);
    await scene.commit({ 'a.txt': 'a\n' }, 'A');
    const before = scene.repo.tip('main');
    const stale = await scene.git(
      'push',
      '--atomic',
      `--force-with-lease=refs/heads/journal:${before}`,
      'origin',
      'HEAD:main',
      'HEAD:refs/heads/journal',
    );
    expect(stale.succeeded).toBe(false);
    expect(stale.said).toContain('stale info');
    expect([scene.repo.tip('main'), scene.repo.tip('journal')]).toEqual([before, null]);
    expect(
      (
        await scene.git(
          'push',
          '--atomic',
          '--force-with-lease=refs/heads/journal:',
          'origin',
          'HEAD:main',
          'HEAD:refs/heads/journal',
        )
      ).succeeded,
    ).toBe(true);
    expect(scene.repo.tip('journal')).toBe(scene.repo.tip('main'));
  });

  it('filters blobs', async () => {
    const cloned = await scene.git(
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--no-checkout',
      scene.repo.cloneUrlFor(scene.ada.token),
      '.',
    );
    expect(cloned).toEqual({ succeeded: true, said: '' });
    expect((await scene.git('rev-list', '--objects', '--missing=print', 'HEAD')).said).toMatch(/^\?/m);
  });

  it.each([
    ['nobody', () => scene.repo.cloneUrl, 'could not read Username'],
    ['an unknown token', () => scene.repo.cloneUrlFor('ghp_unknown'), 'Authentication failed'],
    ['a stranger', () => scene.repo.cloneUrlFor(scene.hub.person('eve').token), 'not found'],
  ])('does not let %s read what is private', async (_, url, said) => {
    const cloned = await scene.git('clone', '--quiet', url(), 'x');
    expect(cloned.succeeded).toBe(false);
    expect(cloned.said).toContain(said);
  });

  it('does not let readers push, nor anybody to what is archived', async () => {
    const eve = scene.hub.person('eve', 'read');
    await scene.clone(eve.token);
    await scene.commit({ 'a.txt': 'a\n' }, 'A');
    expect(await scene.git('push', 'origin', 'HEAD:main')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('403'),
    });
    scene.repo.archive();
    expect(await scene.git('push', scene.repo.cloneUrlFor(scene.ada.token), 'HEAD:main')).toMatchObject({
      succeeded: false,
      said: expect.stringContaining('403'),
    });
    expect(await refusal(scene.as(scene.ada.token).issues.create({ ...scene.repo.at, title: 'x' }))).toMatchObject({
      status: 403,
      message: expect.stringContaining('archived'),
    });
  });

  it('does not let anybody touch the refs of pull requests', async () => {
    const { number } = await scene.proposal('topic', { One: { 'a.txt': 'a\n' } });
    await scene.clone(scene.ada.token);
    const pushed = await scene.git('push', 'origin', `HEAD:refs/pull/${number}/head`);
    expect(pushed).toMatchObject({ succeeded: false, said: expect.stringContaining('hidden ref') });
    expect((await scene.git('fetch', 'origin', `refs/pull/${number}/head`)).succeeded).toBe(true);
  });

  it('leaves no record of a push behind', async () => {
    await scene.clone(scene.ada.token);
    await scene.git('push', 'origin', 'HEAD:refs/heads/x');
    expect(readdirSync(scene.hub.world.folder)).toEqual(['contoso']);
  });
});
