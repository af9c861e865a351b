/** Links written several in one call, before those that it left open are written one by one. */
import { type BatchedWrite, writeBatched } from '../../graph/batchWrites.ts';
import type { Version } from '../../graph/request.ts';
import type { Work } from './bench.ts';

/** Those that are not plainly done, in their order. A single one gains nothing by it. */
export async function writeTogether<Item>(
  work: Work,
  version: Version,
  items: readonly Item[],
  writeOf: (item: Item) => BatchedWrite,
): Promise<readonly Item[]> {
  if (items.length < 2) return items;
  const answers = await writeBatched(work.bench.client, version, items.map(writeOf));
  for (const { requestId } of answers) if (requestId !== null) work.requestIds.push(requestId);
  const left = items.filter((_, index) => answers[index]?.done !== true);
  work.links += items.length - left.length;
  return left;
}
