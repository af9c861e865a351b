/** Memory of a backup of a million objects. */
import { newPipeline } from '../program.ts';
import { atMost, type Row, text } from '../row.ts';
import { startTenantProcess } from '../tenant.ts';

export async function memory({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  if (!isFull) return [];
  const size = 1_000_000;
  const tenant = await startTenantProcess(size);
  const pipeline = await newPipeline(tenant);
  try {
    const ran = await pipeline.run('backup', '--full');
    const note = `${text(size)} objects in ${text(ran.seconds)} s; VmHWM of the process`;
    return [
      atMost(
        { id: 'memoryMillion', what: 'peak memory of a full backup', unit: 'MB', note },
        ran.peakMb ?? Number.NaN,
        700,
      ),
    ];
  } finally {
    await pipeline.remove();
    tenant.close();
  }
}
