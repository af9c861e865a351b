/**
 * Writes `snapshots/`: the Contoso example that a visitor sees before running anything. It is what the tool itself writes; a
 * test compares it, so that it stays true. Run `npm run snapshots` after a change of the canonical form or of Contoso.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePipeline } from '../src/commands/init.ts';
import { readerToken } from '../src/commands/tenant/identities.ts';
import { contoso } from '../src/embedded/seeds/contoso.ts';
import { startTenant } from '../src/embedded/server.ts';

const program = fileURLToPath(new URL('../bin/entra-rewind', import.meta.url));
export const committedExample = fileURLToPath(new URL('../snapshots', import.meta.url));

/** Backs Contoso up, and makes of `target` what `snapshots/` is in a pipeline repository. */
export async function writeExampleSnapshot(target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-example-'));
  const directory = join(folder, 'contoso');
  const server = await startTenant({ seed: contoso() });
  try {
    await makePipeline(directory, { endpoint: server.url, policiesPerSecond: 1000 });
    const backup = spawn(process.execPath, [program, '-C', directory, 'backup'], {
      env: {
        ...process.env,
        ENTRA_REWIND_NOW: '2026-11-01T02:00:00Z',
        ENTRA_REWIND_GRAPH_TOKEN: readerToken(server.tenantId),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(backup, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the backup of the example ended with ${code}`);
    await rm(target, { recursive: true, force: true });
    await cp(join(directory, 'snapshots'), target, { recursive: true });
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeExampleSnapshot(committedExample);
