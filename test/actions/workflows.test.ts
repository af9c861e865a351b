/**
 * What each event makes the workflows do, with a stand-in for the tool that only tells its words and keys. What the tool does
 * with them is told in the stories of test/flow.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pipelineWorkflow } from '../../src/commands/init/workflows.ts';
import { Checkout, temporaryFolder } from '../git/scene.ts';
import { workflowFiles } from './files.ts';
import { type GitHubEvent, type Host, type Run, runWorkflow } from './runner.ts';

/** Says its words and which keys it sees; `outputs` and `exit` are what the test wants of it. */
const standIn = (outputs: string, exit: string): string => `inputs: { run: { required: true } }
outputs:
  reviewed: { value: "\${{ steps.run.outputs.reviewed }}" }
  range: { value: "\${{ steps.run.outputs.range }}" }
  review: { value: "\${{ steps.run.outputs.review }}" }
runs:
  using: composite
  steps:
    - id: run
      shell: bash
      env: { WORDS: "\${{ inputs.run }}" }
      run: |
        echo "$(echo $WORDS) [\${GITHUB_APP_PRIVATE_KEY:-}\${AZURE_CLIENT_ID:-}\${GITHUB_TOKEN:+token}]"
        case "$WORDS" in 'github outcome'*) exit 0 ;; esac
        printf '${outputs}' >> "$GITHUB_OUTPUT"
        ${exit}
`;

let folder: string;
let origin: Checkout;
let host: Host;
let api: Server;
let asked: string[];

function tool(outputs = '', exit = 'true'): void {
  writeFileSync(join(folder, 'tool', 'action.yml'), standIn(outputs, exit));
}

