import { describe, expect, it } from 'vitest';
import type { Body } from '../../src/core/model.ts';
import { aGroup, aUser, present, triple } from '../builder.ts';
import { saidBy } from './scene.ts';

const group = 'aaaaaaaa-0000-4000-8000-000000000001';
const admin = 'aaaaaaaa-0000-4000-8000-000000000002';

const blocking = (users: Body = {}, more: Body = {}, conditions: Body = {}): Body => ({
  id: 'p1',
  displayName: 'Block',
  state: 'enabled',
  conditions: {
    users: { includeUsers: ['All'], excludeUsers: [], excludeGroups: [], excludeRoles: [], ...users },
    applications: { includeApplications: ['All'], excludeApplications: [] },
    clientAppTypes: ['all'],
    locations: null,
    platforms: null,
    signInRiskLevels: [],
    ...conditions,
  },
  grantControls: { operator: 'OR', builtInControls: ['block'] },
  ...more,
});

const off = blocking({}, { state: 'disabled' });
const becomes = (after: Body, before: Body = off) =>
  triple('conditionalAccessPolicy', { base: present(before), wanted: present(after), live: present(before) });

/** The ids are those of users and groups. */
const newest = (bodies: { readonly [id: string]: Body | null }): ReadonlyMap<string, Body | null> =>
  new Map(
    Object.entries(bodies).flatMap(([id, body]) => ['user', 'group'].map((type) => [`${type}/${id}`, body] as const)),
  );
const stop = ['stop: Block: would block everybody, and nobody would be excluded'];
const doubt = ['warn: Block: blocks everybody, and who is in the groups that it excludes is not known'];

describe('a policy that blocks everybody', () => {
  it.each<[string, Body, { readonly [id: string]: Body | null }, readonly string[]]>([
    ['and excludes nobody', blocking(), {}, stop],
    ['and is off', off, {}, []],
    ['as report-only', blocking({}, { state: 'enabledForReportingButNotEnforced' }), {}, []],
    ['but only asks for MFA', blocking({}, { grantControls: { builtInControls: ['mfa'] } }), {}, []],
    ['of one group', blocking({ includeUsers: [], includeGroups: [group] }), {}, []],
    ['for one application', blocking({}, {}, { applications: { includeApplications: ['a'] } }), {}, []],
    [
      'but for one application',
      blocking({}, {}, { applications: { includeApplications: ['All'], excludeApplications: ['a'] } }),
      {},
      [],
    ],
    ['from some places', blocking({}, {}, { locations: { includeLocations: ['l1'] } }), {}, []],
    ['of some clients', blocking({}, {}, { clientAppTypes: ['other'] }), {}, []],
    ['of every client, said by naming none', blocking({}, {}, { clientAppTypes: [] }), {}, stop],
    [
      'with conditions that hold nothing',
      blocking({}, {}, { devices: null, platforms: { includePlatforms: [] } }),
      {},
      stop,
    ],
    ['but somebody', blocking({ excludeUsers: [admin] }), { [admin]: aUser({ id: admin }) }, []],
    [
      'but somebody who is disabled',
      blocking({ excludeUsers: [admin] }),
      { [admin]: aUser({ id: admin, accountEnabled: false }) },
      stop,
    ],
    ['but somebody who is gone', blocking({ excludeUsers: [admin] }), { [admin]: null }, stop],
    ['but somebody nobody knows', blocking({ excludeUsers: [admin] }), {}, doubt],
    ['but guests', blocking({ excludeUsers: ['GuestsOrExternalUsers'] }), {}, []],
    ['but a role', blocking({ excludeRoles: ['r1'] }), {}, []],
    ['but a group', blocking({ excludeGroups: [group] }), { [group]: aGroup({ id: group, members: ['user/u1'] }) }, []],
    ['but an empty group', blocking({ excludeGroups: [group] }), { [group]: aGroup({ id: group, members: [] }) }, stop],
    ['but a group that is gone', blocking({ excludeGroups: [group] }), { [group]: null }, stop],
    [
      'but a group whose members Entra computes',
      blocking({ excludeGroups: [group] }),
      { [group]: aGroup({ id: group, groupTypes: ['DynamicMembership'], members: [] }) },
      doubt,
    ],
    ['but a group nobody knows', blocking({ excludeGroups: [group] }), {}, doubt],
  ])('%s', (_, after, bodies, said) => {
    expect(saidBy('lock-out', { triples: [becomes(after)], facts: { newest: newest(bodies) } })).toEqual(said);
  });

  it('and did so before is a warning', () => {
    const triples = [becomes(blocking({}, { displayName: 'Block all' }), blocking({}, { displayName: 'Block' }))];
    expect(saidBy('lock-out', { triples })).toEqual([expect.stringMatching(/^warn: .* as it does now$/)]);
  });
});

describe('the group that such a policy excludes', () => {
  const policies = [
    { key: { type: 'conditionalAccessPolicy', id: 'p1' } as const, body: blocking({ excludeGroups: [group] }) },
  ];
  const members = (...ids: readonly string[]): Body => aGroup({ id: group, members: ids.map((id) => `user/${id}`) });
  it.each<[string, Body | null, readonly string[]]>([
    ['emptied', members(), stop],
    ['deleted', null, stop],
    ['with other members', members('u2'), []],
  ])('%s', (_, wanted, said) => {
    const live = present(members('u1'));
    const one = triple('group', { base: live, wanted: wanted === null ? { is: 'absent' } : present(wanted), live });
    const facts = { policies, newest: newest({ [group]: members('u1') }) };
    expect(saidBy('lock-out', { triples: [one], facts })).toEqual(said);
  });
});
