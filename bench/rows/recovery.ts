/** How fast changes are taken back: as fast as they can be sent, and as fast as Graph lets them in. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Step } from '../../src/core/model.ts';
import type { Engine, OpenJobLog } from '../../src/core/ports.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { jobLog } from '../../src/git/jobLog.ts';
import { graphClient } from '../../src/graph/client.ts';
import { microsoftsRates } from '../peers.ts';
import { atLeast, atMost, type Row, text } from '../row.ts';
import { simulate } from '../simulated.ts';
import { startTenantProcess } from '../tenant.ts';
import { membersOf, planOf } from '../work.ts';

/** Graph's limit for one application in one tenant: 3,000 writes in 150 seconds. */
const limit = { writes: 3_000, seconds: 150 };

export async function recovery({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  // Four windows are 12,000 changes that Graph lets in: more than the 10,000 that are asked about.
  return [await unthrottled(10_000), await links(2_000), ...(await limited(isFull ? 4 : 2))];
}

/** With the log that a recovery writes ahead of each step. */
async function carryOut(engine: Engine, changes: number, value: string, log: OpenJobLog): Promise<number> {
  const begun = performance.now();
  let done = 0;
  const before = ({ n, type, id, action }: Step): void => log.write({ intends: { n, type, id, action } });
  for await (const receipt of engine.carryOut(planOf(changes, value), { before })) {
    const { outcome, code, message } = receipt;
    if (outcome !== 'updated') throw new Error(`a step is ${outcome}: ${code} ${message}`);
    log.write({ receipt });
    done += 1;
  }
  if (done !== changes) throw new Error(`${done} of ${changes} steps were carried out`);
  return (performance.now() - begun) / 1000;
}

async function unthrottled(changes: number): Promise<Row> {
  const tenant = await startTenantProcess(30_000);
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-bench-'));
  const log = jobLog({ objects: join(folder, 'objects') }).open('bench');
  try {
    const token = writerToken(tenant.tenantId);
    const client = graphClient({ endpoint: tenant.url, credential: { token: async () => token } });
    const engine = graphEngine(client);
    const rates = [];
    for (const round of ['first', 'second', 'third']) {
      rates.push(changes / (await carryOut(engine, changes, round, log)));
    }
    const rate = rates.toSorted((a, b) => a - b)[1] as number;
    const goal = {
      id: 'recovery',
      what: 'changes recovered, nothing held back',
      unit: 'steps/s',
      note: `${text(changes)} steps, median of 3`,
    };
    return atLeast(goal, rate, 500);
  } finally {
    log.close();
    await rm(folder, { recursive: true, force: true });
    tenant.close();
  }
}

/** Calls that it takes to empty a group, for each member that goes. */
async function links(members: number): Promise<Row> {
  const tenant = await startTenantProcess(5_000);
  try {
    const token = writerToken(tenant.tenantId);
    const client = graphClient({ endpoint: tenant.url, credential: { token: async () => token } });
    const engine = graphEngine(client);
    const group = { displayName: 'Bench', mailEnabled: false, mailNickname: 'bench', securityEnabled: true };
    const made = await client.read({
      ...{ method: 'POST', version: 'v1.0', path: '/groups', lane: 'directory', expects: 'json' },
      body: group,
    });
    const write = async (way: 'add' | 'remove'): Promise<void> => {
      for await (const { outcome, links: written, message } of engine.carryOut(
        membersOf(String(made.id), members, way),
      )) {
        if (outcome !== 'updated' || written !== members) throw new Error(`${written} links were written: ${message}`);
      }
    };
    await write('add');
    await tenant.reset();
    const begun = performance.now();
    await write('remove');
    const seconds = (performance.now() - begun) / 1000;
    const { calls } = await tenant.tell();
    const note = `${text(members)} members in ${calls} calls, ${seconds.toFixed(1)} s`;
    return atMost(
      { id: 'recoveryLinks', what: 'calls for each link that is removed', unit: 'calls', note },
      calls / members,
      0.06,
    );
  } finally {
    tenant.close();
  }
}

/** In so many windows of the limit, how much of what Graph lets in is used. There is more to do than can be done. */
async function limited(windows: number): Promise<readonly Row[]> {
  // What is computed counts as often as time is scaled: the limit must be what holds back, so the scale is modest.
  const simulation = await simulate({ size: 30_000, limits: 'large', scale: 15, requestMs: 100 });
  try {
    const stop = new AbortController();
    const begun = simulation.seconds();
    const horizon = windows * limit.seconds;
    let done = 0;
    for await (const { outcome, code, message } of graphEngine(simulation.client).carryOut(
      planOf((windows + 1) * limit.writes, 'limited'),
      { signal: stop.signal },
    )) {
      if (simulation.seconds() - begun > horizon) {
        stop.abort();
        break;
      }
      if (outcome !== 'updated') throw new Error(`a step is ${outcome}: ${code} ${message}`);
      done += 1;
    }
    const rate = done / horizon;
    return [
      atLeast(
        {
          id: 'recoveryLimited',
          what: 'share of Graph’s write limit that a recovery uses',
          unit: '%',
          note: `${text(done)} changes in ${text(horizon)} simulated seconds, ${text(simulation.refused())} requests turned away`,
        },
        (100 * done) / (windows * limit.writes),
        95,
      ),
      atLeast(
        {
          id: 'recoveryMicrosoft',
          what: 'changes recovered a second, over Microsoft’s own service',
          unit: '×',
          note: `${text(rate)} a second here; 500,000 changes in ${text(500_000 / rate / 3600)} hours, where Microsoft names 30`,
        },
        rate / microsoftsRates.recoveredPerSecond,
        4,
      ),
    ];
  } finally {
    await simulation.close();
  }
}
