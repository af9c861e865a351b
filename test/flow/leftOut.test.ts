/** What was left out, could not be read, or is no longer the last word never passes for the state of the tenant. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { type Scene, setScene } from './scene.ts';

const nights = ['2026-11-01T02:00:00Z', '2026-11-02T02:00:00Z', '2026-11-03T02:00:00Z'] as const;
const policy = contosoIds.policies.mfaForAdministrators;
const policyPath = `/beta/identity/conditionalAccess/policies/${policy}`;
const choices = { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } };

async function revertTo(scene: Scene, at: string, backup: string, name: string): Promise<string> {
  expect(await scene.run(at, 'revert', backup, '--name', name)).toMatchObject({ exitCode: 0 });
  await scene.git('merge', '--quiet', '--no-ff', '--no-edit', `origin/revert/${name}`);
  await scene.git('push', '--quiet', 'origin', 'main');
  return scene.git('rev-parse', 'HEAD');
}

describe('a type that a backup left out', () => {
  it('is no difference, and nothing of it is deleted', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
    const made = await scene.person.post('/v1.0/groups', {
      displayName: 'Made between two backups',
      mailEnabled: false,
      mailNickname: 'between',
      securityEnabled: true,
    });
    expect(await scene.run(nights[1], 'backup', '--type', 'user')).toMatchObject({ exitCode: 0 });
    const { objects, notRead } = JSON.parse((await scene.run(nights[1], 'diff', '--json')).out);
    expect(objects).toEqual([]);
    expect(notRead.map(({ type }: { type: string }) => type)).toContain('group');
    expect((await scene.run(nights[1], 'recover', '--from', 'newest', '--yes')).out).toMatch(/Nothing to do/);
    expect(await scene.person.get(`/v1.0/groups/${made.id}`)).toMatchObject({ id: made.id });
  });

  it('stays as the backup before has it, whatever was reviewed meanwhile: a wish is not recorded as the tenant', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(policyPath, { state: 'disabled' });
    expect(await scene.run(nights[1], 'backup')).toMatchObject({ exitCode: 0 });
    const merged = await revertTo(scene, nights[1], '2026-11-01', 'back');
    expect(await scene.run(nights[2], 'backup', '--type', 'user')).toMatchObject({ exitCode: 0 });
    const changed = await scene.git('diff', '--name-only', 'origin/backup/2026-11-02T02-00-00Z', 'origin/main');
    expect(changed).toBe('snapshots/tenant.yaml');
    expect(await scene.run(nights[2], 'recover', merged)).toMatchObject({ exitCode: 0 });
    expect(await scene.person.get(policyPath)).toMatchObject({ state: 'enabled' });
    expect((await scene.run(nights[2], 'recover', merged)).out).toMatch(/Nothing to do/);
  });
});

describe('an object that cannot be read', () => {
  it('ends a recovery with 5 before anything is written', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    const user = `/v1.0/users/${contosoIds.users['sven.oe']}`;
    expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(policyPath, { state: 'disabled' });
    await scene.person.patch(user, { jobTitle: 'Impostor' });
    expect(await scene.run(nights[1], 'backup')).toMatchObject({ exitCode: 0 });
    await revertTo(scene, nights[1], '2026-11-01', 'back');
    const roles = ['User.ReadWrite.All', 'Group.ReadWrite.All', 'Organization.Read.All'];
    const token = embeddedToken({ tenantId: scene.server.tenantId, roles });
    const blind = { ENTRA_REWIND_NOW: nights[1], ENTRA_REWIND_GRAPH_TOKEN: token };
    expect(await scene.runWith(blind, 'recover', 'HEAD')).toMatchObject({ exitCode: 5, out: '' });
    expect(await scene.person.get(`${user}?$select=jobTitle`)).toMatchObject({ jobTitle: 'Impostor' });
    expect(await scene.run(nights[1], 'recover', 'HEAD')).toMatchObject({ exitCode: 0 });
    expect((await scene.run(nights[1], 'recover', 'HEAD')).out).toMatch(/Nothing to do/);
  });
});

describe('a review that a later one superseded', () => {
  it('is not applied again', async () => {
    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(policyPath, { state: 'disabled' });
    expect(await scene.run(nights[1], 'backup')).toMatchObject({ exitCode: 0 });
    const on = await revertTo(scene, nights[1], '2026-11-01', 'on');
    expect(await scene.run(nights[1], 'recover', on)).toMatchObject({ exitCode: 0 });
    expect(await scene.run(nights[2], 'backup')).toMatchObject({ exitCode: 0 });
    // People decide otherwise, and that is recovered too.
    const off = await revertTo(scene, nights[2], '2026-11-02', 'off');
    expect(await scene.run(nights[2], 'recover', off)).toMatchObject({ exitCode: 0 });
    expect(await scene.person.get(policyPath)).toMatchObject({ state: 'disabled' });
    // Somebody runs the job of the first review again.
    const again = await scene.run(nights[2], 'recover', on);
    expect(again).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/later reviewed change/) });
    expect(await scene.person.get(policyPath)).toMatchObject({ state: 'disabled' });
    const plan = JSON.parse((await scene.run(nights[2], 'plan', off, '--json')).out) as Plan;
    expect(plan.steps).toEqual([]);
  });
});
