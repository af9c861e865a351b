/** Display names from a snapshot, so that people read `CA-Exclude-BreakGlass` and not only an id. */
import { objectPath } from '../core/canonical/path.ts';
import { parseReference } from '../core/canonical/reference.ts';
import { directoryRoleName } from '../core/catalog/directoryRoles.ts';
import { objectTypes } from '../core/catalog/index.ts';
import { displayNameOf } from '../core/diff.ts';
import type { Body } from '../core/model.ts';
import type { SnapshotStore } from '../core/ports.ts';
import { parseObject } from '../core/record.ts';
import type { NameOf } from '../core/report/names.ts';
import { isBody } from '../core/value.ts';
import { applicationsIn } from './applications.ts';

/**
 * Looks the given ids up in a commit, reading only the files of those that it has. An id may be that of an object, of an
 * application (`appId`), or of a directory role; what nobody knows has no name.
 */
export async function namesIn(store: SnapshotStore, commit: string, ids: ReadonlySet<string>): Promise<NameOf> {
  const places = [...ids].flatMap((id) =>
    objectTypes.map((type) => ({ key: { type, id }, path: objectPath({ type, id }) })),
  );
  const blobs = await store.locate(
    commit,
    places.map(({ path }) => path),
  );
  const found = places.flatMap((place) => {
    const blob = blobs.get(place.path);
    return blob === undefined ? [] : [{ ...place, blob }];
  });
  const contents = await store.contents([...new Set(found.map(({ blob }) => blob))]);
  const names = new Map<string, string>();
  for (const { key, path, blob } of found) {
    const body = parseObject(contents.get(blob) ?? '', `snapshots/${path}`, key);
    names.set(`${key.type}/${key.id}`, displayNameOf(body, key.id));
    for (const [role, name] of appRolesOf(body)) names.set(`appRole/${key.id}/${role}`, name);
  }
  const known = new Set(found.map(({ key }) => key.id));
  const open = new Set([...ids].filter((id) => !known.has(id) && directoryRoleName(id) === undefined));
  const applications = open.size === 0 ? new Map() : await applicationsIn(store, commit, open);
  return (type, id) =>
    names.get(`${type}/${id}`) ??
    (type === 'directoryRole' ? directoryRoleName(id) : undefined) ??
    (type === 'servicePrincipal' || type === 'application' ? applications.get(id)?.displayName : undefined);
}

/** A service principal names the app roles that it assigns. */
function appRolesOf({ appRoles }: Body): readonly (readonly [id: string, name: string])[] {
  if (!Array.isArray(appRoles)) return [];
  return (appRoles as readonly Body[]).flatMap((role) => {
    const name = isBody(role) ? (role.value ?? role.displayName) : undefined;
    return typeof name === 'string' && typeof role.id === 'string' ? [[role.id, name] as const] : [];
  });
}

const looksLikeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Every id that some data mentions, of whatever it may be. */
export function mentionedIn(data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      const id = value.includes('/') ? parseReference(value).id : value;
      if (looksLikeId.test(id)) found.add(id);
    } else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) walk(item);
  };
  walk(data);
  return found;
}
