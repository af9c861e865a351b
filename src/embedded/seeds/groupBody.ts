import type { SeedGroup } from '../seed.ts';
import { defaultDomain, initialDomain, securityIdentifierOf, tenantId } from './names.ts';
import { noExtensionAttributes } from './userBody.ts';

const none: readonly never[] = [];

/** What every group of a seed says of itself; the rest of a group is null, empty or follows from it. */
export interface GroupFacts {
  readonly [property: string]: unknown;
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly createdDateTime: string;
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

/**
 * A group as a list with every v1.0 property in `$select` returns it. Left out is what Exchange keeps and Graph gives for
 * one group at a time (`allowExternalSenders`, `unseenCount` …). Source: v1.0 CSDL. Last verified: 2026-11-23.
 */
export const groupBody = ({ id, createdDateTime, displayName, mailNickname, ...facts }: GroupFacts): SeedGroup => ({
  id,
  deletedDateTime: null,
  accessType: null,
  assignedLabels: none,
  assignedLicenses: none,
  classification: null,
  createdDateTime,
  description: null,
  displayName,
  expirationDateTime: null,
  groupTypes: none,
  hasMembersWithLicenseErrors: null,
  infoCatalogs: none,
  isArchived: null,
  isAssignableToRole: null,
  isFavorite: null,
  isManagementRestricted: null,
  licenseProcessingState: null,
  mail: null,
  mailEnabled: false,
  mailNickname,
  membershipRule: null,
  membershipRuleProcessingState: null,
  onPremisesDomainName: null,
  onPremisesExtensionAttributes: noExtensionAttributes,
  onPremisesLastSyncDateTime: null,
  onPremisesNetBiosName: null,
  onPremisesProvisioningErrors: none,
  onPremisesSamAccountName: null,
  onPremisesSecurityIdentifier: null,
  onPremisesSyncEnabled: null,
  organizationId: tenantId,
  preferredDataLocation: null,
  preferredLanguage: null,
  proxyAddresses: none,
  renewedDateTime: createdDateTime,
  resourceBehaviorOptions: none,
  resourceProvisioningOptions: none,
  securityEnabled: true,
  securityIdentifier: securityIdentifierOf(id),
  serviceProvisioningErrors: none,
  theme: null,
  uniqueName: null,
  visibility: null,
  welcomeMessageEnabled: null,
  // Last, so that a group's own facts win over what follows from them.
  ...facts,
});

/** What makes a group a Microsoft 365 group: a mailbox, and a name in the address book. */
export const unified = (mailNickname: string, visibility: 'Public' | 'Private') => ({
  groupTypes: ['Unified'],
  mailEnabled: true,
  securityEnabled: false,
  visibility,
  mail: `${mailNickname}@${defaultDomain}`,
  proxyAddresses: [`SMTP:${mailNickname}@${defaultDomain}`, `smtp:${mailNickname}@${initialDomain}`],
});

export const dynamic = (membershipRule: string) => ({
  groupTypes: ['DynamicMembership'],
  membershipRule,
  membershipRuleProcessingState: 'On',
});
