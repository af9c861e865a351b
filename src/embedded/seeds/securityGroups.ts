/** Cloud security groups with assigned members, among them those that Conditional Access looks at. */
import type { SeedGroup } from '../seed.ts';
import { breakGlassAliases } from './accounts.ts';
import { groupBody } from './groupBody.ts';
import { groupId, madeAt, userId } from './names.ts';
import type { StaffAlias } from './staff.ts';
import { aliasesOf } from './teams.ts';

interface SecurityGroup {
  readonly name: string;
  readonly description?: string;
  readonly owners?: readonly StaffAlias[];
  readonly members?: readonly string[];
  /** Aliases of groups inside this one. */
  readonly nested?: readonly string[];
  /** Roles can be assigned to it; fixed when it is made. Such a group holds users only. */
  readonly holdsRoles?: true;
}

const securityGroups = {
  'CA-Exclude-BreakGlass': {
    name: 'CA-Exclude-BreakGlass',
    description: 'Emergency access accounts, excluded from Conditional Access. Do not change.',
    members: breakGlassAliases,
  },
  'CA-Finance': {
    name: 'CA-Finance',
    description: 'Whoever handles money works on a compliant device',
    owners: ['siobhan.kelly'],
    members: aliasesOf({ department: 'Finance' }),
  },
  'CA-Exclude-Travellers': {
    name: 'CA-Exclude-Travellers',
    description: 'Abroad for some days, until removed: see the ticket',
    owners: ['katarzyna.lis'],
    members: ['john.smith', 'omar.khalil'],
  },
  'Role-GlobalReaders': {
    name: 'Role-GlobalReaders',
    description: 'Global Reader, active',
    owners: ['sunniva.berg'],
    members: ['marcus.webb', 'noor.haddad', 'elif.yildiz'],
    holdsRoles: true,
  },
  'Role-HelpdeskAdministrators': {
    name: 'Role-HelpdeskAdministrators',
    description: 'Helpdesk Administrator, active',
    owners: ['piotr.wisniewski'],
    members: ['katarzyna.lis', 'jakub.nowak', 'fatima.zahra'],
    holdsRoles: true,
  },
  'SG-VPN-Users': {
    name: 'SG-VPN-Users',
    description: 'May use the VPN',
    owners: ['xiaoming.wang'],
    members: ['leo'],
    nested: ['SG-IT-Staff', 'SG-Engineering-Leads'],
  },
  'SG-IT-Staff': { name: 'SG-IT-Staff', owners: ['piotr.wisniewski'], members: aliasesOf({ department: 'IT' }) },
  'SG-Engineering-Leads': {
    name: 'SG-Engineering-Leads',
    owners: ['hiroshi.sato'],
    members: ['hiroshi.sato', 'priya.raghunathan'],
  },
  'SG-Production-Access': {
    name: 'SG-Production-Access',
    description: 'Reviewed every quarter',
    owners: ['priya.raghunathan', 'sunniva.berg'],
    members: ['rivka.ben.ami', 'emeka.okafor'],
    nested: ['SG-Engineering-Leads'],
  },
  'SG-Payroll': { name: 'SG-Payroll', owners: ['siobhan.kelly'], members: ['ole.aas', 'siobhan.kelly'] },
  'SG-Legal-Hold': {
    name: 'SG-Legal-Hold',
    owners: ['cillian.walsh'],
    members: ['henrik.lokken', 'anne.marie.le.goff'],
  },
  'SG-Licence-E5': {
    name: 'SG-Licence-E5',
    description: 'Licences by group',
    owners: ['lars.hansen'],
    members: aliasesOf({ department: 'Executive' }),
    nested: ['SG-IT-Staff', 'SG-Payroll'],
  },
  'SG-Pilot-Passkeys': {
    name: 'SG-Pilot-Passkeys',
    owners: ['lars.hansen'],
    members: ['lars.hansen', 'brandon.lee', 'sunniva.berg'],
  },
  'SG-Agents': {
    name: 'SG-Agents',
    owners: ['emeka.okafor'],
    members: ['agent.expenses', 'agent.servicedesk', 'agent.onboarding'],
  },
  'SG-Printers-3rd-Floor': { name: 'Printers: 3rd floor', description: 'yes' },
} as const satisfies Readonly<Record<string, SecurityGroup>>;

export type SecurityGroupAlias = keyof typeof securityGroups;
export const securityGroupAliases = Object.keys(securityGroups) as readonly SecurityGroupAlias[];
export const roleAssignableAliases = ['Role-GlobalReaders', 'Role-HelpdeskAdministrators'] as const;

export const assignedSecurityGroups = (): readonly SeedGroup[] =>
  securityGroupAliases.map((alias) => {
    const { name, description, owners, members, nested, holdsRoles }: SecurityGroup = securityGroups[alias];
    return groupBody({
      id: groupId(alias),
      displayName: name,
      description: description ?? null,
      mailNickname: alias,
      createdDateTime: madeAt('group', alias),
      isAssignableToRole: holdsRoles ?? null,
      visibility: holdsRoles === true ? 'Private' : null,
      members: [...(members ?? []).map(userId), ...(nested ?? []).map(groupId)],
      owners: (owners ?? []).map(userId),
    });
  });
