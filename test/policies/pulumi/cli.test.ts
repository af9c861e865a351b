/**
 * The policy pack in the real Pulumi CLI, as a person uses it: the program of Pulumi.yaml on a plan file, a file backend, the
 * embedded tenant, and no other network.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { writerToken } from '../../../src/commands/tenant/identities.ts';
import { contoso, contosoIds } from '../../../src/embedded/seeds/contoso.ts';
import { pulumiRoot, withPulumi } from '../../engines/pulumi.ts';
import { type Ran, type Scene, setScene } from '../../flow/scene.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pack = join(root, 'policies', 'pulumi');
const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const temporary = 9;

/** Nine users that the backup does not have, which is more than may be soft-deleted without a word. */
async function attacked(): Promise<Scene> {
  const choices = { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } };
  const scene = await setScene({ seed: contoso(), choices });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
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

const usersOf = async ({ person }: Scene): Promise<number> =>
  ((await person.get('/v1.0/users?$select=id&$top=999')).value as readonly unknown[]).length;

type Pulumi = (plan: string, ...words: readonly string[]) => Promise<Ran>;

/** A project beside this one, so that nothing of a stack is written into the repository. */
async function pulumiFor({ server }: Scene): Promise<Pulumi> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-by-hand-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const project = join(folder, 'project');
  for (const made of [project, join(folder, 'state')]) await mkdir(made);
  for (const name of ['bin', 'node_modules', 'package.json', 'policies', 'schemas', 'src', 'tools']) {
    await symlink(join(root, name), join(project, name));
  }
  await writeFile(join(project, 'Pulumi.yaml'), await readFile(join(root, 'Pulumi.yaml'), 'utf8'));
  const env = {
    // The Node that these tests run on, for whatever Pulumi starts.
    PATH: [dirname(process.execPath), join(pulumiRoot, 'bin'), process.env.PATH].join(delimiter),
    HOME: folder,
    PULUMI_HOME: join(folder, 'home'),
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, 'state')).href,
    PULUMI_CONFIG_PASSPHRASE: '',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    ENTRA_REWIND_GRAPH_URL: server.url,
    ENTRA_REWIND_GRAPH_TOKEN: writerToken(server.tenantId),
  };
  const run: Pulumi = (plan, ...words) =>
    new Promise((resolve) => {
      const options = { cwd: project, env: { ...env, ENTRA_REWIND_PLAN: plan }, maxBuffer: 1e8 };
      const all = [...words, '--non-interactive', '--color', 'never'];
      execFile(join(pulumiRoot, 'bin', 'pulumi'), all, options, (error, out, errors) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ exitCode, out, errors });
      });
    });
  expect(await run('', 'stack', 'init', 'test')).toMatchObject({ exitCode: 0 });
  return run;
}

withPulumi('the policy pack in the real CLI', () => {
  it('stops a plan in the preview and in the update, before anything is written', async () => {
    const scene = await attacked();
    const plan = join(scene.directory, 'plan.json');
    expect(await scene.run(later, 'plan', '--from', 'newest', '--out', plan)).toMatchObject({ exitCode: 4 });
    const pulumi = await pulumiFor(scene);
    expect(await pulumi('', 'config', 'set', 'entra:plan', plan)).toMatchObject({ exitCode: 0 });
    const before = await usersOf(scene);

    for (const words of [['preview'], ['up', '--yes'], ['up', '--yes', '--skip-preview']]) {
      const { exitCode, out, errors } = await pulumi(plan, ...words, '--policy-pack', pack);
      expect(exitCode, `${out}${errors}`).not.toBe(0);
      expect(out + errors).toMatch(/\[mandatory\].*mass-deletion/);
      expect(out + errors).toContain(`would soft-delete ${temporary} of type user`);
      expect(await usersOf(scene)).toBe(before);
    }
  });

  it('lets a plan pass that somebody allowed, and says so', async () => {
    const scene = await attacked();
    const plan = join(scene.directory, 'plan.json');
    const allow = ['--allow', 'mass-deletion', '--reason', 'Ticket 4711'];
    expect(await scene.run(later, 'plan', '--from', 'newest', ...allow, '--out', plan)).toMatchObject({ exitCode: 0 });
    const pulumi = await pulumiFor(scene);
    expect(await pulumi('', 'config', 'set', 'entra:plan', plan)).toMatchObject({ exitCode: 0 });
    const before = await usersOf(scene);
    const { exitCode, out, errors } = await pulumi(plan, 'up', '--yes', '--policy-pack', pack);
    expect(exitCode, `${out}${errors}`).toBe(0);
    expect(out).toMatch(/\[advisory\].*mass-deletion-advice/);
    expect(out).toContain('(allowed: Ticket 4711)');
    expect(await usersOf(scene)).toBe(before - temporary);
  });

  it('stops what is no step of the plan, and anything at all without a plan', async () => {
    const scene = await attacked();
    const [all, one] = [join(scene.directory, 'all.json'), join(scene.directory, 'one.json')];
    const allow = ['--allow', 'mass-deletion', '--reason', 'Ticket 4711'];
    const { out: json } = await scene.run(later, 'plan', '--from', 'newest', ...allow, '--json', '--out', all);
    const [first] = (JSON.parse(json) as { readonly steps: readonly { readonly id: string }[] }).steps;
    const chosen = ['--from', 'newest', '--id', first?.id ?? '', '--out', one];
    expect(await scene.run(later, 'plan', ...chosen)).toMatchObject({ exitCode: 0 });

    const pulumi = await pulumiFor(scene);
    expect(await pulumi('', 'config', 'set', 'entra:plan', all)).toMatchObject({ exitCode: 0 });
    const before = await usersOf(scene);
    for (const words of [['preview'], ['up', '--yes', '--skip-preview']]) {
      const stopped = await pulumi(one, ...words, '--policy-pack', pack);
      expect(stopped.exitCode, `${stopped.out}${stopped.errors}`).not.toBe(0);
      expect(stopped.out + stopped.errors).toMatch(/\[mandatory\].*part-of-the-plan/);
      expect(stopped.out + stopped.errors).toMatch(/is no step of plan [0-9a-f]{12}/);
    }
    const without = await pulumi('', 'preview', '--policy-pack', pack);
    expect(without.exitCode).not.toBe(0);
    expect(without.out + without.errors).toContain('ENTRA_REWIND_PLAN names no plan file');
    // Of the steps that both plans have one may have been written: it was reviewed.
    expect(before - (await usersOf(scene))).toBeLessThanOrEqual(1);
  });
});
