/**
 * Service principals, agents among them. Sources: facts on Graph §1-2 (SPUPD, DTS, APPFAQ), Graph's page on servicePrincipal; that
 * managed identities are denied: MicrosoftDocs/azure-docs issue 77020; that a principal must agree with its application:
 * MicrosoftDocs/azure-docs issue 78297. Last verified: 2026-11-23.
 */
import { contradicted, withAppId } from '../backing.ts';
import { badRequest, denied } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { type Body, isText, textsOf, typeNameOf } from '../value.ts';
import { keyFault, keyNames, settledKeys } from './credentials.ts';
import type { TypeRules } from './rule.ts';

const singleSignOnModes: readonly string[] = ['password', 'saml', 'notSupported', 'oidc'];

export const isManagedIdentity = (body: Body): boolean => body.servicePrincipalType === 'ManagedIdentity';

const isAgentIdentity = (body: Body): boolean => typeNameOf(body['@odata.type']) === 'agentIdentity';

const invalid = (property: string) =>
  badRequest(`Invalid value specified for property '${property}' of resource 'ServicePrincipal'.`);

export const servicePrincipalRules: TypeRules = {
  type: 'servicePrincipal',
  area: 'directory',
  readOnly: new Set([
    'id',
    'appDescription',
    'appDisplayName',
    'applicationTemplateId',
    'appOwnerOrganizationId',
    'createdByAppId',
    'createdDateTime',
    'deletedDateTime',
    'disabledByMicrosoftStatus',
    'isDisabled',
    'resourceSpecificApplicationPermissions',
    'servicePrincipalType',
    'signInAudience',
    'verifiedPublisher',
  ]),
  createOnly: new Set(['appId', 'agentIdentityBlueprintId']),
  // They need permissions and roles of their own, which no caller of the embedded tenant has.
  notUpdatable: new Set(['customSecurityAttributes']),
  notClearable: new Set(['accountEnabled', 'appRoleAssignmentRequired', 'displayName']),
  // What a new one must have depends on its kind; see routes/createServicePrincipal.ts.
  required: [],
  longest: { displayName: 256, description: 1024, notes: 1024 },
  apart: new Set(),
  returnedByDefault: () =>
    [...propertiesOf('servicePrincipal').keys()].filter((name) => name !== 'customSecurityAttributes'),
  defaults: (body) => ({ accountEnabled: true, appRoleAssignmentRequired: false, ...body }),
  check(write) {
    const { before, after, body, call } = write;
    if (before !== null && isManagedIdentity(before)) return denied();
    const keys = keyFault(write, 'ServicePrincipal');
    if (keys !== null) return keys;
    const mode = after.preferredSingleSignOnMode;
    if (isText(mode) && !singleSignOnModes.includes(mode)) return invalid('preferredSingleSignOnMode');
    const application = isAgentIdentity(after) ? undefined : withAppId(call, 'application', after.appId);
    const name = application === undefined ? undefined : contradicted(application.body, before, body);
    if (name !== undefined) {
      return badRequest(`Property ${name} on the service principal does not match the application object.`);
    }
    // The application's id is always one of its names (unverified where the application is another tenant's).
    const names = textsOf(after.servicePrincipalNames);
    return 'servicePrincipalNames' in body && isText(after.appId) && !names.includes(after.appId)
      ? invalid('servicePrincipalNames')
      : null;
  },
  settle: (write) => (keyNames.some((name) => name in write.body) ? settledKeys(write.after, write) : write.after),
};
