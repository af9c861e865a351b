/**
 * The words in which an object type is declared. A new type is one page in this folder and one line in `index.ts`.
 */
import type { Body, LinkType, ObjectType, Value } from '../model.ts';

/** One declared property: recovered, unless it says why not. */
export interface Property {
  readonly name: string;
  /** Why Graph gives the value but does not take it back. */
  readonly readOnly?: string;
  /** Graph takes no null: what was not set once cannot be made so again. */
  readonly notNull?: true;
  /** Values that open something: written last, and not at all when Graph has refused another value of the same object. */
  readonly opens?: readonly Value[];
  /** A list that is compared by its elements alone, not by their order. */
  readonly set?: true;
  /**
   * The parts that are kept of it, or of each of its elements. Everything else stays out of the snapshot: what is secret,
   * and what only repeats other objects.
   */
  readonly only?: readonly string[];
  /** Whether Microsoft's own service recovers it too. */
  readonly native?: true;
  /** Graph's v1.0 schema does not have it. */
  readonly beta?: true;
}

/** How the targets of a to-many link are read. */
export type LinkReading =
  /** With the list of objects by `$expand`, which stops silently at 20: what came back with 20 is read again in pages. */
  | 'expand'
  /** From one list of the whole tenant, whose items name their owner in this property. */
  | { readonly list: string; readonly owner: string };

/** How a link is written: by reference, or as an object of its own between the two. */
export type LinkWriting = 'reference' | 'appRoleAssignment' | 'oauth2PermissionGrant';

export interface Link {
  readonly name: string;
  /** `many`: a set of references; `one`: a reference or null. */
  readonly many: boolean;
  /** For `many` only. */
  readonly reading?: LinkReading;
  /** Where its targets are listed in pages, when that is not where the object is read. */
  readonly listedIn?: 'beta';
  /** By reference unless told. */
  readonly writing?: LinkWriting;
  /** Left out where it is meant for every object of the type. */
  readonly meantFor?: Circle;
  /** The name under which the link counts as a type of its own (`appRoleAssignment`), for scopes and totals. */
  readonly countsAs?: LinkType;
  readonly native?: true;
}

/**
 * Whom Graph means a link for, where a list can be narrowed to them. Between two full sweeps the link is swept among them alone,
 * and read by id of those others that have it or for whom it is meant as well.
 */
export interface Circle {
  /** `$filter` of the list. */
  readonly filter: string;
  /** Whether the filter lets an object through. */
  includes(body: Body): boolean;
  /** Whether it is meant for an object that no filter finds. */
  also(body: Body): boolean;
}

/**
 * Small objects that live inside another and are written one by one, such as the federated identity credentials of an
 * application. Kept as one property: natural key → the rest. None of them holds a secret, so removing one loses nothing that
 * the backup could not bring back.
 */
export interface Children {
  /** The property in the snapshot, and the segment of the path below the object. */
  readonly property: string;
  /** Properties of a child that are kept, or `all` but its id. */
  readonly keeps: 'all' | readonly string[];
  /** The name by which people and Graph know a child among its siblings. */
  keyOf(child: Body): string | null;
  /** Whether `$expand` or the object itself brings them along; else they are read on their own. */
  readonly reading: 'expand' | 'inBody';
  /** Why a child cannot be changed in place in some property: it is removed and made anew then. */
  readonly fixed: readonly string[];
}

/** A property that Graph keeps at an address of its own below the object, one request each. */
export interface Elsewhere {
  readonly property: string;
  readonly version: 'v1.0' | 'beta';
  /** Below the object: `authentication/requirements`. */
  readonly path: string;
}

/** A property that holds ids of other objects. */
export interface Reference {
  /** Dotted path of a string or a list of strings; lists of objects on the way are gone through. */
  readonly path: string;
  /** A covered type, or a word for what is outside the catalog (`directoryRole`). */
  readonly type: string;
  /** Words that stand where an id may stand. */
  readonly words: readonly string[];
  /** The object is named by this property of it instead of its id (`appId`). */
  readonly by?: 'appId';
  /** Graph takes the id whether or not there is anything behind it. */
  readonly mayBeAbsent?: true;
  /** The id stands somewhere in a longer text (`api://<appId>`): rewritten with it, and no reference that Graph checks. */
  readonly within?: true;
}

