/** `entra-rewind init` as a person runs it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Runs, Work } from '../../src/commands/command.ts';
import { contextFrom, type Streams } from '../../src/commands/context.ts';
import { addInit } from '../../src/commands/init.ts';
import { pages } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { permissionIds } from '../../src/core/catalog/permissionIds.ts';
import { Failure } from '../../src/core/problem.ts';
import { parseConfiguration } from '../../src/core/settings/configuration.ts';
import { objectionsTo } from '../actions/objections.ts';
import { rules } from '../actions/rules.ts';
import { Checkout, temporaryFolder } from '../git/scene.ts';
import { type Hub, startHub } from '../hub/server.ts';

const action = `fabrikam/rewind@${'5'.repeat(40)}`;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('HOME', folder);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  /** What was wrong, null where nothing was. */
  readonly refused: string | null;
  readonly out: string;
}

/** The command in this process: starting the program each time would take longer than all else. */
async function init(words: readonly string[], environment: { readonly [name: string]: string } = {}): Promise<Ran> {
  const said: string[] = [];
  const sink = Object.assign(new PassThrough(), { isTTY: false });
  sink.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const streams = { out: sink, errors: sink, input: { isTTY: false } } as unknown as Streams;
  const context = contextFrom(environment, folder, streams, new AbortController().signal, '0.1.0');
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  const runs: Runs = <Parameters extends readonly unknown[]>(work: Work<Parameters>) => {
    return async (...parameters: readonly unknown[]) => {
      await work(context, ...(parameters.slice(0, -1) as unknown as Parameters));
    };
  };
  addInit(program, runs);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(['node', 'entra-rewind', 'init', ...words]);
    return { refused: null, out: said.join('') };
  } catch (error) {
    if (!(error instanceof Failure || error instanceof CommanderError)) throw error;
    return { refused: error.message, out: said.join('') };
  }
}

const at = (...path: readonly string[]): string => join(folder, ...path);
const read = (...path: readonly string[]): string => readFileSync(at(...path), 'utf8');
const filesBelow = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git/') && !entry.parentPath.endsWith('.git'))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted();

