/** The bodies of a seed: cleaned of what a read leaves in them, checked, and completed. */
import { graphTypeOf } from './render.ts';
import { wholeApplication } from './rules/application.ts';
import { fullPolicy } from './rules/conditionalAccessPolicy.ts';
import { isKindOf, typeOf } from './schema.ts';
import { complete } from './shape.ts';
import { checkObject } from './validate.ts';
import { type Body, type CoveredType, isBody, isText, typeNameOf } from './value.ts';

const dotNetDate = /^\/Date\((-?\d+)\)\/$/;

/** Dates as PowerShell writes them become ISO 8601; annotations of a read are dropped, being no part of the object. */
export function cleaned(value: unknown): unknown {
  if (isText(value)) {
    const milliseconds = dotNetDate.exec(value)?.[1];
    return milliseconds === undefined ? value : new Date(Number(milliseconds)).toISOString();
  }
  if (Array.isArray(value))
    return value.some((item) => typeof item === 'object' || isText(item)) ? value.map(cleaned) : value;
  if (!isBody(value)) return value;
  const pairs = Object.entries(value).filter(([name]) => !name.includes('@') || name.endsWith('@odata.type'));
  return Object.fromEntries(pairs.map(([name, content]) => [name, cleaned(content)]));
}

/** The name a user has while deleted: the id in front frees the name proper (facts §4, RFD). */
export const deletedName = (id: string, name: unknown): unknown => {
  const prefix = id.replaceAll('-', '');
  return isText(name) && !name.startsWith(prefix) ? `${prefix}${name}` : name;
};

/** What a seed may leave out. */
export const fillers: Readonly<Record<CoveredType, (id: string, body: Body) => Body>> = {
  user: (_, body) => ({ accountEnabled: true, userType: 'Member', ...body }),
  group: (id, body) => ({
    groupTypes: [],
    mailEnabled: false,
    securityEnabled: true,
    mailNickname: id.slice(0, 8),
    ...body,
  }),
  device: (_, body) => body,
  application: (_, body) =>
    wholeApplication({ oauth2RequirePostResponse: false, signInAudience: 'AzureADMyOrg', ...body }),
  servicePrincipal: (_, body) => ({
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    servicePrincipalNames: isText(body.appId) ? [body.appId] : [],
    servicePrincipalType: graphTypeOf('servicePrincipal', body) === 'agentIdentity' ? 'ServiceIdentity' : 'Application',
    ...body,
  }),
  authenticationStrengthPolicy: (_, body) => body,
  conditionalAccessPolicy: (_, body) => fullPolicy({ state: 'disabled', ...body }),
  namedLocation: (_, body) => complete(graphTypeOf('namedLocation', body), body),
};

const needed: Readonly<Record<CoveredType, readonly string[]>> = {
  user: ['userPrincipalName', 'displayName'],
  group: ['displayName'],
  device: ['displayName'],
  application: ['displayName', 'appId'],
  servicePrincipal: ['displayName', 'appId'],
  authenticationStrengthPolicy: ['displayName', 'allowedCombinations'],
  conditionalAccessPolicy: ['displayName', 'conditions'],
  namedLocation: ['displayName', '@odata.type'],
};
const states: ReadonlySet<unknown> = new Set(['enabled', 'disabled', 'enabledForReportingButNotEnforced']);

/** Why a body is no object of its type, with the place below it, or null. */
export function checkContent(type: CoveredType, body: Body): { at: string; message: string } | null {
  const absent = needed[type].find((name) => body[name] === undefined || body[name] === null);
  if (absent !== undefined) return { at: `.${absent}`, message: 'is needed' };
  const named = body['@odata.type'];
  const graphType = typeNameOf(named) ?? (named === undefined ? type : undefined);
  if (graphType === undefined || typeOf(graphType) === undefined || !isKindOf(graphType, type)) {
    return { at: '.@odata.type', message: `is no type of ${type}` };
  }
  if (type === 'conditionalAccessPolicy' || type === 'namedLocation') {
    // A real tenant holds in its policies what no schema says: they are kept as they are.
    if (!isText(body.displayName)) return { at: '.displayName', message: 'must be text' };
    if (type === 'namedLocation')
      return graphType === type ? { at: '.@odata.type', message: 'must name a subtype' } : null;
    if (!isBody(body.conditions)) return { at: '.conditions', message: 'must be an object' };
    return body.state === undefined || states.has(body.state)
      ? null
      : { at: '.state', message: 'is no state of a policy' };
  }
  return checkContentOf(graphType, body);
}

/** The same by the schema alone. */
export function checkContentOf(graphType: string, body: Body): { at: string; message: string } | null {
  const misfit = checkObject(graphType, body, '', 'beta');
  const reasons = {
    unknownProperty: 'is no property in Graph’s schema',
    illTyped: 'is not of the type in Graph’s schema',
    nullRefused: 'cannot be null',
    annotationRefused: 'is an annotation that no object has',
  };
  return misfit === null ? null : { at: `.${misfit.path}`, message: reasons[misfit.reason] };
}
