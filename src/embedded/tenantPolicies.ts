/**
 * What a tenant has exactly one of: the organization, the authorization policy, the authentication methods policy with the
 * configurations of its methods. Defaults are those of a fresh tenant (Graph's pages on each; unverified in detail).
 */
import { type Body, isBody, isText } from './value.ts';

export interface TenantPolicies {
  organization: Body & { readonly id: string };
  authorizationPolicy: Body;
  /** Without its configurations. */
  authenticationMethodsPolicy: Body;
  /** In Graph's order, by id in lower case. */
  readonly methods: Map<string, Body>;
}

const everybody = [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }];
const method = (id: string, type: string, more: Body): Body => ({
  '@odata.type': `#microsoft.graph.${type}AuthenticationMethodConfiguration`,
  id,
  state: 'disabled',
  excludeTargets: [],
  includeTargets: everybody,
  ...more,
});

const feature = {
  state: 'default',
  includeTarget: { targetType: 'group', id: 'all_users' },
  excludeTarget: { targetType: 'group', id: '00000000-0000-0000-0000-000000000000' },
};

export const defaultMethods: ReadonlyMap<string, Body> = new Map(
  [
    method('Fido2', 'fido2', {
      isSelfServiceRegistrationAllowed: true,
      isAttestationEnforced: true,
      defaultPasskeyProfile: null,
      passkeyProfiles: [],
      keyRestrictions: { isEnforced: false, enforcementType: 'block', aaGuids: [] },
      includeTargets: [
        { targetType: 'group', id: 'all_users', isRegistrationRequired: false, allowedPasskeyProfiles: [] },
      ],
    }),
    method('MicrosoftAuthenticator', 'microsoftAuthenticator', {
      state: 'enabled',
      isSoftwareOathEnabled: false,
      featureSettings: {
        companionAppAllowedState: feature,
        displayAppInformationRequiredState: feature,
        displayLocationInformationRequiredState: feature,
        numberMatchingRequiredState: { ...feature, state: 'enabled' },
      },
      includeTargets: [
        { targetType: 'group', id: 'all_users', isRegistrationRequired: false, authenticationMode: 'any' },
      ],
    }),
    method('Sms', 'sms', {
      includeTargets: [
        { targetType: 'group', id: 'all_users', isRegistrationRequired: false, isUsableForSignIn: true },
      ],
    }),
    method('TemporaryAccessPass', 'temporaryAccessPass', {
      defaultLength: 8,
      defaultLifetimeInMinutes: 60,
      isUsableOnce: false,
      maximumLifetimeInMinutes: 480,
      minimumLifetimeInMinutes: 60,
    }),
    method('HardwareOath', 'hardwareOath', {}),
    method('SoftwareOath', 'softwareOath', {}),
    method('Voice', 'voice', { isOfficePhoneAllowed: false }),
    method('Email', 'email', { state: 'enabled', allowExternalIdToUseEmailOtp: 'default' }),
    method('X509Certificate', 'x509Certificate', {
      authenticationModeConfiguration: {
        x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
        x509CertificateDefaultRequiredAffinityLevel: 'low',
        rules: [],
      },
      certificateAuthorityScopes: [],
      certificateUserBindings: [
        {
          x509CertificateField: 'PrincipalName',
          userProperty: 'userPrincipalName',
          priority: 1,
          trustAffinityLevel: 'low',
        },
      ],
      crlValidationConfiguration: { state: 'disabled', exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [] },
      issuerHintsConfiguration: { state: 'disabled' },
    }),
    method('QRCodePin', 'qrCodePin', { pinLength: 8, standardQRCodeLifetimeInDays: 365 }),
  ].map((body) => [(body.id as string).toLowerCase(), body]),
);

const defaultMethodsPolicy: Body = {
  id: 'authenticationMethodsPolicy',
  displayName: 'Authentication Methods Policy',
  description: 'The tenant-wide policy that controls which authentication methods are allowed in the tenant',
  lastModifiedDateTime: '2024-01-01T00:00:00Z',
  policyVersion: '1.5',
  policyMigrationState: 'migrationComplete',
  reconfirmationInDays: null,
  registrationEnforcement: {
    authenticationMethodsRegistrationCampaign: {
      snoozeDurationInDays: 1,
      enforceRegistrationAfterAllowedSnoozes: true,
      state: 'default',
      excludeTargets: [],
      includeTargets: [
        { id: 'all_users', targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
      ],
    },
  },
  reportSuspiciousActivitySettings: {
    state: 'default',
    voiceReportingCode: 0,
    includeTarget: { targetType: 'group', id: 'all_users' },
  },
  systemCredentialPreferences: {
    state: 'default',
    excludeTargets: [],
    includeTargets: [{ id: 'all_users', targetType: 'group' }],
  },
};

const defaultAuthorizationPolicy: Body = {
  id: 'authorizationPolicy',
  displayName: 'Authorization Policy',
  description: 'Used to manage authorization related settings across the company.',
  allowInvitesFrom: 'everyone',
  allowedToSignUpEmailBasedSubscriptions: true,
  allowedToUseSSPR: true,
  allowEmailVerifiedUsersToJoinOrganization: false,
  allowUserConsentForRiskyApps: null,
  blockMsolPowerShell: false,
  enabledPreviewFeatures: [],
  guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
  defaultUserRolePermissions: {
    allowedToCreateApps: true,
    allowedToCreateSecurityGroups: true,
    allowedToCreateTenants: true,
    allowedToReadBitlockerKeysForOwnedDevice: true,
    allowedToReadOtherUsers: true,
    permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-legacy'],
  },
};

/** What a seed says, over what every tenant has. Methods that it does not name are as in a fresh tenant. */
export function policiesFrom(seed: Body, organization: TenantPolicies['organization']): TenantPolicies {
  const given = isBody(seed.authenticationMethodsPolicy) ? seed.authenticationMethodsPolicy : {};
  const { authenticationMethodConfigurations, ...policy } = given;
  const methods = new Map(defaultMethods);
  for (const one of Array.isArray(authenticationMethodConfigurations) ? authenticationMethodConfigurations : []) {
    if (isBody(one) && isText(one.id))
      methods.set(one.id.toLowerCase(), { ...methods.get(one.id.toLowerCase()), ...one });
  }
  const authorization = isBody(seed.authorizationPolicy) ? seed.authorizationPolicy : {};
  return {
    organization,
    authorizationPolicy: { ...defaultAuthorizationPolicy, ...authorization, id: 'authorizationPolicy' },
    authenticationMethodsPolicy: { ...defaultMethodsPolicy, ...policy, id: 'authenticationMethodsPolicy' },
    methods,
  };
}
