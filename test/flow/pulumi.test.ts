/** Recovery through the real Pulumi CLI, with the real program, a git repository and the embedded tenant; no other network. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Recovery } from '../../src/core/model.ts';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { pulumiRoot, withPulumi } from '../engines/pulumi.ts';
import { properties } from './everyType/changes.ts';
import { additions, deletions } from './everyType/existence.ts';
import { others } from './everyType/linkChanges.ts';
import { everyType } from './everyType/seed.ts';
import { send } from './everyType/send.ts';
import { type Ran, type Scene, setScene } from './scene.ts';

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

/** A night in which everything changed, came or went. */
async function attacked(rules: readonly FaultRule[] = []): Promise<Scene> {
  const scene = await setScene({ seed: everyType, weather: { rules } });
  await succeed(scene, night, 'backup');
  for (const { path, body = {} } of properties) {
    if (!path.includes('authentication/requirements')) await scene.person.patch(path, { ...body });
  }
  for (const change of others) await send(scene.person, change);
  for (const [path, body] of additions) await scene.person.post(path, body);
  for (const path of deletions) await scene.person.delete(path);
  return scene;
}

const treeOf = (scene: Scene, at: string): Promise<string> =>
  scene.git('rev-parse', `origin/backup/${at.replaceAll(':', '-')}:snapshots`);

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

withPulumi('a recovery through Pulumi', () => {
  it.each(['pulumi', 'auto'])('by %s ends where the backup was, byte for byte, and keeps no secret', async (engine) => {
    const scene = await attacked();
    const { exitCode, out, errors } = await recover(scene, engine, '--no-backup');
    expect(exitCode, `${out}\n${errors}`).toBe(0);
    const recovery = JSON.parse(out) as Recovery;
    expect(recovery).toMatchObject({ status: 'completed', verified: true, failures: [], engine });

    // Pulumi's own words, of what it will do and of what it does.
    expect(errors).toMatch(/Previewing update/);
    expect(errors).toMatch(/~ entra:index:ConditionalAccessPolicy: \(update\)/);
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

  it('refused for one object, does the rest, and says which permission it takes', async () => {
    const refused: FaultRule = { method: 'PATCH', path: /\/groups\//, after: 1_000, fault: { status: 403 } };
    const scene = await attacked([refused]);
    // From here on, Graph refuses to write groups.
    (refused as { after: number }).after = 0;
    const { exitCode, out, errors } = await recover(scene, 'pulumi');
    expect({ exitCode, errors }).toMatchObject({ exitCode: 7 });
    const { failures, receipts } = JSON.parse(out) as Recovery;
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every(({ type }) => type === 'group')).toBe(true);
    expect(receipts.filter(({ outcome }) => outcome === 'updated').length).toBeGreaterThan(0);
    expect(errors).toMatch(/group\/\S+ failed \(\S+\): .*403.* needs .*Group\.ReadWrite\.All/);
  });

  it('waits when Graph is busy', async () => {
    const scene = await attacked([
      {
        path: /\/(users|groups|conditionalAccess)/,
        method: 'PATCH',
        times: 3,
        after: 40,
        fault: { status: 429, retryAfter: 0 },
      },
    ] as unknown as readonly FaultRule[]);
    const before = scene.server.tenant.requests.length;
    const { exitCode, out, errors } = await recover(scene, 'pulumi');
    expect({ exitCode, out, errors }).toMatchObject({ exitCode: 0 });
    expect(scene.server.tenant.requests.slice(before).some(({ status }) => status === 429)).toBe(true);
  });

  it('killed in the middle of it, writes nothing more, and the next one does the rest', async () => {
    const scene = await attacked();
    const writes = (): number => scene.server.tenant.requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    const words = ['recover', '--from', backup, '--yes', '--engine', 'pulumi', ...lifted] as const;
    const child = scene.start({ ENTRA_REWIND_NOW: later, ENTRA_REWIND_PULUMI_ROOT: pulumiRoot }, ...words);
    child.stderr?.resume();
    while (writes() < before + 5) await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGKILL');
    await once(child, 'close');
    const then = writes();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(writes()).toBe(then);

    await run(
      scene,
      afterLease,
      'recover',
      '--from',
      backup,
      '--yes',
      '--engine',
      'pulumi',
      '--no-backup',
      ...lifted,
    ).then((ran) => expect(ran.exitCode, `${ran.out}\n${ran.errors}`).toBe(0));
    await succeed(scene, '2026-11-03T02:00:00Z', 'backup');
    expect(await treeOf(scene, '2026-11-03T02:00:00Z')).toBe(await treeOf(scene, night));
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
