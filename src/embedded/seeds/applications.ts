/** Contoso's own applications, with the service principals that stand for them in its tenant. */
import type { SeedBody } from '../seed.ts';
import { type Application, appIdOf, applicationId, appRoleId, principalId } from './applicationFacts.ts';
import { automationApplications } from './automationApplications.ts';
import { businessApplications } from './businessApplications.ts';
import { firstPartyAppId } from './firstParty.ts';
import { furtherRoles, graphAppId, graphRoles, graphScopes } from './graphPermissions.ts';
import { defaultDomain, madeAt, tenantId, userId } from './names.ts';

const applications = { ...businessApplications, ...automationApplications };

export type ApplicationName = keyof typeof applications;
export const applicationNames = Object.keys(applications) as readonly ApplicationName[];

export const factsOf = (name: ApplicationName): Application => applications[name];

const rolesOf = (name: ApplicationName): readonly SeedBody[] => {
  const { offers = {}, displayName } = factsOf(name);
  return Object.entries(offers).map(([value, allowedMemberTypes]) => ({
    id: appRoleId(name, value),
    value,
    displayName: value,
    description: `${value} of ${displayName}`,
    isEnabled: true,
    origin: 'Application',
    allowedMemberTypes,
  }));
};

/** Every role that an application asks for: the short name of the service principal it is of, and its id. */
export function askedRoles(name: ApplicationName): readonly (readonly [resource: string, roleId: string])[] {
  const { roles = [], fullAccessTo = [] } = factsOf(name);
  return [
    ...roles.map((role) => ['graph', graphRoles[role]] as const),
    ...fullAccessTo.flatMap((resource) => Object.values(furtherRoles[resource]).map((id) => [resource, id] as const)),
  ];
}

function required(name: ApplicationName): readonly SeedBody[] {
  const { scopes = [], roles = [], fullAccessTo = [] } = factsOf(name);
  const ofGraph = [
    ...scopes.map((scope) => ({ id: graphScopes[scope], type: 'Scope' })),
    ...roles.map((role) => ({ id: graphRoles[role], type: 'Role' })),
  ];
  return [
    ...(ofGraph.length === 0 ? [] : [{ resourceAppId: graphAppId, resourceAccess: ofGraph }]),
    ...fullAccessTo.map((resource) => ({
      resourceAppId: firstPartyAppId(resource),
      resourceAccess: Object.values(furtherRoles[resource]).map((id) => ({ id, type: 'Role' })),
    })),
  ];
}

export const ownApplications = (): readonly SeedBody[] =>
  applicationNames.map((name) => {
    const { displayName, description, owner, ownedBy, body } = factsOf(name);
    return {
      id: applicationId(name),
      appId: appIdOf(name),
      displayName,
      description: description ?? null,
      createdDateTime: madeAt('application', name),
      publisherDomain: defaultDomain,
      signInAudience: 'AzureADMyOrg',
      appRoles: rolesOf(name),
      requiredResourceAccess: required(name),
      owners: [userId(owner), ...(ownedBy === undefined ? [] : [principalId(ownedBy)])],
      ...body,
    };
  });

export const ownPrincipals = (): readonly SeedBody[] =>
  applicationNames.map((name) => {
    const { displayName, owner, body, principal } = factsOf(name);
    const uris = body?.identifierUris;
    return {
      id: principalId(name),
      appId: appIdOf(name),
      displayName,
      appDisplayName: displayName,
      appOwnerOrganizationId: tenantId,
      servicePrincipalType: 'Application',
      servicePrincipalNames: [appIdOf(name), ...(Array.isArray(uris) ? uris : [])],
      signInAudience: body?.signInAudience ?? 'AzureADMyOrg',
      appRoles: rolesOf(name),
      tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
      owners: [userId(owner)],
      ...principal,
    };
  });
