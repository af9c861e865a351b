/** The tenant of `generated`, with its many users and groups made as they are read. */
import type { Crowd, CrowdMember, CrowdOf } from '../crowd.ts';
import { guidFrom } from '../identity.ts';
import type { Seed, SeedGroup } from '../seed.ts';
import { fillers } from '../seedContent.ts';
import { generatedFrame, type Shape } from './generated.ts';
import { generatedGroup } from './generatedGroup.ts';
import { generatedUser } from './generatedUser.ts';

export interface Crowded {
  readonly seed: Seed;
  readonly crowd: Crowd;
}

export function generatedCrowd(shape: number | Shape): Crowded {
  const { seed, users, groups, ids, place, guests } = generatedFrame(shape);
  return { seed, crowd: { users: usersOf(users, ids), groups: groupsOf(groups, ids, place, guests) } };
}

const setOf = (ids: readonly string[] | undefined): ReadonlySet<string> | null =>
  ids === undefined ? null : new Set(ids);

const numberIn = (pattern: RegExp, count: number) => (claimed: string) => {
  const number = Number(pattern.exec(claimed)?.[1] ?? 0);
  return number >= 1 && number <= count ? number - 1 : null;
};

function usersOf(count: number, ids: readonly string[]): CrowdOf {
  return {
    type: 'user',
    count,
    common: { userType: 'Member' },
    idAt: (index) => ids[index] as string,
    at: (index): CrowdMember => {
      const { manager, sponsors: _, ...body } = generatedUser(index, ids);
      const id = ids[index] as string;
      const whole = { ...fillers.user(id, body), id };
      return { body: whole, manager: manager ?? null, members: null, owners: null };
    },
    // `given.family.17@contoso.com`
    indexIn: numberIn(/\.(\d+)@/, count),
  };
}

function groupsOf(count: number, ids: readonly string[], place: number, guests: readonly string[]): CrowdOf {
  const idAt = (index: number): string => guidFrom('generated', 'group', index);
  return {
    type: 'group',
    count,
    common: {},
    idAt,
    at: (index): CrowdMember => {
      const before: SeedGroup | undefined = index === 0 ? undefined : { id: idAt(index - 1) };
      const { members, owners, ...body } = generatedGroup(index, ids, before);
      const id = idAt(index);
      const all = index === place ? [...(members ?? []), ...guests] : members;
      const whole = { ...fillers.group(id, body), id };
      return { body: whole, manager: null, members: setOf(all), owners: setOf(owners) };
    },
    // `group-17`, `group-17@contoso.com`
    indexIn: numberIn(/^group-(\d+)(?:@|$)/, count),
  };
}
