import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edit, edited, fileMode, folderMode, itemsOf } from '../../src/git/treeBytes.ts';

/** Names whose order is another for folders than for files, or than that of UTF-16. */
const name = fc.constantFrom('a', 'a.b', 'a-', 'a0', 'ab', 'A', 'b', 'é', '￮', '😀', 'z.yaml', 'a b');
const id = fc.stringMatching(/^[0-9a-f]{40}$/).filter((hex) => !/^0+$/.test(hex));
const mode = fc.constantFrom<typeof fileMode | typeof folderMode>(fileMode, folderMode);
const edit: fc.Arbitrary<Edit> = fc.option(fc.record({ mode, id }), { nil: null, freq: 3 });
const edits = fc.array(fc.tuple(name, edit)).map((pairs) => new Map(pairs));
const nothing: Buffer = Buffer.alloc(0);

describe('a tree with names changed', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'entra-rewind-'));
    execFileSync('git', ['init', '--quiet', '--bare', dir]);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('holds what a map would hold', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 4 }), (steps) => {
        const map = new Map<string, Edit>();
        let tree = nothing;
        for (const step of steps) {
          tree = edited(tree, step, 20);
          for (const [one, becomes] of step) {
            if (becomes === null) map.delete(one);
            else map.set(one, becomes);
          }
        }
        const found = [...itemsOf(tree, 20)].map((item) => [item.name, { mode: item.mode, id: item.id }] as const);
        expect(found).toHaveLength(map.size);
        expect(new Map(found)).toEqual(map);
        const wanted = new Map([...map].toReversed());
        expect(edited(nothing, wanted, 20).equals(tree)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is what git makes of the same names', () => {
    fc.assert(
      fc.property(edits, edits, (before, after) => {
        const tree = edited(edited(nothing, before, 20), after, 20);
        const lines = [...itemsOf(tree, 20)]
          .toReversed()
          .map((item) => `${item.mode} ${item.mode === folderMode ? 'tree' : 'blob'} ${item.id}\t${item.name}\0`);
        const options = { cwd: dir, encoding: 'utf8' } as const;
        const theirs = execFileSync('git', ['mktree', '-z', '--missing'], { ...options, input: lines.join('') });
        const ours = execFileSync('git', ['hash-object', '-t', 'tree', '--literally', '--stdin'], {
          ...options,
          input: tree,
        });
        expect(ours).toBe(theirs);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses half a tree', () => {
    const tree = edited(nothing, new Map([['a', { mode: fileMode, id: '1'.repeat(40) }]]), 20);
    expect(() => edited(tree.subarray(0, -1), new Map(), 20)).toThrow('half a tree');
    expect(() => [...itemsOf(tree.subarray(0, 5), 20)]).toThrow('half a tree');
  });
});
