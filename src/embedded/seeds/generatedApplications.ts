/** Applications of a tenant of any size, the service principals in it, and who was given what. */
import { guidFrom } from '../identity.ts';
import type { SeedBody } from '../seed.ts';
import { certificate, principalId } from './applicationFacts.ts';
import { firstPartyNames, firstPartyPrincipal } from './firstParty.ts';
import { graphAppId, graphRoles, graphScopes } from './graphPermissions.ts';
import { defaultDomain, madeAt, tenantId } from './names.ts';

/** Who and what an application can be given to. */
export interface Holders {
  readonly people: readonly string[];
  /** Groups of users. */
  readonly groups: readonly string[];
}

const kinds = ['web', 'daemon', 'spa', 'publicClient'] as const;
const subjects = ['Invoices', 'Stock', 'Visits', 'Training', 'Contracts', 'Fleet', 'Quality', 'Rooms', 'Travel'];
const vendors = ['Adatum', 'Fabrikam', 'Litware', 'Northwind', 'Proseware', 'Tailspin', 'Trey', 'Woodgrove'];

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;
const kindOf = (index: number) => pick(kinds, index);
const appIdOf = (kind: 'application' | 'gallery', index: number): string => guidFrom('generated', kind, 'appId', index);
const roleIdOf = (index: number): string => guidFrom('generated', 'appRole', index);
const nameOf = (index: number): string => `${pick(subjects, index)} ${kindOf(index)} ${index + 1}`;
const principalOf = (kind: 'application' | 'gallery', index: number): string =>
  guidFrom('generated', kind, 'servicePrincipal', index);

const delegated = ['User.Read', 'openid', 'profile'] as const;
const readsDirectory = ['User.Read.All', 'Group.Read.All'] as const;

const rolesOf = (index: number): readonly SeedBody[] =>
  kindOf(index) === 'web'
    ? [
        {
          id: roleIdOf(index),
          value: 'Reader',
          displayName: 'Reader',
          description: 'May read',
          isEnabled: true,
          origin: 'Application',
          allowedMemberTypes: ['User'],
        },
      ]
    : [];

/** What sets the kinds apart. */
function partsOf(index: number): SeedBody {
  const address = `https://app-${index + 1}.${defaultDomain}`;
  switch (kindOf(index)) {
    case 'web':
      return {
        identifierUris: [`api://${appIdOf('application', index)}`],
        web: { homePageUrl: address, redirectUris: [`${address}/signin-oidc`] },
      };
    case 'spa':
      return { spa: { redirectUris: [address] } };
    case 'publicClient':
      return { isFallbackPublicClient: true, publicClient: { redirectUris: ['http://localhost'] } };
    case 'daemon':
      return {
        keyCredentials: [
          {
            keyId: guidFrom('generated', 'credential', index),
            customKeyIdentifier: null,
            displayName: `CN=app-${index + 1}`,
            startDateTime: '2026-01-15T00:00:00Z',
            endDateTime: '2028-01-15T00:00:00Z',
            ...certificate,
          },
        ],
      };
  }
}

function application(index: number, { people }: Holders): SeedBody {
  const resourceAccess =
    kindOf(index) === 'daemon'
      ? readsDirectory.map((role) => ({ id: graphRoles[role], type: 'Role' }))
      : delegated.map((scope) => ({ id: graphScopes[scope], type: 'Scope' }));
  return {
    id: guidFrom('generated', 'application', index),
    appId: appIdOf('application', index),
    displayName: nameOf(index),
    createdDateTime: madeAt('application', index),
    publisherDomain: defaultDomain,
    signInAudience: 'AzureADMyOrg',
    appRoles: rolesOf(index),
    requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess }],
    // Every third has no owner, as in real tenants.
    owners: index % 3 === 2 ? [] : [pick(people, index * 37)],
    ...partsOf(index),
  };
}

const ownPrincipal = (index: number): SeedBody => ({
  id: principalOf('application', index),
  appId: appIdOf('application', index),
  displayName: nameOf(index),
  appOwnerOrganizationId: tenantId,
  servicePrincipalType: 'Application',
  signInAudience: 'AzureADMyOrg',
  appRoles: rolesOf(index),
  tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
});

