/** What is special about a type, and would be wrong or refused if it were recovered like any other. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { personAt } from '../../src/commands/demo/graph.ts';
import { administratorToken } from '../../src/commands/tenant/identities.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import type { Plan, Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const approved = ['--allow', 'second-approval', '--reason', 'Approved by Ingrid'];
const words = ['--from', '2026-11-01', ...approved] as const;
const policies = '/beta/identity/conditionalAccess/policies';
const locations = '/beta/identity/conditionalAccess/namedLocations';
const methods = '/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations';

const stage = () => setScene({ seed: contoso() });

const backUp = async (scene: Scene) => expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });

const recover = (scene: Scene, ...more: readonly string[]) =>
  scene.run(later, 'recover', ...words, '--yes', '--no-backup', '--json', ...more);

async function recovered(scene: Scene, ...more: readonly string[]): Promise<Recovery> {
  const { exitCode, out, errors } = await recover(scene, ...more);
  expect({ exitCode, errors: exitCode === 0 ? '' : errors + out }).toEqual({ exitCode: 0, errors: '' });
  expect((JSON.parse((await recover(scene, ...more)).out) as Plan).steps).toEqual([]);
  return JSON.parse(out) as Recovery;
}

const rejected = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => false,
    () => true,
  );

describe('a deleted Conditional Access policy', () => {
  it('comes back on, and is off again in the same step', async () => {
    const scene = await stage();
    const path = `${policies}/${contosoIds.policies.mfaForGuests}`;
    await scene.person.patch(path, { state: 'disabled' });
    await backUp(scene);
    await scene.person.patch(path, { state: 'enabled' });
    await scene.person.delete(path);
    const { receipts } = await recovered(scene);
    expect(receipts).toMatchObject([{ action: 'restore', outcome: 'restored' }]);
    expect((await scene.person.get(path)).state).toBe('disabled');
  });
});

describe('a trusted named location', () => {
  const type = { '@odata.type': '#microsoft.graph.ipNamedLocation' };
  const office = {
    ...type,
    displayName: 'Office',
    isTrusted: true,
    ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' }],
  };

  it('comes back untrusted, and is trusted last', async () => {
    const scene = await stage();
    const { id } = await scene.person.post(locations, office);
    await backUp(scene);
    await scene.person.patch(`${locations}/${id}`, { ...type, isTrusted: false });
    await scene.person.delete(`${locations}/${id}`);
    const { receipts } = await recovered(scene);
    expect(receipts.map(({ action }) => action)).toEqual(['restore', 'update']);
    expect((await scene.person.get(`${locations}/${id}`)).isTrusted).toBe(true);
  });

  it('that was added is made untrusted before it goes', async () => {
    const scene = await stage();
    await backUp(scene);
    const { id } = await scene.person.post(locations, office);
    expect(await rejected(scene.person.delete(`${locations}/${id}`))).toBe(true);
    expect((await recovered(scene)).receipts).toMatchObject([{ action: 'softDelete', outcome: 'softDeleted' }]);
    expect(await rejected(scene.person.get(`${locations}/${id}`))).toBe(true);
  });
});

describe('a deleted application', () => {
  const application = contosoIds.applications.expenses;
  const principal = contosoIds.servicePrincipals.expenses;
  const isThere = async (scene: Scene, path: string) => !(await rejected(scene.person.get(path)));

  it('comes back with its principal, which Graph does not restore by itself', async () => {
    const scene = await stage();
    await backUp(scene);
    await scene.person.delete(`/v1.0/applications/${application}`);
    expect(await isThere(scene, `/v1.0/servicePrincipals/${principal}`)).toBe(false);
    const { receipts } = await recovered(scene);
    const restored = receipts.filter(({ action }) => action === 'restore').map(({ id }) => id);
    expect(restored).toEqual([application, principal]);
    expect(await isThere(scene, `/v1.0/servicePrincipals/${principal}`)).toBe(true);
  });

  it('is named where only its principal was asked for', async () => {
    const scene = await stage();
    await backUp(scene);
    await scene.person.delete(`/v1.0/applications/${application}`);
    const { out } = await scene.run(later, 'plan', ...words, '--id', principal);
    expect(out).toMatch(/Graph restores no principal without its application/);
    expect(await isThere(scene, `/v1.0/servicePrincipals/${principal}`)).toBe(false);
    await recovered(scene, '--id', principal, '--id', application);
    expect(await isThere(scene, `/v1.0/servicePrincipals/${principal}`)).toBe(true);
  });
});

describe('a deleted agent blueprint', () => {
  it('takes its agents along, and they come back with it', async () => {
    const scene = await stage();
    await backUp(scene);
    const { value } = await scene.person.get('/v1.0/applications?$top=999');
    const blueprint = (value as readonly { readonly id: string; readonly '@odata.type'?: string }[]).find((one) =>
      one['@odata.type']?.endsWith('agentIdentityBlueprint'),
    );
    const principals = async () => {
      const listed = await scene.person.get('/v1.0/servicePrincipals?$top=999&$select=id');
      return (listed.value as readonly { readonly id: string }[]).map(({ id }) => id).toSorted();
    };
    const before = await principals();
    await scene.person.delete(`/v1.0/applications/${blueprint?.id}`);
    expect((await principals()).length).toBeLessThan(before.length);
    await recovered(scene);
    expect(await principals()).toEqual(before);
  });
});

describe('a user', () => {
  const sven = contosoIds.users['sven.oe'];

  it('has an employeeOrgData of two fields, written together', async () => {
    const scene = await stage();
    await backUp(scene);
    const { employeeOrgData: before } = await scene.person.get(`/v1.0/users/${sven}?$select=employeeOrgData`);
    const other = { ...(before as { costCenter: string }), division: 'Nowhere' };
    await scene.person.patch(`/v1.0/users/${sven}`, { employeeOrgData: other });
    await recovered(scene);
    const { employeeOrgData: after } = await scene.person.get(`/v1.0/users/${sven}?$select=employeeOrgData`);
    expect(after).toEqual(before);
  });

  it('whose name somebody has taken stays deleted, with the reason, until it is free again', async () => {
    const scene = await stage();
    await backUp(scene);
    const { userPrincipalName } = await scene.person.get(`/v1.0/users/${sven}`);
    await scene.person.delete(`/v1.0/users/${sven}`);
    const { id } = await scene.person.post('/v1.0/users', {
      ...{ accountEnabled: true, displayName: 'Sven?', mailNickname: 'sven2', userPrincipalName },
      passwordProfile: { password: 'Not-the-same-Sven-1!' },
    });
    const keep = ['--added', 'keep'];
    const refused = await recover(scene, ...keep);
    expect(refused.exitCode).toBe(7);
    const { failures } = JSON.parse(refused.out) as Recovery;
    expect(failures).toMatchObject([{ type: 'user', id: sven, action: 'restore', requestId: expect.any(String) }]);
    expect(failures[0]?.message).toMatch(/userPrincipalName|conflict/i);
    await scene.person.patch(`/v1.0/users/${id}`, { userPrincipalName: 'sven2@contoso.com' });
    await recovered(scene, ...keep);
  });
});

describe('consent', () => {
  it('that was taken away and given again is the same, whatever its id', async () => {
    const scene = await stage();
    await backUp(scene);
    const { value } = await scene.person.get('/v1.0/oauth2PermissionGrants?$top=999');
    const grants = value as readonly { readonly id: string; readonly consentType: string }[];
    const { id, ...grant } = grants.find(({ consentType }) => consentType === 'AllPrincipals') ?? { id: '' };
    await scene.person.delete(`/v1.0/oauth2PermissionGrants/${id}`);
    const again = await scene.person.post('/v1.0/oauth2PermissionGrants', grant);
    expect(again.id).toBeDefined();
    expect((await scene.run(later, 'diff')).out).toMatch(/No differences/);
    expect((JSON.parse((await recover(scene)).out) as Plan).steps).toEqual([]);
  });
});

describe('an authentication method', () => {
  it('that was changed or deleted is set to what the backup has', async () => {
    const scene = await stage();
    const type = { '@odata.type': '#microsoft.graph.fido2AuthenticationMethodConfiguration' };
    await backUp(scene);
    const before = await scene.person.get(`${methods}/fido2`);
    const state = before.state === 'enabled' ? 'disabled' : 'enabled';
    await scene.person.patch(`${methods}/fido2`, { ...type, state });
    expect((await recovered(scene)).receipts).toMatchObject([{ action: 'update', outcome: 'updated' }]);
    expect(await scene.person.get(`${methods}/fido2`)).toEqual(before);
  });
});

describe('the source of authority', () => {
  const sven = contosoIds.users['sven.oe'];

  /** The tenant of the backup, and what it has become: nobody can convert an account through Graph. */
  async function converted(before: boolean | null, after: boolean | null) {
    const seed = contoso();
    const withSven = (more: object) =>
      seed.users?.map((user) => (user.id === sven ? { ...user, ...more } : user)) ?? [];
    const scene = await setScene({ seed: { ...seed, users: withSven({ onPremisesSyncEnabled: before }) } });
    await backUp(scene);
    const users = withSven({ onPremisesSyncEnabled: after, jobTitle: 'Impostor' });
    const now = await startTenant({ seed: { ...seed, users } });
    onTestFinished(() => now.close());
    const run = (...more: readonly string[]) =>
      scene.runWith({ ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_URL: now.url }, ...more);
    return { run, user: () => personAt(now.url, administratorToken(now.tenantId)).get(`/v1.0/users/${sven}`) };
  }
  const recoverSven = ['recover', ...words, '--yes', '--no-backup', '--id', sven];

  it('that is the cloud by now lets the account be recovered, and is not moved back', async () => {
    const { run, user } = await converted(true, null);
    expect(await run(...recoverSven)).toMatchObject({ exitCode: 0 });
    expect((await user()).jobTitle).not.toBe('Impostor');
    expect((await user()).onPremisesSyncEnabled ?? null).toBeNull();
    expect((await run(...recoverSven)).out).toMatch(/Nothing to do/);
  });

  it('that is on-premises by now leaves the account alone', async () => {
    const { run, user } = await converted(null, true);
    expect((await run(...recoverSven)).out).toMatch(/Nothing to do(.|\n)*synced from on-premises/);
    expect((await user()).jobTitle).toBe('Impostor');
  });
});

