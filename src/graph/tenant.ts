/** Microsoft Graph as a `Tenant`. */
import { coverageOf, objectTypes, type PropertyChoice, pageOf } from '../core/catalog/index.ts';
import type { TenantDescription } from '../core/model.ts';
import type { Tenant } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { readPresence } from './byKey.ts';
import { catchUp, type ReadingChoices } from './catchUp.ts';
import type { GraphClient } from './client.ts';
import { markNow } from './delta.ts';
import { hasPremium } from './licence.ts';
import { missingNames } from './missing.ts';
import { recoveredNatively } from './nativeRecovery.ts';
import { readAllPages } from './pages.ts';
import { readDeletedItems, readType } from './read.ts';

/** `choice`: which optional properties are read; the others as their pages say. */
export function graphTenant(
  client: GraphClient,
  choice: PropertyChoice = {},
  assignments: ReadingChoices['assignments'] = 'swept',
): Tenant {
  return {
    coverage: coverageOf(objectTypes, choice),
    describe: () => describe(client),
    identity: () => client.identity(),
    isLicensed: () => hasPremium(client),
    read: (type) => readType(client, type, choice),
    readDeleted: (type) => readDeletedItems(client, type, choice),
    mark: (type) => markNow(client, pageOf(type), choice),
    catchUp: (type, mark, limits) => catchUp(client, pageOf(type), mark, { choice, assignments }, limits),
    recoveredNatively: (since) => recoveredNatively(client, since),
    readByKey: (keys) => readPresence(client, keys, choice),
    missing: (names) => missingNames(client, names),
  };
}

async function describe(client: GraphClient): Promise<TenantDescription> {
  const path = '/organization?$select=id,displayName,tenantType';
  const permission = 'Organization.Read.All';
  const [organization, ...others] = await readAllPages(client, {
    version: 'v1.0',
    path,
    lane: 'directory',
    permission,
  });
  if (organization === undefined || others.length > 0) {
    return fail('lyingAnswer', 'a tenant is exactly one organization', { place: { file: path } });
  }
  const { id, displayName, tenantType } = organization;
  if (typeof tenantType !== 'string') {
    return fail('lyingAnswer', 'Graph did not say what kind of tenant this is', { place: { file: path } });
  }
  return { tenantId: id, displayName: typeof displayName === 'string' ? displayName : id, tenantType };
}
