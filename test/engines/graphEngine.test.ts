import { afterEach, describe, expect, it } from 'vitest';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { type Asked, graphError, notFound, type Said, testClient } from '../graph/fakeGraph.ts';
import { linkTo, planOf, receiptsOf, type StepDraft } from './plan.ts';
import { type SmallGraph, smallGraph } from './smallGraph.ts';

let graph: SmallGraph;
afterEach(() => graph.close());

const engineOf = async (seed: Parameters<typeof smallGraph>[0], signal?: AbortSignal) => {
  graph = await smallGraph(seed);
  const client = testClient(graph.url, signal === undefined ? {} : { signal });
  const engine = graphEngine(client, { patience: { tries: 4, waitMs: 10 } });
  const run = (...steps: StepDraft[]) => receiptsOf(engine.carryOut(planOf(...steps)));
  return { run, engine, client };
};

const users = (...ids: readonly string[]) => ids.map((id) => ({ id, displayName: id, city: 'Oslo' }));
const denied: Said = { status: 403, json: graphError('Authorization_RequestDenied', 'Insufficient privileges.') };
const drop: Said = { drop: 'atOnce' };
const only =
  (
    method: string,
    ending: string,
    said: Said | ((asked: Asked) => Said | undefined),
    times = Number.POSITIVE_INFINITY,
  ) =>
  (asked: Asked): Said | undefined => {
    if (asked.method !== method || !(asked.path.split('?')[0] as string).endsWith(ending)) return undefined;
    if (asked.times > times) return undefined;
    return typeof said === 'function' ? said(asked) : said;
  };

