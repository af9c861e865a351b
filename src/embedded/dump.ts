/** The whole state of a tenant as a seed again, sorted, so that two states can be compared. */
import type { Seed, SeedBody } from './seed.ts';
import type { Entry, Store } from './store.ts';
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

function bodyOf(entry: Entry, store: Store): SeedBody {
  const directory = entry.type === 'user' || entry.type === 'group';
  const known = (id: string): boolean => store.entry(id) !== undefined;
  // Links to soft-deleted objects are there, unseen, and come back with them; so a dump holds them too.
  const members = [...(entry.members ?? [])].filter(known).toSorted();
  const owners = [...(entry.owners ?? [])].filter(known).toSorted();
  const links = {
    ...(entry.manager !== null && known(entry.manager) ? { manager: entry.manager } : {}),
    ...(members.length > 0 ? { members } : {}),
    ...(owners.length > 0 ? { owners } : {}),
  };
  const own = Object.entries(entry.body).filter(([, value]) => !directory || !isEmpty(value));
  return sorted({ ...Object.fromEntries(own), ...links }) as SeedBody;
}

/** A seed that makes this tenant again. Deleted objects carry the user principal name they have while deleted. */
export function dump(store: Store, organization: Body, subscribedSkus: readonly Body[]): Seed {
  const list = (entries: readonly Entry[]): SeedBody[] =>
    entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((entry) => bodyOf(entry, store));
  const collect = (of: (type: CoveredType) => readonly Entry[]) => ({
    users: list(of('user')),
    groups: list(of('group')),
    conditionalAccessPolicies: list(of('conditionalAccessPolicy')),
    namedLocations: list(of('namedLocation')),
  });
  return {
    organization: sorted(organization) as SeedBody,
    subscribedSkus: subscribedSkus.map((sku) => sorted(sku) as SeedBody),
    ...collect((type) => store.living(type).items.filter((entry) => entry.alive)),
    deleted: collect((type) => store.deleted(type).items),
  };
}
