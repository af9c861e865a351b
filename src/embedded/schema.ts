/**
 * Look-up in the distilled schema (`schema/graph.json`, written by scripts/distil-schema.ts from Graph's own CSDL).
 */
import graph from './schema/graph.json' with { type: 'json' };
import type { Version } from './value.ts';

export interface PropertySchema {
  /** `Edm.…` or the local name of a type; absent when only the name is known (beta). */
  readonly type?: string;
  readonly collection?: boolean;
  readonly nullable?: boolean;
  /** Beta has it, v1.0 does not. */
  readonly beta?: boolean;
}

export interface TypeSchema {
  readonly kind: string;
  readonly base?: string;
  readonly abstract?: boolean;
  readonly open?: boolean;
  readonly beta?: boolean;
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

export interface EnumSchema {
  readonly flags?: boolean;
  readonly members: readonly string[];
}

const types = new Map<string, TypeSchema>(Object.entries(graph.types));
const enums = new Map<string, EnumSchema>(Object.entries(graph.enums));
const flattened = new Map<string, ReadonlyMap<string, PropertySchema>>();

export const typeOf = (name: string): TypeSchema | undefined => types.get(name);
export const enumOf = (name: string): EnumSchema | undefined => enums.get(name);

/** Own and inherited properties, in a stable order with `id` first. */
export function propertiesOf(name: string): ReadonlyMap<string, PropertySchema> {
  const known = flattened.get(name);
  if (known !== undefined) return known;
  const type = types.get(name);
  if (type === undefined) throw new Error(`the schema has no type ${name}`);
  const inherited = type.base === undefined ? [] : [...propertiesOf(type.base)];
  const properties = new Map([...inherited, ...Object.entries(type.properties)]);
  flattened.set(name, properties);
  return properties;
}

export function isKindOf(name: string, base: string): boolean {
  for (let at: string | undefined = name; at !== undefined; at = types.get(at)?.base) if (at === base) return true;
  return false;
}

/** A property as a version of Graph knows it. */
export function propertyOf(type: string, name: string, version: Version): PropertySchema | undefined {
  const property = propertiesOf(type).get(name);
  return property === undefined || (property.beta === true && version === 'v1.0') ? undefined : property;
}
