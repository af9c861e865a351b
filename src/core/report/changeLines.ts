/** One changed value as lines for a terminal; the same in difference reports and in plans. */
import type { Value } from '../model.ts';
import type { NameOf } from './names.ts';
import type { Paint } from './paint.ts';
import { type SetDifference, setDifference } from './sets.ts';
import { type Place, valueText } from './valueText.ts';
import { shortened, shortenedPair, visible } from './visible.ts';

export interface ValueChange extends Place {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

export interface View {
  readonly paint: Paint;
  readonly nameOf: NameOf;
  /** What the two sides are called, where each has a line of its own. */
  readonly sides: readonly [before: string, after: string];
}

/** Characters of one value; longer ones are cut, visibly. */
export const valueCharacters = 120;

/** Both values of a change on one line only while a person takes them in at a glance. */
const lineCharacters = 90;

/** Between such texts the arrow would be read from right to left, too, and old and new be taken for each other. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const elementsShown = 10;

export function changeLines(change: ValueChange, view: View): readonly string[] {
  const { before, after, name, type } = change;
  const label = `${visible(name)}:`;
  const set = setDifference(type, name, before, after);
  if (set !== null) return withLabel(label, setLines(set, change, view));
  const [was, is] = shortenedPair(
    valueText(before, change, view.nameOf),
    valueText(after, change, view.nameOf),
    valueCharacters,
  );
  const isShort = was.length + is.length <= lineCharacters;
  if (isShort && !rightToLeft.test(`${was}${is}`)) return [`${label} ${was} → ${is}`];
  const width = Math.max(...view.sides.map((side) => side.length));
  return [label, ...[was, is].map((text, index) => `  ${view.sides[index]!.padEnd(width)}  ${text}`)];
}

/** A single line stands beside its label, several below it. */
const withLabel = (label: string, lines: readonly string[]): readonly string[] =>
  lines.length === 1 ? [`${label} ${lines[0]}`] : [label, ...lines.map((line) => `  ${line}`)];

function setLines({ added, removed, unchanged }: SetDifference, change: ValueChange, view: View): readonly string[] {
  const { paint, nameOf } = view;
  const element = (item: Value): string => shortened(valueText(item, change, nameOf), valueCharacters);
  const some = (items: readonly Value[], sign: string, colour: (text: string) => string): readonly string[] => {
    const lines = items.slice(0, elementsShown).map((item) => colour(`${sign} ${element(item)}`));
    const rest = items.length - lines.length;
    return rest > 0 ? [...lines, colour(`${sign} …and ${rest} more`)] : lines;
  };
  const lines = [...some(added, '+', paint.added), ...some(removed, '-', paint.removed)];
  const rest = restText({ added, removed, unchanged });
  if (rest === null) return lines;
  return lines.length === 1 ? [`${lines[0]} ${paint.dim(`(${rest})`)}`] : [...lines, paint.dim(`(${rest})`)];
}

/** Empty means "nobody" in one list and "everybody" in another: never left to be guessed. */
function restText({ added, removed, unchanged }: SetDifference): string | null {
  if (unchanged > 0) return `${unchanged} unchanged`;
  if (added.length === 0) return 'now empty';
  return removed.length === 0 ? 'was empty' : null;
}
