/** Applications of a snapshot by their `appId`, which is how Conditional Access names them. */
import { foldersOf, parsePath } from '../core/canonical/path.ts';
import { displayNameOf } from '../core/diff.ts';
import type { ObjectKey } from '../core/model.ts';
import type { SnapshotStore } from '../core/ports.ts';
import { parseObject } from '../core/record.ts';

export interface KnownApplication {
  readonly key: ObjectKey;
  readonly displayName: string;
}

const appIdLine = /^appId: ['"]?([\w-]+)/m;

/**
 * Those of the ids that the commit knows. A service principal goes before its application: it is what the application is in
 * this tenant. All of them are looked through, but only those that are wanted are read.
 */
export async function applicationsIn(
  store: SnapshotStore,
  commit: string,
  appIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, KnownApplication>> {
  const folders = [foldersOf('servicePrincipal').live, foldersOf('application').live];
  const listings = await Promise.all(folders.map((folder) => store.listing(commit, folder)));
  const found = listings.flatMap((listing) =>
    [...listing].flatMap(([path, blob]) => {
      const key = parsePath(path)?.key;
      return key === undefined ? [] : [{ path, blob, key }];
    }),
  );
  const contents = await store.contents([...new Set(found.map(({ blob }) => blob))]);
  const applications = new Map<string, KnownApplication>();
  for (const { path, blob, key } of found) {
    const text = contents.get(blob) ?? '';
    const appId = appIdLine.exec(text)?.[1];
    if (appId === undefined || !appIds.has(appId)) continue;
    if (key.type === 'application' && applications.has(appId)) continue;
    applications.set(appId, { key, displayName: displayNameOf(parseObject(text, `snapshots/${path}`, key), key.id) });
  }
  return applications;
}
