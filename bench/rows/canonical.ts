/** Our emitter against the `yaml` library: how fast, and whether it writes the same bytes. */
import fc from 'fast-check';
import { stringify } from 'yaml';
import { emitCanonical, referenceOptions } from '../../src/core/canonical/emit.ts';
import { keep } from '../../src/core/canonical/keep.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import type { Body } from '../../src/core/model.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { printWithLibrary } from '../../test/core/canonical/reference.ts';
import { anyValue } from '../../test/core/canonical/values.ts';
import { atMost, type Row, ratioAtLeast, text } from '../row.ts';

export async function canonical({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  const page = pageOf('user');
  const users = (generated(1000).users ?? []).map((user): Body => keep(page, user, 'notRead'));
  const ours = perObject(users, (user) => emitCanonical(user), isFull ? 200 : 60);
  const theirs = perObject(users, (user) => stringify(user, referenceOptions), isFull ? 6 : 2);
  const bytes = users.reduce((sum, user) => sum + Buffer.byteLength(emitCanonical(user)), 0) / users.length;
  const runs = isFull ? 2_000_000 : 30_000;
  let different = 0;
  fc.assert(
    fc.property(anyValue, (value) => {
      if (emitCanonical(value) !== printWithLibrary(value)) different += 1;
    }),
    { numRuns: runs, seed: 20261123 },
  );
  return [
    ratioAtLeast(
      {
        id: 'canonical',
        what: 'canonical YAML of a user, over the yaml library',
        unit: 'objects/s',
        note: `${text(bytes)} bytes each, one core`,
      },
      1 / ours,
      1 / theirs,
      15,
    ),
    atMost(
      {
        id: 'canonicalBytes',
        what: 'values that it writes otherwise than the library',
        unit: 'values',
        note: `of ${text(runs)} made up by seed`,
      },
      different,
      0,
    ),
  ];
}

/** Seconds for one object, the best of several rounds: the other rounds were disturbed. */
function perObject(objects: readonly Body[], emit: (object: Body) => string, rounds: number): number {
  let best = Number.POSITIVE_INFINITY;
  let length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    for (const object of objects) length += emit(object).length;
    best = Math.min(best, performance.now() - begun);
  }
  if (length === 0) throw new Error('nothing was written');
  return best / 1000 / objects.length;
}
