import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judge,
  nothingAround,
  type Severity,
  type Surroundings,
  severities,
  severityOf,
} from '../../../src/core/forge/severity.ts';
import { severityRules } from '../../../src/core/forge/severityRules.ts';
import type { AttributeChange, ObjectChange, ObjectType, Value } from '../../../src/core/model.ts';
import { aChange, aLink, aReport } from '../report/samples.ts';

const emergency = '1CFAC42F-071C-404F-8C32-90D9868062C9';
const emergencyGroup = 'ed69a0d0-790b-4756-9b6b-a05e4062ff11';

const around: Surroundings = {
  breakGlass: { accounts: [emergency.toLowerCase()], groups: [emergencyGroup] },
  privileged: {
    roles: new Map([['graph/role-1', 'RoleManagement.ReadWrite.Directory']]),
    holders: new Map([
      ['principal-1', ['RoleManagement.ReadWrite.Directory']],
      ['app-1', ['RoleManagement.ReadWrite.Directory']],
    ]),
  },
  appIds: new Map([
    ['application-1', 'app-1'],
    ['application-2', 'app-2'],
  ]),
  roleAssignable: new Set(['admins']),
  excludedGroups: new Set(['excluded']),
  counts: { user: 100 },
};

const of = (type: ObjectType, more: Partial<ObjectChange> = {}): ObjectChange => aChange({ type, id: 'x', ...more });
const differing = (
  type: ObjectType,
  name: string,
  backup: Value | undefined,
  current: Value | undefined,
  more: Partial<ObjectChange> = {},
) => of(type, { attributes: [{ name, backup, current } satisfies AttributeChange], ...more });

const policy = (name: string, backup: Value | undefined, current: Value | undefined) =>
  differing('conditionalAccessPolicy', name, backup, current);
const method = (id: string, name: string, backup: Value, current: Value) =>
  differing('authenticationMethodsPolicy', name, backup, current, { id });
const fromTo = 'federatedIdentityCredentials.deploy.subject';

