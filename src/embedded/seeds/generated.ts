/**
 * A tenant of any size. Counted, never chosen by chance: the same size gives the same tenant.
 */
import { guidFrom } from '../identity.ts';
import type { Seed, SeedBody, SeedGroup, SeedUser } from '../seed.ts';
import { contoso, contosoIds } from './contoso.ts';
import { deviceBody } from './devices.ts';
import { generatedApplications } from './generatedApplications.ts';
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

const listed = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A device, which the group made last holds beside its users. */
const device = (index: number): SeedBody => deviceBody(guidFrom('generated', 'device', index), `DESK-${index + 1}`);

/** The last group that may hold what is no person: its members are chosen, here, and none is a group. */
function placeOf(groups: readonly SeedGroup[], people: ReadonlySet<string>): number {
  return groups.findLastIndex(
    ({ groupTypes, onPremisesSyncEnabled, members = [] }) =>
      Array.isArray(groupTypes) &&
      groupTypes.length === 0 &&
      onPremisesSyncEnabled !== true &&
      members.every((id) => people.has(id)),
  );
}

/**
 * A tenant of exactly `size` living objects: 70 % users, 1 % applications, 4 % service principals (a quarter of them of these
 * applications, the others Microsoft's and of vendors), a few devices, Contoso's policies and locations, and groups of up to
 * 200 members. One of less than a hundred objects has no applications. One too small to hold what the policies name has no
 * policies and no locations. Nothing is soft-deleted. Grants and assignments lie between objects and do not count.
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
  const applications = Math.floor(size / 100);
  const principals = applications * 4;
  const devices = listed(Math.floor(size / 500), device);
  const groupCount = (fits ? room : size - userCount) - applications - principals - devices.length;

  // Without their managers and sponsors, who are not here.
  const known = users.map(({ manager: _, sponsors: __, ...user }): SeedUser => user);
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
  // App roles are given to groups that grant access; mere mailing groups cannot hold one.
  const secure = made.filter(({ securityEnabled }) => securityEnabled === true);
  const holders = { people: ids, groups: secure.map(({ id }) => String(id)) };
  const place = placeOf(made, new Set(ids));
  const withDevices = made.map((group, index) =>
    index === place ? { ...group, members: [...(group.members ?? []), ...devices.map(({ id }) => String(id))] } : group,
  );
  return {
    ...(company.organization === undefined ? {} : { organization: company.organization }),
    subscribedSkus: subscribedSkusFor(contosoIds.tenant, people.length),
    users: [...known, ...people],
    groups: [...groups.map((group) => settled(group, present, ids)), ...withDevices],
    devices,
    ...generatedApplications(applications, principals, holders),
    namedLocations,
    conditionalAccessPolicies,
  };
}
