/**
 * Application permissions: for each kind of request the alternatives, each a set of permissions that must all be there.
 * Source: facts on Graph §1 and §2, application columns (PERM, UUPD, DIREST, CAUPD). Last verified: 2026-11-23.
 */
import type { Body, CoveredType } from './value.ts';

export type Grant = readonly (readonly string[])[];

const anyOf = (...permissions: readonly string[]): Grant => permissions.map((permission) => [permission]);

export const grants = {
  readUsers: anyOf('User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'),
  writeUsers: anyOf('User.ReadWrite.All', 'Directory.ReadWrite.All'),
  /** The narrow permissions decide by what is written; see `mayUpdateUser`. */
  updateUsers: [
    ...anyOf('User.ReadWrite.All', 'Directory.ReadWrite.All', 'AgentIdUser.ReadWrite.All'),
    ...anyOf('User-Phone.ReadWrite.All', 'User-Mail.ReadWrite.All'),
    ['User.EnableDisableAccount.All', 'User.Read.All'],
  ],
  deleteUsers: anyOf(
    'User.ReadWrite.All',
    'User.DeleteRestore.All',
    'Directory.ReadWrite.All',
    'AgentIdUser.ReadWrite.All',
  ),
  writeAgentUsers: anyOf('AgentIdUser.ReadWrite.All', 'AgentIdUser.ReadWrite.IdentityParentedBy'),
  readGroups: anyOf(
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ),
  createGroups: anyOf('Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'),
  writeGroups: anyOf('Group.ReadWrite.All', 'Directory.ReadWrite.All'),
  writeMembers: anyOf('GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'),
  writeRoleAssignableGroups: anyOf('RoleManagement.ReadWrite.Directory'),
  writePreferredDataLocation: anyOf('Group-PreferredDataLocation.ReadWrite.All', 'Directory.ReadWrite.All'),
  /** `OwnedBy` reads all: so the permission tables of both lists say. */
  readApplications: anyOf(
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Application.ReadWrite.OwnedBy',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ),
  readDevices: anyOf('Device.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'),
  readPolicies: anyOf('Policy.Read.All'),
  writePolicies: [['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess']],
  writeStrengths: anyOf('Policy.ReadWrite.ConditionalAccess', 'Policy.ReadWrite.AuthenticationMethod'),
  readMethods: anyOf('Policy.Read.AuthenticationMethod', 'Policy.Read.All', 'Policy.ReadWrite.AuthenticationMethod'),
  writeMethods: anyOf('Policy.ReadWrite.AuthenticationMethod'),
  writeAuthorization: anyOf('Policy.ReadWrite.Authorization'),
  writeOrganization: anyOf('Organization.ReadWrite.All'),
  readOrganization: anyOf(
    'Organization.Read.All',
    'Organization.ReadWrite.All',
    'User.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ),
  readSkus: anyOf(
    'LicenseAssignment.Read.All',
    'LicenseAssignment.ReadWrite.All',
    'Organization.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ),
  readDirectoryObjects: anyOf(
    'Directory.Read.All',
    'Directory.ReadWrite.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Device.Read.All',
  ),
  /** Of all, and of one service principal. */
  readGrants: anyOf('Directory.Read.All', 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'),
  readGrantsOfUser: anyOf('DelegatedPermissionGrant.ReadWrite.All'),
  writeGrants: anyOf('DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'),
  /** Of a service principal, as resource or as principal. */
  readAppRoleAssignments: anyOf(
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ),
  /** Of a user or a group: the tables name no application permission here. */
  readOwnAppRoleAssignments: anyOf('Directory.Read.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.ReadWrite.All'),
  writeAppRoleAssignments: [
    ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All'],
    ['AppRoleAssignment.ReadWrite.All', 'Directory.Read.All'],
  ],
  deleteAppRoleAssignments: anyOf('AppRoleAssignment.ReadWrite.All'),
  readSponsors: anyOf(
    'User.Read.All',
    'User.ReadWrite.All',
    'AgentIdUser.ReadWrite.All',
    'AgentIdUser.ReadWrite.IdentityParentedBy',
  ),
  writeSponsors: anyOf('User.ReadWrite.All', 'Directory.ReadWrite.All'),
  readMfaStates: anyOf('Policy.Read.All'),
  writeMfaStates: anyOf('Policy.ReadWrite.AuthenticationMethod'),
  readRoleAssignments: anyOf(
    'RoleManagement.Read.Directory',
    'RoleManagement.Read.All',
    'Directory.Read.All',
    'RoleManagement.ReadWrite.Directory',
    'Directory.ReadWrite.All',
  ),
  readAudits: anyOf('AuditLog.Read.All'),
  readRecoveries: anyOf('EntraBackup.Read.All'),
  readLeaveDate: anyOf('User-LifeCycleInfo.Read.All', 'User-LifeCycleInfo.ReadWrite.All'),
  writeLeaveDate: anyOf('User-LifeCycleInfo.ReadWrite.All'),
  writePasswords: anyOf('User-PasswordProfile.ReadWrite.All'),
  readSignInActivity: anyOf('AuditLog.Read.All'),
} as const satisfies Record<string, Grant>;

export const allows = (grant: Grant, roles: ReadonlySet<string>): boolean =>
  grant.some((permissions) => permissions.every((permission) => roles.has(permission)));

const readGrants: Readonly<Record<CoveredType, Grant>> = {
  user: grants.readUsers,
  group: grants.readGroups,
  device: grants.readDevices,
  application: grants.readApplications,
  servicePrincipal: grants.readApplications,
  conditionalAccessPolicy: grants.readPolicies,
  namedLocation: grants.readPolicies,
  authenticationStrengthPolicy: grants.readPolicies,
};

export const readGrantOf = (type: CoveredType): Grant => readGrants[type];

export const mayRead = (type: CoveredType, roles: ReadonlySet<string>): boolean => allows(readGrants[type], roles);

const narrow: readonly (readonly [Grant, readonly string[]])[] = [
  [[['User.EnableDisableAccount.All', 'User.Read.All']], ['accountEnabled']],
  [anyOf('User-Phone.ReadWrite.All'), ['businessPhones', 'mobilePhone']],
  [anyOf('User-Mail.ReadWrite.All'), ['otherMails']],
];

/** Properties with a permission of their own, whatever else the caller may do. */
const separate: readonly (readonly [string, Grant])[] = [
  ['employeeLeaveDateTime', grants.writeLeaveDate],
  ['passwordProfile', grants.writePasswords],
  // Graph takes it from a signed-in user only (UUPD), and the embedded tenant knows applications only.
  ['employeeHireDate', []],
];

export function mayUpdateUser(body: Body, isAgent: boolean, roles: ReadonlySet<string>): boolean {
  const names = Object.keys(body).filter((name) => !name.includes('@'));
  if (separate.some(([name, grant]) => names.includes(name) && !allows(grant, roles))) return false;
  if (isAgent) return allows(grants.writeAgentUsers, roles);
  if (allows(grants.writeUsers, roles)) return true;
  const allowed = new Set(narrow.flatMap(([grant, properties]) => (allows(grant, roles) ? properties : [])));
  const ordinary = names.filter((name) => !separate.some(([other]) => other === name));
  return ordinary.every((name) => allowed.has(name));
}

export function mayUpdateGroup(body: Body, roles: ReadonlySet<string>): boolean {
  // Sensitivity labels can be set by a signed-in user only (GUPD).
  if ('assignedLabels' in body) return false;
  return !('preferredDataLocation' in body) || allows(grants.writePreferredDataLocation, roles);
}
