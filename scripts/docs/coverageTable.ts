/** The README's table of what is covered, from the pages of the catalog. */
import type { Link, TypePage } from '../../src/core/catalog/page.ts';

export const coverageMarkers = { begin: '<!-- coverage:begin -->', end: '<!-- coverage:end -->' } as const;

type Row = readonly string[];

const head: Row = [
  'type',
  'kept and recovered',
  'Microsoft’s service recovers',
  'comes back by',
  'not covered, and why',
];

/** A cell of a Markdown table cannot hold a bar or a new line of its own. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const line = (row: Row): string => `| ${row.map(cell).join(' | ')} |`;
const code = (name: string): string => `\`${name}\``;
const listed = (names: readonly string[]): string => names.map(code).join(', ');

/** Nobody wonders why these are only shown. */
const evident = new Set(['@odata.type', 'id', 'appId', 'createdDateTime']);

export function coverageTable(pages: readonly TypePage[]): string {
  const rows = pages.flatMap((page) => [rowOf(page), ...page.links.flatMap((link) => linkRow(page, link))]);
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

function rowOf(page: TypePage): Row {
  return [typesOf(page), keptOf(page).join('<br>'), page.native ?? 'nothing', waysOf(page).join('<br>'), gapsOf(page)];
}

const typesOf = ({ type, derived }: TypePage): string =>
  derived.length === 0 || derived.length > 3 ? code(type) : `${code(type)}, with ${listed(derived)}`;

function keptOf(page: TypePage): readonly string[] {
  const optional = page.optional.filter(({ byDefault }) => !byDefault).map(({ property }) => property);
  const shown = shownOf(page);
  const links = page.links.filter(({ countsAs }) => countsAs === undefined).map(({ name }) => name);
  const children = page.children.map(({ property }) => property);
  return [
    propertiesOf(page),
    ...(page.parts === undefined ? [] : [`${code(page.parts)}, each an object of its own`]),
    ...(children.length === 0 ? [] : [`with ${listed(children)}`]),
    ...(links.length === 0 ? [] : [`links: ${listed(links)}`]),
    ...(optional.length === 0 ? [] : [`where configured: ${listed(optional)}`]),
    ...(shown.length === 0 ? [] : [`only shown: ${listed(shown)}`]),
  ];
}

function propertiesOf({ properties, read }: TypePage): string {
  if (properties === 'all') return `everything Graph’s ${read.version} returns`;
  return `${properties.filter(({ readOnly }) => readOnly === undefined).length} properties`;
}

function shownOf({ properties, readOnly }: TypePage): readonly string[] {
  const names =
    properties === 'all' ? Object.keys(readOnly) : properties.filter((one) => one.readOnly).map(({ name }) => name);
  return names.filter((name) => !evident.has(name));
}

function waysOf(page: TypePage): readonly string[] {
  const actions = Object.values(page.actions);
  return [
    ...(page.deletedItems === null ? [] : ['soft delete and restore']),
    'PATCH of what differs',
    ...(page.creation === null ? [] : ['made anew with `--recreate`']),
    ...(actions.length === 0 ? [] : [`actions: ${listed(actions)}`]),
    ...page.children.map(({ property }) => `${code(property)} one by one, by natural key`),
    ...(page.writtenLast.length === 0 ? [] : [`written last: ${listed(page.writtenLast)}`]),
    ...(page.deletedItems === null ? ['never deleted: Graph keeps no deleted ones'] : []),
  ];
}

const gapsOf = ({ notCovered }: TypePage): string =>
  notCovered.map(({ property, reason }) => `${code(property)}: ${reason}`).join('<br>');

/** Links that count as types of their own have a row of their own. */
function linkRow({ type }: TypePage, { name, countsAs, native }: Link): readonly Row[] {
  if (countsAs === undefined) return [];
  const recovered = native === true ? 'with its service principal' : 'nothing';
  const ways = 'made anew by natural key, or removed: Graph keeps no deleted ones';
  return [[code(countsAs), `as link ${code(name)} of ${code(type)}`, recovered, ways, '']];
}
