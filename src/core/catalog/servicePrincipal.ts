import { lostCredentials } from './lost.ts';
import type { Creation, TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { credentialParts } from './permissions.ts';

const credential = 'a secret cannot be brought back: it is never read, and a PATCH without it would remove it';
const agentTypes: readonly unknown[] = [
  '#microsoft.graph.agentIdentity',
  '#microsoft.graph.agentIdentityBlueprintPrincipal',
];

/**
 * A service principal is made for an application, which must be there: its own tenant's, or another tenant's for all. Source:
 * "Create servicePrincipal" (learn.microsoft.com). Last verified: 2026-11-23.
 */
const creation: Creation = {
  takes: ['appId'],
  // Nobody signs in by it before all of it is written.
  initially: () => ({ accountEnabled: false }),
  foundBy: 'appId',
  anew: [
    'appOwnerOrganizationId',
    'appRoles',
    'preferredTokenSigningKeyThumbprint',
    'servicePrincipalType',
    'tokenEncryptionKeyId',
  ],
  whyNot: (body) => {
    if (body['@odata.type'] !== undefined) return 'agent identities are made with what belongs to them';
    return body.servicePrincipalType === 'Application' || body.servicePrincipalType === undefined
      ? null
      : 'only the principal of an application can be made anew';
  },
  lost: (body) => [
    ...lostCredentials(body),
    'what people consented to by themselves',
    'directory roles, assigned policies and provisioning',
    'access that resources outside the directory give to its old id',
  ],
};

/**
 * Service principals, agent identities among them, with the admin consent given to them and the app roles they assign.
 * Source: facts on Graph §1-2 (SCOPE, SPUPD, APPFAQ, DTS). Last verified: 2026-11-23.
 */
export const servicePrincipal: TypePage = {
  ...ordinary,
  type: 'servicePrincipal',
  collection: 'servicePrincipals',
  sharded: true,
  derived: ['agentIdentity', 'agentIdentityBlueprintPrincipal'],
  native: '14 properties, admin consent and app role assignments; not owners',
  read: {
    version: 'v1.0',
    path: '/servicePrincipals',
    shape: 'list',
    expand: null,
    pace: 'directory',
    pageSize: 999,
    permission: 'Application.Read.All',
  },
  delta: [],
  permissions: {
    // For /oauth2PermissionGrants Graph documents no less than Directory.Read.All; DelegatedPermissionGrant.Read.All exists
    // by now, but no page says what it opens (PERM; learn.microsoft.com, "List oauth2PermissionGrants").
    read: ['Application.Read.All', 'Directory.Read.All'],
    write: ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  },
  furtherWrites: [
    { what: 'agent identities', permissions: ['AgentIdentity.ReadWrite.All'], roles: [] },
    {
      what: 'principals of agent identity blueprints',
      permissions: ['AgentIdentityBlueprintPrincipal.ReadWrite.All'],
      roles: [],
    },
  ],
  deletedItems: {
    version: 'v1.0',
    list: '/directory/deletedItems/microsoft.graph.servicePrincipal',
    item: '/directory/deletedItems',
    documented: true,
  },
  properties: [
    { name: '@odata.type', readOnly: 'a derived type is fixed at creation' },
    { name: 'id', readOnly: 'the identity of the object' },
    { name: 'appId', readOnly: 'set by Graph; names the application' },
    { name: 'appOwnerOrganizationId', readOnly: 'the tenant of the application' },
    { name: 'servicePrincipalType', native: true, readOnly: 'set by Graph' },
    { name: 'accountEnabled', notNull: true, opens: [true], native: true },
    { name: 'addIns', set: true },
    { name: 'alternativeNames', set: true, native: true },
    { name: 'appRoleAssignmentRequired', notNull: true, native: true },
    {
      name: 'appRoles',
      set: true,
      // They give the assignments their names.
      only: ['id', 'value', 'displayName', 'isEnabled'],
      readOnly: 'copied from the application',
    },
    { name: 'description', native: true },
    { name: 'displayName', notNull: true },
    { name: 'homepage' },
    { name: 'keyCredentials', set: true, only: credentialParts, readOnly: credential },
    { name: 'loginUrl', native: true },
    { name: 'logoutUrl' },
    { name: 'notes', native: true },
    { name: 'notificationEmailAddresses', set: true, native: true },
    { name: 'passwordCredentials', set: true, only: credentialParts, readOnly: credential },
    { name: 'preferredSingleSignOnMode', native: true },
    { name: 'preferredTokenSigningKeyThumbprint', native: true },
    { name: 'replyUrls', set: true },
    { name: 'samlSingleSignOnSettings', native: true },
    { name: 'servicePrincipalNames', set: true, native: true },
    { name: 'tags', set: true, native: true },
    { name: 'tokenEncryptionKeyId' },
  ],
  sets: ['addIns.properties'],
  leftOut: [
    {
      reason: 'copied from the application',
      properties: [
        'appDescription',
        'appDisplayName',
        'applicationTemplateId',
        'info',
        'oauth2PermissionScopes',
        'resourceSpecificApplicationPermissions',
        'signInAudience',
        'verifiedPublisher',
      ],
    },
    {
      reason: 'set by Microsoft, or by Graph at creation',
      properties: ['createdByAppId', 'deletedDateTime', 'disabledByMicrosoftStatus', 'isDisabled'],
    },
    {
      reason: 'in answers of Graph and in no schema; tells of Microsoft’s own workings',
      properties: ['isAuthorizationServiceEnabled', 'isManagementRestricted'],
    },
    {
      reason: 'of agent identities alone: the list of service principals cannot name what only a derived type has',
      properties: ['agentIdentityBlueprintId', 'createdDateTime'],
    },
    {
      reason: 'beta only: v1.0 is read',
      properties: [
        'errorUrl',
        'passwordSingleSignOnSettings',
        'preferredTokenSigningKeyEndDateTime',
        'publishedPermissionScopes',
        'samlMetadataUrl',
      ],
    },
  ],
  links: [
    { name: 'owners', many: true, reading: 'expand' },
    {
      name: 'oauth2PermissionGrants',
      many: true,
      reading: { list: '/oauth2PermissionGrants', owner: 'clientId' },
      writing: 'oauth2PermissionGrant',
      countsAs: 'oauth2PermissionGrant',
      native: true,
    },
    {
      name: 'appRoleAssignedTo',
      many: true,
      reading: 'expand',
      writing: 'appRoleAssignment',
      countsAs: 'appRoleAssignment',
      native: true,
    },
  ],
  // The application may be another tenant's.
  references: [
    { path: 'appId', type: 'application', words: [], by: 'appId', mayBeAbsent: true },
    { path: 'servicePrincipalNames', type: 'application', words: [], by: 'appId', within: true },
  ],
  notCovered: [
    {
      property: 'publisherName',
      reason: 'beta only and read-only: v1.0 is read, and nothing could be recovered of it',
      verified: '2026-11-23',
    },
    {
      property: 'userConsent',
      reason: 'a person’s own consent (consentType Principal) is theirs; Microsoft’s service leaves it too',
      verified: '2026-11-23',
    },
    {
      property: 'customSecurityAttributes',
      reason: 'Graph guards them with permissions and roles of their own',
      verified: '2026-11-23',
    },
    {
      property: 'sponsors',
      reason:
        'only agent identities have them, and the list of service principals cannot expand what only a derived type has',
      verified: '2026-11-23',
    },
    {
      property: 'claimsMappingPolicies',
      reason: 'assigned policies are objects outside the catalog, and a restoration does not bring them back',
      verified: '2026-11-23',
    },
    {
      property: 'synchronization',
      reason: 'provisioning jobs hold secrets; Graph resumes them by itself after a restoration',
      verified: '2026-11-23',
    },
  ],
  alternateKeys: ['appId'],
  creation,
  order: 45,
  whyNeverWritten: (body) =>
    body.servicePrincipalType === 'ManagedIdentity'
      ? 'a managed identity belongs to its Azure resource; Graph takes no change of it'
      : null,
  deletionKind: (body) => {
    if (body.servicePrincipalType === 'ManagedIdentity') return null;
    return agentTypes.includes(body['@odata.type']) ? 'servicePrincipal/agent' : 'servicePrincipal';
  },
  // Of the tenant's own applications: others have no application object here (facts on Graph §4, RFD: a principal is restored
  // after its application).
  neededToRestore: ({ appId, appOwnerOrganizationId }, tenantId) =>
    typeof appId === 'string' && String(appOwnerOrganizationId).toLowerCase() === tenantId.toLowerCase()
      ? [`application(appId='${appId}')`]
      : [],
};
