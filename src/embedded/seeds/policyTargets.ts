/** The objects of the tenant that Conditional Access policies name, each once, in the order in which they are named. */
import type { SeedBody } from '../seed.ts';
import { type Body, isBody, isGuid, textsOf } from '../value.ts';

/** Stands for the trusted IPs of per-user MFA; it is no location of its own. */
const mfaTrustedIps = '00000000-0000-0000-0000-000000000000';

export interface PolicyTargets {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly locations: readonly string[];
}

const part = (body: unknown, name: string): Body => {
  const value = isBody(body) ? body[name] : undefined;
  return isBody(value) ? value : {};
};

function idsIn(parts: readonly Body[], include: string, exclude: string): readonly string[] {
  const named = parts.flatMap((body) => [...textsOf(body[include]), ...textsOf(body[exclude])]);
  // The rest are words: All, None, AllTrusted …
  const ids = named.filter((value) => isGuid(value) && value !== mfaTrustedIps);
  return [...new Map(ids.map((id) => [id.toLowerCase(), id])).values()];
}

export function targetsOf(policies: readonly SeedBody[]): PolicyTargets {
  const users = policies.map((policy) => part(policy.conditions, 'users'));
  const locations = policies.map((policy) => part(policy.conditions, 'locations'));
  return {
    users: idsIn(users, 'includeUsers', 'excludeUsers'),
    groups: idsIn(users, 'includeGroups', 'excludeGroups'),
    locations: idsIn(locations, 'includeLocations', 'excludeLocations'),
  };
}
