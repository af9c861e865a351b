/** A process that dies at a chosen request to Graph: from then on nothing that it does has any effect. */
import type { HeldLock, Journal, OpenJobLog } from '../../src/core/ports.ts';
import type { Doors } from '../../src/flows/doors.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { failWith } from '../../src/graph/problems.ts';
import { graphTenant } from '../../src/graph/tenant.ts';

/** No failure of the tool's: nothing catches it but the test. */
export class Death extends Error {}

export interface Fate {
  /** The request at which it dies, from 1. */
  readonly at: number;
  /** Whether Graph carries that request out, and only its answer never comes. */
  readonly answered: boolean;
}

export function mortal<Given extends Doors & { client: GraphClient }>(doors: Given, fate: Fate): Given {
  let asked = 0;
  let isDead = false;
  const alive = (): void => {
    if (isDead) throw new Death();
  };
  const ask: GraphClient['ask'] = async (request) => {
    alive();
    asked += 1;
    if (asked < fate.at) return doors.client.ask(request);
    isDead = true;
    if (fate.answered) await doors.client.ask(request);
    throw new Death();
  };
  const client = Object.assign(Object.create(doors.client) as GraphClient, { ask, read: readWith(ask) });
  const lockOf = (lock: HeldLock): HeldLock => ({
    leaseMs: lock.leaseMs,
    save: async (...words) => {
      alive();
      return lock.save(...words);
    },
    release: async (...words) => {
      alive();
      return lock.release(...words);
    },
  });
  const journal: Journal = {
    ...doors.journal,
    append: async (...words) => {
      alive();
      return doors.journal.append(...words);
    },
    lock: async (...words) => {
      alive();
      return lockOf(await doors.journal.lock(...words));
    },
  };
  const logOf = (log: OpenJobLog): OpenJobLog => ({
    write: (entry) => {
      alive();
      log.write(entry);
    },
    settle: () => log.settle(),
    close: () => log.close(),
  });
  const log = { ...doors.log, open: (job: string) => logOf(doors.log.open(job)) };
  return { ...doors, client, journal, log, tenant: graphTenant(client) };
}

/** Reads are requests, too. */
const readWith =
  (ask: GraphClient['ask']): GraphClient['read'] =>
  async (request, permission) => {
    const answer = await ask(request);
    if (!answer.ok) return failWith(answer.error, request, permission);
    if (answer.body === null) throw new Error('a read was answered without a body');
    return answer.body;
  };
