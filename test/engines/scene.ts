/** An engine on a small tenant, and the words in which a test makes trouble for it. */
import { afterEach } from 'vitest';
import type { LinkTarget, Receipt } from '../../src/core/model.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { type Asked, graphError, type Said, testClient } from '../graph/fakeGraph.ts';
import { planOf, receiptsOf, type StepDraft } from './plan.ts';
import { type SmallGraph, smallGraph } from './smallGraph.ts';
import type { SmallSeed, Stored } from './smallStore.ts';

const open: SmallGraph[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((graph) => graph.close()));
});

export async function engineOf(seed: SmallSeed, signal?: AbortSignal) {
  const graph = await smallGraph(seed);
  open.push(graph);
  const client = testClient(graph.url, signal === undefined ? {} : { signal });
  const engine = graphEngine(client, { patience: { tries: 4, waitMs: 10 } });
  const run = (...steps: StepDraft[]): Promise<readonly Receipt[]> => receiptsOf(engine.carryOut(planOf(...steps)));
  return { graph, run, engine, client };
}

export const users = (...ids: readonly string[]): readonly Stored[] =>
  ids.map((id) => ({ id, displayName: id, city: 'Oslo' }));
export const denied: Said = {
  status: 403,
  json: graphError('Authorization_RequestDenied', 'Insufficient privileges.'),
};
export const drop: Said = { drop: 'atOnce' };

/** An answer to one method on paths with this ending, so many times. */
export const only =
  (
    method: string,
    ending: string,
    said: Said | ((asked: Asked) => Said | undefined),
    times = Number.POSITIVE_INFINITY,
  ) =>
  (asked: Asked): Said | undefined => {
    if (asked.method !== method || !(asked.path.split('?')[0] as string).endsWith(ending)) return undefined;
    if (asked.times > times) return undefined;
    return typeof said === 'function' ? said(asked) : said;
  };

export const giving = (type: string, id: string, permission: string): LinkTarget => ({ type, id, permission });
