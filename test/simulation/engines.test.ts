/** Random histories by seed, recovered by each engine in a tenant of its own: both must end in the same tenant. */
import { expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { printKey } from '../../src/core/canonical/path.ts';
import { objectTypes } from '../../src/core/catalog/index.ts';
import type { Body } from '../../src/core/model.ts';
import type { Engine, Tenant } from '../../src/core/ports.ts';
import { everything } from '../../src/core/scope.ts';
import { graphEngine, sideBySide } from '../../src/engines/graph/engine.ts';
import { graphSteps } from '../../src/engines/graph/steps.ts';
import { autoEngine } from '../../src/engines/pulumi/auto.ts';
import { pulumiEngine, throughPulumi } from '../../src/engines/pulumi/engine.ts';
import { recover } from '../../src/flows/recover.ts';
import { reviewOfBackup } from '../../src/flows/review.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { newFolder, settingsIn, withPulumi } from '../engines/pulumi.ts';
import { everyType } from '../flow/everyType/seed.ts';
import { live, random } from '../flow/histories.ts';
import { backUp, doorsAt } from '../flow/inProcess.ts';
import { setScene } from '../flow/scene.ts';

const night = '2026-11-20T02:00:00Z';
const first = '2026-11-21T03:00:00Z';
const patience = { tries: 3, waitMs: 0 };

type Make = (client: GraphClient, tenant: Tenant) => Promise<Engine>;

const pulumiOptions = async (tenant: Tenant) => {
  // Small stacks, so that a plan takes several.
  return { stack: await settingsIn(newFolder()), tenant, version: '0.0.0', atMost: 12 };
};
const graph: Make = async (client) => graphEngine(client, { patience });
const pulumi: Make = async (client, tenant) =>
  pulumiEngine(graphSteps(client, { patience }), await pulumiOptions(tenant));
const auto: Make = async (client, tenant) =>
  autoEngine(graphSteps(client, { patience }), {
    graph: sideBySide(),
    pulumi: throughPulumi(await pulumiOptions(tenant)),
  });

interface End {
  readonly objects: ReadonlyMap<string, Body>;
  /** Of objects that the backup knows nothing of: their ids are each tenant's own. */
  readonly others: number;
  readonly receipts: readonly string[];
}

async function endOf(seed: number, make: Make): Promise<End> {
  const next = random(seed);
  const scene = await setScene({ seed: everyType });
  await backUp(scene, { at: night });
  const hands = { ...(await doorsAt(scene, { at: first })), pause: async () => undefined };
  const known = new Set((await readAll(hands.tenant)).keys());
  await live(scene.person, next, 30);
  const review = await reviewOfBackup(hands, { backup: night.slice(0, 10), scope: everything, added: 'softDelete' });
  const result = await recover(hands, review, {
    engine: await make(hands.client, hands.tenant),
    allowances: new Map(guards.map(({ name }) => [name, 'a simulation'])),
  });
  const receipts = result.ended === 'recovered' ? result.recovery.receipts : [];
  const objects = await readAll(hands.tenant);
  return {
    objects: new Map([...objects].filter(([key]) => known.has(key))),
    others: [...objects.keys()].filter((key) => !known.has(key)).length,
    receipts: receipts.map(({ type, action, outcome, links }) => `${action} ${type} ${outcome} ${links}`).toSorted(),
  };
}

async function readAll(tenant: Tenant): Promise<ReadonlyMap<string, Body>> {
  const objects = new Map<string, Body>();
  for (const type of objectTypes) {
    for await (const { key, body } of tenant.read(type)) objects.set(printKey(key), body);
  }
  return objects;
}

withPulumi('the engines', () => {
  it.each([3, 8])('end in the same tenant, with the same receipts (seed %i)', async (seed) => {
    const expected = await endOf(seed, graph);
    expect(expected.receipts.length).toBeGreaterThan(5);
    expect(await endOf(seed, pulumi)).toEqual(expected);
    expect(await endOf(seed, auto)).toEqual(expected);
  });
});
