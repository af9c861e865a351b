/** A recovery that wrote nothing: because a guard stopped it, or because there was nothing to do. */
import { stopsOf } from '../guard.ts';
import type { Plan } from '../model.ts';
import { cell, code } from '../report/escape.ts';
import { type NameOf, namesFrom } from '../report/names.ts';
import { count } from '../report/words.ts';
import { type Block, copied, details, kept, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { objectCell } from './objectText.ts';

export function planNotCarriedOut(plan: Plan, nameOf: NameOf, limit: Limit): string {
  const leftOut = (rows: number): string => `**${count(rows, 'more row')}**: entra-rewind plan shows all.`;
  return fitted([...blocksOf(plan, namesFrom([...plan.steps, ...plan.untouched], nameOf))], limit, leftOut);
}

function blocksOf(plan: Plan, nameOf: NameOf): readonly Block[] {
  const stops = stopsOf(plan);
  if (stops.length > 0) {
    const guards = [...new Set(stops.map(({ guard }) => guard))];
    return [
      kept(
        '### Recovery stopped',
        '',
        `> [!CAUTION]\n> Stopped by ${guards.map((guard) => `**${guard}**`).join(', ')}. Nothing was written.`,
      ),
      table(
        ['guard', 'what it says', 'objects'],
        stops.map(({ guard, message, objects }) => [guard, cell(message), objects.map(objectCell).join('<br>')]),
      ),
      kept(
        'To go on all the same, somebody who may write here comments with the reason, and the recovery is run again:',
        '',
        copied(guards.map((guard) => `/allow ${guard} <why>`)),
      ),
    ];
  }
  return [
    kept('### Nothing to recover', '', `> [!NOTE]\n> ${doneText(plan)} Nothing was written.`),
    ...(plan.untouched.length === 0 ? [] : [untouchedBlock(plan, nameOf)]),
  ];
}

const doneText = ({ steps, untouched }: Plan): string => {
  if (steps.length > 0) return `${count(steps.length, 'step')} planned, and not carried out.`;
  return untouched.length === 0
    ? 'The tenant already is in the reviewed state.'
    : 'All that can be written already is in the reviewed state.';
};

function untouchedBlock({ untouched }: Plan, nameOf: NameOf): Block {
  const rows = untouched.map(({ type, id, displayName, code: why, reason, property }) => [
    objectCell({ type, id, displayName: displayName === '' ? (nameOf(type, id) ?? id) : displayName }),
    property === undefined ? '' : cell(property),
    [code(why).replaceAll('|', '\\|'), cell(reason)].join('<br>'),
  ]);
  return details(`<b>Not touched</b>: ${untouched.length}`, false, [table(['object', 'property', 'why'], rows)]);
}
