/** Difference reports from night to night: one is open at a time, and what people did with it stands. */
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { expectInert, mark, nastyTexts } from '../core/forge/hostile.ts';
import {
  at,
  backupOf,
  begin,
  choices,
  done,
  night,
  onlyOpen,
  protect,
  pull,
  rangeOf,
  review,
  sven,
  userAt,
} from './acts.ts';
import { Stage } from './stage.ts';

/** What was sent to GitHub about pull requests and their comments since a moment. */
const written = (stage: Stage, since: number): readonly string[] =>
  stage.hub.requests
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && /\/(pulls|issues)\b/.test(path))
    .map(({ method, path }) => `${method} ${path}`);

const links = (stage: Stage, body: string): readonly string[] =>
  [...body.matchAll(/\]\(<([^>]*)>\)/g)]
    .map(([, address = '']) => address)
    .filter((one) => one.startsWith(stage.hub.url));

describe('difference reports', () => {
  it('are one at a time, carry what nobody merged, and stay closed when somebody closed them', async () => {
    const stage = await begin({ seed: contoso() });
    const { jobTitle, department } = await stage.person.get(`${userAt(sven)}?$select=jobTitle,department`);
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    const second = await night(stage, 2);
    const { title: titled, body: told, updated_at } = await pull(stage, second);

    const asked = stage.hub.requests.length;
    expect(await done(stage, at(3), ['backup'])).toMatch(/is open already/);
    expect(written(stage, asked)).toEqual([]);
    expect(await pull(stage, second)).toMatchObject({ title: titled, body: told, updated_at });

    await stage.person.patch(userAt(sven), { department: 'Fourth' });
    const fourth = await night(stage, 4);
    expect(await onlyOpen(stage)).toBe(fourth);
    const replaced = await pull(stage, second);
    expect(replaced).toMatchObject({ state: 'closed', merged: false });
    expect((await stage.comments(second)).map(({ body }) => body)).toEqual([
      expect.stringContaining(`#${fourth} has taken its place`),
    ]);
    const { title, body } = await pull(stage, fourth);
    expect(title).toMatch(new RegExp(`^Backup ${backupOf(4)}: 1 object differs`));
    expect(body).toContain(`It carries 3 backups: \`${backupOf(2)}\`, \`${backupOf(3)}\`, \`${backupOf(4)}\``);
    expect(body).toMatch(/Fourth[\s\S]*Second/);

    await stage.as(stage.bob).rest.pulls.update({ ...stage.repo.at, pull_number: fourth, state: 'closed' });
    expect(await done(stage, at(5), ['backup'])).toMatch(/stays closed, as somebody left it/);
    await stage.person.patch(userAt(sven), { jobTitle: 'Third' });
    const sixth = await night(stage, 6);
    expect((await pull(stage, sixth)).body).toContain('It carries 5 backups');

    // Back to what they had closed, and to what main says.
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    expect(await done(stage, at(7), ['backup'])).toMatch(new RegExp(`stays closed.*#${fourth}`));
    expect(await stage.open()).toEqual([]);
    expect((await stage.comments(sixth)).map(({ body }) => body)).toEqual([expect.stringContaining(`#${fourth}`)]);
    await stage.person.patch(userAt(sven), { jobTitle: 'Eighth' });
    const eighth = await night(stage, 8);
    await stage.person.patch(userAt(sven), { jobTitle, department });
    expect(await done(stage, at(9), ['backup'])).toMatch(/no difference report/);
    expect(await pull(stage, eighth)).toMatchObject({ state: 'closed', merged: false });
  });
});

describe('a report that a rebase brought nothing of', () => {
  it('was not seen by anybody, and is opened anew', async () => {
    const stage = await begin({ seed: contoso() });
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    await stage.merge(await night(stage, 2), stage.ada, 'squash');
    await stage.person.patch(userAt(sven), { jobTitle: 'Third' });
    const third = await night(stage, 3);
    // After a squash a backup has two parents, and a rebase leaves such commits out.
    await stage.merge(third, stage.ada, 'rebase');
    expect(await pull(stage, third)).toMatchObject({ merged: true });
    const early = await stage.run(at(3, 3), ['revert', '2026-11-01'], stage.ada);
    expect(early).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/main has not seen the newest backup/) });
    const again = await night(stage, 4);
    expect((await pull(stage, again)).body).toMatch(/Third/);
    await stage.merge(again, stage.ada);
    expect(await done(stage, at(5), ['backup'])).toMatch(/no difference report/);
  });
});

describe('a report of a repository that reviews none', () => {
  it('is merged as it is opened, and says so when the rules forbid it', async () => {
    const stage = await Stage.set({ seed: contoso(), choices, review: 'none', isProtected: false });
    expect(await done(stage, at(1), ['backup'])).toMatch(/merged without review/);
    expect(await stage.open()).toEqual([]);
    await protect(stage);
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    const ran = await stage.run(at(2), ['backup']);
    const number = await onlyOpen(stage);
    expect(ran.errors).toMatch(new RegExp(`warning: report #${number} could not be merged: .*review`, 'i'));
    expect(ran).toMatchObject({ exitCode: 0, out: expect.stringMatching(/difference report opened/) });
    const { updated_at } = await pull(stage, number);
    expect((await stage.run(at(3), ['backup'])).errors).toMatch(/could not be merged/);
    expect(await pull(stage, number)).toMatchObject({ state: 'open', updated_at });
  });
});

