/** What Graph refuses, what was left out on purpose, and what nobody knows yet: said, kept, and never taken for nothing. */
import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import type { DifferenceReport } from '../../src/core/model.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { ids } from './everyType/ids.ts';
import { everyType } from './everyType/seed.ts';
import { type Scene, setScene } from './scene.ts';

const nights = ['2026-11-01T02:00:00Z', '2026-11-02T02:00:00Z', '2026-11-03T02:00:00Z'] as const;
const unlicensed = { ...everyType, subscribedSkus: [], conditionalAccessPolicies: [], namedLocations: [] };
const premium = ['namedLocation', 'authenticationStrengthPolicy', 'conditionalAccessPolicy'];

const without = (scene: Scene, ...permissions: readonly string[]): { readonly [name: string]: string } => {
  const roles = leastPermissions(objectTypes).read.filter((role) => !permissions.includes(role));
  return { ENTRA_REWIND_GRAPH_TOKEN: embeddedToken({ tenantId: scene.server.tenantId, roles }) };
};

async function choose(scene: Scene, text: string): Promise<void> {
  await scene.write('entra-rewind.yaml', `${await scene.file('entra-rewind.yaml')}${text}`);
  await scene.git('commit', '--quiet', '--all', '--message', 'Choose');
  await scene.git('push', '--quiet', 'origin', 'main');
}

describe('a missing permission', () => {
  it('fails the backup, names all that is missing at once, and leaves no trace', async () => {
    const scene = await setScene({ seed: everyType });
    const blind = without(scene, 'Policy.Read.All', 'Group.Read.All', 'Directory.Read.All');
    const before = await scene.git('for-each-ref');
    const { exitCode, errors } = await scene.runWith({ ...blind, ENTRA_REWIND_NOW: nights[0] }, 'backup');
    expect(exitCode).toBe(5);
    for (const name of ['Policy.Read.All', 'Group.Read.All']) expect(errors).toContain(name);
    expect((await scene.git('for-each-ref')).replaceAll(/.*journal\n?/g, '')).toBe(
      before.replaceAll(/.*journal\n?/g, ''),
    );
  });

  it('leaves the type out of a report, says so, and stops a recovery of everything', async () => {
    const scene = await setScene({ seed: everyType });
    expect(await scene.run(nights[0], 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(`/v1.0/users/${ids.ada}`, { jobTitle: 'Baker' });
    await scene.person.delete(`/v1.0/groups/${ids.team}`);
    const blind = { ...without(scene, 'Group.Read.All', 'Directory.Read.All'), ENTRA_REWIND_NOW: nights[1] };
    const { exitCode, out } = await scene.runWith(blind, 'diff', '--json');
    const report = JSON.parse(out) as DifferenceReport;
    expect(exitCode).toBe(5);
    expect(report.objects.map(({ id }) => id)).toEqual([ids.ada]);
    const refused = report.notRead.map(({ type }) => type);
    expect(refused).toContain('group');
    expect(report.notRead.find(({ type }) => type === 'group')?.reason).toContain('Group.Read.All');

    const recovered = await scene.runWith(blind, 'recover', '--from', 'newest', '--yes');
    expect(recovered).toMatchObject({ exitCode: 5, out: '' });
    expect(await scene.person.get(`/v1.0/users/${ids.ada}?$select=jobTitle`)).toMatchObject({ jobTitle: 'Baker' });
  });

  it('is what doctor names, reading and writing apart', async () => {
    const scene = await setScene({ seed: everyType });
    const reader = without(scene);
    expect(await scene.runWith(reader, 'doctor')).toMatchObject({ exitCode: 0 });
    const strict = await scene.runWith(reader, 'doctor', '--write');
    expect(strict.exitCode).toBe(9);
    expect(strict.out).toContain('Application.ReadWrite.All');
    const blind = await scene.runWith(without(scene, 'Policy.Read.All'), 'doctor', '--json');
    expect(blind.exitCode).toBe(9);
    const { checks } = JSON.parse(blind.out) as { checks: { name: string; state: string; message: string }[] };
    expect(checks.find(({ name }) => name === 'read permissions')).toMatchObject({
      state: 'failed',
      message: '1 of 10 missing: Policy.Read.All',
    });
  });
});

describe('a missing licence', () => {
  it('leaves the types unread, every night, until they are left out on purpose', async () => {
    const scene = await setScene({ seed: unlicensed });
    const { exitCode, errors } = await scene.run(nights[0], 'backup');
    expect(exitCode).toBe(5);
    for (const type of premium) expect(errors).toMatch(new RegExp(`not read: ${type}: .*no Microsoft Entra ID P1`));
    const manifest = await scene.git('show', 'origin/main:snapshots/tenant.yaml');
    for (const type of premium) expect(manifest).toMatch(new RegExp(`\\n {2}${type}: .*no Microsoft Entra ID P1`));
    // The rest is there, and can be gone back to.
    await scene.person.patch(`/v1.0/users/${ids.ada}`, { jobTitle: 'Baker' });
    const diff = await scene.run(nights[1], 'diff', '--json', '--type', 'user');
    expect(diff.exitCode).toBe(0);
    expect((JSON.parse(diff.out) as DifferenceReport).objects).toHaveLength(1);

    const chosen = objectTypes.filter((type) => !premium.includes(type));
    await choose(scene, `types: [${chosen.join(', ')}]\n`);
    const onPurpose = await scene.run(nights[1], 'backup');
    expect(onPurpose.exitCode).toBe(0);
    expect(onPurpose.errors).toContain(`incomplete by configuration: ${premium.join(', ')} not read`);
    expect(await scene.run(nights[1], 'doctor')).toMatchObject({ exitCode: 0 });
  });
});

describe('what no page knows', () => {
  it('is kept, named, shown, and left alone', async () => {
    const scene = await setScene({ seed: everyType, novelties: { group: { colour: 'blue' } } });
    const first = await scene.run(nights[0], 'backup');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.errors).toContain('does not know of type group: colour (kept, shown, but not written back)');
    expect(await scene.file(`snapshots/groups/00/${ids.team}.yaml`)).toContain('\ncolour: blue\n');
    const again = await scene.run(nights[1], 'diff', '--exit-code');
    expect(again.exitCode).toBe(0);
  });
});
