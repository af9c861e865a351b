/** The whole loop on a forge: nights, an attack, the report, a revert, review, merge, recovery, its result, a clean next night. */
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { Stage } from './stage.ts';

const night = (day: number): string => `2026-11-0${day}T02:00:00Z`;
const user = contosoIds.users['sven.oe'];
const policy = contosoIds.policies.mfaForAdministrators;
const policyPath = `/beta/identity/conditionalAccess/policies/${policy}`;
const choices = { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } };

async function attacked(): Promise<Stage> {
  const stage = await Stage.set({ seed: contoso(), choices });
  const first = await stage.run(night(1), ['backup']);
  expect(first, first.errors).toMatchObject({ exitCode: 0 });
  const [report] = await stage.open();
  const reviewed = await stage.run(night(1), ['github', 'review', '--pull-request', String(report?.number)]);
  expect(reviewed, reviewed.errors).toMatchObject({ exitCode: 0 });
  await stage.approve(report?.number ?? 0, stage.ada);
  await stage.merge(report?.number ?? 0, stage.ada);
  await stage.person.patch(`/v1.0/users/${user}`, { jobTitle: 'Impostor' });
  await stage.person.patch(policyPath, { state: 'disabled' });
  return stage;
}

describe('the loop on a forge', () => {
  it('goes from a night to a clean next night', async () => {
    const stage = await attacked();
    const second = await stage.run(night(2), ['backup']);
    expect(second, second.errors).toMatchObject({ exitCode: 0 });
    const [report] = await stage.open();
    expect(report).toMatchObject({
      head: { ref: 'backup/2026-11-02T02-00-00Z' },
      user: { login: 'entra-rewind[bot]' },
    });
    expect(report?.title).toMatch(/2 objects differ/);
    expect(report?.labels.map(({ name }) => name)).toContain('severity: critical');
    const number = report?.number ?? 0;

    // With the report still open there is nothing to revert from.
    const early = await stage.run(night(2), ['revert', '2026-11-01'], stage.ada);
    expect(early).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/report #\d+ is still open/) });

    await stage.run(night(2), ['github', 'review', '--pull-request', String(number)]);
    await stage.approve(number, stage.bob);
    const seen = await stage.merge(number, stage.bob);
    const looked = await stage.run(night(2), ['github', 'push'], null, {
      GITHUB_EVENT_PATH: await stage.eventFile(seen),
    });
    expect(looked, looked.errors).toMatchObject({ exitCode: 0, out: expect.stringMatching(/nothing to recover/) });

    const proposed = await stage.run(night(2), ['revert', '2026-11-01', '--json'], stage.ada);
    expect(proposed, proposed.errors).toMatchObject({ exitCode: 0 });
    const { pullRequest } = JSON.parse(proposed.out);
    const checked = await stage.run(night(2), ['github', 'review', '--pull-request', String(pullRequest.number)]);
    expect(checked, checked.errors).toMatchObject({ exitCode: 0 });
    const revert = (await stage.open()).find((pull) => pull.number === pullRequest.number);
    expect(await stage.checks(revert?.head.sha ?? '')).toMatchObject([
      { name: 'entra-rewind plan', conclusion: 'success', app: { slug: 'entra-rewind' } },
    ]);
    await stage.approve(pullRequest.number, stage.bob);
    const push = await stage.merge(pullRequest.number, stage.bob);
    const outputs = await stage.run(night(2), ['github', 'push'], null, {
      GITHUB_EVENT_PATH: await stage.eventFile(push),
    });
    expect(outputs.out).toMatch(/2 objects to recover/);

    const recovered = await stage.run(night(2), ['recover', `${push.before}..${push.after}`]);
    expect(recovered, `${recovered.out}${recovered.errors}`).toMatchObject({ exitCode: 0 });
    expect(await stage.person.get(policyPath)).toMatchObject({ state: 'enabled' });
    const said = await stage.comments(pullRequest.number);
    expect(said.at(-1)?.body).toMatch(/Recovery completed[\s\S]*Verified/);

    const third = await stage.run(night(3), ['backup']);
    expect(third, third.errors).toMatchObject({ exitCode: 0, out: expect.stringMatching(/no difference report/) });
    expect(await stage.open()).toEqual([]);
    const again = await stage.run(night(3), ['recover', `${push.before}..${push.after}`]);
    expect(again.out).toMatch(/Nothing to do/);
  });
});
