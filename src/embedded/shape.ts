/** Between what is stored and what is shown: policies are stored in full shape, and v1.0 does not see what only beta has. */
import { propertiesOf, propertyOf, typeOf } from './schema.ts';
import { type Body, isBody, typeNameOf, type Version } from './value.ts';

const actualType = (type: string, value: Body): string => {
  const named = typeNameOf(value['@odata.type']);
  return named !== undefined && typeOf(named) !== undefined ? named : type;
};

function completeAny(type: string | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => completeAny(type, item));
  return isBody(value) && type !== undefined && typeOf(type) !== undefined ? complete(type, value) : value;
}

/**
 * The value with every typed property of its schema: missing ones null, missing lists empty, as Graph returns a policy
 * that was written with less. What the schema does not say is kept.
 */
export function complete(type: string, value: Body): Body {
  const properties = propertiesOf(actualType(type, value));
  const full: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) full[name] = completeAny(properties.get(name)?.type, content);
  for (const [name, property] of properties) {
    if (!(name in full) && property.beta !== true) full[name] = property.collection === true ? [] : null;
  }
  return full;
}

/** A value as a version shows it. Beta shows all of it, also what no schema knows. */
export function visible(type: string | undefined, value: unknown, version: Version): unknown {
  if (version === 'beta') return value;
  if (Array.isArray(value)) return value.map((item) => visible(type, item, version));
  if (!isBody(value) || type === undefined || typeOf(type) === undefined) return value;
  const actual = actualType(type, value);
  const open = typeOf(actual)?.open === true;
  const shown: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) {
    const property = propertyOf(actual, name, version);
    if (property !== undefined) shown[name] = visible(property.type, content, version);
    else if (open || name.includes('@')) shown[name] = content;
  }
  return shown;
}
