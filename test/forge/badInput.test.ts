/** What a forge can answer and be, and must not harm: errors in the middle of work, and repositories that are not as they should be. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import type { Storm } from '../hub/server.ts';
import { Stage, type StageOptions } from './stage.ts';

const at = (day: number, hour = 2): string => `2026-11-0${day}T${String(hour).padStart(2, '0')}:00:00Z`;
const user = contosoIds.users['sven.oe'];
const userPath = `/v1.0/users/${user}`;
const choices = { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } };

/** Without rules: what is tried here is not them. */
const bare = (more: Partial<StageOptions> = {}): Promise<Stage> =>
  Stage.set({ seed: contoso(), choices, isProtected: false, ...more });

/** The first backup seen and merged, and then a change. */
async function changed(): Promise<Stage> {
  const stage = await bare();
  expect(await stage.run(at(1), ['backup'])).toMatchObject({ exitCode: 0 });
  const [report] = await stage.open();
  await stage.merge(report?.number ?? 0, stage.ada);
  await stage.person.patch(userPath, { jobTitle: 'Impostor' });
  return stage;
}

/** A revert that waits for its review, and the report that it takes back. */
async function reverted() {
  const stage = await changed();
  await stage.run(at(2), ['backup']);
  const [report] = await stage.open();
  await stage.merge(report?.number ?? 0, stage.ada);
  const proposed = await stage.run(at(2), ['revert', '2026-11-01', '--json'], stage.ada);
  expect(proposed, proposed.errors).toMatchObject({ exitCode: 0 });
  return { stage, number: Number(JSON.parse(proposed.out).pullRequest.number) };
}

interface Case {
  readonly storm: Storm;
  readonly exitCode: number;
  readonly said: RegExp;
}

/** Runs the work in each weather; every one of them must end soon, and as it should. */
async function weathers(
  stage: Stage,
  words: (turn: number) => Promise<{ exitCode: number; errors: string }>,
  cases: readonly Case[],
) {
  for (const [turn, { storm, exitCode, said }] of cases.entries()) {
    stage.hub.weather.fail(storm);
    const started = Date.now();
    const ran = await words(turn);
    const what = `${storm.with}: ${ran.errors}`;
    expect(ran.exitCode, what).toBe(exitCode);
    expect(ran.errors, what).toMatch(said);
    expect(ran.errors, what).not.toMatch(/fault of entra-rewind|ghs_|ghp_|PRIVATE KEY/);
    // Far from the quarter of an hour that a limit may be waited for.
    expect(Date.now() - started, what).toBeLessThan(120_000);
    stage.hub.weather.clear();
  }
}

const everyTime = 1000;
const oneOf = (bodies: readonly string[], pattern: RegExp) => bodies.filter((body) => pattern.test(body));

