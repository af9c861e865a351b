/** What became of a recovery, where its pull request was merged, and in the job's summary. */
import { addedText } from '../added.ts';
import { isObjectId } from '../canonical/path.ts';
import type { BackupName, JobFailure, JobStatus, Recovery } from '../model.ts';
import { attemptedLines } from '../report/attemptedLines.ts';
import { cell, code } from '../report/escape.ts';
import { type NameOf, noNames } from '../report/names.ts';
import { statusText } from '../report/status.ts';
import { shortened, visible } from '../report/visible.ts';
import { count, countEach, scopeText, shortCommit } from '../report/words.ts';
import { type Block, copied, details, kept, list, printedTable, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { linesCell, link, objectCell, objectLine, viewOf } from './objectText.ts';
import { leftOutText } from './pullRequestText.ts';

export interface RecoveryResult {
  readonly recovery: Recovery;
  readonly nameOf?: NameOf;
  /** The backup taken after it; null where none was. */
  readonly backupAfter: BackupName | null;
  /** Page of the run that carried it out. */
  readonly runUrl: string | null;
  readonly limit: Limit;
}

export const resultComment = (result: RecoveryResult): string => printed(result, 3);

/** The same for the page of the run, which knows where it ran. */
export const resultSummary = (result: RecoveryResult): string => printed({ ...result, runUrl: null }, 2);

function printed(result: RecoveryResult, depth: number): string {
  const { recovery, limit, runUrl } = result;
  const command = `entra-rewind history ${recovery.id}`;
  return fitted(blocksOf(result, depth), limit, (rows) => leftOutText(rows, { url: runUrl, command }));
}

const kinds: { readonly [status in JobStatus]: 'TIP' | 'WARNING' | 'CAUTION' | 'NOTE' } = {
  loadingData: 'NOTE',
  inProgress: 'NOTE',
  completed: 'TIP',
  completedWithWarnings: 'WARNING',
  failed: 'CAUTION',
  canceled: 'WARNING',
  interrupted: 'CAUTION',
};

function blocksOf(result: RecoveryResult, depth: number): readonly Block[] {
  const { recovery, nameOf = noNames, runUrl } = result;
  return [
    kept(`${'#'.repeat(depth)} Recovery ${statusText[recovery.status]}`),
    kept(headline(recovery)),
    kept(...printedTable(['recovery', cell(recovery.id)], facts(result))),
    ...nextBlocks(recovery),
    ...failureBlocks(recovery, nameOf),
    ...skippedBlocks(recovery, nameOf),
    ...recreatedBlocks(recovery, nameOf),
    ...findingBlocks(recovery),
    ...(runUrl === null ? [] : [kept(link('The run', runUrl))]),
  ];
}

function headline({ status, totals, verified }: Recovery): string {
  const { objectsModified, linksModified, failed, skipped } = totals;
  const done = `**${count(objectsModified, 'object')}** and **${count(linksModified, 'link')}** written`;
  const left = failed + skipped === 0 ? '' : `, **${failed} failed**, **${skipped} skipped**`;
  const proof = verified
    ? 'Verified: the tenant was read again, and a second plan was empty.'
    : '**Not verified**: nobody has seen the tenant in the reviewed state.';
  return `> [!${kinds[status]}]\n> ${done}${left}. ${proof}`;
}

function facts({ recovery, backupAfter }: RecoveryResult): readonly (readonly [string, string])[] {
  const { backup, base, wanted, scope, added, started, completed, progress, resumes, canceledBy } = recovery;
  return [
    ['to', backup === null ? `commit ${cell(shortCommit(wanted))}` : `backup ${cell(backup)}`],
    ['from', base === 'live' ? 'the tenant as it was' : `commit ${cell(shortCommit(base))}`],
    ['scope', cell(shortened(scopeText(scope), scopeCharacters))],
    ...(added === null ? [] : [['added objects', cell(addedText(added))] as const]),
    ['started', cell(started)],
    ['ended', completed === null ? 'not yet' : cell(completed)],
    ...(completed !== null || progress === null
      ? []
      : [['progress', `${progress.steps} of ${progress.of} steps`] as const]),
    ...(resumes === null ? [] : [['goes on with', cell(resumes)] as const]),
    ...(canceledBy === null
      ? []
      : [['canceled', cell(`by ${canceledBy.by} (${canceledBy.host}) at ${canceledBy.at}`)] as const]),
    ['backup after it', backupAfter === null ? 'none' : cell(backupAfter)],
  ];
}

const scopeCharacters = 400;

/** What somebody has to do now; nothing after a recovery that is done. */
function nextBlocks({ id, status, verified, totals }: Recovery): readonly Block[] {
  const left = totals.failed + totals.skipped;
  if (status === 'completed' && verified) return [];
  const what = left === 0 ? 'What is left is known once it was planned anew' : `Left: ${count(left, 'step')}`;
  return [
    kept(
      `${what}. To go on, which plans anew and writes only what is still to do:`,
      '',
      copied([`entra-rewind recover --resume ${isObjectId(id) ? id : '<recovery>'}`]),
    ),
  ];
}

const messageCharacters = 400;
const linesOfFailure = 8;
const rowsOpen = 30;

function failureBlocks({ failures }: Recovery, nameOf: NameOf): readonly Block[] {
  if (failures.length === 0) return [];
  const rows = failures.map((failure) => [
    failure.action,
    objectCell(named(failure, nameOf)),
    [cell(failure.code), cell(shortened(visible(failure.message), messageCharacters))].join('<br>'),
    linesCell(attemptedLines(failure, viewOf(nameOf, ['current', 'backup'])), linesOfFailure),
    failure.requestId === null ? '' : cell(failure.requestId),
  ]);
  return [
    details(`<b>Failed</b>: ${failures.length}`, rows.length <= rowsOpen, [
      table(['action', 'object', 'what Graph said', 'was to be written', 'request id'], rows),
    ]),
  ];
}

const named = ({ type, id, displayName }: JobFailure, nameOf: NameOf) => ({
  type,
  id,
  displayName: displayName === '' ? (nameOf(type, id) ?? id) : displayName,
});

function skippedBlocks({ receipts }: Recovery, nameOf: NameOf): readonly Block[] {
  const skipped = receipts.filter(({ outcome }) => outcome === 'skipped');
  if (skipped.length === 0) return [];
  const rows = skipped.map(({ n, action, type, id, code: why, message }) => [
    String(n),
    action,
    objectCell({ type, id, displayName: nameOf(type, id) ?? id }),
    [why, message]
      .flatMap((part) => (part === undefined ? [] : [cell(shortened(visible(part), messageCharacters))]))
      .join('<br>'),
  ]);
  return [
    details(`<b>Skipped</b>: ${skipped.length}`, false, [table(['step', 'action', 'object', 'why'], rows, ['right'])]),
  ];
}

/** Old ids and new ones: what people look for when something outside still names the old object. */
function recreatedBlocks({ receipts }: Recovery, nameOf: NameOf): readonly Block[] {
  const rows = receipts.flatMap(({ type, id, newId, appId }) => {
    if (newId === undefined) return [];
    const displayName = nameOf(type, id) ?? nameOf(type, newId) ?? id;
    const application = appId === undefined ? [] : [cell(`appId ${appId.before} → ${appId.now}`)];
    return [[objectCell({ type, id, displayName }), [cell(newId), ...application].join('<br>')]];
  });
  if (rows.length === 0) return [];
  return [details(`<b>Made anew</b>: ${rows.length}`, rows.length <= rowsOpen, [table(['object', 'new id'], rows)])];
}

function findingBlocks({ findings }: Recovery): readonly Block[] {
  if (findings.length === 0) return [];
  const levels = ['stop', 'warn', 'note'] as const;
  const found = countEach(
    levels,
    findings.map(({ level }) => level),
  );
  const items = findings.map(({ guard, level, message, allowed, objects }) => {
    const lifted = allowed === undefined ? '' : `, lifted: ${code(allowed.reason)}`;
    const [only, ...more] = objects;
    const object = only === undefined || more.length > 0 ? '' : ` (${objectLine(only)})`;
    return `${level}, ${guard}: ${code(shortened(visible(message), messageCharacters))}${object}${lifted}`;
  });
  return [details(`<b>Guards</b>: ${found}`, false, [list(items)])];
}
