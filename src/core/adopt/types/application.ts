import { printKey } from '../../canonical/path.ts';
import type { DirectoryObject, ObjectKey, Value } from '../../model.ts';
import { at, isBody } from '../../value.ts';
import {
  apart,
  clientId,
  computed,
  type Fate,
  isSomething,
  lifted,
  linked,
  lost,
  noPlace,
  parts,
  same,
  shownOnly,
  to,
  words,
} from '../fate.ts';
import type { Argument, Resource, Unexpressed } from '../model.ts';
import { type Adopted, type Apart, type Around, idUnknown, setByGraph, usual } from './page.ts';

const noSecret = 'no backup holds a secret: make new ones, or leave them to other means';
const redirectUris = same('redirectUris');
const claims = (name: string): Fate =>
  parts(name, same('additionalProperties', 'essential', 'name', 'source'), ['name']);

/** The place of a redirect URI in its list; null where nobody set one, which Graph repeats for each. */
const redirectUriSettings: Fate = {
  is: 'lost',
  why: noPlace,
  matters: (value) =>
    !Array.isArray(value) || (value as readonly Value[]).some((one) => isBody(one) && isSomething(one.index ?? null)),
};

export const application: Adopted = {
  ...usual,
  className: 'Application',
  prefix: 'application',
  needs: ['displayName'],
  importId: (id) => `/applications/${id}`,
  fates: {
    ...computed(...setByGraph, 'appId', 'publisherDomain'),
    ...same(
      'description',
      'displayName',
      'identifierUris',
      'notes',
      'serviceManagementReference',
      'signInAudience',
      'tags',
    ),
    isDeviceOnlyAuthSupported: to('deviceOnlyAuthEnabled'),
    isFallbackPublicClient: to('fallbackPublicClientEnabled'),
    oauth2RequirePostResponse: to('oauth2PostResponseRequired'),
    groupMembershipClaims: to('groupMembershipClaims', words),
    info: lifted(same('marketingUrl', 'privacyStatementUrl', 'supportUrl', 'termsOfServiceUrl')),
    api: parts('api', {
      acceptMappedClaims: to('mappedClaimsEnabled'),
      knownClientApplications: to('knownClientApplications', clientId),
      requestedAccessTokenVersion: to('requestedAccessTokenVersion'),
      oauth2PermissionScopes: parts(
        'oauth2PermissionScopes',
        {
          ...same('adminConsentDescription', 'adminConsentDisplayName', 'id', 'type', 'value'),
          ...same('userConsentDescription', 'userConsentDisplayName'),
          isEnabled: to('enabled'),
        },
        ['id'],
      ),
      preAuthorizedApplications: apart,
    }),
    appRoles: parts(
      'appRoles',
      { ...same('allowedMemberTypes', 'description', 'displayName', 'id', 'value'), isEnabled: to('enabled') },
      ['allowedMemberTypes', 'description', 'displayName', 'id'],
    ),
    optionalClaims: parts('optionalClaims', {
      accessToken: claims('accessTokens'),
      idToken: claims('idTokens'),
      saml2Token: claims('saml2Tokens'),
    }),
    publicClient: parts('publicClient', redirectUris),
    spa: parts('singlePageApplication', redirectUris),
    web: parts('web', {
      ...redirectUris,
      ...same('logoutUrl'),
      homePageUrl: to('homepageUrl'),
      implicitGrantSettings: parts('implicitGrant', {
        enableAccessTokenIssuance: to('accessTokenIssuanceEnabled'),
        enableIdTokenIssuance: to('idTokenIssuanceEnabled'),
      }),
      redirectUriSettings,
    }),
    requiredResourceAccess: parts(
      'requiredResourceAccesses',
      {
        resourceAppId: to('resourceAppId', clientId),
        resourceAccess: parts('resourceAccesses', same('id', 'type'), ['id', 'type']),
      },
      ['resourceAppId', 'resourceAccesses'],
    ),
    owners: to('owners', linked('objectId')),
    federatedIdentityCredentials: apart,
    ...lost(noSecret, 'keyCredentials', 'passwordCredentials'),
    ...lost(shownOnly, 'isDisabled'),
    ...lost(noPlace, 'addIns', 'defaultRedirectUri', 'nativeAuthenticationApisEnabled', 'parentalControlSettings'),
    ...lost(noPlace, 'requestSignatureVerification', 'samlMetadataUrl', 'servicePrincipalLockConfiguration'),
    ...lost(noPlace, 'tokenEncryptionKeyId'),
  },
  knownBy: ({ appId }) => (typeof appId === 'string' ? [`appId/${appId}`] : []),
  whyNot: (body) => (body['@odata.type'] === undefined ? null : 'azuread knows no agent identity blueprints'),
  apart: (object, displayName, around) => {
    const all = [preAuthorized(object, displayName, around), federated(object, displayName, around)];
    return {
      resources: all.flatMap(({ resources }) => resources),
      unexpressed: all.flatMap(({ unexpressed }) => unexpressed),
    };
  },
};

