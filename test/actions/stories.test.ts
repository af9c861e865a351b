/**
 * Whole stories told by the workflows: a schedule, an event on GitHub or a person's click starts them, the real program runs in
 * their steps, signed in by the job's ID token, and what it does on GitHub starts the next ones.
 */
import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { Pipeline, type Started } from './pipeline.ts';

const user = contosoIds.users['sven.oe'];
const userPath = `/v1.0/users/${user}`;
const policyPath = `/beta/identity/conditionalAccess/policies/${contosoIds.policies.mfaForAdministrators}`;

/** `report: success; push: skipped`, with the log of whatever did not go well. */
function endings(runs: readonly Started[]): readonly string[] {
  return runs.flatMap(({ workflow, run }) =>
    Object.entries(run.jobs)
      .filter(([, { conclusion }]) => conclusion !== 'skipped')
      .map(([job, { conclusion }]) => {
        const log = conclusion === 'failure' ? `\n${run.log}` : '';
        return `${workflow}.${job} ${conclusion}${log}`;
      }),
  );
}

const summaries = (runs: readonly Started[]): string =>
  runs.flatMap(({ run }) => Object.values(run.jobs).map(({ summary }) => summary)).join('\n');

/** What a pull request runs through until it is merged: planned when it is opened, again when somebody approves. */
const planned = 'report.report success';
const accepted = ['report.again success', planned, 'recover.push success'];

function expectNoSecrets(pipeline: Pipeline): void {
  const readable = pipeline.readable();
  const shown = [...pipeline.secrets()].filter(([, secret]) => readable.includes(secret)).map(([name]) => name);
  expect(shown).toEqual([]);
  expect(pipeline.secrets().size).toBeGreaterThan(30);
}

/** Clicks GitHub's Revert button on a merged pull request, and gives the number of what it opened. */
async function clickRevert(pipeline: Pipeline, number: number): Promise<number> {
  const github = pipeline.as(pipeline.bob);
  const { data } = await github.rest.pulls.get({ ...pipeline.repo.at, pull_number: number });
  const mutation =
    'mutation ($id: ID!) { revertPullRequest(input: { pullRequestId: $id }) { revertPullRequest { number } } }';
  const made: { readonly revertPullRequest: { readonly revertPullRequest: { readonly number: number } } } =
    await github.graphql(mutation, { id: data.node_id });
  return made.revertPullRequest.revertPullRequest.number;
}

/** The first night, seen and merged. */
async function begun(): Promise<Pipeline> {
  const pipeline = await Pipeline.set();
  expect(endings(await pipeline.night(1))).toEqual(['backup.backup success', planned]);
  expect(endings(await pipeline.accept((await pipeline.report()).number))).toEqual(accepted);
  return pipeline;
}

describe('from a night to a clean night', () => {
  it('by schedule, pull request, Revert button, review and approval', async () => {
    const pipeline = await begun();
    // Somebody at work.
    await pipeline.person.patch(userPath, { jobTitle: 'Head of Nights' });
    expect(endings(await pipeline.night(2))).toEqual(['backup.backup success', planned]);
    expect(endings(await pipeline.accept((await pipeline.report()).number))).toEqual(accepted);
    for (const day of [3, 4]) {
      const runs = await pipeline.night(day);
      expect(endings(runs)).toEqual(['backup.backup success']);
      expect(summaries(runs)).toMatch(/no difference report: the tenant is as main says/);
    }

    // Somebody who should not be.
    await pipeline.person.patch(policyPath, { state: 'disabled' });
    await pipeline.person.patch(userPath, { jobTitle: 'Impostor' });
    const attacked = await pipeline.night(5);
    expect(endings(attacked)).toEqual(['backup.backup success', planned]);
    const report = await pipeline.report();
    expect(report).toMatchObject({
      title: expect.stringMatching(/2 objects differ/),
      head: { ref: 'backup/2026-11-05T02-17-00Z' },
      user: { login: 'entra-rewind[bot]' },
    });
    expect(report.labels.map(({ name }) => name)).toContain('severity: critical');
    expect(attacked[0]?.run.artifacts.map(({ name }) => name)).toEqual(['difference-report']);
    expect(endings(await pipeline.accept(report.number))).toEqual(accepted);

    // Merging said "seen": nothing was written. The button says what is wanted.
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'disabled' });
    const { did: revert, runs: checked } = await pipeline.does(() => clickRevert(pipeline, report.number));
    expect(endings(checked)).toEqual([planned]);
    const [plan] = (await pipeline.comments(revert)).filter(({ by }) => by === 'entra-rewind[bot]');
    expect(plan?.body).toMatch(/2 objects/);

    const merging = await pipeline.accept(revert);
    expect(endings(merging)).toEqual([...accepted, 'recover.recover waiting']);
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'disabled' });
    const [waiting] = merging.slice(-1) as [Started];
    const followed = await pipeline.letsRun(waiting);
    expect(endings([waiting])).toEqual(['recover.push success', 'recover.recover success']);
    expect(endings(followed)).toEqual([]);
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'enabled' });
    expect(await pipeline.person.get(userPath)).toMatchObject({ jobTitle: 'Head of Nights' });
    expect((await pipeline.comments(revert)).at(-1)).toMatchObject({
      by: 'entra-rewind[bot]',
      body: expect.stringMatching(/Recovery completed[\s\S]*Verified/),
    });
    expect(waiting.run.artifacts.map(({ name }) => name)).toEqual(['recovery']);

    const clean = await pipeline.night(6);
    expect(endings(clean)).toEqual(['backup.backup success']);
    expect(await pipeline.open()).toEqual([]);
    expect(await pipeline.issues()).toEqual([]);
    expect(await pipeline.reads('history')).toMatch(/completed/);
    const journal = pipeline.repo.git.run(['ls-tree', '-r', '--name-only', 'refs/heads/journal']);
    expect(journal).toMatch(/^recoveries\/\S+$/m);

    // Two identities, each for its own jobs: the one that writes was let in for the recovery alone.
    const { signedIn } = pipeline.entra;
    expect(new Set(signedIn.map((subject) => subject.replace(/^.*:/, '')))).toEqual(
      new Set(['entra-backup', 'entra-recovery']),
    );
    expect(signedIn.filter((subject) => subject.endsWith(':entra-recovery'))).toHaveLength(1);
    expectNoSecrets(pipeline);
  });
});
