import { guidFrom, shareFrom } from '../identity.ts';
import type { SeedGroup } from '../seed.ts';
import { areaOf, deskArea } from './generatedUser.ts';
import { dynamic, groupBody, unified } from './groupBody.ts';
import { madeAt } from './names.ts';
import { syncedGroup } from './onPremises.ts';

const mostMembers = 200;

/** Of ten groups, by their place among the ten. */
type Kind = 'microsoft365' | 'security' | 'nesting' | 'dynamic' | 'synced';
const kinds: readonly Kind[] = [
  'microsoft365',
  'security',
  'nesting',
  'microsoft365',
  'dynamic',
  'microsoft365',
  'security',
  'microsoft365',
  'security',
  'synced',
];

const kindOf = (index: number): Kind => kinds[index % kinds.length] as Kind;

/** Whether the group at an index grants access: all but Microsoft 365 groups do. */
export const isSecureIndex = (index: number): boolean => kindOf(index) !== 'microsoft365';

/** Whether its members are chosen, here, and none is a group. */
export const isSecurityIndex = (index: number): boolean => kindOf(index) === 'security';

/** Most groups are small and few are large, as in real tenants. */
const memberCount = (index: number, people: number): number =>
  Math.min(people, Math.ceil(mostMembers * shareFrom('members', index) ** 5));

/** Neighbours from some place on, round the end: nobody twice. */
function neighbours(people: readonly string[], start: number, count: number): string[] {
  return Array.from({ length: count }, (_, offset) => people[(start + offset) % people.length] as string);
}

/** The members of a dynamic group are those whose desk is in its area. */
function ofArea(index: number, people: readonly string[]) {
  const areas = Math.max(1, Math.ceil(people.length / deskArea));
  const first = (Math.floor(index / kinds.length) % areas) * deskArea;
  return {
    ...dynamic(`(user.officeLocation -eq "${areaOf(first)}")`),
    members: people.slice(first, first + deskArea),
  };
}

/** Every tenth user comes from Active Directory, and so do the members of a group that does. */
function fromActiveDirectory(name: string, index: number, people: readonly string[], count: number) {
  const synced = Math.floor(people.length / 10);
  const start = synced === 0 ? 0 : index % synced;
  const members = Array.from({ length: Math.min(count, synced) }, (_, offset) => {
    return people[((start + offset) % synced) * 10 + 9] as string;
  });
  return { ...syncedGroup(name), members, owners: [] };
}

/** The group before is a member as well, in place of a person where there is no room. */
const around = (before: SeedGroup | undefined, people: readonly string[]): readonly string[] =>
  before === undefined ? people : [...people.slice(0, mostMembers - 1), String(before.id)];

/** The group at an index. `people` are the ids of users, `before` the group before it. */
export function generatedGroup(index: number, people: readonly string[], before: SeedGroup | undefined): SeedGroup {
  const kind = kindOf(index);
  const mailNickname = `group-${index + 1}`;
  const start = Math.floor(shareFrom('first member', index) * people.length);
  const count = memberCount(index, people.length);
  const assigned = { members: neighbours(people, start, count), owners: neighbours(people, start, Math.min(2, count)) };
  const special: { readonly [kind in Kind]: () => object } = {
    microsoft365: () => ({ ...unified(mailNickname, index % 3 === 0 ? 'Public' : 'Private'), ...assigned }),
    security: () => assigned,
    nesting: () => ({ ...assigned, members: around(before, assigned.members) }),
    dynamic: () => ({ ...ofArea(index, people), owners: assigned.owners }),
    synced: () => fromActiveDirectory(mailNickname, index, people, count),
  };
  return groupBody({
    id: guidFrom('generated', 'group', index),
    displayName: `${kind === 'microsoft365' ? 'Team' : 'Group'} ${index + 1}`,
    description: index % 4 === 0 ? `Made for whatever group ${index + 1} does` : null,
    mailNickname,
    createdDateTime: madeAt('group', index),
    ...special[kind](),
  });
}
