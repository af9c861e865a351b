import { describe, expect, it } from 'vitest';
import { graphError, notFound, type Said } from '../graph/fakeGraph.ts';
import { linkTo, planOf, receiptsOf, type StepDraft } from './plan.ts';
import { denied, drop, engineOf, only, users } from './scene.ts';

describe('update', () => {
  it('sends the properties as they stand and nothing else', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    const properties = { '@odata.type': '#microsoft.graph.agentUser', city: 'Bergen', otherMails: [] };
    expect(await run({ id: 'a', properties })).toEqual([
      { n: 1, type: 'user', id: 'a', action: 'update', outcome: 'updated', links: 0, requestIds: ['r-1'] },
    ]);
    expect(graph.asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      { method: 'PATCH', path: '/v1.0/users/a', body: properties },
    ]);
  });

  it('writes policies of beta, the strength nested', async () => {
    const { graph, run } = await engineOf({ live: [{ id: 'p' }] });
    const properties = { grantControls: { operator: 'OR', authenticationStrength: { id: 's' } } };
    await run({ type: 'conditionalAccessPolicy', id: 'p', properties });
    expect(graph.asked[0]).toMatchObject({ path: '/beta/identity/conditionalAccess/policies/p', body: properties });
  });

  it('keeps Graph’s word when it refuses', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', denied);
    expect(await run({ id: 'a', properties: { city: 'Bergen' }, links: [linkTo('manager', ['b'])] })).toMatchObject([
      { outcome: 'failed', code: 'Authorization_RequestDenied', links: 1 },
    ]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a', 'PUT /v1.0/users/a/manager/$ref']);
  });

  it('tells all that was refused, of properties and of links', async () => {
    const { graph, run } = await engineOf({
      live: [...users('a'), { id: 'g', displayName: 'g' }],
      members: { g: ['a'] },
    });
    graph.before = (asked) =>
      only('PATCH', '/groups/g', denied)(asked) ?? only('DELETE', '/members/a/$ref', denied)(asked);
    const [receipt] = await run({
      type: 'group',
      id: 'g',
      properties: { description: 'x' },
      links: [linkTo('members', [], ['a'])],
    });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Authorization_RequestDenied' });
    expect(receipt?.message).toMatch(/^403 Authorization_RequestDenied/);
    expect(receipt?.message).toMatch(/0 of 1 links were written/);
  });

  it('writes each value alone when Graph refuses one, and holds back what would open', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    const odd: Said = { status: 400, json: graphError('Request_BadRequest', 'Invalid department.') };
    graph.before = only('PATCH', '/users/a', ({ body }) => ('department' in body ? odd : undefined));
    const properties = { accountEnabled: true, city: 'Bergen', department: '?' };
    const [receipt] = await run({ id: 'a', properties });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Request_BadRequest' });
    expect(receipt?.message).toMatch(/department: .*Invalid/);
    expect(receipt?.message).toMatch(/accountEnabled: held back, because department was refused/);
    expect(graph.live.get('a')).toMatchObject({ city: 'Bergen' });
    expect(graph.live.get('a')).not.toHaveProperty('accountEnabled');
    // Closing is never held back.
    await run({ id: 'a', properties: { ...properties, accountEnabled: false } });
    expect(graph.live.get('a')).toMatchObject({ accountEnabled: false });
    // A value that needs a permission of its own keeps the others from being written no more.
    graph.before = only('PATCH', '/users/a', ({ body }) => ('department' in body ? denied : undefined));
    await run({ id: 'a', properties: { city: 'Oslo', department: '?' } });
    expect(graph.live.get('a')).toMatchObject({ city: 'Oslo' });
  });

  it('looks after an answer that got lost for good: done', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.after = only('PATCH', '/users/a', drop);
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.live.get('a')?.city).toBe('Bergen');
  });

  it('says unknown when nothing tells whether it was done', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', drop);
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([
      { outcome: 'unknown', code: 'noAnswer' },
    ]);
  });

  it('says failed when it certainly was not', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', { status: 429, json: graphError('TooManyRequests') });
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([
      { outcome: 'failed', code: 'TooManyRequests' },
    ]);
  });
});

