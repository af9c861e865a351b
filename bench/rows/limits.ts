/** Whole backups under Graph's limits, beside the times that Microsoft names for its own service. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePipeline } from '../../src/commands/init.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import { takeBackup } from '../../src/flows/backup.ts';
import { jobLog } from '../../src/git/jobLog.ts';
import { journal } from '../../src/git/journal.ts';
import { openRepository } from '../../src/git/repository.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { microsoftsOwn } from '../peers.ts';
import { atLeast, type PartOptions, type Row, text, told } from '../row.ts';
import { type Simulation, simulate } from '../simulated.ts';

const share = 0.001;

/** `isAlone`: nothing else shares the time, so the largest tenant is run and not extrapolated. */
export async function limits({ isFull, isAlone }: PartOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let perObject = 0;
  const sizes = isFull ? microsoftsOwn : [{ objects: 10_000, loadHours: 1 }];
  for (const { objects, loadHours } of sizes) {
    if (objects >= 1_000_000 && !isAlone) {
      const seconds = perObject * objects;
      const note = `not run, but with --only limits: ${text(seconds)} s at the rate of the one before`;
      rows.push(firstBackup(objects, loadHours, seconds, note));
      continue;
    }
    const { first, night, refused } = await backups(objects);
    perObject = first / objects;
    const limited = `with Graph’s limits of a large tenant and 150 ms a call; ${text(refused)} requests turned away`;
    rows.push(firstBackup(objects, loadHours, first, `${text(first)} s ${limited}`));
    const what = `a night of ${text(objects)} objects, ${share * 100} % changed`;
    rows.push(told({ id: `changes${objects}`, what, unit: 's', note: limited }, night));
  }
  return rows;
}

const firstBackup = (objects: number, loadHours: number, seconds: number, note: string): Row =>
  atLeast(
    {
      id: `night${objects}`,
      what: `first backup of ${text(objects)} objects, under Microsoft’s own first load`,
      unit: '× faster',
      note: `${note}; Microsoft names ${text(loadHours)} h`,
    },
    (loadHours * 3600) / seconds,
    10,
  );

interface Measured {
  /** Simulated seconds. */
  readonly first: number;
  readonly night: number;
  readonly refused: number;
}

async function backups(size: number): Promise<Measured> {
  // Nothing is scaled: what limits a backup is as much the program and the network as Graph's quota.
  const simulation = await simulate({ size, limits: 'large', scale: 1, requestMs: 150 });
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-limits-'));
  try {
    const directory = join(folder, 'pipeline');
    await makePipeline(directory, {});
    const first = await backUp(simulation, directory, true);
    simulation.touch(share);
    const night = await backUp(simulation, directory, false);
    return { first, night, refused: simulation.refused() };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await simulation.close();
  }
}

async function backUp(simulation: Simulation, directory: string, isFull: boolean): Promise<number> {
  // Backups are named by the second.
  const hour = isFull ? 1 : 2;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 20, hour)) };
  const repository = await openRepository(directory);
  const begun = simulation.seconds();
  const { reading } = await takeBackup(
    {
      tenant: graphTenant(simulation.client),
      store: snapshotStore(repository),
      journal: journal(repository, clock, { holder: 'bench' }),
      log: jobLog(repository),
      clock,
      version: 'bench',
      every: () => () => undefined,
      pause: async () => undefined,
      tell: () => undefined,
      signal: new AbortController().signal,
    },
    { types: objectTypes, retentionDays: 5, movesMain: true, prunes: false, isFull },
  );
  const seconds = simulation.seconds() - begun;
  const lost = reading.find(({ read }) => read === 'inFull');
  if (!isFull && lost !== undefined) throw new Error(`${lost.type} was read in full in a night by changes`);
  return seconds;
}
