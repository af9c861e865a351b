/** What is to become of objects and links that the chosen backup does not have: one word, or one for single types. */
import type { Added, AddedByType, LinkType, ObjectType, Scope } from './model.ts';

export const addedOf = (rule: AddedByType, type: ObjectType | LinkType): Added =>
  typeof rule === 'string' ? rule : (rule.byType[type] ?? rule.default);

/**
 * Links that count as a type are kept where that is said of their type. A plain `keep` speaks of the types that were chosen: of links
 * only where they were chosen as a type. Else consent that somebody gave to an application of old would stay because somebody else keeps new groups.
 */
export const isLinkKept = (rule: AddedByType, type: LinkType, { types }: Pick<Scope, 'types'>): boolean =>
  types.includes(type) ? addedOf(rule, type) === 'keep' : typeof rule !== 'string' && rule.byType[type] === 'keep';

/** `softDelete`, or `softDelete, user keep`. */
export function addedText(rule: AddedByType): string {
  if (typeof rule === 'string') return rule;
  const types = Object.entries(rule.byType).map(([type, added]) => `${type} ${added}`);
  return [rule.default, ...types].join(', ');
}
