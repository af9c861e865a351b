/** A difference report for a terminal, to be understood at three in the morning. */
import type { DifferenceReport, ObjectChange, ObjectType } from '../model.ts';
import { isEverything } from '../scope.ts';
import { changeLines, type View } from './changeLines.ts';
import { columns } from './columns.ts';
import { linkChanges, linkLines } from './linkLines.ts';
import { type NameOf, namesFrom, nameText } from './names.ts';
import type { Paint } from './paint.ts';
import { totalsRows } from './totals.ts';
import { visible } from './visible.ts';
import {
  actionText,
  changeKinds,
  colours,
  count,
  countEach,
  notCoveredLines,
  readInFullLines,
  scopeText,
  sideText,
  signs,
} from './words.ts';

/** Ends without a line feed. Safe for a terminal, whatever the tenant's names and values hold. */
export function reportTable(report: DifferenceReport, paint: Paint, nameOf?: NameOf): string {
  const view: View = { paint, nameOf: namesFrom(report.objects, nameOf), sides: ['backup', 'current'] };
  const blocks = [
    headLines(report, paint),
    report.objects.length === 0 ? [nothingLine(report)] : totalsLines(report, paint),
    ...[...Map.groupBy(report.objects, ({ type }) => type)].map(([type, objects]) => typeLines(type, objects, view)),
    recoverLines(report, paint),
    remarkLines(
      'Not read',
      report.notRead.map(({ type, reason }) => `${type}: ${visible(reason)}`),
      paint.warning,
    ),
    remarkLines('Not covered', notCoveredLines(report), paint.dim),
    remarkLines('Read in full', readInFullLines(report), paint.dim),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function headLines(report: DifferenceReport, { bold, dim }: Paint): readonly string[] {
  const { from, to, tenantId, createdDateTime, id, scope } = report;
  return [
    bold(`Differences: ${sideText(from)} → ${sideText(to)}`),
    `Tenant ${visible(tenantId)}  ${dim(`${visible(id)}, made ${visible(createdDateTime)}`)}`,
    ...(isEverything(scope) ? [] : [`Only ${scopeText(scope)}`]),
  ];
}

/** What to type to take one of them back. */
function recoverLines({ from, to, objects }: DifferenceReport, { dim }: Paint): readonly string[] {
  const first = objects.find(({ recoveryAction }) => recoveryAction !== 'none');
  if (first === undefined || !('live' in to) || 'live' in from || from.backup === null) return [];
  return [dim(`To recover one of them: entra-rewind recover --from ${visible(from.backup)} --id ${visible(first.id)}`)];
}

/** What was not read may well differ. */
const nothingLine = ({ notRead }: DifferenceReport): string =>
  notRead.length === 0 ? 'No differences.' : 'No differences in what was read.';

function totalsLines({ totals }: DifferenceReport, { bold, dim }: Paint): readonly string[] {
  const [head = [], ...rows] = totalsRows(totals);
  const cells = [head.map(dim), ...rows.map((row) => row.map((cell) => (cell === '0' ? dim(cell) : cell)))];
  const table = columns(cells, ['left', ...changeKinds.map(() => 'right' as const), 'right']);
  const { objects, attributes, links } = totals;
  const sum = `${count(objects, 'object')}, ${count(attributes, 'attribute')}, ${count(links, 'link')}`;
  return [table, '', bold(sum)];
}

function typeLines(type: ObjectType, objects: readonly ObjectChange[], view: View): readonly string[] {
  const found = countEach(
    changeKinds,
    objects.map(({ change }) => change),
  );
  return [view.paint.bold(`${type}: ${found}`), ...objects.flatMap((object) => objectLines(object, view))];
}

const kindWidth = Math.max(...changeKinds.map((kind) => kind.length));

function objectLines(object: ObjectChange, view: View): readonly string[] {
  const { paint, nameOf } = view;
  const { change, type, displayName, id, attributes, links } = object;
  const sign = paint[colours[change]](`${signs[change]} ${change.padEnd(kindWidth)}`);
  const action = `recovery: ${actionText(object)}`;
  const below = [
    ...attributes.flatMap(({ name, backup: before, current: after }) =>
      changeLines({ type, name, before, after }, view),
    ),
    ...linkLines(linkChanges(links), paint, nameOf, id),
  ];
  return [
    `  ${sign}  ${paint.bold(nameText(displayName))}  ${paint.dim(visible(id))}  ${
      object.recoveryAction === 'none' ? paint.warning(action) : action
    }`,
    ...below.map((line) => `      ${line}`),
  ];
}

function remarkLines(title: string, remarks: readonly string[], colour: (text: string) => string): readonly string[] {
  return remarks.length === 0 ? [] : [colour(`${title}:`), ...remarks.map((remark) => `  ${remark}`)];
}
