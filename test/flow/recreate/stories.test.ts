/** What was deleted for good is made anew where people ask for it, and everything that named it names the new object. */
import { describe, expect, it } from 'vitest';
import type { Plan, Recovery } from '../../../src/core/model.ts';
import { appIds, ids, roles } from '../everyType/ids.ts';
import type { Scene } from '../scene.ts';
import {
  backup,
  kitchenPolicy,
  later,
  newIdsOf,
  proveDone,
  purge,
  purgePolicy,
  recover,
  recoverWords,
  setStage,
  succeed,
} from './stage.ts';

/** What the stories look at in an answer of Graph's. */
interface Shown {
  readonly id: string;
  readonly appId: string;
  readonly servicePrincipalNames: readonly string[];
  readonly conditions: {
    readonly users: { readonly [name: string]: readonly string[] };
    readonly applications: { readonly includeApplications: readonly string[] };
  };
  readonly value: readonly { readonly id: string }[];
}

const get = async ({ person }: Scene, path: string): Promise<Shown> => (await person.get(path)) as unknown as Shown;
const idsIn = async (scene: Scene, path: string): Promise<readonly string[]> =>
  (await get(scene, path)).value.map(({ id }) => id).toSorted();

describe('a user that is gone for good', () => {
  it('is a member, an owner, a manager and named by a policy again', async () => {
    const scene = await setStage();
    for (const id of [ids.ada, ids.boss]) await purge(scene, 'user', id);
    const recovery = await recover(scene);
    expect(recovery).toMatchObject({ verified: true, failures: [], status: 'completed', recreate: true });
    const now = newIdsOf(recovery);
    const [ada, boss] = [now.get(ids.ada), now.get(ids.boss)] as [string, string];
    expect(await idsIn(scene, `/beta/groups/${ids.team}/members`)).toEqual([ada, ids.bob].toSorted());
    expect(await idsIn(scene, `/beta/groups/${ids.security}/owners`)).toEqual([boss]);
    expect((await get(scene, `/v1.0/users/${ada}/manager`)).id).toBe(boss);
    const fields = 'accountEnabled,city,jobTitle,employeeOrgData,userPrincipalName,mail';
    expect(await get(scene, `/v1.0/users/${ada}?$select=${fields}`)).toMatchObject({
      accountEnabled: true,
      city: 'Oslo',
      employeeOrgData: { division: 'Kitchen', costCenter: '7' },
      mail: 'ada@contoso.com',
    });
    const { conditions } = await get(scene, `/beta/identity/conditionalAccess/policies/${kitchenPolicy}`);
    expect(conditions.users).toMatchObject({
      includeUsers: expect.arrayContaining([ada, ids.bob]),
      excludeUsers: [boss],
    });
    await proveDone(scene);
  });

  it('stays away, and is named with the way to it, without being asked for', async () => {
    const scene = await setStage();
    await purge(scene, 'user', ids.ada);
    const plan = JSON.parse(await succeed(scene, later, 'plan', '--from', backup, '--json')) as Plan;
    expect(plan.steps.filter(({ action }) => action === 'recreate')).toEqual([]);
    expect(plan.untouched).toContainEqual(
      expect.objectContaining({ id: ids.ada, code: 'hardDeleted', reason: expect.stringContaining('--recreate') }),
    );
    const users = await get(scene, '/v1.0/users');
    expect(JSON.stringify(users)).not.toContain('ada@contoso.com');
  });
});

it('makes groups of every kind anew, with the policies that name them', async () => {
  const scene = await setStage();
  for (const id of [ids.team, ids.security, ids.dynamic]) await purge(scene, 'group', id);
  const recovery = await recover(scene);
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const now = newIdsOf(recovery);
  const groupOf = (id: string) => get(scene, `/v1.0/groups/${now.get(id)}`);
  expect(await groupOf(ids.team)).toMatchObject({
    groupTypes: ['Unified'],
    visibility: 'Private',
    mailNickname: 'team',
  });
  expect(await groupOf(ids.dynamic)).toMatchObject({ membershipRuleProcessingState: 'On' });
  const wanted = [ids.ada, now.get(ids.dynamic), ids.device, ids.payrollPrincipal].toSorted();
  expect(await idsIn(scene, `/beta/groups/${now.get(ids.security)}/members`)).toEqual(wanted);
  const { conditions } = await get(scene, `/beta/identity/conditionalAccess/policies/${ids.policy}`);
  expect(conditions.users.excludeGroups).toEqual([now.get(ids.security)]);
  await proveDone(scene);
});

it('makes an application anew with its principal, its grants and assignments, and a policy that names its application id', async () => {
  const scene = await setStage();
  await purge(scene, 'application', ids.payroll);
  const recovery = await recover(scene);
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const now = newIdsOf(recovery);
  const application = await get(scene, `/v1.0/applications/${now.get(ids.payroll)}`);
  expect(application).toMatchObject({ displayName: 'Payroll', identifierUris: ['api://payroll'], description: 'Pays' });
  expect(application.appId).not.toBe(appIds.payroll);
  const principal = await get(scene, `/v1.0/servicePrincipals/${now.get(ids.payrollPrincipal)}`);
  expect(principal).toMatchObject({ appId: application.appId, notes: 'Ask the boss', accountEnabled: true });
  expect(principal.servicePrincipalNames).toContain(application.appId);
  const credentials = await get(scene, `/v1.0/applications/${application.id}/federatedIdentityCredentials`);
  expect(credentials.value).toMatchObject([{ name: 'ci' }]);
  const assigned = (await get(scene, `/v1.0/servicePrincipals/${principal.id}/appRoleAssignedTo`)).value;
  expect(assigned.length).toBeGreaterThan(0);
  expect(assigned).toContainEqual(expect.objectContaining({ appRoleId: roles.reader }));
  const { conditions } = await get(scene, `/beta/identity/conditionalAccess/policies/${ids.policy}`);
  expect(conditions.applications.includeApplications).toEqual([application.appId]);
  // Secrets cannot come back: who agreed to it was told which.
  const warning = recovery.findings.find(({ message }) => message.startsWith('Payroll: is made anew'));
  expect(recovery.findings.map(({ message }) => message).join('\n')).toContain(
    'secret 00000000-0000-4000-8000-000000000120',
  );
  expect(warning?.level).toBe('warn');
  await proveDone(scene, ['application changed none passwordCredentials']);
});

