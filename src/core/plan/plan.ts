/** Three states in, a plan out. Guards look at it afterwards; engines carry it out as it stands. */
import { createHash } from 'node:crypto';
import stableStringify from 'json-stable-stringify';
import { printKey } from '../canonical/path.ts';
import { printTarget } from '../canonical/reference.ts';
import { pageOf } from '../catalog/index.ts';
import { type Identities, noIdentities } from '../identities/table.ts';
import type { Coverage, EngineName, Plan, Scope, Step } from '../model.ts';
import { chosenNames } from '../scope.ts';
import { type Intent, intentOf } from './intent.ts';
import { namesOf, requiredBy } from './references.ts';
import { type KeyedIntent, stepsOf } from './steps.ts';
import type { Triple } from './triple.ts';

export interface PlanInput {
  readonly tenantId: string;
  /** Commit or `live`, for people. */
  readonly base: string;
  readonly wanted: string;
  readonly engine: EngineName;
  readonly triples: readonly Triple[];
  /** What base, wanted and live all cover. */
  readonly coverage: Coverage;
  readonly gone?: ReadonlySet<string>;
  /** Objects that this job has written already, by printed key. */
  readonly settled?: ReadonlySet<string>;
  /** Whether objects that are gone for good are to be made anew. */
  readonly recreate?: boolean;
  /** What was chosen; everything when absent. */
  readonly scope?: Scope;
  /** What was made anew before; the triples are told by the newest ids already, but for what live still names. */
  readonly identities?: Identities;
}

export function planRecovery(input: PlanInput): Plan {
  const intents = settledIntents(input);
  const renewing = renewedBy(intents);
  const steps = stepsOf(
    intents.filter(({ intent }) => isWork(intent)),
    renewing,
  );
  const untouched = intents
    .flatMap(({ intent }) => intent.untouched)
    .sort((a, b) => (printKey(a) < printKey(b) ? -1 : printKey(a) > printKey(b) ? 1 : 0));
  const { base, wanted, engine } = input;
  return { id: planId({ base, wanted, steps }), base, wanted, engine, steps, untouched, findings: [] };
}

/** What is made anew decides what can be referred to, and that what is made anew: until both agree. */
function settledIntents(input: PlanInput): readonly KeyedIntent[] {
  let renewing: ReadonlySet<string> = new Set();
  for (;;) {
    const intents = intentsOf(input, renewing);
    const now = renewedBy(intents);
    if (now.size === renewing.size) return intents;
    renewing = now;
  }
}

/** Ids of what is made anew, and its application id where the new one gets its own. */
const renewedBy = (intents: readonly KeyedIntent[]): ReadonlySet<string> =>
  new Set(
    intents
      .filter(({ intent }) => intent.existence === 'recreate')
      .flatMap(({ key, intent }) => {
        const { alternateKeys, creation } = pageOf(key.type);
        const set = alternateKeys.filter((name) => creation?.takes !== 'all' && !creation?.takes.includes(name));
        return [key.id, ...set.flatMap((name) => intent.wanted[name] ?? [])].filter((id) => typeof id === 'string');
      }),
  );

function intentsOf(input: PlanInput, renewing: ReadonlySet<string>): readonly KeyedIntent[] {
  const absent = input.triples.filter(isGone).map(({ key }) => key.id);
  const gone = new Set([...(input.gone ?? []), ...absent].filter((id) => !renewing.has(id)));
  return input.triples.flatMap((triple) => {
    const coverage = input.coverage[triple.key.type];
    if (coverage === undefined) return [];
    const intent = intentOf({
      page: pageOf(triple.key.type),
      triple,
      coverage,
      gone,
      settled: input.settled?.has(printKey(triple.key)) ?? false,
      recreate: input.recreate ?? false,
      renewing,
      tenantId: input.tenantId,
      isWhole: input.scope === undefined || chosenNames(input.scope, triple.key.type) === null,
      identities: input.identities ?? noIdentities,
    });
    return intent === null ? [] : [{ key: triple.key, intent }];
  });
}

/** Nowhere, and nothing that the plan could bring back. */
const isGone = ({ live }: Triple): boolean => live.is === 'absent' && live.mayBeSoftDeleted !== true;

const isWork = (intent: Intent): boolean =>
  intent.existence !== 'keep' || intent.properties.length + intent.links.length > 0;

/** The same work has the same id, whoever plans it and whenever. */
export function planId({ base, wanted, steps }: Pick<Plan, 'base' | 'wanted' | 'steps'>): string {
  const text = stableStringify({ base, wanted, steps }) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * Names of objects (see references.ts) that the steps refer to and do not bring back themselves: before the plan is carried
 * out, somebody must know that they exist. `triples`: what the plan was made from, for the other names of what comes back.
 */
export function namesNeeded(plan: Plan, triples: readonly Triple[], tenantId: string): readonly string[] {
  const comesBack = ({ action }: Step): boolean => action === 'restore' || action === 'recreate';
  const restored = new Set(plan.steps.filter(comesBack).map(printKey));
  const back = new Set(
    triples.flatMap(({ key, wanted }) =>
      restored.has(printKey(key)) && wanted.is === 'present' ? namesOf(pageOf(key.type), key, wanted.body) : [],
    ),
  );
  const names = plan.steps.flatMap((step) => [
    ...step.writes.links.flatMap((link) => link.add.map(printTarget)),
    ...requiredBy(pageOf(step.type), step.writes.properties),
  ]);
  const restoring = new Set(plan.steps.filter(({ action }) => action === 'restore').map(printKey));
  const before = triples.flatMap(({ key, wanted }) =>
    restoring.has(printKey(key)) && wanted.is === 'present'
      ? pageOf(key.type).neededToRestore(wanted.body, tenantId)
      : [],
  );
  return [...new Set([...names, ...before])].filter((name) => !back.has(name));
}
