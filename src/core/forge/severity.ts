/**
 * How much a change matters to whoever looks at it in the morning: judged by rules that say why, from the change and from what
 * is known around it. It decides the order of a report and its labels, never what a recovery does.
 */
import type { Privileged } from '../guard.ts';
import type { DifferenceReport, ObjectChange, ObjectType } from '../model.ts';
import { severityRules } from './severityRules.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** What rules know beside the change. Plain data; what nobody looked up is empty. */
export interface Surroundings {
  /** Emergency accounts and the groups that keep them out of Conditional Access, as `policies/guards.yaml` has them. */
  readonly breakGlass: { readonly accounts: readonly string[]; readonly groups: readonly string[] };
  /** Who holds which privileged permission; in the later of the two states. */
  readonly privileged: Privileged;
  /** Object ids of applications and service principals → their `appId`. */
  readonly appIds: ReadonlyMap<string, string>;
  /** Ids of groups that can be assigned to roles, in either state. */
  readonly roleAssignable: ReadonlySet<string>;
  /** Ids of groups that a Conditional Access policy excludes, in either state. */
  readonly excludedGroups: ReadonlySet<string>;
  /** How many objects of each type the earlier state has. */
  readonly counts: { readonly [type in ObjectType]?: number };
}

export const nothingAround: Surroundings = {
  breakGlass: { accounts: [], groups: [] },
  privileged: { roles: new Map(), holders: new Map() },
  appIds: new Map(),
  roleAssignable: new Set(),
  excludedGroups: new Set(),
  counts: {},
};

/** From how many changed objects of a type on a report is about more than single objects. */
export interface MassThreshold {
  readonly count: number;
  /** Of all objects of the type (0 to 1); counts from the tenth change on. */
  readonly share: number;
}

export const massThreshold: MassThreshold = { count: 100, share: 0.2 };

const shareCountsFrom = 10;

export interface SeverityRule {
  readonly severity: Severity;
  readonly types: readonly ObjectType[];
  /** Why, as a sentence about the object, without its name. */
  readonly because: string;
  /** Names of the properties and links that it rests on, none when the object itself is what changed; null when it does not hold. */
  finds(change: ObjectChange, around: Surroundings): readonly string[] | null;
}

export interface Reason {
  readonly severity: Severity;
  readonly because: string;
  readonly names: readonly string[];
}

export interface Judged {
  readonly change: ObjectChange;
  readonly severity: Severity;
  /** Worst first; empty for what is ordinary. */
  readonly reasons: readonly Reason[];
}

export interface Mass {
  readonly severity: Severity;
  readonly type: ObjectType;
  readonly number: number;
  /** Of how many there were, where that is known. */
  readonly of: number | null;
}

export interface Judgement {
  /** Null when nothing differs. */
  readonly worst: Severity | null;
  /** Worst first, within a severity in the order of the rules, else in that of the report. */
  readonly objects: readonly Judged[];
  readonly mass: readonly Mass[];
  readonly counts: { readonly [severity in Severity]: number };
}

const rank = (severity: Severity): number => severities.indexOf(severity);

export function severityOf(change: ObjectChange, around: Surroundings): Judged {
  const reasons = severityRules
    .filter(({ types }) => types.includes(change.type))
    .flatMap(({ severity, because, finds }): readonly Reason[] => {
      const names = finds(change, around);
      return names === null ? [] : [{ severity, because, names: [...new Set(names)] }];
    })
    .sort((a, b) => rank(a.severity) - rank(b.severity));
  return { change, severity: reasons[0]?.severity ?? 'low', reasons: withoutWeaker(reasons) };
}

/** Of the same properties the worst reason says enough; that the object itself came or went counts as one of them. */
function withoutWeaker(reasons: readonly Reason[]): readonly Reason[] {
  const told = new Set<string>();
  return reasons.filter(({ names }) => {
    const parts = names.length === 0 ? [itself] : names;
    const isNew = parts.some((part) => !told.has(part));
    for (const part of parts) told.add(part);
    return isNew;
  });
}

const itself = '';

export function judge(
  { objects }: Pick<DifferenceReport, 'objects'>,
  around: Surroundings,
  threshold: MassThreshold = massThreshold,
): Judgement {
  const judged = objects.map((change) => severityOf(change, around));
  const mass = massIn(objects, around, threshold);
  const found = [...judged, ...mass].map(({ severity }) => severity);
  const number = (severity: Severity): number => judged.filter((one) => one.severity === severity).length;
  return {
    worst: severities.find((severity) => found.includes(severity)) ?? null,
    // Sorting is stable: what the same rule found stays in the report's own order.
    objects: judged.toSorted((a, b) => rank(a.severity) - rank(b.severity) || ruleOf(a) - ruleOf(b)),
    mass,
    counts: { critical: number('critical'), high: number('high'), medium: number('medium'), low: number('low') },
  };
}

/** Rules stand in the order of what to look at first. */
const ruleOf = ({ reasons }: Judged): number =>
  reasons[0] === undefined
    ? severityRules.length
    : severityRules.findIndex(({ because }) => because === reasons[0]?.because);

/** Each change may be harmless by itself: that there are so many is not. */
function massIn(objects: readonly ObjectChange[], { counts }: Surroundings, { count, share }: MassThreshold) {
  return [...Map.groupBy(objects, ({ type }) => type)].flatMap(([type, changes]): readonly Mass[] => {
    const of = counts[type] ?? null;
    const isMany = changes.length > count;
    const isLargeShare = of !== null && changes.length >= shareCountsFrom && changes.length / Math.max(of, 1) > share;
    return isMany || isLargeShare ? [{ severity: 'high', type, number: changes.length, of }] : [];
  });
}
