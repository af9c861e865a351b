/** Flags that several commands share, and how their words become what flows take. */
import { InvalidArgumentError, Option } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { linkTypes, objectTypes, pageNamed } from '../core/catalog/index.ts';
import type { LinkType, ObjectType, Scope } from '../core/model.ts';

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
  new Option('--added <what>', 'what to do with objects that the backup does not have')
    .choices(['keep', 'softDelete'])
    .default('softDelete');

export const jsonOption = (): Option => new Option('--json', 'print data instead of text');
