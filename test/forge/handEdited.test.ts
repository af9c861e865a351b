/** Pull requests that somebody wrote by hand: what no backup recorded is never written, whoever merges it. */
import { describe, expect, it } from 'vitest';
import { objectPath } from '../../src/core/canonical/path.ts';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import {
  at,
  backupOf,
  begin,
  done,
  edit,
  night,
  onlyOpen,
  propose,
  protect,
  pull,
  pushed,
  rangeOf,
  review,
  say,
  sven,
  userAt,
} from './acts.ts';
import type { Stage } from './stage.ts';

const path = `snapshots/${objectPath({ type: 'user', id: sven })}`;
const manifest = 'snapshots/tenant.yaml';

const text = (stage: Stage, file: string): string => stage.repo.file('main', file) ?? '';
const emperor = (stage: Stage): string => text(stage, path).replace(/^jobTitle: .*$/m, 'jobTitle: Emperor');

describe('a pull request that edits the record', () => {
  it('is stopped when it wants what no backup recorded, also after somebody with power has merged it', async () => {
    const stage = await begin({ seed: contoso() });
    expect(emperor(stage)).not.toBe(text(stage, path));
    const number = await edit(stage, stage.ada, 'promotion', { [path]: emperor(stage) });
    const check = await review(stage, at(1, 3), number);
    expect(check).toMatchObject({ conclusion: 'failure', title: '1 step (1 update), stopped by 1 guard' });
    expect(check.summary).toMatch(/recorded-states[\s\S]*no backup recorded jobTitle/);

    const push = await stage.merge(number, stage.root);
    expect(await pushed(stage, at(1, 3), push)).toMatch(/1 object to recover/);
    const ran = await stage.run(at(1, 4), ['recover', rangeOf(push)]);
    expect(ran, ran.errors).toMatchObject({ exitCode: 4 });
    expect((await stage.person.get(userAt(sven))).jobTitle).not.toBe('Emperor');
    const told = await stage.comments(number);
    expect(told.at(-1)?.body).toMatch(/Recovery stopped[\s\S]*recorded-states[\s\S]*\/allow recorded-states/);
    expect((await stage.run(at(1, 5), ['recover', rangeOf(push)])).exitCode).toBe(4);
    expect(await stage.comments(number)).toEqual(told);

    // The next night shows main against the tenant, and merging that takes the edit back.
    const report = await night(stage, 2);
    expect((await pull(stage, report)).body).toContain('Emperor');
    await stage.merge(report, stage.ada);
    expect(text(stage, path)).not.toContain('Emperor');
    expect(await done(stage, at(3), ['backup'])).toMatch(/no difference report/);
  });

  it('is refused when its files are not what the tool writes', async () => {
    const stage = await begin({ seed: contoso() });
    const user = text(stage, path);
    const refused: readonly (readonly [string, { readonly [file: string]: string | null }, RegExp])[] = [
      ['loose', { [path]: emperor(stage).replace('Emperor', '"Emperor"') }, /is not canonical/],
      ['bomb', { [path]: `a: &a [x, x]\nb: [*a, *a]\n${user}` }, /anchor|alias/i],
      ['both', { [path]: emperor(stage), 'policies/guards.yaml': '{}\n' }, /snapshots\/ and other files at once/],
      ['stranger', { [manifest]: text(stage, manifest).replaceAll(stage.server.tenantId, sven) }, /tenant/],
      ['renamed', { [manifest]: null, 'snapshots/tenants.yaml': text(stage, manifest) }, /tenant\.yaml/],
    ];
    for (const [branch, files, why] of refused) {
      const number = await edit(stage, stage.ada, branch, files);
      const { conclusion, title, summary } = await review(stage, at(1, 3), number);
      expect.soft({ conclusion, title }, branch).toMatchObject({
        conclusion: 'failure',
        title: expect.stringMatching(/^Refused: \d problems?$/),
      });
      expect.soft(summary, branch).toMatch(why);
    }

    // Merged all the same, it stops the recovery as well.
    const both = (await stage.open()).find(({ head }) => head.ref === 'both');
    const push = await stage.merge(both?.number ?? 0, stage.root, 'squash');
    const ran = await stage.run(at(1, 4), ['recover', rangeOf(push)]);
    expect(ran).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/other files at once/) });
    expect((await stage.person.get(userAt(sven))).jobTitle).not.toBe('Emperor');
  });
});

describe("somebody's branch below backup/", () => {
  it('counts for nothing, and cannot be made where the rules are set', async () => {
    const stage = await begin({ seed: contoso() });
    const { jobTitle } = await stage.person.get(userAt(sven));
    stage.repo.commit(`backup/${backupOf(3)}`, { [path]: emperor(stage) }, 'Backup', 'main');
    const forged = await propose(stage, stage.ada, `backup/${backupOf(3)}`, 'Backup');
    const check = await review(stage, at(3), forged);
    expect(check).toMatchObject({ conclusion: 'failure' });
    await stage.approve(forged, stage.bob);
    const asked = await say(stage, at(3), forged, stage.ada, '/revert');
    expect(asked.answers).toEqual([expect.stringMatching(/knows no report/)]);

    await stage.person.patch(userAt(sven), { jobTitle: 'Impostor' });
    const report = await night(stage, 4);
    expect(await pull(stage, forged)).toMatchObject({ state: 'closed', merged: false });
    expect(await onlyOpen(stage)).toBe(report);
    // Nor is it merged for the report that somebody closed.
    const { pulls } = stage.as(stage.bob).rest;
    await pulls.update({ ...stage.repo.at, pull_number: report, state: 'closed' });
    await pulls.update({ ...stage.repo.at, pull_number: forged, state: 'open' });
    const merging = await stage.run(at(4, 3), ['revert', '2026-11-01', '--merge-report'], stage.ada);
    expect(merging).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/no difference report is open/) });
    expect(await pull(stage, forged)).toMatchObject({ state: 'open', merged: false });
    await protect(stage);
    const clone = await stage.clone('ada');
    const pushing = await stage.push(stage.ada, `backup/${backupOf(5)}`, clone);
    expect(pushing.exitCode).not.toBe(0);
    expect(stage.repo.tip(`backup/${backupOf(5)}`)).toBeNull();
    await stage.person.patch(userAt(sven), { jobTitle });
    expect(await done(stage, at(5), ['backup'])).toMatch(/no difference report/);
  });
});
