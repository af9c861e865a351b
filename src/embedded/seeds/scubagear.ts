/**
 * Turns an export of cisagov/ScubaGear (`conditional_access_policies` in Graph's camelCase) into a seed: a real tenant's
 * policies, with the objects they name made up so that every reference holds.
 */
import { guidFrom } from '../identity.ts';
import type { Seed, SeedBody } from '../seed.ts';
import { isBody, isGuid } from '../value.ts';
import { groupBody } from './groupBody.ts';
import { moment } from './names.ts';
import { organizationBody, subscribedSkusFor } from './organization.ts';
import { targetsOf } from './policyTargets.ts';
import { userBody } from './userBody.ts';

const domain = 'scubagear.example';
const made = '2024-01-08T08:00:00Z';

/** PowerShell writes moments as `/Date(milliseconds since 1970)/`. */
const powerShellDate = /^\/Date\((-?\d+)\)\/$/;

/** Says in which context a value was sent, nothing of the value. */
const isContext = (name: string): boolean => name.endsWith('@odata.context');

function asGraph(value: unknown): unknown {
  if (typeof value === 'string') {
    const milliseconds = powerShellDate.exec(value)?.[1];
    return milliseconds === undefined ? value : moment(Number(milliseconds));
  }
  if (Array.isArray(value)) return value.map(asGraph);
  if (!isBody(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, content]) => (isContext(name) ? [] : [[name, asGraph(content)]])),
  );
}

const first = (document: unknown, name: string): SeedBody | null => {
  const list = isBody(document) ? document[name] : undefined;
  const one: unknown = Array.isArray(list) ? asGraph(list[0]) : undefined;
  return isBody(one) ? one : null;
};

/** The policy with its configurations in it, as Graph returns it; null where the export has none. */
function methodsOf(document: unknown): SeedBody | null {
  const exported = first(document, 'authentication_method');
  if (exported === null || !isBody(exported.authentication_method_policy)) return null;
  const { authentication_method_feature_settings: settings, authentication_method_policy: policy } = exported;
  return { ...policy, authenticationMethodConfigurations: settings };
}

/** In beta's words in the export, in those of v1.0 in a seed. */
function authorizationOf(document: unknown): SeedBody | null {
  const exported = first(document, 'authorization_policies');
  if (exported === null) return null;
  const { permissionGrantPolicyIdsAssignedToDefaultUserRole: assigned, ...policy } = exported;
  const permissions = isBody(policy.defaultUserRolePermissions) ? policy.defaultUserRolePermissions : {};
  return { ...policy, defaultUserRolePermissions: { ...permissions, permissionGrantPoliciesAssigned: assigned ?? [] } };
}

/** Users and groups that the methods are meant for, at any depth. */
function targetsIn(value: unknown): { readonly users: readonly string[]; readonly groups: readonly string[] } {
  const found = { users: new Set<string>(), groups: new Set<string>() };
  const look = (one: unknown): void => {
    if (Array.isArray(one)) for (const item of one) look(item);
    if (!isBody(one)) return;
    const { id, targetType } = one;
    if (isGuid(id) && id !== nobody && targetType === 'user') found.users.add(id);
    if (isGuid(id) && id !== nobody && targetType === 'group') found.groups.add(id);
    for (const content of Object.values(one)) look(content);
  };
  look(value);
  return { users: [...found.users], groups: [...found.groups] };
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** A seed from the export. Throws a TypeError when the document is none: callers choose the file. */
export function seedFromScubaGear(document: unknown): Seed {
  const given = isBody(document) ? document.conditional_access_policies : undefined;
  if (!Array.isArray(given)) throw new TypeError('conditional_access_policies: a list of policies is expected');
  const policies = given.map((policy: unknown, index): SeedBody => {
    const body = asGraph(policy);
    if (!isBody(body)) throw new TypeError(`conditional_access_policies[${index}]: a policy is expected`);
    return body;
  });
  const methods = methodsOf(document);
  const authorization = authorizationOf(document);
  const named = targetsOf(policies);
  const targets = targetsIn(methods);
  const users = [...new Set([...named.users, ...targets.users])];
  const groups = [...new Set([...named.groups, ...targets.groups])];
  const { locations } = named;
  const tenant = guidFrom('scubagear', 'tenant');
  return {
    organization: organizationBody(tenant, 'ScubaGear sample tenant', [domain, 'scubagear.onmicrosoft.com']),
    subscribedSkus: subscribedSkusFor(tenant, users.length),
    users: users.map((id, index) =>
      userBody({
        id,
        userPrincipalName: `user-${index + 1}@${domain}`,
        displayName: `User ${index + 1}`,
        createdDateTime: made,
      }),
    ),
    groups: groups.map((id, index) =>
      groupBody({
        id,
        organizationId: tenant,
        displayName: `Group ${index + 1}`,
        mailNickname: `group-${index + 1}`,
        createdDateTime: made,
      }),
    ),
    namedLocations: locations.map((id, index) => ({
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id,
      deletedDateTime: null,
      displayName: `Location ${index + 1}`,
      createdDateTime: made,
      modifiedDateTime: made,
      isTrusted: false,
      ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: `192.0.2.${index % 256}/32` }],
    })),
    conditionalAccessPolicies: policies,
    ...(methods === null ? {} : { authenticationMethodsPolicy: methods }),
    ...(authorization === null ? {} : { authorizationPolicy: authorization }),
  };
}
