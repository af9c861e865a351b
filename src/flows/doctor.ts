/** What is needed to back up and to recover, checked one by one. Reads the tenant, writes nothing. */
import { type PropertyChoice, pageOf } from '../core/catalog/index.ts';
import { furtherPermissions, isGranted, leastPermissions } from '../core/catalog/leastPermissions.ts';
import type { ObjectType } from '../core/model.ts';
import type { Identity, Tenant } from '../core/ports.ts';

export interface Check {
  readonly name: string;
  /** `limited`: a part of the work is not possible, which may be meant so. */
  readonly state: 'ok' | 'limited' | 'failed' | 'unknown';
  readonly message: string;
  readonly remedy?: string;
}

export interface Wanted {
  /** Permissions that the configuration asks for beside the catalog. */
  readonly alsoReads: readonly string[];
  readonly types: readonly ObjectType[];
  readonly choice: PropertyChoice;
  /** Whether this sign-in must be able to recover too; backups and recoveries may have one each. */
  readonly mustWrite: boolean;
}

export async function examine(tenant: Tenant, wanted: Wanted): Promise<readonly Check[]> {
  const { displayName, tenantId, tenantType } = await tenant.describe();
  const identity = await tenant.identity();
  return [
    { name: 'sign-in', state: 'ok', message: `${displayName} (${tenantId})${asWhom(identity)}` },
    tenantType === 'AAD'
      ? { name: 'tenant type', state: 'ok', message: 'workforce' }
      : { name: 'tenant type', state: 'failed', message: `${tenantType}: only workforce tenants (AAD) are supported` },
    await licence(tenant, wanted.types),
    ...permissions(identity, wanted),
  ];
}

const asWhom = (identity: Identity | null): string =>
  identity?.applicationId == null ? '' : `, as application ${identity.displayName ?? identity.applicationId}`;

async function licence(tenant: Tenant, types: readonly ObjectType[]): Promise<Check> {
  const name = 'licence';
  const needing = types.filter((type) => pageOf(type).licence !== null);
  const licensed = await tenant.isLicensed();
  if (licensed === null) {
    const remedy = 'Grant LicenseAssignment.Read.All.';
    return { name, state: 'unknown', message: 'this sign-in may not look at the subscriptions', remedy };
  }
  if (licensed) return { name, state: 'ok', message: 'Microsoft Entra ID P1 or P2' };
  if (needing.length === 0) return { name, state: 'ok', message: 'none, and none of the chosen types needs one' };
  return {
    name,
    state: 'failed',
    message: `no Microsoft Entra ID P1 or P2; without it Graph does not serve ${needing.join(', ')}`,
    remedy: 'Leave these types out on purpose: types in entra-rewind.yaml.',
  };
}

function permissions(identity: Identity | null, { types, choice, mustWrite, alsoReads }: Wanted): readonly Check[] {
  const catalog = leastPermissions(types, choice);
  const least = { ...catalog, read: [...catalog.read, ...alsoReads] };
  if (identity === null) {
    const message = 'the token does not say; needed: ';
    return [
      { name: 'read permissions', state: 'unknown', message: `${message}${least.read.join(', ')}` },
      { name: 'write permissions', state: 'unknown', message: `${message}${least.write.join(', ')}` },
    ];
  }
  if (identity.isPerson) {
    const message = 'the sign-in is a person, whose roles decide; jobs need an application';
    return [{ name: 'permissions', state: 'limited', message }];
  }
  const granted = new Set(identity.permissions);
  return [
    check('read permissions', least.read, granted, true),
    check('write permissions', least.write, granted, mustWrite),
    further(furtherPermissions(types), granted),
  ];
}

/** Wide permissions that most recoveries do well without: their absence is no fault. */
function further(needed: readonly string[], granted: ReadonlySet<string>): Check {
  const missing = needed.filter((permission) => !isGranted(permission, granted));
  const name = 'further writes';
  if (missing.length === 0) return { name, state: 'ok', message: `all ${needed.length}` };
  const message = `without ${missing.join(', ')}, what they open cannot be recovered (docs/permissions.md)`;
  return { name, state: 'limited', message };
}

function check(name: string, needed: readonly string[], granted: ReadonlySet<string>, isMust: boolean): Check {
  const missing = needed.filter((permission) => !isGranted(permission, granted));
  if (missing.length === 0) return { name, state: 'ok', message: `all ${needed.length}` };
  const message = `${missing.length} of ${needed.length} missing: ${missing.join(', ')}`;
  return {
    name,
    state: isMust ? 'failed' : 'limited',
    message: isMust ? message : `${message}; this sign-in can back up, not recover all of it`,
    remedy: 'Grant them to the application as application permissions, with admin consent.',
  };
}
