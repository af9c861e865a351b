/** The tenant of `scene.ts` with applications and service principals of every kind, and a device. */
import type { Seed } from '../../src/embedded/seed.ts';
import { embeddedToken } from '../../src/embedded/token.ts';
import { ada, everyRole, grace, idOf, openScene, seed, tenantId } from './scene.ts';

export const shop = idOf(400);
export const shopPrincipal = idOf(401);
export const shopAppId = idOf(402);
export const foreign = idOf(403);
export const managed = idOf(404);
export const blueprint = idOf(410);
export const blueprintPrincipal = idOf(411);
export const blueprintAppId = idOf(412);
export const helper = idOf(413);
export const helperUser = idOf(414);
export const laptop = idOf(420);
export const mixed = idOf(421);
export const uri = 'api://shop';

export const tenantSeed: Seed = {
  ...seed,
  users: [
    ...(seed.users ?? []),
    {
      '@odata.type': '#microsoft.graph.agentUser',
      id: helperUser,
      displayName: 'Helper',
      userPrincipalName: 'helper@contoso.com',
      mailNickname: 'helper',
      identityParentId: helper,
    },
  ],
  groups: [
    ...(seed.groups ?? []),
    {
      id: mixed,
      displayName: 'Mixed',
      mailNickname: 'mixed',
      members: [ada, foreign, laptop],
      owners: [shopPrincipal],
    },
  ],
  devices: [{ id: laptop, displayName: 'Laptop', deviceId: idOf(422), accountEnabled: true }],
  applications: [
    {
      id: shop,
      appId: shopAppId,
      displayName: 'Shop',
      identifierUris: [uri],
      owners: [ada],
      federatedIdentityCredentials: [
        { name: 'ci', issuer: 'https://ci.example', subject: 'repo:shop', audiences: ['api://AzureADTokenExchange'] },
      ],
    },
    {
      '@odata.type': '#microsoft.graph.agentIdentityBlueprint',
      id: blueprint,
      appId: blueprintAppId,
      displayName: 'Blueprint',
      sponsors: [grace],
    },
  ],
  servicePrincipals: [
    { id: shopPrincipal, appId: shopAppId, displayName: 'Shop', appOwnerOrganizationId: tenantId, owners: [ada] },
    { id: foreign, appId: idOf(405), displayName: 'Foreign', appOwnerOrganizationId: idOf(999) },
    { id: managed, appId: idOf(406), displayName: 'Managed', servicePrincipalType: 'ManagedIdentity' },
    {
      '@odata.type': '#microsoft.graph.agentIdentityBlueprintPrincipal',
      id: blueprintPrincipal,
      appId: blueprintAppId,
      displayName: 'Blueprint',
    },
    {
      '@odata.type': '#microsoft.graph.agentIdentity',
      id: helper,
      appId: helper,
      displayName: 'Helper',
      agentIdentityBlueprintId: blueprintAppId,
      sponsors: [grace],
    },
  ],
};

export const applicationRoles = [...everyRole, 'Application.ReadWrite.All', 'Device.Read.All'];

export const openApplications = (
  more: Partial<Parameters<typeof openScene>[0]> & { readonly roles?: readonly string[] } = {},
) => openScene({ seed: tenantSeed, roles: applicationRoles, ...more });

/** A token of an application whose service principal is this one. */
export const tokenOf = (objectId: string, roles: readonly string[]): string =>
  embeddedToken({ tenantId, roles, objectId });
