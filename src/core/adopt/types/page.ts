/** How objects of a type are adopted. One page for each type, like the catalog. */
import type { Body, DirectoryObject, ObjectType } from '../../model.ts';
import type { Fates } from '../fate.ts';
import type { Arguments, ImportIds, Resource, Unexpressed } from '../model.ts';

export interface Around {
  readonly ids: ImportIds;
  /** What another object of the backup is called, by a name that references find it by; else its id. */
  nameOf(reference: string): string;
}

export interface Apart {
  readonly resources: readonly Resource[];
  readonly unexpressed: readonly Unexpressed[];
}

export interface Adopted {
  readonly className: string;
  /** How the names of its resources begin. */
  readonly prefix: string;
  readonly fates: Fates;
  /** Arguments without which @pulumi/azuread takes no resource of the class, by dotted path. */
  readonly needs: readonly string[];
  readonly importId: (id: string) => string;
  /** Other names that references find it by. */
  knownBy(body: Body): readonly string[];
  /** Why this very object cannot be a resource, or null. */
  whyNot(body: Body): string | null;
  /** What is said of the object as a whole, when its properties have been gone through. */
  finish(args: Arguments, body: Body): Arguments;
  /** Properties that are said in full or not at all: with a part missing, the object would mean something else. */
  readonly wholes: readonly string[];
  /** Resources of their own that belong to it. */
  apart(object: DirectoryObject, displayName: string, around: Around): Apart;
}

/** A type of which nothing can be said, with the reason. */
export interface NotAdopted {
  readonly whyNone: string;
}

export const nothingApart: Apart = { resources: [], unexpressed: [] };

export const usual = {
  knownBy: () => [],
  whyNot: () => null,
  finish: (args: Arguments) => args,
  wholes: [],
  apart: () => nothingApart,
} as const satisfies Partial<Adopted>;

export type TypePages = { readonly [type in ObjectType]: Adopted | NotAdopted };

export const setByGraph = ['@odata.type', 'id', 'createdDateTime'] as const;

/** What no backup holds and the tenant was not asked for. */
export const idUnknown = 'no backup holds the id to import it by: --look-up asks the tenant for it';
