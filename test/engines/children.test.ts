/** Children of an object: each made, changed or removed on its own, by its name. */
import { describe, expect, it } from 'vitest';
import type { Body } from '../../src/core/model.ts';
import { graphError, notFound, type Said } from '../graph/fakeGraph.ts';
import type { StepDraft } from './plan.ts';
import { denied, drop, engineOf, only } from './scene.ts';

const credentials = 'federatedIdentityCredentials';
const configurations = 'combinationConfigurations';
const credential = (name: string, more: Body = {}) => ({
  name,
  issuer: 'https://issuer.example',
  subject: `repo:contoso/${name}`,
  audiences: ['audience'],
  description: null,
  ...more,
});
const stored = (name: string, more: Body = {}) => ({ id: `fic_${name}`, ...credential(name, more) });

const application = (...children: readonly ReturnType<typeof stored>[]) => ({
  live: [{ id: 'a', displayName: 'App' }],
  collections: new Map([['a', 'applications']]),
  children: { [credentials]: { a: children } },
});
const step = (wanted: Body): StepDraft => ({ type: 'application', id: 'a', properties: { [credentials]: wanted } });
const path = `/v1.0/applications/a/${credentials}`;

describe('federated identity credentials', () => {
  it('are made, changed in place and removed, the others left alone, and a second time nothing is written', async () => {
    const { graph, run } = await engineOf(
      application(stored('changed'), stored('gone'), stored('other'), stored('same')),
    );
    const wanted = {
      changed: credential('changed', { subject: 'repo:contoso/new', description: 'New' }),
      gone: null,
      made: credential('made'),
      same: credential('same'),
    };
    expect(await run(step(wanted))).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.writes()).toEqual([`DELETE ${path}/fic_gone`, `PATCH ${path}/fic_changed`, `POST ${path}`]);
    expect(graph.asked.find(({ method }) => method === 'PATCH')?.body).toEqual({
      subject: 'repo:contoso/new',
      description: 'New',
    });
    expect(graph.asked.find(({ method }) => method === 'POST')?.body).toEqual(credential('made'));
    const names = [...graph.childrenOf(credentials, 'a').values()].map(({ name }) => name);
    expect(names.toSorted()).toEqual(['changed', 'made', 'other', 'same']);

    const before = graph.writes().length;
    expect(await run(step(wanted))).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.writes()).toHaveLength(before);
  });

  it('lose what the wanted one does not have', async () => {
    const { graph, run } = await engineOf(application(stored('ci', { description: 'Old' })));
    const { description: _, ...wanted } = credential('ci');
    await run(step({ ci: wanted }));
    expect(graph.asked.at(-1)?.body).toEqual({ description: null });
  });

  it('go in no request together with properties of the application', async () => {
    const { graph, run } = await engineOf(application());
    await run({
      type: 'application',
      id: 'a',
      properties: { displayName: 'New', [credentials]: { ci: credential('ci') } },
    });
    expect(graph.writes()).toEqual(['PATCH /v1.0/applications/a', `POST ${path}`]);
    expect(graph.asked[0]?.body).toEqual({ displayName: 'New' });
  });

  it('are done when the answer to their making got lost, and made once', async () => {
    const { graph, run } = await engineOf(application());
    graph.after = only('POST', credentials, drop, 1);
    expect(await run(step({ ci: credential('ci') }))).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.childrenOf(credentials, 'a').size).toBe(1);
    expect(graph.writes()).toEqual([`POST ${path}`]);
  });

  it('are unknown when no answer came and nothing is there', async () => {
    const { graph, run } = await engineOf(application());
    graph.before = only('POST', credentials, drop);
    expect(await run(step({ ci: credential('ci') }))).toMatchObject([{ outcome: 'unknown', code: 'noAnswer' }]);
  });

  it('are gone when the answer to their removal got lost', async () => {
    const { graph, run } = await engineOf(application(stored('ci')));
    graph.after = only('DELETE', 'fic_ci', drop, 1);
    expect(await run(step({ ci: null }))).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.childrenOf(credentials, 'a').size).toBe(0);
  });

  it('that another one stands in the way of are refused, and the step says so', async () => {
    const { graph, run } = await engineOf(application());
    const clash: Said = { status: 409, json: graphError('Request_MultipleObjectsWithSameKeyValue') };
    graph.before = only('POST', credentials, clash);
    expect(await run(step({ ci: credential('ci') }))).toMatchObject([
      { outcome: 'failed', code: 'Request_MultipleObjectsWithSameKeyValue' },
    ]);
  });

  it('are not touched when those that are there cannot be read', async () => {
    const { graph, run } = await engineOf(application(stored('ci')));
    graph.before = only('GET', credentials, denied);
    const [receipt] = await run(step({ ci: null, made: credential('made') }));
    expect(receipt).toMatchObject({ outcome: 'unknown', code: 'permission' });
    expect(graph.writes()).toEqual([]);
  });

  it('wait until Graph finds the application that was restored just now', async () => {
    const { graph, run, client } = await engineOf({
      ...application(),
      live: [],
      deleted: [{ id: 'a', displayName: 'App' }],
    });
    graph.before = (asked) =>
      only('GET', credentials, notFound, 2)(asked) ?? only('POST', `/a/${credentials}`, notFound, 1)(asked);
    expect(await run({ ...step({ ci: credential('ci') }), action: 'restore' })).toMatchObject([
      { outcome: 'restored' },
    ]);
    expect([...graph.childrenOf(credentials, 'a').values()]).toMatchObject([{ name: 'ci' }]);
    expect(client.waits.length).toBeGreaterThanOrEqual(3);
  });
});

