/**
 * What an embedded tenant is filled with: the document that `tenant start --seed FILE` reads.
 *
 * Bodies are Graph bodies as a GET returns them; an `@odata.type` names a derived type. Ids and timestamps may be left
 * out and are then made up deterministically. Read-only properties are allowed here, and only here.
 */
export type SeedBody = { readonly [property: string]: unknown };

export interface SeedUser extends SeedBody {
  /** Id of the manager, a to-one link. */
  readonly manager?: string;
}

export interface SeedGroup extends SeedBody {
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

export interface SeedCollections {
  readonly users?: readonly SeedUser[];
  readonly groups?: readonly SeedGroup[];
  readonly conditionalAccessPolicies?: readonly SeedBody[];
  readonly namedLocations?: readonly SeedBody[];
}

export interface Seed extends SeedCollections {
  /** The single element of `GET /organization`; `id` is the tenant id. */
  readonly organization?: SeedBody;
  readonly subscribedSkus?: readonly SeedBody[];
  /** Soft-deleted objects; each body carries its `deletedDateTime`. */
  readonly deleted?: SeedCollections;
}
