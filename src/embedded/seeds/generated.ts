/**
 * A tenant of any size. Counted, never chosen by chance: the same size gives the same tenant.
 */
import type { Seed, SeedGroup, SeedUser } from '../seed.ts';
import { contoso, contosoIds } from './contoso.ts';
import { generatedGroup } from './generatedGroup.ts';
import { generatedUser } from './generatedUser.ts';
import { subscribedSkusFor } from './organization.ts';
import { targetsOf } from './policyTargets.ts';

/** Conditional Access of Contoso with what it needs to hold: its locations, groups and the users it names. */
function conditionalAccessOf({ users = [], groups = [], conditionalAccessPolicies = [], namedLocations = [] }: Seed) {
  const targets = targetsOf(conditionalAccessPolicies);
  const userIds = new Set([...contosoIds.breakGlassAccounts, ...targets.users]);
  const groupIds = new Set(targets.groups);
  return {
    conditionalAccessPolicies,
    namedLocations,
    users: users.filter(({ id }) => userIds.has(String(id))),
    groups: groups.filter(({ id }) => groupIds.has(String(id))),
  };
}

/** A group of Contoso in another tenant: who is not there is replaced by somebody who is. */
function settled(group: SeedGroup, present: ReadonlySet<string>, people: readonly string[]): SeedGroup {
  const members = (group.members ?? []).filter((id) => present.has(id));
  const replaced = members.length > 0 ? members : people.slice(0, group.members?.length ?? 0);
  return { ...group, members: replaced, owners: people.slice(0, group.owners?.length ?? 0) };
}

/**
 * A tenant of exactly `size` living objects: 70 % users, Contoso's policies and locations, and groups of up to 200 members.
 * One too small to hold what the policies name has no policies and no locations. Nothing is soft-deleted.
 */
export function generated(size: number): Seed {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`a tenant has a whole number of objects, not ${size}`);
  const userCount = Math.max(1, Math.floor(size * 0.7));
  const company = contoso();
  const access = conditionalAccessOf(company);
  const room = size - userCount - access.conditionalAccessPolicies.length - access.namedLocations.length;
  const fits = room >= access.groups.length && userCount > access.users.length;
  const { conditionalAccessPolicies, namedLocations, users, groups } = fits
    ? access
    : { conditionalAccessPolicies: [], namedLocations: [], users: [], groups: [] };
  const groupCount = fits ? room : size - userCount;

  // Without their managers, who are not here.
  const known = users.map(({ manager: _, ...user }): SeedUser => user);
  const present = new Set(known.map(({ id }) => String(id)));

  const people: SeedUser[] = [];
  const ids: string[] = [];
  for (let index = 0; index < userCount - known.length; index += 1) {
    const user = generatedUser(index, ids);
    people.push(user);
    ids.push(String(user.id));
  }
  const made: SeedGroup[] = [];
  for (let index = 0; index < groupCount - groups.length; index += 1) {
    made.push(generatedGroup(index, ids, made.at(-1)));
  }
  return {
    ...(company.organization === undefined ? {} : { organization: company.organization }),
    subscribedSkus: subscribedSkusFor(contosoIds.tenant, people.length),
    users: [...known, ...people],
    groups: [...groups.map((group) => settled(group, present, ids)), ...made],
    namedLocations,
    conditionalAccessPolicies,
  };
}
