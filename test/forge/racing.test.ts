/** Two people at once: neither takes back what the other did, and both get what they asked for. */
import { describe, expect, it } from 'vitest';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { at, begin, done, mfa, night, policyAt, rangeOf, review, sven, userAt } from './acts.ts';
import type { Stage } from './stage.ts';

async function revert(stage: Stage, day: number, words: readonly string[], by = stage.ada): Promise<number> {
  return JSON.parse(await done(stage, at(day, 3), ['revert', ...words, '--json'], by)).pullRequest.number;
}

describe('two people', () => {
  it('merge one after the other, recover at once, and end where both wanted to', async () => {
    const stage = await begin({ seed: contoso() });
    const { jobTitle } = await stage.person.get(userAt(sven));
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    await stage.person.patch(policyAt(mfa), { state: 'disabled' });
    await stage.merge(await night(stage, 2), stage.ada);
    await stage.person.patch(userAt(sven), { jobTitle: 'Third' });
    await stage.merge(await night(stage, 3), stage.ada);

    const user = ['--id', sven];
    const ours = await revert(stage, 3, ['2026-11-01', ...user]);
    const theirs = await revert(stage, 3, ['2026-11-02', ...user], stage.bob);
    const policy = await revert(stage, 3, ['2026-11-01', '--type', 'conditionalAccessPolicy'], stage.bob);
    expect(await review(stage, at(3, 3), theirs)).toMatchObject({ conclusion: 'success' });

    // What was checked before main moved is another thing now: it cannot be merged, and its check says so.
    const first = await stage.merge(ours, stage.ada);
    await expect(stage.merge(theirs, stage.bob)).rejects.toThrow(/not mergeable/i);
    const stale = await review(stage, at(3, 4), theirs);
    expect(stale).toMatchObject({ conclusion: 'failure', title: 'Refused: 1 problem' });
    expect(stale.summary).toMatch(/conflicts with main/);
    await stage.as(stage.bob).rest.pulls.update({ ...stage.repo.at, pull_number: theirs, state: 'closed' });
    const second = await stage.merge(policy, stage.bob);

    const ranges = [first, second].map(rangeOf);
    const clones = ['one', 'other'] as const;
    await Promise.all(clones.map((clone) => stage.clone(clone)));
    const recover = (clone: string, range: string, hour: number) =>
      stage.runIn(clone, ['recover', range, '--no-backup'], { ENTRA_REWIND_NOW: at(3, hour), ...stage.signIn(null) });
    const atOnce = await Promise.all(clones.map((clone, index) => recover(clone, ranges[index] ?? '', 5)));
    const codes = atOnce.map(({ exitCode }) => exitCode);
    expect(codes.toSorted(), atOnce.map(({ errors }) => errors).join()).toEqual([0, 6]);
    const late = codes.indexOf(6);
    const told = await stage.comments([ours, policy][late] ?? 0);
    expect(told.filter(({ body }) => /Recovery/.test(body))).toEqual([]);
    const converged = await recover(clones[late] ?? '', ranges[late] ?? '', 6);
    expect(converged, converged.errors).toMatchObject({ exitCode: 0 });
    expect(await stage.person.get(userAt(sven))).toMatchObject({ jobTitle });
    expect(await stage.person.get(policyAt(mfa))).toMatchObject({ state: 'enabled' });

    for (const range of ranges) expect(await done(stage, at(3, 7), ['recover', range])).toMatch(/Nothing to do/);
    expect(await done(stage, at(4), ['backup'])).toMatch(/no difference report/);
  });

  it('wait for each other also where the later one wants something else of the same object', async () => {
    const stage = await begin({ seed: contoso() });
    await stage.person.patch(userAt(sven), { jobTitle: 'Second' });
    await stage.merge(await night(stage, 2), stage.ada, 'squash');
    const first = await stage.merge(await revert(stage, 2, ['2026-11-01']), stage.ada);
    // Somebody wants it as it was after all, before anything was recovered.
    const second = await stage.merge(await revert(stage, 2, ['2026-11-02'], stage.bob), stage.bob);
    const older = await stage.run(at(2, 4), ['recover', rangeOf(first)]);
    expect(older).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/a later reviewed change on main/) });
    expect(await done(stage, at(2, 5), ['recover', rangeOf(second)])).toMatch(/Nothing to do/);
    expect(await stage.person.get(userAt(sven))).toMatchObject({ jobTitle: 'Second' });
  });
});
