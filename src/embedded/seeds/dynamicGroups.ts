/** Security groups whose members Entra computes. Each is one comparison, so that the seed can compute them as well. */
import type { SeedGroup, SeedUser } from '../seed.ts';
import { dynamic, groupBody } from './groupBody.ts';
import { groupId, madeAt, userId } from './names.ts';
import type { StaffAlias } from './staff.ts';

/** Display name, property, value, owner. */
const rules = {
  'dyn.finance': ['Dynamic Finance', 'department', 'Finance', 'siobhan.kelly'],
  'dyn.legal': ['Dynamic Legal', 'department', 'Legal', 'cillian.walsh'],
  'dyn.people': ['Dynamic People', 'department', 'Human Resources', 'astrid.bjornson'],
  'dyn.it': ['Dynamic IT', 'department', 'IT', 'piotr.wisniewski'],
  'dyn.security': ['Dynamic Security', 'department', 'Security', 'sunniva.berg'],
  'dyn.engineering': ['Dynamic Engineering', 'department', 'Engineering', 'hiroshi.sato'],
  'dyn.sales': ['Dynamic Sales', 'department', 'Sales', 'beatriz.souza'],
  'dyn.plant': ['Dynamic Plant', 'department', 'Manufacturing', 'sabine.mueller'],
  'dyn.norway': ['Dynamic Norway', 'country', 'NO', 'lars.hansen'],
  'dyn.germany': ['Dynamic Germany', 'country', 'DE', 'lars.hansen'],
  'dyn.ireland': ['Dynamic Ireland', 'country', 'IE', 'lars.hansen'],
  'dyn.japan': ['Dynamic 日本', 'country', 'JP', 'lars.hansen'],
  'dyn.guests': ['Dynamic Guests', 'userType', 'Guest', 'lars.hansen'],
  'dyn.contractors': ['Dynamic Contractors', 'employeeType', 'Contractor', 'astrid.bjornson'],
  'dyn.antarctica': ['Dynamic Antarctica', 'country', 'AQ', 'lars.hansen'],
} as const satisfies Readonly<Record<string, readonly [string, string, string, StaffAlias]>>;

export const dynamicGroupAliases = Object.keys(rules) as readonly (keyof typeof rules)[];

export const dynamicSecurityGroups = (users: readonly SeedUser[]): readonly SeedGroup[] =>
  dynamicGroupAliases.map((alias) => {
    const [displayName, property, value, owner] = rules[alias];
    return groupBody({
      id: groupId(alias),
      displayName,
      mailNickname: alias,
      createdDateTime: madeAt('group', alias),
      ...dynamic(`(user.${property} -eq "${value}")`),
      // A rule that nobody has needed for long is paused by hand.
      ...(alias === 'dyn.antarctica' ? { membershipRuleProcessingState: 'Paused' } : {}),
      members: users.filter((user) => user[property] === value).map((user) => String(user.id)),
      owners: [userId(owner)],
    });
  });
