/**
 * Tenants, histories, scopes, ways, weather and moments of death by seed: a backup, some days of people and attackers, and a recovery
 * that dies on the way. However it goes, the second try ends where the backup was, within the scope, and nowhere else.
 */
import { expect, onTestFinished } from 'vitest';
import { guards } from '../../policies/index.ts';
import { personAt } from '../../src/commands/demo/graph.ts';
import { administratorToken } from '../../src/commands/tenant/identities.ts';
import type { DifferenceReport, Step } from '../../src/core/model.ts';
import { everything } from '../../src/core/scope.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { type EmbeddedServer, startTenant, type TenantOptions } from '../../src/embedded/server.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import type { Doors } from '../../src/flows/doors.ts';
import { planNow } from '../../src/flows/planning.ts';
import { type RecoverResult, recover } from '../../src/flows/recover.ts';
import { makeReport } from '../../src/flows/report.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { everyType } from '../flow/everyType/seed.ts';
import { live, random } from '../flow/histories.ts';
import { backUp, doorsAt } from '../flow/inProcess.ts';
import { type Scene, setScene } from '../flow/scene.ts';
import { liveInCrowd } from './crowd.ts';
import { Death, type Fate, mortal } from './mortal.ts';
import { outside, unexplained, withoutLinksTo } from './truth.ts';
import { type AskReview, merged, straight, type Way, ways } from './ways.ts';
import { narrowWish, type Wish, wideWish, withoutKept } from './wish.ts';

const night = '2026-11-20T02:00:00Z';
const attack = '2026-11-21T02:00:00Z';
const first = '2026-11-21T03:00:00Z';
/** After the lease of the one that died. */
const second = '2026-11-21T03:06:00Z';
const third = '2026-11-21T04:00:00Z';
const backup = night.slice(0, 10);

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

const handsAt = async (scene: Scene, at: string): Promise<Hands> => ({
  ...(await doorsAt(scene, { at, graph: { pace: { policiesPerSecond: 1000, maxAttempts: 10 } } })),
  pause: async () => undefined,
});

/** The same pipeline, and the tenant as it is by now in a server of its own. */
async function movedTo(scene: Scene, options: Omit<TenantOptions, 'seed'>): Promise<Scene> {
  const server: EmbeddedServer = await startTenant({ seed: scene.server.tenant.dump(), ...options });
  onTestFinished(() => server.close());
  return { ...scene, server, person: personAt(server.url, administratorToken(server.tenantId)) };
}

const differencesOf = async (scene: Scene, at: string, scope = everything): Promise<DifferenceReport> =>
  (await makeReport(await handsAt(scene, at), { from: backup, scope })).report;

const recoverWith = async (hands: Hands, ask: AskReview): Promise<RecoverResult> =>
  recover(hands, await ask(hands), {
    engine: graphEngine(hands.client, { patience: { tries: 10, waitMs: 0 } }),
    allowances: new Map(guards.map(({ name }) => [name, 'a simulation'])),
  });

/** Null when it died. */
async function recoverUntil(hands: Hands, ask: AskReview, fate: Fate | null): Promise<RecoverResult | null> {
  try {
    return await recoverWith(fate === null ? hands : mortal(hands, fate), ask);
  } catch (error) {
    if (error instanceof Death) return null;
    throw error;
  }
}

/** The log of what was under way is on the disk of the machine that died. */
const onAnotherMachine = (hands: Hands): Hands => ({ ...hands, log: { ...hands.log, read: () => null } });

export interface World {
  readonly way: Way;
  readonly isFoul: boolean;
  readonly isElsewhere: boolean;
  /** Deeds that nobody reviewed, between review and recovery. */
  readonly drift: number;
}

/** Where the first seeds were found: nothing but backups, fine days and the same machine. */
const plain: World = { way: 'backup', isFoul: false, isElsewhere: false, drift: 0 };

function worldOf(next: () => number): World {
  const way = next() < 0.4 ? 'backup' : (ways[1 + Math.floor(next() * 3)] as Way);
  const isFoul = next() < 0.4;
  return { way, isFoul, isElsewhere: next() < 0.3, drift: way !== 'backup' && next() < 0.3 ? 6 : 0 };
}

export async function simulate(seed: number, kind: 'plain' | 'wide'): Promise<void> {
  const next = random(seed);
  const isWide = kind === 'wide';
  const world = isWide ? worldOf(next) : plain;
  const scene = await setScene({ seed: tenantOf(20 + Math.floor(next() * 200)) });
  await backUp(scene, { at: night });
  await live(scene.person, next, 10 + Math.floor(next() * 50));
  if (isWide) await liveInCrowd(scene.person, next, Math.floor(next() * 25));
  // A revert starts from what the newest backup recorded.
  if (world.way !== 'backup' || next() < 0.3) await backUp(scene, { at: attack });
  const differing = await differencesOf(scene, first);
  const wish = (isWide ? wideWish : narrowWish)(next, differing);
  const reviewed =
    world.way === 'backup' ? null : await merged(scene, await handsAt(scene, attack), world.way, backup, wish);
  await live(scene.person, next, world.drift);
  const fate = { at: 1 + Math.floor(next() * 120), answered: next() < 0.5 };

  await telling({ world, wish, isReviewed: reviewed !== null, fate }, async () => {
    await recoverAndLook(scene, { seed, world, wish, reviewed, fate });
  });
}

