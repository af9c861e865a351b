/** The least that a backup could cost: the same pages fetched and parsed, the same blobs poured into git, and nothing else. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writerToken } from '../src/commands/tenant/identities.ts';
import type { Pipeline } from './program.ts';
import type { Served, Told } from './tenant.ts';

const width = 8;
const batchSize = 20;

/** Seconds for a bare `fetch` and `JSON.parse` of every page of a log, as many side by side as the program has. */
export async function fetchAgain({ url, tenantId }: Served, log: Told['log']): Promise<number> {
  const headers = {
    authorization: `Bearer ${writerToken(tenantId)}`,
    'content-type': 'application/json',
    prefer: 'include-unknown-enum-members',
  };
  const single = log.filter(({ inner, method }) => !inner && method === 'GET').map(({ path }) => ({ path }));
  const batches = ['/v1.0', '/beta'].flatMap((version) => {
    const paths = log.filter(({ inner, path }) => inner && path.startsWith(`${version}/`)).map(({ path }) => path);
    return Array.from({ length: Math.ceil(paths.length / batchSize) }, (_, index) => ({
      path: `${version}/$batch`,
      body: JSON.stringify({
        requests: paths
          .slice(index * batchSize, (index + 1) * batchSize)
          .map((path, id) => ({ id: String(id), method: 'GET', url: path.slice(version.length) })),
      }),
    }));
  });
  const open: { path: string; body?: string }[] = [...single, ...batches];
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const { path, body } = next;
      const response = await fetch(`${url}${path}`, {
        headers,
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
      if (!response.ok) throw new Error(`${response.status} for ${path}, which the backup got`);
      JSON.parse(await response.text());
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return (performance.now() - begun) / 1000;
}

/** Every file of a commit's snapshot, in memory. */
export async function blobsOf(pipeline: Pipeline, commit: string): Promise<readonly (readonly [string, Buffer])[]> {
  const listing = (await pipeline.git('ls-tree', '-r', commit, '--', 'snapshots')).split('\n');
  const files = listing.map((line) => [line.slice(line.indexOf('\t') + 1), line.split(/\s/)[2] as string] as const);
  const bytes = await collect(pipeline.directory, ['cat-file', '--batch'], files.map(([, id]) => `${id}\n`).join(''));
  let at = 0;
  return files.map(([path]) => {
    const end = bytes.indexOf(0x0a, at);
    const size = Number(bytes.toString('latin1', at, end).split(' ')[2]);
    at = end + 1 + size + 1;
    return [path, bytes.subarray(end + 1, end + 1 + size)] as const;
  });
}

/** Seconds for `git fast-import` to take the files as one commit of an empty repository. */
export async function pour(files: readonly (readonly [string, Buffer])[]): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'entra-rewind-floor-'));
  try {
    await collect(dir, ['init', '--quiet', '--bare'], '');
    const stream = Buffer.concat(streamOf(files));
    const begun = performance.now();
    await collect(dir, ['fast-import', '--quiet'], stream);
    return (performance.now() - begun) / 1000;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What git reads. Made before the clock starts: the floor is git's own work. */
function streamOf(files: readonly (readonly [string, Buffer])[]): Buffer[] {
  const blobs = files.flatMap(([, bytes], index) => [
    Buffer.from(`blob\nmark :${index + 1}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ]);
  const commit = 'commit refs/heads/main\ncommitter bench <bench@example.org> 0 +0000\ndata 0\n';
  const lines = files.map(([path], index) => `M 100644 :${index + 1} ${path}\n`);
  return [...blobs, Buffer.from(commit + lines.join(''))];
}

function collect(cwd: string, words: readonly string[], input: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const git = spawn('git', words, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    git.on('error', reject);
    git.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`git ended with ${code}`)),
    );
    git.stdin.end(input);
  });
}
