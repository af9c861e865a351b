/** Guards in the whole loop: what they stop is not written, and what people allow is on record. */
import { describe, expect, it } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Plan, Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const choices = { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } };

describe('mass deletion', () => {
  it('stops a recovery that would soft-delete many, and goes on when a person says why', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    for (let number = 1; number <= 9; number++) {
      await scene.person.post('/v1.0/users', {
        accountEnabled: true,
        displayName: `Temporary ${number}`,
        mailNickname: `temporary${number}`,
        userPrincipalName: `temporary${number}@contoso.com`,
        passwordProfile: { password: `Temporary-${number}-${number}!` },
      });
    }
    const words = ['recover', '--from', 'newest', '--yes'];
    const stopped = await scene.run(later, ...words, '--json');
    expect(stopped.exitCode).toBe(4);
    const plan = JSON.parse(stopped.out) as Plan;
    expect(plan.findings).toMatchObject([{ guard: 'mass-deletion', level: 'stop', objects: { length: 9 } }]);
    const live = await scene.person.get('/v1.0/users?$select=id&$top=999');
    expect(live.value).toHaveLength(contoso().users!.length + 9);
    expect(JSON.parse((await scene.run(later, 'history', '--json')).out)).toEqual([]);

    // Leaving alone what was added is the other way.
    expect((await scene.run(later, ...words, '--added', 'keep')).out).toMatch(/Nothing to do/);

    const reason = 'Ticket 4711: all nine are the attacker’s';
    const allowed = await scene.run(later, ...words, '--allow', 'mass-deletion', '--reason', reason, '--json');
    expect(allowed.exitCode).toBe(0);
    expect(JSON.parse(allowed.out)).toMatchObject({ status: 'completed', totals: { objectsModified: 9 } });
    const [recorded] = JSON.parse((await scene.run(later, 'history', '--json')).out) as Recovery[];
    expect(recorded?.findings).toMatchObject([{ guard: 'mass-deletion', allowed: { reason } }]);
    // Soft-deleted, every one: nothing is gone for good.
    const deleted = await scene.person.get('/v1.0/directory/deletedItems/microsoft.graph.user?$top=999');
    expect(deleted.value).toHaveLength(contoso().deleted!.users!.length + 9);
    expect((await scene.run(later, ...words)).out).toMatch(/Nothing to do/);
  });
});

describe('own access', () => {
  it('stops a recovery to a time before the tool was there, and goes on without it', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const application = await scene.person.post('/v1.0/applications', { displayName: 'entra-rewind' });
    const principal = await scene.person.post('/v1.0/servicePrincipals', { appId: application.appId });
    const token = writerToken(scene.server.tenantId, undefined, {
      appId: String(application.appId),
      objectId: String(principal.id),
    });
    const recover = (...words: readonly string[]) =>
      scene.runWith(
        { ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_TOKEN: token },
        ...['recover', '--from', 'newest', '--yes', ...words],
      );
    const stopped = await recover('--json');
    expect(stopped.exitCode).toBe(4);
    expect((JSON.parse(stopped.out) as Plan).findings).toMatchObject([
      { guard: 'own-access', level: 'stop', objects: [{ type: 'servicePrincipal', id: principal.id }] },
      { guard: 'own-access', level: 'stop', objects: [{ type: 'application', id: application.id }] },
    ]);
    expect(await scene.person.get(`/v1.0/applications/${application.id}`)).toMatchObject({
      displayName: 'entra-rewind',
    });
    expect((await recover('--added', 'keep')).out).toMatch(/Nothing to do/);
  });
});

describe('break-glass', () => {
  it('stops a recovery that would take an exclusion away', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    const path = `/beta/identity/conditionalAccess/policies/${contosoIds.policies.mfaForEveryone}`;
    const { conditions } = (await scene.person.get(path)) as { conditions: { users: object } };
    const withExclusion = (excludeGroups: readonly string[]) => ({
      conditions: { ...conditions, users: { ...conditions.users, excludeGroups } },
    });
    await scene.person.patch(path, withExclusion([]));
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(path, withExclusion([contosoIds.breakGlassGroup]));
    const { exitCode, out } = await scene.run(later, 'recover', '--from', 'newest', '--yes', '--json');
    expect(exitCode).toBe(4);
    expect((JSON.parse(out) as Plan).findings).toMatchObject([
      { guard: 'break-glass', level: 'stop', objects: [{ id: contosoIds.policies.mfaForEveryone }] },
    ]);
    const live = (await scene.person.get(path)) as { conditions: { users: { excludeGroups: string[] } } };
    expect(live.conditions.users.excludeGroups).toEqual([contosoIds.breakGlassGroup]);
  });
});

describe('moved since the review', () => {
  it('stops at the value nobody has reviewed', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    const path = `/v1.0/users/${contosoIds.users['sven.oe']}`;
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(path, { jobTitle: 'Impostor' });
    expect(await scene.run(later, 'backup')).toMatchObject({ exitCode: 0 });
    const { branch } = JSON.parse((await scene.run(later, 'revert', '2026-11-01', '--json')).out);
    await scene.git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${branch}`);
    await scene.git('push', '--quiet', 'origin', 'main');
    await scene.person.patch(path, { jobTitle: 'Promoted meanwhile' });
    const { exitCode, out } = await scene.run(later, 'recover', 'HEAD', '--json');
    expect(exitCode).toBe(4);
    expect((JSON.parse(out) as Plan).steps).toMatchObject([
      { moves: [{ from: 'Promoted meanwhile', to: 'Designer', movedFrom: { base: 'Impostor' } }] },
    ]);
    expect(await scene.person.get(`${path}?$select=jobTitle`)).toMatchObject({ jobTitle: 'Promoted meanwhile' });
  });
});
