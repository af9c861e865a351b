import { describe, expect, it } from 'vitest';
import { linkTo } from './plan.ts';
import { drop, engineOf, only, users } from './scene.ts';

describe('links', () => {
  const group = { id: 'g', displayName: 'Group' };
  const people = Array.from({ length: 45 }, (_, n) => `u${n}`);

  it('adds members twenty at a time, and removes twenty in one call', async () => {
    const { graph, run } = await engineOf({ live: [group, ...users(...people)], members: { g: ['x', 'y'] } });
    const receipts = await run({ type: 'group', id: 'g', links: [linkTo('members', people, ['x', 'y'])] });
    expect(receipts).toMatchObject([{ outcome: 'updated', links: 47 }]);
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(people.toSorted());
    expect(graph.writes()).toEqual([...Array.from({ length: 3 }, () => 'PATCH /v1.0/groups/g')]);
    const calls = graph.asked.filter(({ path }) => path.endsWith('/$batch'));
    expect(calls.map(({ body }) => body.requests)).toEqual([
      ['x', 'y'].map((id, index) => ({ id: `${index}`, method: 'DELETE', url: `/groups/g/members/${id}/$ref` })),
    ]);
    expect(graph.asked[0]?.body['members@odata.bind'][0]).toBe(`${graph.url}/v1.0/directoryObjects/u0`);
  });

  it('takes what is there and what is gone for done', async () => {
    const { graph, run } = await engineOf({ live: [group, ...users('a', 'b', 'c')], members: { g: ['b'] } });
    const receipts = await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'b', 'c'], ['gone'])] });
    expect(receipts).toMatchObject([{ outcome: 'updated', links: 4 }]);
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('writes the others when one cannot be written, and says how many', async () => {
    const { graph, run } = await engineOf({ live: [group, ...users('a', 'c')] });
    const [receipt] = await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'nobody', 'c'])] });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Request_BadRequest', links: 2 });
    expect(receipt?.message).toContain('2 of 3 links were written');
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(['a', 'c']);
  });

  it('survives a lost answer to an addition', async () => {
    const { graph, run } = await engineOf({ live: [group, ...users('a', 'b')] });
    graph.after = only('PATCH', '/groups/g', drop, 1);
    expect(await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'b'])] })).toMatchObject([
      { outcome: 'updated', links: 2 },
    ]);
  });

  it('replaces and clears a manager', async () => {
    const live = [{ id: 'a', manager: 'old' }, { id: 'b', manager: 'old' }, { id: 'c', manager: 'other' }, { id: 'd' }];
    const { graph, run } = await engineOf({ live });
    const receipts = await run(
      { id: 'a', links: [linkTo('manager', ['new'])] },
      { id: 'b', links: [linkTo('manager', [], ['old'])] },
      { id: 'c', links: [linkTo('manager', [], ['old'])] },
      { id: 'd', links: [linkTo('manager', [], ['old'])] },
    );
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'updated', 'updated']);
    expect(['a', 'b', 'c', 'd'].map((id) => graph.live.get(id)?.manager)).toEqual([
      'new',
      undefined,
      'other',
      undefined,
    ]);
    expect(graph.writes().toSorted()).toEqual(['DELETE /v1.0/users/b/manager/$ref', 'PUT /v1.0/users/a/manager/$ref']);
  });
});
