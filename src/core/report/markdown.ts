/** A difference report in Markdown, for pull requests and job summaries. */
import type { DifferenceReport, ObjectChange, ObjectType } from '../model.ts';
import { isEverything } from '../scope.ts';
import { cell, code, prose } from './escape.ts';
import { changeRows, type Row } from './markdownRows.ts';
import { type NameOf, namesFrom, nameText } from './names.ts';
import { totalsRows } from './totals.ts';
import {
  actionText,
  changeKinds,
  count,
  countEach,
  notCoveredLines,
  readInFullLines,
  scopeText,
  sideText,
  signs,
} from './words.ts';

/**
 * Ends with a line feed. Everything the tenant can choose is in code spans. Not cut to any length: GitHub takes 65,536
 * characters in a body and 1 MiB in a job summary, which whoever posts it has to mind.
 */
export function reportMarkdown(report: DifferenceReport, nameOf?: NameOf): string {
  const names = namesFrom(report.objects, nameOf);
  const byType = Map.groupBy(report.objects, ({ type }) => type);
  const blocks = [
    `## Differences: ${prose(sideText(report.from))} → ${prose(sideText(report.to))}`,
    headLine(report),
    ...(report.objects.length === 0 ? [nothingLine(report)] : [totalsTable(report), sumLine(report)]),
    ...[...byType].map(([type, objects]) => section(type, objects, names)),
    remarks(
      'Not read',
      report.notRead.map(({ type, reason }) => `${code(type)}: ${prose(reason)}`),
    ),
    remarks('Not covered', notCoveredLines(report).map(code)),
    remarks('Read in full', readInFullLines(report).map(prose)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function headLine({ tenantId, createdDateTime, id, scope }: DifferenceReport): string {
  const only = isEverything(scope) ? '' : `, only ${code(scopeText(scope))}`;
  return `Tenant ${code(tenantId)}, made ${code(createdDateTime)}, report ${code(id)}${only}`;
}

/** What was not read may well differ. */
const nothingLine = ({ notRead }: DifferenceReport): string =>
  notRead.length === 0 ? 'No differences.' : 'No differences in what was read.';

function totalsTable({ totals }: DifferenceReport): string {
  const [head = [], ...rows] = totalsRows(totals);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = `|---|${changeKinds.map(() => '---:|').join('')}---:|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function sumLine({ totals: { objects, attributes, links } }: DifferenceReport): string {
  return `${count(objects, 'object')}, ${count(attributes, 'attribute')}, ${count(links, 'link')} differ.`;
}

const head = [
  '| object | change | attribute or link | backup | current | recovery action |',
  '|---|---|---|---|---|---|',
];

function section(type: ObjectType, objects: readonly ObjectChange[], nameOf: NameOf): string {
  const found = countEach(
    changeKinds,
    objects.map(({ change }) => change),
  );
  const lines = objects.flatMap((object) => objectLines(object, nameOf));
  // The empty lines make GitHub read what is between the tags as Markdown.
  return `<details open><summary>${type}: ${found}</summary>\n\n${[...head, ...lines].join('\n')}\n\n</details>`;
}

const nothing: Row = { what: '', backup: '', current: '' };

/** One line for each attribute and link; the object itself is named on the first. */
function objectLines(object: ObjectChange, nameOf: NameOf): readonly string[] {
  const { displayName, id, change } = object;
  const [first = nothing, ...rest] = changeRows(object, nameOf);
  const name = displayName === id ? cell(id) : `${cell(nameText(displayName))}<br>${cell(id)}`;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line([
      name,
      `${cell(signs[change])} ${change}`,
      first.what,
      first.backup,
      first.current,
      prose(actionText(object)),
    ]),
    ...rest.map(({ what, backup, current }) => line(['', '', what, backup, current, ''])),
  ];
}

const remarks = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`**${title}**`, '', ...lines.map((one) => `- ${one}`)].join('\n');
