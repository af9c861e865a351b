/** Single objects: what becomes of their properties, and what is said to be left out. */
import { describe, expect, it } from 'vitest';
import { type ImportIds, nothingLookedUp } from '../../../src/core/adopt/model.ts';
import { resourcesOf } from '../../../src/core/adopt/resources.ts';
import type { Body, ObjectType } from '../../../src/core/model.ts';
import {
  aGroup,
  aLocation,
  anApplication,
  aPolicy,
  aServicePrincipal,
  aStrength,
  aUser,
  bodyFor,
} from '../../builder.ts';

const made = (type: ObjectType, body: Body, ids: ImportIds = nothingLookedUp) =>
  resourcesOf([{ key: { type, id: String(body.id) }, body }], ids);
const argsOf = (type: ObjectType, body: Body): unknown => made(type, body).resources[0]?.args;
const leftOf = (type: ObjectType, body: Body): readonly string[] =>
  made(type, body).unexpressed.map(({ property = 'all', reason }) => `${property}: ${reason}`);
const noPlace = 'azuread has no argument for it';

/** A policy that says all that azuread needs. */
const policy = (more: Body, conditions: Body = {}): Body =>
  aPolicy({
    more: {
      conditions: {
        applications: { includeApplications: ['All'] },
        clientAppTypes: ['all'],
        users: { includeUsers: ['All'] },
        ...conditions,
      },
      ...more,
    },
  });
const session = (controls: Body): Body => policy({ sessionControls: controls });

describe('a user', () => {
  it('has its organisation and its password policies as arguments of their own', () => {
    const body = aUser({
      employeeOrgData: { costCenter: '0100', division: null },
      passwordPolicies: 'DisablePasswordExpiration, DisableStrongPassword',
      otherMails: ['a@b.example'],
      manager: null,
    });
    expect(argsOf('user', body)).toEqual({
      accountEnabled: true,
      costCenter: '0100',
      disablePasswordExpiration: true,
      disableStrongPassword: true,
      displayName: 'Ada',
      otherMails: ['a@b.example'],
      userPrincipalName: 'ada@contoso.com',
    });
    expect(leftOf('user', body)).toEqual([]);
  });

  it('keeps quiet about what is not set, and not about what is', () => {
    expect(leftOf('user', aUser({ perUserMfaState: null, sponsors: [], passwordPolicies: 'None' }))).toEqual([]);
    expect(leftOf('user', aUser({ perUserMfaState: 'enforced', passwordPolicies: 'Novel', brandNew: 1 }))).toEqual([
      `perUserMfaState: ${noPlace}`,
      'passwordPolicies: azuread has no way to say this value',
      `brandNew: ${noPlace}`,
    ]);
  });
});

describe('what is never a resource', () => {
  it.each<[ObjectType, Body, RegExp]>([
    ['user', aUser({ onPremisesSyncEnabled: true }), /synced from on-premises/],
    ['user', aUser({ '@odata.type': '#microsoft.graph.agentUser' }), /agent users/],
    ['user', aUser({ userPrincipalName: null }), /only with userPrincipalName/],
    ['group', aGroup({ mailEnabled: true }), /managed in Exchange/],
    ['servicePrincipal', aServicePrincipal({ servicePrincipalType: 'ManagedIdentity' }), /managed identity/],
    ['authenticationStrengthPolicy', aStrength({ policyType: 'builtIn' }), /built-in/],
    ['namedLocation', aLocation({ ipRanges: [] }), /without ranges/],
    ['namedLocation', aLocation({ ipRanges: [{ lowerAddress: '192.0.2.1', upperAddress: '192.0.2.9' }] }), /ipRanges/],
    ['conditionalAccessPolicy', policy({ grantControls: null }), /without grant and session controls/],
    ['conditionalAccessPolicy', policy({}, { users: null }), /only with conditions\.users/],
    ['organization', bodyFor('organization', 'o1'), /no resource for the tenant/],
  ])('%s', (type, body, why) => {
    expect(made(type, body).resources).toEqual([]);
    expect(leftOf(type, body)).toEqual([expect.stringMatching(/^all: /)]);
    expect(leftOf(type, body)[0]).toMatch(why);
  });
});

describe('a group', () => {
  it('has the members that somebody chose, and not those that Entra computes', () => {
    expect(argsOf('group', aGroup({ members: ['user/u1'] }))).toMatchObject({ members: [{ refersTo: 'user/u1' }] });
    const dynamic = aGroup({
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.city -eq "Oslo"',
      membershipRuleProcessingState: 'Paused',
      members: ['user/u1'],
    });
    expect(argsOf('group', dynamic)).toEqual({
      displayName: 'Crew',
      dynamicMembership: { enabled: false, rule: 'user.city -eq "Oslo"' },
      mailEnabled: false,
      securityEnabled: true,
      types: ['DynamicMembership'],
    });
    expect(leftOf('group', dynamic)).toEqual([]);
  });
});

