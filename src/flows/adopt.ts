/** Chosen objects of a backup → the files of a Pulumi project that goes on with them. Writes nothing to the tenant. */
import { type Adoption, adoptionOf } from '../core/adopt/adoption.ts';
import { type ImportIds, nothingLookedUp } from '../core/adopt/model.ts';
import { findBackup } from '../core/backupName.ts';
import { foldersOf, parsePath } from '../core/canonical/path.ts';
import { objectTypes } from '../core/catalog/index.ts';
import type { DirectoryObject, Manifest, Scope } from '../core/model.ts';
import type { SnapshotStore, Tenant } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { parseObject } from '../core/record.ts';
import { inScope, objectTypesIn } from '../core/scope.ts';
import { recordedBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import { manifestAt } from './states.ts';

export interface AdoptRequest {
  /** Name of a backup; the newest when absent. */
  readonly backup?: string;
  readonly scope: Scope;
  /** Asks the tenant for ids that no backup holds; they are left out when absent. */
  readonly live?: {
    readonly tenant: Pick<Tenant, 'describe'>;
    readonly lookUp: (objects: readonly DirectoryObject[]) => Promise<ImportIds>;
  };
}

type Needed = Pick<Doors, 'store' | 'journal' | 'tell'>;

export async function adopt(doors: Needed, { backup, scope, live }: AdoptRequest): Promise<Adoption> {
  const { name, commit } = findBackup(await recordedBackups(doors), backup ?? 'newest');
  const manifest = await manifestAt(doors.store, commit);
  tellUnread(doors, manifest, scope);
  const objects = await objectsIn(doors.store, commit, scope);
  const missing = scope.ids.filter((id) => !objects.some(({ key }) => key.id === id));
  if (missing.length > 0) {
    fail('usage', `backup ${name} has no such object: ${missing.join(', ')}`, {
      remedy: 'Only living objects can be adopted; restore what is soft-deleted first.',
    });
  }
  const ids = live === undefined ? nothingLookedUp : await lookedUp(live, manifest, objects);
  return adoptionOf(objects, { backup: name, tenantId: manifest.tenantId }, ids);
}

/** Of what was left out of the backup an older state is there. */
function tellUnread({ tell }: Needed, { unread }: Manifest, scope: Scope): void {
  const chosen = objectTypesIn(scope);
  for (const type of objectTypes) {
    const reason = unread[type];
    if (reason === undefined || (chosen.length > 0 && !chosen.includes(type))) continue;
    tell({
      on: 'warning',
      message: `${type}: as an earlier backup has it, because this one did not read it: ${reason}`,
    });
  }
}

async function objectsIn(store: SnapshotStore, commit: string, scope: Scope): Promise<readonly DirectoryObject[]> {
  const chosen = objectTypesIn(scope);
  const types = chosen.length === 0 ? objectTypes : chosen;
  const listings = await Promise.all(types.map((type) => store.listing(commit, foldersOf(type).live)));
  const places = listings.flatMap((listing) =>
    [...listing].flatMap(([path, blob]) => {
      const key = parsePath(path)?.key;
      return key !== undefined && inScope(scope, key) ? [{ path, blob, key }] : [];
    }),
  );
  const contents = await store.contents([...new Set(places.map(({ blob }) => blob))]);
  return places.map(({ path, blob, key }) => ({
    key,
    body: parseObject(contents.get(blob) ?? '', `snapshots/${path}`, key),
  }));
}

async function lookedUp(
  { tenant, lookUp }: NonNullable<AdoptRequest['live']>,
  { tenantId }: Manifest,
  objects: readonly DirectoryObject[],
): Promise<ImportIds> {
  const now = await tenant.describe();
  if (now.tenantId !== tenantId) {
    fail('wrongTenant', `the backup is of tenant ${tenantId}, but the sign-in is to ${now.tenantId}`);
  }
  return lookUp(objects);
}
