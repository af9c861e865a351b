/** The words in which it is declared what becomes of an object's properties in @pulumi/azuread. */
import type { Value } from '../model.ts';
import { isBody } from '../value.ts';
import type { Argument, Arguments, Reference } from './model.ts';

export type Fate =
  /** Becomes an argument, by a dotted path of the arguments. `as` gives null for a value that it cannot be. */
  | { readonly is: 'argument'; readonly to: string; readonly as: (value: Value) => Argument | null }
  /** Becomes several arguments, by name. */
  | { readonly is: 'several'; readonly as: (value: Value) => Arguments | null }
  /** An object, or a list of objects, whose parts have fates of their own; into the object around it where `to` is null. */
  | { readonly is: 'parts'; readonly to: string | null; readonly parts: Fates; readonly needs: readonly string[] }
  /** A resource of its own. */
  | { readonly is: 'apart' }
  /** Graph sets it, or computes it from what is expressed: there is nothing to say. */
  | { readonly is: 'computed' }
  /** @pulumi/azuread has no place for it. A value of which `matters` is false says nothing anyway. */
  | { readonly is: 'lost'; readonly why: string; readonly matters: (value: Value) => boolean };

export type Fates = { readonly [name: string]: Fate };

export const to = (name: string, as: (value: Value) => Argument | null = asItIs): Fate => ({
  is: 'argument',
  to: name,
  as,
});

/** Arguments of the same names. */
export const same = (...names: readonly string[]): Fates => Object.fromEntries(names.map((name) => [name, to(name)]));

export const several = (as: (value: Value) => Arguments | null): Fate => ({ is: 'several', as });

/** `needs`: arguments without which @pulumi/azuread takes none of it. */
export const parts = (name: string, fates: Fates, needs: readonly string[] = []): Fate => ({
  is: 'parts',
  to: name,
  parts: fates,
  needs,
});

export const lifted = (fates: Fates): Fate => ({ is: 'parts', to: null, parts: fates, needs: [] });

export const apart: Fate = { is: 'apart' };

export const computed = (...names: readonly string[]): Fates =>
  Object.fromEntries(names.map((name) => [name, { is: 'computed' } as const]));

export const noPlace = 'azuread has no argument for it';
export const shownOnly = 'azuread shows it and takes no change of it';

export const lost = (why: string, ...names: readonly string[]): Fates =>
  Object.fromEntries(names.map((name) => [name, { is: 'lost', why, matters: isSomething } as const]));

/** Null, empty and off say that there is nothing of it. */
export function isSomething(value: Value): boolean {
  if (Array.isArray(value)) return (value as readonly Value[]).some(isSomething);
  if (!isBody(value)) return value !== null && value !== '' && value !== false;
  return Object.entries(value).some(([name, one]) => !name.includes('@') && isSomething(one));
}

// --- Values ----------------------------------------------------------------------------------------------------------

export function asItIs(value: Value): Argument | null {
  if (Array.isArray(value)) return allOf(value as readonly Value[], asItIs);
  return value === null || isBody(value) ? null : (value as string | number | boolean);
}

/** Null when one of them cannot be. */
export function allOf(values: readonly Value[], as: (value: Value) => Argument | null): readonly Argument[] | null {
  const made = values.map(as);
  return made.every((one) => one !== null) ? made : null;
}

/** Graph's flags: words in one text, parted by commas. */
export function words(value: Value): readonly string[] | null {
  if (typeof value !== 'string') return null;
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Whether an object is on, as Graph says it of session controls; null for what is no such object. */
export const isOn = (value: Value): boolean | null =>
  isBody(value) && typeof value.isEnabled === 'boolean' ? value.isEnabled : null;

type Output = Reference['output'];

/** A link of the snapshot (`group/0a1b…`), or a list of such. */
export function linked(output: Output): (value: Value) => Argument | null {
  const one = (value: Value): Argument | null => {
    if (typeof value !== 'string') return null;
    return { refersTo: value, output, otherwise: value.slice(value.indexOf('/') + 1) };
  };
  return (value) => (Array.isArray(value) ? allOf(value as readonly Value[], one) : one(value));
}

/** An id, or a list of ids, of objects of a type; words such as `All` name no object and stay. */
export function idOf(type: string, output: Output, before = ''): (value: Value) => Argument | null {
  const one = (value: Value): Argument | null =>
    typeof value === 'string' ? { refersTo: `${type}/${value}`, output, otherwise: `${before}${value}` } : null;
  return (value) => (Array.isArray(value) ? allOf(value as readonly Value[], one) : one(value));
}

/** An application id names an application, or the principal of another tenant's. */
export const clientId = idOf('appId', 'clientId');
