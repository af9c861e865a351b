/**
 * `identities/<recovery>.yaml` in the journal: what a recovery has made anew, and what it began to make without knowing yet
 * what came of it. Written before a creation, so that no object is ever made twice.
 */
import { emitCanonical } from '../canonical/emit.ts';
import { parseCanonical } from '../canonical/parse.ts';
import { printKey } from '../canonical/path.ts';
import { objectTypes } from '../catalog/index.ts';
import type { Body, ObjectKey, ObjectType, Receipt, Value } from '../model.ts';
import { Failure, fail } from '../problem.ts';
import { isBody } from '../value.ts';
import type { Recreated } from './table.ts';

export const identitiesFolder = 'identities';
export const identitiesPath = (recovery: string): string => `${identitiesFolder}/${recovery}.yaml`;

/** A creation that may have happened. */
export interface Begun extends ObjectKey {
  /** RFC 3339: the object, if there is one, was made after that. */
  readonly since: string;
}

export interface IdentitiesRecord {
  readonly begun: readonly Begun[];
  readonly recreated: readonly Recreated[];
}

/** What receipts tell of objects that were made anew. */
export const recreatedIn = (receipts: readonly Receipt[], recovery: string): readonly Recreated[] =>
  receipts.flatMap(({ type, id, newId, appId }) =>
    newId === undefined ? [] : [{ type, oldId: id, newId, ...(appId === undefined ? {} : { appId }), recovery }],
  );

/**
 * Of the creations that began, those whose end no receipt tells: a refusal is an end, a lost answer is none, and a refusal of
 * the next try says nothing of the lost one.
 */
export function stillOpen(begun: readonly Begun[], receipts: readonly Receipt[]): readonly Begun[] {
  const tries = Map.groupBy(
    receipts.filter(({ action }) => action === 'recreate'),
    printKey,
  );
  return begun.filter((one) => {
    const told = tries.get(printKey(one)) ?? [];
    if (told.some(({ newId }) => newId !== undefined)) return false;
    return told.length === 0 || told.some(({ outcome }) => outcome === 'unknown');
  });
}

export function printIdentities({ begun, recreated }: IdentitiesRecord): string {
  return emitCanonical({
    begun: begun.map(({ type, id, since }) => ({ type, id, since })),
    recreated: recreated.map(({ type, oldId, newId, appId }): Body => {
      return { type, oldId, newId, ...(appId === undefined ? {} : { appId: { ...appId } }) };
    }),
  });
}

/** Fails when it is not what was written: a mapping that is lost would make objects twice. */
export function parseIdentities(text: string, path: string): IdentitiesRecord {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const { value } = parsed;
  const recovery = path.replace(/^.*\//, '').replace(/\.yaml$/, '');
  if (!isBody(value) || !Array.isArray(value.begun) || !Array.isArray(value.recreated)) return unfit(path);
  return {
    begun: (value.begun as readonly Value[]).map((one): Begun => {
      if (!isBody(one) || !isType(one.type) || !isText(one.id) || !isText(one.since)) return unfit(path);
      return { type: one.type, id: one.id, since: one.since };
    }),
    recreated: (value.recreated as readonly Value[]).map((one): Recreated => {
      if (!isBody(one) || !isType(one.type) || !isText(one.oldId) || !isText(one.newId)) return unfit(path);
      const { type, oldId, newId, appId } = one;
      if (appId === undefined) return { type, oldId, newId, recovery };
      if (!isBody(appId) || !isText(appId.before) || !isText(appId.now)) return unfit(path);
      return { type, oldId, newId, appId: { before: appId.before, now: appId.now }, recovery };
    }),
  };
}

const isText = (value: Value | undefined): value is string => typeof value === 'string';
const isType = (value: Value | undefined): value is ObjectType => objectTypes.some((type) => type === value);

const unfit = (path: string): never =>
  fail('notCanonical', 'is no record of what was made anew', { place: { file: path } });
