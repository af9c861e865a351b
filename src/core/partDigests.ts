/**
 * What Graph's delta does not tell (owners, assignments, credentials) is swept every time, and compared with the record
 * without reading it: by one digest for each folder of 256 that objects are spread over. Where a digest differs, only the
 * objects of that folder are looked at. The digests of a type take a few kilobytes, whatever the size of the tenant.
 */
import { createHash } from 'node:crypto';
import { emitCanonical } from './canonical/emit.ts';
import { byCodeUnit } from './canonical/order.ts';
import type { Value } from './model.ts';
import { isNothing } from './value.ts';

/** By shard: the first two characters of an id, as in the paths of snapshots. Shards where no object has the part are left out. */
export type Digests = { readonly [shard: string]: string };

/** The first 144 bits of a SHA-256, in characters of base64url: enough that nobody can make two states that share them. */
const digestLength = 24;

export const shardOf = (id: string): string => id.slice(0, 2).toLowerCase();

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, digestLength);

/** Gathers the values of one part in any order. */
export class PartDigest {
  readonly #lines = new Map<string, string[]>();

  add(id: string, value: Value | undefined): void {
    if (value === undefined || isNothing(value)) return;
    const line = `${id} ${hash(emitCanonical(value))}`;
    const shard = shardOf(id);
    const lines = this.#lines.get(shard);
    if (lines === undefined) this.#lines.set(shard, [line]);
    else lines.push(line);
  }

  digests(): Digests {
    const shards = [...this.#lines].sort(([a], [b]) => byCodeUnit(a, b));
    return Object.fromEntries(shards.map(([shard, lines]) => [shard, hash(lines.sort(byCodeUnit).join('\n'))]));
  }
}

/** Shards in which two sides differ. */
export const differingShards = (before: Digests, after: Digests): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((shard) => before[shard] !== after[shard]);