const cases: readonly (readonly [Severity, string, ObjectChange, RegExp?])[] = [
  // Conditional Access
  ['critical', 'a policy switched off', policy('state', 'enabled', 'disabled'), /no longer enforced/],
  [
    'critical',
    'a policy set to report-only',
    policy('state', 'enabled', 'enabledForReportingButNotEnforced'),
    /no longer enforced/,
  ],
  ['low', 'a report-only policy switched off', policy('state', 'enabledForReportingButNotEnforced', 'disabled')],
  ['high', 'a policy switched on', policy('state', 'disabled', 'enabled'), /keep people out/],
  ['critical', 'a policy deleted', of('conditionalAccessPolicy', { change: 'softDeleted' }), /^deleted: what it asked/],
  ['critical', 'a policy deleted for good', of('conditionalAccessPolicy', { change: 'hardDeleted' })],
  ['medium', 'a new policy', of('conditionalAccessPolicy', { change: 'added' })],
  ['critical', 'somebody excluded', policy('conditions.users.excludeUsers', [], ['u1']), /excludes more/],
  [
    'critical',
    'a place excluded',
    policy('conditions.locations.excludeLocations', [], ['AllTrusted']),
    /excludes more/,
  ],
  [
    'critical',
    'guests excluded',
    policy('conditions.users.excludeGuestsOrExternalUsers', null, {
      guestOrExternalUserTypes: 'b2bCollaborationGuest',
    }),
    /excludes more/,
  ],
  ['high', 'the emergency account excluded', policy('conditions.users.excludeUsers', [], [emergency]), /otherwise/],
  [
    'critical',
    'the emergency account and somebody else excluded',
    policy('conditions.users.excludeUsers', [], [emergency, 'u1']),
    /excludes more/,
  ],
  [
    'critical',
    'the emergency group no longer excluded',
    policy('conditions.users.excludeGroups', ['g', emergencyGroup], ['g']),
    /emergency/,
  ],
  ['high', 'somebody no longer excluded', policy('conditions.users.excludeUsers', ['u1'], [])],
  ['critical', 'everybody no longer included', policy('conditions.users.includeUsers', ['All'], ['u1']), /fewer/],
  ['critical', 'a role no longer included', policy('conditions.users.includeRoles', ['r1', 'r2'], ['r1']), /fewer/],
  ['high', 'everybody included', policy('conditions.users.includeUsers', ['u1'], ['All'])],
  ['critical', 'a risk level as a new condition', policy('conditions.userRiskLevels', [], ['high']), /narrower/],
  ['critical', 'a risk level less', policy('conditions.signInRiskLevels', ['high', 'medium'], ['high']), /narrower/],
  ['high', 'a risk level more', policy('conditions.signInRiskLevels', ['high'], ['high', 'medium'])],
  ['high', 'a condition gone', policy('conditions.userRiskLevels', ['high'], [])],
  [
    'critical',
    'a place as a new condition',
    policy('conditions.locations', null, { includeLocations: ['l1'] }),
    /narrower/,
  ],
  ['critical', 'a control less', policy('grantControls.builtInControls', ['mfa', 'compliantDevice'], ['mfa']), /less/],
  ['critical', 'any control instead of all', policy('grantControls.operator', 'AND', 'OR'), /less/],
  ['critical', 'no control', policy('grantControls', { operator: 'OR' }, null), /less/],
  ['critical', 'no strength', policy('grantControls.authenticationStrength', { id: 's' }, null), /less/],
  ['high', 'a control more', policy('grantControls.builtInControls', ['mfa'], ['mfa', 'compliantDevice'])],
  ['high', 'another session control', policy('sessionControls.persistentBrowser.mode', 'never', 'always')],
  ['low', 'another name', policy('displayName', 'a', 'b')],
  ['critical', 'fewer client types', policy('conditions.clientAppTypes', ['all'], ['browser']), /narrower/],
  ['high', 'all client types', policy('conditions.clientAppTypes', ['browser'], ['all']), /otherwise/],
  ['high', 'every place', policy('conditions.locations.includeLocations', ['l1', 'l2'], ['All']), /otherwise/],
  // Places and strengths
  ['critical', 'a place made trusted', differing('namedLocation', 'isTrusted', false, true), /trusted/],
  [
    'critical',
    'a place widened',
    differing(
      'namedLocation',
      'ipRanges',
      [{ cidrAddress: '10.0.0.0/8' }],
      [{ cidrAddress: '10.0.0.0/8' }, { cidrAddress: '0.0.0.0/0' }],
    ),
    /wider/,
  ],
  ['critical', 'a country more', differing('namedLocation', 'countriesAndRegions', ['NO'], ['NO', 'SE']), /wider/],
  [
    'high',
    'a place narrowed',
    differing('namedLocation', 'ipRanges', [{ cidrAddress: 'a' }, { cidrAddress: 'b' }], [{ cidrAddress: 'a' }]),
  ],
  ['low', 'a place renamed', differing('namedLocation', 'displayName', 'a', 'b')],
  [
    'critical',
    'a strength that accepts more',
    differing('authenticationStrengthPolicy', 'allowedCombinations', ['fido2'], ['fido2', 'password,sms']),
    /accepts more/,
  ],
  [
    'high',
    'a strength that accepts less',
    differing('authenticationStrengthPolicy', 'allowedCombinations', ['fido2', 'x509'], ['fido2']),
  ],
  ['critical', 'a strength deleted', of('authenticationStrengthPolicy', { change: 'hardDeleted' })],
  // Methods
  ['critical', 'text messages allowed', method('Sms', 'state', 'disabled', 'enabled'), /intercepted/],
  ['critical', 'passkeys no longer allowed', method('Fido2', 'state', 'enabled', 'disabled'), /strong/],
  ['high', 'passkeys allowed', method('Fido2', 'state', 'disabled', 'enabled'), /otherwise/],
  ['critical', 'attestation off', method('Fido2', 'isAttestationEnforced', true, false), /safeguard/],
  [
    'critical',
    'number matching off',
    method('MicrosoftAuthenticator', 'featureSettings.numberMatchingRequiredState.state', 'enabled', 'disabled'),
    /safeguard/,
  ],
  ['high', 'other targets', method('Fido2', 'includeTargets', [], [{ id: 'g' }])],
  ['low', 'another description', method('Fido2', 'description', 'a', 'b')],
  // What everybody may do
  [
    'critical',
    'guests as members',
    differing(
      'authorizationPolicy',
      'guestUserRoleId',
      '2af84b1e-32c8-42b7-82bc-daa82404023b',
      'a0b1b346-4d3e-4e8b-98f8-753987be4970',
    ),
  ],
  [
    'critical',
    'consent to risky applications',
    differing('authorizationPolicy', 'allowUserConsentForRiskyApps', false, true),
  ],
  [
    'high',
    'everybody may invite',
    differing('authorizationPolicy', 'allowInvitesFrom', 'adminsAndGuestInviters', 'everyone'),
  ],
  ['medium', 'a domain', differing('organization', 'verifiedDomains', [], [{ name: 'evil.example' }])],
  ['low', 'another street', differing('organization', 'street', 'a', 'b')],
  // Accounts
  ['critical', 'an emergency account changed', differing('user', 'city', 'a', 'b', { id: emergency }), /emergency/],
  ['critical', 'an emergency account deleted', of('user', { id: emergency, change: 'softDeleted' }), /emergency/],
  ['high', 'an account enabled', differing('user', 'accountEnabled', false, true), /sign in again/],
  ['medium', 'an account disabled', differing('user', 'accountEnabled', true, false)],
  ['high', 'a second factor off', differing('user', 'perUserMfaState', 'enforced', 'disabled')],
  ['high', 'a guest made a member', differing('user', 'userType', 'Guest', 'Member')],
  ['medium', 'another sign-in name', differing('user', 'userPrincipalName', 'a@b', 'c@b')],
  ['medium', 'a user deleted', of('user', { change: 'softDeleted' })],
  ['high', 'a user deleted for good', of('user', { change: 'hardDeleted' }), /made anew/],
  ['low', 'a new user', of('user', { change: 'added' })],
  ['low', 'another city', differing('user', 'city', 'a', 'b')],
  // Groups
  [
    'critical',
    'the emergency group changed',
    of('group', { id: emergencyGroup, links: [aLink('-', 'user/u1')] }),
    /emergency/,
  ],
  [
    'critical',
    'a new member of a role-assignable group',
    of('group', { id: 'admins', links: [aLink('+', 'user/u1')] }),
    /roles/,
  ],
  [
    'critical',
    'a new owner of it',
    of('group', { id: 'admins', links: [aLink('+', 'user/u1', { name: 'owners' })] }),
    /roles/,
  ],
  ['high', 'a new role-assignable group', of('group', { id: 'admins', change: 'added' })],
  [
    'critical',
    'a new member of an excluded group',
    of('group', { id: 'excluded', links: [aLink('+', 'user/u1')] }),
    /asked for less/,
  ],
  [
    'critical',
    'another rule of an excluded group',
    differing('group', 'membershipRule', 'a', 'b', { id: 'excluded' }),
    /asked for less/,
  ],
  ['low', 'a member less in an excluded group', of('group', { id: 'excluded', links: [aLink('-', 'user/u1')] })],
  [
    'high',
    'a new owner of an excluded group',
    of('group', { id: 'excluded', links: [aLink('+', 'user/u1', { name: 'owners' })] }),
  ],
  ['medium', 'another rule', differing('group', 'membershipRule', 'a', 'b')],
  ['low', 'a new member', of('group', { links: [aLink('+', 'user/u1')] })],
  // Applications
  [
    'critical',
    'a privileged permission given',
    of('servicePrincipal', {
      id: 'graph',
      links: [
        aLink('+', 'servicePrincipal/p', {
          name: 'appRoleAssignedTo',
          target: { type: 'servicePrincipal', id: 'p', permission: 'role-1' },
        }),
      ],
    }),
    /privileged permission/,
  ],
  [
    'low',
    'a privileged permission taken',
    of('servicePrincipal', {
      id: 'graph',
      links: [
        aLink('-', 'servicePrincipal/p', {
          name: 'appRoleAssignedTo',
          target: { type: 'servicePrincipal', id: 'p', permission: 'role-1' },
        }),
      ],
    }),
  ],
  [
    'medium',
    'another permission given',
    of('servicePrincipal', {
      id: 'graph',
      links: [
        aLink('+', 'servicePrincipal/p', {
          name: 'appRoleAssignedTo',
          target: { type: 'servicePrincipal', id: 'p', permission: 'role-2' },
        }),
      ],
    }),
  ],
  [
    'critical',
    'a federated credential of a privileged application',
    differing('application', fromTo, undefined, 'repo:evil', { id: 'application-1' }),
    /new way to sign in/,
  ],
  [
    'high',
    'a federated credential of another',
    differing('application', fromTo, undefined, 'repo:x', { id: 'application-2' }),
    /federated/,
  ],
  ['low', 'a federated credential gone', differing('application', fromTo, 'repo:x', null, { id: 'application-1' })],
  [
    'critical',
    'an owner of a privileged principal',
    of('servicePrincipal', { id: 'principal-1', links: [aLink('+', 'user/u1', { name: 'owners' })] }),
  ],
  ['medium', 'an owner of another', of('application', { links: [aLink('+', 'user/u1', { name: 'owners' })] })],
  [
    'critical',
    'a secret of a privileged application',
    differing('application', 'passwordCredentials', [], [{ keyId: 'k' }], { id: 'application-1' }),
  ],
  ['high', 'a secret of another', differing('application', 'passwordCredentials', [], [{ keyId: 'k' }]), /by hand/],
  ['low', 'a secret gone', differing('application', 'passwordCredentials', [{ keyId: 'k' }], [])],
  [
    'high',
    'consent for everybody',
    of('servicePrincipal', {
      change: 'added',
      links: [aLink('+', 'servicePrincipal/g', { name: 'oauth2PermissionGrants' })],
    }),
    /everybody/,
  ],
  [
    'high',
    'another redirect address',
    differing('application', 'web.redirectUris', ['https://a'], ['https://a', 'https://evil']),
  ],
  ['high', 'used by other tenants', differing('application', 'signInAudience', 'AzureADMyOrg', 'AzureADMultipleOrgs')],
  ['medium', 'a new application', of('application', { change: 'added' })],
  ['medium', 'a user restored', of('user', { change: 'restored' })],
  ['medium', 'a principal disabled', differing('servicePrincipal', 'accountEnabled', true, false)],
  ['medium', 'an application deleted', of('application', { change: 'softDeleted' })],
];

