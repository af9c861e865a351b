/** Difference reports as jobs: kept, listed, shown again, and gone with their backup. */
import { describe, expect, it } from 'vitest';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { keepReport, reportsIn } from '../../src/flows/reports.ts';
import { doorsAt } from './inProcess.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const noon = '2026-11-01T12:00:00Z';
const sven = contosoIds.users['sven.oe'];

async function changed(): Promise<Scene> {
  const scene = await setScene({ seed: contoso() });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  await scene.person.patch(`/v1.0/users/${sven}`, { jobTitle: 'Impostor' });
  return scene;
}

describe('a kept report', () => {
  it('is listed, and shows what it found then whatever the tenant is now', async () => {
    const scene = await changed();
    const kept = await scene.run(noon, 'diff', '--keep', '--type', 'user');
    expect(kept).toMatchObject({ exitCode: 0 });
    const id = /kept as (\S+)/.exec(kept.errors)?.[1] as string;
    await scene.person.patch(`/v1.0/users/${sven}`, { jobTitle: 'Somebody else' });

    const shown = await scene.run(noon, 'report', id.replace('report-', '').slice(0, 10));
    expect(shown).toMatchObject({ exitCode: 0, out: kept.out });
    expect(shown.out).toContain('Impostor');
    const [listed, ...others] = JSON.parse((await scene.run(noon, 'reports', '--json')).out);
    expect(others).toEqual([]);
    expect(listed).toMatchObject({
      ...{ id, status: 'completed', to: null, failure: null },
      scope: { types: ['user'], ids: [], properties: [] },
      totals: { objects: 1, attributes: 1, links: 0 },
    });
    expect((await scene.run(noon, 'reports')).out).toMatch(new RegExp(`${id} +completed .* the tenant .* types user`));
    const { objects } = JSON.parse((await scene.run(noon, 'report', id, '--json')).out);
    expect(objects).toMatchObject([{ id: sven, attributes: [{ name: 'jobTitle', current: 'Impostor' }] }]);
    expect((await scene.run(noon, 'report', 'report-2027')).exitCode).toBe(8);
  });

  it('is where a recovery starts from: all of it, or one object', async () => {
    const scene = await changed();
    const yoko = contosoIds.users['yoko.tanaka'];
    await scene.person.patch(`/v1.0/users/${yoko}`, { jobTitle: 'Also an impostor' });
    await scene.run(noon, 'diff', '--keep', '--type', 'user');
    const recover = ['recover', '--report', 'report-2026', '--yes', '--no-backup'];
    for (const [words, says] of [
      [['--id', contosoIds.users['ingrid.solberg']], /says nothing of/],
      [['--type', 'group'], /--type group: the report was made of user only/],
      [['--from', 'newest'], /--report goes without/],
    ] as const) {
      const ran = await scene.run(noon, ...recover, ...words);
      expect({ words, exitCode: ran.exitCode }).toEqual({ words, exitCode: 2 });
      expect(ran.errors).toMatch(says);
    }
    expect((await scene.run(noon, ...recover, '--id', sven)).out).toMatch(/recovered: 1 objects/);
    expect((await scene.person.get(`/v1.0/users/${yoko}`)).jobTitle).toBe('Also an impostor');
    expect((await scene.run(noon, ...recover)).out).toMatch(/recovered: 1 objects/);
    expect((await scene.run(noon, ...recover)).out).toMatch(/Nothing to do/);
  });

  it('goes with the backup that it starts from, and not before', async () => {
    const scene = await changed();
    expect(await scene.run(noon, 'diff', '--keep')).toMatchObject({ exitCode: 0 });
    for (const [at, kept] of [
      ['2026-11-03T02:00:00Z', 1],
      ['2026-11-08T02:00:00Z', 0],
    ] as const) {
      // A clock set by hand prunes at no remote that is not local; this one is.
      expect(await scene.run(at, 'backup')).toMatchObject({ exitCode: 0 });
      expect({ at, kept: JSON.parse((await scene.run(at, 'reports', '--json')).out).length }).toEqual({ at, kept });
    }
    expect(await scene.git('ls-tree', '-r', '--name-only', 'origin/journal')).not.toMatch(/reports\/|differences\//);
  });

  it('that fails or is stopped keeps its reason and no differences', async () => {
    const scene = await changed();
    const refused = await scene.runWith(
      { ENTRA_REWIND_NOW: noon, ENTRA_REWIND_GRAPH_TOKEN: 'nonsense' },
      ...['diff', '--keep'],
    );
    expect(refused.exitCode).toBe(9);
    const stop = new AbortController();
    const doors = await doorsAt(scene, { at: '2026-11-01T13:00:00Z' });
    const making = keepReport({ ...doors, signal: stop.signal, tell: () => stop.abort() }, scopeOfAll);
    await expect(making).rejects.toThrow();

    const jobs = await reportsIn(await doorsAt(scene, { at: noon }));
    expect(jobs.map(({ status, totals }) => [status, totals])).toEqual([
      ['canceled', null],
      ['failed', null],
    ]);
    expect(jobs[1]?.failure).toMatchObject({ code: 'signIn' });
    const shown = await scene.run(noon, 'report', jobs[0]?.id ?? '');
    expect(shown.exitCode).toBe(8);
    expect(shown.errors).toMatch(/is canceled/);
    expect(await scene.git('ls-tree', '-r', '--name-only', 'origin/journal')).not.toMatch(/differences\//);
  });

  it('waits for no other job: one at a time', async () => {
    const scene = await changed();
    const lock = await (await doorsAt(scene, { at: noon })).journal.lock({ job: 'the-first', kind: 'recovery' });
    const second = await scene.run(noon, 'diff', '--keep');
    expect(second.exitCode).toBe(6);
    expect(second.errors).toMatch(/the-first/);
    await lock.release(new Map(), 'Done');
    expect(await scene.run(noon, 'diff', '--keep')).toMatchObject({ exitCode: 0 });
  });
});

const scopeOfAll = { scope: { types: [], ids: [], properties: [] } };
