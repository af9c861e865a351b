/**
 * The words in which an object type is declared. A new type is one page in this folder and one line in `index.ts`.
 */
import type { Body, ObjectType } from '../model.ts';

/** How a list is compared: a set by its elements, a sequence also by their order. */
export interface Property {
  readonly name: string;
  /** Set false, with a reason, when Graph gives the value but does not take it back. */
  readonly readOnly?: string;
  readonly set?: true;
  readonly note?: string;
}

export interface Link {
  readonly name: string;
  /** `many`: a set of references; `one`: a reference or null. */
  readonly many: boolean;
}

/** A property that holds ids of other objects. */
export interface Reference {
  /** Dotted path of a string or a list of strings. */
  readonly path: string;
  readonly type: string;
  /** Words that stand where an id may stand. */
  readonly words: readonly string[];
}

export interface NotCovered {
  readonly property: string;
  readonly reason: string;
  readonly verified: string;
}

export interface TypePage {
  readonly type: ObjectType;
  /** Folder below `snapshots/`; Graph's collection name. */
  readonly collection: string;
  /** Whether files are spread over folders by the first two hex digits of the id. */
  readonly sharded: boolean;
  /** Other names that Graph's recovery API or people use. */
  readonly aliases: readonly string[];
  /** Derived types that live inside this one, without `#microsoft.graph.`. */
  readonly derived: readonly string[];

  readonly read: {
    readonly version: 'v1.0' | 'beta';
    readonly path: string;
    readonly expand: string | null;
    /** `policies`: one request per second and tenant, 429 without Retry-After (facts/graph.md §4). */
    readonly pace: 'directory' | 'policies';
    /** Null: Graph takes no `$top` here. */
    readonly pageSize: number | null;
    readonly permission: string;
  };

  readonly deletedItems: {
    readonly version: 'v1.0' | 'beta';
    /** Where deleted ones are listed, each at `/{id}`, restored at `/{id}/restore`. */
    readonly list: string;
    readonly item: string;
    /** Whether application permissions for it are documented. If not, a 403 means "cannot look". */
    readonly documented: boolean;
  };

  /** `all`: every property Graph returns but the volatile ones; what nobody declared is kept and written back. */
  readonly properties: 'all' | readonly Property[];
  /** For pages with `all`: what differs from read to read or says nothing. */
  readonly volatile: readonly string[];
  /** For pages with `all`: property → why Graph does not take it back. */
  readonly readOnly: { readonly [property: string]: string };
  /** Dotted paths of lists that are sets. Lists not named here are sequences. */
  readonly sets: readonly string[];
  /** Dotted paths of objects that are kept as their id alone, being objects of their own. */
  readonly idOnly: readonly string[];
  readonly links: readonly Link[];
  readonly references: readonly Reference[];
  readonly notCovered: readonly NotCovered[];

  /** Position in a recovery; removals go in reverse (recovery-model.md, "Order and safety"). */
  readonly order: number;

  /** Whether the object's source of authority is on-premises. */
  isSynced(body: Body): boolean;
  /** Whether the members are computed by Entra. */
  hasComputedMembers(body: Body): boolean;
  /** The sort of soft delete, which must prove reversible once per job, or null when Graph would delete for good. */
  deletionKind(body: Body): string | null;
  /** What a soft-deleted body will be once restored, before anything else is written. */
  afterRestore(body: Body, id: string): Body;
  /** Properties that must be written before Graph lets the object be deleted. */
  beforeDelete(body: Body): Body;
  /** Properties that must be written last, when everything else is in place. */
  readonly writtenLast: readonly string[];
}
