/** From a request body to the object it makes: the checks that all types share, then the type's own. */
import { type Fault, isFault } from './answer.ts';
import type { Call } from './call.ts';
import { claimsOf } from './claims.ts';
import { badRequest, conflict, malformedPolicy, readOnly } from './errors.ts';
import type { TypeRules, Write } from './rules/rule.ts';
import { isKindOf, typeOf } from './schema.ts';
import { checkObject, type Misfit } from './validate.ts';
import { type Body, isText, typeNameOf } from './value.ts';

export interface Prepared {
  readonly body: Body;
  /** Names of the properties that are now different. */
  readonly changed: readonly string[];
}

const resource: Readonly<Record<string, string>> = {
  user: 'User',
  group: 'Group',
  application: 'Application',
  servicePrincipal: 'ServicePrincipal',
};

function misfitFault(misfit: Misfit, rules: TypeRules): Fault {
  if (rules.area === 'policies') return malformedPolicy();
  if (misfit.reason === 'unknownProperty') return badRequest(`Invalid property '${misfit.path}'.`);
  if (misfit.reason === 'annotationRefused')
    return badRequest(`The annotation '${misfit.path}' is not expected in a request.`);
  return badRequest(`Invalid value specified for property '${misfit.path}' of resource '${resource[rules.type]}'.`);
}

function checkNames(body: Body, rules: TypeRules, kind: Write['kind']): Fault | null {
  const names = Object.keys(body).filter((name) => !name.includes('@'));
  for (const name of names) {
    const value = body[name];
    const refused =
      rules.readOnly.has(name) || (kind === 'update' && (rules.createOnly.has(name) || rules.notUpdatable.has(name)));
    if (refused) return readOnly(name);
    if (value === null && rules.notClearable.has(name)) {
      return badRequest(`Invalid value specified for property '${name}' of resource '${resource[rules.type]}'.`);
    }
    if (rules.area === 'policies') continue;
    // The directory takes null for "nothing", never an empty text.
    const tooLong = isText(value) && value.length > (rules.longest[name] ?? Number.POSITIVE_INFINITY);
    if (value === '' || tooLong) {
      return badRequest(`Invalid value specified for property '${name}' of resource '${resource[rules.type]}'.`);
    }
  }
  const apart = names.filter((name) => rules.apart.has(name));
  if (apart.length > 0 && apart.length < names.length) {
    return badRequest(`Property '${apart[0]}' must be set in a request of its own.`);
  }
  return null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Someone else who holds a value that must be unique and is new in this body, as a fault. */
export function clash(rules: TypeRules, id: string, before: Body, body: Body, call: Call): Fault | null {
  const own = claimsOf(rules.type, before);
  const taken = claimsOf(rules.type, body).filter(
    (claim) => !own.some(({ property, value }) => property === claim.property && value === claim.value),
  );
  const held = call.tenant.store.claims.held(id, taken)[0];
  return held === undefined ? null : conflict(held.claim.property, held.holder);
}

export function prepareWrite(
  call: Call,
  rules: TypeRules,
  before: { id: string; body: Body } | null,
  sent: Body,
): Prepared | Fault {
  const kind = before === null ? 'create' : 'update';
  const named = typeNameOf((before?.body ?? sent)['@odata.type']);
  const type = named !== undefined && typeOf(named) !== undefined && isKindOf(named, rules.type) ? named : rules.type;
  const misfit = checkObject(type, sent, '', call.version);
  if (misfit !== null) return misfitFault(misfit, rules);

  const missing =
    kind === 'create' ? rules.required.find((name) => sent[name] === undefined || sent[name] === null) : undefined;
  if (missing !== undefined) {
    return rules.area === 'policies'
      ? malformedPolicy()
      : badRequest(`A value is required for property '${missing}' of resource '${resource[rules.type]}'.`);
  }
  const refused = checkNames(sent, rules, kind);
  if (refused !== null)
    return rules.area === 'policies' && refused.error.message.startsWith('Invalid') ? malformedPolicy() : refused;

  const { '@odata.type': odataType, ...properties } = sent;
  const type_ = odataType === undefined || typeNameOf(odataType) === rules.type ? {} : { '@odata.type': odataType };
  const given = kind === 'create' ? rules.defaults({ ...type_, ...properties }) : { ...before?.body, ...properties };
  const write: Write = { kind, body: sent, before: before?.body ?? null, after: given, id: before?.id ?? null, call };
  const fault = rules.check(write);
  if (isFault(fault)) return fault;

  const body = rules.settle(write);
  const clashing = clash(rules, before?.id ?? '', before?.body ?? {}, body, call);
  if (clashing !== null) return clashing;
  const names = new Set([...Object.keys(before?.body ?? {}), ...Object.keys(body)]);
  return { body, changed: [...names].filter((name) => !same(before?.body[name], body[name])) };
}
