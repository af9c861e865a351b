/** The ids in indexes of packs. Format: gitformat-pack(5), "Version 2 pack-*.idx files". */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../core/problem.ts';
import { idLengthOf, type ObjectFormat } from './repository.ts';

const magic = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const fanout = 256 * 4;

/** Sorted ids, one after the other. */
async function idsIn(index: string, length: number): Promise<Buffer> {
  const bytes = await readFile(index);
  const start = magic.length + fanout;
  if (!bytes.subarray(0, magic.length).equals(magic)) fail('repository', `${index} is no pack index of version 2`);
  return bytes.subarray(start, start + bytes.readUInt32BE(start - 4) * length);
}

/** Fails with `repository` unless each object of the packs in one folder is in those of another. */
export async function requireSame(
  from: string,
  names: Iterable<string>,
  to: string,
  madeNames: Iterable<string>,
  format: ObjectFormat,
): Promise<void> {
  const length = idLengthOf(format);
  const made: Buffer[] = [];
  for (const name of madeNames) made.push(await idsIn(join(to, `${name}.idx`), length));
  for (const name of names) {
    const ids = await idsIn(join(from, `${name}.idx`), length);
    const places = made.map(() => 0);
    for (let at = 0; at < ids.length; at += length) {
      if (made.some((sorted, index) => find(sorted, places, index, ids, at, length))) continue;
      fail('repository', `object ${ids.toString('hex', at, at + length)} would be lost by packing`, {
        remedy: 'Nothing was changed. Please report this.',
      });
    }
  }
}

/** Goes on in a sorted list to where an id is, or would be. */
function find(sorted: Buffer, places: number[], index: number, ids: Buffer, at: number, length: number): boolean {
  let place = places[index] as number;
  let order = 1;
  while (place < sorted.length) {
    order = sorted.compare(ids, at, at + length, place, place + length);
    if (order >= 0) break;
    place += length;
  }
  places[index] = place;
  return place < sorted.length && order === 0;
}