describe('a Conditional Access policy', () => {
  it('says its session controls one by one', () => {
    const controls = {
      applicationEnforcedRestrictions: { isEnabled: true },
      cloudAppSecurity: { isEnabled: true, cloudAppSecurityType: 'monitorOnly' },
      disableResilienceDefaults: null,
      persistentBrowser: { isEnabled: true, mode: 'never' },
      signInFrequency: {
        isEnabled: true,
        type: 'days',
        value: 4,
        authenticationType: 'primaryAndSecondaryAuthentication',
        frequencyInterval: 'timeBased',
      },
      secureSignInSession: null,
    };
    expect(argsOf('conditionalAccessPolicy', session(controls))).toMatchObject({
      sessionControls: {
        applicationEnforcedRestrictionsEnabled: true,
        cloudAppSecurityPolicy: 'monitorOnly',
        persistentBrowserMode: 'never',
        signInFrequency: 4,
        signInFrequencyAuthenticationType: 'primaryAndSecondaryAuthentication',
        signInFrequencyInterval: 'timeBased',
        signInFrequencyPeriod: 'days',
      },
    });
  });

  it('says guests, flows, filters and strengths in the words of azuread', () => {
    const body = policy(
      { grantControls: { operator: 'AND', builtInControls: [], authenticationStrength: { id: 'as1' } } },
      {
        authenticationFlows: { transferMethods: 'deviceCodeFlow,authenticationTransfer' },
        devices: { deviceFilter: { mode: 'exclude', rule: 'device.x -eq 1' } },
        users: {
          includeGuestsOrExternalUsers: {
            guestOrExternalUserTypes: 'internalGuest,b2bCollaborationGuest',
            externalTenants: {
              '@odata.type': '#microsoft.graph.conditionalAccessEnumeratedExternalTenants',
              membershipKind: 'enumerated',
              members: ['t1'],
            },
          },
        },
      },
    );
    expect(argsOf('conditionalAccessPolicy', body)).toMatchObject({
      conditions: {
        authenticationFlowTransferMethods: ['deviceCodeFlow', 'authenticationTransfer'],
        devices: { filter: { mode: 'exclude', rule: 'device.x -eq 1' } },
        users: {
          includedGuestsOrExternalUsers: [
            {
              guestOrExternalUserTypes: ['internalGuest', 'b2bCollaborationGuest'],
              externalTenants: [{ membershipKind: 'enumerated', members: ['t1'] }],
            },
          ],
        },
      },
      grantControls: {
        authenticationStrengthPolicyId: { otherwise: '/policies/authenticationStrengthPolicies/as1', output: 'id' },
      },
    });
  });

  it.each<[string, Body]>([
    ['sessionControls.continuousAccessEvaluation', session({ continuousAccessEvaluation: { mode: 'strict' } })],
    ['sessionControls.signInFrequency', session({ signInFrequency: { isEnabled: false, value: 4, type: 'days' } })],
    ['sessionControls.persistentBrowser', session({ persistentBrowser: { isEnabled: true, mode: 'never', novel: 1 } })],
    ['conditions.agents', policy({}, { agents: { includeAgents: ['All'] } })],
    ['conditions.brandNew', policy({}, { brandNew: ['x'] })],
    [
      'conditions.applications.includeAuthenticationContextClassReferences',
      policy({}, { applications: { includeAuthenticationContextClassReferences: ['c1'] } }),
    ],
    [
      'conditions.users.includeGuestsOrExternalUsers',
      policy({}, { users: { includeGuestsOrExternalUsers: { guestOrExternalUserTypes: 'x', novel: ['y'] } } }),
    ],
    ['conditions.locations', policy({}, { locations: { excludeLocations: ['l1'] } })],
  ])('is left out as a whole when %s cannot be said', (path, body) => {
    expect(made('conditionalAccessPolicy', body).resources).toEqual([]);
    expect(leftOf('conditionalAccessPolicy', body)).toEqual([expect.stringContaining(path)]);
  });

  it('stays in without what stands beside its conditions and controls', () => {
    const body = policy({ description: 'why' }, { agents: null, times: {}, deviceStates: null });
    expect(made('conditionalAccessPolicy', body).resources).toHaveLength(1);
    expect(leftOf('conditionalAccessPolicy', body)).toEqual([`description: ${noPlace}`]);
  });
});

