import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitAccess } from '../../src/git/access.ts';
import { fetchAll } from '../../src/git/fetch.ts';
import { push } from '../../src/git/push.ts';
import { openRepository } from '../../src/git/repository.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { problemOf } from '../contract/failure.ts';
import { type HttpRemote, startHttpRemote } from './httpRemote.ts';
import { Checkout, Scene } from './scene.ts';

const basic = (token: string) => Buffer.from(`x-access-token:${token}`).toString('base64');

/** Names of files below a folder that hold one of the texts. */
function holding(folder: string, texts: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => texts.some((text) => readFileSync(path, 'latin1').includes(text)));
}

/** Command lines of everything that runs, as `ps` shows them. */
const commandLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });

describe('git over HTTP with a token', () => {
  let scene: Scene;
  let remote: HttpRemote;
  beforeEach(async () => {
    scene = await Scene.start();
    remote = await startHttpRemote(scene.root);
    scene.git('remote', 'set-url', 'origin', `${remote.origin}/tenant.git`);
  });
  afterEach(async () => {
    await remote.close();
    scene.remove();
  });

  const access = (token: () => string, origin = remote.origin): GitAccess => ({ origin, token: async () => token() });
  const open = (token: () => string, origin?: string) => openRepository(scene.dir, access(token, origin));
  const commitTo = (name: string, from: string | null = null) => ({
    ref: `refs/heads/${name}`,
    from,
    to: scene.commit({}, name),
  });

  it('fetches and pushes, and asks for the token before each of them', async () => {
    let current = 'ghs_first';
    remote.accept(current);
    const repository = await open(() => current);
    await fetchAll(repository);
    expect((await push(repository, [commitTo('work/a')])).is).toBe('pushed');
    current = 'ghs_second';
    remote.accept(current);
    expect((await push(repository, [commitTo('work/b')])).is).toBe('pushed');
    await fetchAll(repository);
    expect(scene.bare.refs()).toMatch(/work\/a[\s\S]*work\/b/);
    expect(new Set(remote.contacts.flatMap(({ authorizations }) => authorizations))).toEqual(
      new Set([`Basic ${basic('ghs_first')}`, `Basic ${basic('ghs_second')}`]),
    );
  });

  it('shows the token in no command line, and leaves it in no file', async () => {
    const seen = new Set<string>();
    remote.accept('ghs_secret');
    remote.meanwhile(() => {
      for (const line of commandLines()) seen.add(line);
    });
    const repository = await open(() => 'ghs_secret');
    await fetchAll(repository);
    await push(repository, [commitTo('work/a')]);
    expect([...seen].filter((line) => /git.*\bpush\b/.test(line))).not.toEqual([]);
    const secrets = ['ghs_secret', basic('ghs_secret')];
    expect([...seen].filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
    expect(holding(scene.root, secrets)).toEqual([]);
    expect(scene.git('config', '--list', '--show-origin')).not.toMatch(/extraheader/i);
  });

  it('says what went wrong without the token, and asks nobody for another one', async () => {
    remote.accept('ghs_other');
    scene.git('config', `credential.${remote.origin}.helper`, '!echo username=x; echo password=stolen');
    const repository = await open(() => 'ghs_wrong');
    for (const work of [() => fetchAll(repository), () => push(repository, [commitTo('work/a')])]) {
      const problem = await problemOf(work());
      expect(problem.code).toBe('repository');
      expect(problem.text).toMatch(/terminal prompts disabled|Authentication failed|could not read Username/);
      expect(problem.text).not.toContain('ghs_');
    }
    const sent = remote.contacts.flatMap(({ authorizations }) => authorizations);
    expect(new Set(sent)).toEqual(new Set([`Basic ${basic('ghs_wrong')}`]));
  });

  it('is sent alone where the checkout was given another one', async () => {
    scene.git('config', `http.${remote.origin}/.extraHeader`, `AUTHORIZATION: basic ${basic('ghs_checkout')}`);
    scene.git('config', 'http.extraHeader', `AUTHORIZATION: basic ${basic('ghs_anywhere')}`);
    remote.accept('ghs_ours');
    const repository = await open(() => 'ghs_ours');
    await fetchAll(repository);
    expect(remote.contacts.map(({ authorizations }) => authorizations)).toEqual(
      remote.contacts.map(() => [`Basic ${basic('ghs_ours')}`]),
    );
  });

  it('goes to its own origin alone', async () => {
    remote.accept('ghs_secret');
    let asked = 0;
    const repository = await open(() => {
      asked += 1;
      return 'ghs_secret';
    }, 'https://github.com');
    expect((await problemOf(fetchAll(repository))).code).toBe('repository');
    expect(asked).toBe(0);
    expect(remote.contacts.flatMap(({ authorizations }) => authorizations)).toEqual([]);
  });

  it('does not follow when the remote points elsewhere', async () => {
    const elsewhere = await startHttpRemote(scene.root);
    try {
      elsewhere.accept('ghs_secret');
      remote.moveTo(elsewhere.origin);
      const repository = await open(() => 'ghs_secret');
      expect((await problemOf(fetchAll(repository))).code).toBe('repository');
      expect(elsewhere.contacts).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('reaches the contents that a partial clone has left at the remote', async () => {
    remote.accept('ghs_secret');
    scene.bare.git('config', 'uploadpack.allowFilter', 'true');
    const address = `${remote.origin}/tenant.git`;
    const header = `http.${address}.extraHeader=Authorization: Basic ${basic('ghs_secret')}`;
    // Not in this process: its loop must answer the clone.
    const cloned = new Checkout(join(scene.root, 'partial'));
    await cloneWith(['-c', header, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', address, cloned.dir]);
    expect(cloned.git('rev-list', '--objects', '--missing=print', 'origin/main')).toMatch(/^\?/m);
    const store = snapshotStore(
      await openRepository(
        cloned.dir,
        access(() => 'ghs_secret'),
      ),
    );
    expect(await store.file(await store.main(), 'snapshots/users/aa/one.yaml')).toBe('one: 1\n');
  });
});

async function cloneWith(args: readonly string[]): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  await promisify(execFile)('git', [...args]);
}
