/** App role assignments and admin consent: found by what they connect, written as objects of their own. */
import { describe, expect, it } from 'vitest';
import type { LinkTarget, LinkWrite } from '../../src/core/model.ts';
import { notFound } from '../graph/fakeGraph.ts';
import type { StepDraft } from './plan.ts';
import { denied, drop, engineOf, giving, only } from './scene.ts';
import type { Stored } from './smallStore.ts';

const collections = new Map([
  ['s', 'servicePrincipals'],
  ['graph', 'servicePrincipals'],
  ['g', 'groups'],
]);
const live: readonly Stored[] = ['s', 'graph', 'g', 'u', 'v'].map((id) => ({ id, displayName: id }));
const step = (link: LinkWrite): StepDraft => ({ type: 'servicePrincipal', id: 's', links: [link] });

describe('app role assignments', () => {
  const assigned = 'appRoleAssignedTo';
  const path = `/v1.0/servicePrincipals/s/${assigned}`;
  const stored = (n: number, principalType: string, principalId: string, appRoleId: string): Stored => ({
    id: `as_${n}`,
    principalType,
    principalId,
    appRoleId,
    resourceId: 's',
  });
  const there = [stored(1, 'Group', 'g', 'r1'), stored(2, 'User', 'u', 'r1'), stored(3, 'User', 'u', 'r2')];
  const seed = { live, collections, children: { [assigned]: { s: there } } };
  const links = (add: readonly LinkTarget[], remove: readonly LinkTarget[] = []) =>
    step({ name: assigned, add, remove });
  const keys = (all: Iterable<Stored>) => [...all].map((one) => `${one.principalId} ${one.appRoleId}`).toSorted();

  it('are added and removed by what they connect; a second time nothing is written', async () => {
    const { graph, run } = await engineOf(seed);
    const change = links([giving('user', 'v', 'r1'), giving('group', 'g', 'r2')], [giving('user', 'u', 'r1')]);
    expect(await run(change)).toMatchObject([{ outcome: 'updated', links: 3 }]);
    // Two go in one call; one alone gains nothing by it.
    expect(graph.writes()).toEqual([`DELETE ${path}/as_2`]);
    const [call] = graph.asked.filter((asked) => asked.path.endsWith('/$batch'));
    expect(call?.body.requests).toMatchObject([
      { method: 'POST', body: { principalId: 'v', resourceId: 's', appRoleId: 'r1' } },
      { method: 'POST', body: { principalId: 'g', resourceId: 's', appRoleId: 'r2' } },
    ]);
    expect(keys(graph.childrenOf(assigned, 's').values())).toEqual(['g r1', 'g r2', 'u r2', 'v r1']);

    const before = graph.writes().length;
    expect(await run(change)).toMatchObject([{ outcome: 'updated', links: 3 }]);
    expect(graph.writes()).toHaveLength(before);
  });

  it('that were there before the answer came are found', async () => {
    const { graph, run } = await engineOf(seed);
    // Somebody else was faster: the list was read before, the addition is refused, and then it is there.
    graph.before = (asked) => {
      if (asked.method === 'GET' && asked.times === 1) return { json: { value: [] } };
      return undefined;
    };
    expect(await run(links([giving('group', 'g', 'r1')]))).toMatchObject([{ outcome: 'updated', links: 1 }]);
    expect(graph.childrenOf(assigned, 's').size).toBe(3);
  });

  it('survive lost answers', async () => {
    const { graph, run } = await engineOf(seed);
    graph.after = (asked) => only('POST', assigned, drop, 1)(asked) ?? only('DELETE', '/as_2', drop, 1)(asked);
    const change = links([giving('user', 'v', 'r1')], [giving('user', 'u', 'r1')]);
    expect(await run(change)).toMatchObject([{ outcome: 'updated', links: 2 }]);
    expect(keys(graph.childrenOf(assigned, 's').values())).toEqual(['g r1', 'u r2', 'v r1']);
  });

  it('that are refused are told, the others written and counted', async () => {
    const { graph, run } = await engineOf(seed);
    graph.before = only('POST', assigned, ({ body }) => (body.principalId === 'v' ? denied : undefined));
    const change = links([giving('user', 'v', 'r1'), giving('group', 'g', 'r2')], [giving('user', 'u', 'r1')]);
    const [receipt] = await run(change);
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Authorization_RequestDenied', links: 2 });
    expect(receipt?.message).toContain('2 of 3 links were written');
    expect(keys(graph.childrenOf(assigned, 's').values())).toEqual(['g r1', 'g r2', 'u r2']);
  });

  it('are not written when those that are there cannot be read', async () => {
    const { graph, run } = await engineOf(seed);
    graph.before = only('GET', assigned, denied);
    expect(await run(links([giving('user', 'v', 'r1')]))).toMatchObject([{ outcome: 'unknown', code: 'permission' }]);
    expect(graph.writes()).toEqual([]);
  });

  it('wait for a principal and a resource that were restored just now', async () => {
    const deleted = live.filter(({ id }) => id === 's' || id === 'v');
    const { graph, run } = await engineOf({ ...seed, live: live.filter((one) => !deleted.includes(one)), deleted });
    graph.before = (asked) => only('GET', assigned, notFound, 2)(asked) ?? only('POST', assigned, notFound, 1)(asked);
    const receipts = await run(
      { action: 'restore', id: 'v' },
      { ...links([giving('user', 'v', 'r1')]), action: 'restore', after: [1] },
    );
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['restored', 'restored']);
    expect(keys(graph.childrenOf(assigned, 's').values())).toContain('v r1');
  });
});