/** How an object that is gone for good is made anew, under a new id. Everything not said here is written to it afterwards. */
export interface Creation {
  /** Properties that are sent with the request that makes it: what Graph insists on, and what it takes then only. */
  readonly takes: 'all' | readonly string[];
  /** What is sent in their place at first, so that the object is harmless until all of it is written. */
  initially(wanted: Body): Body;
  /** Graph insists on a password: a random one that nobody learns. */
  readonly password?: true;
  /** By what an object is found again that was made while its answer was lost. */
  readonly foundBy: 'userPrincipalName' | 'appId' | 'displayName';
  /** Properties that a new object has by itself: their older values are no state to go back to. */
  readonly anew: readonly string[];
  /** Why this object cannot be made anew, or null. */
  whyNot(body: Body): string | null;
  /** What does not come back with it, for people: in words, secrets by key id and date. */
  lost(body: Body): readonly string[];
}

/** What people might look for and will not find, with the reason and the day it was verified. */
export interface NotCovered {
  readonly property: string;
  readonly reason: string;
  readonly verified: string;
}

/** Properties of Graph's schema that the snapshot leaves out, by the reason they share. */
export interface LeftOut {
  readonly reason: string;
  readonly properties: readonly string[];
}

/** The least application permissions. */
export interface Permissions {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** What only some writes need beyond the least permissions, so that who does not recover these can go without. */
export interface FurtherWrite {
  readonly what: string;
  readonly permissions: readonly string[];
  /** Directory roles of the application. */
  readonly roles: readonly string[];
}

/** Something that is read only where the configuration says so, or not read where it says so. */
export interface Optional {
  readonly property: string;
  readonly byDefault: boolean;
  readonly permissions: Permissions;
  readonly why: string;
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
  /** What Microsoft's own service recovers of the type, in one sentence; null when it leaves the type out. */
  readonly native: string | null;

  readonly read: {
    readonly version: 'v1.0' | 'beta';
    readonly path: string;
    /** `one`: the path is the object itself, of which a tenant has exactly one. */
    readonly shape: 'list' | 'one';
    /** To-one links to expand. */
    readonly expand: string | null;
    /** `policies`: one request per second and tenant, 429 without Retry-After (facts/graph.md §4). */
    readonly pace: 'directory' | 'policies';
    /** Null: Graph takes no `$top` here. */
    readonly pageSize: number | null;
    /** Named when Graph refuses. */
    readonly permission: string;
  };
  /**
   * The links whose changes Graph's delta query tells beside those of the properties (facts on Graph §4, DELTA; the pages of
   * each `delta` on learn.microsoft.com). Null: Graph tells no changes of the type, which is read in full each time.
   */
  readonly delta: readonly string[] | null;
  readonly permissions: Permissions;
  readonly furtherWrites: readonly FurtherWrite[];
  /** The licence without which Graph does not serve the type, or null. */
  readonly licence: string | null;

  /**
   * Only with `one`: a property of the object whose elements are objects of this type too, each at its own address below it
   * (the configurations of the authentication methods policy).
   */
  readonly parts?: string;

  /** Null: Graph keeps no deleted ones, so a deletion is for good and is never made. */
  readonly deletedItems: {
    readonly version: 'v1.0' | 'beta';
    /** Where deleted ones are listed, each at `/{id}`, restored at `/{id}/restore`. */
    readonly list: string;
    readonly item: string;
    /** Whether application permissions for it are documented. If not, a 403 means "cannot look". */
    readonly documented: boolean;
  } | null;

  /** Null: objects of the type are never made anew. */
  readonly creation: Creation | null;

