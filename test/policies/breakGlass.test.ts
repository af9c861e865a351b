import { describe, expect, it } from 'vitest';
import type { Body, ObjectType } from '../../src/core/model.ts';
import { absent, aGroup, aPolicy, aUser, type PolicyWords, present, softDeleted, triple } from '../builder.ts';
import { findingsOf, saidBy } from './scene.ts';

const settings = 'breakGlass: { accounts: [bg1, bg2], groups: [bgg] }';
const said = (...triples: Parameters<typeof saidBy>[1]['triples']) => saidBy('break-glass', { triples, settings });

/** From live to wanted, live being what the review began with. */
const becomes = (type: ObjectType, live: Body | null, wanted: Body | null) => {
  const state = live === null ? absent : present(live);
  return triple(type, { base: state, wanted: wanted === null ? absent : present(wanted), live: state });
};
const account = (more: Body = {}): Body => aUser({ id: 'bg1', displayName: 'Emergency', ...more });
const policy = (words: PolicyWords): Body => aPolicy({ displayName: 'Block', ...words });

describe('emergency accounts', () => {
  it.each<[string, Body, Body | null, RegExp | null]>([
    ['deleted', account(), null, /^stop: Emergency: .*soft-deleted/],
    ['disabled', account(), account({ accountEnabled: false }), /^stop: Emergency: .*disabled/],
    ['renamed', account(), account({ userPrincipalName: 'x@contoso.com' }), /^stop: Emergency: .*sign-in name/],
    ['enabled again', account({ accountEnabled: false }), account(), /^warn: /],
    ['changed otherwise', account(), account({ city: 'Oslo' }), /^warn: /],
    [
      'changed otherwise, while disabled as it is now',
      account({ accountEnabled: false }),
      account({ accountEnabled: false, city: 'Oslo' }),
      /^warn: /,
    ],
    ['left alone', account(), account(), null],
    ['another account', aUser(), null, null],
  ])('%s', (_, live, wanted, expected) => {
    const [finding, ...others] = said(becomes('user', live, wanted));
    expect(others).toEqual([]);
    if (expected === null) expect(finding).toBeUndefined();
    else expect(finding).toMatch(expected);
  });

  it('may come back, but not disabled', () => {
    const back = (wanted: Body) =>
      triple('user', { base: absent, wanted: present(wanted), live: softDeleted(account()) });
    expect(said(back(account()))).toEqual([expect.stringMatching(/^warn: /)]);
    expect(said(back(account({ accountEnabled: false })))).toEqual([expect.stringMatching(/^stop: .*disabled/)]);
  });

  it('are known by their id, however it is written', () => {
    const triples = [becomes('user', account(), null)];
    expect(saidBy('break-glass', { triples, settings: 'breakGlass: { accounts: [BG1] }' })).toEqual([
      expect.stringMatching(/^stop: /),
    ]);
  });
});

describe('the group that keeps them excluded', () => {
  const group = (more: Body = {}): Body => aGroup({ id: 'bgg', displayName: 'Excluded', ...more });
  it.each<[string, Body, Body | null, RegExp | null]>([
    ['deleted', group(), null, /^stop: Excluded: .*soft-deleted/],
    [
      'losing an emergency account',
      group({ members: ['user/bg1', 'user/u1'] }),
      group({ members: ['user/u1'] }),
      /^stop: .*lose/,
    ],
    ['losing somebody else', group({ members: ['user/bg1', 'user/u1'] }), group({ members: ['user/bg1'] }), /^warn: /],
    ['getting one back', group(), group({ members: ['user/bg2'] }), /^warn: /],
    ['left alone', group(), group(), null],
    ['another group', aGroup({ members: ['user/bg1'] }), aGroup(), null],
  ])('%s', (_, live, wanted, expected) => {
    const [finding, ...others] = said(becomes('group', live, wanted));
    expect(others).toEqual([]);
    if (expected === null) expect(finding).toBeUndefined();
    else expect(finding).toMatch(expected);
  });
});

