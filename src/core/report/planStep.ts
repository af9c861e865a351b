/** One step of a plan: its action, its object, what it writes, why, and what must come before. */
import type { Move, Step } from '../model.ts';
import { equal } from '../value.ts';
import { changeLines, type View, valueCharacters } from './changeLines.ts';
import { linkLines, signedLinks } from './linkLines.ts';
import { nameText } from './names.ts';
import { valueText } from './valueText.ts';
import { shortened, visible } from './visible.ts';

const colours = { restore: 'added', recreate: 'added', update: 'changed', softDelete: 'removed' } as const;

export function stepLines(step: Step, digits: number, view: View): readonly string[] {
  const { paint } = view;
  const { n, action, type, displayName, id, after, behind = [], why } = step;
  const number = `${String(n).padStart(digits)}.`;
  const below = [
    paint.dim(`why: ${visible(why)}`),
    ...writtenLines(step, view),
    ...orderLine('after', after, paint),
    ...orderLine('behind', behind, paint),
  ];
  return [
    `${number} ${paint[colours[action]](action)} ${type} ${paint.bold(nameText(displayName))}  ${paint.dim(visible(id))}`,
    ...below.map((line) => `${' '.repeat(digits + 2)}${line}`),
  ];
}

/** What a step writes, and what of it moved since the review. */
export function writtenLines(step: Step, view: View): readonly string[] {
  return [
    ...(step.moved === undefined ? [] : [view.paint.warning(`! ${visible(step.moved)}`)]),
    ...step.moves.flatMap((move) => moveLines(step, move, view)),
    ...unreviewedLines(step, view),
    ...linkWriteLines(step, view),
  ];
}

const orderLine = (word: string, steps: readonly number[], paint: View['paint']): readonly string[] =>
  steps.length === 0 ? [] : [paint.dim(`${word}: ${steps.length === 1 ? 'step' : 'steps'} ${steps.join(', ')}`)];

function moveLines(
  { type, action }: Step,
  { name, from, to, movedFrom, renewed = [] }: Move,
  view: View,
): readonly string[] {
  const place = { type, name };
  const text = (value: Move['to']): string => shortened(valueText(value, place, view.nameOf), valueCharacters);
  // Where nobody could read what is deleted, nobody knows what the value will be before the write.
  const isUnknown = (action === 'restore' || action === 'recreate') && from === undefined;
  // Where nothing but an id changes, the line below says all there is to say.
  const isOnlyRenewed = renewed.length > 0 && equal(from, to);
  const changed = isUnknown
    ? [`${visible(name)}: ${text(to)}`]
    : isOnlyRenewed
      ? []
      : changeLines({ ...place, before: from, after: to }, view);
  const lines = [...changed, ...renewed.map((id) => `${visible(name)}: ${text(id)} → the id of the new object`)];
  if (movedFrom === undefined) return lines;
  return [...lines, view.paint.warning(`  ! moved since the review, where it was ${text(movedFrom.base)}`)];
}

/** What is written beside the reviewed values: what Graph wants before a deletion. */
function unreviewedLines({ type, writes, moves }: Step, view: View): readonly string[] {
  const isReviewed = (name: string): boolean =>
    moves.some((move) => move.name === name || move.name.startsWith(`${name}.`));
  return (
    Object.entries(writes.properties)
      // Sent with every write to a derived type, to say which one it is.
      .filter(([name]) => name !== '@odata.type' && !isReviewed(name))
      .map(([name, value]) => {
        const text = valueText(value, { type, name }, view.nameOf);
        return `${visible(name)}: ${shortened(text, valueCharacters)} (written first)`;
      })
  );
}

/** A to-one link is shown as a value that changes. */
function linkWriteLines({ id, writes, moves }: Step, { paint, nameOf }: View): readonly string[] {
  const links = writes.links.filter(({ name }) => !moves.some((move) => move.name === name));
  const signed = links.flatMap(({ name, add, remove }) => [
    ...signedLinks(name, '+', add),
    ...signedLinks(name, '-', remove),
  ]);
  return linkLines(signed, paint, nameOf, id);
}
