import { at } from '../value.ts';
import { lostCredentials } from './lost.ts';
import type { Creation, TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { credentialParts } from './permissions.ts';

const credential = 'a secret cannot be brought back: it is never read, and a PATCH without it would remove it';

/**
 * The client id of an application cannot be chosen. Source: "Create application" (learn.microsoft.com); facts on Graph §1
 * (APPR). Last verified: 2026-11-23.
 */
const creation: Creation = {
  takes: ['displayName', 'signInAudience'],
  initially: ({ api }) => {
    // The version of its tokens must fit the audience from the first moment.
    const version = at(api ?? null, ['requestedAccessTokenVersion']);
    return version === undefined || version === null ? {} : { api: { requestedAccessTokenVersion: version } };
  },
  foundBy: 'displayName',
  // What names a certificate that is not there cannot be written.
  anew: ['createdDateTime', 'publisherDomain', 'tokenEncryptionKeyId'],
  whyNot: (body) =>
    body['@odata.type'] === undefined ? null : 'agent identity blueprints are made with what belongs to them',
  lost: (body) => [
    `its application id ${String(body.appId)}, which who signs in with it is configured with`,
    ...lostCredentials(body),
    'logo, verified publisher and assigned policies',
  ],
};

/**
 * Applications and agent identity blueprints. Beside the 19 properties of Microsoft's service: sign-in settings, the API the
 * application offers, its owners and its federated credentials.
 * Source: facts on Graph §1-2 (SCOPE, APPR, APPUPD, DTS). Last verified: 2026-11-23.
 */
export const application: TypePage = {
  ...ordinary,
  type: 'application',
  collection: 'applications',
  sharded: true,
  derived: ['agentIdentityBlueprint'],
  native: '19 properties; neither web, spa, api and appRoles nor owners and federated credentials',
  read: {
    version: 'v1.0',
    path: '/applications',
    shape: 'list',
    expand: null,
    pace: 'directory',
    pageSize: 999,
    permission: 'Application.Read.All',
  },
  delta: [],
  permissions: { read: ['Application.Read.All'], write: ['Application.ReadWrite.All'] },
  furtherWrites: [
    { what: 'agent identity blueprints', permissions: ['AgentIdentityBlueprint.ReadWrite.All'], roles: [] },
  ],
  deletedItems: {
    version: 'v1.0',
    list: '/directory/deletedItems/microsoft.graph.application',
    item: '/directory/deletedItems',
    documented: true,
  },
  properties: [
    { name: '@odata.type', readOnly: 'a derived type is fixed at creation' },
    { name: 'id', readOnly: 'the identity of the object' },
    { name: 'appId', readOnly: 'set by Graph; service principals find their application by it' },
    { name: 'createdDateTime', native: true, readOnly: 'set by Graph' },
    { name: 'publisherDomain', native: true, readOnly: 'follows the tenant’s verified domains' },
    { name: 'addIns', set: true, native: true },
    { name: 'api' },
    { name: 'appRoles', set: true },
    { name: 'defaultRedirectUri' },
    { name: 'description', native: true },
    { name: 'displayName', notNull: true, native: true },
    { name: 'groupMembershipClaims', native: true },
    { name: 'identifierUris', set: true, native: true },
    // logoUrl is where Graph serves the logo from: it says nothing of the logo, and cannot be written.
    { name: 'info', native: true, only: ['marketingUrl', 'privacyStatementUrl', 'supportUrl', 'termsOfServiceUrl'] },
    { name: 'isDeviceOnlyAuthSupported', native: true },
    { name: 'isDisabled', opens: [false, null], native: true },
    // Microsoft's PublicClient is this, publicClient, or both; both are kept (facts §2).
    { name: 'isFallbackPublicClient', native: true },
    { name: 'keyCredentials', set: true, only: credentialParts, readOnly: credential },
    { name: 'nativeAuthenticationApisEnabled', native: true },
    { name: 'notes', native: true },
    { name: 'oauth2RequirePostResponse', notNull: true },
    { name: 'optionalClaims', native: true },
    { name: 'parentalControlSettings' },
    { name: 'passwordCredentials', set: true, only: credentialParts, readOnly: credential },
    { name: 'publicClient' },
    { name: 'requestSignatureVerification' },
    { name: 'requiredResourceAccess', set: true, native: true },
    { name: 'samlMetadataUrl' },
    { name: 'serviceManagementReference', native: true },
    { name: 'servicePrincipalLockConfiguration', native: true },
    { name: 'signInAudience', notNull: true, native: true },
    { name: 'spa' },
    { name: 'tags', set: true, native: true },
    { name: 'tokenEncryptionKeyId' },
    { name: 'web' },
  ],
  sets: [
    'addIns.properties',
    'api.knownClientApplications',
    'api.oauth2PermissionScopes',
    'api.preAuthorizedApplications',
    'api.preAuthorizedApplications.delegatedPermissionIds',
    'appRoles.allowedMemberTypes',
    'optionalClaims.accessToken',
    'optionalClaims.accessToken.additionalProperties',
    'optionalClaims.idToken',
    'optionalClaims.idToken.additionalProperties',
    'optionalClaims.saml2Token',
    'optionalClaims.saml2Token.additionalProperties',
    'parentalControlSettings.countriesBlockedForMinors',
    'publicClient.redirectUris',
    'requiredResourceAccess.resourceAccess',
    'spa.redirectUris',
    'web.redirectUris',
    // Which redirect URI comes first is told by the index in here, not by the order of either list.
    'web.redirectUriSettings',
    'federatedIdentityCredentials.audiences',
  ],
  // Read-only: where a role or scope was defined (CSDL appRole, permissionScope).
  without: ['appRoles.origin', 'api.oauth2PermissionScopes.origin'],
  leftOut: [
    {
      reason: 'set by Microsoft, or by Graph at creation',
      properties: [
        'applicationTemplateId',
        'certification',
        'createdByAppId',
        'deletedDateTime',
        'disabledByMicrosoftStatus',
        'verifiedPublisher',
      ],
    },
    {
      reason: 'in answers of Graph and in no schema; tells of Microsoft’s own workings',
      properties: ['isAuthorizationServiceEnabled', 'isManagementRestricted', 'orgRestrictions'],
    },
    { reason: 'can be set once; Graph never changes it', properties: ['uniqueName'] },
    { reason: 'a picture, read and written one application at a time', properties: ['logo'] },
    {
      reason: 'tells which applications may manage this one; Graph gives it on request only',
      properties: ['managerApplications'],
    },
    {
      reason: 'beta only: v1.0 is read',
      properties: ['onPremisesPublishing', 'signInAudienceRestrictions', 'windows'],
    },
  ],
  links: [{ name: 'owners', many: true, reading: 'expand' }],
  children: [
    {
      property: 'federatedIdentityCredentials',
      keeps: ['name', 'issuer', 'subject', 'audiences', 'description'],
      keyOf: ({ name }) => (typeof name === 'string' ? name : null),
      reading: 'expand',
      fixed: ['name'],
    },
  ],
  notCovered: [
    {
      property: 'authenticationBehaviors',
      reason: 'read on request only and written at an address of its own, one application at a time',
      verified: '2026-11-23',
    },
    {
      property: 'federatedIdentityCredentials.claimsMatchingExpression',
      reason:
        'beta only: a flexible federated credential is shown without its expression and must not be made anew from that',
      verified: '2026-11-23',
    },
    {
      property: 'sponsors',
      reason:
        'only agent identity blueprints have them, and the list of applications cannot expand what only a derived type has',
      verified: '2026-11-23',
    },
    {
      property: 'inheritablePermissions',
      reason:
        'only agent identity blueprints have them, and the list of applications cannot expand what only a derived type has',
      verified: '2026-11-23',
    },
    {
      property: 'appManagementPolicies',
      reason:
        'assigned policies are objects outside the catalog, and neither Microsoft’s service nor a restoration brings them back',
      verified: '2026-11-23',
    },
  ],
  references: [
    {
      path: 'requiredResourceAccess.resourceAppId',
      type: 'servicePrincipal',
      words: [],
      by: 'appId',
      mayBeAbsent: true,
    },
    { path: 'identifierUris', type: 'application', words: [], by: 'appId', within: true },
    { path: 'api.knownClientApplications', type: 'application', words: [], by: 'appId', mayBeAbsent: true },
    {
      path: 'api.preAuthorizedApplications.appId',
      type: 'servicePrincipal',
      words: [],
      by: 'appId',
      mayBeAbsent: true,
    },
  ],
  // Unverified here: Graph answers 400 CannotDeleteOrUpdateEnabledEntitlement to anything else (public reports).
  disabledFirst: ['appRoles', 'api.oauth2PermissionScopes'],
  // A scope and who is pre-authorized for it in one request is answered with 400 InvalidValue (public reports).
  sentLater: ['api.preAuthorizedApplications'],
  alternateKeys: ['appId'],
  creation,
  order: 40,
  deletionKind: (body) =>
    body['@odata.type'] === '#microsoft.graph.agentIdentityBlueprint'
      ? 'application/agentIdentityBlueprint'
      : 'application',
};
