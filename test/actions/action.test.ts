/** action.yml itself, run from this checkout as GitHub would run it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkout, temporaryFolder } from '../git/scene.ts';
import { actionFolder } from './files.ts';
import { type Host, type Run, runWorkflow } from './runner.ts';

let folder: string;
let host: Host;

beforeEach(() => {
  folder = temporaryFolder();
  const dir = join(folder, 'origin');
  mkdirSync(dir);
  const origin = new Checkout(dir);
  origin.git('init', '--quiet', '--initial-branch=main');
  origin.commit({ 'entra-rewind.yaml': 'retentionDays: 5\n' });
  host = {
    repository: { owner: 'contoso', name: 'tenant', id: 11, ownerId: 7, defaultBranch: 'main' },
    serverUrl: 'https://github.example',
    apiUrl: 'https://api.github.example',
    cloneUrl: `file://${dir}`,
    token: () => 'token',
    actions: { 'contoso/entra-rewind': actionFolder() },
    folder,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (words: string): Promise<Run> =>
  runWorkflow(
    '.github/workflows/a.yml',
    `on: workflow_dispatch
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with: { persist-credentials: false }
      - uses: contoso/entra-rewind@abc
        with:
          run: ${JSON.stringify(words)}
`,
    { name: 'workflow_dispatch', payload: {} },
    host,
  );

const workspaceOf = (): string => {
  const run = readdirSync(folder).find((name) => name.startsWith('run-')) ?? '';
  return join(folder, run, 'a', 'work', 'tenant');
};

describe('the action', () => {
  it('runs the tool in the workspace, with the words it was given', async () => {
    const run = await start('--version');
    expect([run.conclusion, run.log.trim().split('\n').at(-1)]).toEqual(['success', '0.1.0']);
    // A checkout without a pipeline repository's journal has no backups; the tool must have looked here to know.
    const backups = await start('  backups\n  --json ');
    expect(backups.log).toContain('[]');
  });

  it('gives the words to no shell', async () => {
    const run = await start('--version; touch pwned $(touch pwned) `touch pwned` * && touch pwned');
    expect(run.conclusion).toBe('failure');
    expect(run.log).toContain('--version;');
    expect(existsSync(join(workspaceOf(), 'pwned'))).toBe(false);
    expect(readdirSync(workspaceOf())).toContain('entra-rewind.yaml');
  });

  it('fails as the tool does', async () => {
    const run = await start('no-such-command');
    expect(run.conclusion).toBe('failure');
    expect(run.log).toContain('unknown command');
  });
});
