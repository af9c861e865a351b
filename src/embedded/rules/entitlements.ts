/**
 * App roles and delegated permissions of an application: what Graph takes, and what it lets go. Sources: Graph's pages on appRole
 * and permissionScope; the codes and texts from public reports of Graph's answers (microsoft-graph-docs 21667 and 12675,
 * msgraph-sdk-powershell 1211, msgraph-sdk-dotnet 2043, OfficeDev/microsoft-365-agents-toolkit pull 9420). Last verified:
 * 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { badRequest, fault } from '../errors.ts';
import { type Body, isBody, isText, textsOf } from '../value.ts';

export const bodiesOf = (value: unknown): readonly Body[] => (Array.isArray(value) ? value.filter(isBody) : []);

export const scopesOf = (application: Body | null): readonly Body[] =>
  bodiesOf(isBody(application?.api) ? application.api.oauth2PermissionScopes : undefined);
export const rolesOf = (application: Body | null): readonly Body[] => bodiesOf(application?.appRoles);

const rolesPath = 'appRoles';
const scopesPath = 'api.oauth2PermissionScopes';
const longestValue = 120;
/** Printable ASCII but the space, the double quote and the backslash. */
const valuePattern = /^[!#-[\]-~]+$/;

/** A refusal whose code is the special one, as Graph gives it for these properties. */
const special = (code: string, message: string, target: string): Fault =>
  fault(400, code, message, { details: [{ code, message, target }] });

const lower = (value: unknown): string => (isText(value) ? value.toLowerCase() : '');

/** Ids and values are each one's own among roles and permissions together (unverified that it is together). */
function duplicateFault(after: Body): Fault | null {
  const seen = new Set<string>();
  const lists = [[rolesPath, rolesOf(after)] as const, [scopesPath, scopesOf(after)] as const];
  for (const [path, entitlements] of lists) {
    for (const { id, value } of entitlements) {
      const names = [`id ${lower(id)}`, ...(isText(value) && value !== '' ? [`value ${value}`] : [])];
      if (names.some((name) => seen.has(name))) {
        return special('DuplicateValue', 'Request contains a property with duplicate values.', path);
      }
      for (const name of names) seen.add(name);
    }
  }
  return null;
}

function roleFault(role: Body): Fault | null {
  const types = textsOf(role.allowedMemberTypes);
  if (types.length === 0) {
    return special(
      'InvalidValue',
      `App role with identifier '${String(role.id)}' must have at least one value specified for 'allowedMemberTypes'.`,
      `${rolesPath}.allowedMemberTypes`,
    );
  }
  const isRight = types.every((type) => type === 'User' || type === 'Application') && isText(role.displayName);
  return isRight ? null : badRequest("Invalid value specified for property 'appRoles' of resource 'Application'.");
}

function shapeFault(entitlement: Body, path: string): Fault | null {
  const { id, value, type } = entitlement;
  const isNamed = isText(value) && value !== '';
  // A role without a value stands in no token; a permission is nothing without one.
  const isRight =
    isText(id) &&
    (isNamed ? value.length <= longestValue && valuePattern.test(value) : path === rolesPath) &&
    (path === rolesPath || type === undefined || type === null || type === 'User' || type === 'Admin');
  const property = path === rolesPath ? 'appRoles' : 'api';
  return isRight ? null : badRequest(`Invalid value specified for property '${property}' of resource 'Application'.`);
}

const unimportant: ReadonlySet<string> = new Set(['isEnabled', 'origin']);

function isSame(before: Body, after: Body): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => {
    if (unimportant.has(name)) return true;
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    const plain = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value);
    return name === 'id' ? lower(was) === lower(is) : JSON.stringify(plain(was)) === JSON.stringify(plain(is));
  });
}

/**
 * An enabled one takes no change but to be disabled. That this holds for every property, and in the very request that disables,
 * is unverified: the text says no more than "updated", and public tools disable first whatever they change.
 */
function heldFault(before: readonly Body[], after: readonly Body[], path: string): Fault | null {
  const kept = new Map(after.map((one) => [lower(one.id), one]));
  const isHeld = before.some((one) => {
    const now = kept.get(lower(one.id));
    // Enabled unless it says otherwise.
    return one.isEnabled !== false && (now === undefined || !isSame(one, now));
  });
  return isHeld
    ? special(
        'CannotDeleteOrUpdateEnabledEntitlement',
        'Permission (scope or role) cannot be deleted or updated unless disabled first.',
        path,
      )
    : null;
}

/**
 * Clients that may use permissions without consent. Graph looks for the permissions on the application as it was before the
 * request: one that the same request makes is not found (many public reports; issue microsoft-graph-docs 12675 has the code).
 */
function preAuthorizedFault(before: Body | null, after: Body): Fault | null {
  const listed = bodiesOf(isBody(after.api) ? after.api.preAuthorizedApplications : undefined);
  const idsOf = (body: Body | null) => new Set([...scopesOf(body), ...rolesOf(body)].map(({ id }) => lower(id)));
  const [old, now] = [idsOf(before), idsOf(after)];
  const isKnown = listed.every(({ delegatedPermissionIds }) =>
    textsOf(delegatedPermissionIds).every((id) => old.has(lower(id)) && now.has(lower(id))),
  );
  if (!isKnown) {
    return special(
      'InvalidValue',
      'Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets.',
      'api.preAuthorizedApplications.delegatedPermissionIds',
    );
  }
  const clients = listed.map(({ appId }) => lower(appId));
  return new Set(clients).size === clients.length
    ? null
    : special('DuplicateValue', 'Request contains a property with duplicate values.', 'api.preAuthorizedApplications');
}

/** Why an application may not come to offer these roles and permissions, or null. */
export function entitlementFault(before: Body | null, after: Body): Fault | null {
  const roles = rolesOf(after);
  const scopes = scopesOf(after);
  for (const role of roles) {
    const refused = shapeFault(role, rolesPath) ?? roleFault(role);
    if (refused !== null) return refused;
  }
  for (const scope of scopes) {
    const refused = shapeFault(scope, scopesPath);
    if (refused !== null) return refused;
  }
  return (
    duplicateFault(after) ??
    heldFault(rolesOf(before), roles, rolesPath) ??
    heldFault(scopesOf(before), scopes, scopesPath) ??
    preAuthorizedFault(before, after)
  );
}

/** Roles and permissions as they are kept: enabled unless they say otherwise, with where they come from. */
export function settledEntitlements(after: Body): Body {
  const settled = (one: Body): Body => ({ isEnabled: true, ...one, origin: 'Application' });
  const api = isBody(after.api) ? { api: { ...after.api, oauth2PermissionScopes: scopesOf(after).map(settled) } } : {};
  return { ...after, appRoles: rolesOf(after).map(settled), ...api };
}