describe('how much a change matters', () => {
  it.each(cases.map(([severity, what, ...rest]) => ({ severity, what, rest })))(
    '$severity: $what',
    ({ severity, rest }) => {
      const [change, because] = rest;
      const judged = severityOf(change, around);
      expect(judged.severity).toBe(severity);
      if (because !== undefined) expect(judged.reasons[0]?.because).toMatch(because);
      if (severity === 'low') expect(judged.reasons).toEqual([]);
    },
  );

  it('has a case for every rule', () => {
    const reasons = new Set(
      cases.flatMap(([, , change]) => severityOf(change, around).reasons.map(({ because }) => because)),
    );
    expect(severityRules.map(({ because }) => because).filter((because) => !reasons.has(because))).toEqual([]);
  });

  it('has rules that are told apart by their reason', () => {
    expect(new Set(severityRules.map(({ because }) => because)).size).toBe(severityRules.length);
  });

  it('names what each reason rests on, and leaves out weaker reasons for the same', () => {
    const { reasons } = severityOf(policy('conditions.users.excludeUsers', [], ['u1']), around);
    expect(reasons).toEqual([
      { severity: 'critical', because: 'excludes more than before', names: ['conditions.users.excludeUsers'] },
    ]);
  });

  it('is ordinary where nothing is known around it', () => {
    expect(severityOf(of('group', { id: 'admins', links: [aLink('+', 'user/u1')] }), nothingAround).severity).toBe(
      'low',
    );
  });

  it('never fails, whatever the values are', () => {
    const value = fc.jsonValue() as fc.Arbitrary<Value>;
    const names = cases.flatMap(([, , { attributes }]) => attributes.map(({ name }) => name));
    fc.assert(
      fc.property(
        fc.constantFrom(...cases.map(([, , change]) => change)),
        fc.constantFrom(...names),
        value,
        value,
        (change, name, backup, current) => {
          expect(severities).toContain(
            severityOf({ ...change, attributes: [{ name, backup, current }] }, around).severity,
          );
        },
      ),
    );
  });
});

