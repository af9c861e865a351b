/**
 * The authorization policy, and what can be written of the organization. v1.0 and beta name one part of the policy
 * differently and show it in different places. Source: facts on Graph §1-2 (AUTHUPD, CSDL, BMAP). Last verified: 2026-11-23.
 */
import { type Answer, isFault, noContent, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, notFound, readOnly } from '../errors.ts';
import { grants } from '../permissions.ts';
import { checkOptions, readSelect } from '../query.ts';
import { contextOf } from '../render.ts';
import { checkObject } from '../validate.ts';
import { type Body, isBody } from '../value.ts';
import type { Route } from './route.ts';

const guestRoles: ReadonlySet<unknown> = new Set([
  'a0b1b346-4d3e-4e8b-98f8-753987be4970',
  '10dae51f-b6af-4016-8d66-8c2a99b929b3',
  '2af84b1e-32c8-42b7-82bc-daa82404023b',
]);

const betaName = 'permissionGrantPolicyIdsAssignedToDefaultUserRole';

function shown(call: Call): Body {
  const { enabledPreviewFeatures, ...policy } = call.tenant.policies.authorizationPolicy;
  if (call.version === 'v1.0') return policy;
  const permissions = isBody(policy.defaultUserRolePermissions) ? policy.defaultUserRolePermissions : {};
  const { permissionGrantPoliciesAssigned, ...defaultUserRolePermissions } = permissions;
  return {
    ...policy,
    enabledPreviewFeatures: enabledPreviewFeatures ?? [],
    defaultUserRolePermissions,
    [betaName]: permissionGrantPoliciesAssigned ?? [],
  };
}

function read(call: Call, asList: boolean): Answer {
  const refused = checkOptions(call, ['$select']);
  if (refused !== null) return refused;
  const select = readSelect(call.query.get('$select'), 'authorizationPolicy', call);
  if (isFault(select)) return select;
  const whole = shown(call);
  const body =
    select === null ? whole : Object.fromEntries(['id', ...select].map((name) => [name, whole[name] ?? null]));
  const context = { '@odata.context': contextOf(call, 'authorizationPolicy', select, !asList) };
  return ok(asList ? { ...context, value: [body] } : { ...context, ...body });
}

function update(call: Call): Answer {
  if ('id' in call.body) return readOnly('id');
  const misfit = checkObject('authorizationPolicy', call.body, '', call.version);
  if (misfit !== null) return badRequest(`Invalid value specified for property '${misfit.path}'.`);
  if ('guestUserRoleId' in call.body && !guestRoles.has(call.body.guestUserRoleId)) {
    return badRequest("Invalid value specified for property 'guestUserRoleId'.");
  }
  const { [betaName]: assigned, ...sent } = call.body;
  const { policies } = call.tenant;
  const before = policies.authorizationPolicy;
  // Parts that a write leaves out stay (unverified; the documented bodies are partial).
  const permissions = {
    ...(isBody(before.defaultUserRolePermissions) ? before.defaultUserRolePermissions : {}),
    ...(isBody(sent.defaultUserRolePermissions) ? sent.defaultUserRolePermissions : {}),
    ...(assigned === undefined ? {} : { permissionGrantPoliciesAssigned: assigned }),
  };
  policies.authorizationPolicy = { ...before, ...sent, defaultUserRolePermissions: permissions };
  return noContent;
}

/** What the update page of the organization lists. */
const writable: ReadonlySet<string> = new Set([
  'marketingNotificationEmails',
  'privacyProfile',
  'securityComplianceNotificationMails',
  'securityComplianceNotificationPhones',
  'technicalNotificationMails',
]);

function updateOrganization(call: Call): Answer {
  const { policies } = call.tenant;
  if (call.parameters.id !== call.tenant.id) return notFound(call.parameters.id ?? '');
  const misfit = checkObject('organization', call.body, '', call.version);
  if (misfit !== null) return badRequest(`Invalid property '${misfit.path}'.`);
  const fixed = Object.keys(call.body).find((name) => !writable.has(name));
  if (fixed !== undefined) return readOnly(fixed);
  policies.organization = { ...policies.organization, ...call.body };
  return noContent;
}

const path = '/policies/authorizationPolicy';
const { readPolicies, writeAuthorization, writeOrganization } = grants;

export const authorizationPolicyRoutes: readonly Route[] = [
  { method: 'GET', path, grant: readPolicies, handle: (call) => read(call, call.version === 'beta') },
  { method: 'PATCH', path, grant: writeAuthorization, handle: update },
  { method: 'GET', path: `${path}/authorizationPolicy`, grant: readPolicies, handle: (call) => read(call, false) },
  { method: 'PATCH', path: `${path}/authorizationPolicy`, grant: writeAuthorization, handle: update },
  { method: 'PATCH', path: '/organization/{id}', grant: writeOrganization, handle: updateOrganization },
];
