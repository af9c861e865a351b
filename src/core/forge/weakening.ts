/** Which way a value moved: whether a list has more in it, a policy reaches fewer, a switch is on. Backup → current. */
import { emitCanonical } from '../canonical/emit.ts';
import type { AttributeChange, ObjectChange, Value } from '../model.ts';

type Test = (change: AttributeChange) => boolean;

/** Names of the changed attributes whose name fits and whose value moved as `moved` says; null when there is none. */
export function attributesThat(
  change: ObjectChange,
  name: string | RegExp,
  moved: Test = () => true,
): readonly string[] | null {
  const fits = (one: string): boolean => (typeof name === 'string' ? one === name : name.test(one));
  return some(change.attributes.filter((one) => fits(one.name) && moved(one)).map((one) => one.name));
}

/** The name of a link, when it gained (or lost) targets that fit. */
export function linksThat(
  change: ObjectChange,
  names: readonly string[],
  current?: 'present' | 'absent',
  fits: (target: ObjectChange['links'][number]['target']) => boolean = () => true,
): readonly string[] | null {
  const found = change.links.filter(
    (link) => names.includes(link.name) && (current === undefined || link.current === current) && fits(link.target),
  );
  return some(found.map((link) => link.name));
}

export const some = (names: readonly string[]): readonly string[] | null => (names.length === 0 ? null : names);

const keys = (value: Value | undefined): readonly string[] =>
  Array.isArray(value) ? value.map((item: Value) => emitCanonical(item)) : [];

const items = (value: Value | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** What a list has now and did not have. A value that was no list had nothing. */
export function gained({ backup, current }: AttributeChange): readonly string[] {
  const before = new Set(items(backup));
  return items(current).filter((item) => !before.has(item));
}

export const lost = ({ name, backup, current }: AttributeChange): readonly string[] =>
  gained({ name, backup: current, current: backup });

export function grew({ backup, current }: AttributeChange): boolean {
  const before = new Set(keys(backup));
  return keys(current).some((key) => !before.has(key));
}

export const shrank = ({ name, backup, current }: AttributeChange): boolean =>
  grew({ name, backup: current, current: backup });

/** A list of whom or what a policy applies to: fewer now, unless it is everything. */
export const includesFewer: Test = (change) =>
  shrank(change) && !items(change.current).some((item) => item.toLowerCase() === 'all');

/** A condition that is not there lets a policy apply always: one that came, or that says less than before, narrows it. */
export const conditionNarrowed: Test = (change) => {
  const isNothing = (value: Value | undefined): boolean =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return !isNothing(change.current) && (isNothing(change.backup) || includesFewer(change));
};

export const became =
  (...values: readonly Value[]): Test =>
  ({ current }) =>
    values.includes(current ?? null);

export const leftValue =
  (...values: readonly Value[]): Test =>
  ({ backup }) =>
    values.includes(backup ?? null);
