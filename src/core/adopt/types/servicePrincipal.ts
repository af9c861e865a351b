import { printKey } from '../../canonical/path.ts';
import { parseReference } from '../../canonical/reference.ts';
import type { Body, DirectoryObject, LinkTarget, Value } from '../../model.ts';
import { isBody } from '../../value.ts';
import { apart, clientId, computed, linked, lost, noPlace, parts, same, shownOnly, to } from '../fate.ts';
import type { Argument, Resource, Unexpressed } from '../model.ts';
import { type Adopted, type Around, idUnknown, setByGraph, usual } from './page.ts';

const noSecret = 'no backup holds a secret: make new ones, or leave them to other means';

export const servicePrincipal: Adopted = {
  ...usual,
  className: 'ServicePrincipal',
  prefix: 'principal',
  needs: ['clientId'],
  importId: (id) => `/servicePrincipals/${id}`,
  fates: {
    // The roles are those of the application.
    ...computed(...setByGraph, 'appOwnerOrganizationId', 'appRoles', 'servicePrincipalType'),
    appId: to('clientId', clientId),
    ...same('accountEnabled', 'alternativeNames', 'appRoleAssignmentRequired', 'description', 'loginUrl', 'notes'),
    ...same('notificationEmailAddresses', 'preferredSingleSignOnMode', 'tags'),
    samlSingleSignOnSettings: parts('samlSingleSignOn', same('relayState')),
    owners: to('owners', linked('objectId')),
    oauth2PermissionGrants: apart,
    appRoleAssignedTo: apart,
    ...lost(noSecret, 'keyCredentials', 'passwordCredentials'),
    ...lost(shownOnly, 'displayName', 'homepage', 'logoutUrl', 'replyUrls', 'servicePrincipalNames'),
    ...lost(noPlace, 'addIns', 'preferredTokenSigningKeyThumbprint', 'tokenEncryptionKeyId'),
  },
  // The application's own resource answers to it first.
  knownBy: ({ appId }) => (typeof appId === 'string' ? [`appId/${appId}`] : []),
  whyNot: (body) => {
    if (body['@odata.type'] !== undefined) return 'azuread knows no agent identities';
    return body.servicePrincipalType === 'ManagedIdentity' ? 'a managed identity belongs to its Azure resource' : null;
  },
  apart: (object, displayName, around) => {
    const all = [...grants(object, displayName, around), ...assignments(object, displayName, around)];
    return {
      resources: all.flatMap((one) => ('args' in one ? [one] : [])),
      unexpressed: all.flatMap((one) => ('reason' in one ? [one] : [])),
    };
  },
};

const links = (value: Value | undefined): readonly LinkTarget[] =>
  Array.isArray(value) ? value.flatMap((one) => (typeof one === 'string' ? [parseReference(one)] : [])) : [];

const objectOf = ({ type, id }: Pick<LinkTarget, 'type' | 'id'>): Argument => ({
  refersTo: `${type}/${id}`,
  output: 'objectId',
  otherwise: id,
});

type One = Resource | Unexpressed;

/** One grant for each resource, with all scopes consented to; a snapshot has a link for each scope. */
function grants({ key, body }: DirectoryObject, displayName: string, { ids, nameOf }: Around): readonly One[] {
  const byResource = Map.groupBy(links(body.oauth2PermissionGrants), ({ id }) => id);
  return [...byResource].map(([resource, scopes]): One => {
    const part = `oauth2PermissionGrants/${resource}`;
    const id = ids.get(`${printKey(key)}/${part}`);
    if (id === undefined) return { ...key, displayName, property: 'oauth2PermissionGrants', reason: idUnknown };
    return {
      key: `${printKey(key)}/${part}`,
      of: key,
      className: 'ServicePrincipalDelegatedPermissionGrant',
      prefix: 'grant',
      displayName: `${displayName} at ${nameOf(`servicePrincipal/${resource}`)}`,
      knownBy: [],
      importId: `/oauth2PermissionGrants/${id}`,
      args: {
        claimValues: scopes.flatMap(({ permission }) => permission ?? []),
        resourceServicePrincipalObjectId: objectOf({ type: 'servicePrincipal', id: resource }),
        servicePrincipalObjectId: objectOf(key),
      },
    };
  });
}

/** The role of all zeros is the one of applications that have none. */
function roleIn({ appRoles }: Body, id: string): string {
  const roles = Array.isArray(appRoles) ? (appRoles as readonly Value[]).filter(isBody) : [];
  const role = roles.find((one) => one.id === id);
  const name = role?.value ?? role?.displayName;
  return typeof name === 'string' && name !== '' ? name : /^[0-]+$/.test(id) ? 'user' : id;
}

/** A link stands at the resource, and says who has which role. */
function assignments({ key, body }: DirectoryObject, displayName: string, { ids, nameOf }: Around): readonly One[] {
  return links(body.appRoleAssignedTo).map(({ type, id: principal, permission = '' }): One => {
    const part = `appRoleAssignedTo/${principal}/${permission}`;
    const id = ids.get(`${printKey(key)}/${part}`);
    if (id === undefined) return { ...key, displayName, property: 'appRoleAssignedTo', reason: idUnknown };
    return {
      key: `${printKey(key)}/${part}`,
      of: key,
      className: 'AppRoleAssignment',
      prefix: 'assignment',
      displayName: `${nameOf(`${type}/${principal}`)} as ${roleIn(body, permission)} of ${displayName}`,
      knownBy: [],
      importId: `/servicePrincipals/${key.id}/appRoleAssignedTo/${id}`,
      args: {
        appRoleId: permission,
        principalObjectId: objectOf({ type, id: principal }),
        resourceObjectId: objectOf(key),
      },
    };
  });
}
