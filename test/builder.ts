/** Objects and states for tests, in the words of the domain. Every body has what Graph would always give. */
import { coverageOf, objectTypes } from '../src/core/catalog/index.ts';
import type { Body, Coverage, ObjectType, Plan, Presence, Value } from '../src/core/model.ts';
import { type PlanInput, planRecovery } from '../src/core/plan/plan.ts';
import type { Triple } from '../src/core/plan/triple.ts';

export const aUser = (more: Body = {}): Body => ({
  id: 'u1',
  displayName: 'Ada',
  userPrincipalName: 'ada@contoso.com',
  accountEnabled: true,
  city: null,
  manager: null,
  ...more,
});

export const aGroup = (more: Body = {}): Body => ({
  id: 'g1',
  displayName: 'Crew',
  groupTypes: [],
  mailEnabled: false,
  securityEnabled: true,
  members: [],
  owners: [],
  ...more,
});

export interface PolicyWords {
  readonly id?: string;
  readonly displayName?: string;
  readonly state?: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  /** Parts of `conditions.users`. */
  readonly users?: Body;
  readonly locations?: Value;
  readonly more?: Body;
}

export const aPolicy = ({ users = {}, locations = null, more = {}, ...top }: PolicyWords = {}): Body => ({
  id: 'p1',
  displayName: 'Require MFA',
  state: 'disabled',
  conditions: {
    clientAppTypes: ['all'],
    locations,
    users: {
      includeUsers: [],
      excludeUsers: [],
      includeGroups: [],
      excludeGroups: [],
      includeRoles: [],
      excludeRoles: [],
      ...users,
    },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  sessionControls: null,
  ...top,
  ...more,
});

export const aLocation = (more: Body = {}): Body => ({
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id: 'l1',
  displayName: 'Office',
  isTrusted: false,
  ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' }],
  ...more,
});

export const anApplication = (more: Body = {}): Body => ({
  id: 'a1',
  appId: 'app1',
  displayName: 'Payroll',
  federatedIdentityCredentials: {},
  passwordCredentials: [],
  requiredResourceAccess: [],
  web: { redirectUris: [] },
  owners: [],
  ...more,
});

export const aServicePrincipal = (more: Body = {}): Body => ({
  id: 's1',
  appId: 'app1',
  displayName: 'Payroll',
  accountEnabled: true,
  servicePrincipalType: 'Application',
  owners: [],
  oauth2PermissionGrants: [],
  appRoleAssignedTo: [],
  ...more,
});

export const aStrength = (more: Body = {}): Body => ({
  id: 'as1',
  displayName: 'Keys only',
  policyType: 'custom',
  allowedCombinations: ['fido2'],
  combinationConfigurations: {},
  ...more,
});

export const aMethod = (more: Body = {}): Body => ({
  '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
  id: 'Sms',
  state: 'disabled',
  includeTargets: [{ id: 'all_users', targetType: 'group' }],
  excludeTargets: [],
  ...more,
});

export const anAuthorizationPolicy = (more: Body = {}): Body => ({
  id: 'authorizationPolicy',
  blockMsolPowerShell: true,
  allowInvitesFrom: 'adminsAndGuestInviters',
  defaultUserRolePermissions: { allowedToCreateApps: false, allowedToCreateTenants: false },
  ...more,
});

export const anOrganization = (more: Body = {}): Body => ({
  id: 'o1',
  displayName: 'Contoso',
  technicalNotificationMails: ['it@contoso.com'],
  ...more,
});

const anObject: { readonly [type in ObjectType]: (more: Body) => Body } = {
  user: aUser,
  group: aGroup,
  namedLocation: aLocation,
  conditionalAccessPolicy: (more) => ({ ...aPolicy(), ...more }),
  application: anApplication,
  servicePrincipal: aServicePrincipal,
  authenticationStrengthPolicy: aStrength,
  authenticationMethodsPolicy: aMethod,
  authorizationPolicy: anAuthorizationPolicy,
  organization: anOrganization,
};

export const bodyFor = (type: ObjectType, id: string, more: Body = {}): Body => anObject[type]({ id, ...more });

export const present = (body: Body): Presence => ({ is: 'present', body });
export const softDeleted = (body: Body): Presence => ({ is: 'softDeleted', body });
export const absent: Presence = { is: 'absent' };
/** Not there, and nobody could look among the deleted items. */
export const hidden: Presence = { is: 'absent', mayBeSoftDeleted: true };
export const unknown: Presence = { is: 'unknown', reason: 'Graph answered 500' };

export interface States {
  readonly id?: string;
  readonly base: Presence;
  readonly wanted: Presence;
  readonly live: Presence;
  readonly newest?: Presence;
}

/** The three states of one object; the id is taken from whichever state has a body. */
export function triple(type: ObjectType, { id, ...states }: States): Triple {
  const bodies = Object.values(states).flatMap((state: Presence) => ('body' in state ? [state.body.id] : []));
  return { key: { type, id: id ?? String(bodies[0]) }, ...states };
}

export const fullCoverage: Coverage = coverageOf(objectTypes);

export const planOf = (triples: readonly Triple[], more: Partial<PlanInput> = {}): Plan =>
  planRecovery({
    tenantId: 't',
    base: 'base',
    wanted: 'wanted',
    engine: 'graph',
    coverage: fullCoverage,
    triples,
    ...more,
  });
