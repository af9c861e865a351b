/** Microsoft 365 groups: mailboxes and teams. Members are users only, and owners are members too. */
import type { SeedGroup } from '../seed.ts';
import { groupBody, unified } from './groupBody.ts';
import { changedAt, groupId, madeAt, userId } from './names.ts';
import type { DepartmentName, OfficeName } from './offices.ts';
import { type StaffAlias, staff, staffAliases } from './staff.ts';

type Members = { readonly department: DepartmentName } | { readonly office: OfficeName } | readonly string[];
type Team = readonly [string, string | null, 'Public' | 'Private', readonly StaffAlias[], Members];

/** Who is meant by a department or an office, or by name. */
export function aliasesOf(members: Members): readonly string[] {
  if ('department' in members) return staffAliases.filter((alias) => staff[alias][3] === members.department);
  if ('office' in members) return staffAliases.filter((alias) => staff[alias][4] === members.office);
  return members;
}

const everyone: readonly string[] = staffAliases;

/** Display name, description, visibility, owners, members. */
const teams = {
  'all.company': [
    'All Company',
    'News for everyone at Contoso',
    'Public',
    ['ingrid.solberg', 'isabella.rossi'],
    everyone,
  ],
  leadership: ['Leadership Team', null, 'Private', ['ingrid.solberg', 'kari.nordmann'], { department: 'Executive' }],
  'finance.team': ['Finance', 'Closing, payroll and treasury', 'Private', ['siobhan.kelly'], { department: 'Finance' }],
  'legal.team': [
    'Legal & Compliance',
    'Contracts: drafts, reviews; signatures',
    'Private',
    ['cillian.walsh'],
    { department: 'Legal' },
  ],
  'people.team': ['People', null, 'Private', ['astrid.bjornson'], { department: 'Human Resources' }],
  'it.team': [
    'IT',
    'Platform, devices and service desk',
    'Private',
    ['piotr.wisniewski', 'katarzyna.lis'],
    { department: 'IT' },
  ],
  'security.incidents': [
    'Security Incidents',
    'War room.\nNo small talk, please.',
    'Private',
    ['sunniva.berg', 'marcus.webb'],
    { department: 'Security' },
  ],
  engineering: ['Engineering', null, 'Public', ['hiroshi.sato', 'priya.raghunathan'], { department: 'Engineering' }],
  'sales.emea': [
    'Sales EMEA',
    'Europe, Middle East and Africa',
    'Public',
    ['camille.dubois'],
    ['camille.dubois', 'omar.khalil', 'john.smith2', 'tuva.dahl'],
  ],
  'sales.americas': [
    'Sales Americas',
    null,
    'Public',
    ['beatriz.souza'],
    ['beatriz.souza', 'john.smith', 'rafael.nunez'],
  ],
  marketing: ['Marketing', null, 'Public', ['isabella.rossi'], { department: 'Marketing' }],
  'oslo.social': [
    '🎉 Oslo Social',
    'Lønningspils, skiturer og annet hyggelig',
    'Public',
    ['tuva.dahl'],
    { office: 'oslo' },
  ],
  'tokyo.office': ['東京オフィス', '港区のお知らせ', 'Public', ['hiroshi.sato'], { office: 'tokyo' }],
  'fabrikam.project': [
    'Project Falcon (with Fabrikam)',
    'Shared with guests',
    'Private',
    ['camille.dubois'],
    ['camille.dubois', 'priya.raghunathan', 'henrik.lokken', 'amelie.durand'],
  ],
  'audit.2026': [
    'Audit 2026',
    null,
    'Private',
    ['mairead.obrien'],
    ['mairead.obrien', 'siobhan.kelly', 'cillian.walsh', 'auditor'],
  ],
} as const satisfies Readonly<Record<string, Team>>;

export const teamAliases = Object.keys(teams) as readonly (keyof typeof teams)[];

export const microsoft365Groups = (): readonly SeedGroup[] =>
  teamAliases.map((alias) => {
    const [displayName, description, visibility, owners, members]: Team = teams[alias];
    const made = madeAt('group', alias);
    return groupBody({
      id: groupId(alias),
      displayName,
      description,
      mailNickname: alias,
      createdDateTime: made,
      renewedDateTime: changedAt(made, 'group', alias),
      ...unified(alias, visibility),
      resourceBehaviorOptions: ['HideGroupInOutlook', 'WelcomeEmailDisabled'],
      resourceProvisioningOptions: ['Team'],
      theme: alias === 'engineering' ? 'Teal' : null,
      preferredLanguage: alias === 'tokyo.office' ? 'ja-JP' : null,
      classification: visibility === 'Private' ? 'Confidential' : null,
      members: [...new Set([...owners, ...aliasesOf(members)])].map(userId),
      owners: owners.map(userId),
    });
  });
