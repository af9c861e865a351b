/** Four ways to take back what a night has shown, and three ways to merge: one plan, and one tenant in the end. */
import { describe, expect, it } from 'vitest';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import {
  at,
  begin,
  done,
  mfa,
  newest,
  night,
  policyAt,
  pressRevert,
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
import type { PushPayload, Stage } from './stage.ts';

async function attack(stage: Stage): Promise<void> {
  await stage.person.patch(userAt(sven), { jobTitle: 'Impostor' });
  await stage.person.patch(policyAt(mfa), { state: 'disabled' });
}

async function expectRecovered(stage: Stage): Promise<void> {
  expect(await stage.person.get(policyAt(mfa))).toMatchObject({ state: 'enabled' });
  expect((await stage.person.get(userAt(sven))).jobTitle).not.toBe('Impostor');
}

/** The steps as the check tells them, which name neither commits nor times. */
async function stepsOf(stage: Stage, day: number, number: number): Promise<string> {
  const { conclusion, title, text } = await review(stage, at(day, 3), number);
  expect({ conclusion, title }).toEqual({ conclusion: 'success', title: '2 steps (2 update)' });
  expect(text).toContain('jobTitle');
  return text ?? '';
}

async function recover(stage: Stage, day: number, push: PushPayload, number: number): Promise<void> {
  await done(stage, at(day, 4), ['recover', rangeOf(push)]);
  await expectRecovered(stage);
  expect((await stage.comments(number)).at(-1)?.body).toMatch(/Recovery completed[\s\S]*Verified/);
  // The backup after it says what main says.
  expect(await stage.open()).toEqual([]);
}

describe('a revert', () => {
  it('leads to the same plan and the same tenant, whoever proposes it and however it is merged', async () => {
    const stage = await begin({ seed: contoso() });

    await attack(stage);
    const first = await night(stage, 2);
    await stage.merge(first, stage.ada, 'merge');
    const button = await pressRevert(stage, first, stage.bob);
    const steps = await stepsOf(stage, 2, button);
    await recover(stage, 2, await stage.merge(button, stage.ada, 'squash'), button);

    await attack(stage);
    const second = await night(stage, 3);
    const squashed = await stage.merge(second, stage.ada, 'squash');
    // A squash leaves nothing in git that says it was a backup.
    expect(await pushed(stage, at(3), squashed)).toMatch(/nothing to recover: it is what the newest backup holds/);
    const clone = await stage.clone('ada');
    await stage.git(['pull', '--quiet', stage.repo.bare, 'main'], clone);
    await stage.git(['revert', '--no-edit', squashed.after], clone);
    expect(await stage.push(stage.ada, 'back', clone)).toMatchObject({ exitCode: 0 });
    const byHand = await propose(stage, stage.ada, 'back', 'Back to normal');
    expect(await stepsOf(stage, 3, byHand)).toBe(steps);
    await recover(stage, 3, await stage.merge(byHand, stage.bob, 'rebase'), byHand);

    await attack(stage);
    const third = await night(stage, 4);
    await stage.merge(third, stage.ada, 'rebase');
    const asked = await say(stage, at(4), third, stage.ada, '/revert');
    expect(asked, asked.errors).toMatchObject({ exitCode: 0, reactions: ['eyes', 'rocket'] });
    const commented = await newest(stage);
    expect(asked.answers).toEqual([expect.stringContaining(`/pull/${commented}`)]);
    expect((await pull(stage, commented)).user.login).toBe('entra-rewind[bot]');
    expect(await stepsOf(stage, 4, commented)).toBe(steps);
    await recover(stage, 4, await stage.merge(commented, stage.ada, 'merge'), commented);

    await protect(stage);
    await attack(stage);
    const fourth = await night(stage, 5);
    await review(stage, at(5), fourth);
    await stage.approve(fourth, stage.bob);
    const atOnce = await say(stage, at(5), fourth, stage.ada, '/revert');
    expect(atOnce, atOnce.errors).toMatchObject({ exitCode: 0, reactions: ['eyes', 'rocket'] });
    expect(await pull(stage, fourth)).toMatchObject({ merged: true, merged_by: { login: 'entra-rewind[bot]' } });
    const both = await newest(stage);
    expect(await stepsOf(stage, 5, both)).toBe(steps);
    await stage.approve(both, stage.bob);
    await recover(stage, 5, await stage.merge(both, stage.bob, 'squash'), both);

    await attack(stage);
    const fifth = await night(stage, 6);
    await review(stage, at(6), fifth);
    await stage.approve(fifth, stage.bob);
    await done(stage, at(6), ['revert', '2026-11-01', '--merge-report'], stage.ada);
    expect(await pull(stage, fifth)).toMatchObject({ merged: true, merged_by: { login: 'ada' } });
    const ran = await newest(stage);
    expect(await stepsOf(stage, 6, ran)).toBe(steps);
    await stage.approve(ran, stage.bob);
    const last = await stage.merge(ran, stage.bob, 'rebase');
    await recover(stage, 6, last, ran);

    expect(await done(stage, at(6, 5), ['recover', rangeOf(last)])).toMatch(/Nothing to do/);
    expect(await done(stage, at(7), ['backup'])).toMatch(/no difference report/);
    expect(await stage.open()).toEqual([]);
  });
});
