/** Making objects anew: once, harmless at first, with a password that nobody learns, and found again when an answer is lost. */
import { describe, expect, it } from 'vitest';
import type { Creations } from '../../src/core/ports.ts';
import { graphError } from '../graph/fakeGraph.ts';
import { planOf, receiptsOf, type StepDraft } from './plan.ts';
import { denied, drop, engineOf, only } from './scene.ts';

const since = '2026-11-23T01:00:00Z';
const madeAt = { createdDateTime: '2026-11-23T02:00:00Z' };
const before = { createdDateTime: '2026-11-22T02:00:00Z' };

/** As a job keeps them: what began is known before it is sent. */
function recorded(begun: Record<string, string> = {}, taken: readonly string[] = []): Creations {
  const open = new Map(Object.entries(begun));
  return {
    before: async ({ type, id }) => {
      open.set(`${type}/${id}`, since);
    },
    begun: () => open,
    taken: () => new Set(taken),
  };
}

const nia: StepDraft = {
  action: 'recreate',
  id: 'nia',
  properties: {
    displayName: 'Nia',
    userPrincipalName: 'nia@contoso.com',
    mailNickname: 'nia',
    accountEnabled: true,
    city: 'Bergen',
  },
};
const crew: StepDraft = {
  action: 'recreate',
  type: 'group',
  id: 'crew',
  properties: {
    displayName: 'Crew',
    mailNickname: 'crew',
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: ['DynamicMembership'],
    membershipRule: 'user.city -eq "Oslo"',
    membershipRuleProcessingState: 'On',
    description: 'Everybody',
  },
};

describe('an object that is made anew', () => {
  it('is harmless until all of it is written', async () => {
    const { graph, run } = await engineOf({});
    const receipts = await run(nia, crew);
    expect(receipts).toMatchObject([
      { outcome: 'recreated', id: 'nia', newId: expect.any(String) },
      { outcome: 'recreated', id: 'crew', newId: expect.any(String) },
    ]);
    const bodyOf = (method: string, path: RegExp) =>
      graph.asked.find((asked) => asked.method === method && path.test(asked.path))?.body;
    expect(bodyOf('POST', /users$/)).toMatchObject({ accountEnabled: false, mailNickname: 'nia' });
    expect(bodyOf('PATCH', /users/)).toEqual({ accountEnabled: true, city: 'Bergen' });
    expect(bodyOf('POST', /groups$/)).toMatchObject({
      membershipRuleProcessingState: 'Paused',
      groupTypes: ['DynamicMembership'],
    });
    expect(bodyOf('PATCH', /groups/)).toEqual({ description: 'Everybody', membershipRuleProcessingState: 'On' });
  });

  it('has another password each time, which is in no receipt, no plan and no event', async () => {
    const { graph, engine } = await engineOf({});
    const plan = planOf(nia, {
      ...nia,
      id: 'other',
      properties: { ...nia.properties, userPrincipalName: 'o@contoso.com' },
    });
    const receipts = await receiptsOf(engine.carryOut(plan));
    const passwords = graph.asked
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/users'))
      .map(({ body }) => body.passwordProfile);
    expect(new Set(passwords.map(({ password }) => password)).size).toBe(2);
    for (const { password, forceChangePasswordNextSignIn } of passwords) {
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{40,}$/);
      expect(forceChangePasswordNextSignIn).toBe(true);
      expect(JSON.stringify([receipts, plan])).not.toContain(password);
    }
  });

  it('names its old id in the receipt and its new one beside it when not all of it was written', async () => {
    const { graph, run } = await engineOf({});
    graph.before = (asked) => (asked.method === 'PATCH' ? denied : undefined);
    const link: StepDraft = {
      id: 'nia',
      links: [{ name: 'manager', add: [{ type: 'user', id: 'b' }], remove: [] }],
      after: [1],
    };
    expect(await run(nia, link)).toMatchObject([
      { id: 'nia', outcome: 'failed', code: 'Authorization_RequestDenied', newId: expect.any(String) },
      { id: 'nia', outcome: 'skipped' },
    ]);
  });

  it('takes its application id along, wherever the plan names the old one', async () => {
    const { graph, run } = await engineOf({ live: [{ id: 'p' }] });
    const receipts = await run(
      { action: 'recreate', type: 'application', id: 'a', appId: 'old-app', properties: { displayName: 'Payroll' } },
      { action: 'recreate', type: 'servicePrincipal', id: 's', properties: { appId: 'old-app' }, after: [1] },
      {
        type: 'conditionalAccessPolicy',
        id: 'p',
        properties: { conditions: { applications: { includeApplications: ['old-app', 'zz'] } } },
        after: [1],
      },
    );
    const { appId } = receipts[0] ?? {};
    expect(appId).toMatchObject({ before: 'old-app' });
    expect(receipts[1]).toMatchObject({ outcome: 'recreated' });
    expect(receipts[1]?.appId).toBeUndefined();
    expect(graph.live.get(receipts[1]?.newId as string)).toMatchObject({ appId: appId?.now });
    expect(graph.live.get('p')).toMatchObject({
      conditions: { applications: { includeApplications: [appId?.now, 'zz'] } },
    });
  });

  it('is refused by Graph in Graph’s own words, and nothing hangs on it', async () => {
    const { graph, run } = await engineOf({ live: [{ id: 'x', userPrincipalName: 'nia@contoso.com' }] });
    const [receipt] = await run(nia);
    expect(receipt).toMatchObject({ outcome: 'failed' });
    expect(receipt?.newId).toBeUndefined();
    expect(graph.writes()).toEqual(['POST /v1.0/users']);
  });
});