const itself = ({ id }: ObjectKey): Argument => ({
  refersTo: `application/${id}`,
  output: 'id',
  otherwise: `/applications/${id}`,
});

/** Its scopes must be there before somebody is authorized for them: Pulumi makes this one after the application. */
function preAuthorized({ key, body }: DirectoryObject, displayName: string, { nameOf }: Around): Apart {
  const listed = at(body, ['api', 'preAuthorizedApplications']);
  const resources = (Array.isArray(listed) ? (listed as readonly Value[]) : []).flatMap((one): readonly Resource[] => {
    if (!isBody(one) || typeof one.appId !== 'string') return [];
    return [
      {
        ...apartFrom(
          key,
          `api.preAuthorizedApplications/${one.appId}`,
          `${displayName} for ${nameOf(`appId/${one.appId}`)}`,
        ),
        className: 'ApplicationPreAuthorized',
        prefix: 'preAuthorized',
        importId: `${key.id}/preAuthorizedApplication/${one.appId}`,
        args: {
          applicationId: itself(key),
          authorizedClientId: { refersTo: `appId/${one.appId}`, output: 'clientId', otherwise: one.appId },
          permissionIds: textsIn(one.delegatedPermissionIds),
        },
      },
    ];
  });
  return { resources, unexpressed: [] };
}

function federated({ key, body }: DirectoryObject, displayName: string, { ids }: Around): Apart {
  const { federatedIdentityCredentials: children } = body;
  const resources: Resource[] = [];
  const unexpressed: Unexpressed[] = [];
  for (const [name, child] of Object.entries(isBody(children) ? children : {})) {
    const part = `federatedIdentityCredentials/${name}`;
    const id = ids.get(`${printKey(key)}/${part}`);
    const reason = id === undefined ? idUnknown : whyNotFederated(child);
    if (reason !== null || id === undefined || !isBody(child)) {
      const property = `federatedIdentityCredentials.${name}`;
      unexpressed.push({ ...key, displayName, property, reason: reason ?? noPlace });
      continue;
    }
    const { issuer = null, subject = null, description = null } = child;
    resources.push({
      ...apartFrom(key, part, `${displayName} ${name}`),
      className: 'ApplicationFederatedIdentityCredential',
      prefix: 'credential',
      importId: `${key.id}/federatedIdentityCredential/${id}`,
      args: {
        applicationId: itself(key),
        audiences: textsIn(child.audiences),
        displayName: name,
        issuer: String(issuer),
        subject: String(subject),
        ...(typeof description === 'string' && description !== '' ? { description } : {}),
      },
    });
  }
  return { resources, unexpressed };
}

/** A flexible one has an expression instead of a subject, which v1.0 does not show. */
const whyNotFederated = (child: Value): string | null =>
  isBody(child) &&
  typeof child.issuer === 'string' &&
  typeof child.subject === 'string' &&
  textsIn(child.audiences).length > 0
    ? null
    : 'it has no issuer, subject and audience, without which azuread takes none';

const textsIn = (value: Value | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const apartFrom = (
  of: ObjectKey,
  part: string,
  displayName: string,
): Pick<Resource, 'key' | 'of' | 'displayName' | 'knownBy'> => ({
  key: `${printKey(of)}/${part}`,
  of,
  displayName,
  knownBy: [],
});
