/** Whole backups under Graph's limits, beside the times that Microsoft names for its own service. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePipeline } from '../../src/commands/init.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { takeBackup } from '../../src/flows/backup.ts';
import { journal } from '../../src/git/journal.ts';
import { openRepository } from '../../src/git/repository.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { microsoftsOwn } from '../peers.ts';
import { atLeast, type Row, text } from '../row.ts';
import { type Simulation, simulate } from '../simulated.ts';

export async function limits({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let perObject = 0;
  for (const { objects, loadHours } of isFull ? microsoftsOwn.slice(0, 2) : [{ objects: 10_000, loadHours: 1 }]) {
    // Nothing is scaled: what limits a backup is as much the program and the network as Graph's quota.
    const simulation = await simulate({ size: objects, limits: 'large', scale: 1, requestMs: 150 });
    try {
      const seconds = await backUp(simulation);
      perObject = seconds / objects;
      const note = `${text(seconds)} s with Graph’s limits of a large tenant and 150 ms a call; Microsoft names ${text(loadHours)} h; ${text(simulation.refused())} requests turned away`;
      const goal = {
        id: `night${objects}`,
        what: `first backup of ${text(objects)} objects, under Microsoft’s own first load`,
        unit: '× faster',
        note,
      };
      rows.push(atLeast(goal, (loadHours * 3600) / seconds, 10));
    } finally {
      await simulation.close();
    }
  }
  if (!isFull) return rows;
  // It would take the rest of the time that all others share.
  const largest = microsoftsOwn[2];
  const seconds = perObject * largest.objects;
  const goal = {
    id: `night${largest.objects}`,
    what: `first backup of ${text(largest.objects)} objects, under Microsoft’s own first load`,
    unit: '× faster',
    note: `not run: ${text(seconds)} s at the rate of the one before; Microsoft names ${text(largest.loadHours)} h`,
  };
  rows.push(atLeast(goal, (largest.loadHours * 3600) / seconds, 10));
  return rows;
}

async function backUp(simulation: Simulation): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-limits-'));
  try {
    const directory = join(folder, 'pipeline');
    await makePipeline(directory, {});
    const clock = { now: () => new Date() };
    const repository = await openRepository(directory);
    const begun = simulation.seconds();
    await takeBackup(
      {
        tenant: graphTenant(simulation.client),
        store: snapshotStore(repository),
        journal: journal(repository, clock, { holder: 'bench' }),
        clock,
        version: 'bench',
        pause: async () => undefined,
        tell: () => undefined,
        signal: new AbortController().signal,
      },
      { types: objectTypes, retentionDays: 5, movesMain: true, prunes: false, isFull: true },
    );
    return simulation.seconds() - begun;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