it('makes a strength, a location and the policy itself anew', async () => {
  const scene = await setStage();
  const { person } = scene;
  await purgePolicy(scene, 'policies', ids.policy);
  await person.delete(`/v1.0/policies/authenticationStrengthPolicies/${ids.strength}`);
  const office = `/beta/identity/conditionalAccess/namedLocations/${ids.office}`;
  await person.patch(office, { '@odata.type': '#microsoft.graph.ipNamedLocation', isTrusted: false });
  await purgePolicy(scene, 'namedLocations', ids.office);
  const recovery = await recover(scene);
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const now = newIdsOf(recovery);
  const strength = await get(scene, `/v1.0/policies/authenticationStrengthPolicies/${now.get(ids.strength)}`);
  expect(strength).toMatchObject({
    displayName: 'Our keys',
    combinationConfigurations: [{ appliesToCombinations: ['fido2'] }],
  });
  expect(await get(scene, `/beta/identity/conditionalAccess/namedLocations/${now.get(ids.office)}`)).toMatchObject({
    isTrusted: true,
  });
  expect(await get(scene, `/beta/identity/conditionalAccess/policies/${now.get(ids.policy)}`)).toMatchObject({
    state: 'enabled',
    conditions: { locations: { excludeLocations: [now.get(ids.office)] } },
    grantControls: { authenticationStrength: { id: now.get(ids.strength) } },
  });
  await proveDone(scene);
});

it('makes a single object anew, and says what used to lead to it', async () => {
  const scene = await setStage();
  await purge(scene, 'user', ids.ada);
  const words = ['--from', backup, '--recreate', '--id', ids.ada, '--json'] as const;
  const plan = JSON.parse(await succeed(scene, later, 'plan', ...words)) as Plan;
  const left = plan.untouched.filter(({ code }) => code === 'outOfScope');
  expect(left.map(({ id, reason }) => [id, reason.split(' ')[0]])).toEqual(
    expect.arrayContaining([
      [ids.team, 'had'],
      [ids.security, 'had'],
      [kitchenPolicy, 'names'],
    ]),
  );
  const recovery = JSON.parse(await succeed(scene, later, 'recover', ...words, '--yes')) as Recovery;
  expect(recovery).toMatchObject({ verified: true, failures: [], totals: { objectsModified: 1 } });
  expect(await idsIn(scene, `/beta/groups/${ids.team}/members`)).toEqual([ids.bob]);
  // All the rest comes when it is asked for.
  expect(await recover(scene)).toMatchObject({ verified: true, failures: [] });
  await proveDone(scene);
});

it('goes on guarding what was made anew, whichever id the settings have', async () => {
  const scene = await setStage({ choices: { breakGlass: { accounts: [], groups: [ids.security] } } });
  await purge(scene, 'group', ids.security);
  const recovery = await recover(scene);
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const path = `/beta/identity/conditionalAccess/policies/${ids.policy}`;
  await scene.person.patch(path, { state: 'disabled' });
  // It is to be on again, and leaves out the group under its new id.
  expect(await recover(scene)).toMatchObject({ verified: true, failures: [] });
  expect(await get(scene, path)).toMatchObject({ state: 'enabled' });
  await scene.person.delete(`/v1.0/groups/${newIdsOf(recovery).get(ids.security)}`);
  await succeed(scene, later, 'backup');
  const back = await scene.run(later, ...recoverWords, '--added', 'softDelete');
  expect(JSON.parse(back.out).findings).toContainEqual(
    expect.objectContaining({ guard: 'break-glass', level: 'warn', message: expect.stringContaining('Security') }),
  );
});

it('says in the plan what is made anew, and what goes on naming it', async () => {
  const scene = await setStage();
  await purge(scene, 'group', ids.security);
  const words = ['plan', '--from', backup, '--recreate', '--type', 'group'] as const;
  const text = await succeed(scene, later, ...words);
  expect(text).toContain(`recreate group Security`);
  const plan = JSON.parse(await succeed(scene, later, ...words, '--json')) as Plan;
  expect(plan.untouched).toContainEqual(expect.objectContaining({ id: ids.policy, code: 'outOfScope' }));
  const recovery = await recover(scene, '--type', 'group');
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const history = await succeed(scene, later, 'history', recovery.id);
  expect(history).toContain(`${ids.security} → ${newIdsOf(recovery).get(ids.security)}`);
  // What else names the group is next: by now it names an id of which the journal knows the newer one.
  const rest = JSON.parse(await succeed(scene, later, ...recoverWords)) as { receipts: { id: string }[] };
  expect(rest.receipts.map(({ id }) => id)).toEqual([ids.payrollPrincipal, ids.policy]);
  await proveDone(scene);
});
