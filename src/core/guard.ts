/**
 * A guard looks at a plan and can stop it. Each is one file in `policies/`: a sentence and a pure function from a plan and
 * its context to findings. This file runs them and lifts what a person has allowed.
 */

import { printKey } from './canonical/path.ts';
import { pageOf } from './catalog/index.ts';
import { linksOf } from './diff.ts';
import type { Body, DirectoryObject, Finding, ObjectKey, ObjectType, Plan, Presence, Step, Value } from './model.ts';
import type { Triple } from './plan/triple.ts';
import type { Identity } from './ports.ts';
import { fail } from './problem.ts';
import { isBody } from './value.ts';

export interface GuardContext<Settings> {
  readonly plan: Plan;
  readonly settings: Settings;
  /** How many objects of each type the newest backup holds. */
  readonly counts: { readonly [type in ObjectType]?: number };
  /** Who recovers, or null where the sign-in does not tell. */
  readonly self: Identity | null;
  readonly facts: GuardFacts;
  /** Where an object of the plan stands in the tenant now. */
  live(key: ObjectKey): Presence;
  /** The body that an object of the plan is to have by the review; null when it is to be gone, or is not part of it. */
  wanted(key: ObjectKey): Body | null;
  /** The body an object of the plan will have once its steps are done; null when it will be soft-deleted. */
  afterwards(key: ObjectKey): Body | null;
}

/** What a guard's context is made of beside the plan. Plain data: it can be kept with the plan (core/planFile.ts). */
export type GuardKnowledge<Settings> = Pick<GuardContext<Settings>, 'counts' | 'settings' | 'self' | 'facts'>;
export type GuardedObject = Pick<Triple, 'key' | 'wanted' | 'live'>;

/** What guards need to know beyond the objects of the plan. */
export interface GuardFacts {
  /** Reviewed objects of which something is wanted that no backup recorded. */
  readonly unrecorded: readonly Unrecorded[];
  /** Policies that are on in the reviewed state and are restored as report-only. */
  readonly reportOnly: readonly Finding['objects'][number][];
  /** Conditional Access as the newest backup has it. */
  readonly policies: readonly DirectoryObject[];
  /** What policies exclude, by printed key, as the newest backup has it; null when it is not there. Of the rest nobody knows. */
  readonly newest: ReadonlyMap<string, Body | null>;
  readonly privileged: Privileged;
}

export interface Unrecorded {
  readonly key: ObjectKey;
  /** Properties and links; `existence` for an object that every backup has, or none. */
  readonly names: readonly string[];
  /** Backups that the journal names and whose commits are no longer in the repository. */
  readonly lost: number;
}

export interface Privileged {
  /** Names of the privileged permissions by `<id of the resource>/<id of the app role>`. */
  readonly roles: ReadonlyMap<string, string>;
  /** What service principals hold of them, by id and by `appId`. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

export type GuardFinding = Omit<Finding, 'guard' | 'allowed'>;

export interface Guard<Settings> {
  /** Name for `--allow`, in kebab case. */
  readonly name: string;
  /** One sentence that says what the guard keeps from happening. */
  readonly sentence: string;
  check(context: GuardContext<Settings>): readonly GuardFinding[];
}

/** What people allowed on the command line: guard name → reason. Recorded in the journal. */
export type Allowances = ReadonlyMap<string, string>;

export function runGuards<Settings>(
  guards: readonly Guard<Settings>[],
  context: GuardContext<Settings>,
  allowances: Allowances,
): Plan {
  for (const name of allowances.keys()) {
    if (!guards.some((guard) => guard.name === name)) {
      fail('usage', `--allow ${name}: there is no such guard`, {
        remedy: `Guards are: ${guards.map((guard) => guard.name).join(', ')}.`,
      });
    }
  }
  const findings = guards.flatMap((guard) =>
    guard.check(context).map((finding): Finding => {
      const reason = finding.level === 'stop' ? allowances.get(guard.name) : undefined;
      return { guard: guard.name, ...finding, ...(reason === undefined ? {} : { allowed: { reason } }) };
    }),
  );
  return { ...context.plan, findings };
}

/** Findings that stop the plan: not allowed by anyone. */
export const stopsOf = (plan: Plan): readonly Finding[] =>
  plan.findings.filter((finding) => finding.level === 'stop' && finding.allowed === undefined);

export function guardContext<Settings>(
  plan: Plan,
  triples: readonly GuardedObject[],
  known: GuardKnowledge<Settings>,
): GuardContext<Settings> {
  const byKey = new Map(triples.map((triple) => [printKey(triple.key), triple]));
  const steps = Map.groupBy(plan.steps, printKey);
  const live = (key: ObjectKey): Presence =>
    byKey.get(printKey(key))?.live ?? { is: 'unknown', reason: 'not part of the plan' };
  return {
    plan,
    ...known,
    live,
    wanted: (key) => {
      const wanted = byKey.get(printKey(key))?.wanted;
      return wanted?.is === 'present' ? wanted.body : null;
    },
    afterwards: (key) => {
      const start = bodyBefore(byKey.get(printKey(key)));
      return (steps.get(printKey(key)) ?? []).reduce<Body | null>(afterStep, start);
    },
  };
}

function bodyBefore(triple: GuardedObject | undefined): Body | null {
  if (triple === undefined) return null;
  const { live, wanted } = triple;
  if (live.is === 'present' || live.is === 'softDeleted') return live.body;
  return wanted.is === 'present' ? wanted.body : null;
}

/** Of children a step names those that it touches, null being one that goes. */
function childrenAfter(before: Value | undefined, written: Body): Body {
  const all = Object.entries({ ...(isBody(before) ? before : {}), ...written });
  return Object.fromEntries(all.filter(([, child]) => child !== null));
}

function afterStep(body: Body | null, step: Step): Body | null {
  if (step.action === 'softDelete') return null;
  let after: Body = { ...body, ...step.writes.properties };
  for (const { property } of pageOf(step.type).children) {
    const written = step.writes.properties[property];
    if (isBody(written)) after = { ...after, [property]: childrenAfter(body?.[property], written) };
  }
  for (const { name, add, remove } of step.writes.links) {
    const removed = new Set(remove.map((target) => `${target.type}/${target.id}`));
    const kept = (linksOf(after, name) ?? []).filter((link) => !removed.has(link));
    const added = add.map((target) => `${target.type}/${target.id}`);
    const isMany = pageOf(step.type).links.some((link) => link.name === name && link.many);
    after = { ...after, [name]: isMany ? [...kept, ...added] : (added[0] ?? kept[0] ?? null) };
  }
  return after;
}