describe('bad weather', () => {
  it('while a report is published: one pull request in the end, known to the journal', async () => {
    const stage = await changed();
    const pulls = /\/pulls$/;
    const opening = { method: 'POST', path: pulls } as const;
    await weathers(stage, (turn) => stage.run(at(2, turn), ['backup']), [
      {
        storm: { ...opening, with: 401, times: everyTime },
        exitCode: 9,
        said: /401 Bad credentials[\s\S]*GITHUB_APP_PRIVATE_KEY/,
      },
      { storm: { ...opening, with: 403 }, exitCode: 9, said: /403 [\s\S]*pull_requests: write/ },
      { storm: { ...opening, with: 404 }, exitCode: 2, said: /404 Not Found[\s\S]*installed/ },
      { storm: { ...opening, with: 422 }, exitCode: 2, said: /422 Validation Failed/ },
      { storm: { ...opening, with: 503 }, exitCode: 2, said: /503 / },
      { storm: { method: 'GET', path: pulls, with: 502, times: everyTime }, exitCode: 2, said: /502 / },
      {
        storm: { ...opening, with: 'secondaryLimit', retryAfterSeconds: 3600 },
        exitCode: 2,
        said: /rate limit is reached/,
      },
      {
        storm: { path: /\/repos\//, with: 'primaryLimit', retryAfterSeconds: 3600, times: everyTime },
        exitCode: 2,
        said: /Try again after 20\d\d-/,
      },
    ]);
    expect(await stage.open()).toEqual([]);

    // What is over soon is waited for; an answer that got lost was no failure.
    stage.hub.weather.fail({ method: 'GET', path: pulls, with: 502, times: 2 });
    stage.hub.weather.fail({ method: 'GET', path: /\/repos\/[^/]+\/[^/]+$/, with: 'primaryLimit' });
    stage.hub.weather.fail({ ...opening, with: 'tooMany' });
    stage.hub.weather.fail({ ...opening, nth: 2, with: 'cut', when: 'after' });
    stage.hub.weather.fail({ path: /\/labels$/, with: 503 });
    const cutOff = await stage.run(at(2, 20), ['backup']);
    expect(cutOff, cutOff.errors).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/503 .*labels/) });
    stage.hub.weather.clear();
    const again = await stage.run(at(2, 21), ['backup']);
    expect(again, again.errors).toMatchObject({ exitCode: 0 });
    const [report, ...others] = await stage.open();
    expect(others).toEqual([]);
    expect(report?.labels.length).toBeGreaterThan(0);
    expect(stage.repo.file('journal', `pullRequests/${report?.number}.yaml`)).toMatch(/kind: report/);
    const third = await stage.run(at(2, 22), ['backup']);
    expect(third).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/difference report (?:told anew|is open already): #\d/),
    });
    expect(await stage.open()).toHaveLength(1);
  });

  it('while a pull request is planned: one check that says what is true, and one comment', async () => {
    const { stage, number } = await reverted();
    const review = () => stage.run(at(2), ['github', 'review', '--pull-request', String(number)]);
    const comments = { method: 'POST', path: /\/comments$/ } as const;
    await weathers(stage, review, [
      {
        storm: { method: 'POST', path: /check-runs$/, with: 403, times: everyTime },
        exitCode: 9,
        said: /checks: write/,
      },
      { storm: { method: 'POST', path: /check-runs$/, with: 502, times: everyTime }, exitCode: 2, said: /502 / },
      { storm: { ...comments, with: 403, times: everyTime }, exitCode: 9, said: /issues: write/ },
      { storm: { ...comments, with: 502, when: 'after' }, exitCode: 2, said: /502 / },
    ]);
    expect(await review()).toMatchObject({ exitCode: 0 });
    const pull = (await stage.open()).find((one) => one.number === number);
    expect(await stage.checks(pull?.head.sha ?? '')).toMatchObject([
      { name: 'entra-rewind plan', status: 'completed', conclusion: 'success' },
    ]);
    expect(await stage.comments(number)).toHaveLength(1);
  });

  it('while a revert is proposed or a comment answered: one pull request, one answer', async () => {
    const stage = await changed();
    await stage.run(at(2), ['backup']);
    const [report] = await stage.open();
    const number = report?.number ?? 0;
    await stage.merge(number, stage.ada);
    const opening = { method: 'POST', path: /\/pulls$/ } as const;
    await weathers(stage, () => stage.run(at(2), ['revert', '2026-11-01'], stage.ada), [
      { storm: { ...opening, with: 403 }, exitCode: 9, said: /pull_requests: write/ },
      { storm: { ...opening, with: 'tooMany', retryAfterSeconds: 3600 }, exitCode: 2, said: /rate limit/ },
    ]);
    expect(await stage.open()).toEqual([]);

    const said = { ...stage.repo.at, issue_number: number, body: `/revert --id ${user}` };
    const { data: comment } = await stage.as(stage.bob).rest.issues.createComment(said);
    const event = await stage.eventFile({ comment: { id: comment.id }, issue: { number } });
    const answer = () => stage.run(at(2), ['github', 'comment'], null, { GITHUB_EVENT_PATH: event });
    const comments = { method: 'POST', path: /\/comments$/ } as const;
    await weathers(stage, answer, [
      { storm: { ...comments, with: 502 }, exitCode: 2, said: /502 / },
      { storm: { ...comments, with: 502, when: 'after' }, exitCode: 2, said: /502 / },
      { storm: { method: 'GET', path: /\/issues\/comments\//, with: 404 }, exitCode: 2, said: /404 / },
    ]);
    expect(await answer()).toMatchObject({ exitCode: 0 });
    const [revert, ...others] = await stage.open();
    expect(others).toEqual([]);
    expect(stage.repo.file('journal', `pullRequests/${revert?.number}.yaml`)).toMatch(/askedBy: bob/);
    const answers = (await stage.comments(number)).filter(({ by }) => by === 'entra-rewind[bot]');
    expect(
      oneOf(
        answers.map(({ body }) => body),
        new RegExp(`#${revert?.number}|/pull/${revert?.number}`),
      ),
    ).toHaveLength(1);
  });

  it('while a result is told: the recovery stays what it is, and is told once', async () => {
    const { stage, number } = await reverted();
    const push = await stage.merge(number, stage.bob);
    const recover = () => stage.run(at(2), ['recover', `${push.before}..${push.after}`]);
    stage.hub.weather.fail({ method: 'POST', path: /\/comments$/, with: 502, times: everyTime });
    const first = await recover();
    expect(first, first.errors).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/502 /) });
    expect(first.out).toMatch(/a second plan is empty/);
    expect(await stage.person.get(userPath)).not.toMatchObject({ jobTitle: 'Impostor' });
    stage.hub.weather.clear();
    expect(await recover()).toMatchObject({ exitCode: 0 });
    expect(await recover()).toMatchObject({ exitCode: 0 });
    const told = (await stage.comments(number)).filter(({ by }) => by === 'entra-rewind[bot]');
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toMatch(/Recovery completed[\s\S]*backup after it/);
  });
});

