/**
 * Writes what the documentation says of the catalog: the README's table between its markers, and docs/permissions.md.
 *
 *     npm run docs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { pages } from '../src/core/catalog/index.ts';
import { coverageMarkers, coverageTable } from './docs/coverageTable.ts';
import { permissionsPage } from './docs/permissionsPage.ts';

const root = new URL('../', import.meta.url);

/** The text with the table between the markers. Throws when a marker is missing. */
export function withTable(text: string, table: string): string {
  const { begin, end } = coverageMarkers;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the text lacks ${begin} or ${end}`);
  return `${before}${begin}\n${table}\n${end}${after}`;
}

/** Each file of the documentation that is written from the catalog, as it should be. */
export function documents(): readonly { readonly file: URL; readonly text: string }[] {
  const readme = new URL('README.md', root);
  return [
    { file: readme, text: withTable(readFileSync(readme, 'utf8'), coverageTable(pages)) },
    { file: new URL('docs/permissions.md', root), text: permissionsPage(pages) },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { file, text } of documents()) writeFileSync(file, text);
}