describe('an application', () => {
  const role = { id: 'r1', displayName: 'Reader', description: 'Reads', allowedMemberTypes: ['User'], isEnabled: true };
  it('has all of its roles or none', () => {
    const value = { value: 'Reader' };
    expect(argsOf('application', anApplication({ appRoles: [{ ...role, ...value }] }))).toMatchObject({
      appRoles: [{ id: 'r1', displayName: 'Reader', description: 'Reads', enabled: true, ...value }],
    });
    const body = anApplication({ appRoles: [role, { ...role, id: 'r2', description: null }] });
    expect(argsOf('application', body)).not.toHaveProperty('appRoles');
    expect(leftOf('application', body)).toEqual([
      'appRoles: azuread takes it only with description, which is not set here',
    ]);
  });

  it('tells parts that get lost, but not the places of redirect URIs that nobody chose', () => {
    const web = (index: number | null): Body => ({
      redirectUris: ['https://a.example'],
      redirectUriSettings: [{ uri: 'https://a.example', index }],
    });
    expect(leftOf('application', anApplication({ web: web(null) }))).toEqual([]);
    expect(leftOf('application', anApplication({ web: web(1) }))).toEqual([`web.redirectUriSettings: ${noPlace}`]);
  });

  it('names credentials without a word of what is in them', () => {
    const credential = { keyId: 'k1', displayName: 'production', endDateTime: '2027-06-30T00:00:00Z' };
    const { resources, unexpressed } = made('application', anApplication({ passwordCredentials: [credential] }));
    expect(JSON.stringify(resources)).not.toContain('k1');
    expect(unexpressed).toEqual([expect.objectContaining({ property: 'passwordCredentials' })]);
    expect(JSON.stringify(unexpressed)).not.toContain('k1');
  });

  const child = { issuer: 'https://i.example', subject: 's', audiences: ['a'], description: null };
  const ids = new Map([
    ['application/a1/federatedIdentityCredentials/main', 'f1'],
    ['application/a1/federatedIdentityCredentials/flexible', 'f2'],
  ]);

  it('has credentials of its federation beside it, once their ids are known', () => {
    const body = anApplication({
      federatedIdentityCredentials: { main: child, flexible: { ...child, subject: null } },
    });
    const { resources, unexpressed } = made('application', body, ids);
    expect(resources[1]).toMatchObject({
      className: 'ApplicationFederatedIdentityCredential',
      importId: 'a1/federatedIdentityCredential/f1',
      args: { applicationId: { otherwise: '/applications/a1' }, displayName: 'main', issuer: 'https://i.example' },
    });
    expect(unexpressed).toMatchObject([
      { property: 'federatedIdentityCredentials.flexible', reason: expect.stringContaining('issuer, subject') },
    ]);
    expect(leftOf('application', body)).toEqual([
      expect.stringMatching(/^federatedIdentityCredentials\.main: .*--look-up/),
      expect.stringMatching(/^federatedIdentityCredentials\.flexible: .*--look-up/),
    ]);
  });

  it('has those whom it trusts beside it', () => {
    const api = { preAuthorizedApplications: [{ appId: 'app9', delegatedPermissionIds: ['s1'] }] };
    expect(made('application', anApplication({ api })).resources[1]).toMatchObject({
      className: 'ApplicationPreAuthorized',
      importId: 'a1/preAuthorizedApplication/app9',
      args: { authorizedClientId: { otherwise: 'app9' }, permissionIds: ['s1'] },
    });
  });
});

describe('a service principal', () => {
  it('has one grant for each resource with all its scopes, and each assignment', () => {
    const body = aServicePrincipal({
      appRoles: [{ id: 'r1', value: 'Reader' }],
      oauth2PermissionGrants: ['servicePrincipal/s9/Mail.Read', 'servicePrincipal/s9/User.Read'],
      appRoleAssignedTo: ['group/g1/r1'],
    });
    const ids = new Map([
      ['servicePrincipal/s1/oauth2PermissionGrants/s9', 'grant'],
      ['servicePrincipal/s1/appRoleAssignedTo/g1/r1', 'assignment'],
    ]);
    const { resources, unexpressed } = made('servicePrincipal', body, ids);
    expect(resources.slice(1)).toMatchObject([
      {
        importId: '/oauth2PermissionGrants/grant',
        args: { claimValues: ['Mail.Read', 'User.Read'], servicePrincipalObjectId: { otherwise: 's1' } },
      },
      {
        displayName: 'g1 as Reader of Payroll',
        importId: '/servicePrincipals/s1/appRoleAssignedTo/assignment',
        args: { appRoleId: 'r1', principalObjectId: { refersTo: 'group/g1', otherwise: 'g1' } },
      },
    ]);
    expect(unexpressed.map(({ property }) => property)).toEqual(['displayName']);
    expect(made('servicePrincipal', body).unexpressed.map(({ property }) => property)).toEqual([
      'displayName',
      'oauth2PermissionGrants',
      'appRoleAssignedTo',
    ]);
  });
});
