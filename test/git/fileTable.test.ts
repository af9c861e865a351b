import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileTable } from '../../src/git/fileTable.ts';

const folder = fc.constantFrom('', 'users/00/', 'users/0a/', 'deletedItems/users/0a/');
const name = fc.oneof(
  fc.uuid().map((id) => `${id}.yaml`),
  fc.constantFrom('tenant.yaml', 'README.md', 'README', 'a.yaml', 'a', 'authenticationMethodsPolicy.yaml'),
);
const path = fc.tuple(folder, name).map(([where, what]) => where + what);
const blob = fc.stringMatching(/^[0-9a-f]{40}$/);

describe('a table of files', () => {
  it('is a map, whatever the paths', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(path, blob), { selector: ([one]) => one, maxLength: 2500 }),
        fc.array(path, { maxLength: 20 }),
        (files, others) => {
          const table = new FileTable(20);
          const map = new Map(files);
          for (const [at, [one, id]] of files.entries()) expect(table.add(one, id)).toBe(at);
          for (const one of [...map.keys(), ...others]) expect(table.get(one)).toBe(map.get(one));
          const folders = [...table.folders()];
          const found = folders.flatMap(([where]) =>
            [...table.filesIn(where)].map(([what, id]) => [where + what, id] as const),
          );
          expect(folders.reduce((sum, [, count]) => sum + count, 0)).toBe(files.length);
          expect(found).toHaveLength(files.length);
          expect(new Map(found)).toEqual(map);
          const seen = files.filter((_, at) => at % 3 === 0).map(([one]) => one);
          for (const one of seen) table.see(one);
          for (const below of ['', 'users/', 'users/0a/', 'groups/']) {
            const expected = files.map(([one]) => one).filter((one) => one.startsWith(below) && !seen.includes(one));
            expect([...table.unseen(below)].toSorted()).toEqual(expected.toSorted());
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has each file once, and marks it once', () => {
    const table = new FileTable(20);
    table.add('users/aa/x.yaml', 'ab'.repeat(20));
    expect(() => table.add('users/aa/x.yaml', 'ab'.repeat(20))).toThrow('there already');
    table.see('users/aa/x.yaml');
    expect(() => table.see('users/aa/x.yaml')).toThrow('before');
    expect(() => table.see('users/aa/y.yaml')).toThrow('before');
  });
});
