/** Nights of one tenant: the first, full ones against their floor, incremental ones, their reports, and what they leave in git. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { blobsOf, fetchAgain, pour } from '../floor.ts';
import { newPipeline, type Pipeline, type Ran } from '../program.ts';
import { atMost, judgedIf, type Row, ratioAtMost, text, told as toldRow } from '../row.ts';
import { startTenantProcess, type TenantProcess } from '../tenant.ts';
import { sameChanges } from './sameChanges.ts';

const share = 0.001;

export async function nights({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  const size = isFull ? 100_000 : 10_000;
  const tenant = await startTenantProcess(size);
  const pipeline = await newPipeline(tenant);
  try {
    // Once for the tenant to warm up; the measured one begins in an empty repository again.
    await pipeline.run('backup', '--full');
    const rows = [
      ...(await againstTheFloor(tenant, size)).map((row) => judgedIf(isFull || row.id !== 'fullBackup', row)),
      ...(await incremental(tenant, pipeline, size, isFull ? 3 : 1)).map((row) => judgedIf(isFull, row)),
      ...(await reports(tenant, pipeline, size)),
      ...(await growth(tenant, pipeline, size, isFull ? 7 : 3)),
      ...(await sameChanges(tenant, pipeline, size)),
    ];
    return rows;
  } finally {
    await pipeline.remove();
    tenant.close();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function againstTheFloor(tenant: TenantProcess, size: number): Promise<readonly Row[]> {
  const [measured, floors, peaks]: [number[], number[], number[]] = [[], [], []];
  let parts = '';
  for (let round = 0; round < 3; round += 1) {
    const pipeline = await newPipeline(tenant);
    try {
      await tenant.reset();
      const ran = await pipeline.run('backup', '--full');
      const { log } = await tenant.tell();
      const files = await blobsOf(pipeline, 'origin/main');
      const [fetched, poured] = [await fetchAgain(tenant, log), await pour(files)];
      measured.push(ran.seconds);
      floors.push(fetched + poured);
      if (ran.peakMb !== null) peaks.push(ran.peakMb);
      parts = `floor: ${text(fetched)} s to fetch and parse, ${text(poured)} s to pour`;
    } finally {
      await pipeline.remove();
    }
  }
  return [
    ratioAtMost(
      {
        id: 'fullBackup',
        what: 'full backup into an empty repository',
        unit: 's',
        note: `${text(size)} objects; median of 3; ${parts}`,
      },
      median(measured),
      median(floors),
      1.6,
    ),
    atMost(
      {
        id: 'memory',
        what: 'peak memory of a full backup',
        unit: 'MB',
        note: `${text(size)} objects; VmHWM of the process`,
      },
      Math.max(...peaks),
      400,
    ),
  ];
}

/** `aside`: the requests that sweep app role assignments, which have no delta query. */
type Measured = Ran & { readonly requests: number; readonly aside: number };

async function incremental(tenant: TenantProcess, pipeline: Pipeline, size: number, times: number) {
  const measure = async (...words: readonly string[]): Promise<Measured> => {
    await tenant.reset();
    const ran = await pipeline.run('backup', ...words);
    const { requests, log } = await tenant.tell();
    return { ...ran, requests, aside: log.filter(({ path }) => path.includes('appRoleAssignedTo')).length };
  };
  const rounds: { readonly night: Measured; readonly full: Measured }[] = [];
  for (let round = 0; round < times; round += 1) {
    await tenant.touch(share);
    const night = await measure();
    await tenant.touch(share);
    rounds.push({ night, full: await measure('--full') });
  }
  const ofEach = (what: (one: Measured) => number) => ({
    night: median(rounds.map(({ night }) => what(night))),
    full: median(rounds.map(({ full }) => what(full))),
  });
  const [requests, aside] = [ofEach(({ requests: all, aside: some }) => all - some), ofEach((one) => one.aside)];
  const seconds = ofEach((one) => one.seconds);
  const note = `${text(size)} objects, ${share * 100} % changed`;
  return [
    ratioAtMost(
      {
        id: 'incrementalRequests',
        what: 'requests of a night, over those of a full one',
        unit: 'requests',
        note: `${note}; without those for app role assignments, ${text(aside.night)} and ${text(aside.full)}`,
      },
      requests.night,
      requests.full,
      0.03,
    ),
    ratioAtMost(
      {
        id: 'incrementalTime',
        what: 'time of a night, over that of a full one',
        unit: 's',
        note: `${note}, app role assignments swept all the same; both with the start of the program`,
      },
      seconds.night,
      seconds.full,
      0.1,
    ),
  ];
}

async function reports(tenant: TenantProcess, pipeline: Pipeline, size: number): Promise<readonly Row[]> {
  await pipeline.run('backup');
  const [newest] = await backups(pipeline);
  await tenant.touch(0.01);
  await tenant.reset();
  const live = await pipeline.run('diff', '--json');
  const { requests } = await tenant.tell();
  const changed = objectsIn(live);
  await pipeline.run('backup');
  const [after] = await backups(pipeline);
  const between = [];
  for (let round = 0; round < 3; round += 1)
    between.push(await pipeline.run('diff', String(newest), String(after), '--json'));
  const last = between.at(-1) as Ran;
  return [
    atMost(
      {
        id: 'report',
        what: 'difference report, backup against backup',
        unit: 's',
        note: `${text(size)} objects, ${text(objectsIn(last))} changed; median of 3, with the start of the program`,
      },
      median(between.map(({ seconds }) => seconds)),
      1.5,
    ),
    atMost(
      {
        id: 'reportLive',
        what: 'difference report against live',
        unit: 'requests for each change',
        note: `${text(requests)} requests for ${text(changed)} changes, ${text(live.seconds)} s`,
      },
      requests / changed,
      4,
    ),
  ];
}

const objectsIn = ({ out }: Ran): number => (JSON.parse(out) as { objects: readonly unknown[] }).objects.length;

async function backups(pipeline: Pipeline): Promise<readonly string[]> {
  const { out } = await pipeline.run('backups', '--json');
  const listed = JSON.parse(out) as readonly { name: string }[];
  return listed
    .map(({ name }) => name)
    .toSorted()
    .toReversed();
}

async function growth(tenant: TenantProcess, pipeline: Pipeline, size: number, count: number) {
  await pipeline.run('backup');
  const before = await bytesIn(pipeline.remote);
  let files = 0;
  for (let night = 0; night < count; night += 1) {
    const start = await pipeline.git('rev-parse', 'origin/main');
    await tenant.touch(share);
    await pipeline.run('backup');
    files += await compressedChanges(pipeline, start);
  }
  const grown = (await bytesIn(pipeline.remote)) - before;
  return [
    ratioAtMost(
      {
        id: 'growth',
        what: 'growth of the remote in a night',
        unit: 'kB',
        note: `${text(size)} objects, ${share * 100} % changed; over ${count} nights, against the changed files compressed one by one`,
      },
      grown / count / 1000,
      files / count / 1000,
      3,
    ),
    toldRow({ id: 'repository', what: 'size of the remote', unit: 'MB', note: `${text(size)} objects` }, before / 1e6),
  ];
}

async function compressedChanges(pipeline: Pipeline, start: string): Promise<number> {
  const changed = (
    await pipeline.git('diff', '--name-only', '--diff-filter=AM', start, 'origin/main', '--', 'snapshots')
  ).split('\n');
  let bytes = 0;
  for (const path of changed.filter((one) => one !== '')) {
    bytes += deflateSync(await pipeline.git('show', `origin/main:${path}`)).length;
  }
  return bytes;
}

async function bytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
