/** Lists that are sets: people want to see what came and what went, not two long lines to compare by eye. */
import { emitCanonical } from '../canonical/emit.ts';
import { pageOf } from '../catalog/index.ts';
import type { ObjectType, Value } from '../model.ts';

export interface SetDifference {
  readonly added: readonly Value[];
  readonly removed: readonly Value[];
  /** How many elements both sides have. */
  readonly unchanged: number;
}

/** Null when the property is no set, when a side is no list, or when the sides differ in something a set does not know. */
export function setDifference(
  type: ObjectType,
  name: string,
  before: Value | undefined,
  after: Value | undefined,
): SetDifference | null {
  if (!isSet(type, name) || !Array.isArray(before) || !Array.isArray(after)) return null;
  const [was, is] = [before, after].map((items: readonly Value[]) => new Map(items.map((item) => [keyOf(item), item])));
  const added = [...is!].filter(([key]) => !was!.has(key)).map(([, item]) => item);
  const removed = [...was!].filter(([key]) => !is!.has(key)).map(([, item]) => item);
  return added.length + removed.length === 0 ? null : { added, removed, unchanged: is!.size - added.length };
}

const keyOf = (item: Value): string => emitCanonical(item);

function isSet(type: ObjectType, name: string): boolean {
  const page = pageOf(type);
  if (page.sets.includes(name)) return true;
  return page.properties !== 'all' && page.properties.some((property) => property.name === name && property.set);
}
