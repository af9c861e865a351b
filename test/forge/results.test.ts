/** Where people hear how a recovery ended: one comment, which tells the end even when it took two tries. */
import { describe, expect, it } from 'vitest';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { at, begin, done, mfa, night, policyAt, rangeOf, sven, userAt } from './acts.ts';

describe('the comment of a recovery', () => {
  it('names what failed with code and request id, and tells the end in the same place when it was resumed', async () => {
    const isSven = new RegExp(`^/v1.0/users/${sven}$`);
    // The first is the attack.
    const rules = [{ method: 'PATCH', path: isSven, after: 1, times: 1, fault: { status: 403 } }] as const;
    const stage = await begin({ seed: contoso(), weather: { rules } });
    await stage.person.patch(userAt(sven), { jobTitle: 'Impostor' });
    await stage.person.patch(policyAt(mfa), { state: 'disabled' });
    await stage.merge(await night(stage, 2), stage.ada);
    const { pullRequest } = JSON.parse(await done(stage, at(2), ['revert', '2026-11-01', '--json'], stage.ada));
    const push = await stage.merge(pullRequest.number, stage.bob);

    const ran = await stage.run(at(2, 4), ['recover', rangeOf(push)]);
    expect(ran, ran.errors).toMatchObject({ exitCode: 7 });
    const [failed, ...others] = await stage.comments(pullRequest.number);
    expect(others).toEqual([]);
    expect(failed?.body).toMatch(
      /Recovery (failed|completed with)[\s\S]*Not verified[\s\S]*recover --resume 2026-11-02T04-00-00Z/,
    );
    const row = failed?.body
      .split('\n')
      .find((line) => line.startsWith('|') && line.includes('Authorization_RequestDenied'));
    expect(row).toContain(sven);
    expect(row).toContain('Impostor');
    expect(row).toMatch(/`[0-9a-f]{8}-[0-9a-f-]{27}` \|$/);

    await done(stage, at(2, 5), ['recover', '--resume', '2026-11-02T04-00-00Z']);
    const told = await stage.comments(pullRequest.number);
    expect(told.map(({ id }) => id)).toEqual([failed?.id]);
    expect(told[0]?.body).toMatch(/Recovery completed[\s\S]*Verified[\s\S]*goes on with \| `2026-11-02T04-00-00Z`/);
    expect((await stage.person.get(userAt(sven))).jobTitle).not.toBe('Impostor');

    expect(await done(stage, at(2, 6), ['recover', rangeOf(push)])).toMatch(/Nothing to do/);
  });
});
