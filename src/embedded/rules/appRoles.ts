/** Which app roles a principal may be given. Source: Graph's page on appRoleAssignment and appRole. Last verified: 2026-11-23. */
import type { Fault } from '../answer.ts';
import { badRequest } from '../errors.ts';
import { defaultAccess } from '../relations.ts';
import type { Entry } from '../store.ts';
import { type Body, type CoveredType, isBody, isText, textsOf } from '../value.ts';

/** The word in `allowedMemberTypes` that a principal of this type needs: groups count as users. */
export const memberTypeOf = (type: CoveredType): string => (type === 'servicePrincipal' ? 'Application' : 'User');

const rolesOf = (resource: Entry): readonly Body[] =>
  Array.isArray(resource.body.appRoles) ? resource.body.appRoles.filter(isBody) : [];

/** Why the principal cannot be given this role of the resource, or null. */
export function appRoleFault(resource: Entry, principal: Entry, appRoleId: string): Fault | null {
  const kind = memberTypeOf(principal.type);
  // A disabled role is answered like one that is not there (unverified).
  const open = rolesOf(resource).filter(
    (role) => role.isEnabled !== false && textsOf(role.allowedMemberTypes).includes(kind),
  );
  // Default access is for applications that declare no roles; that roles for others do not count is unverified.
  const fits =
    appRoleId === defaultAccess
      ? open.length === 0
      : open.some(({ id }) => isText(id) && id.toLowerCase() === appRoleId);
  return fits ? null : badRequest('Permission being assigned was not found on application.');
}
