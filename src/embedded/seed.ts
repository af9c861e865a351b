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
  /** Users or groups. */
  readonly sponsors?: readonly string[];
  /** Kept beside the user, and `disabled` unless given. */
  readonly perUserMfaState?: 'disabled' | 'enabled' | 'enforced';
}

export interface SeedGroup extends SeedBody {
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

export interface SeedCollections {
  readonly users?: readonly SeedUser[];
  readonly groups?: readonly SeedGroup[];
  /** Members of groups; living only. */
  readonly devices?: readonly SeedBody[];
  /** With `owners` and `federatedIdentityCredentials`; `sponsors` on agent identity blueprints. */
  readonly applications?: readonly SeedBody[];
  /** With `owners`; `sponsors` on agent identities and the principals of their blueprints. */
  readonly servicePrincipals?: readonly SeedBody[];
  readonly conditionalAccessPolicies?: readonly SeedBody[];
  readonly namedLocations?: readonly SeedBody[];
  /** Custom ones; the built-in ones are always there. */
  readonly authenticationStrengthPolicies?: readonly SeedBody[];
}

/** Records between objects, living or deleted. Ids may be left out. */
export interface SeedRelations {
  /** `clientId`, `resourceId` (service principals), `consentType`, `principalId` (a user, or null), `scope`. */
  readonly oauth2PermissionGrants?: readonly SeedBody[];
  /** `principalId` (a user, group or service principal), `resourceId` (a service principal), `appRoleId`. */
  readonly appRoleAssignments?: readonly SeedBody[];
  /** `principalId`, `roleDefinitionId` (the role's template id); groups must be role-assignable. */
  readonly directoryRoleAssignments?: readonly SeedBody[];
}

export interface Seed extends SeedCollections, SeedRelations {
  /** The single element of `GET /organization`; `id` is the tenant id. */
  readonly organization?: SeedBody;
  readonly subscribedSkus?: readonly SeedBody[];
  /** With `authenticationMethodConfigurations`; what it does not name is as in a fresh tenant. */
  readonly authenticationMethodsPolicy?: SeedBody;
  readonly authorizationPolicy?: SeedBody;
  /** Soft-deleted objects; each body carries its `deletedDateTime`. */
  readonly deleted?: SeedCollections;
}
