/**
 * Ids that Graph gives to what a snapshot keeps as links and children (decisions 0007, 0008), for those who import them into
 * Pulumi. By the key that a resource has in core/adopt/types/.
 */
import type { ImportIds } from '../core/adopt/model.ts';
import { printKey } from '../core/canonical/path.ts';
import { pageOf } from '../core/catalog/index.ts';
import type { DirectoryObject } from '../core/model.ts';
import { isNothing } from '../core/value.ts';
import type { GraphClient } from './client.ts';
import { type List, readAllPages } from './pages.ts';

type Entry = readonly [key: string, id: string];

export async function lookUpImportIds(client: GraphClient, objects: readonly DirectoryObject[]): Promise<ImportIds> {
  const having = (name: string): readonly DirectoryObject[] => objects.filter(({ body }) => !isNothing(body[name]));
  const clients = having('oauth2PermissionGrants');
  const entries = await Promise.all([
    grantsOf(client, clients),
    ...having('appRoleAssignedTo').map((object) => assignmentsOf(client, object)),
    ...having('federatedIdentityCredentials').map((object) => credentialsOf(client, object)),
  ]);
  return new Map(entries.flat());
}

const list = (path: string, permission: string, opaqueIds: boolean): List => ({
  version: 'v1.0',
  path,
  lane: 'directory',
  permission,
  opaqueIds,
});

/** One list of the whole tenant. A person's own consent is theirs, and no backup has it. */
async function grantsOf(client: GraphClient, owners: readonly DirectoryObject[]): Promise<readonly Entry[]> {
  if (owners.length === 0) return [];
  const ids = new Set(owners.map(({ key }) => key.id));
  const items = await readAllPages(client, list('/oauth2PermissionGrants', 'Directory.Read.All', true));
  return items.flatMap(({ id, clientId, resourceId, consentType }): readonly Entry[] => {
    if (consentType !== 'AllPrincipals' || typeof clientId !== 'string' || !ids.has(clientId)) return [];
    return [[`servicePrincipal/${clientId}/oauth2PermissionGrants/${String(resourceId)}`, id]];
  });
}

async function assignmentsOf(client: GraphClient, { key }: DirectoryObject): Promise<readonly Entry[]> {
  const path = `${pathOf({ key })}/appRoleAssignedTo?$top=999`;
  const items = await readAllPages(client, list(path, 'Application.Read.All', true));
  return items.map(
    ({ id, principalId, appRoleId }): Entry => [
      `${printKey(key)}/appRoleAssignedTo/${String(principalId)}/${String(appRoleId)}`,
      id,
    ],
  );
}

async function credentialsOf(client: GraphClient, { key }: DirectoryObject): Promise<readonly Entry[]> {
  const path = `${pathOf({ key })}/federatedIdentityCredentials`;
  const items = await readAllPages(client, list(path, 'Application.Read.All', false));
  return items.map(({ id, name }): Entry => [`${printKey(key)}/federatedIdentityCredentials/${String(name)}`, id]);
}

const pathOf = ({ key }: Pick<DirectoryObject, 'key'>): string =>
  `${pageOf(key.type).read.path}/${encodeURIComponent(key.id)}`;
