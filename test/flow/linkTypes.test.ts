/** Consent and app role assignments, chosen as the types that they count as. */
import { expect, it } from 'vitest';
import type { DifferenceReport } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';

it('the consent of a principal that came after the backup is shown and taken back, and the principal stays', async () => {
  const scene = await setScene({
    seed: contoso(),
    choices: { breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] } },
  });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  const application = await scene.person.post('/v1.0/applications', { displayName: 'Harvester' });
  const principal = await scene.person.post('/v1.0/servicePrincipals', { appId: application.appId });
  const { value } = await scene.person.get(
    "/v1.0/servicePrincipals?$filter=displayName eq 'Microsoft Graph'&$select=id",
  );
  const [graph] = value as readonly [{ id: string }];
  await scene.person.post('/v1.0/oauth2PermissionGrants', {
    clientId: principal.id,
    consentType: 'AllPrincipals',
    resourceId: graph.id,
    scope: 'Mail.Read',
  });

  const words = ['--type', 'oauth2PermissionGrant'];
  const report = JSON.parse((await scene.run(later, 'diff', ...words, '--json')).out) as DifferenceReport;
  expect(report.objects).toMatchObject([
    { id: principal.id, change: 'changed', links: [{ name: 'oauth2PermissionGrants', current: 'present' }] },
  ]);
  const recover = ['recover', '--from', 'newest', '--yes', ...words];
  expect(await scene.run(later, ...recover)).toMatchObject({ exitCode: 0 });
  const grants = await scene.person.get(`/v1.0/servicePrincipals/${principal.id}/oauth2PermissionGrants`);
  expect(grants.value).toEqual([]);
  expect(await scene.person.get(`/v1.0/servicePrincipals/${principal.id}`)).toMatchObject({ id: principal.id });
  expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
});