/** Every other one signs people in with SAML, and asks for an assignment. */
const isSaml = (index: number): boolean => index % 2 === 0;

function galleryPrincipal(index: number): SeedBody {
  const vendor = pick(vendors, index);
  const displayName = `${vendor} ${pick(subjects, Math.floor(index / vendors.length))} ${index + 1}`;
  const appId = appIdOf('gallery', index);
  return {
    id: principalOf('gallery', index),
    appId,
    displayName,
    appDisplayName: displayName,
    appOwnerOrganizationId: guidFrom('generated', 'vendor', vendor),
    servicePrincipalType: 'Application',
    servicePrincipalNames: [appId],
    signInAudience: 'AzureADMultipleOrgs',
    appRoleAssignmentRequired: isSaml(index),
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    ...(isSaml(index)
      ? {
          preferredSingleSignOnMode: 'saml',
          samlSingleSignOnSettings: { relayState: null },
          loginUrl: `https://app-${index + 1}.${vendor.toLowerCase()}.example/login`,
          replyUrls: [`https://app-${index + 1}.${vendor.toLowerCase()}.example/saml/acs`],
        }
      : {}),
  };
}

const defaultAccess = '00000000-0000-0000-0000-000000000000';

const assignment = (principal: string, resourceId: string, appRoleId: string): SeedBody => ({
  principalId: principal,
  resourceId,
  appRoleId,
});

/** Daemons hold Graph's app roles, web applications are given to a group, those of vendors to a group or to a person. */
function assignments(own: number, gallery: number, { people, groups }: Holders): readonly SeedBody[] {
  const groupOr = (index: number): string => pick(groups.length > 0 ? groups : people, index);
  const ofOwn = Array.from({ length: own }, (_, index): readonly SeedBody[] => {
    const id = principalOf('application', index);
    if (kindOf(index) === 'daemon')
      return readsDirectory.map((role) => assignment(id, principalId('graph'), graphRoles[role]));
    return kindOf(index) === 'web' ? [assignment(groupOr(index), id, roleIdOf(index))] : [];
  });
  const ofGallery = Array.from({ length: gallery }, (_, index): SeedBody => {
    const holder = isSaml(index) ? groupOr(index) : pick(people, index * 11);
    return assignment(holder, principalOf('gallery', index), defaultAccess);
  });
  return [...ofOwn.flat(), ...ofGallery];
}

/** Consent to Graph: of an administrator for own applications, of one person for each that is a vendor's without SAML. */
function grants(own: number, gallery: number, { people }: Holders): readonly SeedBody[] {
  const grant = (clientId: string, principal: string | null, scope: string): SeedBody => ({
    clientId,
    resourceId: principalId('graph'),
    consentType: principal === null ? 'AllPrincipals' : 'Principal',
    principalId: principal,
    scope,
  });
  const indexes = (count: number, isWanted: (index: number) => boolean): readonly number[] =>
    Array.from({ length: count }, (_, index) => index).filter(isWanted);
  return [
    ...indexes(own, (index) => kindOf(index) !== 'daemon').map((index) =>
      grant(principalOf('application', index), null, delegated.join(' ')),
    ),
    ...indexes(gallery, (index) => !isSaml(index)).map((index) =>
      grant(principalOf('gallery', index), pick(people, index * 11), 'User.Read'),
    ),
  ];
}

/**
 * So many applications of the tenant's own and so many service principals, which are at least three more: theirs, those of
 * Microsoft (Graph before all), and for the rest those of vendors. Without applications there is nothing.
 */
export function generatedApplications(applications: number, principals: number, holders: Holders) {
  const foreign = principals - applications;
  const microsoft = firstPartyNames.slice(0, foreign);
  const gallery = foreign - microsoft.length;
  const listed = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
    Array.from({ length: count }, (_, index) => make(index));
  return {
    applications: listed(applications, (index) => application(index, holders)),
    servicePrincipals: [
      ...microsoft.map(firstPartyPrincipal),
      ...listed(applications, ownPrincipal),
      ...listed(gallery, galleryPrincipal),
    ],
    oauth2PermissionGrants: grants(applications, gallery, holders),
    appRoleAssignments: assignments(applications, gallery, holders),
  };
}
