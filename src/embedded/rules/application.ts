/**
 * Applications and agent identity blueprints. Source: facts on Graph §1-2 (APPR, APPUPD, DTS) and Graph's pages on application
 * and its parts. Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { badRequest, readOnly } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { complete } from '../shape.ts';
import { type Body, isBody, isGuid, isText, textsOf, typeNameOf } from '../value.ts';
import { uriFault } from './applicationUris.ts';
import { keyFault, keyNames, settledKeys } from './credentials.ts';
import { bodiesOf, entitlementFault, settledEntitlements } from './entitlements.ts';
import type { TypeRules, Write } from './rule.ts';

const audiences: readonly unknown[] = [
  'AzureADMyOrg',
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
];
const groupClaims: readonly string[] = ['None', 'SecurityGroup', 'ApplicationGroup', 'DirectoryRole', 'All'];
const mostApis = 50;
const mostPermissions = 400;

const invalid = (property: string): Fault =>
  badRequest(`Invalid value specified for property '${property}' of resource 'Application'.`);

function requiredFault(after: Body): Fault | null {
  const apis = bodiesOf(after.requiredResourceAccess);
  const accesses = apis.flatMap(({ resourceAccess }) => bodiesOf(resourceAccess));
  if (apis.length > mostApis || accesses.length > mostPermissions) {
    return badRequest('The property requiredResourceAccess has too many entries.');
  }
  const ids = apis.map(({ resourceAppId }) => String(resourceAppId).toLowerCase());
  const isRight =
    ids.every(isGuid) &&
    new Set(ids).size === ids.length &&
    accesses.every(({ id, type }) => isGuid(id) && (type === 'Scope' || type === 'Role'));
  return isRight ? null : invalid('requiredResourceAccess');
}

const isPersonal = (audience: unknown): boolean => isText(audience) && audience.includes('Personal');
const tokenVersion = (body: Body | null): unknown =>
  isBody(body?.api) ? (body.api.requestedAccessTokenVersion ?? null) : null;

/** Personal accounts have tokens of version 2 only (Graph's page on apiApplication; the text from public reports). */
function audienceFault({ body }: Write, after: Body): Fault | null {
  if (!audiences.includes(after.signInAudience)) return invalid('signInAudience');
  if (!('signInAudience' in body) && !('api' in body)) return null;
  const version = tokenVersion(after);
  const isRight = isPersonal(after.signInAudience) ? version === 2 : [null, 1, 2].includes(version as number | null);
  return isRight ? null : badRequest('Property api.requestedAccessTokenVersion is invalid.');
}

function claimsFault({ groupMembershipClaims }: Body): Fault | null {
  if (!isText(groupMembershipClaims)) return null;
  const parts = groupMembershipClaims.split(',').map((part) => part.trim());
  return parts.every((part) => groupClaims.includes(part)) ? null : invalid('groupMembershipClaims');
}

/** Can be set once (APPR). */
function uniqueNameFault({ body, before }: Write): Fault | null {
  if (!('uniqueName' in body) || !isText(before?.uniqueName)) return null;
  return body.uniqueName === before.uniqueName ? null : readOnly('uniqueName');
}

/** Where Graph serves the logo from (unverified: that it may be sent back as it was read). */
function logoFault(before: Body | null, after: Body): Fault | null {
  const logoUrl = (body: Body | null): unknown => (isBody(body?.info) ? (body.info.logoUrl ?? null) : null);
  return logoUrl(before) === logoUrl(after) ? null : readOnly('info.logoUrl');
}

/** Parts that Graph shows whole, whatever was written of them, and their types. */
const parts: Readonly<Record<string, string>> = {
  api: 'apiApplication',
  info: 'informationalUrl',
  parentalControlSettings: 'parentalControlSettings',
  publicClient: 'publicClientApplication',
  spa: 'spaApplication',
  web: 'webApplication',
};

const whereAbsent: Readonly<Record<string, Body>> = {
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  web: { implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false } },
};

/** The application with its parts in full (page "Create application": the answer to a body with a name only). */
export function wholeApplication(body: Body): Body {
  const whole = Object.entries(parts).map(([name, type]) => {
    const part = isBody(body[name]) ? body[name] : {};
    return [name, complete(type, { ...whereAbsent[name], ...part })] as const;
  });
  return { ...body, ...Object.fromEntries(whole) };
}

/** Below a property that is an object, what a PATCH leaves out stays (OData's PATCH; public tools write single parts). */
function laidOver(before: unknown, sent: unknown): unknown {
  if (!isBody(before) || !isBody(sent)) return sent;
  const pairs = Object.entries(sent).map(([name, value]) => [name, laidOver(before[name], value)] as const);
  return { ...before, ...Object.fromEntries(pairs) };
}

function merged({ before, body, after }: Write): Body {
  if (before === null) return after;
  const names = Object.keys(body).filter((name) => name in parts);
  return { ...after, ...Object.fromEntries(names.map((name) => [name, laidOver(before[name], body[name])])) };
}

const onRequestOnly: ReadonlySet<string> = new Set(['authenticationBehaviors', 'managerApplications', 'logo']);

export const applicationRules: TypeRules = {
  type: 'application',
  area: 'directory',
  readOnly: new Set([
    'id',
    'appId',
    'applicationTemplateId',
    'certification',
    'createdByAppId',
    'createdDateTime',
    'deletedDateTime',
    'disabledByMicrosoftStatus',
    'publisherDomain',
    'verifiedPublisher',
  ]),
  createOnly: new Set(),
  // The logo is a stream at an address of its own; the other two are written at theirs, too.
  notUpdatable: new Set(['authenticationBehaviors', 'logo', 'managerApplications']),
  // That whole parts cannot be cleared is unverified; their own properties can.
  notClearable: new Set(['displayName', 'signInAudience', ...Object.keys(parts)]),
  required: ['displayName'],
  longest: { displayName: 256, description: 1024, notes: 1024 },
  apart: new Set(),
  returnedByDefault: () => [...propertiesOf('application').keys()].filter((name) => !onRequestOnly.has(name)),
  defaults(body) {
    // Blueprints are for their own organization (page "Create agentIdentityBlueprint").
    const isBlueprint = typeNameOf(body['@odata.type']) === 'agentIdentityBlueprint';
    const signInAudience = isBlueprint ? 'AzureADMyOrg' : 'AzureADandPersonalMicrosoftAccount';
    const full = { oauth2RequirePostResponse: false, signInAudience, ...body };
    const api = {
      ...(isPersonal(full.signInAudience) ? { requestedAccessTokenVersion: 2 } : {}),
      ...(isBody(body.api) ? body.api : {}),
    };
    return wholeApplication({ ...full, api });
  },
  check(write) {
    const { before, call } = write;
    const after = merged(write);
    return (
      keyFault(write, 'Application') ??
      uniqueNameFault(write) ??
      audienceFault(write, after) ??
      claimsFault(after) ??
      uriFault(before, after, call) ??
      logoFault(before, after) ??
      requiredFault(after) ??
      entitlementFault(before, after)
    );
  },
  settle(write) {
    const { body, before } = write;
    const after = merged(write);
    const names = ['appRoles', 'api'];
    const settled = before === null || names.some((name) => name in body) ? settledEntitlements(after) : after;
    return keyNames.some((name) => name in body) ? settledKeys(settled, write) : settled;
  },
};

/** Every redirect URI of an application, whatever part it is in. */
export const redirectUrisOf = (body: Body): readonly string[] =>
  [body.web, body.spa, body.publicClient].flatMap((part) => (isBody(part) ? textsOf(part.redirectUris) : []));
