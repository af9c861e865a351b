import type { SnapshotStore, SnapshotWriter } from '../../src/core/ports.ts';

/** A writer that has taken in everything: for tests that are not about what it takes in. */
export async function coveredWriter(store: SnapshotStore, from: string): Promise<SnapshotWriter> {
  const writer = await store.write(from);
  await writer.cover('');
  return writer;
}
