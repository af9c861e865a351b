import { describe, expect, it } from 'vitest';
import type { Body, ObjectType } from '../../src/core/model.ts';
import type { Identity } from '../../src/core/ports.ts';
import { absent, anApplication, aPolicy, aServicePrincipal, aUser, present, triple } from '../builder.ts';
import { nobody, saidBy } from './scene.ts';

const tool: Identity = { ...nobody, applicationId: 'tool-app', objectId: 'tool' };
const person: Identity = { ...tool, objectId: 'me', isPerson: true };

/** From live to wanted, live being what the review began with. */
const becomes = (type: ObjectType, live: Body | null, wanted: Body | null) => {
  const state = live === null ? absent : present(live);
  return triple(type, { base: state, wanted: wanted === null ? absent : present(wanted), live: state });
};
const said = (self: Identity | null, ...triples: Parameters<typeof saidBy>[1]['triples']) =>
  saidBy('own-access', { triples, self });

const application = (more: Body = {}): Body =>
  anApplication({ id: 'a9', appId: 'TOOL-app', displayName: 'Tool', ...more });
const principal = (more: Body = {}): Body =>
  aServicePrincipal({ id: 'tool', appId: 'tool-app', displayName: 'Tool', ...more });
const graph = (...roles: readonly string[]): Body =>
  aServicePrincipal({ id: 'graph', appId: 'graph-app', displayName: 'Graph', appRoleAssignedTo: roles });
const credential = { name: 'ci', issuer: 'https://issuer', subject: 's', audiences: ['a'] };

describe('what the tool works with', () => {
  it.each<[string, ObjectType, Body | null, Body | null, RegExp | null]>([
    ['its principal, deleted', 'servicePrincipal', principal(), null, /soft-deleted/],
    ['its principal, disabled', 'servicePrincipal', principal(), principal({ accountEnabled: false }), /disabled/],
    ['its principal, enabled', 'servicePrincipal', principal({ accountEnabled: false }), principal(), null],
    ['its principal, renamed', 'servicePrincipal', principal(), principal({ displayName: 'Other' }), null],
    ['another principal, deleted', 'servicePrincipal', aServicePrincipal(), null, null],
    ['its application, deleted', 'application', application(), null, /soft-deleted/],
    ['its application, disabled', 'application', application(), application({ isDisabled: true }), /disabled/],
    ['another application, deleted', 'application', anApplication(), null, null],
    [
      'its federated credential, removed',
      'application',
      application({ federatedIdentityCredentials: { ci: credential } }),
      application(),
      /credentials it may sign in with: ci$/,
    ],
    [
      'its federated credential, changed',
      'application',
      application({ federatedIdentityCredentials: { ci: credential } }),
      application({ federatedIdentityCredentials: { ci: { ...credential, subject: 't' } } }),
      /credentials it may sign in with: ci$/,
    ],
    [
      'another federated credential, added',
      'application',
      application({ federatedIdentityCredentials: { ci: credential } }),
      application({ federatedIdentityCredentials: { ci: credential, more: { ...credential, name: 'more' } } }),
      null,
    ],
    [
      'a permission of its own',
      'servicePrincipal',
      graph('servicePrincipal/tool/r1', 'servicePrincipal/other/r1'),
      graph('servicePrincipal/other/r1'),
      /would take 1 of the permissions/,
    ],
    [
      'a permission of another',
      'servicePrincipal',
      graph('servicePrincipal/tool/r1', 'servicePrincipal/other/r1'),
      graph('servicePrincipal/tool/r1'),
      null,
    ],
  ])('%s', (_, type, live, wanted, expected) => {
    const [finding, ...others] = said(tool, becomes(type, live, wanted));
    expect(others).toEqual([]);
    if (expected === null) expect(finding).toBeUndefined();
    else {
      expect(finding).toMatch(/^stop: /);
      expect(finding).toMatch(expected);
    }
  });
});

describe('a policy that is on', () => {
  const policy = (conditions: Body, more: Body = {}): Body =>
    aPolicy({
      state: 'enabled',
      more: { conditions, grantControls: { operator: 'OR', builtInControls: ['block'] }, ...more },
    });
  const workloads = (include: readonly string[], exclude: readonly string[] = []) => ({
    clientApplications: { includeServicePrincipals: include, excludeServicePrincipals: exclude },
  });
  it.each<[string, Identity, Body, boolean]>([
    ['blocks it', tool, policy(workloads(['TOOL'])), true],
    ['blocks all principals', tool, policy(workloads(['ServicePrincipalsInMyTenant'])), true],
    ['leaves it out', tool, policy(workloads(['ServicePrincipalsInMyTenant'], ['tool'])), false],
    ['is for others', tool, policy(workloads(['other'])), false],
    ['is off', tool, { ...policy(workloads(['tool'])), state: 'disabled' }, false],
    ['does not block', tool, policy(workloads(['tool']), { grantControls: { builtInControls: ['mfa'] } }), false],
    ['blocks the person', person, policy({ users: { includeUsers: ['me'], excludeUsers: [] } }), true],
    ['blocks everybody else', person, policy({ users: { includeUsers: ['All'], excludeUsers: ['me'] } }), false],
  ])('%s', (_, self, wanted, isStopped) => {
    const off = { ...wanted, state: 'disabled' };
    expect(said(self, becomes('conditionalAccessPolicy', off, wanted)).some((line) => line.startsWith('stop'))).toBe(
      isStopped,
    );
    // Where it does so already nothing is lost.
    expect(said(self, becomes('conditionalAccessPolicy', wanted, { ...wanted, displayName: 'Renamed' }))).toEqual([]);
  });
});

describe('who signed in', () => {
  it('may be a person, whose account counts then', () => {
    const me = aUser({ id: 'me' });
    expect(said(person, becomes('user', me, null))).toEqual([expect.stringMatching(/^stop: .*soft-deleted/)]);
    expect(said(person, becomes('user', me, { ...me, accountEnabled: false }))).toEqual([
      expect.stringMatching(/^stop: .*disabled/),
    ]);
    expect(said(tool, becomes('user', aUser({ id: 'tool' }), null))).toEqual([]);
  });

  it('is told to be unknown where the token does not say', () => {
    const steps = becomes('application', application(), null);
    for (const self of [null, { ...nobody, applicationId: null, objectId: null }]) {
      expect(said(self, steps)).toEqual([expect.stringMatching(/^warn: the token does not tell/)]);
    }
    expect(said(null, becomes('user', aUser(), null))).toEqual([]);
  });
});
