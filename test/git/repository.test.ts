import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { problemOf } from '../contract/failure.ts';
import { Checkout, Scene, temporaryFolder } from './scene.ts';

describe('opening a repository', () => {
  let root: string;
  beforeEach(() => {
    root = temporaryFolder();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  const expectProblem = async (dir: string, word: string) => {
    const problem = await problemOf(openRepository(dir));
    expect(problem.code).toBe('repository');
    expect(problem.text).toContain(word);
    // A remedy on a line of its own.
    expect(problem.text).toMatch(/\n {2}\S/);
  };

  it('says what is wrong with a folder', async () => {
    await expectProblem(join(root, 'none'), 'no such folder');
    await expectProblem(root, 'not a git checkout');
    const checkout = new Checkout(root);
    checkout.git('init', '--quiet');
    await expectProblem(root, 'no remote called origin');
    checkout.git('remote', 'add', 'origin', 'https://ada:s3cret@example.com/x.git');
    expect((await openRepository(root)).objectFormat).toBe('sha1');
    mkdirSync(join(root, 'below'));
    await expectProblem(join(root, 'below'), 'not its top folder');
    mkdirSync(join(root, 'bare'));
    new Checkout(join(root, 'bare')).git('init', '--quiet', '--bare');
    await expectProblem(join(root, 'bare'), 'bare repository');
  });

  it('says that git is missing', async () => {
    vi.stubEnv('PATH', root);
    await expectProblem(root, 'git cannot be started');
  });

  it('says so too when git goes missing later', async () => {
    const scene = await Scene.start();
    try {
      const { snapshotStore } = await import('../../src/git/snapshotStore.ts');
      const store = snapshotStore(await scene.open());
      const main = await store.main();
      vi.stubEnv('PATH', root);
      for (const work of [() => store.listing(main), () => store.contents([main]), () => store.backups()]) {
        expect((await problemOf(work())).text).toContain('git cannot be started');
      }
    } finally {
      scene.remove();
    }
  });

  it('is not led astray by the variables that git sets in a hook', async () => {
    const scene = await Scene.start();
    try {
      new Checkout(root).git('init', '--quiet');
      for (const name of ['GIT_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_WORK_TREE']) vi.stubEnv(name, join(root, '.git'));
      const { snapshotStore } = await import('../../src/git/snapshotStore.ts');
      const store = snapshotStore(await openRepository(scene.dir));
      await store.refresh();
      expect([...(await store.listing(await store.main())).keys()]).toEqual(['users/aa/one.yaml']);
    } finally {
      scene.remove();
    }
  });
});
