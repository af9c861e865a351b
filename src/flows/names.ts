/** Display names from a snapshot, so that people read `CA-Exclude-BreakGlass` and not only an id. */
import { objectPath, parsePath } from '../core/canonical/path.ts';
import { objectTypes } from '../core/catalog/index.ts';
import { displayNameOf } from '../core/diff.ts';
import type { ObjectType } from '../core/model.ts';
import type { SnapshotStore } from '../core/ports.ts';
import { parseObject } from '../core/record.ts';
import type { NameOf } from '../core/report/names.ts';

/**
 * Looks the given references (`user/0a1b…`) up in a commit, reading only those files. Ids that the commit does not hold have
 * no name.
 */
export async function namesIn(store: SnapshotStore, commit: string, references: Iterable<string>): Promise<NameOf> {
  const listing = await store.listing(commit);
  const wanted = new Map<string, { readonly path: string; readonly blob: string }>();
  for (const reference of references) {
    const path = pathOf(reference);
    const blob = path === null ? undefined : listing.get(path);
    if (path !== null && blob !== undefined) wanted.set(reference, { path, blob });
  }
  const contents = await store.contents([...new Set([...wanted.values()].map(({ blob }) => blob))]);
  const names = new Map<string, string>();
  for (const [reference, { path, blob }] of wanted) {
    const key = parsePath(path)?.key;
    const text = contents.get(blob);
    if (key !== undefined && text !== undefined) {
      names.set(reference, displayNameOf(parseObject(text, `snapshots/${path}`, key), key.id));
    }
  }
  return (type, id) => names.get(`${type}/${id}`);
}

function pathOf(reference: string): string | null {
  const [type = '', id = ''] = reference.split('/');
  return (objectTypes as readonly string[]).includes(type) ? objectPath({ type: type as ObjectType, id }) : null;
}

const looksLikeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Every object that some data may mention: ids in it could be of any type, so each is asked for as all of them. */
export function mentionedIn(data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      const id = value.includes('/') ? value.slice(value.indexOf('/') + 1) : value;
      if (looksLikeId.test(id)) for (const type of objectTypes) found.add(`${type}/${id}`);
    } else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) walk(item);
  };
  walk(data);
  return found;
}
