/** The values that travel: JSON objects as Graph sends and takes them. Bodies are never changed in place. */
export type Body = { readonly [property: string]: unknown };

export type Version = 'v1.0' | 'beta';

/** The types whose objects live in the store. Derived types keep their `@odata.type` in the body. */
export const coveredTypes = [
  'user',
  'group',
  'device',
  'application',
  'servicePrincipal',
  'conditionalAccessPolicy',
  'namedLocation',
  'authenticationStrengthPolicy',
] as const;
export type CoveredType = (typeof coveredTypes)[number];

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** The strings of a list, or none when it is no list. */
export const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isText) : []);

export const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isGuid = (value: unknown): value is string => isText(value) && guidPattern.test(value);

/** `#microsoft.graph.user` → `user`; undefined when the value names no Graph type. */
export function typeNameOf(odataType: unknown): string | undefined {
  return isText(odataType) ? /^#?microsoft\.graph\.([A-Za-z0-9]+)$/.exec(odataType)?.[1] : undefined;
}

export const odataTypeOf = (name: string): string => `#microsoft.graph.${name}`;
