/**
 * Both engines on the same changes, with nothing held back: what Pulumi's preview, state and protocol cost. Beside the rates, what
 * starting costs and what it takes of memory, of this process and of the CLI together.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Engine } from '../../src/core/ports.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { graphSteps } from '../../src/engines/graph/steps.ts';
import { pulumiEngine } from '../../src/engines/pulumi/engine.ts';
import { defaultRoot, openCli } from '../../src/engines/pulumi/installation.ts';
import { graphClient } from '../../src/graph/client.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { atLeast, atMost, type PartOptions, type Row, text } from '../row.ts';
import { startTenantProcess } from '../tenant.ts';
import { planOf } from '../work.ts';

const { ENTRA_REWIND_PULUMI_ROOT, XDG_CACHE_HOME } = process.env;

export async function engines({ isFull }: PartOptions): Promise<readonly Row[]> {
  const root = ENTRA_REWIND_PULUMI_ROOT ?? defaultRoot(XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  const cli = await openCli(root);
  const tenant = await startTenantProcess(30_000);
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-bench-'));
  try {
    const token = writerToken(tenant.tenantId);
    const client = graphClient({ endpoint: tenant.url, credential: { token: async () => token } });
    const stack = {
      ...{ cli, folder, backend: null, project: 'bench', policyPacks: [], withheld: [] },
      show: () => undefined,
    };
    const pulumi = (): Engine =>
      pulumiEngine(graphSteps(client), { stack, tenant: graphTenant(client), version: '0.0.0' });
    const start = await carriedOut(pulumi(), 1, 'one');
    const rows = [
      atMost(
        { id: 'pulumiStart', what: 'start of the Pulumi engine', unit: 's', note: 'a plan of one step' },
        start.seconds,
        30,
      ),
    ];
    const sizes = isFull ? [100, 1_000, 3_000] : [100, 1_000];
    for (const changes of sizes) {
      const [graph, other] = [
        await carriedOut(graphEngine(client), changes, `graph ${changes}`),
        await carriedOut(pulumi(), changes, `pulumi ${changes}`),
      ];
      rows.push(rateOf('Graph', changes, graph), rateOf('Pulumi', changes, other));
      if (changes === sizes.at(-1)) {
        const goal = {
          id: 'pulumiMemory',
          what: 'memory of the Pulumi engine, with the CLI',
          unit: 'MB',
          note: `${text(changes)} steps`,
        };
        rows.push(atMost(goal, other.memoryMb, 2_000));
      }
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
    tenant.close();
  }
}

interface Measured {
  readonly changes: number;
  readonly seconds: number;
  /** Most of this process and those that it started. */
  readonly memoryMb: number;
}

function rateOf(engine: 'Graph' | 'Pulumi', changes: number, { seconds }: Measured): Row {
  const goal = {
    id: `engine${engine}${changes}`,
    what: `${text(changes)} changes through ${engine}`,
    unit: 'steps/s',
    note: `${text(Math.round(seconds * 10) / 10)} s`,
  };
  // Graph lets in 20 a second: a plan that Pulumi holds in one stack must not be what one waits for.
  return atLeast(goal, changes / seconds, engine === 'Graph' ? 200 : 20 * Math.min(1, changes / 1_000));
}

async function carriedOut(engine: Engine, changes: number, value: string): Promise<Measured> {
  let most = 0;
  const watch = setInterval(() => {
    void memoryOf(process.pid).then((now) => {
      most = Math.max(most, now);
    });
  }, 250);
  const begun = performance.now();
  let done = 0;
  try {
    for await (const { outcome, message } of engine.carryOut(planOf(changes, value))) {
      if (outcome !== 'updated') throw new Error(`a step is ${outcome}: ${message}`);
      done += 1;
    }
  } finally {
    clearInterval(watch);
  }
  if (done !== changes) throw new Error(`${done} of ${changes} steps were carried out`);
  return { changes, seconds: (performance.now() - begun) / 1000, memoryMb: Math.round(most) };
}

/** Resident memory of a process and all below it but the tenant's, as Linux tells it; elsewhere none is told. */
async function memoryOf(process: number): Promise<number> {
  const folder = `/proc/${process}`;
  try {
    const [status, command] = await Promise.all([
      readFile(`${folder}/status`, 'utf8'),
      readFile(`${folder}/cmdline`, 'utf8'),
    ]);
    if (command.includes('tenantProcess')) return 0;
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    const tasks = await readdir(`${folder}/task`);
    const lists = await Promise.all(tasks.map((task) => readFile(`${folder}/task/${task}/children`, 'utf8')));
    const children = [...new Set(lists.flatMap((list) => list.split(' ').filter((one) => one !== '')))];
    const below = await Promise.all(children.map((child) => memoryOf(Number(child))));
    return own + below.reduce((sum, one) => sum + one, 0);
  } catch {
    // It has ended, or there is no such folder on this system.
    return 0;
  }
}
