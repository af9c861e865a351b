/** The words for scopes, the same on a command line and in a comment: types, ids, properties, what to do with what was added. */
import { linkTypes, objectTypes, pageNamed } from './catalog/index.ts';
import type { Added, AddedByType, LinkType, ObjectType, Scope } from './model.ts';
import { fail } from './problem.ts';

const linkNames = [...linkTypes.keys()];

/** An object type by its name or an alias, a link that counts as a type, or undefined. */
export function scopeTypeNamed(name: string): ObjectType | LinkType | undefined {
  return linkNames.find((one) => one.toLowerCase() === name.toLowerCase()) ?? pageNamed(name)?.type;
}

export const scopeTypesSentence = `Object types are: ${[...objectTypes, ...linkNames].join(', ')}.`;
export const idSentence = 'That cannot be an object id.';

export const scopeOf = (types: Scope['types'], ids: readonly string[], properties: readonly string[]): Scope => ({
  types: [...new Set(types)],
  ids: [...new Set(ids)],
  properties: [...new Set(properties)],
});

export type AddedWords = {
  readonly default?: Added;
  readonly byType: { readonly [type in ObjectType | LinkType]?: Added };
};

/** One more word of `--added`, or why it is none. */
export function withAdded(text: string, before: AddedWords = { byType: {} }): AddedWords | { readonly why: string } {
  const [first = '', second, ...more] = text.split('=');
  const word = second ?? first;
  if ((word !== 'keep' && word !== 'softDelete') || more.length > 0) {
    return { why: 'It is keep, softDelete, TYPE=keep or TYPE=softDelete.' };
  }
  if (second === undefined) {
    if (before.default !== undefined) return { why: 'One word for everything, and TYPE=… for the others.' };
    return { ...before, default: word };
  }
  const type = scopeTypeNamed(first);
  if (type === undefined) return { why: scopeTypesSentence };
  if (before.byType[type] !== undefined) return { why: `${first} is said twice.` };
  return { ...before, byType: { ...before.byType, [type]: word } };
}

/** The plain word where nothing is said of single types. Fails with `usage` for a type that the scope leaves out. */
export function addedFrom(words: AddedWords | undefined, { types }: Scope): AddedByType {
  const beyond = Object.keys(words?.byType ?? {}).filter(
    (type) => types.length > 0 && !types.some((one) => one === type),
  );
  if (beyond.length > 0) fail('usage', `--added ${beyond.join(', ')}: --type leaves that out`);
  const rule = words?.default ?? 'softDelete';
  return words === undefined || Object.keys(words.byType).length === 0 ? rule : { default: rule, byType: words.byType };
}
