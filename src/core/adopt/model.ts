/** What adopting makes of a snapshot: resources of @pulumi/azuread, and what it has no place for. Plain data. */
import type { ObjectKey, ObjectType } from '../model.ts';

/** Stands where another resource is named; where that one is not adopted, its id stands there instead. */
export interface Reference {
  /** One of the names that a resource is known by. */
  readonly refersTo: string;
  readonly output: 'objectId' | 'clientId' | 'id';
  readonly otherwise: string;
}

export type Argument =
  | string
  | number
  | boolean
  | Reference
  | readonly Argument[]
  | { readonly [name: string]: Argument };
export type Arguments = { readonly [name: string]: Argument };

export const isReference = (argument: Argument): argument is Reference =>
  typeof argument === 'object' && !Array.isArray(argument) && 'refersTo' in argument;

export interface Resource {
  /** Its name among the resources, the same in every run. */
  readonly key: string;
  /** The object that it is, or that it belongs to. */
  readonly of: ObjectKey;
  /** Class of @pulumi/azuread. */
  readonly className: string;
  /** What it is called by people, and how that begins: `group`, `Finance`. */
  readonly prefix: string;
  readonly displayName: string;
  /** Names by which references find it: `group/0a1b…`, `appId/0a1b…`. */
  readonly knownBy: readonly string[];
  readonly importId: string;
  readonly args: Arguments;
}

/** What is left out of the program. The whole object when there is no property. */
export interface Unexpressed {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  /** Property or link by its dotted path. */
  readonly property?: string;
  readonly reason: string;
}

/** Ids that no backup holds, by the key that their resource would have; looked up in the tenant. */
export type ImportIds = ReadonlyMap<string, string>;

export const nothingLookedUp: ImportIds = new Map();
