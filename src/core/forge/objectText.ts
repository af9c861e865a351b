/** What the texts for the forge have in common: how an object, a value that changed and a severity look. */
import type { ObjectChange } from '../model.ts';
import { changeLines, type View } from '../report/changeLines.ts';
import { cell, code } from '../report/escape.ts';
import { linkChanges, linkLines } from '../report/linkLines.ts';
import { idText, type NameOf, nameText } from '../report/names.ts';
import { plainPaint } from '../report/paint.ts';
import { count } from '../report/words.ts';
import type { Severity } from './severity.ts';

/** Whoever did something, where somebody knows: names and addresses from the tenant's log. */
export interface Doer {
  readonly name: string;
  /** RFC 3339. */
  readonly at: string;
}

export const viewOf = (nameOf: NameOf, sides: View['sides'] = ['backup', 'now']): View => ({
  paint: plainPaint,
  nameOf,
  sides,
});

/** The word is the meaning; the colour helps to find it. */
export const severityText: { readonly [severity in Severity]: string } = {
  critical: '🔴&nbsp;critical',
  high: '🟠&nbsp;high',
  medium: '🟡&nbsp;medium',
  low: '⚪&nbsp;low',
};

/** To an address of ours or of the forge, never to one from the tenant. */
export const link = (words: string, url: string): string => `[${words}](<${new URL(url).href}>)`;

type Named = Pick<ObjectChange, 'type' | 'id' | 'displayName'>;

/** A longer word would push what happened off the screen: it is cut there. */
const wordCharacters = 40;

const shortName = (name: string): string =>
  nameText(name, new RegExp(`\\S{${wordCharacters + 1}}`, 'u').test(name) ? wordCharacters : undefined);

/** Name, type and id below each other: people know the name, commands take the id. */
export const objectCell = (object: Named): string => cellOf(object, [object.type]);

/** The same where the type is told above. */
export const nameCell = (object: Named): string => cellOf(object, []);

const cellOf = ({ id, displayName }: Named, between: readonly string[]): string =>
  [...(displayName === id || displayName === '' ? [] : [cell(shortName(displayName))]), ...between, cell(id)].join(
    '<br>',
  );

/** On one line, outside of tables. */
export const objectLine = ({ type, id, displayName }: Named): string => `${type} ${code(idText(id, displayName))}`;

/** Plain lines of a report, each a code span of its own; `shown` of them. */
export function linesCell(lines: readonly string[], shown: number): string {
  // Indentation is ours and would be lost; other spaces may be the difference.
  const some = lines.slice(0, shown).map((line) => cell(line.trimStart()));
  const more = lines.length - some.length;
  return [...some, ...(more > 0 ? [`…and ${count(more, 'line')} more`] : [])].join('<br>');
}

/** What changed of an object as lines, of all properties and links or of those named. */
export function changedLines(change: ObjectChange, nameOf: NameOf, names: readonly string[] | null = null) {
  const view = viewOf(nameOf);
  const isShown = (name: string): boolean => names === null || names.includes(name);
  const attributes = change.attributes.filter(({ name }) => isShown(name));
  const links = change.links.filter(({ name }) => isShown(name));
  return [
    ...attributes.flatMap(({ name, backup: before, current: after }) =>
      changeLines({ type: change.type, name, before, after }, view),
    ),
    ...linkLines(linkChanges(links), plainPaint, nameOf, change.id),
  ];
}