describe('combination configurations', () => {
  const fido = '#microsoft.graph.fido2CombinationConfiguration';
  const configuration = (keys: readonly string[], type = fido) => ({
    '@odata.type': type,
    appliesToCombinations: ['fido2'],
    allowedAAGUIDs: keys,
  });
  const strength = (...children: readonly Body[]) => ({
    live: [{ id: 's', displayName: 'Strength', policyType: 'custom', allowedCombinations: ['fido2'] }],
    collections: new Map([['s', 'authenticationStrengthPolicies']]),
    children: { [configurations]: { s: children.map((child, n) => ({ ...child, id: `c_${n}` })) } },
  });
  const change = (properties: Body): StepDraft => ({ type: 'authenticationStrengthPolicy', id: 's', properties });
  const at = '/v1.0/policies/authenticationStrengthPolicies/s';

  it('are changed in place, with their type', async () => {
    const { graph, run } = await engineOf(strength(configuration(['k1'])));
    await run(change({ [configurations]: { fido2: configuration(['k1', 'k2']) } }));
    expect(graph.writes()).toEqual([`PATCH ${at}/${configurations}/c_0`]);
    expect(graph.asked.at(-1)?.body).toEqual({ '@odata.type': fido, allowedAAGUIDs: ['k1', 'k2'] });
  });

  it('are removed and made anew when what is fixed in them changes', async () => {
    const { graph, run } = await engineOf(strength(configuration(['k1'], '#microsoft.graph.x')));
    const wanted = configuration(['k1']);
    await run(change({ [configurations]: { fido2: wanted } }));
    expect(graph.writes()).toEqual([`DELETE ${at}/${configurations}/c_0`, `POST ${at}/${configurations}`]);
    expect(graph.asked.at(-1)?.body).toEqual(wanted);
  });

  it('are not made anew when the old one could not be removed', async () => {
    const { graph, run } = await engineOf(strength(configuration(['k1'], '#microsoft.graph.x')));
    graph.before = only('DELETE', '/c_0', denied);
    expect(await run(change({ [configurations]: { fido2: configuration(['k1']) } }))).toMatchObject([
      { outcome: 'failed', code: 'Authorization_RequestDenied' },
    ]);
    expect(graph.writes()).toEqual([`DELETE ${at}/${configurations}/c_0`]);
  });

  it('are written after the combinations that they speak of', async () => {
    const { graph, run } = await engineOf(strength());
    const properties = {
      allowedCombinations: ['fido2'],
      [configurations]: { fido2: configuration(['k1']) },
      displayName: 'New',
    };
    await run(change(properties));
    expect(graph.writes()).toEqual([
      `PATCH ${at}`,
      `POST ${at}/updateAllowedCombinations`,
      `POST ${at}/${configurations}`,
    ]);
  });
});
