/** Flags that several commands share, and how their words become what flows take. */
import { InvalidArgumentError, Option } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { linkTypes, objectTypes, pageNamed } from '../core/catalog/index.ts';
import type { Added, AddedByType, LinkType, ObjectType, Scope } from '../core/model.ts';
import { fail } from '../core/problem.ts';

export function parseType(name: string, before: readonly ObjectType[] = []): readonly ObjectType[] {
  const page = pageNamed(name);
  if (page === undefined) throw new InvalidArgumentError(`Object types are: ${objectTypes.join(', ')}.`);
  return [...before, page.type];
}

const linkNames = [...linkTypes.keys()];

/** Also the links that count as types, and Graph's spelling of them. */
function parseScopeType(name: string, before: Scope['types'] = []): Scope['types'] {
  const link = linkNames.find((one) => one.toLowerCase() === name.toLowerCase());
  if (link !== undefined) return [...before, link];
  const page = pageNamed(name);
  if (page !== undefined) return [...before, page.type];
  throw new InvalidArgumentError(`Object types are: ${[...objectTypes, ...linkNames].join(', ')}.`);
}

function parseId(id: string, before: readonly string[] = []): readonly string[] {
  if (!isObjectId(id)) throw new InvalidArgumentError('That cannot be an object id.');
  return [...before, id];
}

const parseProperty = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

export const typeOption = (does: string): Option =>
  new Option('--type <type>', `${does} (repeatable)`).argParser(parseType);

export const scopeOptions = (verb: string): readonly Option[] => [
  new Option('--type <type>', `${verb} only objects of this type (repeatable)`).argParser(parseScopeType),
  new Option('--id <id>', `${verb} only this object (repeatable)`).argParser(parseId),
  new Option(
    '--property <name>',
    `${verb} only this property or link, such as state or conditions.users (repeatable)`,
  ).argParser(parseProperty),
];

export interface ScopeFlags {
  readonly type?: readonly (ObjectType | LinkType)[];
  readonly id?: readonly string[];
  readonly property?: readonly string[];
}

export const scopeFrom = ({ type = [], id = [], property = [] }: ScopeFlags): Scope => ({
  types: [...new Set(type)],
  ids: [...new Set(id)],
  properties: [...new Set(property)],
});

export const addedOption = (): Option =>
  new Option(
    '--added <what>',
    'what to do with objects that the backup does not have: keep, softDelete (default), or TYPE=keep and TYPE=softDelete for single types (repeatable). Links that were added go, but consent and assignments where their type is kept',
  ).argParser(parseAdded);

export type AddedWords = {
  readonly default?: Added;
  readonly byType: { readonly [type in ObjectType | LinkType]?: Added };
};

function parseAdded(text: string, before: AddedWords = { byType: {} }): AddedWords {
  const [first = '', second, ...more] = text.split('=');
  const word = second ?? first;
  if ((word !== 'keep' && word !== 'softDelete') || more.length > 0) {
    throw new InvalidArgumentError('It is keep, softDelete, TYPE=keep or TYPE=softDelete.');
  }
  if (second === undefined) {
    if (before.default !== undefined)
      throw new InvalidArgumentError('One word for everything, and TYPE=… for the others.');
    return { ...before, default: word };
  }
  const [type] = parseScopeType(first);
  if (type === undefined || before.byType[type] !== undefined)
    throw new InvalidArgumentError(`${first} is said twice.`);
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

export const jsonOption = (): Option => new Option('--json', 'print data instead of text');
