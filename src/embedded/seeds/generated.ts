/**
 * A tenant of any size. Counted, never chosen by chance: the same size gives the same tenant.
 */
import { guidFrom } from '../identity.ts';
import type { Seed, SeedBody, SeedGroup, SeedUser } from '../seed.ts';
import { contoso, contosoIds } from './contoso.ts';
import { deviceBody } from './devices.ts';
import { generatedApplications } from './generatedApplications.ts';
import { generatedGroup, isSecureIndex, isSecurityIndex } from './generatedGroup.ts';
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

export interface Shape {
  readonly users: number;
  readonly groups: number;
  readonly servicePrincipals: number;
  readonly applications: number;
}

/** Everything of a generated tenant but the users and groups that are only counted. */
export interface Frame {
  readonly seed: Seed;
  /** How many users and groups there are beside those of the seed. */
  readonly users: number;
  readonly groups: number;
  /** Ids of those users. */
  readonly ids: readonly string[];
  /** The group among those counted that also holds `guests`, which are no persons; -1 for none. */
  readonly place: number;
  readonly guests: readonly string[];
}

/** 70 % users, 1 % applications, 4 % service principals, and groups where there is room. */
function shapeOf(size: number): Shape & { readonly devices: number; readonly fits: boolean } {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`a tenant has a whole number of objects, not ${size}`);
  const users = Math.max(1, Math.floor(size * 0.7));
  const access = conditionalAccessOf(contoso());
  const room = size - users - access.conditionalAccessPolicies.length - access.namedLocations.length;
  const fits = room >= access.groups.length && users > access.users.length;
  const applications = Math.floor(size / 100);
  const servicePrincipals = applications * 4;
  const devices = Math.floor(size / 500);
  const groups = (fits ? room : size - users) - applications - servicePrincipals - devices;
  return { users, groups, servicePrincipals, applications, devices, fits };
}

export function generatedFrame(asked: number | Shape): Frame {
  const shape = typeof asked === 'number' ? shapeOf(asked) : { ...asked, devices: 0, fits: true };
  const company = contoso();
  const access = conditionalAccessOf(company);
  const { conditionalAccessPolicies, namedLocations, users, groups } = shape.fits
    ? access
    : { conditionalAccessPolicies: [], namedLocations: [], users: [], groups: [] };
  // Without their managers and sponsors, who are not here.
  const known = users.map(({ manager: _, sponsors: __, ...user }): SeedUser => user);
  const present = new Set(known.map(({ id }) => String(id)));
  const userCount = shape.users - known.length;
  const groupCount = shape.groups - groups.length;
  const ids = listed(userCount, (index) => guidFrom('generated', 'user', index));
  const devices = listed(shape.devices, device);
  // App roles are given to groups that grant access; mere mailing groups cannot hold one.
  const secure = listed(groupCount, (index) => index).filter(isSecureIndex);
  const holders = { people: ids, groups: secure.map((index) => guidFrom('generated', 'group', index)) };
  return {
    seed: {
      ...(company.organization === undefined ? {} : { organization: company.organization }),
      subscribedSkus: subscribedSkusFor(contosoIds.tenant, ids.length),
      users: known,
      groups: groups.map((group) => settled(group, present, ids)),
      devices,
      ...generatedApplications(shape.applications, shape.servicePrincipals, holders),
      namedLocations,
      conditionalAccessPolicies,
    },
    users: userCount,
    groups: groupCount,
    ids,
    place: secure.findLast(isSecurityIndex) ?? -1,
    guests: devices.map(({ id }) => String(id)),
  };
}

/**
 * A tenant of exactly `size` living objects: 70 % users, 1 % applications, 4 % service principals (a quarter of them of these
 * applications, the others Microsoft's and of vendors), a few devices, Contoso's policies and locations, and groups of up to
 * 200 members. One of less than a hundred objects has no applications. One too small to hold what the policies name has no
 * policies and no locations. Nothing is soft-deleted. Grants and assignments lie between objects and do not count.
 */
export function generated(asked: number | Shape): Seed {
  const { seed, users, groups, ids, place, guests } = generatedFrame(asked);
  const made: SeedGroup[] = [];
  for (let index = 0; index < groups; index += 1) made.push(generatedGroup(index, ids, made.at(-1)));
  const withDevices = made.map((group, index) =>
    index === place ? { ...group, members: [...(group.members ?? []), ...guests] } : group,
  );
  return {
    ...seed,
    users: [...(seed.users ?? []), ...listed(users, (index) => generatedUser(index, ids))],
    groups: [...(seed.groups ?? []), ...withDevices],
  };
}
