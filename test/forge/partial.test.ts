/** Some of it, and not the rest: what is left out of a revert stays as it is, and can be taken back later. */
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { at, begin, done, mfa, newest, night, policyAt, pushed, rangeOf, review, say, sven, userAt } from './acts.ts';

const priya = contosoIds.users['priya.raghunathan'];

describe('a partial revert', () => {
  it('takes back what was chosen, and the rest is left for another one', async () => {
    const stage = await begin({ seed: contoso() });
    await stage.person.patch(userAt(sven), { jobTitle: 'Impostor', department: 'Shadows' });
    await stage.person.patch(userAt(priya), { jobTitle: 'Impostor' });
    await stage.person.patch(policyAt(mfa), { state: 'disabled' });
    const made = { displayName: 'Wanted after all', mailEnabled: false, mailNickname: 'wanted', securityEnabled: true };
    const { id: group } = await stage.person.post('/v1.0/groups', made);
    const report = await night(stage, 2);
    await stage.merge(report, stage.ada);

    await say(stage, at(2), report, stage.ada, `/revert --id ${sven} --property jobTitle`);
    const one = await newest(stage);
    expect((await review(stage, at(2), one)).text).toMatch(/jobTitle/);
    const first = await stage.merge(one, stage.bob);
    await done(stage, at(2, 3), ['recover', rangeOf(first)]);
    const shown = await stage.person.get(`${userAt(sven)}?$select=jobTitle,department`);
    expect(shown).toMatchObject({ department: 'Shadows' });
    expect(shown.jobTitle).not.toBe('Impostor');
    expect(await stage.person.get(userAt(priya))).toMatchObject({ jobTitle: 'Impostor' });

    // Somebody wants the policy, somebody else the rest but not to lose the group: both merge before anything is recovered.
    await say(stage, at(3), report, stage.ada, '/revert --type conditionalAccessPolicy');
    const second = await stage.merge(await newest(stage), stage.bob, 'squash');
    const kept = await say(stage, at(3), report, stage.bob, '/revert --added keep');
    expect(kept.answers).toEqual([expect.stringMatching(/takes 2 objects back/)]);
    const third = await stage.merge(await newest(stage), stage.ada, 'rebase');
    expect(await pushed(stage, at(3, 3), second)).toMatch(/1 object to recover/);
    await done(stage, at(3, 3), ['recover', rangeOf(second)]);
    expect(await stage.person.get(policyAt(mfa))).toMatchObject({ state: 'enabled' });
    expect(await stage.person.get(userAt(priya))).toMatchObject({ jobTitle: 'Impostor' });
    await done(stage, at(3, 4), ['recover', rangeOf(third)]);
    expect(await stage.person.get(`${userAt(sven)}?$select=department`)).not.toMatchObject({ department: 'Shadows' });
    expect((await stage.person.get(userAt(priya))).jobTitle).not.toBe('Impostor');
    expect(await stage.person.get(`/v1.0/groups/${group}`)).toMatchObject({ displayName: 'Wanted after all' });

    const last = await say(stage, at(4), report, stage.ada, '/revert --added keep');
    expect(last.answers).toEqual([expect.stringMatching(/^Nothing to revert/)]);
    expect(await done(stage, at(4), ['recover', rangeOf(third)])).toMatch(/Nothing to do/);
    expect(await stage.open()).toEqual([]);
  });
});