describe('grants', () => {
  const name = 'oauth2PermissionGrants';
  const path = `/v1.0/${name}`;
  const grant = (scope: string, more: object = {}): Stored => ({
    id: 'grant_1-x',
    clientId: 's',
    consentType: 'AllPrincipals',
    principalId: null,
    resourceId: 'graph',
    scope,
    ...more,
  });
  const own = grant('Files.Read Mail.Read', { id: 'own', consentType: 'Principal', principalId: 'u' });
  const seedOf = (...grants: readonly Stored[]) => ({ live, collections, grants: [...grants, own] });
  const scope = (text: string) => giving('servicePrincipal', 'graph', text);
  const links = (add: readonly string[], remove: readonly string[] = []) =>
    step({ name, add: add.map(scope), remove: remove.map(scope) });

  const writesOf = (asked: readonly { method: string; path: string; body?: unknown }[]) =>
    asked.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [`${method} ${path}`, body]);

  it('are made for everybody, with all scopes at once', async () => {
    const { graph, run } = await engineOf(seedOf());
    expect(await run(links(['User.Read', 'Group.Read.All']))).toMatchObject([{ outcome: 'updated', links: 2 }]);
    const { id: _, ...body } = grant('User.Read Group.Read.All');
    expect(writesOf(graph.asked)).toEqual([[`POST ${path}`, body]]);
  });

  const cases: readonly (readonly [string, readonly string[], readonly string[], readonly unknown[]])[] = [
    ['are widened, keeping the others', ['C'], [], [`PATCH ${path}/grant_1-x`, { scope: 'A B C' }]],
    ['are narrowed, keeping the others', [], ['A'], [`PATCH ${path}/grant_1-x`, { scope: 'B' }]],
    ['are widened and narrowed at once', ['C'], ['A'], [`PATCH ${path}/grant_1-x`, { scope: 'B C' }]],
    ['are deleted with their last scope', [], ['A', 'B'], [`DELETE ${path}/grant_1-x`, undefined]],
  ];
  it.each(cases)('%s; a second time nothing is written', async (_name, add, remove, write) => {
    const { graph, run } = await engineOf(seedOf(grant('A B')));
    const change = links(add, remove);
    expect(await run(change)).toMatchObject([{ outcome: 'updated', links: add.length + remove.length }]);
    expect(writesOf(graph.asked)).toEqual([write]);
    expect(await run(change)).toMatchObject([{ outcome: 'updated', links: add.length + remove.length }]);
    expect(writesOf(graph.asked)).toHaveLength(1);
    expect(graph.grants.get('own')).toEqual(own);
  });

  it('that people gave for themselves are not theirs to change', async () => {
    const { graph, run } = await engineOf(seedOf());
    expect(await run(links([], ['Files.Read']))).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.writes()).toEqual([]);
    await run(links(['Mail.Read']));
    expect(graph.writes()).toEqual([`POST ${path}`]);
    expect(graph.grants.get('own')).toEqual(own);
  });

  it('of another resource are left alone', async () => {
    const other = grant('A', { id: 'other', resourceId: 'g' });
    const { graph, run } = await engineOf(seedOf(other, grant('A')));
    await run(links([], ['A']));
    expect(graph.writes()).toEqual([`DELETE ${path}/grant_1-x`]);
    expect(graph.grants.get('other')).toEqual(other);
  });

  it.each([
    ['making', [], ['A'], [], 'POST', name],
    ['widening', [grant('A')], ['B'], [], 'PATCH', '/grant_1-x'],
    ['deleting', [grant('A')], [], ['A'], 'DELETE', '/grant_1-x'],
  ] as const)('survive a lost answer to %s', async (_name, grants, add, remove, method, ending) => {
    const { graph, run } = await engineOf(seedOf(...grants));
    graph.after = only(method, ending, drop);
    expect(await run(links(add, remove))).toMatchObject([{ outcome: 'updated', links: 1 }]);
    expect([...graph.grants.values()].filter(({ id }) => id !== 'own').map(({ scope: text }) => text)).toEqual(
      method === 'DELETE' ? [] : [method === 'POST' ? 'A' : 'A B'],
    );
  });

  it('are unknown when no answer came and they are not as wanted', async () => {
    const { graph, run } = await engineOf(seedOf());
    graph.before = only('POST', name, drop);
    expect(await run(links(['A']))).toMatchObject([{ outcome: 'unknown', code: 'noAnswer', links: 0 }]);
  });

  it('wait for a client and a resource that were restored just now', async () => {
    const deleted = live.filter(({ id }) => id === 's' || id === 'graph');
    const seed = { ...seedOf(), live: live.filter((one) => !deleted.includes(one)), deleted };
    const { graph, run } = await engineOf(seed);
    graph.before = (asked) => only('GET', name, notFound, 2)(asked) ?? only('POST', name, notFound, 1)(asked);
    const receipts = await run(
      { action: 'restore', type: 'servicePrincipal', id: 'graph' },
      { ...links(['A']), action: 'restore', after: [1] },
    );
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['restored', 'restored']);
    expect([...graph.grants.values()].map(({ scope: text }) => text)).toContain('A');
  });

  it('that are refused are told', async () => {
    const { graph, run } = await engineOf(seedOf(grant('A')));
    graph.before = only('PATCH', '/grant_1-x', denied);
    const [receipt] = await run(links(['B']));
    expect(receipt).toMatchObject({ outcome: 'failed', code: 'Authorization_RequestDenied', links: 0 });
    expect(receipt?.message).toContain('0 of 1 links were written');
  });
});