describe('a user who holds an administrator’s role', () => {
  const [admin, other] = [contosoIds.users['sunniva.berg'], contosoIds.users['sven.oe']];

  it('needs a role of the tool’s own for what is sensitive; the refusal says so, and keeps nothing else back', async () => {
    const scene = await stage();
    await backUp(scene);
    const sensitive = async (id: string) =>
      (await scene.person.get(`/v1.0/users/${id}?$select=accountEnabled,jobTitle,mobilePhone`)) as {
        readonly jobTitle: string;
        readonly mobilePhone: string | null;
      };
    const [before] = await Promise.all([admin, other].map(sensitive));
    const changed = { jobTitle: 'Impostor', mobilePhone: '+47 555 01 999' };
    for (const id of [admin, other]) await scene.person.patch(`/v1.0/users/${id}`, changed);
    const { read, write } = leastPermissions(objectTypes);
    const weak = embeddedToken({ tenantId: scene.server.tenantId, roles: [...read, ...write] });
    const ran = await scene.runWith(
      { ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_TOKEN: weak },
      ...['recover', ...words, '--yes', '--no-backup', '--json', '--type', 'user'],
    );
    expect(ran.exitCode).toBe(7);
    const { failures } = JSON.parse(ran.out) as Recovery;
    expect(failures).toMatchObject([{ id: admin, code: 'Authorization_RequestDenied', requestId: expect.any(String) }]);
    expect((await sensitive(other)).mobilePhone).not.toBe(changed.mobilePhone);
    // What is not sensitive is written all the same.
    expect(await sensitive(admin)).toMatchObject({ mobilePhone: changed.mobilePhone, jobTitle: before?.jobTitle });
    await recovered(scene, '--type', 'user');
    expect(await sensitive(admin)).toEqual(before);
  });
});

describe('a role-assignable group', () => {
  const group = contosoIds.groups['Role-GlobalReaders'];
  const path = `/v1.0/groups/${group}`;

  it('needs a role or a permission of its own, and the refusal says so', async () => {
    const scene = await stage();
    await backUp(scene);
    await scene.person.patch(path, { description: 'Mine' });
    const roles = leastPermissions(objectTypes).write.filter((name) => !name.startsWith('RoleManagement.ReadWrite'));
    const weak = embeddedToken({ tenantId: scene.server.tenantId, roles });
    const ran = await scene.runWith(
      { ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_TOKEN: weak },
      ...['recover', ...words, '--yes', '--no-backup', '--json', '--type', 'group'],
    );
    expect(ran.exitCode).toBe(7);
    const { failures } = JSON.parse(ran.out) as Recovery;
    expect(failures).toMatchObject([{ id: group, code: 'Authorization_RequestDenied', requestId: expect.any(String) }]);
    expect((await scene.person.get(path)).description).toBe('Mine');
    await recovered(scene, '--type', 'group');
    expect((await scene.person.get(path)).description).not.toBe('Mine');
  });
});
