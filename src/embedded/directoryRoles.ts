/**
 * Directory roles, as far as they decide what an application may do: sensitive actions on users who hold a role need a
 * role of the caller as well, whatever its permissions. Source: Graph's page on users, "Who can perform sensitive
 * actions" (facts on Graph §2, USERS); role template ids: AzurePrivilegedIAM. Last verified: 2026-11-23.
 */
import type { Call } from './call.ts';
import { allows, grants } from './permissions.ts';
import type { Entry } from './store.ts';
import type { Body } from './value.ts';

export const roles = {
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  groupsAdministrator: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  guestInviter: '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  messageCenterReader: '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  passwordAdministrator: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  usageSummaryReportsReader: '75934031-6c7e-415a-99d7-48dbd49e875e',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;

/** What may be done to a user with this role by User Administrators and Authentication Administrators. */
const openTo = (...callers: readonly string[]): ReadonlySet<string> => new Set(callers);
const { authenticationAdministrator, userAdministrator } = roles;
const byRole: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [roles.authenticationAdministrator, openTo(authenticationAdministrator)],
  [roles.directoryReaders, openTo(authenticationAdministrator, userAdministrator)],
  [roles.groupsAdministrator, openTo(userAdministrator)],
  [roles.guestInviter, openTo(authenticationAdministrator, userAdministrator)],
  [roles.helpdeskAdministrator, openTo(userAdministrator)],
  [roles.messageCenterReader, openTo(authenticationAdministrator, userAdministrator)],
  [roles.passwordAdministrator, openTo(userAdministrator)],
  [roles.reportsReader, openTo(authenticationAdministrator, userAdministrator)],
  [roles.usageSummaryReportsReader, openTo(authenticationAdministrator, userAdministrator)],
  [roles.userAdministrator, openTo(userAdministrator)],
]);

/** Roles that make nobody an administrator: the permission alone will do (UUPD, on phones and mails; unverified for the rest). */
const harmless: ReadonlySet<string> = new Set([
  roles.directoryReaders,
  roles.guestInviter,
  roles.messageCenterReader,
  roles.reportsReader,
]);

const sensitiveProperties: readonly string[] = [
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
];

export const isSensitive = (sent: Body): boolean => sensitiveProperties.some((property) => property in sent);

/** Living role-assignable groups that hold the object. */
const roleAssignableGroups = (
  call: Pick<Call, 'tenant'>,
  id: string,
  names: readonly ('members' | 'owners')[],
): Entry[] =>
  call.tenant.store.groupsOf(id, names).filter((group) => group.alive && group.body.isAssignableToRole === true);

/** The roles of whoever calls: those its token names, and those its service principal holds, itself or by a group. */
export function rolesOfCaller(call: Pick<Call, 'tenant' | 'caller'>): ReadonlySet<string> {
  const { objectId, directoryRoles } = call.caller;
  const { store, relations } = call.tenant;
  if (objectId === null || !store.isAlive(objectId)) return directoryRoles;
  const groups = roleAssignableGroups(call, objectId, ['members']).map((group) => group.id);
  return new Set([...directoryRoles, ...[objectId, ...groups].flatMap((id) => relations.rolesOf(id))]);
}

/** Whether the caller's roles reach as high as the user's. True for users without any role. */
export function mayActOn(call: Call, user: Entry): boolean {
  const held = call.tenant.relations.rolesOf(user.id).filter((role) => !harmless.has(role));
  // Who belongs to a role-assignable group counts as an administrator of the highest kind, whatever role it has (USERS).
  const isGrouped = roleAssignableGroups(call, user.id, ['members', 'owners']).length > 0;
  if (held.length === 0 && !isGrouped) return true;
  const own = rolesOfCaller(call);
  if (own.has(roles.globalAdministrator) || own.has(roles.privilegedAuthenticationAdministrator)) return true;
  // Roles that the table does not name, custom ones too, are above both (unverified for the ones that are no privileged roles).
  return !isGrouped && held.every((role) => [...own].some((one) => byRole.get(role)?.has(one) === true));
}

const administersRoles = (call: Call): boolean => {
  const own = rolesOfCaller(call);
  return own.has(roles.privilegedRoleAdministrator) || own.has(roles.globalAdministrator);
};

/** Role-assignable groups and their links: a permission of their own, or the role (DTS). */
export const mayWriteRoleAssignable = (call: Call): boolean =>
  allows(grants.writeRoleAssignableGroups, call.roles) || administersRoles(call);

/** Bringing one back needs the role, whatever the permissions (DIRBAC; said of signed-in users, unverified for applications). */
export const mayRestoreRoleAssignable = administersRoles;
