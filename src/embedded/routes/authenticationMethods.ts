/**
 * The authentication methods policy and the configurations of its methods. Source: facts on Graph §1-2 (CSDL, EMDEL, PERM);
 * Graph's pages on each configuration. A deletion sets a method back to how a fresh tenant has it. Last verified: 2026-11-23.
 */
import { type Answer, created, type Fault, noContent, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, fault, readOnly } from '../errors.ts';
import { grants } from '../permissions.ts';
import { checkOptions } from '../query.ts';
import { contextOf } from '../render.ts';
import { propertyOf } from '../schema.ts';
import { visible } from '../shape.ts';
import { defaultMethods } from '../tenantPolicies.ts';
import { checkObject } from '../validate.ts';
import { type Body, isBody, isGuid, isText, typeNameOf } from '../value.ts';
import type { Route } from './route.ts';

const name = 'policies/authenticationMethodsPolicy';
const path = `/${name}`;
const configurations = `${path}/authenticationMethodConfigurations`;

const external = 'externalAuthenticationMethodConfiguration';

function shownAs(call: Call, type: string, body: Body): Body {
  const known = Object.entries(body).filter(([property]) => {
    return call.version === 'beta' || property.includes('@') || propertyOf(type, property, 'v1.0') !== undefined;
  });
  return visible(type, Object.fromEntries(known), call.version) as Body;
}

const typeOfMethod = (body: Body): string => typeNameOf(body['@odata.type']) ?? 'authenticationMethodConfiguration';
const shownMethod = (call: Call, body: Body): Body => shownAs(call, typeOfMethod(body), body);

function read(call: Call): Answer {
  const refused = checkOptions(call, []);
  if (refused !== null) return refused;
  const { policies } = call.tenant;
  return ok({
    '@odata.context': contextOf(call, 'authenticationMethodsPolicy', null, true),
    ...shownAs(call, 'authenticationMethodsPolicy', policies.authenticationMethodsPolicy),
    'authenticationMethodConfigurations@odata.context': contextOf(
      call,
      `${name}/authenticationMethodConfigurations`,
      null,
      false,
    ),
    authenticationMethodConfigurations: [...policies.methods.values()].map((body) => shownMethod(call, body)),
  });
}

const setByGraph = ['id', 'description', 'displayName', 'lastModifiedDateTime', 'policyVersion'];

function update(call: Call): Answer {
  const fixed = setByGraph.find((property) => property in call.body);
  if (fixed !== undefined) return readOnly(fixed);
  if ('authenticationMethodConfigurations' in call.body) return badRequest('Methods are changed one by one.');
  const misfit = checkObject('authenticationMethodsPolicy', call.body, '', call.version);
  if (misfit !== null) return badRequest(`Invalid value specified for property '${misfit.path}'.`);
  const missing = missingTarget(call, call.body);
  if (missing !== null) return missing;
  const { policies } = call.tenant;
  const lastModifiedDateTime = call.tenant.now().toISOString();
  policies.authenticationMethodsPolicy = {
    ...policies.authenticationMethodsPolicy,
    ...call.body,
    lastModifiedDateTime,
  };
  return noContent;
}

const targetNames: ReadonlySet<string> = new Set([
  'includeTargets',
  'excludeTargets',
  'includeTarget',
  'excludeTarget',
]);
const nobody = '00000000-0000-0000-0000-000000000000';

/** The first target, at any depth, that is no living group or user and no word, as a fault. */
function missingTarget(call: Call, value: unknown, isTarget = false): Fault | null {
  if (Array.isArray(value)) {
    for (const item of value) {
      const missing = missingTarget(call, item, isTarget);
      if (missing !== null) return missing;
    }
    return null;
  }
  if (!isBody(value)) return null;
  if (isTarget) {
    const { id } = value;
    if (id === 'all_users' || id === nobody) return null;
    const entry = isGuid(id) ? call.tenant.store.entry(id) : undefined;
    const fits = entry?.alive === true && (entry.type === 'group' || entry.type === 'user');
    if (!fits) return badRequest(`The target '${String(id)}' does not exist.`);
  }
  for (const [property, content] of Object.entries(value)) {
    const missing = missingTarget(call, content, targetNames.has(property));
    if (missing !== null) return missing;
  }
  return null;
}