beforeEach(async () => {
  folder = temporaryFolder();
  for (const name of ['origin', 'tool']) mkdirSync(join(folder, name));
  tool();
  origin = new Checkout(join(folder, 'origin'));
  origin.git('init', '--quiet', '--initial-branch=main');
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  origin.commit({ 'entra-rewind.yaml': '', 'policies/guards.yaml': '{}', 'snapshots/x.yaml': 'x: 1' });
  asked = [];
  api = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(`${request.headers.authorization} ${request.method} ${request.url} ${body}`);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  host = {
    repository: { owner: 'contoso', name: 'tenant', id: 11, ownerId: 7, defaultBranch: 'main' },
    serverUrl: 'https://github.example',
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    cloneUrl: `file://${join(folder, 'origin')}`,
    token: (permissions) =>
      Object.entries(permissions)
        .map((one) => one.join(':'))
        .join(','),
    vars: { AZURE_TENANT_ID: 't', ENTRA_REWIND_APP_ID: '5' },
    environments: {
      'entra-backup': {
        branches: ['main'],
        vars: { AZURE_CLIENT_ID: '-reader' },
        secrets: { ENTRA_REWIND_APP_PRIVATE_KEY: 'key' },
      },
      'entra-recovery': {
        branches: ['main'],
        isReviewed: true,
        vars: { AZURE_CLIENT_ID: '-writer' },
        secrets: { ENTRA_REWIND_APP_PRIVATE_KEY: 'key' },
      },
    },
    actions: { 'contoso/entra-rewind': join(folder, 'tool') },
    folder,
  };
});
afterEach(() => {
  api.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(name: string, event: GitHubEvent, more: Partial<Host> = {}): Promise<Run> {
  const file = workflowFiles.find(({ path }) => path.endsWith(`/${name}.yml`));
  if (file === undefined) throw new Error(`there is no workflow ${name}`);
  const text = pipelineWorkflow(file.text, { uses: `contoso/entra-rewind@${'5'.repeat(40)}`, version: '0.1.0' });
  return runWorkflow(file.path, text, event, { ...host, ...more });
}

/** What the tool was told in a job, without the folders of this machine. */
const told = ({ jobs }: Run, job: string): readonly string[] =>
  (jobs[job]?.steps ?? [])
    .filter(({ name }) => name.startsWith('contoso/entra-rewind@'))
    .map(({ log }) => log.trim().replace(/\S+\/(?=report|recovery)/, '…/'))
    .filter((line) => line !== '');

const conclusions = ({ jobs }: Run): object =>
  Object.fromEntries(Object.entries(jobs).map(([id, { conclusion }]) => [id, conclusion]));

const repository = { default_branch: 'main' };
const pull = (head = 'contoso/tenant') => ({
  number: 3,
  base: { ref: 'main' },
  head: { ref: 'revert/1', repo: { full_name: head } },
});

describe('backup.yml', () => {
  const outcome = 'github outcome --job backup --result success [key]';

  it.each<[string, GitHubEvent, string]>([
    ['of a weekday', { name: 'schedule', payload: { schedule: '17 2 * * 1-6' } }, 'backup'],
    ['of Sunday', { name: 'schedule', payload: { schedule: '17 2 * * 0' } }, 'backup --full'],
    ['by hand', { name: 'workflow_dispatch', payload: { inputs: { full: false } } }, 'backup'],
    ['by hand, of everything', { name: 'workflow_dispatch', payload: { inputs: { full: true } } }, 'backup --full'],
  ])('%s', async (_, event, words) => {
    const run = await start('backup', event);
    expect(told(run, 'backup')).toEqual([`${words} --artifacts …/report [key-reader]`, outcome]);
    expect(run.jobs.backup?.concurrency).toBe('entra-rewind-backup-t');
  });

  it('tells that it failed, and keeps the report', async () => {
    tool('', 'mkdir $RUNNER_TEMP/report; touch $RUNNER_TEMP/report/report.md; exit 5');
    const run = await start('backup', { name: 'schedule', payload: { schedule: '17 2 * * 0' } });
    expect([run.conclusion, run.artifacts.map(({ name }) => name)]).toEqual(['failure', ['difference-report']]);
    expect(told(run, 'backup').at(-1)).toBe('github outcome --job backup --result failure [key]');
  });

  it('does nothing in a copy without a tenant, or on another branch', async () => {
    const event = { name: 'workflow_dispatch', payload: {} };
    expect((await start('backup', event, { vars: {} })).conclusion).toBe('skipped');
    origin.git('branch', 'mine');
    const elsewhere = await start('backup', { ...event, payload: { ref: 'mine' } });
    expect([elsewhere.conclusion, told(elsewhere, 'backup')]).toEqual(['failure', []]);
  });
});

describe('report.yml', () => {
  const event = (action: string, more: object = {}): GitHubEvent => ({
    name: 'pull_request_target',
    payload: { action, pull_request: pull(), repository, ...more },
  });

  it.each(['opened', 'synchronize', 'reopened'])('plans a pull request that is %s', async (action) => {
    const run = await start('report', event(action));
    expect(conclusions(run)).toEqual({ report: 'success', again: 'skipped' });
    expect(told(run, 'report')).toEqual([
      'github review [key-reader]',
      'github outcome --job report --result success [key]',
    ]);
  });

  it('plans one again whose base was changed, not one whose title was', async () => {
    expect((await start('report', event('edited', { changes: { base: {} } }))).conclusion).toBe('success');
    expect((await start('report', event('edited', { changes: { title: {} } }))).conclusion).toBe('skipped');
  });

  it('has nothing to do with forks', async () => {
    expect((await start('report', event('opened', { pull_request: pull('mallory/tenant') }))).conclusion).toBe(
      'skipped',
    );
  });

  it('asks for a run on main when somebody reviews: there it may have the key', async () => {
    origin.git('update-ref', 'refs/pull/3/merge', origin.tip());
    const review = { name: 'pull_request_review', payload: { action: 'submitted', pull_request: pull(), repository } };
    const run = await start('report', review);
    expect(conclusions(run)).toEqual({ report: 'skipped', again: 'success' });
    expect(asked).toEqual([
      'Bearer actions:write POST /repos/contoso/tenant/actions/workflows/report.yml/dispatches {"ref":"main","inputs":{"pull_request":"3"}}',
    ]);
    const again = await start('report', {
      name: 'workflow_dispatch',
      payload: { ref: 'main', inputs: { pull_request: '3' } },
    });
    expect(told(again, 'report')[0]).toBe('github review [key-reader]');
    const foreign = { ...review, payload: { ...review.payload, pull_request: pull('mallory/tenant') } };
    expect((await start('report', foreign)).conclusion).toBe('skipped');
  });
});

describe('recover.yml', () => {
  const merged = (more: object = {}): GitHubEvent => {
    const before = origin.tip();
    const after = origin.commit({ 'snapshots/x.yaml': 'x: 2', 'policies/guards.yaml': 'later: 1' });
    const payload = { ref: 'refs/heads/main', before, after, created: false, deleted: false, repository, ...more };
    return { name: 'push', payload, changedPaths: ['snapshots/x.yaml'] };
  };
  const reviewed = 'reviewed=true\\nrange=a..b\\n';

  it('recovers what was reviewed, once its reviewers agree, with the writer and only then', async () => {
    tool(reviewed);
    const waiting = await start('recover', merged());
    expect([waiting.status, conclusions(waiting)]).toEqual(['waiting', { push: 'success', recover: 'waiting' }]);
    expect(told(waiting, 'push')).toEqual([
      'github push [token]',
      'github outcome --job push --result success [token]',
    ]);
    const run = await waiting.approve();
    expect(told(run, 'recover')).toEqual([
      'recover a..b --require-environment entra-recovery --artifacts …/recovery [key-writer]',
      'github outcome --job recover --result success [key]',
    ]);
    expect(run.jobs.recover?.concurrency).toBe('entra-rewind-recover-t');
    expect(waiting.log).not.toContain('key');
  });

  it('goes by the commit before the push', async () => {
    tool(reviewed, 'cat policies/guards.yaml; ls');
    const run = await (await start('recover', merged())).approve();
    for (const job of ['push', 'recover']) {
      expect(told(run, job)[0]).toMatch(/\]\n\{\}entra-rewind\.yaml\npolicies$/);
    }
  });

  it('asks nobody about a merged difference report', async () => {
    tool('reviewed=false\\nrange=\\n');
    const run = await start('recover', merged());
    expect([run.status, conclusions(run)]).toEqual(['completed', { push: 'success', recover: 'skipped' }]);
  });

  it('recovers nothing of a push that cannot be trusted, and tells', async () => {
    tool(reviewed, 'exit 2');
    const run = await start('recover', merged());
    expect(conclusions(run)).toEqual({ push: 'failure', recover: 'skipped' });
    expect(told(run, 'push').at(-1)).toBe('github outcome --job push --result failure [token]');
  });

  it.each([
    ['makes main', { created: true }],
    ['deletes main', { deleted: true }],
  ])('does not start for a push that %s', async (_, more) => {
    expect((await start('recover', merged(more))).conclusion).toBe('skipped');
  });

  it('does not start for what is no snapshot', async () => {
    expect((await start('recover', { ...merged(), changedPaths: ['policies/guards.yaml'] })).status).toBe('notStarted');
  });

  it('tells and keeps what was done when it failed', async () => {
    tool(
      reviewed,
      'mkdir -p $RUNNER_TEMP/recovery; touch $RUNNER_TEMP/recovery/a.md; case "$WORDS" in recover*) exit 7 ;; esac',
    );
    const run = await (await start('recover', merged())).approve();
    expect([run.conclusion, run.artifacts.map(({ name }) => name)]).toEqual(['failure', ['recovery']]);
    expect(told(run, 'recover').at(-1)).toBe('github outcome --job recover --result failure [key]');
  });
});

describe('command.yml', () => {
  const comment = (body: string, on: object = { pull_request: {} }, action = 'created'): GitHubEvent => ({
    name: 'issue_comment',
    payload: { action, issue: { number: 3, ...on }, comment: { id: 9, body }, repository },
  });

  it.each(['/revert', '/revert --type user', '/allow mass-deletion they left'])('answers %s', async (body) => {
    const run = await start('command', comment(body));
    expect(told(run, 'command')).toEqual([
      'github comment [key]',
      'github outcome --job command --result success [key]',
    ]);
    expect(conclusions(run)).toEqual({ command: 'success', again: 'skipped' });
  });

  it('has the pull request planned again where that changes something', async () => {
    tool('review=3\\n');
    await start('command', comment('/allow mass-deletion they left'));
    expect(asked).toEqual([
      'Bearer actions:write POST /repos/contoso/tenant/actions/workflows/report.yml/dispatches {"ref":"main","inputs":{"pull_request":"3"}}',
    ]);
  });

  it.each([
    ['other words', comment('please /revert')],
    ['an issue', comment('/revert', {})],
  ])('is silent about %s', async (_, event) => {
    expect((await start('command', event)).conclusion).toBe('skipped');
  });

  it('does not take an edited comment for a command', async () => {
    expect((await start('command', comment('/revert', { pull_request: {} }, 'edited'))).status).toBe('notStarted');
  });
});

describe('watch.yml', () => {
  it('looks every day, without a sign-in to the tenant', async () => {
    const run = await start('watch', { name: 'schedule', payload: { schedule: '43 6 * * *' } });
    expect(told(run, 'watch')).toEqual(['github watch [key]', 'github outcome --job watch --result success [key]']);
  });
});
