/**
 * What the authentication methods policy and the configurations of the methods can hold: Graph's v1.0 schema, the names of
 * beta, and what an export of a real tenant shows. Policy and configurations share one page, so they share one list.
 * Source: CSDL, BMAP, cisagov/ScubaGear's sample report. Last verified: 2026-11-23.
 */
import { below } from './paths.ts';

const target = ['id', 'targetType'];
const campaign = 'registrationEnforcement.authenticationMethodsRegistrationCampaign';
/** Of Microsoft Authenticator; each has its own state and targets. */
const features = [
  'companionAppAllowedState',
  'displayAppInformationRequiredState',
  'displayLocationInformationRequiredState',
  'numberMatchingRequiredState',
].map((name) => `featureSettings.${name}`);

const policy: readonly string[] = [
  'displayName',
  'description',
  'policyMigrationState',
  'policyVersion',
  'reconfirmationInDays',
  'registrationEnforcement',
  ...below(campaign, 'enforceRegistrationAfterAllowedSnoozes', 'snoozeDurationInDays', 'state'),
  ...below(`${campaign}.includeTargets`, ...target, 'targetedAuthenticationMethod'),
  ...below(`${campaign}.excludeTargets`, ...target),
  ...below('microsoftAuthenticatorPlatformSettings', 'enforceAppPIN'),
  'microsoftAuthenticatorPlatformSettings.enforceAppPIN.*',
  ...below('reportSuspiciousActivitySettings', 'state', 'voiceReportingCode'),
  ...below('reportSuspiciousActivitySettings.includeTarget', ...target),
  ...below('systemCredentialPreferences', 'state'),
  ...below('systemCredentialPreferences.includeTargets', ...target),
  ...below('systemCredentialPreferences.excludeTargets', ...target),
];

const configurations: readonly string[] = [
  'state',
  ...below('excludeTargets', ...target),
  ...below(
    'includeTargets',
    ...target,
    'isRegistrationRequired',
    'authenticationMode',
    'isUsableForSignIn',
    'allowedPasskeyProfiles',
    'allowedProfiles',
    'verifiedIdProfiles',
  ),
  // Email.
  'allowExternalIdToUseEmailOtp',
  // Passkeys.
  'defaultPasskeyProfile',
  'isAttestationEnforced',
  'isSelfServiceRegistrationAllowed',
  ...below('keyRestrictions', 'aaGuids', 'enforcementType', 'isEnforced'),
  ...below('passkeyProfiles', 'id', 'name', 'attestationEnforcement', 'passkeyTypes'),
  ...below('passkeyProfiles.keyRestrictions', 'aaGuids', 'enforcementType', 'isEnforced'),
  // Microsoft Authenticator.
  'isSoftwareOathEnabled',
  'featureSettings',
  ...features.flatMap((path) => [
    ...below(path, 'state'),
    ...below(`${path}.includeTarget`, ...target),
    ...below(`${path}.excludeTarget`, ...target),
  ]),
  // Temporary Access Pass.
  'defaultLength',
  'defaultLifetimeInMinutes',
  'isUsableOnce',
  'maximumLifetimeInMinutes',
  'minimumLifetimeInMinutes',
  // Voice.
  'callerIdNumber',
  'isCustomGreetingEnabled',
  'isOfficePhoneAllowed',
  // Certificates.
  ...below(
    'authenticationModeConfiguration',
    'x509CertificateAuthenticationDefaultMode',
    'x509CertificateDefaultRequiredAffinityLevel',
  ),
  ...below(
    'authenticationModeConfiguration.rules',
    'identifier',
    'issuerSubjectIdentifier',
    'policyOidIdentifier',
    'x509CertificateAuthenticationMode',
    'x509CertificateRequiredAffinityLevel',
    'x509CertificateRuleType',
  ),
  ...below('certificateAuthorityScopes', 'publicKeyInfrastructureIdentifier', 'subjectKeyIdentifier'),
  ...below('certificateAuthorityScopes.includeTargets', ...target),
  ...below('certificateUserBindings', 'priority', 'trustAffinityLevel', 'userProperty', 'x509CertificateField'),
  ...below('crlValidationConfiguration', 'state', 'exemptedCertificateAuthoritiesSubjectKeyIdentifiers'),
  ...below('issuerHintsConfiguration', 'state'),
  // QR codes.
  'pinLength',
  'standardQRCodeLifetimeInDays',
  // External methods.
  'appId',
  ...below('openIdConnectSetting', 'clientId', 'discoveryUrl'),
  // Federated identity credentials, with allowedProfiles of their targets: in exports of real tenants, in no schema.
  'profiles.*',
];

export const authenticationMethodsPaths: readonly string[] = [...new Set([...policy, ...configurations])];

/** Lists whose order says nothing. User bindings and rules of certificates carry a priority or are tried in order. */
export const authenticationMethodsSets: readonly string[] = [
  `${campaign}.includeTargets`,
  `${campaign}.excludeTargets`,
  'systemCredentialPreferences.includeTargets',
  'systemCredentialPreferences.excludeTargets',
  'includeTargets',
  'includeTargets.allowedPasskeyProfiles',
  'includeTargets.allowedProfiles',
  'includeTargets.verifiedIdProfiles',
  'excludeTargets',
  'keyRestrictions.aaGuids',
  'passkeyProfiles',
  'passkeyProfiles.keyRestrictions.aaGuids',
  'certificateAuthorityScopes',
  'certificateAuthorityScopes.includeTargets',
  'certificateUserBindings',
  'crlValidationConfiguration.exemptedCertificateAuthoritiesSubjectKeyIdentifiers',
];

/** Paths of ids that targets hold: of groups or users, but for a few words. */
export const targetIds: readonly string[] = [
  'includeTargets.id',
  'excludeTargets.id',
  'certificateAuthorityScopes.includeTargets.id',
  `${campaign}.includeTargets.id`,
  `${campaign}.excludeTargets.id`,
  'reportSuspiciousActivitySettings.includeTarget.id',
  'systemCredentialPreferences.includeTargets.id',
  'systemCredentialPreferences.excludeTargets.id',
  ...features.flatMap((path) => [`${path}.includeTarget.id`, `${path}.excludeTarget.id`]),
];
