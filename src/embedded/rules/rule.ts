/** The words in which a type says what the schema cannot: one file per type in this folder. */
import type { Answer, Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Body, CoveredType, Version } from '../value.ts';

export interface Write {
  readonly kind: 'create' | 'update';
  /** What was sent. */
  readonly body: Body;
  /** The object before, null on create. */
  readonly before: Body | null;
  /** The object with the body laid over it. */
  readonly after: Body;
  readonly id: string | null;
  readonly call: Call;
}

export interface TypeRules {
  readonly type: CoveredType;
  /** Graph's two tempers: the directory names what is wrong, Conditional Access does not. */
  readonly area: 'directory' | 'policies';
  readonly readOnly: ReadonlySet<string>;
  readonly createOnly: ReadonlySet<string>;
  /** Returned, but in no update table: Graph answers 400. */
  readonly notUpdatable: ReadonlySet<string>;
  readonly notClearable: ReadonlySet<string>;
  readonly required: readonly string[];
  /** Longest text, by property. */
  readonly longest: Readonly<Record<string, number>>;
  /** Properties that are kept elsewhere and must be written apart from all others. */
  readonly apart: ReadonlySet<string>;
  /** Returned without `$select`. */
  returnedByDefault(version: Version): readonly string[];
  /** What a new object has that was not given. */
  defaults(body: Body): Body;
  /** What only this type refuses. */
  check(write: Write): Fault | null;
  /** What else changes with what was written. */
  settle(write: Write): Body;
}

export type Check = (write: Write) => Answer | null;
