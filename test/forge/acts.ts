/** What people and workflows do in the stories on the stage, step by step. */
import { expect } from 'vitest';
import { contosoIds } from '../../src/embedded/seeds/contoso.ts';
import type { HubPerson } from '../hub/server.ts';
import { type PushPayload, type Ran, Stage, type StageOptions, type Words } from './stage.ts';

/** At night, or at another hour of that day in November. */
export const at = (day: number, hour = 2): string =>
  `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

export const backupOf = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T02-00-00Z`;

export const sven = contosoIds.users['sven.oe'];
export const mfa = contosoIds.policies.mfaForAdministrators;
export const userAt = (id: string): string => `/v1.0/users/${id}`;
export const policyAt = (id: string): string => `/beta/identity/conditionalAccess/policies/${id}`;
export const choices = {
  breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] },
};

/** The program, which must do what it was asked. Gives what it printed. */
export async function done(
  stage: Stage,
  time: string,
  words: Words,
  by: HubPerson | null = null,
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  const ran = await stage.run(time, words, by, more);
  expect(ran.exitCode, `${words.join(' ')}: ${ran.out}${ran.errors}`).toBe(0);
  return ran.out;
}

/** A first night whose report was merged. The rules are set after it: nobody had to wait for a check. */
export async function begin(options: StageOptions): Promise<Stage> {
  const stage = await Stage.set({ choices, ...options, isProtected: false });
  await done(stage, at(1), ['backup']);
  await stage.merge(await onlyOpen(stage), stage.ada);
  if (options.isProtected ?? false) await protect(stage);
  return stage;
}

export const protect = (stage: Stage): Promise<string> =>
  done(stage, at(1, 3), ['protect', '--reviewer', 'ada'], stage.root);

/** Number of the one pull request that is open. */
export async function onlyOpen(stage: Stage): Promise<number> {
  const open = await stage.open();
  expect(open.map(({ title }) => title)).toHaveLength(1);
  return open[0]?.number ?? 0;
}

/** A night: the backup, and the number of its report. */
export async function night(stage: Stage, day: number): Promise<number> {
  await done(stage, at(day), ['backup']);
  const report = (await stage.open()).find(({ head }) => head.ref === `backup/${backupOf(day)}`);
  if (report === undefined) throw new Error(`night ${day} opened no report`);
  return report.number;
}

export async function pull(stage: Stage, number: number) {
  const { data } = await stage.as(stage.ada).rest.pulls.get({ ...stage.repo.at, pull_number: number });
  return data;
}

/** What `report.yml` does, and the check that came of it. */
export async function review(stage: Stage, time: string, number: number, more: NodeJS.ProcessEnv = {}) {
  await done(stage, time, ['github', 'review', '--pull-request', String(number)], null, more);
  const { head } = await pull(stage, number);
  const check = (await stage.checks(head.sha)).toSorted((a, b) => b.id - a.id)[0];
  return { conclusion: check?.conclusion, ...check?.output };
}

/** GitHub's own button. Gives the number of the pull request that it opens. */
export async function pressRevert(stage: Stage, number: number, by: HubPerson): Promise<number> {
  const { node_id } = await pull(stage, number);
  const { revertPullRequest } = await stage.as(by).graphql<{
    readonly revertPullRequest: { readonly revertPullRequest: { readonly number: number } };
  }>('mutation ($id: ID!) { revertPullRequest(input: { pullRequestId: $id }) { revertPullRequest { number } } }', {
    id: node_id,
  });
  return revertPullRequest.revertPullRequest.number;
}

export async function propose(stage: Stage, by: HubPerson, branch: string, title: string): Promise<number> {
  const { data } = await stage.as(by).rest.pulls.create({ ...stage.repo.at, head: branch, base: 'main', title });
  return data.number;
}

export interface Said extends Ran {
  /** What the tool answered on the pull request. */
  readonly answers: readonly string[];
  readonly reactions: readonly string[];
}

/** Writes a comment; `command.yml` does not look at who wrote it. */
export async function say(
  stage: Stage,
  time: string,
  number: number,
  token: { readonly token: string },
  body: string,
  then: (comment: number) => Promise<unknown> = async () => undefined,
): Promise<Said> {
  const github = stage.as(token as HubPerson).rest.issues;
  const { data } = await github.createComment({ ...stage.repo.at, issue_number: number, body });
  await then(data.id);
  const event = { action: 'created', comment: { id: data.id }, issue: { number, pull_request: {} } };
  const ran = await stage.run(time, ['github', 'comment'], null, { GITHUB_EVENT_PATH: await stage.eventFile(event) });
  const after = (await stage.comments(number)).filter(({ id }) => id > data.id);
  const reactions = await stage
    .as(stage.ada)
    .rest.reactions.listForIssueComment({ ...stage.repo.at, comment_id: data.id });
  return { ...ran, answers: after.map((one) => one.body), reactions: reactions.data.map(({ content }) => content) };
}

/** Number of the newest pull request that is open. */
export async function newest(stage: Stage): Promise<number> {
  return Math.max(...(await stage.open()).map(({ number }) => number));
}

export const pushed = async (stage: Stage, time: string, push: PushPayload): Promise<string> =>
  done(stage, time, ['github', 'push'], null, { GITHUB_EVENT_PATH: await stage.eventFile(push) });

export const rangeOf = ({ before, after }: PushPayload): string => `${before}..${after}`;

/** A branch of somebody's with these files on top of `main`; `null` deletes one. */
export async function edit(
  stage: Stage,
  by: HubPerson,
  branch: string,
  files: { readonly [path: string]: string | null },
): Promise<number> {
  stage.repo.commit(branch, files, `Edit ${branch}`, 'main');
  return propose(stage, by, branch, `Edit ${branch}`);
}
