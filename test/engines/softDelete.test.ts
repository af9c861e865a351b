import { describe, expect, it } from 'vitest';
import { notFound } from '../graph/fakeGraph.ts';
import { planOf, type StepDraft } from './plan.ts';
import { denied, drop, engineOf, only, users } from './scene.ts';

describe('soft delete', () => {
  const gone = (id: string, more: Partial<StepDraft> = {}): StepDraft => ({ action: 'softDelete', id, ...more });

  it('looks for the first of a kind among the deleted before the second goes', async () => {
    const { graph, run } = await engineOf({ live: users('a', 'b', 'c') });
    const receipts = await run(gone('a'), gone('b'), gone('c'));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['softDeleted', 'softDeleted', 'softDeleted']);
    expect(graph.log().slice(0, 3)).toEqual([
      'GET /v1.0/directory/deletedItems/a',
      'DELETE /v1.0/users/a',
      'GET /v1.0/directory/deletedItems/a',
    ]);
    expect(graph.log().slice(3).toSorted()).toEqual(['DELETE /v1.0/users/b', 'DELETE /v1.0/users/c']);
  });

  it('waits for it to appear', async () => {
    const { graph, run, client } = await engineOf({ live: users('a') });
    graph.before = only('GET', '/deletedItems/a', notFound, 3);
    expect(await run(gone('a'))).toMatchObject([{ outcome: 'softDeleted' }]);
    expect(client.waits).toEqual([10, 10]);
  });

  it('deletes no second one when the first does not appear', async () => {
    const { graph, run } = await engineOf({ live: [...users('a', 'b', 'c'), { id: 'g' }] });
    graph.before = (asked) => (/deletedItems\/[abc]$/.test(asked.path) ? notFound : undefined);
    const receipts = await run(gone('a'), gone('b'), gone('c'), gone('g', { type: 'group' }));
    expect(receipts.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['failed', 'notReversible'],
      ['skipped', 'notReversible'],
      ['skipped', 'notReversible'],
      ['softDeleted', undefined],
    ]);
    expect([...graph.live.keys()]).toEqual(['b', 'c']);
  });

  it('deletes nothing of a kind whose deleted items may not be seen', async () => {
    const { graph, run } = await engineOf({ live: [{ id: 'p' }, { id: 'q' }] });
    graph.before = (asked) => (asked.path.includes('deletedItems') ? denied : undefined);
    const type = 'conditionalAccessPolicy';
    const receipts = await run(gone('p', { type }), gone('q', { type }));
    expect(receipts.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['skipped', 'notReversible'],
      ['skipped', 'notReversible'],
    ]);
    expect(graph.writes()).toEqual([]);
  });

  it('lets the next one prove it when the first was refused', async () => {
    const { graph, run } = await engineOf({ live: users('a', 'b') });
    graph.before = only('DELETE', '/users/a', denied);
    expect((await run(gone('a'), gone('b'))).map(({ outcome }) => outcome)).toEqual(['failed', 'softDeleted']);
    expect(graph.log().filter((line) => line.endsWith('deletedItems/b'))).toHaveLength(2);
  });

  it('takes what is deleted already for done, and what is gone for good for a failure', async () => {
    const { run } = await engineOf({ deleted: users('a') });
    const receipts = await run(gone('a'), gone('b'));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['softDeleted', 'failed']);
  });

  it('looks after a lost answer', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.after = only('DELETE', '/users/a', drop, 1);
    expect(await run(gone('a'))).toMatchObject([{ outcome: 'softDeleted' }]);
  });

  it('takes the trust of a location first', async () => {
    const { graph, run } = await engineOf({ live: [{ id: 'l', isTrusted: true }] });
    const properties = { '@odata.type': '#microsoft.graph.ipNamedLocation', isTrusted: false };
    await run(gone('l', { type: 'namedLocation', properties }));
    expect(graph.deleted.get('l')?.isTrusted).toBe(false);
    const path = '/beta/identity/conditionalAccess/namedLocations/l';
    expect(graph.writes()).toEqual([`PATCH ${path}`, `DELETE ${path}`]);
  });

  it('throws before the first request when a step would delete for good', async () => {
    const { graph, engine } = await engineOf({ live: users('a', 'b') });
    const plan = planOf({ id: 'a', properties: { city: 'Bergen' } }, gone('b'));
    const steps = plan.steps.map(({ deletionKind: _, ...step }) => step);
    expect(() => engine.carryOut({ ...plan, steps })).toThrow(/for good/);
    expect(graph.asked).toEqual([]);
  });
});