describe('a creation whose answer was lost', () => {
  const twin = { id: 'f1', displayName: 'Crew', mailNickname: 'crew', mailEnabled: false, securityEnabled: true };
  const rule = { groupTypes: ['DynamicMembership'], membershipRule: 'user.city -eq "Oslo"' };
  const made = { ...twin, ...rule, membershipRuleProcessingState: 'Paused' };
  const inGroups = (...ids: string[]) => ({ collections: new Map(ids.map((id) => [id, 'groups'])) });

  it('is looked for at once, and the object that is there is taken', async () => {
    const { graph, engine } = await engineOf({});
    graph.after = only('POST', '/groups', drop);
    const [receipt] = await receiptsOf(engine.carryOut(planOf(crew), { creations: recorded() }));
    expect(receipt).toMatchObject({ outcome: 'recreated', newId: expect.any(String) });
    expect([...graph.live.values()]).toMatchObject([{ description: 'Everybody' }]);
    expect(graph.writes().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('is sent again where Graph takes no second one, and its own name is no clash', async () => {
    const { graph, engine } = await engineOf({});
    graph.after = only('POST', '/users', drop, 1);
    const [receipt] = await receiptsOf(engine.carryOut(planOf(nia), { creations: recorded() }));
    expect(receipt).toMatchObject({ outcome: 'recreated', newId: expect.any(String) });
    expect(graph.writes().filter((line) => line.startsWith('POST'))).toHaveLength(2);
    expect([...graph.live.values()]).toMatchObject([{ city: 'Bergen', accountEnabled: true }]);
  });

  it('is an unknown outcome where it was not put on record, and is not sent again', async () => {
    const { graph, run } = await engineOf({});
    graph.after = only('POST', '/groups', drop);
    expect(await run(crew)).toMatchObject([{ outcome: 'unknown' }]);
    expect(graph.writes()).toEqual(['POST /v1.0/groups']);
  });

  it('is looked for before it is tried again', async () => {
    const { graph, engine } = await engineOf({ live: [{ ...made, ...madeAt }], ...inGroups('f1') });
    const creations = recorded({ 'group/crew': since });
    const [receipt] = await receiptsOf(engine.carryOut(planOf(crew), { creations: creations }));
    expect(receipt).toMatchObject({ outcome: 'recreated', newId: 'f1' });
    expect(graph.writes().filter((line) => line.startsWith('POST'))).toEqual([]);
    expect(graph.live.get('f1')).toMatchObject({ description: 'Everybody', membershipRuleProcessingState: 'On' });
  });

  it.each([
    ['an older namesake', { ...made, ...before }, []],
    ['one that is otherwise', { ...made, ...madeAt, membershipRule: 'user.city -eq "Rome"' }, []],
    ['one that stands for another object', { ...made, ...madeAt }, ['f1']],
  ])('is not taken to be %s', async (_, there, taken) => {
    const { graph, engine } = await engineOf({ live: [there], ...inGroups('f1') });
    const creations = recorded({ 'group/crew': since }, taken);
    const [receipt] = await receiptsOf(engine.carryOut(planOf(crew), { creations: creations }));
    expect(receipt).toMatchObject({ outcome: 'recreated' });
    expect(receipt?.newId).not.toBe('f1');
    expect(graph.live.get('f1')).toEqual(there);
  });

  it('is left to people when several objects could be it, or nobody may look', async () => {
    const several = await engineOf({
      live: [
        { ...made, ...madeAt },
        { ...made, ...madeAt, id: 'f2' },
      ],
      ...inGroups('f1', 'f2'),
    });
    const again = () => recorded({ 'group/crew': since });
    expect(await receiptsOf(several.engine.carryOut(planOf(crew), { creations: again() }))).toMatchObject([
      { outcome: 'failed', code: 'severalFound', message: expect.stringContaining('f1, f2') },
    ]);
    const blind = await engineOf({});
    blind.graph.before = (asked) =>
      asked.method === 'GET' ? { status: 403, json: graphError('Authorization_RequestDenied') } : undefined;
    expect(await receiptsOf(blind.engine.carryOut(planOf(crew), { creations: again() }))).toMatchObject([
      { outcome: 'unknown', code: 'creationUnknown' },
    ]);
    expect([...several.graph.writes(), ...blind.graph.writes()]).toEqual([]);
  });
});
