import type { TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { below } from './paths.ts';

/**
 * What users and guests of the tenant may do by default: one object, with everything Graph's v1.0 returns.
 * Source: facts on Graph §1-2 (SCOPE, CSDL, DTS). Last verified: 2026-11-23.
 */
export const authorizationPolicy: TypePage = {
  ...ordinary,
  type: 'authorizationPolicy',
  collection: 'authorizationPolicy',
  native: 'blockMsolPowerShell and guestUserRoleId',
  read: {
    version: 'v1.0',
    path: '/policies/authorizationPolicy',
    shape: 'one',
    expand: null,
    pace: 'directory',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  permissions: { read: ['Policy.Read.All'], write: ['Policy.ReadWrite.Authorization'] },
  deletedItems: null,
  properties: 'all',
  known: [
    'displayName',
    'description',
    'allowedToSignUpEmailBasedSubscriptions',
    'allowedToUseSSPR',
    'allowEmailVerifiedUsersToJoinOrganization',
    'allowInvitesFrom',
    'allowUserConsentForRiskyApps',
    'blockMsolPowerShell',
    ...below(
      'defaultUserRolePermissions',
      'allowedToCreateApps',
      'allowedToCreateSecurityGroups',
      'allowedToCreateTenants',
      'allowedToReadBitlockerKeysForOwnedDevice',
      'allowedToReadOtherUsers',
      'permissionGrantPoliciesAssigned',
    ),
    'guestUserRoleId',
  ],
  volatile: ['deletedDateTime'],
  readOnly: { id: 'the identity of the object' },
  sets: ['defaultUserRolePermissions.permissionGrantPoliciesAssigned'],
  notCovered: [
    { property: 'enabledPreviewFeatures', reason: 'beta only: v1.0 is read', verified: '2026-11-23' },
    {
      property: 'permissionGrantPolicyIdsAssignedToDefaultUserRole',
      reason: 'beta’s name for defaultUserRolePermissions.permissionGrantPoliciesAssigned, which is kept',
      verified: '2026-11-23',
    },
    {
      property: 'defaultUserRoleOverrides',
      reason: 'beta only: v1.0 is read',
      verified: '2026-11-23',
    },
  ],
  order: 52,
};