const key = (call: Call): string => (call.parameters.method ?? '').toLowerCase();
const noMethod = (call: Call): Fault =>
  fault(404, 'resourceNotFound', `The authentication method configuration '${call.parameters.method}' was not found.`);

function one(call: Call): Answer {
  const body = call.tenant.policies.methods.get(key(call));
  if (body === undefined) return noMethod(call);
  return ok({
    '@odata.context': contextOf(call, `${name}/authenticationMethodConfigurations`, null, true),
    ...shownMethod(call, body),
  });
}

/** Minutes and lengths of a Temporary Access Pass (Graph's page on its configuration). */
function passFault(body: Body): Fault | null {
  const number = (property: string): number => Number(body[property] ?? Number.NaN);
  const [shortest, usual, longest] = ['minimum', 'default', 'maximum'].map((one) =>
    number(`${one}LifetimeInMinutes`),
  ) as [number, number, number];
  const length = number('defaultLength');
  const fits =
    10 <= shortest && shortest <= usual && usual <= longest && longest <= 43_200 && 8 <= length && length <= 48;
  return fits ? null : badRequest('The lifetimes or the length of the Temporary Access Pass are out of range.');
}

function checked(call: Call, type: string, after: Body): Fault | null {
  const misfit = checkObject(type, call.body, '', call.version);
  if (misfit !== null) return badRequest(`Invalid value specified for property '${misfit.path}'.`);
  const missing = missingTarget(call, call.body);
  if (missing !== null) return missing;
  return type === 'temporaryAccessPassAuthenticationMethodConfiguration' ? passFault(after) : null;
}

function updateMethod(call: Call): Answer {
  const { methods } = call.tenant.policies;
  const before = methods.get(key(call));
  if (before === undefined) return noMethod(call);
  const type = typeOfMethod(before);
  if (typeNameOf(call.body['@odata.type']) !== type) return badRequest(`The body must be of type ${type}.`);
  if ('id' in call.body && call.body.id !== before.id) return readOnly('id');
  if (type.startsWith('hardwareOath')) return badRequest('This configuration cannot be changed.');
  const after = { ...before, ...call.body };
  const refused = checked(call, type, after);
  if (refused !== null) return refused;
  methods.set(key(call), after);
  return noContent;
}

function createExternal(call: Call): Answer {
  if (typeNameOf(call.body['@odata.type']) !== external) return badRequest('Only external methods can be added.');
  if ('id' in call.body) return readOnly('id');
  if (!isText(call.body.displayName) || !isGuid(call.body.appId))
    return badRequest('displayName and appId are needed.');
  const id = call.tenant.newId('externalMethod');
  const body: Body = { state: 'disabled', excludeTargets: [], includeTargets: [], ...call.body, id };
  const refused = checked(call, external, body);
  if (refused !== null) return refused;
  call.tenant.policies.methods.set(id, body);
  return created(shownMethod(call, body), `${call.tenant.origin}/${call.version}${configurations}/${id}`);
}

function reset(call: Call): Answer {
  const { methods } = call.tenant.policies;
  const before = methods.get(key(call));
  if (before === undefined) return noMethod(call);
  const fresh = defaultMethods.get(key(call));
  if (fresh === undefined) methods.delete(key(call));
  else methods.set(key(call), fresh);
  return noContent;
}

const { readMethods, writeMethods } = grants;

export const authenticationMethodRoutes: readonly Route[] = [
  { method: 'GET', path, grant: readMethods, handle: read },
  { method: 'PATCH', path, grant: writeMethods, handle: update },
  { method: 'POST', path: configurations, grant: writeMethods, handle: createExternal },
  { method: 'GET', path: `${configurations}/{method}`, grant: readMethods, handle: one },
  { method: 'PATCH', path: `${configurations}/{method}`, grant: writeMethods, handle: updateMethod },
  { method: 'DELETE', path: `${configurations}/{method}`, grant: writeMethods, handle: reset },
];
