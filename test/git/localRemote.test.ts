import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalRepository } from '../../src/git/localRemote.ts';
import { localFolder, readProtection } from '../../src/git/protection.ts';
import { openRepository } from '../../src/git/repository.ts';
import { problemOf } from '../contract/failure.ts';
import { Checkout, temporaryFolder } from './scene.ts';

const options = { retentionDays: 5, files: new Map([['.github/workflows/x.yml', 'on: push\n']]) };

describe('a local repository', () => {
  let root: string;
  let dir: string;
  beforeEach(() => {
    root = temporaryFolder();
    dir = join(root, 'deep', 'tenant');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  it('is a checkout with a protected remote, and a first commit on main', async () => {
    await createLocalRepository(dir, options);
    const checkout = new Checkout(dir);
    expect(checkout.git('status', '--short', '--branch')).toBe('## main...origin/main');
    expect(checkout.git('ls-remote', 'origin', 'refs/heads/*')).toContain(`${checkout.tip()}\trefs/heads/main`);
    expect(checkout.git('show', 'HEAD:.github/workflows/x.yml')).toBe('on: push');
    expect(await readProtection(await openRepository(dir))).toEqual({ kind: 'local', hooks: 'in place' });
  });

  it('moves as a whole', async () => {
    await createLocalRepository(dir, options);
    cpSync(join(root, 'deep'), join(root, 'moved'), { recursive: true });
    rmSync(join(root, 'deep'), { recursive: true });
    const moved = await openRepository(join(root, 'moved', 'tenant'));
    expect(await readProtection(moved)).toEqual({ kind: 'local', hooks: 'in place' });
    expect(new Checkout(moved.dir).try('fetch', 'origin').succeeded).toBe(true);
  });

  it('is made in an empty folder, and in no other', async () => {
    mkdirSync(dir, { recursive: true });
    await createLocalRepository(dir, options);
    expect((await problemOf(createLocalRepository(dir, options))).code).toBe('usage');
    const other = join(root, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'mine.txt'), 'mine');
    expect((await problemOf(createLocalRepository(other, options))).text).toContain('not empty');
    expect(readdirSync(other)).toEqual(['mine.txt']);
    expect(existsSync(`${other}.git`)).toBe(false);
    mkdirSync(join(root, 'third.git'));
    expect((await problemOf(createLocalRepository(join(root, 'third'), options))).text).toContain('third.git');
    expect(existsSync(join(root, 'third'))).toBe(false);
    expect((await problemOf(createLocalRepository(join(root, 'x'), { ...options, retentionDays: 0 }))).code).toBe(
      'usage',
    );
  });

  it('gives commits an author where the person has none, and only there', async () => {
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(root, 'settings'));
    await createLocalRepository(join(root, 'nobody'), options);
    expect(new Checkout(join(root, 'nobody')).git('config', '--local', 'user.name')).toBe('entra-rewind');
    writeFileSync(
      join(root, 'settings'),
      '[user]\n\tname = Ada\n\temail = ada@example.com\n[commit]\n\tgpgSign = true\n',
    );
    await createLocalRepository(join(root, 'ada'), options);
    const checkout = new Checkout(join(root, 'ada'));
    expect(checkout.try('config', '--local', 'user.name').succeeded).toBe(false);
    expect(checkout.git('log', '-1', '--format=%an %ae')).toBe('Ada ada@example.com');
  });

  it('leaves nothing of what it could not finish', async () => {
    const clash = new Map([
      ['a', 'a file'],
      ['a/b', 'below a file'],
    ]);
    await expect(createLocalRepository(dir, { ...options, files: clash })).rejects.toThrow();
    expect(existsSync(dir)).toBe(false);
    expect(existsSync(`${dir}.git`)).toBe(false);
    await expect(createLocalRepository(dir, { ...options, files: new Map([['../x', '']]) })).rejects.toThrow('inside');
  });

  it('knows when its protection was tampered with', async () => {
    await createLocalRepository(dir, options);
    const repository = await openRepository(dir);
    const hook = join(`${dir}.git`, 'hooks', 'pre-receive');
    const hooks = async () => {
      const protection = await readProtection(repository);
      return protection.kind === 'local' ? protection.hooks : protection.kind;
    };
    const bare = new Checkout(`${dir}.git`);
    bare.git('config', 'core.hooksPath', '/nowhere');
    expect(await hooks()).toBe('changed');
    bare.git('config', 'core.hooksPath', 'hooks');
    chmodSync(hook, 0o644);
    expect(await hooks()).toBe('changed');
    chmodSync(hook, 0o755);
    expect(await hooks()).toBe('in place');
    writeFileSync(hook, '#!/bin/sh\nexit 0\n');
    expect(await hooks()).toBe('changed');
    rmSync(hook);
    expect(await hooks()).toBe('missing');
    rmSync(`${dir}.git`, { recursive: true });
    expect(await hooks()).toBe('missing');
    new Checkout(dir).git('remote', 'set-url', 'origin', 'git@example.com:a/b.git');
    expect(await hooks()).toBe('remote');
  });

  it.each([
    ['../tenant.git', '/srv/a/tenant.git'],
    ['/srv/tenant.git', '/srv/tenant.git'],
    ['file:///srv/tenant.git', '/srv/tenant.git'],
    ['./a:b', '/srv/a/tenant/a:b'],
    ['https://example.com/a/b.git', null],
    ['ssh://git@example.com/a', null],
    ['git@example.com:a/b.git', null],
    ['example.com:a', null],
  ])('reads the address %j', (address, folder) => {
    expect(localFolder('/srv/a/tenant', address)).toBe(folder);
  });
});