describe('a repository', () => {
  const refs = (stage: Stage): string => stage.repo.git.run(['for-each-ref', '--format=%(refname)']);

  it('that is public or archived is refused before anything is pushed; no flag lifts it', async () => {
    const stage = await bare({ visibility: 'public' });
    const before = refs(stage);
    const isPublic = await stage.run(at(1), ['backup']);
    expect(isPublic).toMatchObject({
      exitCode: 9,
      errors: expect.stringMatching(/public: .*personal data[\s\S]*private/),
    });
    expect(await stage.run(at(1), ['backup', '--allow-public'])).toMatchObject({ exitCode: 2 });
    stage.repo.state.visibility = 'private';
    stage.repo.archive();
    const archived = await stage.run(at(1), ['backup']);
    expect(archived).toMatchObject({ exitCode: 9, errors: expect.stringMatching(/archived[\s\S]*Unarchive/) });
    expect(refs(stage)).toBe(before);
    expect(stage.hub.requests.filter(({ path }) => /git-receive-pack/.test(path))).toEqual([]);
  });

  it('that is empty takes nothing until its first commit is pushed', async () => {
    const stage = await bare();
    const empty = stage.hub.repository('contoso/empty');
    const clone = await stage.clone('app');
    await stage.git(['remote', 'set-url', 'origin', empty.cloneUrl], clone);
    await stage.git(['update-ref', '-d', 'refs/remotes/origin/main'], clone);
    await replaceInConfiguration(stage, clone, 'contoso/entra-backup', 'contoso/empty');
    const refused = await stage.run(at(1), ['backup']);
    expect(refused, refused.errors).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/no branch main[\s\S]*git push/),
    });
    expect(empty.tip('journal')).toBeNull();
    await stage.git(['push', '--quiet', empty.cloneUrlFor(stage.root.token), 'HEAD:refs/heads/main'], clone);
    const taken = await stage.run(at(1), ['backup']);
    expect(taken, taken.errors).toMatchObject({ exitCode: 0 });
  });

  it('without rules, on a plan that has none, is backed up with a warning; protect says what is lacking', async () => {
    const stage = await bare({ plan: 'free' });
    const backup = await stage.run(at(1), ['backup', '--json']);
    expect(backup, backup.errors).toMatchObject({ exitCode: 0 });
    const warning = expect.stringMatching(
      /what protects the record is weaker[\s\S]*plan lacks this[\s\S]*Do not make the repository public/,
    );
    expect(JSON.parse(backup.out).warnings).toContainEqual(warning);
    expect(backup.errors).toEqual(warning);
    const protect = await stage.run(at(1), ['protect'], stage.root);
    expect(protect).toMatchObject({ exitCode: 9, errors: expect.stringMatching(/Upgrade[\s\S]*plan lacks this/) });
  });

  it('whose main was rewritten recovers nothing of that push, and goes on being backed up', async () => {
    const stage = await changed();
    const clone = await stage.clone('root');
    await stage.git(['checkout', '--quiet', '--orphan', 'other'], clone);
    await stage.git(['commit', '--quiet', '--message=Another beginning'], clone);
    await stage.git(
      ['push', '--quiet', '--force', stage.repo.cloneUrlFor(stage.root.token), 'HEAD:refs/heads/main'],
      clone,
    );
    const push = stage.lastPush('main');
    expect(push.forced).toBe(true);
    const event = await stage.eventFile(push);
    const looked = await stage.run(at(2), ['github', 'push'], null, { GITHUB_EVENT_PATH: event });
    expect(looked).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/main was rewritten/) });
    const range = await stage.run(at(2), ['recover', `${push.before}..${push.after}`]);
    expect(range, range.errors).toMatchObject({ exitCode: 2 });
    const backup = await stage.run(at(2), ['backup']);
    expect(backup, backup.errors).toMatchObject({ exitCode: 0 });
    expect(await stage.open()).toHaveLength(1);
    expect(await stage.person.get(userPath)).toMatchObject({ jobTitle: 'Impostor' });
  });

  it('whose journal was deleted is not begun anew; pushing it back mends it', async () => {
    const stage = await changed();
    const clone = await stage.clone('root');
    await stage.git(['fetch', '--quiet', stage.repo.bare, 'journal:refs/heads/kept'], clone);
    const remote = stage.repo.cloneUrlFor(stage.root.token);
    await stage.git(['push', '--quiet', '--delete', remote, 'journal'], clone);
    const refused = await stage.run(at(2), ['backup']);
    expect(refused, refused.errors).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/journal[\s\S]*push/i),
    });
    expect(stage.repo.tip('journal')).toBeNull();
    await stage.git(['push', '--quiet', remote, 'kept:refs/heads/journal'], clone);
    const mended = await stage.run(at(2, 3), ['backup']);
    expect(mended, mended.errors).toMatchObject({ exitCode: 0 });
  });
});

