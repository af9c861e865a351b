/**
 * Each object once. Graph's pages may repeat an object when the collection moves while it is read. One repetition with the
 * same content is harmless and dropped. With another content nobody can tell which of the two is true, and the first may be
 * in a snapshot already: then the read fails and is run again, because a backup that nobody can trust is worse than none.
 */
import { crc32 } from 'node:zlib';
import { isObjectId } from '../core/canonical/path.ts';
import { IdTable } from '../core/idTable.ts';
import { fail } from '../core/problem.ts';
import type { JsonObject } from './request.ts';

export type Item = JsonObject & { readonly id: string };

/** A checksum of the content: to compare two listings of one id, not to prove. A small integer. */
const fingerprint = (item: Item): number => crc32(JSON.stringify(item)) >>> 0;

/** For one run over pages: gives back the items of each page that are new. Fails with `lyingAnswer`. */
export function noticeRepeats(place: string): (page: readonly Item[]) => readonly Item[] {
  const seen = new IdTable();
  const repeated = new Set<string>();
  return (page) => {
    const fresh: Item[] = [];
    for (const item of page) {
      const print = fingerprint(item);
      const before = seen.add(item.id, print);
      if (before === undefined) fresh.push(item);
      else if (before !== print) {
        fail('lyingAnswer', `${item.id} is listed twice with different content`, { place: { file: place }, remedy });
      } else if (repeated.has(item.id)) {
        fail('lyingAnswer', `${item.id} is listed again and again`, { place: { file: place }, remedy });
      } else repeated.add(item.id);
    }
    if (page.length > 0 && fresh.length === 0) {
      fail('lyingAnswer', 'a page repeats what other pages held', { place: { file: place }, remedy });
    }
    return fresh;
  };
}

const remedy = 'Run it again; nothing was written.';

/** What an item may be beside a living object. */
export interface Leave {
  readonly deleted?: boolean;
  readonly opaqueIds?: boolean;
}

/** An item of a list, or a failure: it must have the id of an object and must not be marked as removed. */
export function checkedItem(item: JsonObject, place: string, { deleted, opaqueIds }: Leave = {}): Item {
  if (typeof item.id !== 'string' || item.id === '' || !(opaqueIds || isObjectId(item.id))) {
    return fail('lyingAnswer', `an item has no id that an object can have: ${JSON.stringify(item.id)?.slice(0, 80)}`, {
      place: { file: place },
    });
  }
  const isRemoved = '@removed' in item || (!deleted && item.deletedDateTime != null);
  if (isRemoved) fail('lyingAnswer', `${item.id} is deleted and yet listed`, { place: { file: place } });
  return item as Item;
}
