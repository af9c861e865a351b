/** From method and path to the line of the table that answers. */
import { type Fault, isFault } from './answer.ts';
import { fault, segmentNotFound } from './errors.ts';
import { applicationRoutes } from './routes/applications.ts';
import { appRoleAssignmentRoutes } from './routes/appRoleAssignments.ts';
import { authenticationMethodRoutes } from './routes/authenticationMethods.ts';
import { authenticationRequirementRoutes } from './routes/authenticationRequirements.ts';
import { authenticationStrengthRoutes } from './routes/authenticationStrengths.ts';
import { authorizationPolicyRoutes } from './routes/authorizationPolicy.ts';
import { deletedItemRoutes } from './routes/deletedItems.ts';
import { deltaRoutes } from './routes/delta.ts';
import { directoryRoutes } from './routes/directory.ts';
import { directoryAuditRoutes } from './routes/directoryAudits.ts';
import { federatedIdentityCredentialRoutes } from './routes/federatedIdentityCredentials.ts';
import { groupLinkRoutes } from './routes/groupLinks.ts';
import { groupRoutes } from './routes/groups.ts';
import { ownerRoutes } from './routes/owners.ts';
import { permissionGrantRoutes } from './routes/permissionGrants.ts';
import { policyRoutes } from './routes/policies.ts';
import { recoveryJobRoutes } from './routes/recoveryJobs.ts';
import { roleAssignmentRoutes } from './routes/roleAssignments.ts';
import type { Route } from './routes/route.ts';
import { sponsorRoutes } from './routes/sponsors.ts';
import { userRoutes } from './routes/users.ts';

/** Fixed names before `{id}`: the first that fits is taken. */
const table = [
  ...deltaRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...groupLinkRoutes,
  ...applicationRoutes,
  ...federatedIdentityCredentialRoutes,
  ...ownerRoutes,
  ...policyRoutes,
  ...authenticationStrengthRoutes,
  ...authenticationMethodRoutes,
  ...authorizationPolicyRoutes,
  ...deletedItemRoutes,
  ...directoryRoutes,
  ...permissionGrantRoutes,
  ...appRoleAssignmentRoutes,
  ...authenticationRequirementRoutes,
  ...roleAssignmentRoutes,
  ...sponsorRoutes,
  ...recoveryJobRoutes,
  ...directoryAuditRoutes,
].map((route) => ({ route, segments: route.path.slice(1).split('/') }));

/** Properties that are keys beside the id, by collection. */
const alternateKeys: Readonly<Record<string, readonly string[]>> = {
  applications: ['appId', 'uniqueName'],
  servicePrincipals: ['appId'],
};

/**
 * `applications(appId='…')` names an object by an alternate key: the collection, and the key in the place of an id. Federated
 * credentials have their names for ids in paths anyway.
 */
function withKey(segment: string): readonly string[] {
  const [, collection = '', property = '', value = ''] = /^(\w+)\((\w+)='([^']+)'\)$/.exec(segment) ?? [];
  if (collection === 'federatedIdentityCredentials' && property === 'name') return [collection, value];
  return alternateKeys[collection]?.includes(property) === true ? [collection, `(${property}=${value})`] : [segment];
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

function fits(segments: readonly string[], path: readonly string[]): Record<string, string> | null {
  if (segments.length !== path.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = path[index] ?? '';
    if (segment.startsWith('{')) {
      if (part === '' || part.startsWith('$')) return null;
      parameters[segment.slice(1, -1)] = part;
    } else if (segment !== part) return null;
  }
  return parameters;
}

/** `path` is decoded, below the version. */
export function findRoute(method: string, named: readonly string[]): Match | Fault {
  const path = named.flatMap(withKey);
  let known = false;
  for (const { route, segments } of table) {
    const parameters = fits(segments, path);
    if (parameters === null) continue;
    if (route.method === method) return { route, parameters };
    known = true;
  }
  return known
    ? fault(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')
    : segmentNotFound(path.at(-1) ?? '');
}

export const isMatch = (value: Match | Fault): value is Match => !isFault(value);
