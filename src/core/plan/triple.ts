/**
 * The three states that a plan is made from, for one object. *base* and *wanted* are the tree before and after the review;
 * their difference is what was reviewed. *live* is the tenant now.
 */

import type { TypePage } from '../catalog/page.ts';
import { same } from '../diff.ts';
import type { Identities } from '../identities/table.ts';
import type { Body, ObjectKey, Presence, TypeCoverage, Value } from '../model.ts';
import { at, type Path } from '../value.ts';

export interface Triple {
  readonly key: ObjectKey;
  readonly base: Presence;
  readonly wanted: Presence;
  readonly live: Presence;
  /** In the newest backup, where recovery must move away from it: what is wanted and equals it gets no step. */
  readonly newest?: Presence;
}

/** Everything the questions about one object need. `settled`: this very job wrote the object, so nothing moved by itself. */
export interface Circumstances {
  readonly tenantId: string;
  readonly page: TypePage;
  readonly triple: Triple;
  readonly coverage: TypeCoverage;
  /** Ids of objects that are nowhere and that the plan does not bring back. */
  readonly gone: ReadonlySet<string>;
  readonly settled: boolean;
  /** Whether objects that are gone for good are to be made anew. */
  readonly recreate: boolean;
  /** Ids and application ids that this plan replaces by new ones. */
  readonly renewing: ReadonlySet<string>;
  /** Whether the object was chosen whole: of single properties nothing beside them is written. */
  readonly isWhole: boolean;
  /** What was made anew before. */
  readonly identities: Identities;
}

export const bodyOf = (presence: Presence | undefined): Body | null =>
  presence !== undefined && presence.is === 'present' ? presence.body : null;

export function newestHas(triple: Triple, path: Path, value: Value | undefined): boolean {
  const newest = bodyOf(triple.newest);
  return newest !== null && same(at(newest, path), value);
}