interface Tale {
  readonly seed: number;
  readonly world: World;
  readonly wish: Wish;
  readonly reviewed: AskReview | null;
  readonly fate: Fate;
}

async function recoverAndLook(scene: Scene, { seed, world, wish, reviewed, fate }: Tale): Promise<void> {
  const before = await differencesOf(scene, first);
  const outdoors = world.isFoul ? await movedTo(scene, { weather: { seed } }) : scene;
  const ask = reviewed ?? straight(backup, wish);
  const died = await recoverUntil(await handsAt(outdoors, first), ask, fate);
  // A lease is long enough for all replicas to hear of what the dead one did.
  const again = died === null && world.isFoul ? await movedTo(outdoors, { weather: { seed: seed + 1 } }) : outdoors;
  const hands = await handsAt(again, second);
  const done = died ?? (await recoverUntil(world.isElsewhere ? onAnotherMachine(hands) : hands, ask, null));
  const after = world.isFoul ? await movedTo(again, {}) : again;
  const taken = takenIn(done);
  await expectNothingLeft(after, ask, taken);
  await expectTruth(after, { ask, wish, before, taken, isReviewed: reviewed !== null, hasDrifted: world.drift > 0 });
}

/** Whoever reads of a failure wants to know what was tried. */
async function telling(what: object, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) error.message += `\n${JSON.stringify(what)}`;
    throw error;
  }
}

/**
 * Ids of what could not come back because somebody has its name, and stays, with what fails for that. Nothing else may go wrong.
 */
function takenIn(done: RecoverResult | null): ReadonlySet<string> {
  if (done?.ended !== 'recovered') {
    expect(done?.ended).toBe('nothingToDo');
    return new Set();
  }
  const { status, verified, failures } = done.recovery;
  // A last owner cannot be taken out while those who were before it cannot come back.
  const follows = (message: string): boolean => message.includes('was needed first');
  expect(failures.filter(({ code, message }) => code !== 'ObjectConflict' && !follows(message))).toEqual([]);
  if (failures.length === 0) expect({ status, verified }).toEqual({ status: 'completed', verified: true });
  return new Set(failures.map(({ id }) => id));
}

/** A second plan is empty, but for what waits for a name: and nobody who has one was to go. */
async function expectNothingLeft(scene: Scene, ask: AskReview, taken: ReadonlySet<string>): Promise<void> {
  const hands = await handsAt(scene, third);
  const plan = await planNow(hands, await ask(hands), { engine: 'graph', allowances: new Map() });
  const waits = ({ id, action, writes }: Step): boolean =>
    action !== 'softDelete' && (taken.has(id) || [...taken].some((one) => JSON.stringify(writes).includes(one)));
  const rest = plan.steps.filter((step) => !waits(step));
  expect(rest.map(({ action, type, id, why }) => `${action} ${type}/${id}: ${why}`)).toEqual([]);
}

interface Ended {
  readonly ask: AskReview;
  readonly wish: Wish;
  readonly before: DifferenceReport;
  readonly taken: ReadonlySet<string>;
  readonly isReviewed: boolean;
  readonly hasDrifted: boolean;
}

async function expectTruth(scene: Scene, ended: Ended): Promise<void> {
  const { ask, wish, before, taken } = ended;
  const hands = await handsAt(scene, third);
  const { scope } = wish;
  const review = await ask(hands);
  const { untouched } = await planNow(hands, review, { engine: 'graph', allowances: new Map() });
  const found = (await differencesOf(scene, third, scope)).objects.filter(({ id }) => !taken.has(id));
  const left = found.flatMap((change) => withoutKept(wish, withoutLinksTo(taken, change)) ?? []);
  // A reviewed range says itself what it is about: what restored objects bring along at others is for the next one.
  const isReviewedOne = ({ type, id }: { readonly type: string; readonly id: string }): boolean =>
    review.objects.some(({ key }) => key.type === type && key.id === id);
  const inReview = ended.isReviewed ? left.filter(isReviewedOne) : left;
  if (!ended.hasDrifted) expect(unexplained(inReview, untouched)).toEqual([]);
  if (scope.properties.length === 0) {
    expect(outside(await differencesOf(scene, third), scope)).toEqual(outside(before, scope));
  }
}
