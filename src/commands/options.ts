/** Flags that several commands share, and how their words become what flows take. */
import { InvalidArgumentError, Option } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { objectTypes, pageNamed } from '../core/catalog/index.ts';
import type { ObjectType, Scope } from '../core/model.ts';

export function parseType(name: string, before: readonly ObjectType[] = []): readonly ObjectType[] {
  const page = pageNamed(name);
  if (page === undefined) throw new InvalidArgumentError(`Object types are: ${objectTypes.join(', ')}.`);
  return [...before, page.type];
}

function parseId(id: string, before: readonly string[] = []): readonly string[] {
  if (!isObjectId(id)) throw new InvalidArgumentError('That cannot be an object id.');
  return [...before, id];
}

const parseProperty = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

export const typeOption = (does: string): Option =>
  new Option('--type <type>', `${does} (repeatable)`).argParser(parseType);

export const scopeOptions = (verb: string): readonly Option[] => [
  typeOption(`${verb} only objects of this type`),
  new Option('--id <id>', `${verb} only this object (repeatable)`).argParser(parseId),
  new Option(
    '--property <name>',
    `${verb} only this property or link, such as state or conditions.users (repeatable)`,
  ).argParser(parseProperty),
];

export interface ScopeFlags {
  readonly type?: readonly ObjectType[];
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
