/** The whole state of a tenant as a seed again, sorted, so that two states can be compared. */

import { dumpRelations } from './relationSeeds.ts';
import type { Relations } from './relations.ts';
import { rulesOf } from './rules/index.ts';
import type { Seed, SeedBody } from './seed.ts';
import type { Entry, Store } from './store.ts';
import type { TenantPolicies } from './tenantPolicies.ts';
import { type Body, type CoveredType, isBody } from './value.ts';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isBody(value)) return value;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([name, content]) => [name, sorted(content)]));
}

/** A directory object that never had a property and one that lost it again are the same. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

const byId = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1)) : value;

function bodyOf(entry: Entry, store: Store, relations: Relations): SeedBody {
  const directory = rulesOf(entry.type).area === 'directory';
  const known = (id: string): boolean => store.entry(id) !== undefined;
  // Links to soft-deleted objects are there, unseen, and come back with them; so a dump holds them too.
  const members = [...(entry.members ?? [])].filter(known).toSorted();
  const owners = [...(entry.owners ?? [])].filter(known).toSorted();
  const sponsors = [...(entry.sponsors ?? [])].filter(known).toSorted();
  const links = {
    ...(entry.manager !== null && known(entry.manager) ? { manager: entry.manager } : {}),
    ...(members.length > 0 ? { members } : {}),
    ...(owners.length > 0 ? { owners } : {}),
    ...(sponsors.length > 0 ? { sponsors } : {}),
  };
  const mfaState = entry.type === 'user' ? relations.mfaStateOf(entry.id) : 'disabled';
  const beside = mfaState === 'disabled' ? {} : { perUserMfaState: mfaState };
  const own = Object.entries(entry.body)
    .filter(([, value]) => !directory || !isEmpty(value))
    .map(([name, value]) => [name, name === 'federatedIdentityCredentials' ? byId(value) : value] as const);
  return sorted({ ...Object.fromEntries(own), ...beside, ...links }) as SeedBody;
}

/** A seed that makes this tenant again. Deleted objects carry the user principal name they have while deleted. */
export function dump(
  store: Store,
  relations: Relations,
  policies: TenantPolicies,
  subscribedSkus: readonly Body[],
): Seed {
  const list = (entries: readonly Entry[]): SeedBody[] =>
    entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((entry) => bodyOf(entry, store, relations));
  const collect = (of: (type: CoveredType) => readonly Entry[]) => ({
    users: list(of('user')),
    groups: list(of('group')),
    devices: list(of('device')),
    applications: list(of('application')),
    servicePrincipals: list(of('servicePrincipal')),
    conditionalAccessPolicies: list(of('conditionalAccessPolicy')),
    namedLocations: list(of('namedLocation')),
    authenticationStrengthPolicies: list(of('authenticationStrengthPolicy')),
  });
  return {
    organization: sorted(policies.organization) as SeedBody,
    authenticationMethodsPolicy: sorted({
      ...policies.authenticationMethodsPolicy,
      authenticationMethodConfigurations: [...policies.methods.values()],
    }) as SeedBody,
    authorizationPolicy: sorted(policies.authorizationPolicy) as SeedBody,
    subscribedSkus: subscribedSkus.map((sku) => sorted(sku) as SeedBody),
    ...collect((type) => store.living(type).items.filter((entry) => entry.alive)),
    ...dumpRelations(relations, store),
    deleted: collect((type) => store.deleted(type).items),
  };
}
