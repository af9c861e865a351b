/** Checks without a plan: a difference report, which asks for nothing, and a pull request that is refused. */
import type { Annotation } from '../forgePort.ts';
import type { BackupName } from '../model.ts';
import { describeProblem, type Problem } from '../problem.ts';
import { cell, code } from '../report/escape.ts';
import { shortened, visible } from '../report/visible.ts';
import { count } from '../report/words.ts';
import { kept, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import type { PlanText } from './planText.ts';

/** For a pull request from a backup's branch. */
export function differenceCheck(backup: BackupName, objects: number): PlanText {
  const summary = [
    'This is a **difference report**: it brings a backup to `main`. Merging says seen; there is nothing to recover, and nothing is written to the tenant.',
    '',
    `Backup ${code(backup)}, ${count(objects, 'object differs', 'objects differ')}.`,
    '',
  ].join('\n');
  return {
    conclusion: 'success',
    title: 'A difference report: nothing to recover',
    summary,
    text: '',
    annotations: [],
    comment: `${summary}\nTo take something back, comment \`/revert\`.\n`,
  };
}

const messageCharacters = 2000;

/** For a pull request of which nothing is recovered, whoever approves it. `problems`: why, of a `Failure`. */
export function refusedCheck(
  problems: readonly Problem[],
  limits: { readonly body: Limit; readonly check: Limit },
): PlanText {
  const title = `Refused: ${count(problems.length, 'problem')}`;
  const rows = problems.map(({ message, place, remedy }) => [
    place?.file === undefined ? '' : cell(`${place.file}${place.line === undefined ? '' : `:${place.line}`}`),
    cell(shortened(visible(message), messageCharacters)),
    remedy === undefined ? '' : cell(shortened(visible(remedy), messageCharacters)),
  ]);
  const blocks = [
    kept(
      '> [!CAUTION]',
      '> **Refused.** Merging this would recover nothing: it is not a change that can be trusted. Close it, and propose the recovery anew with `/revert` or `entra-rewind revert`.',
    ),
    table(['where', 'what is wrong', 'remedy'], rows),
  ];
  const leftOut = (number: number): string => `**${count(number, 'more problem')}**, in the log of this run.`;
  const summary = fitted(blocks, limits.check, leftOut);
  return {
    conclusion: 'failure',
    title,
    summary,
    text: '',
    annotations: problems.flatMap(annotationOf),
    comment: fitted(blocks, limits.body, leftOut),
  };
}

function annotationOf(problem: Problem): readonly Annotation[] {
  const { place, code: kind } = problem;
  if (place?.file === undefined || !place.file.startsWith('snapshots/')) return [];
  const message = shortened(describeProblem(problem).split('\n').map(visible).join('\n'), messageCharacters);
  return [{ path: place.file, level: 'failure', title: kind, message }];
}
