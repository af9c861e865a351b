/** The forge as commands open it, and git that signs in as it does: from the environment to a push over HTTP. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Context, contextFrom } from '../../src/commands/context.ts';
import { openForge, openPipeline } from '../../src/commands/open.ts';
import { parseConfiguration } from '../../src/core/settings/configuration.ts';
import { push } from '../../src/git/push.ts';
import { openRepository } from '../../src/git/repository.ts';
import { problemOf } from '../contract/failure.ts';
import { HubScene } from './hubForge.ts';

const git = promisify(execFile);

const streams = { out: process.stdout, errors: process.stderr, input: process.stdin };
const contextOf = (environment: Context['environment'], directory = '.'): Context =>
  contextFrom(environment, directory, streams, new AbortController().signal, '1.2.3');

const configured = (github: string) => parseConfiguration(`retentionDays: 5\n${github}`);

describe('opening the forge', () => {
  const named = configured('github:\n  repository: contoso/entra-backup\n');

  it('is for repositories that say so', () => {
    const environment = { GITHUB_REPOSITORY: 'contoso/entra-backup', GITHUB_TOKEN: 'ghp_x' };
    expect(openForge(contextOf(environment), configured(''))).toBeNull();
  });

  it.each([
    [
      'the configuration before the environment',
      'apiUrl: https://one.example/api/v3',
      'https://two.example',
      'https://one.example',
    ],
    ['the environment', '', 'https://two.example/api/v3', 'https://two.example'],
    ['an empty environment', '', '', 'https://github.com'],
    ['github.com', '', undefined, 'https://github.com'],
  ])('goes by %s', (_, line, GITHUB_API_URL, origin) => {
    const configuration = configured(`github:\n  repository: contoso/entra-backup\n  ${line}\n`);
    const environment = GITHUB_API_URL === undefined ? {} : { GITHUB_API_URL };
    expect(openForge(contextOf(environment), configuration)?.origin).toBe(origin);
  });

  it('says what is missing, and whether it matters', async () => {
    const nameless = configured('github: {}\n');
    expect(() => openForge(contextOf({}), nameless)).toThrow(/GITHUB_REPOSITORY/);
    expect(openForge(contextOf({ GITHUB_REPOSITORY: 'contoso/other' }), nameless)).not.toBeNull();
    expect(() => openForge(contextOf({ GITHUB_REPOSITORY: 'contoso' }), nameless)).toThrow(/owner\/name/);
    expect(() => openForge(contextOf({ GITHUB_API_URL: 'http://github.example' }), named)).toThrow(/https/);
    const forge = openForge(contextOf({}), named);
    expect(await problemOf(forge?.repository() ?? Promise.resolve())).toMatchObject({
      code: 'configuration',
      text: expect.stringContaining('GITHUB_APP_ID'),
    });
  });
});

describe('git beside it', () => {
  let scene: HubScene;
  let folder: string;
  beforeEach(async () => {
    scene = await HubScene.start();
    scene.repo.commit('main', { 'entra-rewind.yaml': 'github:\n  repository: contoso/entra-backup\n' });
    folder = mkdtempSync(join(tmpdir(), 'entra-rewind-'));
    await git('git', ['clone', '--quiet', scene.repo.cloneUrlFor(scene.people.reader.token), folder]);
    await run('remote', 'set-url', 'origin', scene.repo.cloneUrl);
  });
  afterEach(async () => {
    await scene.hub.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]) => git('git', [...args], { cwd: folder });
  const asApp = () => ({
    GITHUB_API_URL: scene.hub.url,
    GITHUB_APP_ID: String(scene.app.id),
    GITHUB_APP_PRIVATE_KEY: scene.app.privateKey,
  });

  async function commit(name: string): Promise<string> {
    writeFileSync(join(folder, `${name}.txt`), name);
    await run('add', '--all');
    await run('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', name);
    return (await run('rev-parse', 'HEAD')).stdout.trim();
  }

  it('signs in as the app', async () => {
    const pipeline = await openPipeline(contextOf(asApp(), folder));
    await pipeline.store.refresh();
    const one = await commit('one');
    expect((await push(pipeline.repository, [{ ref: 'refs/heads/work/one', from: null, to: one }])).is).toBe('pushed');
    expect(scene.repo.tip('work/one')).toBe(one);
    expect(readFileSync(join(folder, '.git', 'config'), 'utf8')).not.toMatch(/ghs_|extraheader|authorization/i);
  });

  it('goes on when the hour of its token is over', async () => {
    let now = Date.now();
    const forge = scene.forge(scene.asApp, { now: () => now });
    const repository = await openRepository(folder, { origin: forge.origin, token: forge.gitToken });
    for (const name of ['one', 'two']) {
      const to = await commit(name);
      expect((await push(repository, [{ ref: `refs/heads/work/${name}`, from: null, to }])).is).toBe('pushed');
      expect(scene.repo.tip(`work/${name}`)).toBe(to);
      now += 61 * 60_000;
      scene.hub.clock.advance(61 * 60_000);
    }
  });

  it('is left to itself where the environment has no sign-in', async () => {
    const pipeline = await openPipeline(contextOf({ GITHUB_API_URL: scene.hub.url }, folder));
    expect(await pipeline.repository.contact()).toEqual({});
    expect(pipeline.forge).not.toBeNull();
  });

  it('does not get near a public repository', async () => {
    scene.repo.state.visibility = 'public';
    const pipeline = await openPipeline(contextOf(asApp(), folder));
    const one = await commit('one');
    const pushed = push(pipeline.repository, [{ ref: 'refs/heads/work/one', from: null, to: one }]);
    expect(await problemOf(pushed)).toMatchObject({ code: 'forgeNotAllowed' });
    expect(scene.repo.tip('work/one')).toBeNull();
  });
});
