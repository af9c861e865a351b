/**
 * The tenant itself and its licences. Ids of products and service plans are Microsoft's public ones (facts on Graph §6, and
 * the product names and service plan identifiers for licensing).
 */
import { guidFrom } from '../identity.ts';
import type { SeedBody } from '../seed.ts';

const premium1 = '41781fb2-bc02-4b7c-bd55-b576c07bb09d';
const premium2 = 'eec0eb4f-6444-4f95-aba0-50c24d67f998';
const exchange = 'efb87545-963c-4e0d-99df-69c6916d9eb0';

const mobilityAndSecurity = 'b05e124f-c7cc-45a0-a6aa-8cf78c946968';
const office = '6fd2c87f-b296-42f0-b197-1e91e994b900';

const bought = '2024-01-08T08:00:00Z';

/** `GET /organization`'s one element, for a workforce tenant with a part synced from on-premises. */
export function organizationBody(id: string, displayName: string, domains: readonly [string, ...string[]]): SeedBody {
  const [defaultDomain] = domains;
  return {
    id,
    deletedDateTime: null,
    assignedPlans: [premium1, premium2].map((servicePlanId) => ({
      assignedDateTime: bought,
      capabilityStatus: 'Enabled',
      service: 'AADPremiumService',
      servicePlanId,
    })),
    businessPhones: ['+47 22 55 01 00'],
    city: 'Oslo',
    country: 'Norway',
    countryLetterCode: 'NO',
    createdDateTime: bought,
    defaultUsageLocation: 'NO',
    displayName,
    marketingNotificationEmails: [],
    mobileDeviceManagementAuthority: 'intune',
    onPremisesLastSyncDateTime: '2026-10-19T22:14:07Z',
    onPremisesSyncEnabled: true,
    partnerTenantType: null,
    postalCode: '0150',
    preferredLanguage: 'en',
    privacyProfile: { contactEmail: `privacy@${defaultDomain}`, statementUrl: `https://www.${defaultDomain}/privacy` },
    provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus: 'Success', service: 'exchange' }],
    securityComplianceNotificationMails: [`security@${defaultDomain}`],
    securityComplianceNotificationPhones: [],
    state: null,
    street: 'Dronning Eufemias gate 30',
    technicalNotificationMails: [`operations@${defaultDomain}`],
    tenantType: 'AAD',
    verifiedDomains: domains.map((name) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: name === defaultDomain,
      isInitial: name.endsWith('.onmicrosoft.com'),
      name,
      type: 'Managed',
    })),
  };
}

const plan = (servicePlanId: string, servicePlanName: string) => ({
  servicePlanId,
  servicePlanName,
  provisioningStatus: 'Success',
  appliesTo: 'User',
});

/** `GET /subscribedSkus`: a product with Entra ID P1 and P2, and one with mailboxes. */
export const subscribedSkusFor = (tenantId: string, users: number): readonly SeedBody[] =>
  [
    {
      skuId: mobilityAndSecurity,
      skuPartNumber: 'EMSPREMIUM',
      servicePlans: [plan(premium1, 'AAD_PREMIUM'), plan(premium2, 'AAD_PREMIUM_P2')],
    },
    { skuId: office, skuPartNumber: 'ENTERPRISEPACK', servicePlans: [plan(exchange, 'EXCHANGE_S_ENTERPRISE')] },
  ].map(({ skuId, skuPartNumber, servicePlans }) => ({
    id: `${tenantId}_${skuId}`,
    accountId: tenantId,
    accountName: 'contoso',
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: users,
    prepaidUnits: { enabled: Math.ceil(users / 25) * 25, lockedOut: 0, suspended: 0, warning: 0 },
    servicePlans,
    skuId,
    skuPartNumber,
    subscriptionIds: [guidFrom('subscription', tenantId, skuId)],
  }));

/** What a licensed user carries. */
export const licencesOf = (since: string) => ({
  assignedLicenses: [mobilityAndSecurity, office].map((skuId) => ({ disabledPlans: [], skuId })),
  assignedPlans: [
    { service: 'AADPremiumService', servicePlanId: premium1 },
    { service: 'AADPremiumService', servicePlanId: premium2 },
    { service: 'exchange', servicePlanId: exchange },
  ].map((assigned) => ({ assignedDateTime: since, capabilityStatus: 'Enabled', ...assigned })),
  licenseAssignmentStates: [mobilityAndSecurity, office].map((skuId) => ({
    assignedByGroup: null,
    disabledPlans: [],
    error: 'None',
    lastUpdatedDateTime: since,
    skuId,
    state: 'Active',
  })),
  provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus: 'Success', service: 'exchange' }],
});