describe('Conditional Access', () => {
  const all = { includeUsers: ['All'] };
  const everybody = { state: 'enabled', users: all } as const;
  const excluding = { state: 'enabled', users: { ...all, excludeGroups: ['bgg'] } } as const;

  it.each<[string, PolicyWords, PolicyWords | null, RegExp | null]>([
    ['on for all, not so now', { users: all }, everybody, /^stop: Block: .*without excluding/],
    ['taking the exclusion away', excluding, everybody, /^stop: /],
    ['widened to all', { state: 'enabled' }, everybody, /^stop: /],
    ['on for an emergency account by name', {}, { state: 'enabled', users: { includeUsers: ['bg2'] } }, /^stop: /],
    ['on for their group', {}, { state: 'enabled', users: { includeGroups: ['bgg'] } }, /^stop: /],
    ['on for a role', {}, { state: 'enabled', users: { includeRoles: ['r1'] } }, /^stop: /],
    [
      'excluding but one of the accounts',
      {},
      { state: 'enabled', users: { ...all, excludeUsers: ['bg1'] } },
      /^stop: /,
    ],
    ['excluding another group', {}, { state: 'enabled', users: { ...all, excludeGroups: ['g1'] } }, /^stop: /],
    ['as bad as it is now', everybody, { ...everybody, displayName: 'New name' }, /^warn: .*as it is now/],
    ['bringing the exclusion back', everybody, excluding, null],
    ['switched off', everybody, { ...everybody, state: 'disabled' }, null],
    ['only reporting', {}, { users: all, state: 'enabledForReportingButNotEnforced' }, null],
    ['excluding the group', {}, excluding, null],
    ['excluding every account', {}, { state: 'enabled', users: { ...all, excludeUsers: ['bg2', 'bg1', 'x'] } }, null],
    ['on for somebody else', {}, { state: 'enabled', users: { includeUsers: ['u1'], includeGroups: ['g1'] } }, null],
    ['deleted', everybody, null, null],
  ])('%s', (_, live, wanted, expected) => {
    const [finding, ...others] = said(
      becomes('conditionalAccessPolicy', policy(live), wanted === null ? null : policy(wanted)),
    );
    expect(others).toEqual([]);
    if (expected === null) expect(finding).toBeUndefined();
    else expect(finding).toMatch(expected);
  });

  it('judges a restored policy by the state it is put to', () => {
    const back = (wanted: PolicyWords) =>
      triple('conditionalAccessPolicy', {
        base: absent,
        wanted: present(policy(wanted)),
        live: softDeleted(policy(everybody)),
      });
    expect(said(back(everybody))).toEqual([expect.stringMatching(/^stop: /)]);
    expect(said(back({ ...everybody, state: 'disabled' }))).toEqual([]);
    expect(said(back(excluding))).toEqual([]);
  });

  it('judges the state after the plan, drift that nobody reviewed included', () => {
    const enabled = triple('conditionalAccessPolicy', {
      base: present(policy({ users: { includeUsers: ['u1'] } })),
      wanted: present(policy({ users: { includeUsers: ['u1'] }, state: 'enabled' })),
      live: present(policy({ users: all })),
    });
    expect(said(enabled)).toEqual([expect.stringMatching(/^stop: /)]);
  });

  it('names the object', () => {
    const triples = [becomes('conditionalAccessPolicy', policy({ users: all }), policy(everybody))];
    expect(findingsOf('break-glass', { triples, settings })[0]?.objects).toEqual([
      { type: 'conditionalAccessPolicy', id: 'p1', displayName: 'Block' },
    ]);
  });

  it('warns where nobody is named and policies are written', () => {
    const changed = becomes('conditionalAccessPolicy', policy({}), policy({ state: 'enabled' }));
    expect(saidBy('break-glass', { triples: [changed] })).toEqual([expect.stringMatching(/^warn: no emergency/)]);
    expect(saidBy('break-glass', { triples: [becomes('user', aUser(), null)] })).toEqual([]);
  });
});
