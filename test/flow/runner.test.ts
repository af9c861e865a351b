/** A machine that begins with nothing: it downloads no file of the past, and of the newest state only those it needs. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everything } from '../../src/core/scope.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { makeReport } from '../../src/flows/report.ts';
import { backUp, doorsAt } from './inProcess.ts';
import { type Scene, setScene } from './scene.ts';

const day = (n: number): string => `2026-11-0${n}T02:00:00Z`;
const nameOf = (n: number): string => day(n).replaceAll(':', '-');
const size = 400;
/** Manifest, configuration, records of the journal, the changed file as it was and as it is. Files by the hundred are not among them. */
const few = 15;

/** What actions/checkout does with `filter: blob:none`, `fetch-depth: 0` and `sparse-checkout: policies`. */
function freshRunner(scene: Scene, name: string): Scene {
  const directory = join(scene.directory, '..', name);
  const remote = `file://${scene.directory}.git`;
  execFileSync('git', ['clone', '--quiet', '--filter=blob:none', '--sparse', remote, directory], { stdio: 'pipe' });
  execFileSync('git', ['-C', directory, 'sparse-checkout', 'set', 'policies'], { stdio: 'pipe' });
  return { ...scene, directory };
}

/** How many files' contents lie in a repository. */
function blobsIn({ directory }: Scene): number {
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype)'];
  const listed = execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', stdio: 'pipe' });
  return listed.split('\n').filter((type) => type === 'blob').length;
}

describe('a fresh runner', () => {
  it('takes a backup by changes and compares it with few downloads', async () => {
    const scene = await setScene({ seed: generated(size) });
    await backUp(scene, { at: day(1) });
    const { value } = await scene.person.get('/v1.0/users?$top=1&$select=id');
    const [user] = value as readonly { readonly id: string }[];
    await scene.person.patch(`/v1.0/users/${user?.id}`, { jobTitle: 'Night watch' });

    const runner = freshRunner(scene, 'runner');
    const before = blobsIn(runner);
    expect(before).toBeLessThan(few);
    const night = await backUp(runner, { at: day(2) });
    expect(night.backup.changed).toBe(1);
    expect(night.reading.map(({ read }) => read)).not.toContain('inFull');
    expect(blobsIn(runner) - before).toBeLessThan(few);

    const other = freshRunner(scene, 'other');
    const had = blobsIn(other);
    const { report } = await makeReport(await doorsAt(other, { at: day(2) }), {
      from: nameOf(1),
      to: nameOf(2),
      scope: everything,
    });
    expect(report.objects).toHaveLength(1);
    expect(blobsIn(other) - had).toBeLessThan(few);
  });

  it('takes a backup in full without the files that did not change', async () => {
    const scene = await setScene({ seed: generated(size) });
    const first = await backUp(scene, { at: day(1) });
    const runner = freshRunner(scene, 'runner');
    const before = blobsIn(runner);
    const night = await backUp(runner, { at: day(2) }, { isFull: true });
    expect(night.backup.tree).toBe(first.backup.tree);
    expect(blobsIn(runner) - before).toBeLessThan(few);
  });
});