describe('init for GitHub', () => {
  const workflows = ['backup', 'command', 'recover', 'report', 'watch'].map((name) => `.github/workflows/${name}.yml`);

  it('writes a pipeline repository, commits it and pushes nothing', async () => {
    const ran = await init([
      '--github',
      'contoso/entra-backup',
      '--owners',
      '@contoso/identity',
      '--owners',
      '@ada',
      '--action',
      action,
    ]);
    expect(ran.refused).toBeNull();
    expect(filesBelow(at('entra-backup'))).toEqual(
      [
        '.github/CODEOWNERS',
        ...workflows,
        'README.md',
        'docs/entra-backup.permissions.json',
        'docs/entra-recovery.permissions.json',
        'docs/setup.md',
        'entra-rewind.yaml',
        'policies/guards.yaml',
        'snapshots/README.md',
      ].toSorted(),
    );
    const checkout = new Checkout(at('entra-backup'));
    expect(checkout.git('status', '--short', '--branch')).toBe('## main...origin/main [gone]');
    expect(checkout.git('remote', 'get-url', 'origin')).toBe('https://github.com/contoso/entra-backup.git');
    expect(checkout.git('log', '--format=%s')).toBe('Set up entra-rewind');
    expect(parseConfiguration(read('entra-backup', 'entra-rewind.yaml')).github).toEqual({
      repository: 'contoso/entra-backup',
      review: 'required',
    });
    const owned = read('entra-backup', '.github/CODEOWNERS')
      .split('\n')
      .filter((line) => line.startsWith('/'));
    expect(owned).toEqual(
      ['/snapshots/', '/policies/', '/.github/', '/entra-rewind.yaml'].map((path) => `${path} @contoso/identity @ada`),
    );
    expect(ran.out).toContain(read('entra-backup', 'docs', 'setup.md'));
  });

  it('writes workflows that take the tool by its commit and keep every rule', async () => {
    await init(['pipeline', '--repo', 'contoso/entra-backup', '--action', action]);
    for (const path of workflows) {
      const text = read('pipeline', path);
      expect(await objectionsTo(path.split('/').at(-1) ?? '', text)).toEqual([]);
      expect(rules.flatMap(({ rule, finds }) => finds(text).map((found) => `${path}: ${rule}: ${found}`))).toEqual([]);
      expect(text).not.toContain('uses: ./');
      expect(text).toContain(`uses: ${action} # v0.1.0`);
      expect([...text.matchAll(/sparse-checkout: \|\n((?: {12}\S+\n)+)/g)].map(([, list]) => list?.trim())).toEqual(
        [...text.matchAll(/actions\/checkout@/g)].map(() => 'policies'),
      );
    }
    expect(read('pipeline', '.github/CODEOWNERS')).not.toMatch(/^\//m);
  });

  it('names its own commit where none is given', async () => {
    await init(['--github', 'contoso/entra-backup']);
    const own = new Checkout(new URL('../..', import.meta.url).pathname);
    expect(read('entra-backup', workflows[0] as string)).toMatch(new RegExp(`/[\\w.-]+@${own.tip()} # v`));
  });

  it('asks for the least permissions, by the ids that Entra knows', async () => {
    await init(['--github', 'contoso/entra-backup', '--action', action]);
    const names = new Map(Object.entries(permissionIds).map(([name, id]) => [id, name]));
    const asked = (role: string): readonly string[] => {
      const [graph] = JSON.parse(read('entra-backup', 'docs', `entra-${role}.permissions.json`)) as {
        resourceAccess: { id: string; type: string }[];
      }[];
      return (graph?.resourceAccess ?? []).map(({ id, type }) => `${names.get(id)} ${type}`);
    };
    const least = leastPermissions(pages.map(({ type }) => type));
    expect(asked('backup')).toEqual(least.read.map((name) => `${name} Role`));
    for (const name of least.write) expect(asked('recovery')).toContain(`${name} Role`);
    expect(asked('backup').filter((name) => name.includes('Write'))).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    ['no place', ['dir'], 'say where'],
    ['no folder', ['--local'], 'say which folder'],
    ['a name that is none', ['--github', 'contoso'], 'owner/name'],
    ['the same twice', ['--github', 'a/b', '--repo', 'a/b'], 'the same'],
    ['two remotes', ['dir', '--local', '--github', 'a/b'], '--local makes its own'],
    ['owners of nothing', ['dir', '--local', '--owners', '@ada'], '--owners'],
    ['an owner that is none', ['--github', 'a/b', '--owners', 'ada # *'], '@person'],
    ['an action by its tag', ['--github', 'a/b', '--action', 'a/rewind@v1'], 'full commit'],
    ['a remote with a password', ['dir', '--remote', 'https://ada:secret@example.com/x.git'], 'credentials'],
    ['a remote that is an option', ['dir', '--remote=--upload-pack=touch'], 'not an address'],
    ['a remote that is not there', ['dir', '--remote', './nothing.git'], 'no such remote'],
  ])('refuses %s', async (_, words, said) => {
    const ran = await init(words);
    expect(ran.refused).toContain(said);
    expect(ran.refused).not.toContain('secret');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a folder alone that is not empty', async () => {
    mkdirSync(at('entra-backup'));
    writeFileSync(at('entra-backup', 'mine.txt'), 'mine');
    const ran = await init(['--github', 'contoso/entra-backup', '--action', action]);
    expect(ran.refused).toContain('not empty');
    expect(readdirSync(at('entra-backup'))).toEqual(['mine.txt']);
  });
});

describe('the subjects in the guide', () => {
  let hub: Hub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.close());

  const guide = async (name: string, token: string | null): Promise<string> => {
    const environment = { GITHUB_API_URL: hub.url, ...(token === null ? {} : { GITHUB_TOKEN: token }) };
    const ran = await init(['pipeline', '--github', name, '--action', action], environment);
    expect(ran.refused).toBeNull();
    if (token !== null) expect(ran.out).not.toContain(token);
    return read('pipeline', 'docs', 'setup.md');
  };

  it.each([
    [true, (id: number, owner: number) => `repo:contoso@${owner}/ids@${id}:environment:`],
    [false, () => 'repo:contoso/names:environment:'],
  ])('are those that GitHub tells: ids are %s', async (immutableSubject, prefix) => {
    const name = immutableSubject ? 'ids' : 'names';
    const repo = hub.repository(`contoso/${name}`, { immutableSubject });
    const carol = hub.person(`carol-${name}`, 'admin');
    const text = await guide(`contoso/${name}`, carol.token);
    const subject = prefix(repo.id, repo.state.owner.id);
    expect(text).toContain(`BACKUP_SUBJECT='${subject}entra-backup'`);
    expect(text).toContain(`RECOVERY_SUBJECT='${subject}entra-recovery'`);
    expect(text.match(/^BACKUP_SUBJECT=/gm)).toHaveLength(1);
  });

  it('are explained both where nothing can be asked', async () => {
    const text = await guide('contoso/later', null);
    expect(text).toContain('gh api repos/contoso/later --jq .owner.id');
    expect(text).toContain('repo:contoso@$OWNER_ID/later@$REPO_ID:environment:entra-backup');
    expect(text).toContain("'repo:contoso/later:environment:entra-recovery'");
  });

  it('are explained both of a repository that is not there yet', async () => {
    const ada = hub.person('ada', 'admin');
    expect(await guide('contoso/not-yet', ada.token)).toContain('$REPO_ID');
  });
});

describe('init with a remote', () => {
  it('uses one that is there, and pushes nothing by itself', async () => {
    const bare = at('remote.git');
    mkdirSync(bare);
    new Checkout(bare).git('init', '--quiet', '--bare', '--initial-branch=main');
    const ran = await init(['tenant', '--remote', './remote.git']);
    expect(ran.refused).toBeNull();
    expect(ran.out).toContain('git push --set-upstream origin main');
    const checkout = new Checkout(at('tenant'));
    expect(checkout.git('ls-remote', 'origin')).toBe('');
    expect(parseConfiguration(read('tenant', 'entra-rewind.yaml')).github).toBeUndefined();
    expect(filesBelow(at('tenant'))).not.toContain('docs/setup.md');
    checkout.git('push', '--set-upstream', 'origin', 'main');
    expect(checkout.git('status', '--short', '--branch')).toBe('## main...origin/main');
  });

  it('makes a local one, as ever', async () => {
    const ran = await init(['tenant', '--local']);
    expect([ran.refused, readdirSync(folder).toSorted()]).toEqual([null, ['tenant', 'tenant.git']]);
    expect(new Checkout(at('tenant')).git('status', '--short', '--branch')).toBe('## main...origin/main');
  });
});
