import type { SeedUser } from '../seed.ts';
import { initialDomain, securityIdentifierOf } from './names.ts';

const none: readonly never[] = [];
export const noExtensionAttributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, null]),
);
const noAuthorizationInfo = { certificateUserIds: none };

/** What every user of a seed says of itself; the rest of a user is null, empty or follows from it. */
export interface UserFacts {
  readonly [property: string]: unknown;
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly createdDateTime: string;
}

/**
 * A user as a list with every v1.0 property in `$select` returns it. Left out is what Graph gives for one user at a time
 * (SharePoint's profile properties, `mailboxSettings`, `deviceEnrollmentLimit`) or for a permission of its own only
 * (`signInActivity`, `customSecurityAttributes`, `print`). Source: v1.0 CSDL. Last verified: 2026-11-23.
 */
export const userBody = ({ id, createdDateTime, displayName, ...facts }: UserFacts): SeedUser => ({
  id,
  deletedDateTime: null,
  accountEnabled: true,
  ageGroup: null,
  assignedLicenses: none,
  assignedPlans: none,
  authorizationInfo: noAuthorizationInfo,
  businessPhones: none,
  city: null,
  companyName: null,
  consentProvidedForMinor: null,
  country: null,
  createdDateTime,
  creationType: null,
  department: null,
  displayName,
  employeeHireDate: null,
  employeeId: null,
  employeeLeaveDateTime: null,
  employeeOrgData: null,
  employeeType: null,
  externalUserState: null,
  externalUserStateChangeDateTime: null,
  faxNumber: null,
  givenName: null,
  identities: [{ signInType: 'userPrincipalName', issuer: initialDomain, issuerAssignedId: facts.userPrincipalName }],
  identityParentId: null,
  imAddresses: none,
  isManagementRestricted: null,
  isResourceAccount: null,
  jobTitle: null,
  lastPasswordChangeDateTime: createdDateTime,
  legalAgeGroupClassification: null,
  licenseAssignmentStates: none,
  mail: null,
  mailNickname: facts.userPrincipalName.split('@', 1)[0],
  mobilePhone: null,
  officeLocation: null,
  onPremisesDistinguishedName: null,
  onPremisesDomainName: null,
  onPremisesExtensionAttributes: noExtensionAttributes,
  onPremisesImmutableId: null,
  onPremisesLastSyncDateTime: null,
  onPremisesProvisioningErrors: none,
  onPremisesSamAccountName: null,
  onPremisesSecurityIdentifier: null,
  onPremisesSyncEnabled: null,
  onPremisesUserPrincipalName: null,
  otherMails: none,
  passwordPolicies: null,
  passwordProfile: null,
  postalCode: null,
  preferredDataLocation: null,
  preferredLanguage: null,
  provisionedPlans: none,
  proxyAddresses: none,
  securityIdentifier: securityIdentifierOf(id),
  serviceProvisioningErrors: none,
  showInAddressList: null,
  signInSessionsValidFromDateTime: createdDateTime,
  state: null,
  streetAddress: null,
  surname: null,
  usageLocation: null,
  userType: 'Member',
  // Last, so that a user's own facts win over what follows from them.
  ...facts,
});
