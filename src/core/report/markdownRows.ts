/** The attributes and links of a changed object as cells of a Markdown table. */
import type { AttributeChange, ObjectChange, ObjectType, Value } from '../model.ts';
import { valueCharacters } from './changeLines.ts';
import { cell } from './escape.ts';
import { linkChanges, type SignedLinks } from './linkLines.ts';
import { linkText, type NameOf } from './names.ts';
import { setDifference } from './sets.ts';
import { valueText } from './valueText.ts';
import { shortened, shortenedPair } from './visible.ts';

export interface Row {
  readonly what: string;
  readonly backup: string;
  readonly current: string;
}

export function changeRows({ type, id, attributes, links }: ObjectChange, nameOf: NameOf): readonly Row[] {
  return [
    ...attributes.map((attribute) => attributeRow(type, attribute, nameOf)),
    ...linkChanges(links).flatMap((some) => linkRows(some, nameOf, id)),
  ];
}

const elementsShown = 10;

function attributeRow(type: ObjectType, { name, backup, current }: AttributeChange, nameOf: NameOf): Row {
  const place = { type, name };
  const what = cell(name);
  const set = setDifference(type, name, backup, current);
  if (set === null) {
    const pair = [valueText(backup, place, nameOf), valueText(current, place, nameOf)] as const;
    const [was, is] = shortenedPair(...pair, valueCharacters);
    return { what, backup: cell(was), current: cell(is) };
  }
  const side = (sign: string, own: readonly Value[]): string => {
    const shown = own.slice(0, elementsShown).map((item) => {
      return `${sign} ${cell(shortened(valueText(item, place, nameOf), valueCharacters))}`;
    });
    const more = own.length - shown.length;
    // Empty means "nobody" in one list and "everybody" in another: never left to be guessed.
    const isEmpty = own.length + set.unchanged === 0;
    const rest = isEmpty ? ['empty'] : set.unchanged > 0 ? [`${set.unchanged} unchanged`] : [];
    return [...shown, ...(more > 0 ? [`…and ${more} more`] : []), ...rest].join('<br>');
  };
  return { what, backup: side('−', set.removed), current: side('+', set.added) };
}

function linkRows({ name, sign, targets, more }: SignedLinks, nameOf: NameOf, holder: string): readonly Row[] {
  const [backup, current] = sign === '+' ? ['absent', 'present'] : ['present', 'absent'];
  const row = (target: string): Row => ({ what: `${cell(name)} ${target}`, backup, current });
  const rows = targets.map((target) => row(cell(linkText(target, nameOf, holder))));
  return more > 0 ? [...rows, row(`…and ${more} more`)] : rows;
}