describe('restore', () => {
  const policy = { action: 'restore', type: 'conditionalAccessPolicy', id: 'p' } as const;

  it('brings a policy to its final state right away', async () => {
    const { graph, run } = await engineOf({ deleted: [{ id: 'p', state: 'enabled' }] });
    expect(await run({ ...policy, properties: { state: 'disabled' } })).toMatchObject([{ outcome: 'restored' }]);
    expect(graph.live.get('p')?.state).toBe('disabled');
    const path = '/beta/identity/conditionalAccess';
    expect(graph.writes()).toEqual([`POST ${path}/deletedItems/policies/p/restore`, `PATCH ${path}/policies/p`]);
  });

  it('says that it is back when its final state was refused', async () => {
    const { graph, run } = await engineOf({ deleted: [{ id: 'p', state: 'enabled' }] });
    graph.before = only('PATCH', '/policies/p', denied);
    const [receipt] = await run({ ...policy, properties: { state: 'disabled' } });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Authorization_RequestDenied' });
    expect(receipt?.message).toContain('it was restored, but its properties were not written');
  });

  it('counts what is back already', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    expect(await run({ action: 'restore', id: 'a', properties: { city: 'Bergen' } })).toMatchObject([
      { outcome: 'restored' },
    ]);
    expect(graph.live.get('a')?.city).toBe('Bergen');
  });

  it('does not restore what is gone', async () => {
    const { run } = await engineOf({});
    const [receipt] = await run({ action: 'restore', id: 'a', properties: { city: 'Bergen' } });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Request_ResourceNotFound' });
    expect(receipt?.message).toContain('neither there nor among the deleted items');
  });

  it('looks after a lost answer, and asks again when nothing happened', async () => {
    const { graph, run } = await engineOf({ deleted: users('a', 'b') });
    graph.before = only('POST', '/a/restore', drop, 1);
    graph.after = only('POST', '/b/restore', drop, 1);
    expect(await run({ action: 'restore', id: 'a' }, { action: 'restore', id: 'b' })).toMatchObject([
      { outcome: 'restored' },
      { outcome: 'restored' },
    ]);
    expect(graph.writes().filter((line) => line.includes('/b/restore'))).toHaveLength(1);
    expect([...graph.live.keys()].toSorted()).toEqual(['a', 'b']);
  });

  it('is unknown when nobody can look', async () => {
    const { graph, run } = await engineOf({ deleted: users('a') });
    graph.before = (asked) => only('POST', '/a/restore', drop)(asked) ?? only('GET', '/users/a', denied)(asked);
    expect(await run({ action: 'restore', id: 'a' })).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('fails with what clashes, without asking again', async () => {
    const details = [{ code: 'ObjectConflict', target: 'userPrincipalName', message: 'clash' }];
    const { graph, run, client } = await engineOf({ deleted: users('a', 'b') });
    const clash = { error: { code: 'Request_BadRequest', message: 'Another object exists.', details } };
    graph.before = only('POST', '/a/restore', { status: 400, json: clash });
    const [receipt] = await run({ action: 'restore', id: 'a' });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'ObjectConflict' });
    expect(receipt?.message).toContain('userPrincipalName');
    expect(graph.writes()).toHaveLength(1);

    graph.before = only('PATCH', '/users/b', { status: 400, json: clash });
    expect(await run({ action: 'restore', id: 'b', properties: { mail: 'b@contoso.com' } })).toMatchObject([
      { outcome: 'failed', code: 'ObjectConflict' },
    ]);
    expect(client.waits).toEqual([]);
  });

  it('waits until Graph finds what was restored just now', async () => {
    const { graph, run, client } = await engineOf({
      live: [{ id: 'g' }],
      deleted: users('a'),
    });
    const late = { status: 400, json: graphError('Request_BadRequest', 'referenced objects do not exist') };
    graph.before = (asked) =>
      only('POST', '/members/$ref', late, 2)(asked) ?? only('PATCH', '/users/a', notFound, 1)(asked);
    const receipts = await run(
      { action: 'restore', id: 'a', properties: { city: 'Bergen' } },
      { type: 'group', id: 'g', links: [linkTo('members', ['a'])], after: [1] },
    );
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['restored', 'updated']);
    expect(client.waits).toEqual([10, 10, 10]);
  });
});

