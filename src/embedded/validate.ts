/** Whether a request body fits the schema: names, types, nulls, enumerations, at any depth. */
import { enumOf, isKindOf, type PropertySchema, propertyOf, typeOf } from './schema.ts';
import { type Body, isBody, isGuid, isText, typeNameOf, type Version } from './value.ts';

export interface Misfit {
  /** Dotted path below the body. */
  readonly path: string;
  readonly reason: 'unknownProperty' | 'illTyped' | 'nullRefused' | 'annotationRefused';
}

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const whole = (value: unknown): boolean => Number.isInteger(value);
const number = (value: unknown): boolean => typeof value === 'number';

const primitives: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': isText,
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int16': whole,
  'Edm.Int32': (value) => whole(value) && Math.abs(value as number) <= 2 ** 31,
  'Edm.Int64': whole,
  'Edm.Byte': whole,
  'Edm.Double': number,
  'Edm.Single': number,
  'Edm.Decimal': number,
  'Edm.Guid': isGuid,
  'Edm.DateTimeOffset': (value) => isText(value) && dateTime.test(value) && !Number.isNaN(Date.parse(value)),
  'Edm.Date': (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value),
  'Edm.TimeOfDay': (value) => isText(value) && /^\d{2}:\d{2}:\d{2}(?:\.\d+)?$/.test(value),
  'Edm.Duration': (value) => isText(value) && /^-?P/.test(value),
  'Edm.Binary': isText,
  'Edm.Stream': isText,
};

function isMember(name: string, value: unknown): boolean {
  const enumeration = enumOf(name);
  if (enumeration === undefined) throw new Error(`the schema has no enumeration ${name}`);
  if (!isText(value)) return false;
  // `unknownFutureValue` is what Graph shows to clients that do not know a member; nobody may set it.
  const members = enumeration.members.filter((member) => member !== 'unknownFutureValue');
  return enumeration.flags === true
    ? value.split(',').every((part) => members.includes(part.trim()))
    : members.includes(value);
}

function checkOne(type: string, value: unknown, path: string, version: Version): Misfit | null {
  const primitive = primitives[type];
  if (primitive !== undefined) return primitive(value) ? null : { path, reason: 'illTyped' };
  const schema = typeOf(type);
  if (schema === undefined) return isMember(type, value) ? null : { path, reason: 'illTyped' };
  return isBody(value) ? checkObject(type, value, path, version) : { path, reason: 'illTyped' };
}

function checkProperty(property: PropertySchema, value: unknown, path: string, version: Version): Misfit | null {
  const { type } = property;
  if (type === undefined) return null;
  if (property.collection === true) {
    if (value === null) return { path, reason: 'nullRefused' };
    if (!Array.isArray(value)) return { path, reason: 'illTyped' };
    for (const [index, item] of value.entries()) {
      const misfit = checkOne(type, item, `${path}[${index}]`, version);
      if (misfit !== null) return misfit;
    }
    return null;
  }
  if (value === null) return property.nullable === false ? { path, reason: 'nullRefused' } : null;
  return checkOne(type, value, path, version);
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The first misfit of an object against a type, or null. `@odata.type` may name a type derived from it. */
export function checkObject(type: string, value: Body, path: string, version: Version): Misfit | null {
  const named = value['@odata.type'];
  const actual = named === undefined ? type : typeNameOf(named);
  const schema = actual === undefined ? undefined : typeOf(actual);
  if (actual === undefined || schema === undefined || !isKindOf(actual, type)) {
    return { path: below(path, '@odata.type'), reason: 'illTyped' };
  }
  if (schema.abstract === true || (schema.beta === true && version === 'v1.0')) {
    return { path: below(path, '@odata.type'), reason: 'illTyped' };
  }
  for (const [name, content] of Object.entries(value)) {
    const at = below(path, name);
    if (name === '@odata.type' || name.endsWith('@odata.type')) continue;
    if (name.includes('@')) return { path: at, reason: 'annotationRefused' };
    const property = propertyOf(actual, name, version);
    if (property === undefined) {
      if (schema.kind === 'complex' && schema.open === true) continue;
      return { path: at, reason: 'unknownProperty' };
    }
    const misfit = checkProperty(property, content, at, version);
    if (misfit !== null) return misfit;
  }
  return null;
}
