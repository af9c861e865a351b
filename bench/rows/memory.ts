/** A tenant of a million objects: memory of a full backup, and what a night costs beside it. */
import { newPipeline } from '../program.ts';
import { atMost, type Row, ratioAtMost, text } from '../row.ts';
import { startTenantProcess } from '../tenant.ts';

const share = 0.001;

export async function memory({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  if (!isFull) return [];
  const size = 1_000_000;
  const tenant = await startTenantProcess(size);
  const pipeline = await newPipeline(tenant);
  try {
    const ran = await pipeline.run('backup', '--full');
    const all = await tenant.tell();
    await tenant.touch(share);
    await tenant.reset();
    const night = await pipeline.run('backup');
    const { requests } = await tenant.tell();
    const changes = `${text(size)} objects, ${share * 100} % changed, app role assignments swept all the same`;
    const note = `${text(size)} objects in ${text(ran.seconds)} s; VmHWM of the process`;
    return [
      atMost(
        { id: 'memoryMillion', what: 'peak memory of a full backup', unit: 'MB', note },
        ran.peakMb ?? Number.NaN,
        700,
      ),
      ratioAtMost(
        {
          id: 'incrementalRequestsMillion',
          what: 'requests of a night, over those of a full one',
          unit: 'requests',
          note: changes,
        },
        requests,
        all.requests,
        0.03,
      ),
      ratioAtMost(
        { id: 'incrementalTimeMillion', what: 'time of a night, over that of the first one', unit: 's', note: changes },
        night.seconds,
        ran.seconds,
        0.1,
      ),
    ];
  } finally {
    await pipeline.remove();
    tenant.close();
  }
}
