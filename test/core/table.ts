/**
 * Rows of before and after: a small YAML list → one test each. A state is `absent`, `hidden`, `unknown`, `deleted: {…}`, or
 * the properties of a present object that differ from the builder's.
 */
import { parse } from 'yaml';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import { isBody } from '../../src/core/value.ts';
import { absent, bodyFor, hidden, present, softDeleted, unknown } from '../builder.ts';

export type Written = string | Body;

export const rows = <Row>(text: string): readonly Row[] => parse(text) as Row[];

export function stateFrom(type: ObjectType, id: string, written: Written): Presence {
  if (typeof written === 'string') {
    const state = { absent, hidden, unknown }[written];
    if (state === undefined) throw new Error(`no state "${written}"`);
    return state;
  }
  const { deleted } = written;
  if (isBody(deleted)) return softDeleted(withoutLinks(bodyFor(type, id, deleted)));
  return present(bodyFor(type, id, written));
}

/** Deleted items are read without their links. */
function withoutLinks({ members: _members, owners: _owners, manager: _manager, ...body }: Body): Body {
  return body;
}
