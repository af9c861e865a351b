/**
 * Contoso: a company of about seventy users, sixty groups, a dozen applications and a Conditional Access baseline, with
 * leftovers in the bin. The same in every run: ids come from names, moments are fixed, and nothing asks for the time.
 */
import type { Seed, SeedGroup } from '../seed.ts';
import {
  agentAliases,
  agentIdentityId,
  agents,
  breakGlassAccounts,
  breakGlassAliases,
  deletedUsers,
  guestAliases,
  guests,
  leaverAliases,
} from './accounts.ts';
import { appIdOf, applicationId, appRoleId, principalId } from './applicationFacts.ts';
import { applicationNames, ownApplications, ownPrincipals } from './applications.ts';
import { conditionalAccessPolicies, deletedPolicies, policyNames } from './conditionalAccess.ts';
import { appRoleAssignments, directoryRoleAssignments, permissionGrants, roleIds } from './consents.ts';
import { deviceId, deviceNames, devices, groupsOfMachines, machineGroupAliases } from './devices.ts';
import { dynamicGroupAliases, dynamicSecurityGroups } from './dynamicGroups.ts';
import { groupBody, unified } from './groupBody.ts';
import { deletedLocations, namedLocations } from './locations.ts';
import { defaultDomain, groupId, initialDomain, locationId, madeAt, policyId, tenantId, userId } from './names.ts';
import { organizationBody, subscribedSkusFor } from './organization.ts';
import { employees } from './people.ts';
import {
  agentBlueprint,
  blueprint,
  deletedApplication,
  deletedPrincipal,
  otherPrincipalNames,
  otherPrincipals,
} from './principals.ts';
import { assignedSecurityGroups, securityGroupAliases } from './securityGroups.ts';
import { staffAliases } from './staff.ts';
import { syncedGroupAliases, syncedSecurityGroups } from './syncedGroups.ts';
import { microsoft365Groups, teamAliases } from './teams.ts';
import {
  authenticationMethodsPolicy,
  authenticationStrengths,
  authorizationPolicy,
  notificationMails,
  strengthId,
} from './tenantSettings.ts';

const deletedGroups = (): readonly SeedGroup[] => [
  groupBody({
    id: groupId('summer.party'),
    displayName: 'Summer Party 2026',
    mailNickname: 'summer.party',
    createdDateTime: madeAt('group', 'summer.party'),
    deletedDateTime: '2026-11-06T12:00:09Z',
    ...unified('summer.party', 'Public'),
    members: ['tuva.dahl', 'sven.oe', 'taylor.yes'].map(userId),
    owners: [userId('tuva.dahl')],
  }),
  groupBody({
    id: groupId('SG-Old-Wiki'),
    displayName: 'SG-Old-Wiki',
    description: 'Editors of the old wiki',
    mailNickname: 'SG-Old-Wiki',
    createdDateTime: madeAt('group', 'SG-Old-Wiki'),
    deletedDateTime: '2026-11-11T09:40:52Z',
    members: ['minh.nguyen', 'chloe.martin'].map(userId),
    owners: [userId('chloe.martin')],
  }),
];

export function contoso(): Seed {
  const people = employees();
  const users = [...breakGlassAccounts(), ...people, ...guests(), ...agents()];
  return {
    organization: { ...organizationBody(tenantId, 'Contoso', [defaultDomain, initialDomain]), ...notificationMails },
    subscribedSkus: subscribedSkusFor(tenantId, people.length),
    users,
    groups: [
      ...microsoft365Groups(),
      ...assignedSecurityGroups(),
      ...dynamicSecurityGroups(users),
      ...syncedSecurityGroups(),
      ...groupsOfMachines(),
    ],
    devices: devices(),
    applications: [...ownApplications(), agentBlueprint()],
    servicePrincipals: [...ownPrincipals(), ...otherPrincipals()],
    oauth2PermissionGrants: permissionGrants(),
    appRoleAssignments: appRoleAssignments(),
    directoryRoleAssignments: directoryRoleAssignments(),
    authenticationStrengthPolicies: authenticationStrengths(),
    authenticationMethodsPolicy: authenticationMethodsPolicy(),
    authorizationPolicy: authorizationPolicy(),
    namedLocations: namedLocations(),
    conditionalAccessPolicies: conditionalAccessPolicies(),
    deleted: {
      users: deletedUsers(),
      groups: deletedGroups(),
      applications: [deletedApplication()],
      servicePrincipals: [deletedPrincipal()],
      namedLocations: deletedLocations(),
      conditionalAccessPolicies: deletedPolicies(),
    },
  };
}

const idsOf = <Name extends string>(names: readonly Name[], idOf: (name: Name) => string) =>
  Object.fromEntries(names.map((name) => [name, idOf(name)])) as { readonly [name in Name]: string };

/** Ids to speak of Contoso's objects by: users and groups by alias, the others by a short name. */
export const contosoIds = {
  tenant: tenantId,
  breakGlassAccounts: breakGlassAliases.map(userId),
  breakGlassGroup: groupId('CA-Exclude-BreakGlass'),
  users: idsOf([...breakGlassAliases, ...staffAliases, ...guestAliases, ...agentAliases], userId),
  groups: idsOf(
    [...teamAliases, ...securityGroupAliases, ...dynamicGroupAliases, ...syncedGroupAliases, ...machineGroupAliases],
    groupId,
  ),
  devices: idsOf(deviceNames, deviceId),
  applications: idsOf([...applicationNames, blueprint], applicationId),
  servicePrincipals: idsOf([...applicationNames, ...otherPrincipalNames], principalId),
  /** By the alias of the user that signs in as it. */
  agentIdentities: idsOf(agentAliases, agentIdentityId),
  appIds: idsOf([...applicationNames, 'ticketing', 'whiteboard', blueprint], appIdOf),
  appRoles: {
    expenses: idsOf(['Claimant', 'Approver', 'Exporter'], (value) => appRoleId('expenses', value)),
    orders: idsOf(['Dispatcher', 'Orders.Import.All', 'Auditor'], (value) => appRoleId('orders', value)),
  },
  roles: roleIds,
  strengths: { keys: strengthId },
  policies: idsOf(policyNames, policyId),
  locations: idsOf(['headquarters', 'remoteAccess', 'allowedCountries'], locationId),
  deleted: {
    users: idsOf(leaverAliases, userId),
    groups: idsOf(['summer.party', 'SG-Old-Wiki'], groupId),
    applications: idsOf(['oldWiki'], applicationId),
    servicePrincipals: idsOf(['oldWiki'], principalId),
    policies: idsOf(['blockUnknownPlatforms'], policyId),
    locations: idsOf(['formerOffice'], locationId),
  },
} as const;
