/**
 * A value on one line, for people. Text looks as it does in a snapshot's YAML, so quotes appear only where a value would
 * else look like another one: `"true"` is a text, `true` is not.
 */
import { parseReference } from '../canonical/reference.ts';
import { printText, quote } from '../canonical/scalar.ts';
import { pageOf } from '../catalog/index.ts';
import type { ObjectType, Value } from '../model.ts';
import { isBody } from '../value.ts';
import { idText, linkText, type NameOf, nameAt } from './names.ts';
import { visible } from './visible.ts';

export interface Place {
  readonly type: ObjectType;
  /** Dotted name of the property. */
  readonly name: string;
}

const notSet = 'not set';

/** Signs of our own. A value that has them is quoted, so that it cannot speak in our voice. */
const ownSigns = /^not set$|→|…|⏎|<U\+|^[+-] /;

/** What lists, maps and names beside ids are written with. */
const inner = /[,[\]{}:()]/;

/** Not cut to any length: see `visible.ts`. */
export function valueText(value: Value | undefined, place: Place, nameOf: NameOf): string {
  if (value === undefined) return notSet;
  return printed(value, place, nameOf, false);
}

function printed(value: Value, place: Place, nameOf: NameOf, isInside: boolean): string {
  if (typeof value === 'string') return textAt(value, place, nameOf, isInside);
  if (Array.isArray(value)) return `[${value.map((item) => printed(item, place, nameOf, true)).join(', ')}]`;
  if (!isBody(value)) return String(value);
  const parts = Object.keys(value)
    .toSorted()
    .map((key) => {
      const below = { ...place, name: `${place.name}.${key}` };
      return `${scalarText(key, true)}: ${printed(value[key] as Value, below, nameOf, true)}`;
    });
  return `{${parts.join(', ')}}`;
}

function textAt(text: string, { type, name }: Place, nameOf: NameOf, isInside: boolean): string {
  const known = nameAt(type, name, text, nameOf);
  if (known !== undefined) return idText(text, known);
  // In a plan a to-one link is a property whose value is a reference.
  const isLink = pageOf(type).links.some((link) => link.name === name);
  return isLink ? linkText(parseReference(text), nameOf) : scalarText(text, isInside);
}

function scalarText(text: string, isInside: boolean): string {
  const plain = printText(text, '');
  const isMistakable = ownSigns.test(text) || (isInside && inner.test(text));
  return visible(isMistakable && plain === text ? quote(text) : plain);
}
