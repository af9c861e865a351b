/** A difference report as a pull request: for somebody who opens it at eight in the morning and has one cup of coffee for it. */
import { timeOfBackup } from '../backupName.ts';
import type { BackupName, DifferenceReport, ObjectChange, ObjectType, ReportSide } from '../model.ts';
import { cell, code } from '../report/escape.ts';
import { changeRows } from '../report/markdownRows.ts';
import { type NameOf, namesFrom } from '../report/names.ts';
import { totalsRows } from '../report/totals.ts';
import { shortened } from '../report/visible.ts';
import {
  changeKinds,
  count,
  countEach,
  notCoveredLines,
  readInFullLines,
  scopeText,
  shortCommit,
} from '../report/words.ts';
import { isEverything } from '../scope.ts';
import { type Block, details, kept, list, printedTable, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { changedLines, type Doer, linesCell, link, nameCell, objectCell, severityText } from './objectText.ts';
import { type Judged, type Judgement, severities } from './severity.ts';
import { undoWays, undoWorst } from './undoText.ts';

export interface ForgeText {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

export interface ReportPullRequest {
  readonly report: DifferenceReport;
  readonly judgement: Judgement;
  /** The backup whose branch this is. */
  readonly backup: BackupName;
  /** All that it brings to `main`, oldest first: more than one where an earlier report was never merged. */
  readonly carries: readonly BackupName[];
  readonly nameOf: NameOf;
  /** Who changed an object, latest last; nobody where the log was not read or does not say. */
  doersOf(change: ObjectChange): readonly Doer[];
  /** Address of the whole report, and the command that prints it where there is no page of it. */
  readonly whole: { readonly url: string | null; readonly command: string };
  readonly limit: Limit;
}

export const label = 'entra-rewind';
export const reportLabel = 'difference report';
export const revertLabel = 'revert';

export function reportPullRequest(request: ReportPullRequest): ForgeText {
  const { report, judgement, backup, limit } = request;
  const { worst, counts } = judgement;
  const objects = report.totals.objects;
  const critical = counts.critical === 0 ? '' : `, ${counts.critical} of them critical`;
  return {
    // It ends in commit messages on main, where no name from the tenant belongs: numbers, and a name that is a time.
    title: `Backup ${titleName(backup)}: ${count(objects, 'object differs', 'objects differ')}${critical}`,
    body: fitted(blocksOf(request), limit, (rows) => leftOutText(rows, request.whole)),
    labels: [label, reportLabel, ...(worst === null ? [] : [`severity: ${worst}`])],
  };
}

/** What an older report is closed with when the next one takes its place. */
export const replacedText = (by: BackupName, url: string): string =>
  `${link(`Backup ${titleName(by)}`, url)} takes its place and carries this one’s changes, too.`;

/** Nothing but letters, digits and dashes gets into a title. */
export const titleName = (name: string): string => name.replaceAll(/[^A-Za-z0-9-]/g, '');

export function leftOutText(rows: number, { url, command }: ReportPullRequest['whole']): string {
  const where = url === null ? code(command) : `${link('the full report', url)}, or ${code(command)}`;
  return `**${count(rows, 'row is', 'rows are')} left out here**, because a text on GitHub has a limit. All of them: ${where}`;
}

function blocksOf(request: ReportPullRequest): readonly Block[] {
  const { report, judgement, nameOf, whole } = request;
  const names = namesFrom(report.objects, nameOf);
  const first = judgement.objects.filter(({ severity }) => severity === 'critical' || severity === 'high');
  return [
    kept(headline(judgement)),
    kept(factLine(request)),
    ...firstBlocks(first, request, names),
    kept('### Everything that changed'),
    kept(...totalsTable(report)),
    ...sections(judgement.objects, names),
    kept('### What to do'),
    kept(
      'Merging says **seen**: it changes nothing in the tenant, and `main` then shows the tenant as it is. What should not stay is taken back:',
    ),
    ...undoWays('live' in report.from ? null : report.from.backup, judgement.objects.map(({ change }) => change)[0]),
    ...remarks(report),
    kept(whole.url === null ? `The full report: ${code(whole.command)}` : link('The full report', whole.url)),
  ];
}

/** GitHub draws these as coloured boxes; elsewhere they are quotes. */
function headline({ counts, worst, mass }: Judgement): string {
  const found = severities.filter((severity) => counts[severity] > 0);
  const words = found.map((severity) => `**${counts[severity]} ${severity}**`).join(', ');
  const masses = mass.map(({ type, number, of }) => {
    return `> **Mass change**: ${number}${of === null ? '' : ` of ${of}`} objects of type ${type} differ.`;
  });
  if (worst === null) return '> [!NOTE]\n> Nothing differs.';
  const kind = worst === 'critical' ? 'CAUTION' : worst === 'high' ? 'WARNING' : 'NOTE';
  const say = worst === 'critical' || worst === 'high' ? ' Look at the first ones before anything else.' : '';
  return [`> [!${kind}]`, `> Changes: ${words}.${say}`, ...masses].join('\n');
}

const nightsShown = 10;
const scopeCharacters = 400;

function factLine({ report, carries }: ReportPullRequest): string {
  const { from, to, tenantId, scope } = report;
  const shown = carries.slice(-nightsShown).map((name) => code(name));
  const more = carries.length > shown.length ? `the last ${shown.length} are ` : '';
  const nights = carries.length < 2 ? '' : ` It carries ${carries.length} backups: ${more}${shown.join(', ')}.`;
  const only = isEverything(scope) ? '' : ` Only ${code(shortened(scopeText(scope), scopeCharacters))} was compared.`;
  return `From ${side(from)} to ${side(to)}, tenant ${code(tenantId)}.${nights}${only}`;
}

function side(one: ReportSide): string {
  if ('live' in one) return 'the tenant now';
  const time = one.backup === null ? null : timeOfBackup(one.backup);
  if (one.backup === null) return `commit ${code(shortCommit(one.commit))}`;
  return time === null ? code(one.backup) : `backup ${code(one.backup)}`;
}

/** Objects that are shown at once; whoever has more of them starts at the top anyway. */
const firstShown = 30;
const linesOfFirst = 8;

function firstBlocks(first: readonly Judged[], { doersOf }: ReportPullRequest, nameOf: NameOf): readonly Block[] {
  if (first.length === 0) return [];
  const shown = first.slice(0, firstShown);
  const doers = shown.map(({ change }) => doersOf(change));
  const isKnown = doers.some((some) => some.length > 0);
  const rows = shown.map(({ change, severity, reasons }, index) => {
    const why = reasons
      .filter((reason) => reason.severity === 'critical' || reason.severity === 'high')
      .map(({ because, names }) => {
        const lines = linesCell(names.length === 0 ? [] : changedLines(change, nameOf, names), linesOfFirst);
        return `**${because}**${lines === '' ? '' : `<br>${lines}`}`;
      });
    const who = (doers[index] ?? []).map(({ name, at }) => `${cell(name)}<br>${cell(at)}`).join('<br>');
    return [severityText[severity], objectCell(change), why.join('<br>'), ...(isKnown ? [who] : [])];
  });
  const more = first.length - shown.length;
  const undo = undoWorst(first.map(({ change }) => change));
  return [
    kept('### Look at these first'),
    table(['severity', 'object', 'what happened', ...(isKnown ? ['who'] : [])], rows),
    ...(more > 0 ? [kept(`…and ${more} more as severe.`)] : []),
    ...(undo === null ? [] : [kept(undo)]),
  ];
}

function totalsTable({ totals }: DifferenceReport): readonly string[] {
  const [head = [], ...rows] = totalsRows(totals);
  const numbers = changeKinds.map(() => 'right' as const);
  const { objects, attributes, links } = totals;
  return [
    ...printedTable(head, rows, ['left', ...numbers, 'right']),
    '',
    `${count(objects, 'object')}, ${count(attributes, 'attribute')}, ${count(links, 'link')}.`,
  ];
}

/** Up to this many rows a section is open: what fits on a screen need not be asked for. */
const rowsOpen = 12;

/** The type with the worst change first; within it the worst object. */
function sections(objects: readonly Judged[], nameOf: NameOf): readonly Block[] {
  return [...Map.groupBy(objects, ({ change }) => change.type)].map(([type, some]) => section(type, some, nameOf));
}

function section(type: ObjectType, objects: readonly Judged[], nameOf: NameOf): Block {
  const kinds = countEach(
    changeKinds,
    objects.map(({ change }) => change.change),
  );
  const worst = countEach(
    ['critical', 'high'],
    objects.map(({ severity }) => severity),
  );
  const rows = objects.flatMap((judged) => objectRows(judged, nameOf));
  const summary = `<b>${type}</b>: ${kinds}${worst === '' ? '' : ` (${worst})`}`;
  return details(summary, rows.length <= rowsOpen, [
    table(['object', 'attribute or link', 'backup', 'now', 'to recover'], rows),
  ]);
}

/** A line for each attribute and link; the object itself is named on the first. */
function objectRows({ change, severity }: Judged, nameOf: NameOf): readonly (readonly string[])[] {
  const [first, ...rest] = changeRows(change, nameOf);
  const object = `${nameCell(change)}<br>${change.change}, ${severity}`;
  const action = [change.recoveryAction, ...(change.reason === undefined ? [] : [cell(change.reason)])].join('<br>');
  return [
    [object, first?.what ?? '', first?.backup ?? '', first?.current ?? '', action],
    ...rest.map(({ what, backup, current }) => ['', what, backup, current, '']),
  ];
}

const reasonCharacters = 300;

function remarks(report: DifferenceReport): readonly Block[] {
  const notRead = report.notRead.map(({ type, reason }) => `${type}: ${code(shortened(reason, reasonCharacters))}`);
  const rest = [
    ...readInFullLines(report).map((line) => `read in full: ${code(line)}`),
    ...notCoveredLines(report).map(code),
  ];
  return [
    ...(notRead.length === 0
      ? []
      : [kept('**Not read**, and therefore not compared:', '', ...notRead.map((line) => `- ${line}`))]),
    ...(rest.length === 0 ? [] : [details('What is not covered, and how it was read', false, [list(rest)])]),
  ];
}
