/** Writes that take several requests: one that Graph refuses in the middle leaves nothing more open, or less there, than before. */
import { describe, expect, it } from 'vitest';
import type { Recovery } from '../../src/core/model.ts';
import { appIds, ids } from './everyType/ids.ts';
import { everyType } from './everyType/seed.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const recover = ['recover', '--from', 'newest', '--yes'] as const;

const scope = (id: string, value: string) => ({
  id,
  value,
  isEnabled: true,
  type: 'Admin',
  adminConsentDescription: value,
  adminConsentDisplayName: value,
});
const first = scope('aaaaaaaa-0000-4000-8000-000000000001', 'Wages.Read');
const second = scope('aaaaaaaa-0000-4000-8000-000000000002', 'Wages.Write');
const trusting = ({ id }: { id: string }) => [{ appId: appIds.other, delegatedPermissionIds: [id] }];

/** As a person does it in the admin centre, step by step. */
async function expose(scene: Scene, id: string, shown: typeof first, before?: typeof first): Promise<void> {
  const path = `/v1.0/applications/${id}`;
  if (before !== undefined) {
    const api = { oauth2PermissionScopes: [{ ...before, isEnabled: false }], preAuthorizedApplications: [] };
    await scene.person.patch(path, { api });
  }
  await scene.person.patch(path, { api: { oauth2PermissionScopes: [shown], preAuthorizedApplications: [] } });
  await scene.person.patch(path, { api: { preAuthorizedApplications: trusting(shown) } });
}

const apiOf = async (scene: Scene, id: string) =>
  (await scene.person.get(`/v1.0/applications/${id}?$select=api`)).api as {
    oauth2PermissionScopes: (typeof first)[];
    preAuthorizedApplications: unknown[];
  };

describe('a scope that took the place of another, with what is pre-authorized for it', () => {
  it('gives way to the old one', async () => {
    const scene = await setScene({ seed: everyType });
    const { id } = (await scene.person.post('/v1.0/applications', { displayName: 'Wages' })) as { id: string };
    await expose(scene, id, first);
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await expose(scene, id, second, first);
    expect(await scene.run(later, ...recover)).toMatchObject({ exitCode: 0 });
    const api = await apiOf(scene, id);
    expect(api.oauth2PermissionScopes).toMatchObject([{ id: first.id, isEnabled: true }]);
    expect(api.preAuthorizedApplications).toEqual(trusting(first));
    expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
  });

  it('is enabled again when Graph refuses the old one', async () => {
    // Five PATCHes of people and the one that disables pass; those that bring the old scope are refused.
    const rule = { method: 'PATCH', path: /\/applications\//, after: 6, times: 2, fault: { status: 403 } } as const;
    const scene = await setScene({ seed: everyType, weather: { rules: [rule] } });
    const { id } = (await scene.person.post('/v1.0/applications', { displayName: 'Wages' })) as { id: string };
    await expose(scene, id, first);
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await expose(scene, id, second, first);
    const { exitCode, out } = await scene.run(later, ...recover, '--json');
    expect(exitCode).toBe(7);
    expect((JSON.parse(out) as Recovery).failures).toMatchObject([{ id }]);
    const api = await apiOf(scene, id);
    expect(api.oauth2PermissionScopes).toMatchObject([{ id: second.id, isEnabled: true }]);
    expect(api.preAuthorizedApplications).toEqual(trusting(second));
    expect(await scene.run(later, ...recover)).toMatchObject({ exitCode: 0 });
    expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
  });
});

describe('an authentication strength', () => {
  it('is never left with combinations that nothing restricts', async () => {
    const rule = { method: 'POST', path: /combinationConfigurations/, times: 1, fault: { status: 403 } } as const;
    const scene = await setScene({ seed: everyType, weather: { rules: [rule] } });
    const path = `/v1.0/policies/authenticationStrengthPolicies/${ids.strength}`;
    const combinations = async () => (await scene.person.get(path)).allowedCombinations;
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const { value } = await scene.person.get(`${path}/combinationConfigurations`);
    await scene.person.delete(`${path}/combinationConfigurations/${(value as { id: string }[])[0]?.id}`);
    const others = ['x509CertificateMultiFactor', 'windowsHelloForBusiness'];
    await scene.person.post(`${path}/updateAllowedCombinations`, { allowedCombinations: others });
    // What restricts the old combination is refused, so it must not be allowed either.
    expect(await scene.run(later, ...recover)).toMatchObject({ exitCode: 7 });
    const [{ id: job } = { id: '' }] = JSON.parse((await scene.run(later, 'history', '--json')).out) as Recovery[];
    const { out } = await scene.run(later, 'history', job);
    expect(out).toMatch(
      /Failed changes: 1\n {2}update authenticationStrengthPolicy .* \(request .*\)\n {6}allowedComb/,
    );
    expect((await combinations()) as string[]).toEqual(expect.arrayContaining(others));
    expect(await combinations()).toHaveLength(2);
    expect(await scene.run(later, ...recover)).toMatchObject({ exitCode: 0 });
    expect(await combinations()).toEqual(expect.arrayContaining(['fido2', 'windowsHelloForBusiness']));
    expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
  });
});
