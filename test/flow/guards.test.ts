/** Guards in the whole loop: what they stop is not written, and what people allow is on record. */
import { describe, expect, it } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Plan, Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { type Scene, setScene } from './scene.ts';

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

describe('recorded states', () => {
  const sven = contosoIds.users['sven.oe'];
  const file = `snapshots/users/${sven.slice(0, 2)}/${sven}.yaml`;

  async function merged(scene: Scene, replace: (text: string) => string): Promise<void> {
    await scene.git('pull', '--quiet', 'origin', 'main');
    await scene.write(file, replace(await scene.file(file)));
    await scene.git('commit', '--quiet', '-am', 'By hand');
    await scene.git('push', '--quiet', 'origin', 'HEAD:main');
  }

  it('stops what somebody wrote by hand, and not what a backup recorded whose branch is long gone', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    const title = async (jobTitle: string) => scene.person.patch(`/v1.0/users/${sven}`, { jobTitle });
    const titled = (to: string) => (text: string) => text.replace(/^jobTitle: .*$/m, `jobTitle: ${to}`);
    for (const [at, jobTitle] of [
      ['2026-11-01T02:00:00Z', 'Once'],
      ['2026-11-10T02:00:00Z', 'Twice'],
      ['2026-11-20T02:00:00Z', 'Impostor'],
    ] as const) {
      await title(jobTitle);
      expect(await scene.run(at, 'backup')).toMatchObject({ exitCode: 0 });
    }
    expect(JSON.parse((await scene.run(later, 'backups', '--json')).out)).toHaveLength(1);

    // The branch of that night is gone, its commit is not.
    await merged(scene, titled('Once'));
    const once = await scene.git('rev-parse', 'HEAD');
    expect(await scene.run('2026-11-21T03:00:00Z', 'recover', once, '--no-backup')).toMatchObject({ exitCode: 0 });
    expect((await scene.person.get(`/v1.0/users/${sven}?$select=jobTitle`)).jobTitle).toBe('Once');
    expect((await scene.run('2026-11-21T03:00:00Z', 'recover', once)).out).toMatch(/Nothing to do/);

    await merged(scene, titled('Director'));
    const hand = await scene.git('rev-parse', 'HEAD');
    const stopped = await scene.run('2026-11-21T04:00:00Z', 'recover', hand, '--json');
    expect(stopped.exitCode).toBe(4);
    expect((JSON.parse(stopped.out) as Plan).findings).toMatchObject([
      { guard: 'recorded-states', level: 'stop', message: expect.stringMatching(/jobTitle/), objects: [{ id: sven }] },
    ]);
    expect((await scene.person.get(`/v1.0/users/${sven}?$select=jobTitle`)).jobTitle).toBe('Once');
    const allow = ['--allow', 'recorded-states', '--reason', 'Promoted today', '--no-backup'];
    expect(await scene.run('2026-11-21T04:00:00Z', 'recover', hand, ...allow)).toMatchObject({ exitCode: 0 });
    expect((await scene.run('2026-11-21T04:00:00Z', 'recover', hand)).out).toMatch(/Nothing to do/);
  });
});

describe('policies that were switched off', () => {
  const policy = contosoIds.policies.mfaForEveryone;
  const path = `/beta/identity/conditionalAccess/policies/${policy}`;
  const words = ['recover', '--from', '2026-11-01', '--yes', '--no-backup'];

  async function switchedOff(switchOn: string): Promise<Scene> {
    const scene = await setScene({ seed: contoso(), choices });
    const guards = await scene.file('policies/guards.yaml');
    await scene.write('policies/guards.yaml', guards.replace('switchOn: allow', `switchOn: ${switchOn}`));
    await scene.git('commit', '--quiet', '-am', 'House rules');
    await scene.git('push', '--quiet', 'origin', 'HEAD:main');
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(path, { state: 'disabled' });
    return scene;
  }

  it('come back as report-only where the house says so, and then there is nothing to do', async () => {
    const scene = await switchedOff('reportOnly');
    const { exitCode, out } = await scene.run(later, ...words, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      status: 'completed',
      findings: [{ guard: 'policy-switched-on', level: 'note', objects: [{ id: policy }] }],
    });
    expect((await scene.person.get(path)).state).toBe('enabledForReportingButNotEnforced');
    expect((await scene.run(later, ...words)).out).toMatch(/Nothing to do/);
  });

  it('stay off where the house says so, until somebody allows it', async () => {
    const scene = await switchedOff('stop');
    expect(await scene.run(later, ...words)).toMatchObject({ exitCode: 4 });
    expect((await scene.person.get(path)).state).toBe('disabled');
    const allow = ['--allow', 'policy-switched-on', '--reason', 'Looked at it in report-only for a week'];
    expect(await scene.run(later, ...words, ...allow)).toMatchObject({ exitCode: 0 });
    expect((await scene.person.get(path)).state).toBe('enabled');
    expect((await scene.run(later, ...words)).out).toMatch(/Nothing to do/);
  });
});
