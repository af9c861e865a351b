/** Properties that are not written where the object is: by an action, or at an address of their own. */
import { describe, expect, it } from 'vitest';
import { notFound } from '../graph/fakeGraph.ts';
import { denied, drop, engineOf, only, users } from './scene.ts';

const fido = '#microsoft.graph.fido2AuthenticationMethodConfiguration';

describe('what has an address of its own', () => {
  const requirements = '/beta/users/a/authentication/requirements';

  it('is the per-user MFA state, in beta, apart from the rest', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    await run({
      id: 'a',
      properties: { '@odata.type': '#microsoft.graph.agentUser', city: 'Bergen', perUserMfaState: 'enforced' },
    });
    expect(graph.asked.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([
      ['PATCH /v1.0/users/a', { '@odata.type': '#microsoft.graph.agentUser', city: 'Bergen' }],
      [`PATCH ${requirements}`, { perUserMfaState: 'enforced' }],
    ]);
    expect(graph.live.get('a')).toMatchObject({ city: 'Bergen', perUserMfaState: 'enforced' });
  });

  it('is written alone when nothing else is', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    await run({ id: 'a', properties: { '@odata.type': '#microsoft.graph.agentUser', perUserMfaState: 'enforced' } });
    expect(graph.log()).toEqual([`PATCH ${requirements}`]);
  });

  it('is looked at when its answer got lost for good, though it is read by choice only', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.after = only('PATCH', '/requirements', drop);
    const step = { id: 'a', properties: { perUserMfaState: 'enforced' } };
    expect(await run(step)).toMatchObject([{ outcome: 'updated' }]);
    graph.before = only('PATCH', '/requirements', drop);
    expect(await run({ id: 'a', properties: { perUserMfaState: 'disabled' } })).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('is written also when the rest was refused: it needs other permissions', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', denied);
    expect(await run({ id: 'a', properties: { city: 'Bergen', perUserMfaState: 'enforced' } })).toMatchObject([
      { outcome: 'failed', code: 'Authorization_RequestDenied' },
    ]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a', 'PATCH /beta/users/a/authentication/requirements']);
  });

  it('is not written when the object is gone', async () => {
    const { graph, run } = await engineOf({ live: users('a') });
    graph.before = only('PATCH', '/users/a', notFound);
    expect(await run({ id: 'a', properties: { city: 'Bergen', perUserMfaState: 'enforced' } })).toMatchObject([
      { outcome: 'failed' },
    ]);
    expect(graph.writes()).toEqual(['PATCH /v1.0/users/a']);
  });
});

describe('what an action writes', () => {
  const strength = { id: 's', displayName: 'Keys', policyType: 'custom', allowedCombinations: ['fido2'] };
  const seed = { live: [strength], collections: new Map([['s', 'authenticationStrengthPolicies']]) };
  const path = '/v1.0/policies/authenticationStrengthPolicies/s';
  const step = {
    type: 'authenticationStrengthPolicy',
    id: 's',
    properties: { allowedCombinations: ['password'] },
  } as const;

  it('is never in a PATCH', async () => {
    const { graph, run } = await engineOf(seed);
    expect(await run({ ...step, properties: { ...step.properties, displayName: 'New' } })).toMatchObject([
      { outcome: 'updated' },
    ]);
    expect(graph.asked.map(({ method, path: at, body }) => [`${method} ${at}`, body])).toEqual([
      [`PATCH ${path}`, { displayName: 'New' }],
      [`POST ${path}/updateAllowedCombinations`, { allowedCombinations: ['password'] }],
    ]);
  });

  it('is sent again when no answer came, and found when it got lost for good', async () => {
    const { graph, run } = await engineOf(seed);
    graph.before = only('POST', 'updateAllowedCombinations', drop, 1);
    expect(await run(step)).toMatchObject([{ outcome: 'updated' }]);
    expect(graph.writes()).toHaveLength(2);
    graph.before = undefined;
    graph.after = only('POST', 'updateAllowedCombinations', drop);
    expect(await run({ ...step, properties: { allowedCombinations: ['fido2'] } })).toMatchObject([
      { outcome: 'updated' },
    ]);
  });
});

describe('what is part of something of which there is one', () => {
  const collections = new Map([['Fido2', 'authenticationMethodConfigurations']]);
  const live = [
    { id: 'authenticationMethodsPolicy' },
    { id: 'authorizationPolicy' },
    { id: 'Fido2', '@odata.type': fido },
  ];
  const type = 'authenticationMethodsPolicy';

  it('is written below it, with its derived type; the one itself where it is', async () => {
    const { graph, run } = await engineOf({ live, collections });
    const properties = { '@odata.type': fido, state: 'enabled' };
    await run(
      { type, id: 'Fido2', properties },
      { type, id: type, properties: { displayName: 'New' }, after: [1] },
      { type: 'authorizationPolicy', id: 'authorizationPolicy', properties: { allowInvitesFrom: 'none' }, after: [2] },
    );
    expect(graph.asked.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([
      [`PATCH /beta/policies/${type}/authenticationMethodConfigurations/Fido2`, properties],
      [`PATCH /beta/policies/${type}`, { displayName: 'New' }],
      ['PATCH /v1.0/policies/authorizationPolicy', { allowInvitesFrom: 'none' }],
    ]);
  });

  it('is looked at after a lost answer', async () => {
    const { graph, run } = await engineOf({ live, collections });
    graph.after = only('PATCH', '/Fido2', drop);
    expect(await run({ type, id: 'Fido2', properties: { '@odata.type': fido, state: 'enabled' } })).toMatchObject([
      { outcome: 'updated' },
    ]);
  });
});

describe('roles and scopes of an application', () => {
  const role = (id: string, isEnabled = true) => ({ id, value: id, isEnabled });
  const scopes = (...all: readonly ReturnType<typeof role>[]) => ({
    oauth2PermissionScopes: all,
    acceptMappedClaims: null,
  });
  const application = {
    id: 'a',
    appRoles: [role('kept'), role('gone'), role('off', false)],
    api: scopes(role('read'), role('write')),
  };
  const seed = { live: [application], collections: new Map([['a', 'applications']]) };
  const bodies = (asked: readonly { method: string; body?: unknown }[]) =>
    asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

  it('are disabled before they go', async () => {
    const { graph, run } = await engineOf(seed);
    const properties = { appRoles: [role('kept')] };
    expect(await run({ type: 'application', id: 'a', properties })).toMatchObject([{ outcome: 'updated' }]);
    expect(bodies(graph.asked)).toEqual([
      { appRoles: [role('gone', false), role('kept'), role('off', false)] },
      properties,
    ]);
  });

  it('are disabled within what holds them', async () => {
    const { graph, run } = await engineOf(seed);
    const properties = { api: scopes(role('read')) };
    await run({ type: 'application', id: 'a', properties });
    expect(bodies(graph.asked)).toEqual([{ api: scopes(role('read'), role('write', false)) }, properties]);
  });

  it('are written at once when none goes', async () => {
    const { graph, run } = await engineOf(seed);
    await run({ type: 'application', id: 'a', properties: { appRoles: [role('gone'), role('kept'), role('new')] } });
    expect(bodies(graph.asked)).toHaveLength(1);
  });

  it('are not taken away when they could not be disabled', async () => {
    const { graph, run } = await engineOf(seed);
    graph.before = only('PATCH', '/applications/a', denied);
    expect(await run({ type: 'application', id: 'a', properties: { appRoles: [] } })).toMatchObject([
      { outcome: 'failed' },
    ]);
    expect(bodies(graph.asked)).toHaveLength(1);
  });
});
