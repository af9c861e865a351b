/** A review and the tenant as it is now → a plan with the guards' findings. Reads the tenant, writes nothing. */
import { guards } from '../../policies/index.ts';
import { type GuardSettings, guardsFile, parseGuardSettings } from '../../policies/settings.ts';
import { printKey } from '../core/canonical/path.ts';
import { objectTypes } from '../core/catalog/index.ts';
import { commonCoverage } from '../core/coverage.ts';
import { displayNameOf } from '../core/diff.ts';
import { type Allowances, type GuardFacts, guardContext, runGuards } from '../core/guard.ts';
import { type Recreated, withRecreated } from '../core/identities/table.ts';
import type { EngineName, Plan } from '../core/model.ts';
import { heldReferences, tellingOfHeld } from '../core/plan/held.ts';
import { tellingOfOutside } from '../core/plan/outside.ts';
import { namesNeeded, type PlanInput, planRecovery } from '../core/plan/plan.ts';
import { type ParsedName, parseName } from '../core/plan/references.ts';
import { wantedAsReportOnly } from '../core/plan/reportOnly.ts';
import type { Triple } from '../core/plan/triple.ts';
import type { PlanFile } from '../core/planFile.ts';
import { fail } from '../core/problem.ts';
import type { NameOf } from '../core/report/names.ts';
import { applicationsIn } from './applications.ts';
import { idsIn } from './differences.ts';
import type { Doors } from './doors.ts';
import { factsIn } from './guardFacts.ts';
import { namesIn } from './names.ts';
import { namingOutside, printedNow, reviewNow, settingsNow, withOwn } from './renewed.ts';
import type { Review } from './review.ts';
import { countObjects } from './states.ts';

export interface PlanningOptions {
  readonly engine: EngineName;
  readonly allowances: Allowances;
  /** Objects that this job has written already, by printed key. */
  readonly settled?: ReadonlySet<string>;
  /** What this job has made anew already. */
  readonly recreated?: readonly Recreated[];
}

export const planNow = async (doors: Doors, given: Review, options: PlanningOptions): Promise<Plan> =>
  (await planToKeep(doors, given, options)).plan;

/** The plan together with all that its guards went by. */
export async function planToKeep(
  doors: Doors,
  given: Review,
  options: PlanningOptions,
): Promise<PlanFile<GuardSettings>> {
  const identities = withRecreated(given.identities, options.recreated ?? []);
  const review = reviewNow(given, identities);
  const tenant = await doors.tenant.describe();
  if (tenant.tenantId !== review.tenantId) {
    fail('wrongTenant', `the review is of tenant ${review.tenantId}, but the sign-in is to ${tenant.tenantId}`);
  }
  const live = await doors.tenant.readByKey(review.objects.map(({ key }) => key));
  const settings = settingsNow(identities, parseGuardSettings(await doors.store.file(review.rules, guardsFile)));
  const reviewed = review.objects.map((one): Triple => {
    const presence = live.get(printKey(one.key)) ?? { is: 'unknown', reason: 'the tenant gave no answer' };
    return withOwn({ ...one, live: presence });
  });
  const asReportOnly = settings.conditionalAccess.switchOn === 'reportOnly';
  const triples = asReportOnly ? reviewed.map(wantedAsReportOnly) : reviewed;
  const input = {
    tenantId: review.tenantId,
    base: review.base,
    wanted: review.wanted,
    engine: options.engine,
    triples,
    coverage: commonCoverage(review.coverage, doors.tenant.coverage),
    settled: new Set([...review.settled, ...[...(options.settled ?? [])].map((key) => printedNow(identities, key))]),
    recreate: review.recreate,
    scope: review.scope,
    identities,
  };
  const { plan: made, gone } = await planKnowing(doors, review, input);
  const held = heldReferences(made, triples);
  const names = [...new Set(held.map(({ name }) => name))];
  const goneHeld = await goneAmong(doors, review, names);
  const outside = await outsideOf(doors, review, new Set([...gone, ...goneHeld]));
  const told = tellingOfOutside(tellingOfHeld(made, held, goneHeld), outside, review.backup === null);
  const plan = { ...told, untouched: [...told.untouched, ...(await namingOutside(doors, review, made, identities))] };

  const deletions = plan.steps.filter(({ action }) => action === 'softDelete');
  const deletedTypes = [...new Set(deletions.map(({ type }) => type))];
  const counts = await countObjects(doors.store, review.newest, deletedTypes);
  const self = await doors.tenant.identity();
  const facts = {
    ...(await factsIn(doors.store, review.newest, plan, settings.secondApproval.permissions)),
    unrecorded: review.unrecorded,
    reportOnly: changedFrom(reviewed, triples),
  };
  const known = { counts, settings, self, facts };
  return {
    tenantId: review.tenantId,
    plan: runGuards(guards, guardContext(plan, triples, known), options.allowances),
    allowances: options.allowances,
    objects: triples,
    known,
  };
}

/**
 * A reference to something that is gone must be known before the first write, not be refused half-way. What is left alone for that
 * reason does not come back either, so what refers to it is asked about in turn.
 */
async function planKnowing(
  doors: Doors,
  review: Review,
  input: PlanInput,
): Promise<{ readonly plan: Plan; readonly gone: ReadonlySet<string> }> {
  const asked = new Set<string>();
  const gone = new Set<string>();
  for (let plan = planRecovery(input); ; plan = planRecovery({ ...input, gone })) {
    const names = namesNeeded(plan, input.triples, input.tenantId).filter((name) => !asked.has(name));
    const more = await goneAmong(doors, review, names);
    if (more.size === 0) return { plan, gone };
    for (const name of names) asked.add(name);
    for (const id of more) gone.add(id);
  }
}

function changedFrom(reviewed: readonly Triple[], triples: readonly Triple[]): GuardFacts['reportOnly'] {
  return triples.flatMap(({ key, wanted }, index) =>
    wanted === reviewed[index]?.wanted || wanted.is !== 'present'
      ? []
      : [{ ...key, displayName: displayNameOf(wanted.body, key.id) }],
  );
}

/** Of what is gone: what the wanted state has, so that a wider scope would bring it back, with its name there. */
async function outsideOf(
  { store }: Doors,
  { wanted, objects }: Review,
  gone: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const inside = new Set(objects.map(({ key }) => key.id));
  const ids = [...gone].filter((id) => !inside.has(id));
  if (ids.length === 0) return new Map();
  const there = new Set(await idsIn(store, wanted, ids));
  const nameOf = await namesIn(store, wanted, there);
  return new Map([...there].map((id) => [id, nameOfAny(nameOf, id)]));
}

const nameOfAny = (nameOf: NameOf, id: string): string =>
  objectTypes.flatMap((type) => nameOf(type, id) ?? [])[0] ?? 'an object';

/**
 * Ids of what the plan refers to and is not there. An application id that no snapshot ever had is not gone: Conditional Access
 * knows applications of Microsoft's own that have no service principal in the tenant.
 */
async function goneAmong(
  { tenant, store }: Doors,
  review: Review,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const missing = [...(await tenant.missing(names))].map(parseName);
  const appIds = new Set(missing.filter(({ by }) => by === 'appId').map(({ id }) => id));
  const commits = appIds.size === 0 ? [] : [...new Set([review.wanted, review.newest])];
  const known = await Promise.all(commits.map((commit) => applicationsIn(store, commit, appIds)));
  const isGone = ({ by, id }: ParsedName): boolean => by === undefined || known.some((one) => one.has(id));
  return new Set(missing.filter(isGone).map(({ id }) => id));
}