describe('update', () => {
  it('sends the properties as they stand and nothing else', async () => {
    const { run } = await engineOf({ live: users('a') });
    const properties = { '@odata.type': '#microsoft.graph.agentUser', city: 'Bergen', otherMails: [] };
    expect(await run({ id: 'a', properties })).toEqual([
      { n: 1, type: 'user', id: 'a', action: 'update', outcome: 'updated', links: 0, requestIds: ['r-1'] },
    ]);
    expect(graph.asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      { method: 'PATCH', path: '/v1.0/users/a', body: properties },
    ]);
  });

  it('writes policies of beta, the strength nested', async () => {
    const { run } = await engineOf({ live: [{ id: 'p' }] });
    const properties = { grantControls: { operator: 'OR', authenticationStrength: { id: 's' } } };
    await run({ type: 'conditionalAccessPolicy', id: 'p', properties });
    expect(graph.asked[0]).toMatchObject({ path: '/beta/identity/conditionalAccess/policies/p', body: properties });
  });

  it('keeps Graph’s word when it refuses', async () => {
    const { run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', denied);
    expect(await run({ id: 'a', properties: { city: 'Bergen' }, links: [linkTo('manager', ['b'])] })).toMatchObject([
      { outcome: 'failed', code: 'Authorization_RequestDenied', requestIds: ['r-1'], links: 0 },
    ]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a']);
  });

  it('looks after an answer that got lost for good: done', async () => {
    const { run } = await engineOf({ live: users('a') });
    graph.after = only('PATCH', '/users/a', drop);
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.live.get('a')?.city).toBe('Bergen');
  });

  it('says unknown when nothing tells whether it was done', async () => {
    const { run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', drop);
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([
      { outcome: 'unknown', code: 'noAnswer' },
    ]);
  });

  it('says failed when it certainly was not', async () => {
    const { run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', { status: 429, json: graphError('TooManyRequests') });
    expect(await run({ id: 'a', properties: { city: 'Bergen' } })).toMatchObject([
      { outcome: 'failed', code: 'TooManyRequests' },
    ]);
  });
});

describe('links', () => {
  const group = { id: 'g', displayName: 'Group' };
  const people = Array.from({ length: 45 }, (_, n) => `u${n}`);

  it('adds members twenty at a time and removes one by one', async () => {
    const { run } = await engineOf({ live: [group, ...users(...people)], members: { g: ['x', 'y'] } });
    const receipts = await run({ type: 'group', id: 'g', links: [linkTo('members', people, ['x', 'y'])] });
    expect(receipts).toMatchObject([{ outcome: 'updated', links: 47 }]);
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(people.toSorted());
    expect(graph.writes()).toEqual([
      ...Array.from({ length: 3 }, () => 'PATCH /v1.0/groups/g'),
      'DELETE /v1.0/groups/g/members/x/$ref',
      'DELETE /v1.0/groups/g/members/y/$ref',
    ]);
    expect(graph.asked[0]?.body['members@odata.bind'][0]).toBe(`${graph.url}/v1.0/directoryObjects/u0`);
  });

  it('takes what is there and what is gone for done', async () => {
    const { run } = await engineOf({ live: [group, ...users('a', 'b', 'c')], members: { g: ['b'] } });
    const receipts = await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'b', 'c'], ['gone'])] });
    expect(receipts).toMatchObject([{ outcome: 'updated', links: 4 }]);
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('writes the others when one cannot be written, and says how many', async () => {
    const { run } = await engineOf({ live: [group, ...users('a', 'c')] });
    const [receipt] = await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'nobody', 'c'])] });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Request_BadRequest', links: 2 });
    expect(receipt?.message).toContain('2 of 3 links were written');
    expect([...(graph.members.get('g') ?? [])].toSorted()).toEqual(['a', 'c']);
  });

  it('survives a lost answer to an addition', async () => {
    const { run } = await engineOf({ live: [group, ...users('a', 'b')] });
    graph.after = only('PATCH', '/groups/g', drop, 1);
    expect(await run({ type: 'group', id: 'g', links: [linkTo('members', ['a', 'b'])] })).toMatchObject([
      { outcome: 'updated', links: 2 },
    ]);
  });

  it('replaces and clears a manager', async () => {
    const live = [{ id: 'a', manager: 'old' }, { id: 'b', manager: 'old' }, { id: 'c', manager: 'other' }, { id: 'd' }];
    const { run } = await engineOf({ live });
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

describe('restore', () => {
  const policy = { action: 'restore', type: 'conditionalAccessPolicy', id: 'p' } as const;

  it('brings a policy to its final state right away', async () => {
    const { run } = await engineOf({ deleted: [{ id: 'p', state: 'enabled' }] });
    expect(await run({ ...policy, properties: { state: 'disabled' } })).toMatchObject([{ outcome: 'restored' }]);
    expect(graph.live.get('p')?.state).toBe('disabled');
    const path = '/beta/identity/conditionalAccess';
    expect(graph.writes()).toEqual([`POST ${path}/deletedItems/policies/p/restore`, `PATCH ${path}/policies/p`]);
  });

  it('says that it is back when its final state was refused', async () => {
    const { run } = await engineOf({ deleted: [{ id: 'p', state: 'enabled' }] });
    graph.before = only('PATCH', '/policies/p', denied);
    const [receipt] = await run({ ...policy, properties: { state: 'disabled' } });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Authorization_RequestDenied' });
    expect(receipt?.message).toContain('it was restored, but its properties were not written');
  });

  it('counts what is back already', async () => {
    const { run } = await engineOf({ live: users('a') });
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
    const { run } = await engineOf({ deleted: users('a', 'b') });
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
    const { run } = await engineOf({ deleted: users('a') });
    graph.before = (asked) => only('POST', '/a/restore', drop)(asked) ?? only('GET', '/users/a', denied)(asked);
    expect(await run({ action: 'restore', id: 'a' })).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('fails with what clashes, without asking again', async () => {
    const details = [{ code: 'ObjectConflict', target: 'userPrincipalName', message: 'clash' }];
    const { run, client } = await engineOf({ deleted: users('a', 'b') });
    const clash = { error: { code: 'Request_BadRequest', message: 'Another object exists.', details } };
    graph.before = only('POST', '/a/restore', { status: 400, json: clash });
    const [receipt] = await run({ action: 'restore', id: 'a' });
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Request_BadRequest' });
    expect(receipt?.message).toContain('userPrincipalName');
    expect(graph.writes()).toHaveLength(1);

    graph.before = only('PATCH', '/users/b', { status: 400, json: clash });
    expect(await run({ action: 'restore', id: 'b', properties: { mail: 'b@contoso.com' } })).toMatchObject([
      { outcome: 'failed', code: 'Request_BadRequest' },
    ]);
    expect(client.waits).toEqual([]);
  });

  it('waits until Graph finds what was restored just now', async () => {
    const { run, client } = await engineOf({
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

describe('soft delete', () => {
  const gone = (id: string, more: Partial<StepDraft> = {}): StepDraft => ({ action: 'softDelete', id, ...more });

  it('looks for the first of a kind among the deleted before the second goes', async () => {
    const { run } = await engineOf({ live: users('a', 'b', 'c') });
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
    const { run, client } = await engineOf({ live: users('a') });
    graph.before = only('GET', '/deletedItems/a', notFound, 3);
    expect(await run(gone('a'))).toMatchObject([{ outcome: 'softDeleted' }]);
    expect(client.waits).toEqual([10, 10]);
  });

  it('deletes no second one when the first does not appear', async () => {
    const { run } = await engineOf({ live: [...users('a', 'b', 'c'), { id: 'g' }] });
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
    const { run } = await engineOf({ live: [{ id: 'p' }, { id: 'q' }] });
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
    const { run } = await engineOf({ live: users('a', 'b') });
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
    const { run } = await engineOf({ live: users('a') });
    graph.after = only('DELETE', '/users/a', drop, 1);
    expect(await run(gone('a'))).toMatchObject([{ outcome: 'softDeleted' }]);
  });

  it('takes the trust of a location first', async () => {
    const { run } = await engineOf({ live: [{ id: 'l', isTrusted: true }] });
    const properties = { '@odata.type': '#microsoft.graph.ipNamedLocation', isTrusted: false };
    await run(gone('l', { type: 'namedLocation', properties }));
    expect(graph.deleted.get('l')?.isTrusted).toBe(false);
    const path = '/beta/identity/conditionalAccess/namedLocations/l';
    expect(graph.writes()).toEqual([`PATCH ${path}`, `DELETE ${path}`]);
  });

  it('throws before the first request when a step would delete for good', async () => {
    const { engine } = await engineOf({ live: users('a', 'b') });
    const plan = planOf({ id: 'a', properties: { city: 'Bergen' } }, gone('b'));
    const steps = plan.steps.map(({ deletionKind: _, ...step }) => step);
    expect(() => engine.carryOut({ ...plan, steps })).toThrow(/for good/);
    expect(graph.asked).toEqual([]);
  });
});

describe('order', () => {
  const patch = (id: string, ...after: number[]): StepDraft => ({ id, properties: { city: id }, after });

  it('keeps to `after`, and skips what hangs on a failure, naming it', async () => {
    const { run } = await engineOf({ live: users('a', 'b', 'c', 'd', 'e') });
    graph.before = only('PATCH', '/users/b', denied);
    const receipts = await run(patch('a'), patch('b', 1), patch('c', 2), patch('d', 3), patch('e', 1));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['updated', 'failed', 'skipped', 'skipped', 'updated']);
    expect(receipts[2]).toMatchObject({ code: 'dependencyFailed', requestIds: [] });
    expect(receipts[2]?.message).toContain('step 2 (update user/b)');
    expect(graph.writes()[0]).toBe('PATCH /v1.0/users/a');
    expect(graph.writes()).not.toContain('PATCH /v1.0/users/c');
  });

  it.each([
    ['names no step', [patch('a', 7)], /not in the plan/],
    ['goes in circles', [patch('a', 2), patch('b', 1)], /circle/],
  ] as const)('throws before the first request when it %s', async (_name, steps, message) => {
    const { run } = await engineOf({ live: users('a', 'b') });
    await expect(run(...steps)).rejects.toThrow(message);
    expect(graph.asked).toEqual([]);
  });

  it('begins nothing more once it is told to stop, and ends what it began', async () => {
    const stop = new AbortController();
    const { engine } = await engineOf({ live: users('a', 'b') });
    graph.before = (asked) => {
      if (asked.method === 'PATCH') stop.abort();
      return undefined;
    };
    const receipts = await receiptsOf(engine.carryOut(planOf(patch('a'), patch('b', 1)), stop.signal));
    expect(receipts).toMatchObject([{ n: 1, outcome: 'updated' }]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a']);
  });

  it('has a receipt for what was under way when the connection was cut', async () => {
    const stop = new AbortController();
    const { run } = await engineOf({ live: users('a') }, stop.signal);
    graph.before = (asked) => {
      if (asked.method === 'PATCH') stop.abort();
      return asked.method === 'PATCH' ? { drop: 'never' } : undefined;
    };
    expect(await run(patch('a'))).toMatchObject([{ outcome: 'unknown', code: 'canceled' }]);
  });

  it('leaves nothing under way when nobody listens any more', async () => {
    const { engine } = await engineOf({ live: users('a', 'b', 'c') });
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
