/** People who may not, comments that ask for nothing, and pull requests from elsewhere. */
import { describe, expect, it } from 'vitest';
import { objectPath } from '../../src/core/canonical/path.ts';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { at, begin, done, edit, newest, night, pull, say, sven, userAt } from './acts.ts';
import type { Stage } from './stage.ts';

const path = `snapshots/${objectPath({ type: 'user', id: sven })}`;

/** All that a comment could have done: branches, what they hold, and which pull requests are open. */
const state = async (stage: Stage) => ({
  refs: stage.repo.git.run(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads']),
  open: (await stage.open()).map(({ number }) => number),
});

describe('a stranger', () => {
  it('from a fork gets no check and nothing to merge', async () => {
    const stage = await begin({ seed: contoso(), isProtected: true });
    const fork = stage.hub.fork(stage.repo, stage.mallory);
    const edited = (stage.repo.file('main', path) ?? '').replace(/^jobTitle: .*$/m, 'jobTitle: Emperor');
    const head = fork.commit('promotion', { [path]: edited }, 'Promote', 'main');
    const { data } = await stage
      .as(stage.mallory)
      .rest.pulls.create({ ...stage.repo.at, head: 'mallory:promotion', base: 'main', title: 'Promote' });
    const { number } = data;
    expect(await done(stage, at(2), ['github', 'review', '--pull-request', String(number)])).toMatch(/from a fork/);
    expect(await stage.checks(head)).toEqual([]);
    const comments = await stage.comments(number);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/^This comes from a fork/)]);
    await stage.approve(number, stage.bob);
    await expect(stage.merge(number, stage.bob)).rejects.toThrow(/entra-rewind plan/);
    const asked = await say(stage, at(2), number, stage.bob, '/allow recorded-states we trust them');
    expect(asked).toMatchObject({ exitCode: 0, reactions: ['eyes', 'confused'] });
    // Once more, and nothing is said twice.
    const told = await stage.comments(number);
    await done(stage, at(2, 3), ['github', 'review', '--pull-request', String(number)]);
    expect(await stage.comments(number)).toEqual(told);
  });

  it('is answered when a comment asks for what its author may not, and is not when it asks for nothing', async () => {
    const stage = await begin({ seed: contoso() });
    await stage.person.patch(userAt(sven), { jobTitle: 'Impostor' });
    const report = await night(stage, 2);
    await stage.merge(report, stage.ada);
    const before = await state(stage);
    const { mallory, ada } = stage;

    const refused = await say(stage, at(2), report, mallory, '/revert');
    expect(refused).toMatchObject({ exitCode: 0, reactions: ['-1'] });
    expect(refused.answers).toEqual([expect.stringMatching(/`mallory` may not write to this repository/)]);
    const revise = async (id: number): Promise<void> => {
      // GitHub's times are whole seconds.
      stage.hub.clock.advance(2000);
      await stage.as(mallory).rest.issues.updateComment({ ...stage.repo.at, comment_id: id, body: '/revert newest' });
      stage.hub.clock.advance(-2000);
    };
    const edited = await say(stage, at(2), report, stage.ada, 'looks fine', async (id) => {
      stage.repo.grant(mallory, 'write');
      await revise(id);
      stage.repo.grant(mallory, 'read');
    });
    expect(edited).toMatchObject({ reactions: ['confused'] });
    expect(edited.answers).toEqual([expect.stringMatching(/The comment was edited/)]);
    const bot = stage.hub.app('helpful', { issues: 'write', pull_requests: 'write', contents: 'write' });
    const silent = await say(stage, at(2), report, { token: bot.token() }, '/revert');
    expect(silent).toMatchObject({ answers: [], reactions: [], out: expect.stringMatching(/^nothing/) });
    const misplaced = await say(stage, at(2), report, ada, '/allow mass-deletion it is fine');
    expect(misplaced.reactions).toEqual(['eyes', 'confused']);
    expect(misplaced.answers).toEqual([expect.stringMatching(/comment it on the revert pull request/)]);
    expect(await state(stage)).toEqual(before);

    const other = await edit(stage, ada, 'unrelated', { 'notes.md': 'x\n' });
    const elsewhere = await say(stage, at(2), other, ada, '/revert');
    expect(elsewhere.answers).toEqual([expect.stringMatching(/comment it there/)]);

    // Somebody who may gets the one pull request that is there, however often.
    await say(stage, at(2), report, ada, '/revert');
    const made = await newest(stage);
    expect((await pull(stage, made)).head.ref).toMatch(/^revert\//);
    const again = await say(stage, at(3), report, ada, '/revert');
    expect(again.answers).toEqual([expect.stringContaining(`/pull/${made}`)]);
    expect(await newest(stage)).toBe(made);
  });
});