  /** `all`: every property Graph returns but the volatile ones; what nobody declared is kept and written back. */
  readonly properties: 'all' | readonly Property[];
  /**
   * For pages with `all`: the names and dotted paths that were known when the page was written. What Graph returns beside
   * them is kept all the same, and named in a warning. A path that ends in `.*` stands for everything below it.
   */
  readonly known: readonly string[];
  /** What Graph's schema has and the snapshot leaves out. */
  readonly leftOut: readonly LeftOut[];
  /** For pages with `all`: what differs from read to read or says nothing. */
  readonly volatile: readonly string[];
  /** For pages with `all`: property → why Graph does not take it back. */
  readonly readOnly: { readonly [property: string]: string };
  /** Dotted paths of lists that are sets. Lists not named here are sequences. */
  readonly sets: readonly string[];
  /** Dotted paths of parts that Graph gives, and refuses to be given. */
  readonly without: readonly string[];
  /**
   * Dotted paths of values whose parts are one decision: where a part must stay because what it refers to is gone, the others
   * stay too.
   */
  readonly wholes: readonly string[];
  /** Dotted paths of objects that are kept as their id alone, being objects of their own. */
  readonly idOnly: readonly string[];
  readonly links: readonly Link[];
  readonly children: readonly Children[];
  readonly elsewhere: readonly Elsewhere[];
  readonly optional: readonly Optional[];
  /** Properties that are written by an action of Graph's below the object: property → name of the action. */
  readonly actions: { readonly [property: string]: string };
  /** Dotted paths of lists whose elements Graph lets go only once they are disabled (`isEnabled`), by `id`. */
  readonly disabledFirst: readonly string[];
  /** Dotted paths of lists that may name only what the object had before the request: sent again in a write of their own. */
  readonly sentLater: readonly string[];
  readonly references: readonly Reference[];
  readonly notCovered: readonly NotCovered[];
  /** Properties by which other objects refer to this one instead of its id. */
  readonly alternateKeys: readonly 'appId'[];

  /** Is in force as soon as it is restored, so what it names must be back before. */
  readonly waitsForReferences?: true;

  /** Position in a recovery; removals go in reverse (recovery-model.md, "Order and safety"). */
  readonly order: number;

  /** Whether the object's source of authority is on-premises. */
  isSynced(body: Body): boolean;
  /** Why this object is shown and never written (a managed identity, a built-in strength), or null. */
  whyNeverWritten(body: Body): string | null;
  /** Whether the members are computed by Entra. */
  hasComputedMembers(body: Body): boolean;
  /** The sort of soft delete, which must prove reversible once per job, or null when Graph would delete for good. */
  deletionKind(body: Body): string | null;
  /** What a soft-deleted body will be once restored, before anything else is written. */
  afterRestore(body: Body, id: string): Body;
  /** Names of objects (core/plan/references.ts) without which Graph does not restore this one, in this tenant. */
  neededToRestore(body: Body, tenantId: string): readonly string[];
  /** Properties that must be written before Graph lets the object be deleted. */
  beforeDelete(body: Body): Body;
  /** Properties that must be written last, when everything else is in place. */
  readonly writtenLast: readonly string[];
}

/** What most pages have in common: nothing special. A page says only what is its own. */
export const ordinary = {
  aliases: [],
  derived: [],
  sharded: false,
  delta: null,
  furtherWrites: [],
  licence: null,
  creation: null,
  known: [],
  leftOut: [],
  volatile: [],
  readOnly: {},
  sets: [],
  without: [],
  wholes: [],
  idOnly: [],
  links: [],
  children: [],
  elsewhere: [],
  optional: [],
  actions: {},
  disabledFirst: [],
  sentLater: [],
  references: [],
  notCovered: [],
  alternateKeys: [],
  writtenLast: [],
  isSynced: () => false,
  whyNeverWritten: () => null,
  hasComputedMembers: () => false,
  deletionKind: () => null,
  afterRestore: (body: Body) => body,
  neededToRestore: () => [],
  beforeDelete: () => ({}),
} as const satisfies Partial<TypePage>;
