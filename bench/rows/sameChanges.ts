/** The same number of changes in a tenant ten times as large: what grows with the tenant shows here. */
import { newPipeline, type Pipeline } from '../program.ts';
import { type Row, ratioAtMost, text } from '../row.ts';
import { startTenantProcess, type TenantProcess } from '../tenant.ts';

interface Costs {
  readonly changed: number;
  /** Of a report between two backups. */
  readonly reportSeconds: number;
  /** Of a report against the tenant. */
  readonly liveRequests: number;
}

const share = 0.001;
const times = 10;

/** `tenant` of `size` objects, with a backup of it in `pipeline`. */
export async function sameChanges(tenant: TenantProcess, pipeline: Pipeline, size: number): Promise<readonly Row[]> {
  const large = await costsOf(tenant, pipeline, share);
  const small = await costsOfSmaller(size / times);
  const note = `${text(large.changed)} changes among ${text(size)} objects, beside ${text(small.changed)} among ${text(size / times)}`;
  return [
    ratioAtMost(
      {
        id: 'reportSize',
        what: 'difference report, backup against backup, by size of the tenant',
        unit: 's',
        note: `${note}; best of 3, with the start of the program`,
      },
      large.reportSeconds,
      small.reportSeconds,
      1.5,
    ),
    ratioAtMost(
      {
        id: 'reportLiveSize',
        what: 'difference report against live, by size of the tenant',
        unit: 'requests',
        note: `${note}; the pages of 999 with owners, assignments and the sponsors of guests are read all the same`,
      },
      large.liveRequests,
      small.liveRequests,
      1.5,
    ),
  ];
}

async function costsOfSmaller(size: number): Promise<Costs> {
  const tenant = await startTenantProcess(size);
  const pipeline = await newPipeline(tenant);
  try {
    await pipeline.run('backup', '--full');
    return await costsOf(tenant, pipeline, share * times);
  } finally {
    await pipeline.remove();
    tenant.close();
  }
}

async function costsOf(tenant: TenantProcess, pipeline: Pipeline, changed: number): Promise<Costs> {
  await pipeline.run('backup');
  const before = await newest(pipeline);
  await tenant.touch(changed);
  await tenant.reset();
  await pipeline.run('diff', '--json');
  const { requests } = await tenant.tell();
  await pipeline.run('backup');
  const after = await newest(pipeline);
  const seconds: number[] = [];
  let objects = 0;
  for (let round = 0; round < 3; round += 1) {
    const ran = await pipeline.run('diff', before, after, '--json');
    seconds.push(ran.seconds);
    objects = (JSON.parse(ran.out) as { objects: readonly unknown[] }).objects.length;
  }
  return { changed: objects, reportSeconds: Math.min(...seconds), liveRequests: requests };
}

async function newest(pipeline: Pipeline): Promise<string> {
  const { out } = await pipeline.run('backups', '--json');
  const names = (JSON.parse(out) as readonly { name: string }[]).map(({ name }) => name).toSorted();
  const last = names.at(-1);
  if (last === undefined) throw new Error('there is no backup');
  return last;
}
