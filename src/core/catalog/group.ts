import type { Body } from '../model.ts';
import type { Creation, TypePage } from './page.ts';
import { ordinary } from './page.ts';

const notInPatchTable = 'Graph returns it but its update table does not list it';

const includesType = (body: Body, type: string): boolean =>
  Array.isArray(body.groupTypes) && body.groupTypes.includes(type);

/**
 * What only creation takes is sent then; a dynamic group starts to compute when its rule is in place. Source: "Create group"
 * (learn.microsoft.com), facts on Graph §1-2 (GUPD). Last verified: 2026-11-23.
 */
const creation: Creation = {
  takes: [
    'displayName',
    'mailEnabled',
    'mailNickname',
    'securityEnabled',
    'groupTypes',
    'isAssignableToRole',
    'visibility',
    'membershipRule',
    'classification',
    'preferredLanguage',
    'preferredDataLocation',
    'theme',
  ],
  initially: (body) => (includesType(body, 'DynamicMembership') ? { membershipRuleProcessingState: 'Paused' } : {}),
  foundBy: 'displayName',
  anew: ['createdDateTime', 'onPremisesSyncEnabled'],
  whyNot: (body) =>
    body.mailEnabled === true && !includesType(body, 'Unified')
      ? 'distribution lists and mail-enabled security groups are made in Exchange'
      : null,
  lost: (body) => [
    ...(includesType(body, 'Unified') ? ['mailbox, files, site and team'] : []),
    ...(Array.isArray(body.assignedLicenses) && body.assignedLicenses.length > 0 ? ['licences'] : []),
    ...(body.isAssignableToRole === true ? ['directory roles'] : []),
    'access that resources outside the directory give to its old id',
  ],
};

/**
 * Groups of every kind, with static members and owners.
 * Source: facts on Graph §1-2 (SCOPE, GUPD, GRPDEL, RFD). Last verified: 2026-11-23.
 */
export const group: TypePage = {
  ...ordinary,
  type: 'group',
  collection: 'groups',
  sharded: true,
  native: 'its 12 properties and static members; neither owners nor dynamic rules',
  read: {
    version: 'v1.0',
    path: '/groups',
    shape: 'list',
    expand: null,
    pace: 'directory',
    pageSize: 999,
    permission: 'Group.Read.All',
  },
  delta: ['members', 'owners'],
  permissions: {
    // Without Member.Read.Hidden a group that hides its members would pass for an empty one
    // (learn.microsoft.com, "List group members"; facts do not name it).
    read: ['Group.Read.All', 'Member.Read.Hidden'],
    write: ['Group.ReadWrite.All'],
  },
  furtherWrites: [
    {
      what: 'groups that can be assigned to roles',
      permissions: ['RoleManagement.ReadWrite.Directory'],
      roles: [],
    },
    {
      what: 'preferredDataLocation',
      permissions: ['Directory.ReadWrite.All'],
      roles: [],
    },
  ],
  deletedItems: {
    version: 'v1.0',
    list: '/directory/deletedItems/microsoft.graph.group',
    item: '/directory/deletedItems',
    documented: true,
  },
  properties: [
    { name: 'id', readOnly: 'the identity of the object' },
    { name: 'createdDateTime', readOnly: 'set by Graph' },
    { name: 'onPremisesSyncEnabled', readOnly: 'says where the source of authority is; recovery never moves it' },
    { name: 'isAssignableToRole', readOnly: 'fixed at creation' },
    {
      name: 'assignedLicenses',
      set: true,
      only: ['skuId', 'disabledPlans'],
      readOnly: 'Graph takes licences by an action of licensing',
    },
    { name: 'classification', native: true, readOnly: notInPatchTable },
    { name: 'description', native: true },
    { name: 'displayName', notNull: true, native: true },
    { name: 'groupTypes', set: true, native: true, readOnly: notInPatchTable },
    { name: 'mail', native: true, readOnly: 'follows mailNickname' },
    { name: 'mailEnabled', native: true, readOnly: notInPatchTable },
    { name: 'mailNickname', notNull: true, native: true },
    { name: 'membershipRule' },
    { name: 'membershipRuleProcessingState', opens: ['On'] },
    { name: 'preferredDataLocation', native: true },
    { name: 'preferredLanguage', native: true, readOnly: notInPatchTable },
    { name: 'securityEnabled', notNull: true, native: true },
    { name: 'theme', native: true, readOnly: notInPatchTable },
    { name: 'visibility', notNull: true, native: true },
  ],
  sets: ['assignedLicenses.disabledPlans'],
  leftOut: [
    {
      reason: 'of the group’s mailbox: kept in Exchange, read and written one group at a time',
      properties: [
        'accessType',
        'allowExternalSenders',
        'autoSubscribeNewMembers',
        'hideFromAddressLists',
        'hideFromOutlookClients',
        'isArchived',
        'isFavorite',
        'isSubscribedByMail',
        'unseenConversationsCount',
        'unseenCount',
        'unseenMessagesCount',
        'welcomeMessageEnabled',
      ],
    },
    {
      reason: 'follows from licences and their provisioning',
      properties: [
        'cloudLicensing',
        'hasMembersWithLicenseErrors',
        'licenseProcessingState',
        'serviceProvisioningErrors',
      ],
    },
    {
      reason: 'mastered on-premises or copied from there; Microsoft’s service leaves it too',
      properties: [
        'onPremisesDomainName',
        'onPremisesExtensionAttributes',
        'onPremisesLastSyncDateTime',
        'onPremisesNetBiosName',
        'onPremisesProvisioningErrors',
        'onPremisesSamAccountName',
        'onPremisesSecurityIdentifier',
        'writebackConfiguration',
      ],
    },
    {
      reason: 'set by Graph, or computed from what is kept',
      properties: [
        'createdByAppId',
        'deletedDateTime',
        'expirationDateTime',
        'infoCatalogs',
        'isManagementRestricted',
        'membershipRuleProcessingStatus',
        'organizationId',
        'proxyAddresses',
        'renewedDateTime',
        'securityIdentifier',
      ],
    },
    { reason: 'in answers of Graph and in no schema; says how the group was made', properties: ['creationOptions'] },
    {
      reason: 'can be set once, at creation or after; Graph never changes it',
      properties: ['resourceBehaviorOptions', 'resourceProvisioningOptions', 'uniqueName'],
    },
  ],
  links: [
    // The lists of v1.0 leave service principals out; beta's and `$expand` do not (learn.microsoft.com, "List group members",
    // "List group owners"; microsoft-graph-docs issue 19619).
    { name: 'members', many: true, reading: 'expand', listedIn: 'beta', native: true },
    { name: 'owners', many: true, reading: 'expand', listedIn: 'beta' },
  ],
  notCovered: [
    {
      property: 'assignedLabels',
      reason: 'Graph takes sensitivity labels from a signed-in user only, not from an application',
      verified: '2026-11-23',
    },
  ],
  // A rule may name groups: `user.memberof -any (group.objectId -in ['…'])`.
  references: [{ path: 'membershipRule', type: 'group', words: [], within: true }],
  creation,
  order: 20,
  isSynced: (body) => body.onPremisesSyncEnabled === true,
  hasComputedMembers: (body) => includesType(body, 'DynamicMembership'),
  // Entra's documentation says that cloud security groups come back (preview, public clouds), Graph's pages that they do
  // not. The engine therefore looks for the first of each kind among the deleted items before it deletes a second.
  deletionKind: (body) => {
    if (includesType(body, 'Unified')) return 'group/unified';
    return body.securityEnabled === true && body.mailEnabled !== true ? 'group/security' : null;
  },
};
