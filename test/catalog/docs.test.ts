/** The documentation says what the catalog says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageTable } from '../../scripts/docs/coverageTable.ts';
import { documents, withTable } from '../../scripts/write-docs.ts';
import { objectTypes, pages } from '../../src/core/catalog/index.ts';
import { leastPermissions } from '../../src/core/catalog/leastPermissions.ts';
import { permissionIds } from '../../src/core/catalog/permissionIds.ts';
import { manifest, readPermissions, writePermissions } from '../../src/core/catalog/registration.ts';

describe('the documentation written from the catalog', () => {
  it.each(documents().map(({ file, text }) => [file.pathname.split('/').at(-1), file, text] as const))(
    '%s is as npm run docs writes it',
    (_name, file, text) => {
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('refuses a text without its markers', () => {
    expect(() => withTable('no markers', 'table')).toThrow('coverage:begin');
    expect(withTable('a<!-- coverage:begin -->old<!-- coverage:end -->z', 'new')).toBe(
      'a<!-- coverage:begin -->\nnew\n<!-- coverage:end -->z',
    );
  });

  it('has a row for every type and every link that counts as one, and a column for every cell', () => {
    const lines = coverageTable(pages).split('\n');
    const linkTypes = pages.flatMap((page) => page.links.flatMap(({ countsAs }) => countsAs ?? []));
    expect(linkTypes).toHaveLength(2);
    for (const name of [...pages.map(({ type }) => type), ...linkTypes]) {
      expect(
        lines.filter((line) => line.startsWith(`| \`${name}\``)),
        name,
      ).toHaveLength(1);
    }
    for (const line of lines) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  it('asks of the application that backs up for nothing that writes', () => {
    expect(readPermissions(pages).filter((name) => !/\.Read\./.test(name))).toEqual([]);
  });

  it('asks for reading what a job looks for', () => {
    expect(readPermissions(pages)).toEqual(leastPermissions(objectTypes).read);
  });

  it('asks of the application that recovers for all that the pages name', () => {
    const has = new Set(writePermissions(pages));
    const covered = (name: string): boolean => has.has(name) || has.has(name.replace('.Read.', '.ReadWrite.'));
    const asked = pages.flatMap(({ permissions }) => [...permissions.read, ...permissions.write]);
    expect(asked.filter((name) => !covered(name))).toEqual([]);
  });

  it('has no id for a permission that nobody asks for, and none without a name', () => {
    const asked = new Set([
      ...readPermissions(pages),
      ...writePermissions(pages),
      ...pages.flatMap((page) => [
        ...page.optional.flatMap(({ permissions }) => [...permissions.read, ...permissions.write]),
        ...page.furtherWrites.flatMap(({ permissions }) => permissions),
      ]),
    ]);
    expect(Object.keys(permissionIds).filter((name) => !asked.has(name))).toEqual([]);
    expect(() => manifest(['No.Such.Permission'])).toThrow('No.Such.Permission');
  });
});
