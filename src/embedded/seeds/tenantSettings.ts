/** What Contoso has one of: how people sign in, what everybody may do; and an authentication strength of its own. */
import { guidFrom } from '../identity.ts';
import type { SeedBody } from '../seed.ts';
import { groupId, userId } from './names.ts';

export const strengthId = guidFrom('contoso', 'authenticationStrength', 'keys');

export const authenticationStrengths = (): readonly SeedBody[] => [
  {
    id: strengthId,
    displayName: 'Keys that Contoso bought',
    description: 'Hardware keys of the two models that the service desk hands out',
    createdDateTime: '2025-05-12T10:00:00Z',
    modifiedDateTime: '2025-05-12T10:00:00Z',
    policyType: 'custom',
    requirementsSatisfied: 'mfa',
    allowedCombinations: ['fido2'],
    combinationConfigurations: [
      {
        '@odata.type': '#microsoft.graph.fido2CombinationConfiguration',
        id: guidFrom('contoso', 'combinationConfiguration', 'keys'),
        appliesToCombinations: ['fido2'],
        allowedAAGUIDs: ['cb69481e-8ff7-4039-93ec-0a2729a154a8', 'ee882879-721c-4913-9775-3dfcce97072a'],
      },
    ],
  },
];

const everybody = [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }];
const toGroup = (alias: string) => ({ targetType: 'group', id: groupId(alias) });

/** Set for all but those of a group; nobody is left out where none is named. */
const enabledFor = (state: 'enabled' | 'default', except?: string) => ({
  state,
  includeTarget: { targetType: 'group', id: 'all_users' },
  excludeTarget:
    except === undefined ? { targetType: 'group', id: '00000000-0000-0000-0000-000000000000' } : toGroup(except),
});

export const authenticationMethodsPolicy = (): SeedBody => ({
  policyMigrationState: 'migrationComplete',
  lastModifiedDateTime: '2026-05-18T11:42:30Z',
  registrationEnforcement: {
    authenticationMethodsRegistrationCampaign: {
      snoozeDurationInDays: 3,
      enforceRegistrationAfterAllowedSnoozes: true,
      state: 'enabled',
      excludeTargets: [toGroup('CA-Exclude-BreakGlass'), { targetType: 'user', id: userId('leo') }],
      includeTargets: [
        { id: 'all_users', targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
      ],
    },
  },
  authenticationMethodConfigurations: [
    {
      '@odata.type': '#microsoft.graph.fido2AuthenticationMethodConfiguration',
      id: 'Fido2',
      state: 'enabled',
      isAttestationEnforced: true,
      keyRestrictions: {
        isEnforced: true,
        enforcementType: 'allow',
        aaGuids: ['cb69481e-8ff7-4039-93ec-0a2729a154a8', 'ee882879-721c-4913-9775-3dfcce97072a'],
      },
    },
    {
      '@odata.type': '#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration',
      id: 'MicrosoftAuthenticator',
      state: 'enabled',
      isSoftwareOathEnabled: false,
      excludeTargets: [toGroup('SG-Agents')],
      featureSettings: {
        companionAppAllowedState: enabledFor('default'),
        displayAppInformationRequiredState: enabledFor('enabled'),
        displayLocationInformationRequiredState: enabledFor('enabled', 'CA-Exclude-Travellers'),
        numberMatchingRequiredState: enabledFor('enabled'),
      },
    },
    {
      '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
      id: 'Sms',
      state: 'disabled',
      includeTargets: [
        { targetType: 'group', id: 'all_users', isRegistrationRequired: false, isUsableForSignIn: false },
      ],
    },
    {
      '@odata.type': '#microsoft.graph.hardwareOathAuthenticationMethodConfiguration',
      id: 'HardwareOath',
      state: 'enabled',
      includeTargets: [{ ...toGroup('Role-HelpdeskAdministrators'), isRegistrationRequired: false }],
    },
    {
      '@odata.type': '#microsoft.graph.emailAuthenticationMethodConfiguration',
      id: 'Email',
      state: 'disabled',
      allowExternalIdToUseEmailOtp: 'disabled',
    },
    {
      '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration',
      id: 'TemporaryAccessPass',
      state: 'enabled',
      isUsableOnce: true,
      includeTargets: [{ ...toGroup('SG-IT-Staff'), isRegistrationRequired: false }],
    },
    {
      '@odata.type': '#microsoft.graph.voiceAuthenticationMethodConfiguration',
      id: 'Voice',
      state: 'disabled',
      includeTargets: everybody,
    },
  ],
});

export const authorizationPolicy = (): SeedBody => ({
  allowInvitesFrom: 'adminsAndGuestInviters',
  allowUserConsentForRiskyApps: false,
  blockMsolPowerShell: true,
  guestUserRoleId: '2af84b1e-32c8-42b7-82bc-daa82404023b',
  defaultUserRolePermissions: {
    allowedToCreateApps: false,
    allowedToCreateSecurityGroups: false,
    allowedToCreateTenants: false,
    allowedToReadBitlockerKeysForOwnedDevice: true,
    allowedToReadOtherUsers: true,
    permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-low'],
  },
});

export const notificationMails: SeedBody = {
  technicalNotificationMails: ['identity@contoso.com'],
  securityComplianceNotificationMails: ['security@contoso.com'],
};
