/** The example in `snapshots/` is what the tool writes today. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { committedExample, writeExampleSnapshot } from './exampleSnapshot.ts';

async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')]));
  return new Map(texts as [string, string][]);
}

it('is kept true (npm run snapshots writes it anew)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-example-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeExampleSnapshot(join(folder, 'snapshots'));
  const [written, committed] = await Promise.all([filesIn(join(folder, 'snapshots')), filesIn(committedExample)]);
  expect([...committed.keys()].toSorted()).toEqual([...written.keys()].toSorted());
  expect(written.size).toBeGreaterThan(140);
  for (const [path, text] of written) expect(committed.get(path), path).toBe(text);
});
