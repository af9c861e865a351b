/**
 * Tenants, histories, scopes and moments of death by seed: a backup, some days of people and attackers, and a recovery that dies
 * on the way. However it goes, the second try ends where the backup was, within the scope, and nowhere else.
 */
import { describe, expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import { whyReadOnly } from '../../src/core/diff.ts';
import type { Added, DifferenceReport, ObjectType, Scope, Untouched } from '../../src/core/model.ts';
import { everything } from '../../src/core/scope.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import type { Doors } from '../../src/flows/doors.ts';
import { planNow } from '../../src/flows/planning.ts';
import { type RecoverResult, recover } from '../../src/flows/recover.ts';
import { makeReport } from '../../src/flows/report.ts';
import { reviewOfBackup } from '../../src/flows/review.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { everyType } from '../flow/everyType/seed.ts';
import { live, random } from '../flow/histories.ts';
import { backUp, doorsAt } from '../flow/inProcess.ts';
import { type Scene, setScene } from '../flow/scene.ts';
import { Death, type Fate, mortal } from './mortal.ts';
import { seedsToRun } from './seeds.ts';

const night = '2026-11-20T02:00:00Z';
const attack = '2026-11-21T02:00:00Z';
const first = '2026-11-21T03:00:00Z';
/** After the lease of the one that died. */
const second = '2026-11-21T03:06:00Z';
const third = '2026-11-21T04:00:00Z';

type Hands = Doors & { client: GraphClient };

/** Objects of every type, and a crowd around them. */
function tenantOf(size: number): Seed {
  const crowd = generated(size);
  return {
    ...everyType,
    users: [...(everyType.users ?? []), ...(crowd.users ?? []).map(({ manager: _, ...user }) => user)],
    groups: [...(everyType.groups ?? []), ...(crowd.groups ?? [])],
  };
}

interface Wish {
  readonly scope: Scope;
  readonly added: Added;
}

/** Everything half of the time; else types, ids of what differs, or properties. */
function wishOf(next: () => number, differing: DifferenceReport): Wish {
  const added = next() < 0.7 ? 'softDelete' : 'keep';
  const some = <Item>(items: readonly Item[]) => items.filter(() => next() < 0.4);
  const kind = next();
  if (kind < 0.5) return { scope: everything, added };
  if (kind < 0.7) return { scope: { ...everything, types: some(objectTypes) }, added };
  if (kind < 0.9) return { scope: { ...everything, ids: some(differing.objects.map(({ id }) => id)) }, added };
  const names = differing.objects.flatMap(({ attributes, links }) => [...attributes, ...links].map(({ name }) => name));
  return { scope: { ...everything, properties: [...new Set(some(names))] }, added };
}

const recoverWith = async (hands: Hands, { scope, added }: Wish): Promise<RecoverResult> => {
  const review = await reviewOfBackup(hands, { backup: night.slice(0, 10), scope, added });
  return recover(hands, review, {
    engine: graphEngine(hands.client, { patience: { tries: 3, waitMs: 0 } }),
    allowances: new Map(guards.map(({ name }) => [name, 'a simulation'])),
  });
};

const handsAt = async (scene: Scene, at: string): Promise<Hands> => ({
  ...(await doorsAt(scene, { at })),
  pause: async () => undefined,
});

/** Null when it died. */
async function recoverUntil(scene: Scene, at: string, wish: Wish, fate: Fate | null): Promise<RecoverResult | null> {
  const hands = await handsAt(scene, at);
  try {
    return await recoverWith(fate === null ? hands : mortal(hands, fate), wish);
  } catch (error) {
    if (error instanceof Death) return null;
    throw error;
  }
}

const differencesOf = async (scene: Scene, at: string, scope = everything): Promise<DifferenceReport> =>
  (await makeReport(await handsAt(scene, at), { from: night.slice(0, 10), scope })).report;

/** What differs and nobody said would, as `user/0a1b… city`. */
function unexplained({ objects }: DifferenceReport, untouched: readonly Untouched[]): readonly string[] {
  return objects.flatMap(({ type, id, attributes, links, change }) => {
    const said = untouched.filter((one) => one.type === type && one.id === id);
    if (said.some(({ property }) => property === undefined)) return [];
    const isSaid = (name: string) =>
      said.some(({ property = '' }) => name === property || name.startsWith(`${property}.`));
    const names = [...attributes, ...links].map(({ name }) => name).filter((name) => !isSaid(name));
    return change === 'changed' ? names.map((name) => `${type}/${id} ${name}`) : [`${type}/${id} is ${change}`];
  });
}

/**
 * What differs outside of the scope differed just so before. Links to what is in it come and go with that: Graph brings the
 * memberships of a restored user back.
 */
const outside = ({ objects }: DifferenceReport, { types, ids }: Scope) => {
  const isChosen = ({ type, id }: { readonly type: string; readonly id: string }): boolean =>
    (types.length === 0 || types.includes(type as ObjectType)) && (ids.length === 0 || ids.includes(id));
  return objects
    .filter((object) => !isChosen(object))
    .map(({ type, id, change, attributes, links }) => {
      // What nobody can write follows something else, as a principal's app roles follow its application's.
      const own = attributes.filter(({ name }) => whyReadOnly(pageOf(type), name.split('.')) === undefined);
      return { type, id, change, attributes: own, links: links.filter(({ target }) => !isChosen(target)) };
    })
    .filter(({ change, attributes, links }) => change !== 'changed' || attributes.length + links.length > 0);
};

async function simulate(seed: number): Promise<void> {
  const next = random(seed);
  const scene = await setScene({ seed: tenantOf(20 + Math.floor(next() * 200)) });
  await backUp(scene, { at: night });
  await live(scene.person, next, 10 + Math.floor(next() * 50));
  if (next() < 0.3) await backUp(scene, { at: attack });
  const before = await differencesOf(scene, first);
  const wish = wishOf(next, before);
  const fate = { at: 1 + Math.floor(next() * 120), answered: next() < 0.5 };
  const died = await recoverUntil(scene, first, wish, fate);
  const done = died ?? (await recoverUntil(scene, second, wish, null));

  if (done?.ended === 'recovered') {
    const { recovery } = done;
    expect({ status: recovery.status, failures: recovery.failures }).toEqual({ status: 'completed', failures: [] });
  } else expect(done?.ended).toBe('nothingToDo');
  const again = await recoverUntil(scene, third, wish, null);
  expect(again?.ended).toBe('nothingToDo');

  const hands = await handsAt(scene, third);
  const { scope, added } = wish;
  const { untouched } = await planNow(
    hands,
    await reviewOfBackup(hands, { backup: night.slice(0, 10), scope, added }),
    { engine: 'graph', allowances: new Map() },
  );
  const left = await differencesOf(scene, third, scope);
  const expected = added === 'keep' ? left.objects.filter(({ change }) => change !== 'added') : left.objects;
  expect(unexplained({ ...left, objects: expected }, untouched)).toEqual([]);
  if (scope.properties.length === 0) {
    expect(outside(await differencesOf(scene, third), scope)).toEqual(outside(before, scope));
  }
}

describe('a recovery to a backup', () => {
  it.each(seedsToRun(process.env.ENTRA_REWIND_SEEDS))(
    'ends there, whatever happened before and on the way (seed %i: ENTRA_REWIND_SEEDS=N-N)',
    async (seed) => simulate(seed),
    120_000,
  );
});
