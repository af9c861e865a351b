/**
 * Whole stories told by the workflows: a schedule, an event on GitHub or a person's click starts them, the real program runs in
 * their steps, signed in by the job's ID token, and what it does on GitHub starts the next ones.
 */
import { describe, expect, it } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import type { HubPerson } from '../hub/server.ts';
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
    expect(plan?.body).toMatch(/2 steps \(2 update\)/);

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

describe('a report that nobody merges', () => {
  it('gives way to the next one; a comment there takes one object back', async () => {
    const pipeline = await begun();
    await pipeline.person.patch(userPath, { jobTitle: 'Impostor' });
    await pipeline.night(2);
    const left = await pipeline.report();
    await pipeline.person.patch(policyPath, { state: 'disabled' });
    expect(endings(await pipeline.night(3))).toEqual(['backup.backup success', planned]);
    const report = await pipeline.report();
    expect(report.number).not.toBe(left.number);
    expect(report.title).toMatch(/2 objects differ/);
    expect(report.body).toMatch(/2026-11-02T02-17-00Z[\s\S]*2026-11-03T02-17-00Z/);
    expect((await pipeline.comments(left.number)).at(-1)?.body).toMatch(`#${report.number} has taken its place`);
    await pipeline.accept(report.number);

    const say = (by: HubPerson, body: string) => {
      const at = { ...pipeline.repo.at, issue_number: report.number };
      return pipeline.does(() => pipeline.as(by).rest.issues.createComment({ ...at, body }));
    };
    expect(endings((await say(pipeline.mallory, `/revert --id ${user}`)).runs)).toEqual(['command.command success']);
    expect((await pipeline.comments(report.number)).at(-1)?.body).toMatch(/mallory/);
    expect(await pipeline.open()).toEqual([]);

    const asked = await say(pipeline.bob, `/revert --id ${user}`);
    expect(endings(asked.runs)).toEqual(['command.command success', planned]);
    const [revert] = await pipeline.open();
    expect(revert).toMatchObject({
      user: { login: 'entra-rewind[bot]' },
      head: { ref: expect.stringMatching(/^revert\//) },
    });
    const merging = await pipeline.accept(revert?.number ?? 0);
    const [waiting] = merging.slice(-1) as [Started];
    await pipeline.letsRun(waiting);
    expect(endings([waiting])).toEqual(['recover.push success', 'recover.recover success']);
    // The one that was named, and nothing else.
    expect(await pipeline.person.get(userPath)).not.toMatchObject({ jobTitle: 'Impostor' });
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'disabled' });
    expect(endings(await pipeline.night(4))).toEqual(['backup.backup success']);
    expect(await pipeline.open()).toEqual([]);
    expectNoSecrets(pipeline);
  });
});

describe('what goes wrong', () => {
  it('is an issue as long as it lasts: a recovery that fails, a missed night, a rule that somebody took away', async () => {
    const pipeline = await begun();
    const { tenantId } = pipeline.server;
    await pipeline.person.patch(policyPath, { state: 'disabled' });
    await pipeline.night(2);
    const report = await pipeline.report();
    await pipeline.accept(report.number);
    const { did: revert } = await pipeline.does(() => clickRevert(pipeline, report.number));
    const [waiting] = (await pipeline.accept(revert)).slice(-1) as [Started];

    // The application that writes has lost what it needs.
    const { read } = leastPermissions(objectTypes);
    pipeline.letWriterIn(() => embeddedToken({ tenantId, roles: read }));
    await pipeline.letsRun(waiting);
    expect(waiting.run.jobs.recover?.conclusion).toBe('failure');
    const [failed, ...others] = await pipeline.issues();
    expect(others).toEqual([]);
    expect(failed?.title).toBe('A recovery did not end well');
    expect(failed?.body).toMatch(/exit code 7/);
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'disabled' });

    pipeline.letWriterIn(() => writerToken(tenantId));
    const [again] = (await pipeline.again(waiting)) as [Started];
    await pipeline.letsRun(again);
    expect(endings([again])).toEqual(['recover.push success', 'recover.recover success']);
    expect(await pipeline.person.get(policyPath)).toMatchObject({ state: 'enabled' });
    expect(await pipeline.issues()).toEqual([]);

    // Nights go by without a backup, and somebody who may takes a rule away.
    expect(endings(await pipeline.watch(3))).toEqual(['watch.watch success']);
    expect(await pipeline.issues()).toEqual([]);
    const [ruleset] = (await pipeline.as(pipeline.root).rest.repos.getRepoRulesets(pipeline.repo.at)).data;
    await pipeline
      .as(pipeline.root)
      .rest.repos.deleteRepoRuleset({ ...pipeline.repo.at, ruleset_id: ruleset?.id ?? 0 });
    for (const day of [5, 6]) expect(endings(await pipeline.watch(day))).toEqual(['watch.watch success']);
    const [found, ...more] = await pipeline.issues();
    expect(more).toEqual([]);
    expect(found?.title).toBe('Watch: a night without a backup; the record is less protected than it should be');
    expect(found?.body).toMatch(/backup\/\*\*: app alone, creation/);
    expect(await pipeline.comments(found?.number ?? 0)).toHaveLength(1);

    const late = await pipeline.night(6);
    expect(endings(late)).toEqual(['backup.backup success']);
    expect(late[0]?.run.log).toMatch(/warning: what protects the record is weaker than it should be: backup\/\*\*/);
    expect(summaries(late)).toMatch(/what protects the record is weaker/);
    expect(await pipeline.reads('protect')).toMatch(/created +entra-rewind: only the app writes backups/);
    expect(endings(await pipeline.watch(6))).toEqual(['watch.watch success']);
    expect(await pipeline.issues()).toEqual([]);
    expect((await pipeline.comments(found?.number ?? 0)).at(-1)?.body).toMatch(/Nothing is found any more/);
    expect(endings(await pipeline.night(7))).toEqual(['backup.backup success']);
    expect(summaries(pipeline.started.slice(-1))).not.toMatch(/weaker/);
    expectNoSecrets(pipeline);
  });
});
