/** Flags that several commands share, and how their words become what flows take. */
import { InvalidArgumentError, Option } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { objectTypes, pageNamed } from '../core/catalog/index.ts';
import type { LinkType, ObjectType, Scope } from '../core/model.ts';
import {
  type AddedWords,
  idSentence,
  scopeOf,
  scopeTypeNamed,
  scopeTypesSentence,
  withAdded,
} from '../core/scopeWords.ts';

export function parseType(name: string, before: readonly ObjectType[] = []): readonly ObjectType[] {
  const page = pageNamed(name);
  if (page === undefined) throw new InvalidArgumentError(`Object types are: ${objectTypes.join(', ')}.`);
  return [...before, page.type];
}

/** Also the links that count as types, and Graph's spelling of them. */
function parseScopeType(name: string, before: Scope['types'] = []): Scope['types'] {
  const type = scopeTypeNamed(name);
  if (type === undefined) throw new InvalidArgumentError(scopeTypesSentence);
  return [...before, type];
}

function parseId(id: string, before: readonly string[] = []): readonly string[] {
  if (!isObjectId(id)) throw new InvalidArgumentError(idSentence);
  return [...before, id];
}

const parseProperty = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

export function parseNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It is a number.');
}

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

export const scopeFrom = ({ type = [], id = [], property = [] }: ScopeFlags): Scope => scopeOf(type, id, property);

export const addedOption = (): Option =>
  new Option(
    '--added <what>',
    'what to do with objects that the backup does not have: keep, softDelete (default), or TYPE=keep and TYPE=softDelete for single types (repeatable). Links that were added go, but consent and assignments where their type is kept',
  ).argParser(parseAdded);

function parseAdded(text: string, before?: AddedWords): AddedWords {
  const words = withAdded(text, before);
  if ('why' in words) throw new InvalidArgumentError(words.why);
  return words;
}

export const jsonOption = (): Option => new Option('--json', 'print data instead of text');
