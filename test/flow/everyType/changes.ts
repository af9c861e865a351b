/**
 * For each object one request that changes all that can be changed of it, and requests for its links. Values differ from the
 * seed's and are such as Graph takes.
 */
import type { ObjectType } from '../../../src/core/model.ts';
import { appIds, idOf, ids, roles } from './ids.ts';

export interface Change {
  readonly type: ObjectType;
  readonly id: string;
  readonly method: 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  /** With version. */
  readonly path: string;
  readonly body?: { readonly [name: string]: unknown };
}

const changed = (type: ObjectType, id: string, path: string, body: Change['body'] & object): Change => ({
  type,
  id,
  method: 'PATCH',
  path,
  body,
});

/** One PATCH each: between them they name every property that its page calls recoverable. */
export const properties: readonly Change[] = [
  changed('user', ids.ada, `/v1.0/users/${ids.ada}`, {
    accountEnabled: false,
    ageGroup: 'Adult',
    businessPhones: ['+47 22 00 00 00'],
    city: 'Bergen',
    companyName: 'Fabrikam',
    consentProvidedForMinor: 'NotRequired',
    country: 'Norway',
    department: 'Bakery',
    displayName: 'Ada L.',
    employeeId: '4711',
    employeeLeaveDateTime: '2027-06-30T00:00:00Z',
    employeeOrgData: { division: 'Bakery', costCenter: '8' },
    employeeType: 'Contractor',
    givenName: 'Ada',
    jobTitle: 'Baker',
    mail: 'ada.l@contoso.com',
    mailNickname: 'ada.l',
    mobilePhone: '+47 900 00 000',
    officeLocation: '2',
    otherMails: ['ada@example.org'],
    passwordPolicies: 'DisablePasswordExpiration',
    postalCode: '5003',
    preferredLanguage: 'nb-NO',
    state: 'Vestland',
    streetAddress: 'Bryggen 1',
    surname: 'Lovelace',
    usageLocation: 'SE',
    userPrincipalName: 'ada.l@contoso.com',
    userType: 'Guest',
  }),
  changed('user', ids.ada, `/beta/users/${ids.ada}/authentication/requirements`, { perUserMfaState: 'disabled' }),
  changed('user', ids.agent, `/v1.0/users/${ids.agent}`, {
    '@odata.type': '#microsoft.graph.agentUser',
    jobTitle: 'Rogue',
  }),
  changed('group', ids.team, `/v1.0/groups/${ids.team}`, {
    description: 'Nobody',
    displayName: 'Team!',
    mailNickname: 'team.2',
    preferredDataLocation: 'EUR',
    securityEnabled: true,
    visibility: 'Public',
  }),
  changed('group', ids.dynamic, `/v1.0/groups/${ids.dynamic}`, {
    membershipRule: '(user.jobTitle -ne null)',
    membershipRuleProcessingState: 'Paused',
  }),
  changed('application', ids.payroll, `/v1.0/applications/${ids.payroll}`, {
    addIns: [{ id: idOf(140), type: 'FileHandler', properties: [{ key: 'version', value: '2' }] }],
    api: { requestedAccessTokenVersion: 1 },
    defaultRedirectUri: 'https://evil.example/default',
    description: 'Pays the attacker',
    displayName: 'Payro11',
    groupMembershipClaims: 'All',
    identifierUris: ['api://payroll', 'api://payr0ll'],
    info: { supportUrl: 'https://evil.example' },
    isDeviceOnlyAuthSupported: true,
    isDisabled: true,
    isFallbackPublicClient: true,
    nativeAuthenticationApisEnabled: 'all',
    notes: 'x',
    oauth2RequirePostResponse: true,
    optionalClaims: {
      accessToken: [{ name: 'email', essential: true, additionalProperties: [] }],
      idToken: [],
      saml2Token: [],
    },
    parentalControlSettings: { countriesBlockedForMinors: ['NO'], legalAgeGroupRule: 'RequireConsentForMinors' },
    publicClient: { redirectUris: ['http://localhost'] },
    requestSignatureVerification: { isSignedRequestRequired: true, allowedWeakAlgorithms: 'rsaSha1' },
    requiredResourceAccess: [{ resourceAppId: appIds.graph, resourceAccess: [{ id: roles.mailRead, type: 'Role' }] }],
    samlMetadataUrl: 'https://evil.example/metadata',
    serviceManagementReference: 'none',
    servicePrincipalLockConfiguration: { isEnabled: false, allProperties: false },
    signInAudience: 'AzureADMultipleOrgs',
    spa: { redirectUris: ['https://evil.example/spa'] },
    tags: ['HideApp'],
    tokenEncryptionKeyId: idOf(141),
    web: { homePageUrl: 'https://evil.example', redirectUris: ['https://evil.example/signin'] },
  }),
  changed('application', ids.blueprint, `/v1.0/applications/${ids.blueprint}`, {
    '@odata.type': '#microsoft.graph.agentIdentityBlueprint',
    displayName: 'Rogue blueprint',
  }),
  changed('servicePrincipal', ids.otherPrincipal, `/v1.0/servicePrincipals/${ids.otherPrincipal}`, {
    accountEnabled: false,
    addIns: [{ id: idOf(142), type: 'FileHandler', properties: [{ key: 'version', value: '2' }] }],
    alternativeNames: ['other'],
    appRoleAssignmentRequired: true,
    description: 'x',
    displayName: 'Ga11ery app',
    homepage: 'https://evil.example',
    loginUrl: 'https://evil.example/login',
    logoutUrl: 'https://evil.example/logout',
    notes: 'x',
    notificationEmailAddresses: ['evil@example.org'],
    preferredSingleSignOnMode: 'oidc',
    preferredTokenSigningKeyThumbprint: '5A2F8A9C9A6B7D3E4F5061728394A5B6C7D8E9F0',
    replyUrls: ['https://evil.example/reply'],
    samlSingleSignOnSettings: { relayState: 'https://evil.example' },
    servicePrincipalNames: [appIds.other, 'https://evil.example'],
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    tokenEncryptionKeyId: idOf(143),
  }),
  changed('servicePrincipal', ids.agentIdentity, `/v1.0/servicePrincipals/${ids.agentIdentity}`, {
    '@odata.type': '#microsoft.graph.agentIdentity',
    accountEnabled: false,
  }),
  changed('namedLocation', ids.office, `/beta/identity/conditionalAccess/namedLocations/${ids.office}`, {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    displayName: 'Anywhere',
    isTrusted: false,
    ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '198.51.100.0/24' }],
  }),
  changed('namedLocation', ids.countries, `/beta/identity/conditionalAccess/namedLocations/${ids.countries}`, {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    countriesAndRegions: ['KP'],
    includeUnknownCountriesAndRegions: true,
    countryLookupMethod: 'authenticatorAppGps',
  }),
  changed(
    'authenticationStrengthPolicy',
    ids.strength,
    `/v1.0/policies/authenticationStrengthPolicies/${ids.strength}`,
    {
      displayName: 'Any key',
      description: 'x',
    },
  ),
  changed('conditionalAccessPolicy', ids.policy, `/beta/identity/conditionalAccess/policies/${ids.policy}`, {
    displayName: 'Nothing',
    state: 'disabled',
    conditions: {
      clientAppTypes: ['browser'],
      users: { includeUsers: [ids.ada] },
      applications: { includeApplications: ['All'] },
      platforms: { includePlatforms: ['all'], excludePlatforms: ['iOS'] },
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
    sessionControls: {
      signInFrequency: {
        value: 90,
        type: 'days',
        isEnabled: true,
        authenticationType: 'primaryAndSecondaryAuthentication',
        frequencyInterval: 'timeBased',
      },
    },
  }),
  changed('authorizationPolicy', 'authorizationPolicy', '/v1.0/policies/authorizationPolicy', {
    allowInvitesFrom: 'everyone',
    allowedToSignUpEmailBasedSubscriptions: false,
    allowedToUseSSPR: false,
    allowEmailVerifiedUsersToJoinOrganization: true,
    allowUserConsentForRiskyApps: true,
    blockMsolPowerShell: false,
    guestUserRoleId: 'a0b1b346-4d3e-4e8b-98f8-753987be4970',
    defaultUserRolePermissions: {
      allowedToCreateApps: true,
      allowedToCreateSecurityGroups: true,
      allowedToCreateTenants: true,
      allowedToReadBitlockerKeysForOwnedDevice: false,
      allowedToReadOtherUsers: false,
      permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-legacy'],
    },
  }),
  changed('authenticationMethodsPolicy', 'authenticationMethodsPolicy', '/beta/policies/authenticationMethodsPolicy', {
    registrationEnforcement: {
      authenticationMethodsRegistrationCampaign: {
        snoozeDurationInDays: 14,
        enforceRegistrationAfterAllowedSnoozes: false,
        state: 'disabled',
        excludeTargets: [],
        includeTargets: [
          { id: ids.security, targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
        ],
      },
    },
  }),
  changed(
    'authenticationMethodsPolicy',
    'Fido2',
    '/beta/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Fido2',
    {
      '@odata.type': '#microsoft.graph.fido2AuthenticationMethodConfiguration',
      isAttestationEnforced: false,
      isSelfServiceRegistrationAllowed: false,
      keyRestrictions: {
        isEnforced: true,
        enforcementType: 'allow',
        aaGuids: ['73bb0cd4-e502-49b8-9c6f-b59445bf720b'],
      },
    },
  ),
  changed(
    'authenticationMethodsPolicy',
    'Sms',
    '/beta/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Sms',
    {
      '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
      state: 'enabled',
      excludeTargets: [{ id: ids.security, targetType: 'group' }],
    },
  ),
  changed('organization', ids.tenant, `/v1.0/organization/${ids.tenant}`, {
    marketingNotificationEmails: ['evil@example.org'],
    privacyProfile: { contactEmail: 'evil@example.org', statementUrl: 'https://evil.example' },
    securityComplianceNotificationMails: ['evil@example.org'],
    securityComplianceNotificationPhones: ['+47 800 00 000'],
    technicalNotificationMails: ['evil@example.org'],
  }),
];