describe('order', () => {
  const patch = (id: string, ...after: number[]): StepDraft => ({ id, properties: { city: id }, after });

  it('keeps to `after`, and skips what hangs on a failure, naming it', async () => {
    const { graph, run } = await engineOf({ live: users('a', 'b', 'c', 'd', 'e') });
    graph.before = only('PATCH', '/users/b', denied);
    const receipts = await run(patch('a'), patch('b', 1), patch('c', 2), patch('d', 3), patch('e', 1));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['updated', 'failed', 'skipped', 'skipped', 'updated']);
    expect(receipts[2]).toMatchObject({ code: 'dependencyFailed', requestIds: [] });
    expect(receipts[2]?.message).toContain('step 2 (update user/b)');
    expect(graph.writes()[0]).toBe('PATCH /v1.0/users/a');
    expect(graph.writes()).not.toContain('PATCH /v1.0/users/c');
  });

  it('waits for what a step is `behind`, however that ends', async () => {
    const { graph, run } = await engineOf({ live: users('a', 'b', 'c') });
    graph.before = only('PATCH', '/users/a', denied);
    const receipts = await run({ ...patch('c'), behind: [2, 3] }, patch('a'), patch('b'));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['updated', 'failed', 'updated']);
    expect(graph.writes().at(-1)).toBe('PATCH /v1.0/users/c');
  });

  it('skips what is behind and after the same failed step', async () => {
    const { graph, run } = await engineOf({ live: users('a', 'b') });
    graph.before = only('PATCH', '/users/a', denied);
    const receipts = await run(patch('a'), { ...patch('b', 1), behind: [1] });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['failed', 'skipped']);
  });

  it.each([
    ['names no step', [patch('a', 7)], /not in the plan/],
    ['goes in circles', [patch('a', 2), patch('b', 1)], /circle/],
    ['is behind itself', [{ ...patch('a'), behind: [2] }, patch('b', 1)], /circle/],
  ] as const)('throws before the first request when it %s', async (_name, steps, message) => {
    const { graph, run } = await engineOf({ live: users('a', 'b') });
    await expect(run(...steps)).rejects.toThrow(message);
    expect(graph.asked).toEqual([]);
  });

  it('begins nothing more once it is told to stop, and ends what it began', async () => {
    const stop = new AbortController();
    const { graph, engine } = await engineOf({ live: users('a', 'b') });
    graph.before = (asked) => {
      if (asked.method === 'PATCH') stop.abort();
      return undefined;
    };
    const receipts = await receiptsOf(engine.carryOut(planOf(patch('a'), patch('b', 1)), { signal: stop.signal }));
    expect(receipts).toMatchObject([{ n: 1, outcome: 'updated' }]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a']);
  });

  it('has a receipt for what was under way when the connection was cut', async () => {
    const stop = new AbortController();
    const { graph, run } = await engineOf({ live: users('a') }, stop.signal);
    graph.before = (asked) => {
      if (asked.method === 'PATCH') stop.abort();
      return asked.method === 'PATCH' ? { drop: 'never' } : undefined;
    };
    expect(await run(patch('a'))).toMatchObject([{ outcome: 'unknown', code: 'canceled' }]);
  });

  it('leaves nothing under way when nobody listens any more', async () => {
    const { graph, engine } = await engineOf({ live: users('a', 'b', 'c') });
    for await (const receipt of engine.carryOut(planOf(patch('a'), patch('b'), patch('c')))) {
      expect(receipt.outcome).toBe('updated');
      break;
    }
    const before = graph.asked.length;
    await new Promise((later) => setTimeout(later, 30));
    expect(graph.asked.length).toBe(before);
  });

  it('does thousands of steps without ado', async () => {
    const ids = Array.from({ length: 2_000 }, (_, n) => `u${n}`);
    const { run } = await engineOf({ live: users(...ids) });
    const receipts = await run(...ids.map((id) => patch(id)));
    expect(receipts.every(({ outcome }) => outcome === 'updated')).toBe(true);
    expect(receipts).toHaveLength(2_000);
  });
});
