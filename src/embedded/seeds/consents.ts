/** Who was given what: consent, app roles, directory roles. */

import { roles } from '../directoryRoles.ts';
import type { SeedBody } from '../seed.ts';
import { agentIdentityId, breakGlassAliases } from './accounts.ts';
import { appRoleId, principalId } from './applicationFacts.ts';
import { applicationNames, askedRoles, factsOf } from './applications.ts';
import { graphRoles } from './graphPermissions.ts';
import { groupId, userId } from './names.ts';

/** Consent of administrators for everybody, and of a few people for themselves. */
export const permissionGrants = (): readonly SeedBody[] => [
  ...applicationNames.flatMap((name) => {
    const { scopes = [], consentOf } = factsOf(name);
    if (scopes.length === 0) return [];
    const scope = scopes.join(' ');
    return consentOf === undefined
      ? [grant(name, 'AllPrincipals', null, scope)]
      : consentOf.map((alias) => grant(name, 'Principal', userId(alias), scope));
  }),
  grant('ticketing', 'AllPrincipals', null, 'User.Read openid profile'),
  grant('supplierPortal', 'AllPrincipals', null, 'Orders.Read', 'orders'),
  // More than the application was made for: Orders.Approve is not to be had without an administrator.
  grant('fieldApp', 'AllPrincipals', null, 'Orders.Read Orders.Approve', 'orders'),
  grant('whiteboard', 'Principal', userId('sven.oe'), 'User.Read Files.Read offline_access'),
  grant('whiteboard', 'Principal', userId('isabella.rossi'), 'User.Read'),
  grant('intranet', 'Principal', userId('john.smith'), 'Mail.ReadWrite'),
  grant('fieldApp', 'Principal', userId('aoi.suzuki'), 'Calendars.Read'),
];

const grant = (
  client: string,
  consentType: string,
  principal: string | null,
  scope: string,
  resource = 'graph',
): SeedBody => ({
  clientId: principalId(client),
  resourceId: principalId(resource),
  consentType,
  principalId: principal,
  scope,
});

const assignment = (principal: string, resource: string, role: string): SeedBody => ({
  principalId: principal,
  resourceId: principalId(resource),
  appRoleId: role,
  createdDateTime: '2026-02-02T09:00:00Z',
});

const defaultAccess = '00000000-0000-0000-0000-000000000000';

export const appRoleAssignments = (): readonly SeedBody[] => [
  assignment(groupId('SG-IT-Staff'), 'expenses', appRoleId('expenses', 'Claimant')),
  assignment(groupId('CA-Finance'), 'expenses', appRoleId('expenses', 'Approver')),
  assignment(userId('siobhan.kelly'), 'expenses', appRoleId('expenses', 'Approver')),
  assignment(principalId('nightlyExport'), 'expenses', appRoleId('expenses', 'Exporter')),
  assignment(groupId('SG-IT-Staff'), 'ticketing', defaultAccess),
  assignment(userId('auditor'), 'orders', appRoleId('orders', 'Auditor')),
  assignment(groupId('SG-Engineering-Leads'), 'orders', appRoleId('orders', 'Dispatcher')),
  assignment(userId('hannah.von.der.heide'), 'orders', appRoleId('orders', 'Dispatcher')),
  assignment(principalId('func-invoices'), 'orders', appRoleId('orders', 'Orders.Import.All')),
  assignment(principalId('func-invoices'), 'graph', graphRoles['Organization.Read.All']),
  assignment(agentIdentityId('agent.expenses'), 'expenses', appRoleId('expenses', 'Exporter')),
  assignment(agentIdentityId('agent.servicedesk'), 'graph', graphRoles['User.Read.All']),
  assignment(userId('sven.oe'), 'whiteboard', defaultAccess),
  ...applicationNames.flatMap((name) =>
    askedRoles(name).map(([resource, role]) => assignment(principalId(name), resource, role)),
  ),
];

/** Role template ids, which are the same in every tenant. */
export const roleIds = {
  cloudApplicationAdministrator: '158c047a-c907-4556-b7ef-446551a6b5f7',
  directoryReaders: roles.directoryReaders,
  globalAdministrator: roles.globalAdministrator,
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  helpdeskAdministrator: roles.helpdeskAdministrator,
  privilegedAuthenticationAdministrator: roles.privilegedAuthenticationAdministrator,
  privilegedRoleAdministrator: roles.privilegedRoleAdministrator,
} as const;

export const directoryRoleAssignments = (): readonly SeedBody[] => [
  ...breakGlassAliases.map((alias) => ({ principalId: userId(alias), roleDefinitionId: roleIds.globalAdministrator })),
  { principalId: userId('sunniva.berg'), roleDefinitionId: roleIds.globalAdministrator },
  { principalId: userId('priya.raghunathan'), roleDefinitionId: roleIds.cloudApplicationAdministrator },
  { principalId: groupId('Role-GlobalReaders'), roleDefinitionId: roleIds.globalReader },
  { principalId: groupId('Role-HelpdeskAdministrators'), roleDefinitionId: roleIds.helpdeskAdministrator },
  { principalId: principalId('rewindReader'), roleDefinitionId: roleIds.directoryReaders },
  // Without these it could not recover administrators and role-assignable groups.
  { principalId: principalId('rewindWriter'), roleDefinitionId: roleIds.privilegedAuthenticationAdministrator },
  { principalId: principalId('rewindWriter'), roleDefinitionId: roleIds.privilegedRoleAdministrator },
];
