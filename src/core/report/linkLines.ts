/** Links that came and went, one a line: `+ members user/0a1b… (Ada)`. */
import type { LinkChange, LinkTarget } from '../model.ts';
import { linkText, type NameOf } from './names.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';

export type Sign = '+' | '-';

export interface SignedLinks {
  readonly name: string;
  readonly sign: Sign;
  /** The first few. */
  readonly targets: readonly LinkTarget[];
  /** How many more there are. */
  readonly more: number;
}

/** A group that ten thousand were put into is still read on one screen; JSON and YAML have every one. */
const targetsShown = 25;

export function signedLinks(name: string, sign: Sign, targets: readonly LinkTarget[]): readonly SignedLinks[] {
  if (targets.length === 0) return [];
  const shown = targets.slice(0, targetsShown);
  return [{ name, sign, targets: shown, more: targets.length - shown.length }];
}

/** By name; `+` for what the backup did not have. */
export function linkChanges(links: readonly LinkChange[]): readonly SignedLinks[] {
  return [...Map.groupBy(links, (link) => link.name)].flatMap(([name, all]) => {
    const of = (current: LinkChange['current']) => all.filter((link) => link.current === current).map(targetOf);
    return [...signedLinks(name, '+', of('present')), ...signedLinks(name, '-', of('absent'))];
  });
}

const targetOf = ({ target }: LinkChange): LinkTarget => target;

/** `holder`: id of the object that has the links. */
export function linkLines(
  links: readonly SignedLinks[],
  paint: Paint,
  nameOf: NameOf,
  holder: string,
): readonly string[] {
  return links.flatMap(({ name, sign, targets, more }) => {
    const colour = sign === '+' ? paint.added : paint.removed;
    const lines = targets.map((target) => colour(`${sign} ${visible(name)} ${linkText(target, nameOf, holder)}`));
    return more > 0 ? [...lines, colour(`${sign} ${visible(name)} …and ${more} more`)] : lines;
  });
}
