import type { TypePage } from './page.ts';
import { ordinary } from './page.ts';

const profile = 'Graph shows the tenant’s profile and takes no change of it';

/**
 * The tenant itself: one object. What Graph takes back are the addresses that notifications go to and the privacy profile;
 * the rest is shown, because a change of it should be seen.
 * Source: facts on Graph §1-2, §6 (SCOPE, CSDL, DTS). Last verified: 2026-11-23.
 */
export const organization: TypePage = {
  ...ordinary,
  type: 'organization',
  collection: 'organization',
  native: 'the per-user MFA settings of the tenant, which Graph does not offer',
  read: {
    version: 'v1.0',
    path: '/organization',
    shape: 'list',
    expand: null,
    pace: 'directory',
    pageSize: null,
    permission: 'Organization.Read.All',
  },
  permissions: { read: ['Organization.Read.All'], write: ['Organization.ReadWrite.All'] },
  deletedItems: null,
  properties: [
    { name: 'id', readOnly: 'the identity of the tenant' },
    { name: 'createdDateTime', readOnly: 'set by Graph' },
    { name: 'businessPhones', readOnly: profile },
    { name: 'city', readOnly: profile },
    { name: 'country', readOnly: profile },
    { name: 'countryLetterCode', readOnly: profile },
    { name: 'defaultUsageLocation', readOnly: profile },
    { name: 'displayName', readOnly: profile },
    { name: 'marketingNotificationEmails', set: true },
    { name: 'onPremisesSyncEnabled', readOnly: 'says whether the tenant is synced; recovery never moves it' },
    { name: 'partnerTenantType', readOnly: profile },
    { name: 'postalCode', readOnly: profile },
    { name: 'preferredLanguage', readOnly: profile },
    { name: 'privacyProfile' },
    { name: 'securityComplianceNotificationMails', set: true },
    { name: 'securityComplianceNotificationPhones', set: true },
    { name: 'state', readOnly: profile },
    { name: 'street', readOnly: profile },
    { name: 'technicalNotificationMails', set: true },
    { name: 'tenantType', readOnly: profile },
    {
      name: 'verifiedDomains',
      set: true,
      only: ['name', 'type', 'isDefault', 'isInitial'],
      readOnly: 'domains are objects of their own, proven in DNS',
    },
  ],
  leftOut: [
    { reason: 'follows from subscriptions and their provisioning', properties: ['assignedPlans', 'provisionedPlans'] },
    {
      reason: 'changes by time and use alone',
      properties: ['directorySizeQuota', 'onPremisesLastPasswordSyncDateTime', 'onPremisesLastSyncDateTime'],
    },
    { reason: 'always null: the tenant is never deleted', properties: ['deletedDateTime'] },
    {
      reason: 'of device management or of services beside the directory',
      properties: [
        'certificateConnectorSetting',
        'isMultipleDataLocationsForServicesEnabled',
        'mobileDeviceManagementAuthority',
      ],
    },
  ],
  notCovered: [
    {
      property: 'StrongAuthenticationDetails',
      reason:
        'Graph offers no way to read or write availableMFAMethods, IsApplicationPasswordBlocked, IsRememberDevicesEnabled and rememberDevicesDurationInDays',
      verified: '2026-11-23',
    },
    {
      property: 'StrongAuthenticationPolicy',
      reason: 'Graph offers no way to read or write enabled and ipAllowList',
      verified: '2026-11-23',
    },
  ],
  order: 54,
};
