/**
 * Turns an export of cisagov/ScubaGear (`conditional_access_policies` in Graph's camelCase) into a seed: a real tenant's
 * policies, with the objects they name made up so that every reference holds.
 */
import { guidFrom } from '../identity.ts';
import type { Seed, SeedBody } from '../seed.ts';
import { isBody } from '../value.ts';
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

/** A seed from the export. Throws a TypeError when the document is none: callers choose the file. */
export function seedFromScubaGear(document: unknown): Seed {
  const given = isBody(document) ? document.conditional_access_policies : undefined;
  if (!Array.isArray(given)) throw new TypeError('conditional_access_policies: a list of policies is expected');
  const policies = given.map((policy: unknown, index): SeedBody => {
    const body = asGraph(policy);
    if (!isBody(body)) throw new TypeError(`conditional_access_policies[${index}]: a policy is expected`);
    return body;
  });
  const { users, groups, locations } = targetsOf(policies);
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
  };
}
