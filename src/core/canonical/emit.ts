/**
 * A value → canonical YAML: one byte sequence for one state. Keys by UTF-16 code unit, block style, two spaces, LF, no
 * anchors, tags, comments or folded lines, a line feed at the end. `referenceOptions` gives the same bytes from the `yaml`
 * library; this emitter exists because a nightly backup prints every object of the tenant.
 */
import type { DocumentOptions, SchemaOptions, ToStringOptions } from 'yaml';
import type { Value } from '../model.ts';
import { printKeyText, printText } from './scalar.ts';

/** Collections within collections, the outermost counted. More is a mistake here, and an attack where it is read. */
export const maxDepth = 100;

/** YAML wants keys of one line to end within 1024 characters; longer ones are marked by `? `. */
const maxKeyLength = 1024;

/** The name no JavaScript object holds safely: setting it sets the prototype. */
export const forbiddenKey = '__proto__';

/**
 * Options of `stringify` of `yaml` 2.9 for the same bytes. What differs on purpose: `scalar.ts` for some strings, and floats
 * with an exponent, which YAML 1.1 reads as text unless they have a dot.
 */
export const referenceOptions = {
  compat: 'yaml-1.1',
  sortMapEntries: true,
  aliasDuplicateObjects: false,
  blockQuote: 'literal',
  doubleQuotedAsJSON: true,
  indentSeq: true,
  lineWidth: 0,
  singleQuote: false,
} as const satisfies DocumentOptions & SchemaOptions & ToStringOptions & { aliasDuplicateObjects: boolean };

/** Throws a TypeError for what JSON has no word for: undefined, NaN, functions, class instances, cycles. */
export function emitCanonical(value: Value): string {
  return `${emit(value, '', '')}\n`;
}

/** `indent` is where the lines after the first start; `name` is the nearest key, for the error. */
function emit(value: Value, indent: string, name: string): string {
  if (typeof value === 'string') return printText(value, indent);
  if (value === null) return 'null';
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (typeof value === 'number') return emitNumber(value, name);
  if (typeof value !== 'object') throw new TypeError(`No canonical form for ${typeof value}${near(name)}`);
  if (indent.length >= 2 * maxDepth)
    throw new TypeError(`Nested more than ${maxDepth} deep, or in a cycle${near(name)}`);
  return Array.isArray(value)
    ? emitSequence(value, indent, name)
    : emitMap(value as { [name: string]: Value }, indent, name);
}

function emitSequence(items: readonly Value[], indent: string, name: string): string {
  if (items.length === 0) return '[]';
  const inner = `${indent}  `;
  let text = '';
  let separator = '- ';
  // By index, because `for…of` and `map` treat holes each in their way; here a hole is undefined and refused.
  for (let index = 0; index < items.length; index += 1) {
    text += separator + emit(items[index] as Value, inner, name);
    if (index === 0) separator = `\n${indent}- `;
  }
  return text;
}

function emitMap(map: { readonly [name: string]: Value }, indent: string, name: string): string {
  const prototype = Object.getPrototypeOf(map);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      `No canonical form for an instance of ${prototype.constructor?.name ?? 'a class'}${near(name)}`,
    );
  }
  const keys = sortedKeys(map);
  if (keys.length === 0) return '{}';
  const inner = `${indent}  `;
  let text = '';
  let separator = '';
  for (const key of keys) {
    const value = map[key] as Value;
    const keyText = cachedKeyText(key);
    if (keyText.length > maxKeyLength) {
      text += `${separator}? ${keyText}\n${indent}: ${emit(value, inner, key)}`;
    } else {
      text += `${separator}${keyText}:${isFilled(value) ? `\n${inner}` : ' '}${emit(value, inner, key)}`;
    }
    if (separator === '') separator = `\n${indent}`;
  }
  return text;
}

function isFilled(value: Value): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length > 0;
  for (const _ in value) return true;
  return false;
}

/** By UTF-16 code unit, which is also what the plain sort does. */
function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  for (let index = 1; index < keys.length; index += 1) {
    if (keys[index - 1]! > keys[index]!) return keys.sort();
  }
  return keys;
}

function emitNumber(value: number, name: string): string {
  if (!Number.isFinite(value)) throw new TypeError(`No canonical form for ${value}${near(name)}`);
  // Also turns -0, which JSON cannot tell from 0, into 0.
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

/** A tenant has some hundred names; a bound all the same, because open types let others choose them. */
const keyTexts = new Map<string, string>();
const maxKeyTexts = 4096;

function cachedKeyText(key: string): string {
  let text = keyTexts.get(key);
  if (text === undefined) {
    if (key === forbiddenKey) throw new TypeError(`No canonical form for the key ${forbiddenKey}`);
    text = printKeyText(key);
    if (keyTexts.size >= maxKeyTexts) keyTexts.clear();
    keyTexts.set(key, text);
  }
  return text;
}

const near = (name: string): string => (name === '' ? '' : ` at or in ${JSON.stringify(name)}`);
