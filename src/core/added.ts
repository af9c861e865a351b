/** What is to become of objects and links that the chosen backup does not have: one word, or one for single types. */
import type { Added, AddedByType, LinkType, ObjectType } from './model.ts';

export const addedOf = (rule: AddedByType, type: ObjectType | LinkType): Added =>
  typeof rule === 'string' ? rule : (rule.byType[type] ?? rule.default);

/** Only what was said of this very link: what is said of all objects is said of objects. */
export const isLinkKept = (rule: AddedByType, type: LinkType): boolean =>
  typeof rule !== 'string' && rule.byType[type] === 'keep';

/** `softDelete`, or `softDelete, user keep`. */
export function addedText(rule: AddedByType): string {
  if (typeof rule === 'string') return rule;
  const types = Object.entries(rule.byType).map(([type, added]) => `${type} ${added}`);
  return [rule.default, ...types].join(', ');
}