/** Each hostile text is what somebody is called now. */
async function callPeopleNames(stage: Stage): Promise<number> {
  const names = nastyTexts.filter((text) => text.isWellFormed()).map((text) => `${mark}${text.slice(0, 200)}${mark}`);
  const people = Object.values(contosoIds.users).filter(
    (id) => id !== sven && !contosoIds.breakGlassAccounts.includes(id),
  );
  for (const [index, displayName] of names.entries()) {
    await stage.person.patch(userAt(people[index] ?? ''), { displayName });
  }
  return names.length;
}

/** Its text and its comments, without the markers that are ours, and what its merge says on main. */
async function expectInertOn(stage: Stage, number: number): Promise<void> {
  const { title, body } = await pull(stage, number);
  const comments = (await stage.comments(number)).map((one) => one.body.replace(/\n<!-- entra-rewind [^\n]*-->$/, ''));
  expect(body).toContain(mark);
  for (const text of [body ?? '', ...comments]) expectInert(text, links(stage, text));
  expect(title).not.toContain(mark);
  expect(stage.repo.git.run(['log', '--format=%B', 'main'])).not.toContain(mark);
}

describe('an approved report', () => {
  it('marks its backup as reviewed for ever, and an open one keeps its branch', async () => {
    const stage = await Stage.set({ seed: contoso(), choices, isProtected: false });
    await done(stage, at(1), ['backup']);
    const first = await onlyOpen(stage);
    await stage.approve(first, stage.bob);
    await review(stage, at(1), first);
    expect(stage.repo.file('journal', `reviewed/${backupOf(1)}.yaml`)).toMatch(/by:\n\s*- bob\b/);
    await stage.merge(first, stage.ada);
    await stage.person.patch(userAt(sven), { jobTitle: 'Impostor' });
    const renamed = await callPeopleNames(stage);
    const second = await night(stage, 2);
    await expectInertOn(stage, second);

    // By the clock of the wall all of it is weeks ago.
    const byTheWall = { ENTRA_REWIND_NOW: undefined };
    const pruned = await done(stage, '', ['backup'], null, byTheWall);
    expect(pruned).toMatch(new RegExp(`removed branch backup/${backupOf(1)}`));
    expect(stage.repo.tip(`backup/${backupOf(1)}`)).toBeNull();
    expect(stage.repo.tip(`backup/${backupOf(2)}`)).not.toBeNull();
    expect(await onlyOpen(stage)).toBe(second);

    await stage.merge(second, stage.ada, 'squash');
    const { pullRequest } = JSON.parse(await done(stage, '', ['revert', 'reviewed', '--json'], stage.ada, byTheWall));
    expect((await pull(stage, pullRequest.number)).title).toBe(
      `Revert ${renamed + 1} objects to backup ${backupOf(1)}`,
    );
    await review(stage, 'by the wall', pullRequest.number, byTheWall);
    const push = await stage.merge(pullRequest.number, stage.bob);
    await done(stage, '', ['recover', rangeOf(push)], null, byTheWall);
    expect((await stage.person.get(userAt(sven))).jobTitle).not.toBe('Impostor');
    await expectInertOn(stage, pullRequest.number);
    expect(await done(stage, '', ['recover', rangeOf(push)], null, byTheWall)).toMatch(/Nothing to do/);
  });
});

describe('a report of thousands of changes', () => {
  it('is cut at a whole row, and the journal holds all of it', async () => {
    const stage = await begin({ seed: generated(1500), choices: {} });
    const touched = stage.server.tenant.touch(1);
    expect(touched).toBeGreaterThan(1000);
    const number = await night(stage, 2);
    const { body } = await pull(stage, number);
    expect(body?.length).toBeGreaterThan(60_000);
    const [left = '', page = ''] =
      /\*\*([\d,]+) rows are left out here\*\*.*?\(<([^>]*)>\)/.exec(body ?? '')?.slice(1) ?? [];
    expect(Number(left.replaceAll(',', ''))).toBeGreaterThan(500);
    const html = expectInert(body ?? '', links(stage, body ?? ''));
    expect(html).toContain('What to do');
    const path = page.replace(`${stage.hub.url}/contoso/entra-backup/blob/journal/`, '');
    const whole = stage.repo.file('journal', path) ?? '';
    for (const { id } of stage.server.tenant.dump().users?.slice(-5) ?? []) expect(whole).toContain(String(id));

    const asked = stage.hub.requests.length;
    await done(stage, at(3), ['backup']);
    expect(written(stage, asked)).toEqual([]);
  });
});
