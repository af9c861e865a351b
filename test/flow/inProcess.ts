/** The flows on a scene without starting the program: for stories of many nights. */
import { setTimeout as wait } from 'node:timers/promises';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import { objectTypes, type PropertyChoice } from '../../src/core/catalog/index.ts';
import { type BackupOptions, type BackupResult, takeBackup } from '../../src/flows/backup.ts';
import type { Doors } from '../../src/flows/doors.ts';
import { jobLog } from '../../src/git/jobLog.ts';
import { journal } from '../../src/git/journal.ts';
import { openRepository } from '../../src/git/repository.ts';
import { snapshotStore } from '../../src/git/snapshotStore.ts';
import { type GraphClient, type GraphOptions, graphClient } from '../../src/graph/client.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import type { Scene } from './scene.ts';

export interface Hour {
  /** Time of day: `2026-11-20T02:00:00Z`. */
  readonly at: string;
  readonly version?: string;
  readonly choice?: PropertyChoice;
  readonly token?: string;
  readonly assignments?: 'swept' | 'audited';
  readonly graph?: Partial<GraphOptions>;
  readonly tell?: Doors['tell'];
}

export async function doorsAt({ directory, server }: Scene, hour: Hour): Promise<Doors & { client: GraphClient }> {
  const clock = { now: () => new Date(hour.at) };
  const token = hour.token ?? writerToken(server.tenantId);
  const client = graphClient({
    endpoint: server.url,
    credential: { token: async () => token },
    pace: { policiesPerSecond: 1000 },
    // Waits are for replicas and for others; a test has none of them.
    sleep: async () => undefined,
    ...hour.graph,
  });
  const repository = await openRepository(directory);
  return {
    client,
    tenant: graphTenant(client, hour.choice ?? {}, hour.assignments),
    store: snapshotStore(repository),
    journal: journal(repository, clock, { holder: 'a test' }),
    log: jobLog(repository),
    clock,
    version: hour.version ?? '1.0.0',
    pause: async (waitMs) => wait(waitMs),
    every: () => () => undefined,
    tell: hour.tell ?? (() => undefined),
    signal: new AbortController().signal,
  };
}

const nightly: BackupOptions = {
  types: objectTypes,
  retentionDays: 400,
  movesMain: true,
  prunes: false,
  isFull: false,
};

export const backUp = async (scene: Scene, hour: Hour, options: Partial<BackupOptions> = {}): Promise<BackupResult> =>
  takeBackup(await doorsAt(scene, hour), { ...nightly, ...options });

/** `user: changes`, or why it was read in full. */
export const readingOf = ({ reading }: BackupResult): { readonly [type: string]: string } =>
  Object.fromEntries(reading.map((how) => [how.type, how.read === 'changes' ? 'changes' : how.why]));
