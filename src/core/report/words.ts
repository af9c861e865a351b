/** What the renderings call the parts of a report: signs, sides, scopes, counts. */
import type { ChangeKind, DifferenceReport, ObjectChange, ReportSide, Scope } from '../model.ts';
import { isEverything } from '../scope.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';

export const changeKinds: readonly ChangeKind[] = ['added', 'changed', 'softDeleted', 'restored', 'hardDeleted'];

/** Never the only bearer of a meaning: the word always stands beside it. */
export const signs: { readonly [kind in ChangeKind]: string } = {
  added: '+',
  changed: '~',
  softDeleted: '-',
  restored: '^',
  hardDeleted: '!',
};

export const colours: { readonly [kind in ChangeKind]: keyof Paint } = {
  added: 'added',
  changed: 'changed',
  softDeleted: 'removed',
  restored: 'added',
  hardDeleted: 'removed',
};

const commitCharacters = 12;

export const shortCommit = (commit: string): string => visible(commit.slice(0, commitCharacters));

export function sideText(side: ReportSide): string {
  if ('live' in side) return 'the tenant now';
  const commit = `commit ${shortCommit(side.commit)}`;
  return side.backup === null ? commit : `backup ${visible(side.backup)} (${commit})`;
}

export function scopeText(scope: Scope): string {
  if (isEverything(scope)) return 'everything';
  const part = (name: string, values: readonly string[]): readonly string[] =>
    values.length === 0 ? [] : [`${name} ${values.map(visible).join(', ')}`];
  return [...part('types', scope.types), ...part('ids', scope.ids), ...part('properties', scope.properties)].join('; ');
}

/** `update`, or `none` and why. Some actions come with a remark as well. */
export function actionText({ recoveryAction, reason }: ObjectChange): string {
  return reason === undefined ? recoveryAction : `${recoveryAction} (${visible(reason)})`;
}

/** One line for each type. The reasons are in the documentation and in the report's data: here they would drown it. */
export function notCoveredLines({ notCovered }: Pick<DifferenceReport, 'notCovered'>): readonly string[] {
  const byType = Map.groupBy(notCovered, ({ type }) => type);
  return [...byType].map(
    ([type, entries]) => `${type}: ${[...new Set(entries.map(({ property }) => visible(property)))].join(', ')}`,
  );
}

/** One line for each reason that sent types to a full reading. */
export function readInFullLines({ readInFull }: Pick<DifferenceReport, 'readInFull'>): readonly string[] {
  const byReason = Map.groupBy(readInFull, ({ reason }) => reason);
  return [...byReason].map(([reason, entries]) => `${entries.map(({ type }) => type).join(', ')}: ${visible(reason)}`);
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `2 changed, 1 softDeleted`: how often each word occurs, in the order given. */
export function countEach<Word extends string>(words: readonly Word[], found: readonly Word[]): string {
  return words
    .map((word) => [word, found.filter((one) => one === word).length] as const)
    .filter(([, number]) => number > 0)
    .map(([word, number]) => `${number} ${word}`)
    .join(', ');
}
