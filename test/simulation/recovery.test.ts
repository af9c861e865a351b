import { describe, it } from 'vitest';
import { kept, seedsToRun } from './seeds.ts';
import { simulate } from './simulate.ts';

describe('a recovery', () => {
  it.each(seedsToRun(process.env.ENTRA_REWIND_SEEDS))(
    'ends where it was to, whatever happened before and on the way (seed %i: ENTRA_REWIND_SEEDS=N-N)',
    async (seed) => simulate(seed, 'wide'),
    240_000,
  );

  it.runIf(process.env.ENTRA_REWIND_SEEDS === undefined).each(kept.filter(({ kind }) => kind === 'plain'))(
    'ends where it was to, where only backups are gone back to (seed $seed: $why)',
    async ({ seed }) => simulate(seed, 'plain'),
    240_000,
  );
});