describe('a whole report', () => {
  it('has the worst first, and the order of the report within', () => {
    const changes = cases.map(([, what, change], n) => ({
      ...change,
      id: change.id === 'x' ? `x${n}` : change.id,
      displayName: what,
    }));
    const { objects, worst, counts } = judge(aReport(changes), around);
    const order = objects.map(({ severity }) => severities.indexOf(severity));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(worst).toBe('critical');
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(changes.length);
  });

  it('of nothing has no severity', () => {
    expect(judge(aReport([]), around)).toEqual({
      worst: null,
      objects: [],
      mass: [],
      counts: { critical: 0, high: 0, medium: 0, low: 0 },
    });
  });

  const users = (count: number) =>
    Array.from({ length: count }, (_, n) => differing('user', 'city', 'a', 'b', { id: `u${n}` }));

  it.each([
    ['a few', 9, { count: 100, share: 0.05 }, 0],
    ['a large share', 21, { count: 100, share: 0.2 }, 1],
    ['no large share', 20, { count: 100, share: 0.2 }, 0],
    ['many', 11, { count: 10, share: 1 }, 1],
  ])('of %s changes of a type', (_, count, threshold, expected) => {
    const judged = judge(aReport(users(count)), around, threshold);
    expect(judged.mass).toHaveLength(expected);
    expect(judged.worst).toBe(expected === 1 ? 'high' : 'low');
    if (expected === 1) expect(judged.mass[0]).toEqual({ severity: 'high', type: 'user', number: count, of: 100 });
  });
});
