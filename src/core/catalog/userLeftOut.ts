/** What Graph's schema says of a user and the snapshot leaves out. Last verified: 2026-11-23 (CSDL, DTS, BMAP). */
import type { LeftOut } from './page.ts';

export const userLeftOut: readonly LeftOut[] = [
  {
    reason: 'of the mailbox, the profile or the devices: kept outside the directory, read one user at a time',
    properties: [
      'aboutMe',
      'birthday',
      'deviceEnrollmentLimit',
      'hireDate',
      'interests',
      'mailboxSettings',
      'mySite',
      'pastProjects',
      'preferredName',
      'print',
      'responsibilities',
      'schools',
      'skills',
    ],
  },
  {
    reason: 'follows from licences, plans and their provisioning',
    properties: [
      'assignedPlans',
      'cloudLicensing',
      'isLicenseReconciliationNeeded',
      'licenseAssignmentStates',
      'provisionedPlans',
      'serviceProvisioningErrors',
    ],
  },
  {
    reason: 'mastered on-premises or copied from there; Microsoft’s service leaves it too',
    properties: [
      'onPremisesDistinguishedName',
      'onPremisesDomainName',
      'onPremisesExtensionAttributes',
      'onPremisesImmutableId',
      'onPremisesLastSyncDateTime',
      'onPremisesProvisioningErrors',
      'onPremisesSamAccountName',
      'onPremisesSecurityIdentifier',
      'onPremisesSipInfo',
      'onPremisesUserPrincipalName',
    ],
  },
  {
    reason: 'a credential or the mark of one',
    properties: ['authorizationInfo', 'deviceKeys'],
  },
  {
    reason: 'changes by signing in or by time alone',
    properties: [
      'lastPasswordChangeDateTime',
      'refreshTokensValidFromDateTime',
      'signInActivity',
      'signInSessionsValidFromDateTime',
    ],
  },
  {
    reason: 'set by Graph, or computed from what is kept',
    properties: [
      'cloudRealtimeCommunicationInfo',
      'creationType',
      'deletedDateTime',
      'externalUserState',
      'externalUserStateChangeDateTime',
      'identities',
      'identityGovernance',
      'imAddresses',
      'infoCatalogs',
      'isManagementRestricted',
      'isResourceAccount',
      'legalAgeGroupClassification',
      'proxyAddresses',
      'securityIdentifier',
    ],
  },
  {
    reason: 'outdated: Graph’s documentation says not to use it',
    properties: ['showInAddressList'],
  },
];
