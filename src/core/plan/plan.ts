/** Three states in, a plan out. Guards look at it afterwards; engines carry it out as it stands. */
import { createHash } from 'node:crypto';
import stableStringify from 'json-stable-stringify';
import { printKey } from '../canonical/path.ts';
import { printTarget } from '../canonical/reference.ts';
import { pageOf } from '../catalog/index.ts';
import type { Coverage, EngineName, Plan, Step } from '../model.ts';
import { type Intent, intentOf } from './intent.ts';
import { namesOf, requiredBy } from './references.ts';
import { stepsOf } from './steps.ts';
import type { Triple } from './triple.ts';

export interface PlanInput {
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
}

export function planRecovery(input: PlanInput): Plan {
  const gone = new Set([...(input.gone ?? []), ...input.triples.filter(isGone).map(({ key }) => key.id)]);
  const intents = input.triples.flatMap((triple) => {
    const coverage = input.coverage[triple.key.type];
    if (coverage === undefined) return [];
    const intent = intentOf({
      page: pageOf(triple.key.type),
      triple,
      coverage,
      gone,
      settled: input.settled?.has(printKey(triple.key)) ?? false,
    });
    return intent === null ? [] : [{ key: triple.key, intent }];
  });
  const steps = stepsOf(intents.filter(({ intent }) => isWork(intent)));
  const untouched = intents
    .flatMap(({ intent }) => intent.untouched)
    .sort((a, b) => (printKey(a) < printKey(b) ? -1 : printKey(a) > printKey(b) ? 1 : 0));
  const { base, wanted, engine } = input;
  return { id: planId(base, wanted, steps), base, wanted, engine, steps, untouched, findings: [] };
}

/** Nowhere, and nothing that the plan could bring back. */
const isGone = ({ live }: Triple): boolean => live.is === 'absent' && live.mayBeSoftDeleted !== true;

const isWork = (intent: Intent): boolean =>
  intent.existence !== 'keep' || intent.properties.length + intent.links.length > 0;

/** The same work has the same id, whoever plans it and whenever. */
function planId(base: string, wanted: string, steps: readonly Step[]): string {
  const text = stableStringify({ base, wanted, steps }) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * Names of objects (see references.ts) that the steps refer to and do not bring back themselves: before the plan is carried
 * out, somebody must know that they exist. `triples`: what the plan was made from, for the other names of what comes back.
 */
export function namesNeeded(plan: Plan, triples: readonly Triple[]): readonly string[] {
  const restored = new Set(plan.steps.filter((step) => step.action === 'restore').map(printKey));
  const back = new Set(
    triples.flatMap(({ key, wanted }) =>
      restored.has(printKey(key)) && wanted.is === 'present' ? namesOf(pageOf(key.type), key, wanted.body) : [],
    ),
  );
  const names = plan.steps.flatMap((step) => [
    ...step.writes.links.flatMap((link) => link.add.map(printTarget)),
    ...requiredBy(pageOf(step.type), step.writes.properties),
  ]);
  return [...new Set(names)].filter((name) => !back.has(name));
}
