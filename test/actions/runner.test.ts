import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkout, temporaryFolder } from '../git/scene.ts';
import { type EnvironmentRules, type GitHubEvent, type Host, type Run, runWorkflow } from './runner.ts';

let folder: string;
let origin: Checkout;
let host: Host;

beforeEach(() => {
  folder = temporaryFolder();
  const dir = join(folder, 'origin');
  mkdirSync(dir);
  origin = new Checkout(dir);
  origin.git('init', '--quiet', '--initial-branch=main');
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  origin.commit({ 'a.txt': 'one', 'policies/guards.yaml': '{}', 'snapshots/x.yaml': 'x: 1' });
  host = {
    repository: { owner: 'contoso', name: 'tenant', id: 11, ownerId: 7, defaultBranch: 'main' },
    serverUrl: 'https://github.example',
    apiUrl: 'https://api.github.example',
    cloneUrl: `file://${dir}`,
    token: (permissions) => `token of ${Object.entries(permissions).map((one) => one.join(':'))}`,
    folder,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dispatch: GitHubEvent = { name: 'workflow_dispatch', payload: {} };
const push = (more: object = {}): GitHubEvent => ({
  name: 'push',
  payload: { ref: 'refs/heads/main', after: origin.tip(), ...more },
  changedPaths: ['snapshots/users/1.yaml'],
});

const start = (text: string, event: GitHubEvent = dispatch, more: Partial<Host> = {}): Promise<Run> =>
  runWorkflow('.github/workflows/a.yml', text, event, { ...host, ...more });

/** One job `a` with these lines of YAML, started by hand. */
const job = (lines: string, on = 'workflow_dispatch'): string =>
  `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${lines.replace(/^/gm, '    ')}\n`;

const logOf = ({ jobs }: Run, id = 'a'): string => jobs[id]?.steps.map(({ log }) => log).join('') ?? '';

describe('what starts a workflow', () => {
  const on =
    '{ push: { branches: [main], paths: [snapshots/**] }, issue_comment: { types: [created] }, schedule: [{ cron: 1 2 * * * }] }';
  const text = job('steps: [{ run: echo ran }]', on);

  it.each<[string, () => GitHubEvent, string | null]>([
    ['a push to its paths', () => push(), null],
    ['a push elsewhere', () => ({ ...push(), changedPaths: ['README.md', 'snapshots'] }), 'touches none of the paths'],
    ['a push of a branch', () => push({ ref: 'refs/heads/backup/main' }), 'not for backup/main'],
    ['a push of a tag', () => push({ ref: 'refs/tags/main' }), 'not for refs/tags/main'],
    ['a comment', () => ({ name: 'issue_comment', payload: { action: 'created' } }), null],
    [
      'an edited comment',
      () => ({ name: 'issue_comment', payload: { action: 'edited' } }),
      'not started by issue_comment edited',
    ],
    ['its hour', () => ({ name: 'schedule', payload: { schedule: '1 2 * * *' } }), null],
    [
      'another hour',
      () => ({ name: 'schedule', payload: { schedule: '5 5 * * *' } }),
      'no schedule 5 5 * * *: 1 2 * * *',
    ],
    ['another event', () => dispatch, 'no trigger for workflow_dispatch'],
  ])('%s', async (_, event, why) => {
    const run = await start(text, event());
    expect([run.status, run.why]).toEqual(why === null ? ['completed', null] : ['notStarted', why]);
    expect(run.log).toBe(why === null ? 'ran\n' : '');
  });

  it('refuses to guess which paths a push changes, and what it does not know', async () => {
    const { changedPaths: _, ...blind } = push();
    await expect(start(text, blind)).rejects.toThrow('say which paths');
    await expect(start(job('strategy: {}\nsteps: []'))).rejects.toThrow('strategy');
    await expect(start(job('steps: [{ uses: someone/else@v1 }]'))).rejects.toThrow('someone/else');
    await expect(start(job("steps: [{ run: a, if: 'nonsense(1)' }]"))).rejects.toThrow(/nonsense/);
    await expect(start(job("steps: [{ run: a, if: 'unknown.a' }]"))).rejects.toThrow(/unknown/);
  });

  it('runs on the ref that GitHub gives the event', async () => {
    const main = origin.tip();
    origin.git('checkout', '--quiet', '-b', 'revert/1');
    const head = origin.commit({ 'snapshots/x.yaml': 'x: 2' });
    origin.git('update-ref', 'refs/pull/3/merge', head);
    origin.git('checkout', '--quiet', 'main');
    const pull = {
      action: 'opened',
      pull_request: { number: 3, base: { ref: 'main' }, head: { ref: 'revert/1', sha: head } },
    };
    const text = job(
      'steps: [{ run: echo $GITHUB_REF $GITHUB_SHA $GITHUB_HEAD_REF }]',
      '[pull_request, pull_request_target]',
    );
    const log = async (name: string) => (await start(text, { name, payload: pull })).log;
    expect(await log('pull_request')).toBe(`refs/pull/3/merge ${head} revert/1\n`);
    expect(await log('pull_request_target')).toBe(`refs/heads/main ${main} revert/1\n`);
  });
});

describe('steps', () => {
  it('have the environment that GitHub gives, and nothing of this machine', async () => {
    process.env.ENTRA_REWIND_LEAK = 'x';
    const run = await start(
      `${job('env: { B: "${{ env.A }}2" }\nsteps: [{ run: env, env: { C: "${{ env.B }}3" } }]')}env: { A: 1 }\n`,
    ).finally(() => delete process.env.ENTRA_REWIND_LEAK);
    const variables = Object.fromEntries(
      run.log
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s)),
    );
    expect(variables).toMatchObject({
      A: '1',
      B: '12',
      C: '123',
      CI: 'true',
      GITHUB_REPOSITORY: 'contoso/tenant',
      GITHUB_API_URL: host.apiUrl,
    });
    expect(JSON.parse(readFileSync(variables.GITHUB_EVENT_PATH, 'utf8'))).toEqual({});
    const others = Object.keys(variables).filter(
      (name) => !/^(GITHUB_|RUNNER_|[ABC]$|PATH$|HOME$|CI$|PWD$|SHLVL$|_$)/.test(name),
    );
    expect(others).toEqual([]);
    expect(variables).not.toHaveProperty('GITHUB_TOKEN');
    expect(variables.HOME).not.toBe(process.env.HOME);
  });

  it('tell each other things by files', async () => {
    const run = await start(
      job(`outputs: { d: "\${{ steps.s.outputs.d }}", e: "\${{ steps.t.outcome }}" }
steps:
  - id: s
    run: |
      printf 'd=1=2\\ne<<END\\nx\\ny\\nEND\\n' >> "$GITHUB_OUTPUT"
      echo 'KEPT=later' >> "$GITHUB_ENV"
      echo '# Done' >> "$GITHUB_STEP_SUMMARY"
  - id: t
    run: echo "$KEPT \${{ steps.s.outputs.e }}"`),
    );
    expect(run.jobs.a).toMatchObject({
      conclusion: 'success',
      outputs: { d: '1=2', e: 'success' },
      summary: '# Done\n',
    });
    expect(logOf(run)).toBe('later x\ny\n');
  });

  it('run on failure where they say so, and the job fails all the same', async () => {
    const run = await start(
      job(`steps:
  - run: exit 3
  - run: echo skipped
  - run: echo \${{ job.status }}
    if: always()
  - run: echo failed
    if: failure()
  - run: echo no
    if: failure() && vars.X == 'y'`),
    );
    expect(run.conclusion).toBe('failure');
    expect(run.jobs.a?.steps.map(({ conclusion }) => conclusion)).toEqual([
      'failure',
      'skipped',
      'success',
      'success',
      'skipped',
    ]);
    expect(run.log).toContain('failure\n\nfailed\n');
  });

  it('are stopped when their time is up, with all that they started', async () => {
    const run = await start(job('steps: [{ run: sleep 60, timeout-minutes: 0.01 }, { run: echo told, if: always() }]'));
    expect(run.jobs.a?.steps.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
    const late = await start(
      job('timeout-minutes: 0.01\nsteps: [{ run: sleep 60 }, { run: echo told, if: always() }]'),
    );
    expect([late.conclusion, late.jobs.a?.steps[1]?.log]).toEqual(['cancelled', 'told\n']);
  });

  it('run in a composite action with its inputs and outputs, and without the secrets', async () => {
    const action = join(folder, 'action');
    mkdirSync(action);
    writeFileSync(
      join(action, 'action.yml'),
      `inputs: { run: { required: true }, other: { default: "\${{ github.job }}" } }
outputs: { o: { value: "\${{ steps.s.outputs.o }}" } }
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      env: { WORDS: "\${{ inputs.run }} \${{ inputs.other }}" }
      run: echo "$WORDS $KEY $GITHUB_ACTION_PATH"; echo "o=out" >> "$GITHUB_OUTPUT"
`,
    );
    const text = job(
      'outputs: { o: "${{ steps.x.outputs.o }}" }\nsteps: [{ id: x, uses: contoso/act@abc, with: { run: go }, env: { KEY: k } }]',
    );
    const run = await start(text, dispatch, { actions: { 'contoso/act': action } });
    expect(run.log).toBe(`go a k ${action}\n`);
    expect(run.jobs.a?.outputs).toEqual({ o: 'out' });
    writeFileSync(
      join(action, 'action.yml'),
      'runs: { using: composite, steps: [{ shell: bash, run: "echo ${{ secrets.A }}" }] }',
    );
    await expect(start(text, dispatch, { actions: { 'contoso/act': action } })).rejects.toThrow(/secrets/);
  });

  it('are stopped inside an action, too', async () => {
    const action = join(folder, 'action');
    mkdirSync(action);
    const text = 'runs: { using: composite, steps: [{ shell: bash, run: sleep 60 }] }';
    writeFileSync(join(action, 'action.yml'), text);
    const run = await start(job('steps: [{ uses: contoso/act@abc, timeout-minutes: 0.01 }]'), dispatch, {
      actions: { 'contoso/act': action },
    });
    expect(run.conclusion).toBe('failure');
  });

  it('leave artifacts, also after a failure', async () => {
    const upload =
      '{ uses: actions/upload-artifact@v7, if: always(), with: { name: r, path: "${{ runner.temp }}/r" } }';
    const run = await start(
      job(`steps: [{ run: 'mkdir $RUNNER_TEMP/r; echo hi > $RUNNER_TEMP/r/x.md; false' }, ${upload}]`),
    );
    expect(run.conclusion).toBe('failure');
    expect(run.artifacts.map(({ name, folder: at }) => [name, readFileSync(join(at, 'x.md'), 'utf8')])).toEqual([
      ['r', 'hi\n'],
    ]);
  });
});

describe('a checkout', () => {
  const checkout = (settings: string, run: string): string =>
    job(
      `steps: [{ uses: actions/checkout@v7, with: { persist-credentials: false, ${settings} } }, { run: '${run}' }]`,
      '[push, workflow_dispatch]',
    );

  it('has the whole history and few files, and keeps no token', async () => {
    origin.commit({ 'a.txt': 'two' });
    const run = await start(
      checkout(
        'fetch-depth: 0, filter: "blob:none", sparse-checkout: policies',
        'ls; git rev-list --count HEAD; git symbolic-ref HEAD; git config --list',
      ),
    );
    const { log = '' } = run.jobs.a?.steps[1] ?? {};
    expect(log).toMatch(/^a\.txt\npolicies\n2\nrefs\/heads\/main\n/);
    expect(log).toContain('remote.origin.promisor=true');
    expect(log).not.toContain('extraheader');
    expect(run.log).not.toContain('basic');
  });

  it('of a push has its commit, though the branch has moved on', async () => {
    const event = push();
    origin.commit({ 'a.txt': 'two' });
    const run = await start(checkout('fetch-depth: 0', 'cat a.txt; git symbolic-ref HEAD'), event);
    expect(run.jobs.a?.steps[1]?.log).toBe('onerefs/heads/main\n');
  });

  it('of a commit is detached, and shallow unless more is wanted', async () => {
    const before = origin.tip();
    origin.commit({ 'a.txt': 'two' });
    const event = push({ before });
    const run = await start(
      checkout(
        'ref: "${{ github.event.before }}"',
        'cat a.txt; git symbolic-ref -q HEAD || git rev-list --all --count',
      ),
      event,
    );
    expect(run.jobs.a?.steps[1]?.log).toBe('one1\n');
    const gone = await start(checkout(`ref: ${'a'.repeat(40)}`, 'true'), event);
    expect(gone.jobs.a?.steps.map(({ conclusion }) => conclusion)).toEqual(['failure', 'skipped']);
  });
});

describe('jobs', () => {
  const two = (first: string, second: string): string =>
    `on: workflow_dispatch\njobs:\n  a:\n    runs-on: x\n    outputs: { go: "\${{ steps.s.outputs.go }}" }\n    steps: [{ id: s, run: '${first}' }]\n  b:\n    runs-on: x\n    needs: a\n    ${second}\n    steps: [{ run: 'echo second' }]\n`;

  it.each([
    ['echo go=yes >> $GITHUB_OUTPUT', "if: needs.a.outputs.go == 'yes'", 'success', 'success'],
    ['echo go=no >> $GITHUB_OUTPUT', "if: needs.a.outputs.go == 'yes'", 'skipped', 'success'],
    ['false', "if: needs.a.outputs.go == ''", 'skipped', 'failure'],
    ['false', "if: always() && needs.a.result == 'failure'", 'success', 'failure'],
    ['true', 'if: failure()', 'skipped', 'success'],
  ])('after %s, %s: %s', async (first, second, conclusion, all) => {
    const run = await start(two(first, second));
    expect([run.jobs.b?.conclusion, run.conclusion]).toEqual([conclusion, all]);
  });

  it('have the token of their permissions, and an ID token only when they may', async () => {
    const idToken = (subject: string) => ({ url: `https://id.example/?${subject}`, bearer: 'b' });
    const steps = 'steps: [{ run: "echo $T $ACTIONS_ID_TOKEN_REQUEST_URL", env: { T: "${{ github.token }}" } }]';
    const log = async (lines: string, more: Partial<Host> = {}) =>
      (await start(job(`${lines}\n${steps}`), dispatch, { idToken, ...more })).log;
    expect(await log('permissions: { contents: read }')).toBe('token of contents:read\n');
    expect(await log('permissions: { id-token: write }')).toContain(
      'https://id.example/?repo:contoso/tenant:ref:refs/heads/main\n',
    );
    const inEnvironment = 'environment: entra-backup\npermissions: { id-token: write }';
    expect(await log(inEnvironment)).toContain('repo:contoso/tenant:environment:entra-backup\n');
    const repository = { ...host.repository, hasImmutableSubject: true };
    expect(await log(inEnvironment, { repository })).toContain('repo:contoso@7/tenant@11:environment:entra-backup\n');
  });
});

describe('environments', () => {
  const text = `on: [push, workflow_dispatch]
jobs:
  a:
    if: vars.TENANT != '' && vars.CLIENT == ''
    runs-on: x
    environment: live
    concurrency: { group: "g-\${{ vars.TENANT }}", queue: max }
    steps: [{ run: 'echo "$K $C"', env: { K: "\${{ secrets.KEY }}", C: "\${{ vars.CLIENT }}" } }]
  b:
    needs: a
    runs-on: x
    steps: [{ run: 'echo "b$K"', env: { K: "\${{ secrets.KEY }}" } }]
`;
  const live: EnvironmentRules = { branches: ['main'], vars: { CLIENT: 'c' }, secrets: { KEY: 'k' } };
  const withLive = (more: EnvironmentRules = {}): Partial<Host> => ({
    vars: { TENANT: 't' },
    environments: { live: { ...live, ...more } },
  });

  it('hold what only their jobs see, and not before the condition is decided', async () => {
    const run = await start(text, dispatch, withLive());
    expect(run.jobs.a).toMatchObject({ conclusion: 'success', environment: 'live', concurrency: 'g-t' });
    expect([logOf(run), logOf(run, 'b')]).toEqual(['k c\n', 'b\n']);
    expect((await start(text, dispatch, { environments: { live } })).conclusion).toBe('skipped');
  });

  it('refuse other branches', async () => {
    const run = await start(text, push({ ref: 'refs/heads/other' }), withLive());
    expect(run.jobs.a).toMatchObject({ conclusion: 'failure', steps: [] });
    expect(run.jobs.a?.why).toContain('other is not allowed to deploy to live');
    expect(run.jobs.b?.conclusion).toBe('skipped');
  });

  it('wait for their reviewers', async () => {
    const run = await start(text, dispatch, withLive({ isReviewed: true }));
    expect([run.status, run.conclusion, run.jobs.a?.conclusion, run.jobs.b?.conclusion]).toEqual([
      'waiting',
      null,
      'waiting',
      'queued',
    ]);
    expect(run.log).toBe('');
    expect((await run.reject()).jobs).toMatchObject({ a: { conclusion: 'failure' }, b: { conclusion: 'skipped' } });
    const approved = await run.approve();
    expect([approved.status, approved.log]).toEqual(['completed', 'k c\n\nb\n']);
  });
});
