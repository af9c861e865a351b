/** The real program, timed from start to end, with the most memory it held. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makePipeline } from '../src/commands/init.ts';
import { writerToken } from '../src/commands/tenant/identities.ts';
import type { Served } from './tenant.ts';

const program = fileURLToPath(new URL('../bin/entra-rewind', import.meta.url));
const run = promisify(execFile);

export interface Ran {
  readonly seconds: number;
  /** Peak resident set of the program itself (VmHWM of /proc), in MB of a million bytes; null where there is no /proc. */
  readonly peakMb: number | null;
  readonly out: string;
}

export interface Pipeline {
  readonly directory: string;
  /** The bare remote. */
  readonly remote: string;
  run(...words: readonly string[]): Promise<Ran>;
  git(...words: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** A new pipeline repository for a tenant, without the pause of a second between two policies: no tenant is held up here. */
export async function newPipeline({ url, tenantId }: Served): Promise<Pipeline> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-bench-'));
  const directory = join(folder, 'pipeline');
  await makePipeline(directory, { endpoint: url, policiesPerSecond: 1000 });
  const token = writerToken(tenantId);
  // Backups are named by the second: each gets an hour of its own.
  let hour = Date.UTC(2026, 10, 20);
  return {
    directory,
    remote: `${directory}.git`,
    run: (...words) => {
      hour += 3_600_000;
      return timed([program, '-C', directory, ...words], {
        PATH: process.env.PATH,
        HOME: folder,
        NO_COLOR: '1',
        ENTRA_REWIND_GRAPH_TOKEN: token,
        ENTRA_REWIND_NOW: new Date(hour).toISOString(),
      });
    },
    git: async (...words) => (await run('git', words, { cwd: directory, maxBuffer: 2 ** 30 })).stdout.trimEnd(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function timed(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ran> {
  const begun = performance.now();
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  let peakMb: number | null = null;
  const look = setInterval(async () => {
    peakMb = (await peakOf(child.pid)) ?? peakMb;
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(look);
  if (code !== 0) throw new Error(`entra-rewind ${words.slice(3).join(' ')} ended with ${code}: ${errors.join('')}`);
  return { seconds: (performance.now() - begun) / 1000, peakMb, out: out.join('') };
}

/** The kernel keeps the peak, so looking now and then misses at most the very last moment. */
async function peakOf(pid: number | undefined): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1e6;
  } catch {
    // Just ended, or no Linux.
    return null;
  }
}