describe('a sign-in', () => {
  it('of another repository, an app that is not installed, an address that is not https: each is said', async () => {
    const stage = await bare();
    const other = stage.hub.repository('contoso/other');
    const elsewhere = stage.hub.app('elsewhere', { contents: 'write' }, ['contoso/other']);
    const none = { GITHUB_APP_ID: '', GITHUB_APP_PRIVATE_KEY: '' };
    const cases: readonly (readonly [more: NodeJS.ProcessEnv, exitCode: number, said: RegExp])[] = [
      [
        { ...none, GITHUB_TOKEN: stage.hub.actionsToken(other, { contents: 'write' }) },
        2,
        /404[\s\S]*github\.repository/,
      ],
      [{ GITHUB_APP_ID: String(elsewhere.id), GITHUB_APP_PRIVATE_KEY: elsewhere.privateKey }, 2, /404[\s\S]*installed/],
      [{ GITHUB_APP_PRIVATE_KEY: elsewhere.privateKey }, 9, /401/],
      [{ GITHUB_API_URL: 'http://github.example' }, 2, /https/],
      [none, 2, /GITHUB_APP_ID/],
    ];
    for (const [more, exitCode, said] of cases) {
      const ran = await stage.run(at(1), ['backup'], null, more);
      expect(ran.errors).toMatch(said);
      expect(ran.exitCode, ran.errors).toBe(exitCode);
      expect(ran.errors).not.toMatch(/fault of entra-rewind|ghs_|ghp_|-----BEGIN/);
    }
    expect(stage.repo.tip('journal')).toBeNull();
  });

  it.each([
    ['behind', 2],
    ['ahead', -2],
  ])('of an app whose clock is hours %s goes by the clock of GitHub', async (_, hours) => {
    const stage = await bare();
    stage.hub.clock.advance(hours * 3_600_000);
    const backup = await stage.run(at(1), ['backup']);
    expect(backup, backup.errors).toMatchObject({ exitCode: 0 });
    expect(await stage.open()).toHaveLength(1);
    // Each token is asked for a few times at most, however soon this clock thinks it over.
    expect(stage.hub.requests.filter(({ path }) => path.endsWith('/access_tokens')).length).toBeLessThan(60);
  });
});

async function replaceInConfiguration(stage: Stage, clone: string, from: string, to: string): Promise<void> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const file = join(clone, 'entra-rewind.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  await stage.git(['commit', '--quiet', '--all', '--message=Another repository'], clone);
}
