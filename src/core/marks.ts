/**
 * What a backup leaves for the next reading: where Graph's delta goes on, and what was swept beside it. Kept in the journal
 * as `marks/<backup>.yaml`. Losing it costs a full sweep and nothing else.
 */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import { objectTypes } from './catalog/index.ts';
import type { BackupName, Body, ObjectType, Value } from './model.ts';
import type { Digests } from './partDigests.ts';
import { isBody } from './value.ts';

/** A place in the history of a type, as Graph's delta query counts it. */
export interface Mark {
  /** Graph's delta token. No credential: only who may read the tenant can do anything with it. */
  readonly token: string;
  /** What the token tracks, as it was asked for. Another question needs another token. */
  readonly asks: string;
}

export interface TypeMark {
  readonly mark: Mark;
  /** When it was set; RFC 3339. */
  readonly taken: string;
  /** When the type was last read in full; RFC 3339. */
  readonly swept: string;
  /** Living objects in the backup. */
  readonly objects: number;
  /** What delta does not tell, by part. */
  readonly parts: { readonly [part: string]: Digests };
  /** Ids of objects that have a link which is swept among others only (`Circle`): it is read by id of each of them. */
  readonly apart: readonly string[];
  /** Ids that are to be read again whatever delta tells: when they were read, they did not show yet what it had told. */
  readonly unsettled: readonly string[];
}

export interface Marks {
  /** Version of the program: another one may keep other things of the same answers. */
  readonly madeBy: string;
  readonly types: { readonly [type in ObjectType]?: TypeMark };
}

export const marksPath = (backup: BackupName): string => `marks/${backup}.yaml`;

export const printMarks = ({ madeBy, types }: Marks): string =>
  emitCanonical({ madeBy, types: types as unknown as Value });

/** Null for what is no record of marks: then there is nothing to go on from. */
export function parseMarks(text: string): Marks | null {
  const parsed = parseCanonical(text, 'journal:marks');
  if ('problems' in parsed || !isBody(parsed.value)) return null;
  const { madeBy, types } = parsed.value;
  if (typeof madeBy !== 'string' || !isBody(types)) return null;
  const known = objectTypes.filter((type) => types[type] !== undefined);
  const read = known.map((type) => [type, parseTypeMark(types[type])] as const);
  if (read.some(([, mark]) => mark === null)) return null;
  return { madeBy, types: Object.fromEntries(read) };
}

function parseTypeMark(value: Value | undefined): TypeMark | null {
  if (!isBody(value)) return null;
  const { mark, taken, swept, objects, parts, apart, unsettled } = value;
  const isWhole =
    isBody(mark) &&
    typeof mark.token === 'string' &&
    typeof mark.asks === 'string' &&
    isTime(taken) &&
    isTime(swept) &&
    Number.isSafeInteger(objects) &&
    isBody(parts) &&
    Object.values(parts).every((digests) => isBody(digests) && areTexts(Object.values(digests as Body))) &&
    areIds(apart) &&
    areIds(unsettled);
  return isWhole ? (value as unknown as TypeMark) : null;
}

const isTime = (value: Value | undefined): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const areIds = (value: Value | undefined): boolean => Array.isArray(value) && areTexts(value);

const areTexts = (values: readonly Value[]): boolean => values.every((value) => typeof value === 'string');
