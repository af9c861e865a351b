import { describe, expect, it } from 'vitest';
import { loadSeed } from '../../src/embedded/loadSeed.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { openApplications, shop, tenantSeed } from './applicationScene.ts';
import { idOf, tenantId } from './scene.ts';

const application = (n: number, more: object = {}) => ({ id: idOf(n), appId: idOf(n + 1), displayName: 'A', ...more });
const blueprint = { '@odata.type': '#microsoft.graph.agentIdentityBlueprint' };
const credential = (more: object = {}) => ({ name: 'n', issuer: 'i', subject: 's', audiences: ['a'], ...more });
const at = '2026-11-01T00:00:00Z';

it('a dump makes the same tenant again', async () => {
  const { server, ask } = await openApplications();
  await ask('DELETE', `/applications/${shop}`);
  const dumped = server.tenant.dump();
  const again = await startTenant({ seed: JSON.parse(JSON.stringify(dumped)) });
  expect(again.tenant.dump()).toEqual(dumped);
  await again.close();
  expect(dumped.deleted?.applications?.[0]).toMatchObject({ id: shop, federatedIdentityCredentials: [{ name: 'ci' }] });
});

describe('a good seed', () => {
  it.each([
    ['of every kind', tenantSeed],
    [
      'a deleted application, and its successor with the same appId',
      {
        applications: [application(1)],
        deleted: { applications: [application(1, { id: idOf(5), deletedDateTime: at })] },
      },
    ],
    ['a service principal of an application elsewhere', { servicePrincipals: [application(1)] }],
    [
      'a principal of its own application',
      {
        organization: { id: tenantId },
        applications: [application(1)],
        servicePrincipals: [{ ...application(1), id: idOf(9), appOwnerOrganizationId: tenantId }],
      },
    ],
  ])('%s', (_, seed) => {
    expect(loadSeed(seed)).toHaveProperty('seed');
  });
});

describe('a bad seed', () => {
  it.each<[string, object, string]>([
    ['without appId', { applications: [{ displayName: 'A' }] }, 'applications[0].appId: is needed'],
    ['appId no GUID', { applications: [application(1, { appId: 'x' })] }, 'applications[0].appId: must be a GUID'],
    [
      'appId twice',
      { applications: [application(1), application(1, { id: idOf(7) })] },
      'applications[1].appId: is also that of applications[0]',
    ],
    [
      'identifierUris twice',
      {
        applications: [
          application(1, { identifierUris: ['api://X'] }),
          application(5, { identifierUris: ['api://x'] }),
        ],
      },
      'applications[1].identifierUris: is also that of applications[0]',
    ],
    [
      'unknown property',
      { applications: [application(1, { x: 1 })] },
      'applications[0].x: is no property in Graph’s schema',
    ],
    [
      'owner nowhere',
      { applications: [application(1, { owners: [idOf(2)] })] },
      `applications[0].owners[0]: refers to nothing: ${idOf(2)}`,
    ],
    [
      'owner a group',
      { groups: [{ id: idOf(9), displayName: 'G' }], servicePrincipals: [application(1, { owners: [idOf(9)] })] },
      'servicePrincipals[0].owners[0]: cannot refer to a group',
    ],
    [
      'application as member',
      { applications: [application(1)], groups: [{ displayName: 'G', members: [idOf(1)] }] },
      'groups[0].members[0]: cannot refer to a application',
    ],
    [
      'sponsors of what is no agent',
      { groups: [{ id: idOf(9), displayName: 'G' }], applications: [application(1, { sponsors: [idOf(9)] })] },
      'applications[0].sponsors: are for agents only',
    ],
    [
      'a principal unlike its application',
      { applications: [application(1, blueprint)], servicePrincipals: [{ ...application(1), id: idOf(9) }] },
      'servicePrincipals[0].appId: is of applications[0], which is not of its kind',
    ],
    [
      'an own application owned elsewhere',
      {
        organization: { id: tenantId },
        applications: [application(1)],
        servicePrincipals: [{ ...application(1), id: idOf(9), appOwnerOrganizationId: idOf(8) }],
      },
      'servicePrincipals[0].appId: is of applications[0], and so of this tenant',
    ],
    [
      'an agent without blueprint',
      {
        servicePrincipals: [
          application(1, { '@odata.type': '#microsoft.graph.agentIdentity', agentIdentityBlueprintId: idOf(3) }),
        ],
      },
      'servicePrincipals[0].agentIdentityBlueprintId: is the appId of no blueprint here',
    ],
    [
      'credentials twice',
      { applications: [application(1, { federatedIdentityCredentials: [credential(), credential({ name: 'm' })] })] },
      'applications[0].federatedIdentityCredentials[1]: is the same as federatedIdentityCredentials[0]',
    ],
    [
      'a credential without name',
      { applications: [application(1, { federatedIdentityCredentials: [{ issuer: 'i', subject: 's' }] })] },
      'applications[0].federatedIdentityCredentials[0].name: is needed',
    ],
    [
      'a credential with more',
      { applications: [application(1, { federatedIdentityCredentials: [credential({ secret: 'x' })] })] },
      'applications[0].federatedIdentityCredentials[0].secret: is no property in Graph’s schema',
    ],
    [
      'credentials no list',
      { applications: [application(1, { federatedIdentityCredentials: {} })] },
      'applications[0].federatedIdentityCredentials: must be a list',
    ],
    [
      'deleted without a date',
      { deleted: { servicePrincipals: [application(1)] } },
      'deleted.servicePrincipals[0].deletedDateTime: is needed for a deleted object',
    ],
    [
      'deleted devices',
      { deleted: { devices: [{ displayName: 'D', deletedDateTime: at }] } },
      'deleted.devices: cannot be: deleted devices are gone',
    ],
    [
      'a type of users',
      { applications: [application(1, { '@odata.type': '#microsoft.graph.user' })] },
      'applications[0].@odata.type: is no type of application',
    ],
  ])('%s', (_, seed, problem) => {
    expect(loadSeed(seed)).toEqual({ problems: [problem] });
  });
});
