/** Recovery through the real Pulumi CLI, with the real program, a git repository and the embedded tenant; no other network. */
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { pulumiRoot, withPulumi } from '../engines/pulumi.ts';
import { properties } from './everyType/changes.ts';
import { deletions } from './everyType/existence.ts';
import { others } from './everyType/linkChanges.ts';
import { everyType } from './everyType/seed.ts';
import { send } from './everyType/send.ts';
import { type Ran, type Scene, type Setting, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const backup = night.replaceAll(':', '-');
const later = '2026-11-02T02:00:00Z';
const afterLease = '2026-11-02T02:06:00Z';
const lifted = ['--allow', 'mass-deletion', '--reason', 'all of it is to go'];

const run = (scene: Scene, at: string, ...words: readonly string[]): Promise<Ran> =>
  scene.runWith({ ENTRA_REWIND_NOW: at, ENTRA_REWIND_PULUMI_ROOT: pulumiRoot }, ...words);

async function succeed(scene: Scene, at: string, ...words: readonly string[]): Promise<Ran> {
  const ran = await run(scene, at, ...words);
  expect(ran.exitCode, `${words.join(' ')}\n${ran.out}\n${ran.errors}`).toBe(0);
  return ran;
}

const recover = (scene: Scene, engine: string, ...more: readonly string[]): Promise<Ran> =>
  run(scene, later, 'recover', '--from', backup, '--yes', '--json', '--engine', engine, ...lifted, ...more);

/** A night in which everything changed or went. What came would stay among the deleted items, and so in the next backup. */
async function attacked(): Promise<Scene> {
  const scene = await setScene({ seed: everyType });
  await succeed(scene, night, 'backup');
  for (const { path, body = {} } of properties) {
    if (!path.includes('authentication/requirements')) await scene.person.patch(path, { ...body });
  }
  for (const change of others) await send(scene.person, change);
  // The roles of a principal follow its application, and nobody can write them where that was changed and is gone.
  for (const path of deletions) if (!path.includes('/applications/')) await scene.person.delete(path);
  return scene;
}

const { mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk } = contosoIds.policies;
const policies = [mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk];
const pathOf = (id: string): string => `/beta/identity/conditionalAccess/policies/${id}`;

/** Five policies switched off: a small plan, in which single requests can be told. */
async function attackedPolicies(setting: Partial<Setting>): Promise<Scene> {
  const scene = await setScene({ seed: contoso(), ...setting });
  await succeed(scene, night, 'backup');
  for (const id of policies) await scene.person.patch(pathOf(id), { state: 'disabled' });
  return scene;
}

const statesIn = (scene: Scene) =>
  Promise.all(policies.map(async (id) => (await scene.person.get(pathOf(id))).state as string));

const treeOf = (scene: Scene, at: string): Promise<string> =>
  scene.git('rev-parse', `origin/backup/${at.replaceAll(':', '-')}:snapshots`);

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const temporary = 9;

/** Users that the backup does not have, more than may be soft-deleted without a word. */
async function crowded(setting: Partial<Setting> = {}): Promise<Scene> {
  const scene = await setScene({ seed: contoso(), ...setting });
  await succeed(scene, night, 'backup');
  for (let number = 1; number <= temporary; number++) {
    await scene.person.post('/v1.0/users', {
      accountEnabled: true,
      displayName: `Temporary ${number}`,
      mailNickname: `temporary${number}`,
      userPrincipalName: `temporary${number}@contoso.com`,
      passwordProfile: { password: `Temporary-${number}-${number}!` },
    });
  }
  return scene;
}

const deleted = ({ server }: Scene): number =>
  server.tenant.requests.filter(({ method }) => method === 'DELETE').length;

/** This program in a folder of its own, where its files may be changed. */
async function installation(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-installation-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const part of ['bin', 'src', 'policies', 'schemas', 'package.json']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const programOf = (folder: string): string => join(folder, 'bin', 'entra-rewind');

withPulumi('the policy pack in a recovery through Pulumi', () => {
  it('says what somebody allowed, and leaves no plan file behind', async () => {
    const scene = await crowded();
    const { exitCode, out, errors } = await recover(scene, 'pulumi', '--no-backup');
    expect(exitCode, `${out}\n${errors}`).toBe(0);
    expect(deleted(scene)).toBe(temporary);
    expect(errors).toMatch(/\[advisory\].*mass-deletion-advice/);
    expect(errors).toContain('(allowed: all of it is to go)');
    const files = await filesBelow(join(scene.directory, '.git', 'entra-rewind', 'pulumi'));
    expect(files.filter((file) => file.endsWith('plan.json'))).toEqual([]);
  });

  it('stops what the tool itself was told to let pass, and nothing is written', async () => {
    const folder = await installation();
    const file = join(folder, 'policies', 'pulumi', 'policies.ts');
    const text = await readFile(file, 'utf8');
    const strict = text.replace('contextIn(file), file.allowances)', 'contextIn(file), new Map())');
    expect(strict).not.toBe(text);
    await writeFile(file, strict);
    const scene = await crowded({ program: programOf(folder) });
    const { exitCode, out, errors } = await recover(scene, 'pulumi');
    expect(exitCode, `${out}\n${errors}`).toBe(7);
    expect(errors).toMatch(/a policy pack forbids it, so nothing was begun: entra-rewind: .*mass-deletion/);
    expect(errors).toContain(`would soft-delete ${temporary} of type user`);
    expect(deleted(scene)).toBe(0);
    const { status, verified, totals } = JSON.parse(out) as Recovery;
    expect({ status, verified, totals }).toMatchObject({ verified: false, totals: { objectsModified: 0 } });
    expect(status).not.toBe('completed');
  });

  it('is missed before anything is read or written', async () => {
    const folder = await installation();
    await rm(join(folder, 'policies', 'pulumi'), { recursive: true });
    const scene = await crowded({ program: programOf(folder) });
    const before = scene.server.tenant.requests.length;
    const { exitCode, errors } = await recover(scene, 'pulumi');
    expect({ exitCode, errors }).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining("the guards' policy pack is not part of this installation"),
    });
    expect(scene.server.tenant.requests.length).toBe(before);
  });
});

