/** What stops a recovery is lifted by people, for one commit, and it is known who they were. */
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { at, begin, done, newest, night, pull, rangeOf, review, say } from './acts.ts';
import type { Stage } from './stage.ts';

const helpdesk = contosoIds.groups['Role-HelpdeskAdministrators'];

/** Somebody brings the branch forward: what was said before was said of another commit. */
async function moveOn(stage: Stage, branch: string): Promise<void> {
  const clone = await stage.clone('dora');
  await stage.git(['fetch', '--quiet', stage.repo.bare, branch], clone);
  await stage.git(['checkout', '--quiet', '--detach', 'FETCH_HEAD'], clone);
  await stage.git(['commit', '--quiet', '--allow-empty', '--message', 'Think again'], clone);
  expect(await stage.push(stage.cleo, branch, clone)).toMatchObject({ exitCode: 0 });
}

describe('a recovery that a guard stops', () => {
  it('goes on after a second approval, or after /allow, of this very commit', async () => {
    const stage = await begin({ seed: contoso() });
    await stage.person.patch(`/v1.0/groups/${helpdesk}`, { description: 'Anybody' });
    const report = await night(stage, 2);
    await stage.merge(report, stage.ada);
    const asked = await say(stage, at(2), report, stage.ada, '/revert');
    expect(asked, asked.errors).toMatchObject({ reactions: ['eyes', 'rocket'] });
    const number = await newest(stage);
    const branch = (await pull(stage, number)).head.ref;

    // Whoever asked for it is not one of the two.
    await stage.approve(number, stage.ada);
    await stage.approve(number, stage.bob);
    const one = await review(stage, at(2, 3), number);
    expect(one).toMatchObject({ conclusion: 'action_required', summary: expect.stringContaining('second-approval') });
    await stage.approve(number, stage.cleo);
    const two = await review(stage, at(2, 4), number);
    expect(two.conclusion).toBe('success');
    expect(two.summary).toMatch(/lifted by `bob`, `cleo`/);

    await moveOn(stage, branch);
    expect(await review(stage, at(2, 5), number)).toMatchObject({ conclusion: 'action_required' });
    const allowed = await say(stage, at(2, 5), number, stage.bob, '/allow second-approval it is **night** @everyone');
    expect(allowed, allowed.errors).toMatchObject({ exitCode: 0, reactions: ['eyes', 'rocket'] });
    expect(allowed.answers).toEqual([expect.stringMatching(/`bob` lifts `second-approval` for commit/)]);
    const lifted = await review(stage, at(2, 6), number);
    expect(lifted.conclusion).toBe('success');
    expect(lifted.summary).toMatch(/lifted by `bob`: .*it is \*\*night\*\*/);
    const { head } = await pull(stage, number);
    const record = () => stage.repo.file('journal', `allowances/${number}.yaml`) ?? '';
    expect(record()).toContain(head.sha);

    await moveOn(stage, branch);
    const push = await stage.merge(number, stage.bob);
    const stopped = await stage.run(at(2, 7), ['recover', rangeOf(push)]);
    expect(stopped, stopped.errors).toMatchObject({ exitCode: 4 });
    expect((await stage.comments(number)).at(-1)?.body).toMatch(/Recovery stopped[\s\S]*second-approval/);
    // Nobody can make its check anew: the recovery is run again.
    const again = await say(stage, at(2, 7), number, stage.bob, '/allow second-approval we looked at it again');
    expect(again.answers).toEqual([expect.stringMatching(/Run the recovery again/)]);
    expect(record().match(/guard: /g)).toHaveLength(2);
    await done(stage, at(2, 8), ['recover', rangeOf(push)]);
    expect((await stage.person.get(`/v1.0/groups/${helpdesk}`)).description).not.toBe('Anybody');
    expect(stage.repo.file('journal', 'recoveries/2026-11-02T08-00-00Z.yaml')).toMatch(/bob: we looked at it again/);
    const results = (await stage.comments(number)).filter(({ body }) => /Recovery (stopped|completed)/.test(body));
    expect(results.map(({ body }) => body)).toEqual([expect.stringMatching(/lifted: `bob: we looked at it again/)]);
    expect(await done(stage, at(2, 9), ['recover', rangeOf(push)])).toMatch(/Nothing to do/);
  });
});