withPulumi('a recovery through Pulumi', () => {
  it.each(['pulumi', 'auto'])('by %s ends where the backup was, byte for byte, and keeps no secret', async (engine) => {
    const scene = await attacked();
    const { exitCode, out, errors } = await recover(scene, engine, '--no-backup');
    expect(exitCode, `${out}\n${errors}`).toBe(0);
    const recovery = JSON.parse(out) as Recovery;
    expect(recovery).toMatchObject({ status: 'completed', verified: true, failures: [], engine });

    // Pulumi's own words, of what it will do and of what it does.
    expect(errors).toMatch(/Previewing update/);
    expect(errors).toMatch(/= entra:index:\w+: \(import\)/);
    expect(errors).toMatch(/~ entra:index:\w+: \(update\)/);
    expect(errors).toMatch(/Updating \(/);
    if (engine === 'auto') expect(errors).not.toMatch(/entra:index:User/);

    expect(JSON.parse((await recover(scene, engine)).out)).toMatchObject({ steps: [] });
    await succeed(scene, '2026-11-03T02:00:00Z', 'backup');
    expect(await treeOf(scene, '2026-11-03T02:00:00Z')).toBe(await treeOf(scene, night));

    const files = await filesBelow(join(scene.directory, '.git', 'entra-rewind', 'pulumi'));
    expect(files.some((file) => /stacks.*recovery-.*\.json$/.test(file))).toBe(true);
    const token = writerToken(scene.server.tenantId);
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      expect(text.includes(token), file).toBe(false);
      expect(/secretText|passwordProfile|"password"|Bearer /.test(text), file).toBe(false);
    }
    expect(errors + out).not.toContain(token);
  });

  it('refused, says which permission it takes, and does the rest', async () => {
    const id = contosoIds.policies.mfaForGuests;
    const refused = new RegExp(`policies/${id}`);
    // The first PATCH is the attacker's.
    const scene = await attackedPolicies({
      weather: { rules: [{ method: 'PATCH', path: refused, after: 1, fault: { status: 403 } }] },
    });
    const { exitCode, out, errors } = await recover(scene, 'pulumi');
    expect({ exitCode, errors }).toMatchObject({ exitCode: 7 });
    expect((JSON.parse(out) as Recovery).failures).toMatchObject([{ type: 'conditionalAccessPolicy', id }]);
    expect(await statesIn(scene)).toEqual(policies.map((one) => (one === id ? 'disabled' : 'enabled')));
    expect(errors).toMatch(
      new RegExp(`conditionalAccessPolicy/${id} failed .*403.*needs .*Policy\\.ReadWrite\\.ConditionalAccess`),
    );
  });

  it('waits when Graph is busy', async () => {
    const busy: FaultRule = {
      method: 'PATCH',
      path: /policies/,
      after: policies.length,
      times: 3,
      fault: { status: 429 },
    };
    const scene = await attackedPolicies({ weather: { rules: [busy] } });
    const { exitCode, out, errors } = await recover(scene, 'pulumi');
    expect({ exitCode, out, errors }).toMatchObject({ exitCode: 0 });
    expect(await statesIn(scene)).toEqual(policies.map(() => 'enabled'));
    expect(scene.server.tenant.requests.some(({ method, status }) => method === 'PATCH' && status === 429)).toBe(true);
  });

  it('killed in the middle of it, writes nothing more, and the next one does the rest', async () => {
    const scene = await attackedPolicies({ choices: { policiesPerSecond: 1 } });
    const words = [
      'recover',
      '--from',
      backup,
      '--yes',
      '--no-backup',
      '--type',
      'conditionalAccessPolicy',
      '--engine',
      'pulumi',
    ];
    const child = scene.start({ ENTRA_REWIND_NOW: later, ENTRA_REWIND_PULUMI_ROOT: pulumiRoot }, ...words);
    child.stderr?.resume();
    const written = (): number =>
      scene.server.tenant.requests.filter(({ method }) => method === 'PATCH').length - policies.length;
    while (written() < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    await once(child, 'close');
    const then = written();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(written()).toBe(then);
    expect(await statesIn(scene)).toContain('disabled');

    await succeed(scene, afterLease, ...words);
    expect(await statesIn(scene)).toEqual(policies.map(() => 'enabled'));
    expect((await succeed(scene, afterLease, ...words)).out).toMatch(/Nothing to do/);
  });
});

it('without the CLI says how to install it, before anything is read or written', async () => {
  const scene = await setScene({ seed: everyType });
  await succeed(scene, night, 'backup');
  const before = scene.server.tenant.requests.length;
  const { exitCode, errors } = await scene.runWith(
    { ENTRA_REWIND_NOW: later, ENTRA_REWIND_PULUMI_ROOT: join(scene.directory, 'nowhere') },
    ...['recover', '--from', backup, '--yes', '--engine', 'pulumi'],
  );
  expect({ exitCode, errors }).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('npm run pulumi:install'),
  });
  expect(scene.server.tenant.requests.length).toBe(before);
});
